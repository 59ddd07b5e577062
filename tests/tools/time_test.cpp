// Everything ends: with an answer, at a limit, or when a person asks for it. Bounds of time are those of a hang.
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <thread>
#include <vector>

#include "tests/support/repeated.h"
#include "tests/support/stopwatch.h"
#include "tests/tools/process.h"
#include "tests/tools/program.h"

using adc::tests::contains;
using adc::tests::Finished;
using adc::tests::Process;
using adc::tests::repeated;
using adc::tests::run_adc;
using adc::tests::Stopwatch;
using adc::tests::TemporaryFile;

namespace {

/// The number that a text ends in.
double last_number(const std::string& text) {
  const std::size_t end = text.find_last_not_of('\n');
  const std::size_t blank = text.find_last_of(' ', end);
  return std::strtod(text.c_str() + (blank == std::string::npos ? 0 : blank + 1), nullptr);
}

/// Runs `adc WORDS… --max-seconds 0.2`, which must end at that limit; 0.2 s more on a machine that does nothing else.
void check_ends(std::vector<std::string> words, const std::string& input = "") {
  words.insert(words.end(), {"--max-seconds", "0.2"});
  const Stopwatch watch;
  const Finished run = run_adc(words, input);
  CAPTURE(words[0], run.err, watch.seconds());
  CHECK(run.code == 4);
  CHECK(run.out.empty());
  CHECK(contains(run.err, "[too-long]"));
  CHECK(watch.seconds() < 5);
}

constexpr const char* kLong = "A = zeros(5000, 5000); sum((A + 3)*(A + 1))";  // minutes of work

void wait_a_little() { std::this_thread::sleep_for(std::chrono::milliseconds(200)); }

}  // namespace

TEST_CASE("each phase ends at the time limit") {
  const TemporaryFile sum("sum.adc", "x" + repeated("+x*y", 2'000'000));
  check_ends({"eval", sum.path(), "x=1", "y=1"});
  check_ends({"eval", "A = zeros(3000, 3000); sum((A + x)*(A + 1))", "x=1"});
  check_ends({"eval", "A = zeros(3000, 3000); sum((A + x)*(A + 1))", "x=1", "--grad"});
  check_ends({"plot", "A = zeros(300, 300); sum((A + x)*(A + 1))"});
}

TEST_CASE("what does not look at the time ends soon after it all the same") {
  std::string text = "x";
  for (int i = 0; i < 100'000; ++i) text += "*1.01 + sin(x*y + " + std::to_string(i) + ")";
  const TemporaryFile large("large.adc", text);
  check_ends({"emit", large.path(), "--to", "asm", "--derive", "gradient"});
  check_ends({"eval", large.path(), "x=1", "y=1", "--grad", "--tier", "native"});
  check_ends({"eval", kLong, "--tier", "native"});
}

TEST_CASE("derivatives of high order are written, or too large to be") {
  struct Case {
    const char* formula;
    const char* order;
    int code;
  };
  for (const Case& one :
       {Case{"tan(x)", "20", 0}, Case{"tanh(x)", "20", 0}, Case{"1/(1 + x^2)", "20", 0}, Case{"exp(sin(x))", "12", 0},
        Case{"1/x", "150", 0}, Case{"ln(1 + x)", "160", 0}, Case{"sin(sin(sin(sin(sin(x)))))", "10", 0},
        Case{"exp(sin(x)*cos(x^2))", "30", 0}, Case{"tanh(x)*sin(y)", "900", 4}}) {
    const Stopwatch watch;
    const Finished run = run_adc({"diff", one.formula, "x", "--order", one.order});
    CAPTURE(one.formula, one.order, run.err);
    CHECK(watch.seconds() < 20);
    CHECK(run.code == one.code);
    if (run.code != 0) {
      CHECK(contains(run.err, "[derivative-too-large]"));
      continue;
    }
    CHECK(last_number(run_adc({"eval", run.out, "x=0.7"}).out) ==
          Approx(last_number(run_adc({"eval", one.formula, "x=0.7", "--order", one.order}).out)).epsilon(1e-6));
  }
}

TEST_CASE("a small exponent of a number ends") {
  CHECK(run_adc({"emit", "1^3^-7" + repeated("7", 120) + "2^-2", "--to", "formula"}).code == 0);
  CHECK(run_adc({"emit", "x*3^(-1/1" + repeated("0", 80) + ")", "--to", "formula"}).code == 0);
}

TEST_CASE("a table of many columns is read in linear time") {
  std::string header = "x0";
  std::string row = "1";
  std::string sum = "x0";
  for (int i = 1; i < 30'000; ++i) {
    const std::string name = "x" + std::to_string(i);
    header += "," + name;
    row += ",1";
    sum += "+" + name;
  }
  const TemporaryFile table("wide.csv", header + "\n" + row + "\n");
  const TemporaryFile program("wide.adc", sum);
  const Stopwatch watch;
  CHECK(contains(run_adc({"eval", program.path(), "--data", table.path()}).out, "30000"));
  CHECK(watch.seconds() < 10);
}

TEST_CASE("a wrong time limit is refused") {
  for (const char* seconds : {"0", "-1", "soon", "nan", ""}) {
    const Finished run = run_adc({"eval", "x", "x=1", "--max-seconds", seconds});
    CHECK(run.code == 2);
    CHECK(contains(run.err, "[bad-value]"));
  }
  CHECK(run_adc({"eval", "x", "x=1", "--max-seconds", "1e300"}).code == 0);
}

TEST_CASE("waiting for input ends at the time limit") {
  const Stopwatch watch;
  Process adc({"eval", "-", "--max-seconds", "0.2"});
  CHECK(contains(adc.read_to("[too-long]"), "[too-long]"));
  CHECK(watch.seconds() < 5);
}

TEST_CASE("a session goes on after a line whose time is over") {
  const Finished run = run_adc({"repl", "--max-seconds", "0.2"}, std::string("a = 3\n") + kLong + "\na^2\n");
  CAPTURE(run.out, run.err);
  CHECK(run.code == 0);
  CHECK(contains(run.err, "[too-long]"));
  CHECK(contains(run.out, "value  9\n"));
}

TEST_CASE("Ctrl-C in a session ends the line at hand, and what was defined stays") {
  Process adc({"repl"});
  adc.write(std::string("a = 3\n") + kLong + "\n");
  CHECK(contains(adc.read_to("a  3"), "3"));
  wait_a_little();
  const Stopwatch watch;
  adc.interrupt();
  CHECK(contains(adc.read_to("[interrupted]"), "error: interrupted"));
  CHECK(watch.seconds() < 1);
  adc.write("a^2\n");
  CHECK(contains(adc.read_to("value"), "9"));
  CHECK(adc.finish() == 0);
}

TEST_CASE("a definition that is interrupted does not replace the earlier one") {
  Process adc({"repl"});
  adc.write("A = zeros(5000, 5000)\na = 3\n");
  (void)adc.read_to("a  3");
  adc.write("a = sum((A + 3)*(A + 1))\n");
  wait_a_little();
  adc.interrupt();
  (void)adc.read_to("[interrupted]");
  adc.write("a^2\n");
  CHECK(contains(adc.read_to("value"), "9"));
}

TEST_CASE("Ctrl-C ends a command as usual") {
  Process adc({"eval", kLong});
  wait_a_little();
  const Stopwatch watch;
  adc.interrupt();
  CHECK(adc.finish() == 128 + SIGINT);
  CHECK(watch.seconds() < 1);
}
