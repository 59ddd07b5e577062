#include "analysis/at_kink.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <optional>
#include <random>
#include <utility>

#include "adc/layout.hpp"
#include "analysis/table.h"
#include "diag/diagnostics.h"
#include "ir/evaluate_tensors.h"
#include "ir/interpreter.h"
#include "ir/scalars.h"

namespace adc::analysis {
namespace {

using ir::Op;
using ir::ValueId;
using Numbers = std::vector<double>;

/// Steps beside the point, of an input's size; a derivative that does not jump comes nearer as they shrink.
constexpr double kFar = 1e-3;
constexpr double kNear = 1e-5;
constexpr std::size_t kDirections = 4;  ///< each to both sides
constexpr std::size_t kMaxShown = 4;

/// Where a program's values have kinks at a point.
class Kinks {
 public:
  Kinks(const ir::Function& fn, std::span<const double> inputs) : fn_(fn), ranges_(fn), numbers_(ranges_.total()) {
    ir::evaluate_tensors<double>(fn, ranges_, inputs, numbers_);
  }

  [[nodiscard]] std::optional<ValueId> first() const {
    for (std::size_t i = 0; i < fn_.size(); ++i) {
      if (is_hit(ir::value_id(i))) return ir::value_id(i);
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] std::span<const double> all(ValueId v) const {
    return std::span(numbers_).subspan(ranges_.begin(v), ranges_.size(v));
  }
  [[nodiscard]] ValueId arg(ValueId v, std::size_t k) const { return fn_.operands(v)[k]; }
  [[nodiscard]] bool has_zero(ValueId v) const {
    return std::ranges::any_of(all(v), [](double x) { return x == 0; });
  }
  /// Whether two operands are equal somewhere.
  [[nodiscard]] bool meet(ValueId v) const {
    const std::span<const double> a = all(arg(v, 0));
    const std::span<const double> b = all(arg(v, 1));
    if (a.empty() || b.empty()) return false;
    for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
      if (a[a.size() == 1 ? 0 : i] == b[b.size() == 1 ? 0 : i]) return true;
    }
    return false;
  }
  /// Whether more elements than there are results are one of these.
  [[nodiscard]] bool ties(ValueId v) const {
    const std::span<const double> extremes = all(v);
    const auto count = std::ranges::count_if(
        all(arg(v, 0)), [&](double x) { return std::ranges::find(extremes, x) != extremes.end(); });
    return static_cast<std::size_t>(count) > extremes.size();
  }
  /// Whether the condition of a choice is at its edge.
  [[nodiscard]] bool is_edge(ValueId condition) const {
    constexpr std::array kComparisons{Op::Lt, Op::Le, Op::Eq, Op::Ne};
    std::vector<ValueId> open{condition};
    while (!open.empty()) {
      const ValueId v = open.back();
      open.pop_back();
      const Op op = fn_.op(v);
      if (std::ranges::find(kComparisons, op) != kComparisons.end() && meet(v)) return true;
      if (op == Op::And || op == Op::Or || op == Op::Not)
        open.insert(open.end(), fn_.operands(v).begin(), fn_.operands(v).end());
    }
    return false;
  }

  [[nodiscard]] bool is_hit(ValueId v) const {
    switch (fn_.op(v)) {
      case Op::Abs:
      case Op::Sign:
      case Op::Copysign:
      case Op::Sqrt:
      case Op::Pow: return has_zero(arg(v, 0));
      case Op::Hypot:
      case Op::Norm: return has_zero(v);
      case Op::Atan2: return has_zero(arg(v, 0)) && has_zero(arg(v, 1));
      case Op::Min:
      case Op::Max: return meet(v);
      case Op::ReduceMin:
      case Op::ReduceMax: return ties(v);
      case Op::Select: return is_edge(arg(v, 0));
      default: return false;
    }
  }

