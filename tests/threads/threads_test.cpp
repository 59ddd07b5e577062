// Many threads that compile and call at once, objects of their own and shared ones: all numbers are those of one
// thread. Under ThreadSanitizer (the preset `tsan`) it is the search for races.
//
// ADC_THREADS_ROUNDS sets how many compiles and calls each thread does.
#include <array>
#include <atomic>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <deque>
#include <string>
#include <thread>
#include <vector>

#include "adc/adc.hpp"
#include "adc/loss.hpp"

namespace adc::tests {
namespace {

constexpr std::size_t kThreads = 16;

std::size_t rounds() {
  const char* const asked = std::getenv("ADC_THREADS_ROUNDS");
  return asked != nullptr ? std::strtoull(asked, nullptr, 10) : 100;
}

/// Programs of two numbers that differ from each other: text number i.
std::string text(std::size_t i) {
  constexpr std::array kPatterns{"cos(sin(x²) + 3y) + #",          "log(1 + exp(x + #))*y",
                                 "f(t) = t^3 - #*t\nf'(x) + f(y)", "max(x, y)*lgamma(#+x²)",
                                 "u = [x, y, x*y]\nnorm(u)*#",     "if(x < y, sqrt(y + #), x/#)"};
  std::string program = kPatterns[i % kPatterns.size()];
  const std::string number = std::to_string(1 + i / kPatterns.size() % 50);
  for (std::size_t at = program.find('#'); at != std::string::npos; at = program.find('#'))
    program.replace(at, 1, number);
  return program;
}

constexpr std::array kPoint{0.5, 0.75};

/// What `derive` gives at `kPoint`.
std::vector<double> numbers(const Function& f, Derive derive) {
  std::vector<double> out(derive == Derive::Hessian ? 7 : derive == Derive::Gradient ? 3 : 1);
  f.evaluate(derive, kPoint, out);
  return out;
}

Function compiled(std::size_t i, Tier tier) { return compile(text(i), {.inputs = {"x", "y"}, .tier = tier}).value(); }

/// A program that all threads have, and what it is worth. Nothing is derived or compiled before they call it.
struct Shared {
  explicit Shared(std::size_t i, Tier tier)
      : number(i),
        value(numbers(compiled(i, Tier::Interpret), Derive::Value)),
        hessian(numbers(compiled(i, Tier::Interpret), Derive::Hessian)),
        function(compiled(i, tier)) {}

  std::size_t number;
  std::vector<double> value;
  std::vector<double> hessian;
  Function function;
};

/// Scalars have the same bits in every tier; native code of tensors is near.
bool agree(const std::vector<double>& a, const std::vector<double>& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!(std::abs(a[i] - b[i]) <= 1e-13 * (1 + std::abs(b[i])))) return false;
  }
  return a.size() == b.size();
}

constexpr const char* kLoss = "param W: R[2, 3]\ndata x: R[3], t: R[2]\n½*‖tanh(W*x) - t‖²";

/// The loss and the gradient of a batch of four.
std::vector<double> trained(const Loss& loss) {
  std::vector<double> w(6);
  std::vector<double> x(12);
  std::vector<double> t(8);
  std::vector<double> gradient(6);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = 0.1 * static_cast<double>(i) - 0.5;
  for (std::size_t i = 0; i < w.size(); ++i) w[i] = 0.3 - 0.1 * static_cast<double>(i);
  const std::array<std::span<const double>, 2> data{x, t};
  std::vector<double> result{loss.value_and_gradient(w, data, gradient)};
  result.insert(result.end(), gradient.begin(), gradient.end());
  return result;
}

Loss compiled_loss(Tier tier) { return Loss::compile(kLoss, {.batch = 4, .tier = tier}).value(); }

/// What the threads have in common, and whether a round went well.
class Work {
 public:
  explicit Work(std::size_t rounds) {
    for (std::size_t i = 0; i < 1 + rounds / kRoundsOfOne; ++i)
      shared_.emplace_back(i, i % 4 == 0 ? Tier::Native : i % 4 == 1 ? Tier::Interpret : Tier::Auto);
  }

  [[nodiscard]] bool round(std::size_t thread, std::size_t round) const {
    const Shared& shared = shared_[round / kRoundsOfOne];
    if (!agree(numbers(shared.function, Derive::Value), shared.value)) return false;
    switch ((thread + round) % 12) {
      case 0: return agree(numbers(shared.function, Derive::Hessian), shared.hessian);
      case 1: return own(shared, Tier::Native);
      case 2: return agree(trained(loss_), trained_);
      case 3: return round % 8 != 0 || agree(trained(compiled_loss(Tier::Native)), trained_);
      case 4: return prints(shared);
      case 5: return refuses(thread, round);
      case 6: return reads(round);
      case 7: return copies(shared);
      case 8: return round % 16 != 0 || checks(shared);
      default: return own(shared, round % 2 == 0 ? Tier::Interpret : Tier::Auto);
    }
  }

 private:
  static constexpr std::size_t kRoundsOfOne = 20;  // then all turn to the next program, about at once

  static bool own(const Shared& shared, Tier tier) {
    const Function f = compiled(shared.number, tier);
    const std::vector<double> gradient(shared.hessian.begin(), shared.hessian.begin() + 3);
    return agree(numbers(f, Derive::Gradient), gradient) && agree(numbers(f, Derive::Value), shared.value);
  }
  static bool prints(const Shared& shared) {
    return !shared.function.derivative("x").value().empty() && !shared.function.trace(kPoint).value().empty() &&
           !shared.function.emit(Derive::Gradient, Target::Ir).value().empty() &&
           shared.function.explain(Derive::Gradient).value().alternatives.size() == 3;
  }
  static bool refuses(std::size_t thread, std::size_t round) {
    const std::string name = "sni" + std::to_string(thread) + "_" + std::to_string(round);
    const Result<Function> f = compile(name + ")");
    return !f && std::string_view(f.error().what()).find(name) != std::string_view::npos;
  }
  static bool reads(std::size_t round) {
    const std::string number = std::to_string(round);
    const Result<CsvTable> table = parse_csv("a,b\n" + number + ",x\n2,y\n");
    return table && table->columns[0].numbers[0] == static_cast<double>(round) &&
           evaluate_constant(number + "/2").value() == static_cast<double>(round) / 2 &&
           to_text(evaluate_array("[1, 2; 3, " + number + "]").value()) == "[1, 2; 3, " + number + "]";
  }
  static bool copies(const Shared& shared) {
    Function copy = shared.function;
    const Function partial = copy.partial({"x", "x"}).value();
    copy = partial;
    return agree({copy.value(kPoint)}, {shared.hessian[3]});
  }
  static bool checks(const Shared& shared) {
    const Result<CheckReport> report = shared.function.check({.points = {{kPoint.begin(), kPoint.end()}}});
    return report ? report->count(Verdict::Disagreement) == 0 : report.error().diagnostic().slug == "not-scalar";
  }

  std::deque<Shared> shared_;
  Loss loss_ = compiled_loss(Tier::Native);
  std::vector<double> trained_ = trained(compiled_loss(Tier::Interpret));
};

}  // namespace

TEST_CASE("threads that compile and call at once get the numbers of one thread") {
  const std::size_t count = rounds();
  const Work work(count);
  std::atomic<std::size_t> wrong = 0;
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (std::size_t i = 0; i < count; ++i) wrong += work.round(t, i) ? 0 : 1;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
}

}  // namespace adc::tests
