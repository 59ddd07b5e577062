// Each slug that the parser gives is provoked, with the place that it points at; and how a diagnostic is shown.
#include <set>

#include "diag/render.h"
#include "diag/slug.h"
#include "parser/builtins/builtins.h"
#include "tests/parser/provocations.h"
#include "tests/parser/support.h"

namespace adc::parser {
namespace {

using tests::kProvocations;
using tests::Provocation;

TEST_CASE("each situation has its slug and points at its place") {
  for (const Provocation& provocation : kProvocations) {
    CAPTURE(provocation.text);
    CHECK(slug(provocation.text) == provocation.slug);
    CHECK(blamed(provocation.text) == provocation.blamed);
  }
}

// Provoked with options, or by notes: in this file or in its neighbours.
TEST_CASE("limits, unused values and notes have their slugs") {
  ParseOptions options;
  options.inputs = {"x", "y"};
  const Diagnostic unused = error("x", options);
  CHECK(unused.slug == "unused-input");
  CHECK(unused.error_class == ErrorClass::Usage);
  options.inputs = {"lenght"};
  CHECK(error("length", options).help.front() == "did you mean `length`?");
  options.inputs = {"y"};
  CHECK(error("a + b²", options).help.front() == "its inputs are `a`, `b`");
  CHECK(error("2", options).help.front() == "it has no inputs");
  options.inputs = {"w", "x", "b"};
  CHECK(error("wx + b", options).help.front() == "`wx` is one name; for a product write `w x`");
  CHECK(error("x wx + b", options).help.front() == "`wx` is one name; for a product write `w x`");
  options.inputs = {"x"};
  CHECK(error("sinx", options).help.front() == "`sinx` is one name; for the function write `sin(x)`");
  options.inputs = {"r"};
  CHECK(error("πr²", options).help.front() == "`πr` is one name; for a product write `π r`");
  options.inputs = {"t"};
  CHECK(blamed("t = x²; sin(t)", options) == "t");
  CHECK(error("t = x²; sin(t)", options).message == "`t` is defined here, so it is no input");
  options = {};
  options.limits.nesting = 2;
  CHECK(error("(((x)))", options).slug == "nesting-too-deep");
  CHECK(error("(((x)))", options).error_class == ErrorClass::Limit);
  options = {};
  options.limits.source_bytes = 2;
  CHECK(slug("x+y", options) == "source-too-large");
  options = {};
  options.limits.instructions = 2;
  CHECK(slug("x+y", options) == "too-many-instructions");
  CHECK(parsed("e = 2\ne").notes.front().slug == "hides-builtin");
  CHECK(parsed("width(x)").notes.front().slug == "product-not-call");
  CHECK(parsed("1/2 m v²").notes.front().slug == "divided-product");
}

// The slugs that the tests of this folder provoke: those of the list above, and those that options or notes lead to.
std::set<std::string_view> provoked() {
  std::set<std::string_view> slugs{"unused-input",          "nesting-too-deep", "source-too-large", "hides-builtin",
                                   "too-many-instructions", "product-not-call", "divided-product"};
  // by tests/api/inputs_test.cpp, whose options it is for
  slugs.insert("unknown-input");
  // by tests/parser/meant_test.cpp
  slugs.insert({"power-before-factor", "first-power", "not-a-factorial", "two-results", "number-suffix", "one-name",
                "look-alike", "other-meaning", "quotient"});
  slugs.insert("unused-name");  // by tests/parser/where_test.cpp
  // by tests/parser/latex_test.cpp
  slugs.insert({"unknown-latex", "read-as-latex"});
  for (const Provocation& provocation : kProvocations) slugs.insert(provocation.slug);
  return slugs;
}

TEST_CASE("every slug is registered once, and every slug of the parser is provoked here") {
  std::set<std::string_view> registered;
  for (const diag::SlugInfo& info : diag::kSlugs) {
    CAPTURE(info.slug);
    CHECK(registered.insert(info.slug).second);
    if (info.folder == "parser") CHECK(provoked().contains(info.slug));
  }
  for (const std::string_view slug : provoked()) CHECK(registered.contains(slug));
}

TEST_CASE("help names the fix") {
  CHECK(error("3! !").help.front() == "a factorial is written without it: `(3!)!`");
  CHECK(error("∛x√x").help.front() == "write `∛(x√(x))` or `(∛x) √(x)`");
  CHECK(error("log_x(8)").help.front() == "a logarithm to a base is `log(…, x)`");
  const auto help = [](std::string_view text) { return error(text).help.front(); };
  CHECK(help("erf x") == "write `erf(x)`");
  CHECK(help("sin -x") == "write `sin(-x)`");
  CHECK(help("exp -x^2") == "write `exp(-x^2)`");
  CHECK(help("exp -x^2/2 + 1") == "write `exp(-x^2/2)`");
  CHECK(help("exp -(x - 1)² / 2") == "write `exp(-(x - 1)²)`");
  CHECK(help("sin -2x * y") == "write `sin(-2x)`");
  CHECK(help("exp -cos(x)y^-2, 3") == "write `exp(-cos(x)y^-2)`");
  CHECK(help("erf x^2") == "write `erf(x^2)`");
  CHECK(help("erf √x") == "write `erf(√x)`");
  CHECK(help("erf -|x|") == "write `erf(…)`");
  CHECK(help("exp -") == "write `exp(…)`");
  CHECK(help("exp -x(1") == "write `exp(…)`");
  CHECK(help("exp -abcdefghij*abcdefghij*abcdefghij*abcdefghij") == "write `exp(…)`");
  CHECK(help("sin[x]") == "write `sin(x)`");
  CHECK(error("sin[x]").help[1] == "functions have round brackets");
  CHECK(help("exp[x, y]") == "write `exp([x, y])`");
  CHECK(help("leaky_relu(x, 0.1)") == "write `leaky_relu(x)`");
  CHECK(help("huber(x, 1)").starts_with("write `huber("));
  CHECK(help("t = t + 1") == "choose another name for the new value");
  CHECK(help("sin⁻¹(t)") == "the inverse function is `asin(t)`");
  CHECK(help("sin⁻¹(x)") == "the inverse function is `asin(x)`");
  CHECK(help("f(x) = 2 * sni(x)") == "did you mean `sin`?");
  CHECK(help("sin^-1(x)") == "the inverse function is `asin(x)`");
  CHECK(help("exp^2(x)") == "for a power of the value write `exp²(x)` or `exp(x)^2`");
  CHECK(help("x =< 3") == "write `<=`");
  CHECK(help("x 2") == "for a product write `x * 2`");
  CHECK(help("x !") == "a factorial is written without it: `x!`");
  CHECK(help("f(x) = x\nf⁻¹(2)") == "the reciprocal is `1/f(2)`");
}

TEST_CASE("a blank behind the divisor earns a note that the division takes the factors, too") {
  const auto notes = [](std::string_view text) { return parsed(text).notes; };
  REQUIRE(notes("1/2 m v²").size() == 1);
  CHECK(notes("1/2 m v²").front().help.front() == "for a fraction in front write `(1/2) m`");
  CHECK(notes("4π/3 r³").front().help.back() == "to say so write `4π/(3 r)`");
  CHECK(notes("λ/2 w²").front().help.front() == "for a fraction in front write `(λ/2) w`");
  CHECK(notes("(a + b + c + d + e + f + g)/2 x").front().help.front() == "for a fraction in front write `(…/2) x`");
  CHECK(notes("1/2 (x + 1)").size() == 1);
  const auto fraction = [&](std::string_view divided) {
    CAPTURE(divided);
    REQUIRE(notes(divided).size() == 1);
    CHECK(notes(divided).front().slug == "divided-product");
    return notes(divided).front().help.front();
  };
  CHECK(fraction("1/sqrt(2π) exp(-x²/2)") == "for a fraction in front write `(1/sqrt(2π)) exp(…)`");
  CHECK(fraction("1/√(2π) exp(-x²/2)") == "for a fraction in front write `(1/√(2π)) exp(…)`");
  CHECK(fraction("1/(s √(2π)) exp(x)") == "for a fraction in front write `(1/(s √(2π))) exp(…)`");
  CHECK(fraction("1/x^2 y z") == "for a fraction in front write `(1/x^2) y`");
  CHECK(fraction("1/2π r") == "for a fraction in front write `(1/2π) r`");
  CHECK(fraction("3 + 1/n sum([1, 2])") == "for a fraction in front write `(1/n) sum(…)`");
  CHECK(fraction("a/b c d x") == "for a fraction in front write `(a/b) c`");
  CHECK(fraction("1/|x| y") == "for a fraction in front write `(1/|x|) y`");
  CHECK(notes("1/2 x + 1/3 y").size() == 2);
  for (const char* plain : {"1/2x", "(1/2) x", "1/(2 x)", "1/2 * x", "a/(b c)", "½ x", "2 x/3", "1/xy"}) {
    CAPTURE(plain);
    CHECK(notes(plain).empty());
  }
}

TEST_CASE("a diagnostic shows its line with a caret under the place") {
  const std::string_view text = "t = 1\nf(x) = 2 * sni(x)";
  CHECK(diag::render(error(text), "demo.adc", text) ==
        "demo.adc:2:12: error: unknown function `sni` [unknown-function]\n"
        "  f(x) = 2 * sni(x)\n"
        "             ^~~\n"
        "  help: did you mean `sin`?\n"
        "  help: for a product write `sni*(…)`\n");
}

TEST_CASE("columns count characters, and the caret stands by display width") {
  const std::string_view greek = "α² + sni(x)";
  CHECK(diag::render(error(greek), "f", greek).starts_with("f:1:6: error: unknown function"));
  CHECK(diag::render(error(greek), "f", greek).find("\n       ^~~\n") != std::string::npos);
  const std::string_view wide = "変数 + sni(x)";
  CHECK(diag::render(error(wide), "f", wide).starts_with("f:1:6: "));
  CHECK(diag::render(error(wide), "f", wide).find("\n         ^~~\n") != std::string::npos);
  const std::string_view tab = "\tx $";
  CHECK(diag::render(error(tab), "f", tab).find("\n      x $\n        ^\n") != std::string::npos);
}

TEST_CASE("labels point at further places, and long lines are cut around the caret") {
  const std::string_view twice = "t = 1\nt = 2";
  const std::string shown = diag::render(error(twice), "f", twice);
  CHECK(shown.find("f:2:1: error: `t` is already defined [already-defined]\n  t = 2\n  ^\n") == 0);
  CHECK(shown.find("f:1:1: defined here\n  t = 1\n  ^\n") != std::string::npos);
  const std::string line = std::string(5000, 'x') + " $ " + std::string(5000, 'y');
  const std::string cut = diag::render(error(line), "f", line);
  CHECK(cut.size() < 600);
  CHECK(cut.find("… ") != std::string::npos);
  CHECK(cut.find('^') != std::string::npos);
}

TEST_CASE("suggestions are the nearest names, whatever their capitals") {
  const std::vector<std::string> names{"sin", "sinh", "cos", "learning_rate", "x"};
  CHECK(suggest("sni", names) == std::vector<std::string>{"sin"});
  CHECK(suggest("lerning_rat", names) == std::vector<std::string>{"learning_rate"});
  CHECK(suggest("Sin", names) == std::vector<std::string>{"sin"});
  CHECK(suggest("COS", names) == std::vector<std::string>{"cos"});
  CHECK(suggest("X", names) == std::vector<std::string>{"x"});
  CHECK(suggest("ΣA", {"σa", "σb"}) == std::vector<std::string>{"σa"});
  CHECK(suggest("sim", {"sin", "sum", "sinh"}) == std::vector<std::string>{"sin", "sum"});
  CHECK(suggest("banana", names).empty());
  CHECK(suggest("", names).empty());
}

// The names in the backquotes of a text.
std::vector<std::string> quoted_names(std::string_view text) {
  std::vector<std::string> names;
  bool inside = false;
  std::string name;
  for (const char c : std::string(text) + "`") {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c >= '0' && c <= '9');
    if (inside && letter) {
      name += c;
      continue;
    }
    if (!name.empty() && (name[0] < '0' || name[0] > '9')) names.push_back(name);
    name.clear();
    if (c == '`') inside = !inside;
  }
  return names;
}

// Types and ranges are written with sizes: R[n], i = 1:n.
TEST_CASE("a help names no variable that the program does not have") {
  const std::set<std::string> words{"R",    "n",    "m",   "i",  "param", "data", "dim",
                                    "dims", "name", "and", "or", "not",   "else"};
  for (const Provocation& provocation : kProvocations) {
    for (const std::string& help : error(provocation.text).help) {
      for (const std::string& name : quoted_names(help)) {
        CAPTURE(provocation.text, help, name);
        const bool known = words.contains(name) || find_builtin(name) || prelude_definition(name);
        CHECK((known || provocation.text.find(name) != std::string_view::npos));
      }
    }
  }
}

TEST_CASE("messages never name a rule of the grammar") {
  for (const Provocation& provocation : kProvocations) {
    const Diagnostic diagnostic = error(provocation.text);
    CAPTURE(provocation.text, diagnostic.message);
    CHECK_FALSE(diagnostic.message.empty());
    CHECK(diagnostic.message.back() != '.');
    for (const char* word : {"expect", "token", "parse", "syntax", "item", "operand"}) {
      CHECK(diagnostic.message.find(word) == std::string::npos);
    }
  }
}

}  // namespace
}  // namespace adc::parser