  const ir::Function& fn_;
  ir::ValueRanges ranges_;
  Numbers numbers_;
};

/// How many derivatives of derivatives the outputs ask for.
int diff_order(const ir::Function& fn) {
  std::vector<int> order(fn.size());
  for (std::size_t i = 0; i < fn.size(); ++i) {
    for (const ValueId x : fn.operands(ir::value_id(i))) order[i] = std::max(order[i], order[index(x)]);
    if (fn.insts()[i].op == Op::Diff) ++order[i];
  }
  int most = 0;
  for (const ir::Output& output : fn.outputs()) most = std::max(most, order[index(output.value)]);
  return most;
}

/// A number of the results, beside the point.
struct Beside {
  double at = 0;
  Numbers far;   ///< by direction
  Numbers near;  ///< likewise
};

/// What a function gives beside a point.
class Surroundings {
 public:
  Surroundings(const ir::Function& fn, std::span<const double> inputs, std::span<const double> results,
               const std::vector<bool>& moves)
      : numbers_(results.size()) {
    for (std::size_t k = 0; k < results.size(); ++k) numbers_[k].at = results[k];
    std::mt19937_64 random(1);
    for (std::size_t direction = 0; direction < kDirections; ++direction) {
      Numbers step(inputs.size());
      for (std::size_t i = 0; i < inputs.size(); ++i) {
        const double unit = 0.5 + static_cast<double>(random() >> 11U) * 0x1p-54;
        const double size = inputs[i] == 0 ? 1 : std::fabs(inputs[i]);
        if (moves[i]) step[i] = (random() % 2 == 0 ? unit : -unit) * size;
      }
      for (const double side : {1.0, -1.0}) {
        add(evaluated(fn, inputs, step, side * kFar), &Beside::far);
        add(evaluated(fn, inputs, step, side * kNear), &Beside::near);
      }
    }
  }

  [[nodiscard]] const Beside& number(std::size_t k) const { return numbers_[k]; }

 private:
  static Numbers evaluated(const ir::Function& fn, std::span<const double> inputs, const Numbers& step, double by) {
    Numbers x(inputs.begin(), inputs.end());
    for (std::size_t i = 0; i < x.size(); ++i) x[i] += by * step[i];
    Numbers y(ir::flat_outputs(fn));
    ir::interpret(fn, x, y);
    return y;
  }
  void add(const Numbers& y, Numbers Beside::* where) {
    for (std::size_t k = 0; k < y.size(); ++k) (numbers_[k].*where).push_back(y[k]);
  }

  std::vector<Beside> numbers_;
};

/// Results in their layout: which are derivatives of which order, and where they lie.
struct Block {
  std::size_t begin;
  std::size_t size;
  int order;                            ///< 2 also for what `Diff` made
  std::vector<std::size_t> below = {};  ///< of a second derivative: the first ones of the same output, as blocks
};
std::vector<Block> blocks_of(const ir::Function& fn, Derive derive, std::size_t m, std::size_t n) {
  const Layout layout(derive, m, n);
  std::vector<Block> blocks;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < fn.outputs().size(); ++i) {
    const auto size = static_cast<std::size_t>(fn.shape(fn.outputs()[i].value).elements());
    Block block{begin, size, 2};
    begin += size;
    const Place place = layout.place(i);
    const bool is_second = place.part == Part::Hessian || place.part == Part::Hvp;
    if (derive != Derive::Value) block.order = place.part == Part::Value ? 0 : is_second ? 2 : 1;
    if (is_second) block.below.push_back(layout.gradient(*place.output, place.variables[0]));
    if (place.part == Part::Hessian) block.below.push_back(layout.gradient(*place.output, place.variables[1]));
    blocks.push_back(block);
  }
  return blocks;
}

/// What is large among the numbers of a block.
double scale_of(const Surroundings& around, const Block& block) {
  double scale = 0;
  for (std::size_t k = block.begin; k < block.begin + block.size; ++k) {
    const Beside& number = around.number(k);
    if (std::isfinite(number.at)) scale = std::max(scale, std::fabs(number.at));
    for (const double y : number.near) scale = std::max(scale, std::isfinite(y) ? std::fabs(y) : 0);
  }
  return scale;
}

/// The first number of a block that jumps, if all of them are finite at the point.
std::optional<std::size_t> jump_in(const Surroundings& around, const Block& block) {
  const double scale = scale_of(around, block);
  for (std::size_t k = block.begin; k < block.begin + block.size; ++k) {
    const Beside& number = around.number(k);
    for (std::size_t i = 0; i < number.near.size(); ++i) {
      if (jumps(number.at, number.far[i], number.near[i], scale)) return k;
    }
  }
  return std::nullopt;
}

/// " is 0 here, and 2 and -2 beside it"
std::string numbers_text(const Beside& number) {
  const auto rounded = [](double y) {
    if (std::isnan(y)) return std::string("nan");  // never -nan
    char digits[32];
    std::snprintf(digits, sizeof digits, "%.3g", y);
    return std::string(digits);
  };
  std::vector<std::string> beside;
  for (std::size_t i = 0; i < number.near.size() && beside.size() < 2; ++i) {
    const std::string text = rounded(number.near[i]);
    if (std::ranges::find(beside, text) == beside.end()) beside.push_back(text);
  }
  return fmt::format(" is {} here, and {} beside it", to_text(number.at), join(beside));
}

std::string kink_text(Op op) {
  switch (op) {
    case Op::Select: return "the point is at the edge of a choice";
    case Op::Min:
    case Op::Max:
    case Op::ReduceMin:
    case Op::ReduceMax:
      return "the point is at a tie of " + std::string(op == Op::Min || op == Op::ReduceMin ? "min" : "max");
    default: return "the point is at the kink of " + std::string(ir::info(op).spelling);
  }
}

/// Which inputs derivatives are taken for, by number.
std::vector<bool> moving(const ir::Function& program, const passes::Plan& plan, std::size_t size) {
  std::vector<bool> moves;
  for (std::uint32_t i = 0; i < program.params().size(); ++i) {
    const bool listed = std::ranges::find(plan.wrt, i) != plan.wrt.end();
    const bool wanted = plan.wrt.empty() ? program.params()[i].kind == ir::ParamKind::Param : listed;
    moves.insert(moves.end(), static_cast<std::size_t>(program.shape(ir::value_id(i)).elements()), wanted);
  }
  moves.resize(size, false);  // tangents
  return moves;
}

Diagnostic note_of(const ir::Function& fn, ValueId kink, std::span<const std::string> shown,
                   const std::string& example) {
  const std::string others = shown.size() > kMaxShown ? " and others" : "";
  const std::string are = shown.size() == 1 ? " is" : " are";
  const std::string convention(ir::info(fn.op(kink)).kink);
  Diagnostic note =
      diag::diagnose("at-kink", fn.span(kink),
                     fmt::format("{}, so {}{}{} what a convention gives: {}", kink_text(fn.op(kink)),
                                 join(shown.first(std::min(shown.size(), kMaxShown))), others, are, example));
  if (!convention.empty()) note.help.push_back("the convention: " + convention);
  return note;
}

// The note's last part: which number jumps, and how; of a second derivative, itself or a first one.
std::optional<std::string> jump_of(const Surroundings& around, const std::vector<Block>& blocks, std::size_t i,
                                   std::span<const std::string> names) {
  const std::optional<std::size_t> own = jump_in(around, blocks[i]);
  if (own) return names[i] + numbers_text(around.number(*own));
  for (const std::size_t below : blocks[i].below) {
    const std::optional<std::size_t> first = jump_in(around, blocks[below]);
    if (first) return names[below] + numbers_text(around.number(*first));
  }
  return std::nullopt;
}

std::size_t count_variables(const ir::Function& program, const passes::Plan& plan) {
  if (!plan.wrt.empty()) return plan.wrt.size();
  return static_cast<std::size_t>(std::ranges::count(program.params(), ir::ParamKind::Param, &ir::Param::kind));
}

// Where a program, as it is computed, has a kink.
std::optional<std::pair<ir::Function, ValueId>> kink_of(const ir::Function& program, passes::Plan plan,
                                                        std::span<const double> inputs) {
  plan.derive = Derive::Value;
  plan.legalise = false;
  plan.rewrites = nullptr;
  const Result<ir::Function> values = passes::run(program, plan);
  if (!values) return std::nullopt;
  const std::optional<ValueId> kink = find_kink(*values, inputs.first(ir::flat_inputs(*values)));
  return kink ? std::optional(std::pair(*values, *kink)) : std::nullopt;
}

}  // namespace

