// Lines of LaTeX in a session.
#include <catch2/catch.hpp>

#include "tests/session/support.h"

using namespace adc;
using namespace adc::tests;

TEST_CASE("a line that plainly is LaTeX is read as such, and a note says how") {
  Session session;
  CHECK(value(session, "\\frac{1}{2} + \\sin 0") == 0.5);
  CHECK(told(session, "\\frac{1}{2}") == "read-as-latex");
  CHECK(value(session, "x = 3; x^{2}") == 9);
  CHECK(value(session, "\\sqrt{x + 1}") == 2);
  CHECK(said(session, "x^{2}").starts_with("value  9"));
}

TEST_CASE("definitions in LaTeX and in adc's language stand side by side") {
  Session session;
  session.submit("\\theta = 2 \\\\ f(t) = t^3 \\cdot \\theta");
  CHECK(value(session, "theta") == 2);
  CHECK(value(session, "f(2)") == 16);
  session.submit("t = 1");
  CHECK(value(session, "\\frac{d}{dt} f(t)") == 6);
}

TEST_CASE("errors and notes of LaTeX have their places in what was typed") {
  Session session;
  const Reply refused = session.submit("1 + \\int x");
  REQUIRE(refused.error);
  CHECK(refused.source.substr(refused.error->span.begin, 4) == "\\int");
  const Reply wrong = session.submit("\\frac{1}{2} + [1, 2] [3, 4, 5]");
  REQUIRE(wrong.error);
  CHECK(wrong.source == "\\frac{1}{2} + [1, 2] [3, 4, 5]");
  CHECK(wrong.source.substr(wrong.error->span.begin, wrong.error->span.end - wrong.error->span.begin) ==
        "[1, 2] [3, 4, 5]");
  CHECK(value(session, "2 + 2") == 4);
}

TEST_CASE("LaTeX that is open is unfinished") {
  const Session session;
  for (const char* text : {"\\frac{1}{2", "\\left( x", "\\begin{cases} x & x > 0", "\\alpha +"}) {
    CAPTURE(text);
    CHECK_FALSE(session.is_complete(text));
  }
  for (const char* text : {"\\frac{1}{2}", "\\frac{1}{2} + \\int", "\\alpha + )", "\\sin x / 2"}) {
    CAPTURE(text);
    CHECK(session.is_complete(text));
  }
}

TEST_CASE("words of LaTeX have colours") {
  const Session session;
  const std::string text = "\\frac{\\alpha}{2} % half";
  std::string words;
  for (const Token& token : session.tokens(text)) {
    if (token.kind == Token::Kind::Error) words += "error ";
    if (token.kind == Token::Kind::Function) words += "function ";
    if (token.kind == Token::Kind::Variable) words += "variable ";
    if (token.kind == Token::Kind::Number) words += "number ";
    if (token.kind == Token::Kind::Comment) words += "comment";
  }
  CHECK(words == "function variable number comment");
}
