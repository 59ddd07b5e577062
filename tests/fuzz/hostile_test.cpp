// Inputs that are large, deep or broken: each must be answered or refused in bounded time, without overflowing the
// stack.
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "diag/render.h"
#include "parser/parse.h"
#include "passes/pipeline.h"
#include "tests/fuzz/exercise.h"
#include "tests/support/repeated.h"
#include "tests/support/stopwatch.h"

namespace adc::tests {
namespace {

enum class Expected { Accepted, Limit, Refused };

void check(const std::string& what, const std::string& text, Expected expected) {
  INFO(what);
  const Stopwatch watch;
  const auto parsed = parser::parse(text);
  CHECK(watch.seconds() < 10);
  CHECK(parsed.ok() == (expected == Expected::Accepted));
  if (parsed.ok()) return;
  const Diagnostic& diagnostic = parsed.error().diagnostic();
  INFO(diagnostic.slug << ": " << diagnostic.message);
  CHECK(diagnostic.error_class == (expected == Expected::Limit ? ErrorClass::Limit : ErrorClass::Program));
  CHECK(diag::render(diagnostic, "hostile", text).size() < 10'000);
}

constexpr std::size_t kMillion = 1'000'000;

TEST_CASE("long flat texts are accepted") {
  check("a million plus signs", "x" + repeated("+x", kMillion), Expected::Accepted);
  check("a million minus signs between operands", "x" + repeated("-x", kMillion), Expected::Accepted);
  check("a million factors", "x" + repeated("*x", kMillion), Expected::Accepted);
  check("a million juxtaposed factors", "x" + repeated(" x", kMillion), Expected::Accepted);
  check("a million spaces", repeated(" ", kMillion) + "x", Expected::Accepted);
  check("a million lines of comment", repeated("# c\n", kMillion) + "x", Expected::Accepted);
  check("a name of a million letters", repeated("a", kMillion), Expected::Accepted);
  std::string bindings = "a0 = x\n";
  for (int i = 1; i <= 100'000; ++i) {
    bindings += "a" + std::to_string(i) + " = a" + std::to_string(i - 1) + " + 1\n";
  }
  check("a hundred thousand bindings", bindings, Expected::Accepted);
}

TEST_CASE("deep texts stop at the nesting limit") {
  check("a million parentheses", repeated("(", kMillion) + "x" + repeated(")", kMillion), Expected::Limit);
  check("a million open parentheses", repeated("(", kMillion), Expected::Limit);
  check("a million calls", repeated("sin(", kMillion) + "x" + repeated(")", kMillion), Expected::Limit);
  check("a million prefix minus signs", repeated("-", kMillion) + "x", Expected::Limit);
  check("a million prefix plus signs", repeated("+", kMillion) + "x", Expected::Limit);
  check("a tower of powers", "x" + repeated("^x", kMillion), Expected::Limit);
  check("a tower of signed powers", "x" + repeated("^-x", kMillion), Expected::Limit);
  check("a million choices", repeated("x?1:", kMillion) + "x", Expected::Limit);
  check("a million conditions", repeated("if(x>0,1,", kMillion) + "x" + repeated(")", kMillion), Expected::Limit);
  check("a million negations", repeated("not ", kMillion) + "x", Expected::Limit);
}

TEST_CASE("moderately deep texts are accepted") {
  check("900 parentheses", repeated("(", 900) + "x" + repeated(")", 900), Expected::Accepted);
  check("900 calls", repeated("sin(", 900) + "x" + repeated(")", 900), Expected::Accepted);
  check("900 minus signs", repeated("-", 900) + "x", Expected::Accepted);
  check("900 powers", "x" + repeated("^x", 900), Expected::Accepted);
}

TEST_CASE("broken texts are refused") {
  check("closing parentheses", repeated(")", kMillion), Expected::Refused);
  check("a number of a million digits", repeated("1", kMillion), Expected::Refused);
  check("a million open brackets", repeated("[", kMillion), Expected::Limit);
  check("a million operators", repeated("*", kMillion), Expected::Refused);
  check("bytes that are not UTF-8", "x + \xff\xfe\x80", Expected::Refused);
  check("a cut UTF-8 sequence", "x + \xe2\x82", Expected::Refused);
  check("an overlong encoding", "x + \xc0\xaf", Expected::Refused);
  check("a surrogate", "x + \xed\xa0\x80", Expected::Refused);
  check("a nul byte", std::string("x\0y", 3), Expected::Refused);
  check("nothing", "", Expected::Refused);
  check("only comments", "# nothing\n", Expected::Refused);
}

TEST_CASE("a text past the size limit is refused at once") {
  check("64 MiB and a byte", std::string((std::size_t{64} << 20) + 1, ' '), Expected::Limit);
  check("64 MiB of spaces", std::string((std::size_t{64} << 20) - 1, ' ') + "x", Expected::Accepted);
}

TEST_CASE("functions that call the one before twice stop at the instruction limit") {
  std::string text = "f0(x) = sin(x)\n";
  for (int i = 1; i <= 100'000; ++i) {
    const std::string before = "f" + std::to_string(i - 1);
    text.append("f").append(std::to_string(i)).append("(x) = ").append(before).append("(x) + ");
    text.append(before).append("(x + 1)\n");
  }
  check("doubling functions", text + "f100000(y)", Expected::Limit);
}

TEST_CASE("nested derivatives end or stop at the instruction limit") {
  const auto parsed = parser::parse("diff(exp(sin(x)*x^x)/(1+x^2), x, 40)");
  REQUIRE(parsed.ok());
  const Stopwatch watch;
  passes::Plan plan{.derive = Derive::Hessian, .wrt = {}, .limits = {}};
  plan.limits.instructions = 20'000;
  const auto fn = passes::run(parsed->fn, plan);
  CHECK(watch.seconds() < 10);
  REQUIRE_FALSE(fn.ok());
  CHECK(fn.error().diagnostic().error_class == ErrorClass::Limit);
}

TEST_CASE("a long chain of operations is derived in every mode") {
  const auto parsed = parser::parse("x" + repeated("*1.0000001+sin(x)", 30'000));
  REQUIRE(parsed.ok());
  for (const Mode mode : {Mode::Symbolic, Mode::Forward, Mode::Reverse}) {
    const Stopwatch watch;
    CHECK(passes::run(parsed->fn, {.derive = Derive::Gradient, .mode = mode, .wrt = {}, .limits = {}}).ok());
    CHECK(watch.seconds() < 10);
  }
}

TEST_CASE("the golden files run through the whole compiler") {
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(ADC_SOURCE_DIR "/tests/golden")) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path());
    exercise(std::string(std::istreambuf_iterator<char>(file), {}));
    ++files;
  }
  CHECK(files > 20);
}

TEST_CASE("the fuzzer's words are written as libFuzzer reads them") {
  int words = 0;
  for (const auto& entry : std::filesystem::directory_iterator(ADC_SOURCE_DIR "/tests/fuzz")) {
    if (entry.path().extension() != ".dict") continue;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      if (line.empty() || line.starts_with('#')) continue;
      CAPTURE(entry.path(), line);
      CHECK((line.size() > 2 && line.front() == '"' && line.back() == '"'));
      CHECK(std::ranges::all_of(line, [](char c) { return c >= ' ' && c <= '~'; }));
      ++words;
    }
  }
  CHECK(words > 100);
}

TEST_CASE("every single byte and every part of a program is answered") {
  for (int byte = 0; byte < 256; ++byte) exercise(std::string(1, static_cast<char>(byte)));
  const std::string program = "f(x, y) = if(x < y, x², max(½x, sin²(y)))\nt = f(2x', 3)\ndiff(t^-2.5e-3, x, 2)";
  for (std::size_t n = 0; n <= program.size(); ++n) {
    exercise(program.substr(0, n));
    exercise(program.substr(n));
  }
}

}  // namespace
}  // namespace adc::tests
