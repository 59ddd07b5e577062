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

TEST_CASE("ranges are those of `adc plot`") {
  Session session;
  const std::string svg = picture(session, ":plot sin(q) q=0:(3+1)*pi y=-4:4").pictures[0].data;
  CHECK(contains(svg, ">−4<"));
  CHECK(contains(svg, ">sin(q)<"));
  CHECK(contains(svg, ">12<"));
  CHECK(contains(picture(session, ":plot sin(e) e=0:3").pictures[0].data, ">e<"));  // and no constant
  CHECK(told(session, ":plot sin(q) q=1:0") == "bad-value");
  CHECK(told(session, ":plot sin(q) q=a:0") == "bad-value");
  CHECK(told(session, ":plot sin(q) q=0:1 q=0:2") == "repeated-input");
  CHECK(told(session, ":plot sin(q) z=0:1") == "unknown-variable");
}

TEST_CASE("pictures are called what was typed") {
  Session session;
  (void)session.submit("f(t) = t*t - 2");
  CHECK(contains(picture(session, ":plot q*q + 0*q").pictures[0].data, ">q*q + 0*q<"));
  CHECK(contains(picture(session, ":plot f").pictures[0].data, ">f<"));
  CHECK(contains(picture(session, ":plot f(q), q*q").pictures[0].data, ">f(q)<"));
}

TEST_CASE("drawing takes no longer than a line may") {
  CompileOptions options;
  options.limits.seconds = 0.05;
  Session session(options);
  CHECK(told(session, ":plot sin(100x*y)*cos(70x + y^2)") == "too-long");
}

}  // namespace
}  // namespace adc
