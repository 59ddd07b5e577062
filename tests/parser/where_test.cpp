// E where s = F: names that are seen in E alone.
#include "passes/pipeline.h"
#include "tests/parser/support.h"

namespace adc::parser {
namespace {

TEST_CASE("where names what stands behind it") {
  CHECK(value("s² + s where s = x + 1", {{"x", 2.0}}) == 12.0);
  CHECK(value("a ? s : -s where s = 3, a = 1 > 2") == -3.0);
  CHECK(value("y = s + 1 where s = 2; y²") == 9.0);
  CHECK(value("f(y) = s² + y where s = y + 1; f(2) + f(f(x))", {{"x", 1.0}}) == 52.0);
  CHECK(values("a, s, b*s where s = a + b", {{"a", 2.0}, {"b", 3.0}}) == std::vector{2.0, 5.0, 15.0});
  CHECK(values("a where a = 1, b", {{"b", 3.0}}) == std::vector{1.0, 3.0});
  CHECK(value("n! where n = 3") == 6.0);
  CHECK(value("sin x where x = 0") == 0.0);
  CHECK(value("s where s = -\n3") == -3.0);
}

TEST_CASE("names behind where are defined in any order, by commas, and, or where") {
  const Values at{{"x", 2.0}};
  CHECK(value("s*t where s = t + 1, t = x²", at) == 20.0);
  CHECK(value("s*t where t = x², s = t + 1", at) == 20.0);
  CHECK(value("s*t where s = t + 1 and t = x²", at) == 20.0);
  CHECK(value("s*t where s = t + 1, and t = x²", at) == 20.0);
  CHECK(value("s*t where s = t + 1 where t = x²", at) == 20.0);
  CHECK(value("s*t\n  where s = t + 1,\n    t = x²\n", at) == 20.0);
  CHECK(value("s where s = if(c, 1, 2) and c = x > 1 and x < 3", at) == 1.0);
}

TEST_CASE("a name behind where is seen in its expression alone") {
  CHECK(value("2(s + 1 where s = x) + s", {{"x", 2.0}, {"s", 10.0}}) == 16.0);
  CHECK(value("(s where s = 1) + (s where s = 2)*s", {{"s", 10.0}}) == 21.0);
  CHECK(value("((s where s = t) where t = 4)") == 4.0);
  CHECK(value("s + (s where s = t) where s = 1, t = 2") == 3.0);
  CHECK(value("e^2 where e = 3") == 9.0);
  CHECK(value("x² where x = 3") == 9.0);
  CHECK(value("s = 1; t = (s where s = 5); s + t") == 6.0);
}

TEST_CASE("where stands in brackets, sums, pieces and ranges") {
  CHECK(value("sum(i = 1:3, t² + t where t = i + x)", {{"x", 1.0}}) == 38.0);
  CHECK(value("sum(i = 1:n where n = 3, i)") == 6.0);
  CHECK(value("sum(i = 1:m where m = 2, j = 1:3, i*j)") == 18.0);
  CHECK(value("piecewise(c: s where s = 3, else: t where t = 4) where c = 1 > 2") == 4.0);
  CHECK(value("max(s where s = 1, s where s = 2)") == 2.0);
  CHECK(value("|(s where s = -2)|") == 2.0);
  CHECK(value("[5, 6, 7][k where k = 2]") == 6.0);
  CHECK(value("sum([1, 2; 3, 4][1, 1:n where n = 2])") == 3.0);
}

TEST_CASE("where is a name where nothing is defined behind it") {
  CHECK(value("where + 1", {{"where", 3.0}}) == 4.0);
  CHECK(value("where(x + 1)", {{"where", 3.0}, {"x", 1.0}}) == 6.0);
  CHECK(value("x where + 1", {{"where", 3.0}, {"x", 2.0}}) == 7.0);
  CHECK(value("where = 3; 2where") == 6.0);
  CHECK(value("where = 3\nwhere") == 3.0);
  CHECK(value("where(x) = 2x; where(4)") == 8.0);
}

TEST_CASE("inputs come in the order of the text, with what stands behind where last") {
  CHECK(inputs("a*s + b where s = c + a") == "a b c");
  CHECK(inputs("y = s where s = d; z = a*y; z") == "d a");
}

TEST_CASE("derivatives are taken through where, and for its names") {
  const auto derived = [](std::string_view text) {
    ParseOptions options;
    options.inputs = {"x"};
    const Result<ir::Function> expanded = passes::run(parsed(text, options).fn, {});
    REQUIRE(expanded.ok());
    const double x = 2.0;
    std::vector<double> all(expanded->outputs().size());
    ir::interpret(*expanded, {&x, 1}, all);
    return all.front();
  };
  CHECK(derived("diff(t² + x, t) where t = x³") == 16.0);
  CHECK(derived("d/dx (t²) where t = x³") == 192.0);
  CHECK(derived("grad(t²) where t = x³") == 192.0);
  CHECK(derived("f(y) = t² where t = y³; f'(x)") == 192.0);
  CHECK(derived("diff(x*t, t) where t = x") == 2.0);
}

TEST_CASE("a name behind where that nothing uses is noted") {
  const auto notes = [](std::string_view text) {
    std::string all;
    for (const Diagnostic& note : parsed(text).notes) all += note.slug + " ";
    return all;
  };
  CHECK(notes("x² where s = 3") == "unused-name ");
  CHECK(notes("s where s = t, t = 3").empty());
  CHECK(notes("diff(x², t) where t = 3").empty());
}

TEST_CASE("wrong texts with where") {
  CHECK(slug("s where s = 3, s = 4") == "already-defined");
  CHECK(slug("s² where s = t, t = s") == "used-before-definition");
  CHECK(slug("s where s = s + 1") == "used-before-definition");
  CHECK(slug("x > 0 ? 1 where s = 3 : 2") == "incomplete-conditional");
  CHECK(slug("‖\nx\n+ s‖ where s = 3") == "two-meanings");
  CHECK(slug("s where s = ") == "missing-operand");
  CHECK(slug("s where s = , t = 2") == "missing-operand");
  CHECK(slug("s where s = (1") == "unclosed-bracket");
  CHECK(slug("s where s = 1) + 2") == "unopened-bracket");
  CHECK(slug("s where s = 1 t = 2") == "lone-equals");
  CHECK(slug("where s = 1") == "bad-definition");
}

}  // namespace
}  // namespace adc::parser
