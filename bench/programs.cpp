#include "bench/programs.h"

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <random>
#include <utility>
#include <vector>

namespace adc::bench {
namespace {

struct Line {
  const char* text;  ///< of two earlier values
  std::size_t operations;
};
/// None can make a value that is much larger than its arguments, or infinite.
constexpr std::array kLines = {Line{"{} + {}", 1},
                               Line{"{} - {}", 1},
                               Line{"{}*sin({})", 2},
                               Line{"{0}/(1 + {1}*{1})", 3},
                               Line{"sin({}*{})", 2},
                               Line{"exp(sin({} - {}))", 3},
                               Line{"sqrt(1 + {0}*{0}) - {1}", 4}};

}  // namespace

std::string without_structure(std::size_t operations) {
  std::mt19937_64 random(1);
  std::vector<std::string> values;
  std::vector<std::size_t> unused;
  for (std::size_t i = 1; i <= kInputsWithoutStructure; ++i) {
    unused.push_back(values.size());
    values.push_back(fmt::format("x{}", i));
  }
  const auto any = [&] { return random() % values.size(); };
  const auto fresh = [&] {
    std::swap(unused[random() % unused.size()], unused.back());
    return std::exchange(unused.back(), 0);
  };
  std::string text;
  for (std::size_t made = 0; made + unused.size() < operations;) {
    const Line& line = kLines[random() % kLines.size()];
    const bool uses_fresh = random() % 2 == 0;
    const std::size_t a = uses_fresh ? fresh() : any();
    if (uses_fresh) unused.pop_back();
    const std::string name = fmt::format("t{}", values.size());
    fmt::format_to(std::back_inserter(text), "{} = ", name);
    fmt::format_to(std::back_inserter(text), fmt::runtime(line.text), values[a], values[any()]);
    text += '\n';
    made += line.operations;
    unused.push_back(values.size());
    values.push_back(name);
  }
  for (std::size_t i = 0; i < unused.size(); ++i) text += (i == 0 ? "" : " + ") + values[unused[i]];
  return text + "\n";
}

std::string typed_out_chain(std::size_t n) {
  std::string text;
  for (std::size_t i = 1; i < n; ++i) {
    fmt::format_to(std::back_inserter(text), "{2}100*(x{1}-x{0}^2)^2+(1-x{0})^2", i, i + 1, i == 1 ? "" : "+");
  }
  return text;
}

std::string rolled_chain(std::size_t n) {
  return fmt::format("param x: R[{0}]\nsum(i = 1:{0} - 1, 100(x[i + 1] - x[i]²)² + (1 - x[i])²)", n);
}

}  // namespace adc::bench
