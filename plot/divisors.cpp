#include "plot/divisors.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "plot/failure.h"
#include "plot/features.h"

namespace adc::inline ADC_ABI::plot {
namespace {

constexpr std::size_t kMostDivisors = 16;
constexpr std::size_t kEvenly = 1000;
constexpr double kTouch = 1e-12;  ///< of what a divisor is beside it: so small is zero

/// A line of IR that computes a value: "  %8 = div %6, %7".
struct Line {
  std::string_view name;
  std::string_view op;
  std::vector<std::string_view> operands;
};

std::optional<Line> line_of(std::string_view text) {
  const std::size_t equals = text.find(" = ");
  if (!text.starts_with("  %") || equals == std::string_view::npos) return std::nullopt;
  Line line{.name = text.substr(2, equals - 2), .op = text.substr(equals + 3)};
  const std::size_t blank = line.op.find(' ');
  if (blank == std::string_view::npos) return line;
  for (std::string_view rest = line.op.substr(blank + 1); !rest.empty();) {
    const std::size_t comma = rest.find(", ");
    line.operands.push_back(rest.substr(0, comma));
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 2);
  }
  line.op = line.op.substr(0, blank);
  return line;
}

/// The values that something is divided by, or that the logarithm is taken of; of products and powers what they are
/// made of. Each once, in order.
std::vector<std::string_view> divisors_in(std::string_view ir) {
  std::map<std::string_view, Line> lines;
  std::vector<std::string_view> open;
  for (std::size_t begin = 0; begin < ir.size();) {
    const std::size_t end = std::min(ir.find('\n', begin), ir.size());
    if (const std::optional<Line> line = line_of(ir.substr(begin, end - begin))) {
      if (line->op == "div" && line->operands.size() == 2) open.push_back(line->operands[1]);
      if ((line->op == "log" || line->op.starts_with("powi[-")) && line->operands.size() == 1)
        open.push_back(line->operands[0]);
      lines.emplace(line->name, *line);
    }
    begin = end + 1;
  }
  std::vector<std::string_view> divisors;
  std::set<std::string_view> seen;
  std::ranges::reverse(open);
  while (!open.empty()) {
    const std::string_view name = open.back();
    open.pop_back();
    if (!seen.insert(name).second) continue;
    const auto found = lines.find(name);
    const std::string_view op = found == lines.end() ? std::string_view() : found->second.op;
    if (op == "const") continue;
    if (op == "mul" || op == "neg" || op == "sqrt" || op == "abs" || op.starts_with("powi["))
      open.insert(open.end(), found->second.operands.rbegin(), found->second.operands.rend());
    else
      divisors.push_back(name);
  }
  return divisors;
}

/// An interval that has a zero: `turns` if the graph only comes near it from one side, as far as its ends say.
struct Bracket {
  Sample left;
  Sample right;
  bool turns = false;
  double size = 0;  ///< of the numbers at the ends, at first
};

bool is_open(const Bracket& b, double middle) { return b.left.x < middle && middle < b.right.x; }

/// Takes the half with the zero. One that turns is parted where it turns out to change its sign; the other part is
/// given back.
std::optional<Bracket> take_half(Bracket& b, const Sample& middle) {
  const bool is_same = (middle.y > 0) == (b.left.y > 0);
  // What goes no farther beyond zero than rounding takes it only touches it.
  if (middle.y == 0 || (b.turns && !is_same && std::abs(middle.y) <= kTouch * b.size)) {
    b.left = b.right = middle;
    return std::nullopt;
  }
  if (b.turns && !is_same) {
    Bracket other{middle, b.right, false, b.size};
    b = {b.left, middle, false, b.size};
    return other;
  }
  const bool zero_is_right = b.turns ? (middle.slope > 0) == (b.left.slope > 0) : is_same;
  (zero_is_right ? b.left : b.right) = middle;
  return std::nullopt;
}

/// A hair beside a zero, on the way to another sample.
Sample beside(const Graph& graph, const Sample& zero, const Sample& other) {
  const double place = zero.x + 0x1p-24 * (other.x - zero.x);
  return samples_at(graph, {&place, 1})[0];
}

std::vector<Bracket> brackets_in(const Graph& graph, const std::vector<Sample>& samples, std::vector<double>& zeros) {
  std::vector<Bracket> brackets;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    Sample b = samples[i];
    // A whole stretch of zeros is no place.
    const bool before = i > 0 && samples[i - 1].y == 0;
    const bool behind = i + 1 < samples.size() && samples[i + 1].y == 0;
    if (b.y == 0 && !before && !behind) zeros.push_back(b.x);
    if (i == 0 || (b.y == 0 && before)) continue;
    Sample a = samples[i - 1];
    // Next to a zero there may be another.
    if (b.y == 0) b = beside(graph, b, a);
    if (a.y == 0) a = beside(graph, a, samples[i]);
    if (a.y == 0 || b.y == 0) continue;
    if (!a.has_value() || !b.has_value()) continue;
    const double size = std::max(std::abs(a.y), std::abs(b.y));
    if ((a.y > 0) != (b.y > 0))
      brackets.push_back({a, b, false, size});
    else if (a.y * a.slope < 0 && b.y * b.slope > 0)
      brackets.push_back({a, b, true, size});
  }
  return brackets;
}

}  // namespace

