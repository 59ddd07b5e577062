// Formulas over rows without compiling (block by block) against the native map, and where compiling begins to pay; and
// whether calls wait while native code is made.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adc/adc.hpp"
#include "bench/harness.h"

namespace {

using adc::Derive;
using adc::Function;
using adc::Tier;
using adc::bench::must;
using Clock = std::chrono::steady_clock;

struct Case {
  const char* name;
  const char* text;
};

// J, the quiz, and ten of the Feynman formulas.
constexpr Case kCases[] = {
    {"J", "cos(sin(x^2) + 3x^2)"},
    {"quiz", "exp(x*z) + x*z/log(x) + sin(log(x))/(x*z)"},
    {"I.6.2a", "exp(-theta^2/2)/sqrt(2*pi)"},
    {"I.8.14", "sqrt((x2 - x1)^2 + (y2 - y1)^2)"},
    {"I.9.18", "G*m1*m2/((x2 - x1)^2 + (y2 - y1)^2 + (z2 - z1)^2)"},
    {"I.10.7", "m0/sqrt(1 - v^2/c^2)"},
    {"I.12.2", "q1*q2/(4*pi*e0*r^2)"},
    {"I.15.3x", "(x - u*t)/sqrt(1 - u^2/c^2)"},
    {"I.26.2", "asin(n*sin(theta2))"},
    {"I.30.3", "I0*sin(n*theta/2)^2/sin(theta/2)^2"},
    {"I.40.1", "n0*exp(-m*g*x/(kb*T))"},
    {"II.35.18", "n0/(exp(mom*B/(kb*T)) + exp(-mom*B/(kb*T)))"},
};

/// Columns of a formula and of its value and gradient.
struct Table {
  Table(const Function& function, std::size_t row_count)
      : f(function), rows(row_count), x(rows * f.input_size()), y(rows * (1 + f.input_size())) {
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = 0.2 + 0.5 * static_cast<double>(i * 7919 % 1009) / 1009;
    for (std::size_t i = 0; i < f.input_size(); ++i) in.push_back({&x[i * rows], 1});
    for (std::size_t i = 0; i <= f.input_size(); ++i) out.push_back({&y[i * rows], 1});
  }
  void map() {
    f.map(Derive::Gradient, rows, in, out);
    adc::bench::keep(y.data());
  }

  Function f;
  std::size_t rows;
  std::vector<double> x;
  std::vector<double> y;
  std::vector<adc::InputColumn> in;
  std::vector<adc::OutputColumn> out;
};

std::function<void(std::size_t)> maps(const char* text, Tier tier, std::size_t rows) {
  return [table = std::make_shared<Table>(must(adc::compile(text, {.tier = tier})), rows)](std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) table->map();
  };
}

/// Of rows that both have at hand.
void by_row(adc::bench::Report& report, const Case& c) {
  constexpr std::size_t kRows = 16'000;
  const std::vector<adc::bench::Contender> contenders = {{"blocks", maps(c.text, Tier::Interpret, kRows)},
                                                         {"native", maps(c.text, Tier::Native, kRows)}};
  const std::vector<adc::bench::Timing> seconds = adc::bench::race(contenders, 1.0);
  report.ratio(fmt::format("blocks {} a row", c.name), "blocks", seconds[0].per(kRows), "native",
               seconds[1].per(kRows));
}

/// From the text to so many rows, once.
std::function<void(std::size_t)> from_text(const char* text, Tier tier, std::size_t rows) {
  return [=](std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) Table(must(adc::compile(text, {.tier = tier})), rows).map();
  };
}

void once(adc::bench::Report& report, const Case& c, std::size_t rows) {
  const std::vector<adc::bench::Contender> contenders = {{"auto", from_text(c.text, Tier::Auto, rows)},
                                                         {"blocks", from_text(c.text, Tier::Interpret, rows)},
                                                         {"native", from_text(c.text, Tier::Native, rows)}};
  const std::vector<adc::bench::Timing> seconds = adc::bench::race(contenders, 1.0);
  for (const std::size_t rival : {std::size_t{1}, std::size_t{2}}) {
    report.ratio(fmt::format("blocks {} text to {} rows", c.name, rows), "auto", seconds[0], contenders[rival].what,
                 seconds[rival]);
  }
}

/// The slowest of 2,000 calls one after the other; the median of 20 runs.
double slowest_call(const char* text, Tier tier) {
  std::vector<double> slowest;
  for (int run = 0; run < 20; ++run) {
    const Function f = must(adc::compile(text, {.tier = tier}));
    std::array<double, 1> g{};
    (void)f.value_and_gradient({{0.5}}, g);
    double worst = 0;
    for (int call = 0; call < 2000; ++call) {
      const auto begin = Clock::now();
      (void)f.value_and_gradient({{0.5}}, g);
      worst = std::max(worst, std::chrono::duration<double>(Clock::now() - begin).count());
    }
    slowest.push_back(worst);
  }
  std::ranges::nth_element(slowest, slowest.begin() + 10);
  return slowest[10];
}

}  // namespace

int main(int argc, char** argv) {
  adc::bench::Report report("blocks", argc, argv);
  for (const Case& c : kCases) by_row(report, c);
  for (const std::size_t rows : {1'000, 10'000, 100'000, 1'000'000}) once(report, kCases[0], rows);
  std::string large = "y0 = x\n";
  for (int i = 1; i <= 200; ++i) large += fmt::format("y{} = sin(y{}) + {}*x\n", i, i - 1, i);
  for (const auto& [name, text] : {std::pair<const char*, std::string>{"J", kCases[0].text}, {"large", large}}) {
    const double interpreted = slowest_call(text.c_str(), Tier::Interpret);
    report.ratio(fmt::format("blocks {} slowest of 2000 calls", name), "auto", slowest_call(text.c_str(), Tier::Auto),
                 "interpreted", interpreted);
  }
  return 0;
}
