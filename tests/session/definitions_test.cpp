// What a name or a sign means.
#include <catch2/catch.hpp>

#include "adc/meaning.hpp"
#include "tests/session/support.h"

namespace adc {
namespace {

using tests::said;
using tests::told;

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST_CASE("a question about a function says what it is, its derivative, where it holds and how exact it is") {
  Session session;
  const std::string sin = said(session, "?sin");
  CHECK(contains(sin, "sin(x)"));
  CHECK(contains(sin, "cos(x)"));
  CHECK(contains(sin, "ulp"));
  CHECK(contains(sin, "sin(0.5)"));
  CHECK(contains(said(session, "?log"), "x > 0"));
  CHECK(contains(said(session, "?abs"), "derivative 0 at 0"));
  CHECK(contains(said(session, "?σ"), "1/(1 + e⁻ˣ)"));
  CHECK(contains(said(session, "?relu"), "relu(x) = if(x <= 0, 0, x)"));
  CHECK(contains(said(session, "?pi"), "3.14159"));
  CHECK(contains(said(session, "?ln"), "log"));
}

TEST_CASE("a function's name alone is a question about it") {
  Session session;
  CHECK(said(session, "sin") == said(session, "?sin"));
  (void)session.submit("f(x) = x²");
  CHECK(said(session, "f") == said(session, "?f"));
}

TEST_CASE("signs have meanings") {
  Session session;
  CHECK(contains(said(session, "?+"), "sum"));
  CHECK(contains(said(session, "?-"), "negative"));
  CHECK(contains(said(session, "?.*"), "element by element"));
  CHECK(contains(said(session, "?'"), "transpose"));
}

TEST_CASE("a question about a name of the session says what it is") {
  Session session;
  (void)session.submit("f(x, y) = x² y; x = 3; t = x²");
  CHECK(contains(said(session, "?f"), "f(x, y) = x² y"));
  CHECK(contains(said(session, "?f"), "2x·y"));
  CHECK(contains(said(session, "?x"), "x = 3"));
  CHECK(contains(said(session, "?t"), "t = x²"));
  CHECK(told(session, "?nosuchname") == "unknown-name");
}

TEST_CASE("an inspection shows IR, derivative, costs and assembly") {
  Session session;
  (void)session.submit("f(x) = sin(x²)");
  const std::string text = said(session, "??f");
  CHECK(contains(text, "2x·cos(x²)"));
  CHECK(contains(text, "adc-ir"));
  CHECK(contains(text, "reverse"));
  CHECK(contains(text, "assembly"));
}

TEST_CASE("what is wrong in an expression that is inspected has its place") {
  Session session;
  const Reply reply = session.submit("1 + 1\n??2 + sni(3)");
  REQUIRE(reply.error);
  CHECK(reply.source.substr(reply.error->span.begin, 3) == "sni");
}

TEST_CASE("every name that is completed has a meaning") {
  for (const auto& candidate : complete("", 0, {}).candidates) {
    if (candidate.kind == Completions::Candidate::Kind::Keyword) continue;
    const std::string name = candidate.text.substr(0, candidate.text.find('('));
    CAPTURE(name);
    CHECK(meaning(name).has_value());
  }
}

}  // namespace
}  // namespace adc