std::vector<Graph> divisors_of(const Function& function, std::size_t output) {
  std::vector<Graph> divisors;
  const Result<Function> only = function.only(output);
  const Result<std::string> ir = only ? only->ir() : only.error();
  constexpr std::string_view kReturn = "\n  ret ";
  const std::size_t last = ir ? ir->find(kReturn) : std::string::npos;
  if (last == std::string::npos) return divisors;
  for (const std::string_view name : divisors_in(std::string_view(*ir).substr(0, last))) {
    if (divisors.size() == kMostDivisors) break;
    std::string text = *ir;
    const std::size_t returned = last + kReturn.size();
    text.replace(returned, text.find('\n', returned) - returned, name);
    const Result<Function> divisor = compile(text);
    const bool is_number = divisor && divisor->inputs().size() == 1 && divisor->output_size() == 1;
    if (!is_number) continue;
    const Result<std::string> slope = divisor->derivative(divisor->inputs()[0]);
    if (slope && (*slope == "0" || *slope == "0\n")) continue;  // a constant
    divisors.push_back(graph_of(*divisor, {0, 0}));
  }
  return divisors;
}

std::vector<double> zeros_of(const Graph& graph, const Extent& x, const Stop& stop) {
  std::vector<double> zeros;
  std::vector<Bracket> brackets = brackets_in(graph, evenly_sampled(graph, x, kEvenly), zeros);
  constexpr int kHalvings = 80;
  for (int k = 0; k < kHalvings; ++k) {
    check_stop(stop);
    std::vector<std::size_t> open;
    std::vector<double> middles;
    for (std::size_t i = 0; i < brackets.size(); ++i) {
      const double middle = std::midpoint(brackets[i].left.x, brackets[i].right.x);
      if (!is_open(brackets[i], middle)) continue;
      open.push_back(i);
      middles.push_back(middle);
    }
    if (open.empty()) break;
    const std::vector<Sample> at = samples_at(graph, middles);
    for (std::size_t j = 0; j < open.size(); ++j) {
      if (const std::optional<Bracket> other = take_half(brackets[open[j]], at[j])) brackets.push_back(*other);
    }
  }
  for (const Bracket& b : brackets) {
    const Sample& best = std::abs(b.left.y) <= std::abs(b.right.y) ? b.left : b.right;
    // What jumps over zero has none, and what turns far from it has none.
    if (!(std::abs(best.y) <= (b.turns ? kTouch : 1e-3) * b.size)) continue;
    const double rounded = rounded_place(best.x, x);
    const bool is_as_good = best.y != 0 && std::abs(samples_at(graph, {&rounded, 1})[0].y) <= std::abs(best.y);
    zeros.push_back(is_as_good ? rounded : best.x);
  }
  std::ranges::sort(zeros);
  zeros.erase(std::ranges::unique(zeros).begin(), zeros.end());
  return zeros;
}

}  // namespace adc::inline ADC_ABI::plot
