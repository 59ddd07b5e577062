// Pictures of what a session has.
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/session/support.h"

namespace adc {
namespace {

using tests::told;

Reply::Part picture(Session& session, std::string_view text) {
  const Reply reply = session.submit(text);
  if (reply.error) FAIL(reply.error->message);
  return reply.parts.at(0);
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST_CASE("expressions and functions are drawn, on terminals and as SVG") {
  Session session;
  const Reply::Part part = picture(session, ":plot sin(x)/x x=-20:20");
  CHECK(contains(part.text, "⠁") != contains(part.text, "<svg"));
  REQUIRE(part.pictures.size() == 1);
  CHECK(part.pictures[0].media_type == "image/svg+xml");
  CHECK(contains(part.pictures[0].data, "<svg"));
  (void)session.submit("f(t) = t² - 2");
  CHECK(contains(picture(session, ":plot f").pictures[0].data, "<svg"));
  CHECK_FALSE(picture(session, ":plot u² + v² = 1").text.empty());
}

TEST_CASE("values of the session are parameters, and mark where a function is now") {
  Session session;
  (void)session.submit("a = 2; x = 0.5");
  CHECK(contains(picture(session, ":plot a sin(q)").pictures[0].data, "<svg"));
  CHECK(contains(picture(session, ":plot x²").pictures[0].data, "now"));
  CHECK(told(session, ":plot u v w") == "missing-input");
  CHECK(told(session, ":plot") == "missing-value");
  CHECK(told(session, ":plot sni(x)") == "unknown-function");
}

TEST_CASE("pictures take the terminal's size") {
  Session session;
  session.show_on({.columns = 40, .rows = 12, .colour = false});
  const std::string text = picture(session, ":plot sin(q)").text;
  CHECK(std::count(text.begin(), text.end(), '\n') <= 12);
}

}  // namespace
}  // namespace adc
