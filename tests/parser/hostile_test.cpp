// No input overflows the stack, takes more than linear time or is accepted by accident.
#include <ctime>
#include <random>

#include "diag/render.h"
#include "tests/parser/support.h"
#include "tests/support/repeated.h"

namespace adc::parser {
namespace {

using tests::repeated;

#ifdef NDEBUG
constexpr std::size_t kMany = 1'000'000;
#else
constexpr std::size_t kMany = 100'000;  // enough to overflow a stack, and an unoptimised build is ten times slower
#endif

// "" if the text is accepted, else the slug; it must come soon. The bound on processor time is wide
// because sanitizers are slow.
std::string answer(std::string_view text, const ParseOptions& options = {}) {
  const std::clock_t begin = std::clock();
  const Result<Parsed> result = parse(text, options);
  const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  CHECK(seconds < 10.0);
  if (!result) (void)diag::render(result.error().diagnostic(), "test", text);
  return result ? "" : result.error().diagnostic().slug;
}

TEST_CASE("a million of anything is answered at once") {
  CHECK(answer("x" + repeated("+x", kMany)).empty());
  CHECK(answer("x" + repeated(" x", kMany)).empty());
  CHECK(answer("x" + repeated("*x-1", kMany)).empty());
  CHECK(answer("0" + repeated(" < x", kMany)).empty());
  CHECK(answer("x" + repeated("²", kMany)) == "number-out-of-range");
  CHECK(answer("x" + repeated("² x", kMany)).empty());
  CHECK(answer(repeated("(", kMany) + "x" + repeated(")", kMany)) == "nesting-too-deep");
  CHECK(answer(repeated("-", kMany) + "x") == "nesting-too-deep");
  CHECK(answer(repeated("not ", kMany) + "x") == "nesting-too-deep");
  CHECK(answer("x" + repeated("^x", kMany)) == "nesting-too-deep");
  CHECK(answer("x" + repeated("^-x", kMany)) == "nesting-too-deep");
  CHECK(answer(repeated("sin(", kMany) + "x" + repeated(")", kMany)) == "nesting-too-deep");
  CHECK(answer(repeated("x > 0 ? 1 : ", kMany) + "2") == "nesting-too-deep");
  CHECK(answer(repeated("x ? ", kMany)) == "nesting-too-deep");
  CHECK(answer(repeated("|", kMany)) == "nesting-too-deep");
  CHECK(answer(repeated("||", kMany)) == "nesting-too-deep");
  CHECK(answer(repeated("|x", kMany)) != "");
  CHECK(answer("x" + repeated("|x|", kMany)).empty());
  CHECK(answer(repeated("|-", kMany)) == "nesting-too-deep");
  CHECK(answer(repeated("√", kMany) + "x") == "nesting-too-deep");
  CHECK(answer(repeated("√-", kMany) + "x") == "nesting-too-deep");
  CHECK(answer(repeated("sin ", kMany) + "x") == "nesting-too-deep");
  CHECK(answer(repeated("d/dx ", kMany) + "x") == "nesting-too-deep");
  CHECK(answer("x" + repeated("^{x", kMany)) == "nesting-too-deep");
  CHECK(answer("x" + repeated("!", kMany)) == "factorial");
  CHECK(answer("1" + repeated(" + 170!", kMany)).empty());
  CHECK(answer(repeated("√x + ", kMany) + "1").empty());
  CHECK(answer(repeated("|x| + ", kMany) + "1").empty());
  CHECK(answer(repeated("sin x + ", kMany) + "1").empty());
  CHECK(answer(repeated("x!", kMany)) != "nesting-too-deep");
  CHECK(answer("1" + repeated(",000", kMany)).empty());
  CHECK(answer(repeated("dy/dx + ", kMany) + "1").empty());
  CHECK(answer("|x" + repeated("|y", 1001) + "|") == "absolute-value-bars");
  CHECK(answer(repeated("[", kMany)) == "nesting-too-deep");
  CHECK(answer(repeated("f(", kMany)) == "nesting-too-deep");
  CHECK(answer("f(x) = x; f" + repeated("'", kMany) + "(x)").empty());
  CHECK(answer("max(1" + repeated(", x", kMany) + ")").empty());
  CHECK(answer(repeated("x, ", kMany) + "x").empty());
  CHECK(answer(repeated("\n", kMany)) == "empty-program");
  CHECK(answer(repeated("# comment\n", kMany)) == "empty-program");
  CHECK(answer(repeated("1", kMany)) == "number-out-of-range");
  CHECK(answer("0." + repeated("1", kMany)).empty());
  CHECK(answer(repeated("a", kMany)).empty());
  CHECK(answer(repeated("é", kMany)).empty());
  CHECK(answer(repeated(";", kMany)) == "empty-program");
}

TEST_CASE("nesting up to the limit is accepted, and the limit can be moved") {
  CHECK(answer(repeated("(", 1000) + "x" + repeated(")", 1000)).empty());
  CHECK(answer(repeated("(", 1001) + "x" + repeated(")", 1001)) == "nesting-too-deep");
  ParseOptions options;
  options.limits.nesting = 10 * kMany;
  CHECK(answer(repeated("(", kMany) + "x" + repeated(")", kMany), options).empty());
  CHECK(answer("x" + repeated("^x", kMany), options).empty());
  CHECK(answer(repeated("sin(", kMany) + "x" + repeated(")", kMany), options).empty());
  CHECK(answer(repeated("-", kMany) + "x", options).empty());
}

TEST_CASE("many statements, functions and names are read in linear time") {
  std::string bindings = "t0 = x\n";
  std::string functions = "f0(x) = x + 1\n";
  std::string free_names;
  for (int i = 1; i <= 100'000; ++i) {
    const std::string here = std::to_string(i);
    const std::string before = std::to_string(i - 1);
    bindings += "t" + here + " = t" + before + " + 1\n";
    functions += "f" + here + "(x) = f" + before + "(x)\n";
    free_names += "name" + here + "(x) + ";
  }
  CHECK(answer(bindings).empty());
  CHECK(answer(functions + "f100000(x)").empty());
  CHECK(answer(free_names + "1").empty());
}

TEST_CASE("a function of many parameters, and many pieces, are read in linear time") {
  std::string params = "x0";
  std::string sum = "x0";
  std::string pieces;
  std::vector<std::string> names{"x0"};
  for (int i = 1; i <= 100'000; ++i) {
    const std::string name = "x" + std::to_string(i);
    params += ", " + name;
    sum += " + " + name;
    pieces += "t < " + std::to_string(i) + ": " + std::to_string(i) + ", ";
    names.push_back(name);
  }
  CHECK(answer("f(" + params + ") = " + sum).empty());
  CHECK(answer("piecewise(" + pieces + "else: 0)").empty());
  ParseOptions options;
  options.inputs = names;
  CHECK(answer(sum, options).empty());
}

TEST_CASE("functions that double at each step stop at the limit of instructions") {
  const auto doubling = [](const std::string& first, const std::string& step) {
    std::string text = "f0(x) = " + first + "\n";
    for (int i = 1; i <= 100'000; ++i) {
      const std::string before = "f" + std::to_string(i - 1);
      text += "f" + std::to_string(i) + "(x) = " + before + step + before + "(x)\n";
    }
    return text;
  };
  CHECK(answer(doubling("sin(x)", "(x) + ")) == "too-many-instructions");
  CHECK(answer(doubling("sin(x)", "(x) + ") + "f100000(y)") == "too-many-instructions");
  std::string identities = "f0(x) = x\n";
  for (int i = 1; i <= 100'000; ++i) {
    const std::string before = "f" + std::to_string(i - 1);
    identities += "f" + std::to_string(i) + "(x) = " + before + "(" + before + "(x))\n";
  }
  CHECK(answer(identities + "f100000(y)") == "too-many-instructions");
  CHECK(answer(identities + "f3(y)").empty());
}

TEST_CASE("limits are kept to the letter") {
  ParseOptions options;
  options.limits.instructions = 10;
  CHECK(answer("x+x+x+x+x+x", options).empty());
  CHECK(answer("x+x+x+x+x+x+x+x+x+x+x+x", options) == "too-many-instructions");
  CHECK(answer("x+1+2+3+4+5+6+7+8", options) == "too-many-instructions");
  options.limits.source_bytes = 4;
  CHECK(answer("x+1 ", options).empty());
  CHECK(answer("x+1  ", options) == "source-too-large");
}

TEST_CASE("bytes that are no text are refused") {
  CHECK(answer("x + \xFF") == "invalid-utf8");
  CHECK(answer("x + \xC3") == "invalid-utf8");
  CHECK(answer("\xED\xA0\x80") == "invalid-utf8");
  CHECK(answer(std::string_view("x\0y", 3)) == "invalid-utf8");
  CHECK(answer("x \xE2\x80\x8B y") == "unexpected-character");
  CHECK(answer("") == "empty-program");
}

// The new notations by themselves, so that bars, roots, factorials and derivatives often meet.
TEST_CASE("random texts of notations are answered without a crash, and the same twice") {
  const std::vector<std::string> pieces{"x",   "y",  "2",  "|",  "|",    "||", "√",     "∛",  "!",      "!", "(",
                                        ")",   " ",  " ",  "-",  "+",    "*",  "/",     "^",  "^{",     "}", "²",
                                        "sin", "ln", "d/", "dx", "d/dx", "∂x", "log_2", "Σ(", "i=1:3,", "‖", "[",
                                        "]",   ",",  "'",  "=",  "!=",   "1",  "_{i}",  "f",  "e",      "i", "πr"};
  std::mt19937 random(11);
  for (int round = 0; round < 30'000; ++round) {
    std::string text;
    for (std::size_t i = random() % 12; i > 0; --i) text += pieces[random() % pieces.size()];
    ParseOptions options;
    options.limits.instructions = 1000;
    const Result<Parsed> result = parse(text, options);
    const Result<Parsed> again = parse(text, options);
    CAPTURE(text);
    REQUIRE(result.ok() == again.ok());
    if (result) {
      CHECK(ir::verify(result->fn).empty());
      for (const Diagnostic& note : result->notes) CHECK(!diag::render(note, "test", text, "note").empty());
      continue;
    }
    CHECK(result.error().diagnostic().span.end <= text.size());
    CHECK(!diag::render(result.error().diagnostic(), "test", text).empty());
  }
}

// A cheap stand-in for the fuzzer: pieces of the language in random order, and random bytes.
TEST_CASE("random texts are answered without a crash") {
  const std::vector<std::string> pieces{
      "x",        "y",          "f",        "sin",     "(",          ")",     ",",        "=",
      "==",       "+",          "-",        "*",       "/",          "^",     "²",        "'",
      " ",        "\n",         ";",        "if",      "?",          ":",     "else",     "and",
      "not",      "1",          "2.5",      "e",       "<",          ">",     "diff",     "grad",
      "f(x)",     "param",      "data",     "log",     "⁻¹",         "[",     "]",        "max",
      "#",        "piecewise(", "1e",       "½",       "ᵀ",          "|",     "hessian(", "f(x) = ",
      "t = ",     "diff(",      "relu",     "!",       "polygamma(", "\t",    "[1, 2]",   "[i = ",
      "sum(",     "i = ",       "1:3",      "j = 1:i", "i",          "x[",    "A",        "[1, 2; 3, 4]",
      "‖",        ".*",         "ᵀ*",       "dims=",   "end",        "dim n", ": R[n]",   "diag(",
      "softmax(", "norm(",      "one_hot(", "zeros(",  "||",         "√",     "∛",        "!=",
      "{",        "}",          "^{",       "d/dx ",   "d²/dx² ",    "∂/∂x",  "log_2",    "Σ(i=",
      "sin ",     "0x1F",       "1,000",    "_{1}",    "std::",      "np.",   "dy/dx",    "√("};
  std::mt19937 random(7);
  for (int round = 0; round < 60'000; ++round) {
    std::string text;
    const std::size_t length = random() % 14;
    for (std::size_t i = 0; i < length; ++i) {
      if (random() % 60 == 0) text += static_cast<char>(random());
      text += pieces[random() % pieces.size()];
    }
    ParseOptions options;
    options.bindings_are_inputs = random() % 2 == 0;
    options.limits.instructions = 1000;
    if (random() % 2 == 0) options.shapes = {{"x", {3}}, {"A", {2, 3}}};
    const Result<Parsed> result = parse(text, options);
    if (result) {
      const std::vector<std::string> problems = ir::verify(result->fn);
      CAPTURE(text, problems);
      CHECK(problems.empty());
      continue;
    }
    const Diagnostic& diagnostic = result.error().diagnostic();
    CAPTURE(text, diagnostic.slug);
    CHECK(diagnostic.span.begin <= diagnostic.span.end);
    CHECK(diagnostic.span.end <= text.size());
    CHECK(!diag::render(diagnostic, "test", text).empty());
  }
}

}  // namespace
}  // namespace adc::parser
