// What is read otherwise than its writer may have meant earns a note or an error that says so, and the fix.
#include <algorithm>
#include <set>

#include "parser/builtins/builtins.h"
#include "parser/helps/suggest.h"
#include "tests/parser/support.h"

namespace adc::parser {
namespace {

// The slugs of a text's notes, with blanks between.
std::string notes(std::string_view text, const ParseOptions& options = {}) {
  std::string slugs;
  for (const Diagnostic& note : parsed(text, options).notes) slugs += (slugs.empty() ? "" : " ") + note.slug;
  return slugs;
}

std::string first_help(std::string_view text, const ParseOptions& options = {}) {
  const std::vector<Diagnostic> all = parsed(text, options).notes;
  if (all.empty()) FAIL(text << " has no note");
  return all.front().help.front();
}

ParseOptions given(std::vector<std::string> names) {
  ParseOptions options;
  options.inputs = std::move(names);
  return options;
}

TEST_CASE("numbers as other languages write them are refused with the reason") {
  for (const char* text : {"0x1F", "0XfF + 1", "0b101", "0B11", "0o17", "0b12", "0o8", "0x1G", "8_066_228", "1_0",
                           "1e5e3", "1.5E2e7", "1e5e-3", "1.2.3", "1.000.000", "1'000", "1'000'000", "2 + 0x10·3"}) {
    CAPTURE(text);
    CHECK(slug(text) == "bad-number");
  }
  CHECK(error("0x1F").help.front() == "write it in decimal: `31`");
  CHECK(error("0b101").help.front() == "write it in decimal: `5`");
  CHECK(error("0x1F").message.find("hexadecimal") != std::string::npos);
  CHECK(error("8_066_228").help.front() == "write the digits alone: `8066228`");
  CHECK(error("1'000").help.front() == "write the digits alone: `1000`");
  CHECK(error("1 000").help.front() == "a number has no blanks between its digits: `1000`");
  CHECK(error("1½").help.front() == "for a sum write `1 + ½`");
  for (const char* text : {"0x", "0b", "0x + 1", "2x1", "10x1F", "3e5x", "2e", "1e5 e3", "0xyz", "0.5x1"}) {
    CAPTURE(text);
    CHECK(parse(text).ok());
  }
}

TEST_CASE("lists that look like numbers earn a note") {
  CHECK(notes("1,000 + 1") == "two-results");
  CHECK(notes("1,000,000") == "two-results");
  CHECK(notes("3,14 + x") == "two-results");
  CHECK(first_help("12,345,678") == "a number has no commas between its digits: `12345678`");
  CHECK(first_help("3,14") == "decimals have a point: `3.14`");
  CHECK(notes("max(1,000)") == "two-results");
  CHECK(first_help("1.000,5") == "decimals have a point: `1000.5`");
  CHECK(error("sin(1,5)").help.front() == "decimals have a point: `1.5`");
  CHECK(slug("t = 1,5") == "several-values");
  for (const char* text : {"1, 000", "[100,200]", "max(3,14)", "x,y", "1,x", "[1,2]", "1,2,3", "log(8,2)"}) {
    CAPTURE(text);
    CHECK(notes(text).empty());
  }
}

TEST_CASE("numbers with letters of other languages earn a note") {
  CHECK(notes("1.0f + x") == "number-suffix");
  CHECK(notes("1.5d0") == "number-suffix");
  CHECK(notes("1d-3") == "number-suffix");
  CHECK(notes("2f") != "number-suffix");
  CHECK(notes("1.0f", given({"f"})).empty());
}

TEST_CASE("powers that end sooner than they look earn a note") {
  CHECK(notes("e^2x") == "power-before-factor");
  CHECK(notes("e^-2x") == "power-before-factor");
  CHECK(notes("2^3x") == "power-before-factor");
  CHECK(first_help("e^-2t") == "for an exponent of both write `e^(-2t)`");
  CHECK(notes("x^1/2") == "first-power");
  CHECK(first_help("t^1/3") == "a root is `t^(1/3)`");
  CHECK(notes("5!=120") == "not-a-factorial");
  for (const char* text : {"x^2y", "e^2 x", "e^(2x)", "x^2/3", "x^1 / y", "x!=y", "5 != 120", "5! == 120"}) {
    CAPTURE(text);
    CHECK(notes(text).empty());
  }
}

TEST_CASE("one name that looks like a product or a call earns a note, with the product or the call") {
  CHECK(first_help("πr² + x") == "for a product write `π r`");
  CHECK(first_help("2πf") == "for a product write `π f`");
  CHECK(first_help("pir²") == "for a product write `pi r`");
  CHECK(first_help("2ab(a+b)", given({"a", "b"})) == "for a product write `a b`");
  CHECK(first_help("a + b + ab") == "for a product write `a b`");
  CHECK(first_help("x + y + xy") == "for a product write `x y`");
  CHECK(first_help("f(x, y) = xy + x + y") == "for a product write `x y`");
  CHECK(first_help("m = 2; c = 3; mcc") == "for a product write `m c c`");
  CHECK(first_help("exp(xz) + xz/log(x)") == "for a product write `x z`");
  CHECK(first_help("sinx") == "for the function write `sin(x)`");
  CHECK(first_help("cosθ + 1") == "for the function write `cos(θ)`");
  CHECK(first_help("xsinx") == "for the function write `x sin(x)`");
  CHECK(first_help("e^(iπ)") == "for a product write `i π`");
  CHECK(first_help("e^{iθ}") == "for a product write `i θ`");
  CHECK(first_help("lnx") == "for the function write `ln(x)`");
  CHECK(first_help("sin2x + x") == "for the function write `sin(2x)`");
  CHECK(first_help("lnk + k") == "for the function write `ln(k)`");
  CHECK(notes("sinx", given({"sinx"})).empty());
  CHECK(notes("param ab, a, b; a b + ab").empty());
  for (const char* text :
       {"cost + 1", "tank", "logit(x)", "sink", "width + height", "a + b + abc", "pivot", "x_1 + x", "x + dx"}) {
    CAPTURE(text);
    CHECK(notes(text).empty());
  }
}

TEST_CASE("words of other languages for constants and operators earn a note") {
  CHECK(first_help("2*PI*x") == "did you mean `pi`?");
  CHECK(first_help("x + Infinity") == "did you mean `inf`?");
  CHECK(first_help("x AND y") == "did you mean `and`?");
  CHECK(error("x > 0 AND 2").help.front() == "did you mean `and`?");
  CHECK(notes("PI", given({"PI"})).empty());
}

TEST_CASE("e and i beside their kind earn a note") {
  CHECK(notes("a*e^2 + f^2") == "other-meaning");
  CHECK(notes("a + b + c + d + e") == "other-meaning");
  CHECK(notes("a e + b") == "other-meaning");
  CHECK(notes("x + 2i") == "other-meaning");
  CHECK(notes("3 + 4j") == "other-meaning");
  CHECK(notes("e^(i x)") == "other-meaning");
  CHECK(notes("exp(-i x)") == "other-meaning");
  for (const char* text : {"a*e^(-b x)", "2e", "x e^x", "a e^x + b e^-x", "i + 1", "x[i]", "a x + b", "e^2 + x"}) {
    CAPTURE(text);
    const Result<Parsed> program = parse(text);
    if (program) CHECK(notes(text).empty());
  }
  CHECK(notes("2i", given({"i"})).empty());
  CHECK(notes("sum(i = 1:3, 2i)").empty());
  CHECK(notes("a*e^2 + f^2", given({"e", "a", "f"})) == "hides-builtin");
}

TEST_CASE("letters that look like others are told apart") {
  CHECK(notes("а + a") == "look-alike");  // Cyrillic
  CHECK(parsed("а + a").notes.front().message.find("U+0430, Cyrillic") != std::string::npos);
  CHECK(first_help("а + a") == "write `a`");
  CHECK(parsed("ο + 1").notes.front().message.find("U+03BF, Greek") != std::string::npos);
  CHECK(first_help("ｘ + 1") == "write `x`");
  CHECK(first_help("𝑥² + 1") == "write `x`");
  CHECK(first_help("𝛼 + 1") == "write `α`");
  CHECK(error("１２ + x").help.front() == "write `1`");
  CHECK(error("x∕y").help.front() == "write `/`");
  CHECK(error("20%").help.front() == "per cent are written `/100`");
  CHECK(error("x ＋ y").help.front() == "write `+`");
  CHECK(error("х", given({"x"})).help.front() == "the program has `х`, with `х` (U+0445, Cyrillic)");
  for (const char* text : {"α + ν + ρ", "переменная + 1", "変数"}) {
    CAPTURE(text);
    CHECK(notes(text).empty());
  }
}

TEST_CASE("a quotient of differentials earns a note where it is no derivative") {
  CHECK(notes("y = x²; dy/dx") == "quotient");
  CHECK(first_help("y = x²; dy/dx") == "a derivative is written `diff(y, x)`");
  CHECK(notes("d/dx * x") == "quotient");
  CHECK(first_help("d2/dx2 sin(x)") == "a derivative is written `diff(…, x, 2)`");
  CHECK(notes("A^T") == "other-meaning");
  CHECK(notes("x^T", given({"x", "T"})).empty());
  CHECK(notes("d/dx x").empty());
  CHECK(notes("dy/dx", given({"dy", "dx"})).empty());
}

TEST_CASE("a name before a bracket that looks like a function is said to be none") {
  for (const char* text : {"J0(x)", "W(x)", "Ei(x)", "K1(x)", "A(x + 1)", "f(x)", "Q(x)", "lambda_w2(x)"}) {
    CAPTURE(text);
    CHECK(notes(text) == "product-not-call");
  }
  for (const char* text : {"a(x)", "x(y + 1)", "W(x) + W", "f = 2; f(x)", "α(x)"}) {
    CAPTURE(text);
    CHECK(notes(text).empty());
  }
  CHECK(notes("W(x)", given({"W", "x"})).empty());
}

// Each meaning is offered where adc has the function, and only there.
TEST_CASE("what a name means comes before how it is spelt") {
  const auto meant = [](std::string_view name) { return meaning_of_function(name).value_or("nothing"); };
  CHECK(meant("normcdf") == "normal_cdf");
  CHECK(meant("ln1p") == "log1p");
  CHECK(meant("NormalCDF") == "normal_cdf");
  CHECK(meant("Log1p") == "log1p");
  CHECK(meant("fmod") == "mod");
  CHECK(meant("deg2rad") == "radians");
  CHECK(meant("sh") == "sinh");
  CHECK(meant("expit") == "sigmoid");
  CHECK(meant("power") == "…^…");
  CHECK(meant("sin") == "nothing");
  CHECK(meant("banana") == "nothing");
  const auto known = [](std::string_view name) { return find_builtin(name) || prelude_definition(name); };
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"choose", "binomial"}, {"W", "lambertw"},   {"erfinverse", "erfinv"},
      {"Ei", "expint_ei"},    {"betaln", "lbeta"}, {"ndtri", "normal_quantile"},
      {"inv", "solve"},       {"jv", "besselj"},   {"igamma", "gammainc"}};
  for (const auto& [name, function] : rows) {
    CAPTURE(name);
    if (known(function)) CHECK(meant(name) == function);
    if (!known(function)) CHECK(suggest_functions(name).empty());
  }
  CHECK(known("besselj") == (meant("J0") == "besselj(0, …)"));
}