std::optional<ir::ValueId> find_kink(const ir::Function& fn, std::span<const double> inputs) {
  return Kinks(fn, inputs).first();
}

bool jumps(double at, double far, double near, double scale) {
  constexpr double kVisible = 1e-4;
  if (!std::isfinite(at)) return false;
  if (!std::isfinite(near)) return true;
  const double gap = std::fabs(near - at);
  return gap > kVisible * scale && (!std::isfinite(far) || gap > std::fabs(far - at) / 4);
}

std::vector<Diagnostic> at_kink(const ir::Function& program, const passes::Plan& plan, std::span<const double> inputs,
                                std::span<const double> results, std::span<const std::string> names) {
  const bool second = order_of(plan.derive) == 2;
  if (!second && (plan.derive != Derive::Value || diff_order(program) < 2)) return {};
  const auto kink = kink_of(program, plan, inputs);
  if (!kink) return {};
  passes::Plan again = plan;
  again.rewrites = nullptr;
  const Result<ir::Function> derived = passes::run(program, again);
  if (!derived) return {};
  const Surroundings around(*derived, inputs, results, moving(program, plan, inputs.size()));
  const std::vector<Block> blocks =
      blocks_of(*derived, plan.derive, program.outputs().size(), count_variables(program, plan));
  std::vector<std::string> shown;
  std::string example;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const auto jump = blocks[i].order == 2 ? jump_of(around, blocks, i, names) : std::nullopt;
    if (!jump) continue;
    shown.push_back(names[i]);
    if (example.empty()) example = *jump;
  }
  if (shown.empty()) return {};
  return {note_of(kink->first, kink->second, shown, example)};
}

}  // namespace adc::analysis
