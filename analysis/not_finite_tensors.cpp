#include "analysis/not_finite_tensors.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "analysis/op_limits.h"
#include "analysis/table.h"
#include "diag/diagnostics.h"
#include "ir/evaluate_tensors.h"
#include "ir/scalars.h"

namespace adc::analysis {
namespace {

using ir::ValueId;

constexpr std::size_t kMaxNotes = 8;

/// An element of a value.
struct Element {
  ValueId value;
  std::size_t at;
};

/// A function at a point.
class Evaluated {
 public:
  Evaluated(ir::Function fn, std::span<const double> inputs)
      : fn_(std::move(fn)), ranges_(fn_), numbers_(ranges_.total()) {
    ir::evaluate_tensors<double>(fn_, ranges_, inputs, numbers_);
  }

  [[nodiscard]] const ir::Function& fn() const { return fn_; }
  [[nodiscard]] double number(Element e) const { return numbers_[ranges_.begin(e.value) + e.at]; }

  [[nodiscard]] std::size_t size(ValueId value) const { return ranges_.size(value); }

  /// The first element of `value` that is not finite.
  [[nodiscard]] std::optional<Element> first_bad(ValueId value) const {
    for (std::size_t i = 0; i < ranges_.size(value); ++i) {
      if (!std::isfinite(number({value, i}))) return Element{value, i};
    }
    return std::nullopt;
  }

  /// The element that made `e` what it is, and was made from finite numbers.
  [[nodiscard]] Element origin(Element e) const {
    while (const std::optional<Element> next = bad_operand(e)) e = *next;
    return e;
  }

  /// What an elementwise op is given for an element.
  [[nodiscard]] std::vector<double> operand_numbers(Element e) const {
    std::vector<double> given;
    for (const ValueId x : fn_.operands(e.value)) given.push_back(number(element_of(x, e)));
    return given;
  }

 private:
  [[nodiscard]] Element element_of(ValueId operand, Element e) const {
    return {operand, fn_.shape(operand).rank() == 0 ? 0 : e.at};
  }

  [[nodiscard]] std::optional<Element> bad_operand(Element e) const {
    const ir::Op op = fn_.op(e.value);
    std::optional<Element> found;
    for (const ValueId x : fn_.operands(e.value)) {
      const std::optional<Element> bad = ir::is_elementwise(op) ? elementwise(x, e) : moved(x, e);
      if (bad && (!found || bad->value < found->value)) found = bad;
    }
    return found;
  }

  [[nodiscard]] std::optional<Element> elementwise(ValueId x, Element e) const {
    const Element same = element_of(x, e);
    const bool bad = std::isnan(number(e)) ? std::isnan(number(same)) : !std::isfinite(number(same));
    return bad ? std::optional(same) : std::nullopt;
  }

  /// Where an op of tensors takes the element from; any that is bad, where it takes several.
  [[nodiscard]] std::optional<Element> moved(ValueId x, Element e) const {
    const std::optional<ir::View> view = ir::view_through(fn_, e.value, ir::view_of(fn_.shape(x)));
    if (!view) return first_bad(x);
    auto at = static_cast<std::size_t>(view->offset);
    std::size_t rest = e.at;
    for (std::size_t axis = view->shape.rank(); axis-- > 0;) {
      const auto extent = static_cast<std::size_t>(view->shape[axis]);
      at +=
          rest % extent * static_cast<std::size_t>(view->strides[axis]);  // wraps around for negative strides, and back
      rest /= extent;
    }
    return std::isfinite(number({x, at})) ? std::nullopt : std::optional(Element{x, at});
  }

