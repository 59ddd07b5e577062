// Every command on programs that are large in every direction: each ends soon, or with a limit.
#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "tests/tools/program.h"

using adc::tests::Finished;
using adc::tests::run_adc;
using adc::tests::TemporaryFile;

namespace {

constexpr int kSize = 20'000;

/// Of the time that the gradient of a chain of sines takes on this machine, now: several times what any command needs;
/// where work grows faster than the program it takes far more.
constexpr double kMostChains = 50;

/// Seconds of the processor that finished children have used.
double children_time() {
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// What a command costs, in seconds of the processor.
double seconds_of(const std::function<void()>& command) {
  const double before = children_time();
  command();
  return children_time() - before;
}

/// Bindings, each made of the one before.
std::string chain(const std::function<std::string(const std::string&, const std::string&)>& next) {
  std::string text = "x0 = x\n";
  for (int i = 0; i < kSize; ++i) {
    text += "x" + std::to_string(i + 1) + " = " + next("x" + std::to_string(i), std::to_string(i)) + "\n";
  }
  return text;
}

/// Parts with a mark between them.
std::string joined(const std::string& mark, const std::function<std::string(const std::string&)>& part) {
  std::string text = part("0");
  for (int i = 1; i < kSize; ++i) text += mark + part(std::to_string(i));
  return text;
}

std::string chain_of_sines() {
  return chain([](const std::string& x, const std::string&) { return "sin(" + x + ") + x"; });
}

std::vector<std::pair<std::string, std::string>> programs() {
  using Text = std::string;
  return {{"a chain", chain_of_sines()},
          {"a shared dag", chain([](const Text& x, const Text&) { return x + "*" + x; })},
          {"powers", chain([](const Text& x, const Text&) { return x + "^1.5 + x"; })},
          {"quotients", chain([](const Text& x, const Text&) { return "1/(" + x + " + 1)"; })},
          {"choices", chain([](const Text& x, const Text& i) { return "if(" + x + " > " + i + ", " + x + ", x)"; })},
          {"kinks", chain([](const Text& x, const Text& i) { return "max(" + x + ", 2x + " + i + ")"; })},
          {"a wide sum", joined(" + ", [](const Text& i) { return "sin(" + i + "x)"; })},
          {"a wide product", joined(" * ", [](const Text& i) { return "(x + " + i + ")"; })}};
}

/// The most seconds that a command on a large program may take.
double most_seconds() {
  static const double kChain = [] {
    const TemporaryFile file("chain.adc", chain_of_sines());
    return seconds_of([&] { CHECK(run_adc({"eval", file.path(), "x=0.5", "--grad"}).code == 0); });
  }();
  return kMostChains * kChain;
}

}  // namespace

TEST_CASE("large programs cost no command more than linear time") {
  for (const auto& [name, text] : programs()) {
    const TemporaryFile file("large.adc", text);
    const std::vector<std::vector<std::string>> commands{
        {"eval", file.path(), "x=0.5", "--grad"},  {"ir", file.path(), "--passes=reverse,cse,dce"},
        {"emit", file.path(), "--derive=reverse"}, {"diff", file.path(), "x"},
        {"trace", file.path(), "x=0.5"},           {"check", file.path(), "x=0.5"}};
    for (const std::vector<std::string>& words : commands) {
      Finished run;
      const double seconds = seconds_of([&] { run = run_adc(words); });
      CAPTURE(name, words[0], run.err.substr(0, 200));
      CHECK((run.code == 0 || run.code == 4));
      CHECK(seconds < most_seconds());
    }
  }
}

TEST_CASE("dense formulas are simplified within bounds") {
  // Each value is a sum of products of the two before: the text of the derivative grows exponentially.
  std::string text = "x0 = x\nx1 = y\n";
  for (int i = 0; i < 3'000; ++i) {
    const auto x = [&](int k) { return "x" + std::to_string(i + k); };
    text += x(2) + " = " + x(1) + "*" + x(0) + " + x\n";
  }
  const TemporaryFile file("dense.adc", text);
  CHECK(seconds_of([&] { CHECK(run_adc({"diff", file.path(), "x"}).code == 0); }) < most_seconds());
}

TEST_CASE("IR text is within the limit of bytes, too") {
  const std::string ir = run_adc({"ir", "sin(x)"}).out;
  const Finished run = run_adc({"eval", "-", "x=1", "--max-source-bytes=20"}, ir);
  CHECK(run.code == 4);
  CHECK(run.err.find("[source-too-large]") != std::string::npos);
}