TEST_CASE("functions with modules, namespaces, backslashes or other arguments get the fix") {
  const auto help = [](std::string_view text) { return error(text).help.front(); };
  CHECK(help("np.exp(x)") == "functions have no module before them: write `exp(…)`");
  CHECK(help("torch.nn.functional.softplus(x)") == "functions have no module before them: write `softplus(…)`");
  CHECK(help("np.arctan2(y, x)") == "functions have no module before them: write `arctan2(…)`");
  CHECK(help("scipy.stats.norm.cdf(x)") == "functions have no module before them: write `normal_cdf`");
  CHECK(help("math.pi") == "functions have no module before them: write `pi`");
  CHECK(help("std::exp(x)") == "write `exp(…)`");
  CHECK(help("x > 0 ? std::fmod(x, 2) : 1") == "did you mean `mod`?");
  const auto help_in_adc = [](std::string_view text) {
    return parse(text, {.syntax = Syntax::Adc}).error().diagnostic().help.front();
  };
  CHECK(help_in_adc("\\sin(x)") == "for `\\sin` write `sin(…)`");
  CHECK(help_in_adc("\\frac{1}{x}") == "for `\\frac` write `(…)/(…)`");
  CHECK(help("Sin[x]") == "did you mean `sin`?");
  CHECK(help("tan^{-1}(t)") == "the inverse function is `atan(t)`");
  CHECK(help("x•y") == "write `*`");
  CHECK(suggest_functions("det").empty());
  CHECK(help("atan(y, x)") == "did you mean `atan2(…, …)`?");
  CHECK(help("3 // c") == "a comment begins with `#`");
  CHECK(help("x /* c */") == "a comment begins with `#`");
  CHECK(help("x mod 3") == "write `x % 3` or `mod(…, …)`");
}