  ir::Function fn_;
  ir::ValueRanges ranges_;
  std::vector<double> numbers_;
};

/// "[2, 3]", counted from 1 as the language does; empty for a scalar.
std::string place(const ir::Shape& shape, std::size_t at) {
  std::string text;
  for (std::size_t axis = shape.rank(); axis-- > 0;) {
    const auto extent = static_cast<std::size_t>(shape[axis]);
    text = std::to_string(at % extent + 1) + (text.empty() ? "" : ", ") + text;
    at /= extent;
  }
  return shape.rank() == 0 ? "" : fmt::format("[{}]", text);
}

/// What is wrong with the index by which a gather took an element; empty where it is one of the axis.
std::string bad_index(const Evaluated& view, Element e) {
  const ir::Function& fn = view.fn();
  const ValueId from = fn.operands(e.value)[0];
  const ValueId positions = fn.operands(e.value)[1];
  const auto axis = static_cast<std::size_t>(fn.list(e.value, 0)[0]);
  std::size_t inner = 1;  // elements that follow each other at one position
  for (std::size_t i = axis + 1; i < fn.shape(from).rank(); ++i) inner *= static_cast<std::size_t>(fn.shape(from)[i]);
  const std::size_t count = view.size(positions);
  const double index = view.number({positions, e.at / inner % count}) + 1;
  const auto extent = static_cast<double>(fn.shape(from)[axis]);
  if (index >= 1 && index <= extent && index == std::floor(index)) return {};
  const bool outside = index == std::floor(index);
  return fmt::format("the index {} is {}", to_text(index),
                     outside ? "outside 1 … " + to_text(extent) : "no whole number");
}

std::string sentence(const Evaluated& view, Element e) {
  const ir::Function& fn = view.fn();
  const ir::Op op = fn.op(e.value);
  const std::string where = place(fn.shape(e.value), e.at);
  const std::string number = to_text(view.number(e));
  if (ir::index(e.value) < fn.params().size()) {
    return fmt::format("the input {}{} is given as {}", fn.params()[ir::index(e.value)].name, where, number);
  }
  if (fn.is_const(e.value)) return "the text says " + number;
  const std::string element = where.empty() ? "" : ", in element " + where;
  if (op == ir::Op::Gather) {
    if (const std::string wrong = bad_index(view, e); !wrong.empty()) return wrong + element;
  }
  if (!ir::is_elementwise(op)) {
    const bool has_none = fn.shape(fn.operands(e.value).front()).elements() == 0;
    return fmt::format("`{}` of {} numbers is {}{}", ir::info(op).spelling, has_none ? "no" : "finite", number,
                       element);
  }
  const bool has_one = ir::info(op).immediate != ir::Immediate::None;
  return fmt::format("{} is {}{}", describe(op, view.operand_numbers(e), has_one ? fn.immediate(e.value) : 0), number,
                     element);
}

Diagnostic note(const Evaluated& view, Element bad, const std::string& name) {
  const Element origin = view.origin(bad);
  return diag::diagnose("not-finite", view.fn().span(origin.value),
                        fmt::format("{}, so {}{} is {}", sentence(view, origin), name,
                                    place(view.fn().shape(bad.value), bad.at), to_text(view.number(bad))));
}

/// The levels that explain a result, the nearest to the text first.
std::vector<Evaluated> views(const ir::Function& program, passes::Plan plan, std::span<const double> inputs) {
  std::vector<Evaluated> all;
  const Level level = plan.level;
  for (const Level at : {Level::Exact, level}) {
    plan.level = at;
    if (Result<ir::Function> fn = passes::run(program, plan)) all.emplace_back(*std::move(fn), inputs);
    if (level == Level::Exact) break;
  }
  return all;
}

/// The first level that gives element `at` of output `k` the `number` that it has, or else another that is not finite;
/// null if none does.
const Evaluated* explaining(std::span<const Evaluated> levels, std::size_t k, std::size_t at, double number) {
  const Evaluated* other = nullptr;
  for (const Evaluated& level : levels) {
    const double own = level.number({level.fn().outputs()[k].value, at});
    if (own == number || (std::isnan(own) && std::isnan(number))) return &level;
    if (!std::isfinite(own)) other = &level;
  }
  return other;
}

}  // namespace

std::vector<NotFinite> not_finite_tensors(const ir::Function& program, const passes::Plan& plan,
                                          std::span<const double> inputs, std::span<const double> results,
                                          std::span<const std::string> names) {
  std::vector<NotFinite> all;
  if (std::ranges::all_of(results, [](double y) { return std::isfinite(y); })) return all;
  const std::vector<Evaluated> candidates = views(program, plan, inputs);
  std::size_t begin = 0;
  for (std::size_t k = 0; k < names.size() && !candidates.empty() && all.size() < kMaxNotes; ++k) {
    const ValueId result = candidates.front().fn().outputs()[k].value;
    const auto size = static_cast<std::size_t>(candidates.front().fn().shape(result).elements());
    const std::span<const double> numbers = results.subspan(begin, size);
    begin += size;
    const auto bad = std::ranges::find_if(numbers, [](double y) { return !std::isfinite(y); });
    if (bad == numbers.end()) continue;
    const auto at = static_cast<std::size_t>(bad - numbers.begin());
    const Evaluated* const view = explaining(candidates, k, at, *bad);
    if (view == nullptr) continue;
    Diagnostic one = note(*view, {view->fn().outputs()[k].value, at}, names[k]);
    const auto twin = std::ranges::find_if(
        all, [&](const NotFinite& other) { return other.note.span == one.span && !one.span.empty(); });
    if (twin == all.end()) {
      all.push_back({{k}, std::move(one)});
    } else {
      twin->results.push_back(k);
    }
  }
  return all;
}

}  // namespace adc::analysis