TEST_CASE("what other systems write earns a help that says what there is") {
  const auto help = [](std::string_view text) { return error(text).help.front(); };
  CHECK(help("normal_pdf(x, m, s)") == "it has mean 0 and deviation 1; for others write `normal_pdf((x - m)/s)/s`");
  CHECK(help("normal_pdf(x, a + b, 2)").ends_with("write `normal_pdf((x - (a + b))/2)/2`"));
  CHECK(help("normal_cdf(x, m, s)").ends_with("write `normal_cdf((x - m)/s)`"));
  CHECK(help("normal_quantile(p, m, s)").ends_with("write `m + s*normal_quantile(p)`"));
  CHECK(help("normal_log_pdf(x, m, s)").ends_with("write `normal_log_pdf((x - m)/s) - log(s)`"));
  CHECK(help("log_normal_cdf(x, m, s)").ends_with("write `log_normal_cdf((x - m)/s)`"));
  CHECK(help("normal_pdf(x, m)") == "write `normal_pdf(x)`");
  CHECK(error("normal_pdf(x) = x; normal_pdf(x, m, s)").help.empty());
  for (const char* text : {"sum(p, axis=1)", "mean(p, dim=0)", "softmax(p, axis=1)", "sum(p, 1)"}) {
    CAPTURE(text);
    CHECK(help(text) == "axes are named by `dims=…`, counted from 1: `dims=1` is NumPy's `axis=0`");
  }
  CHECK(help("f(x) = x; f(axis=1)") == "to compare write `==`");
  for (const char* text : {"A\\b", "A \\ b", "(A)\\b", "A'\\b", "[1, 2]\\x"}) {
    CAPTURE(text);
    CHECK(help(text).starts_with("adc solves no systems of equations"));
  }
  CHECK(parse("x\\alpha", {.syntax = Syntax::Adc}).error().diagnostic().help.front() == "for `\\alpha` write `α`");
  CHECK(help("\\foo") == "write functions by their names, without a backslash");
}

TEST_CASE("a function that adc has nothing like is unknown, and no product") {
  for (const char* text : {"det(A)", "inv(A)", "solve(A)", "solve(A, b)", "median(x)", "cov(x)", "eig(A)", "erfi(x)"}) {
    CAPTURE(text);
    CHECK(slug(text) == "unknown-function");
    CHECK(error(text).help.front() == "adc has no function of that meaning");
  }
  CHECK(error("var(x)").help.front() == "did you mean `mean((… - mean(…)).^2)`?");
  CHECK(error("std(x)").help.front() == "did you mean `sqrt(mean((… - mean(…)).^2))`?");
  CHECK(notes("det(x + 1)", given({"det", "x"})).empty());
  CHECK(notes("inv = 2; inv(x + 1)").empty());
}

TEST_CASE("a name is looked into where there are few of them, and not for long") {
  std::string sum = "x1";
  for (int i = 2; i < 2000; ++i) sum += " + x" + std::to_string(i) + std::string(20, 'x');
  CHECK(parse(sum).ok());
}

}  // namespace
}  // namespace adc::parser
