#include "passes/rules/smooth.h"

#include <fmt/core.h>

#include <array>
#include <atomic>
#include <cassert>
#include <string>

#include "diag/diagnostics.h"
#include "passes/rules/arithmetic.h"
#include "passes/rules/error_function.h"
#include "passes/rules/exponentials.h"
#include "passes/rules/externals.h"
#include "passes/rules/hyperbolic.h"
#include "passes/rules/kinks.h"
#include "passes/rules/slopes.h"
#include "passes/rules/special.h"
#include "passes/rules/table.h"
#include "passes/rules/trigonometric.h"

namespace adc::passes {
namespace {

using Rule = Partials (*)(const RuleInput&);

// A smooth op that has no rule is a use of a deleted function here.
constexpr std::array<Rule, ir::kOpCount> kSmoothRules =
    table_by_class<Rule, ir::OpClass::Smooth>([]<Op op> { return Rule{partials<op>}; });

// Whether the partials of an op with these inputs are numbers.
bool has_constant_partials(Op op) {
  if (ir::is_external(op)) return false;
  SharingBuilder b("sample", ir::DType::F64, Limits{}.instructions);
  std::array<ValueId, 3> x{};
  const std::size_t arity = ir::info(op).arity;
  for (std::size_t k = 0; k < arity; ++k) x[k] = b.param(std::to_string(k), ir::ParamKind::Param);
  const std::int64_t immediate = ir::info(op).immediate == ir::Immediate::Slope ? 0 : 2;
  const ValueId y = b.emit(op, std::span<const ValueId>(x.data(), arity), immediate);
  const RuleInput in{b, {x.data(), arity}, y, immediate, {true, true, true}};
  return std::ranges::none_of(kSmoothRules[static_cast<std::size_t>(op)](in), [](const Partial& partial) {
    return partial.factor || partial.divisor || partial.condition;
  });
}

// Throws where the partial by an order or a shape is wanted, which is not known.
void check_known(Op op, const RuleInput& in) {
  for (std::size_t k = 0; k < in.x.size(); ++k) {
    if (!in.wanted[k] || ir::has_derivative(op, k)) continue;
    const std::string name(ir::info(op).spelling);
    const std::string which = ir::info(op).arity == 3 && k == 1 ? "second" : "first";
    diag::fail("no-derivative", in.b.function().span(in.y),
               fmt::format("the derivative of `{}` by its {} argument is not known to adc", name, which),
               {"let that argument be a constant or an input that nothing is differentiated by, such as "
                "`data`; `stop_gradient(…)` around it takes its derivative as 0"});
  }
}

}  // namespace

Partials smooth_partials(Op op, const RuleInput& in) {
  const Rule rule = kSmoothRules[static_cast<std::size_t>(op)];
  assert(rule != nullptr && "not a smooth op");
  check_known(op, in);
  return rule(in);
}

bool is_affine(Op op) {
  // Found out once for each op that is asked for, by whichever thread: there are many, and a formula has a few.
  enum Known : std::uint8_t { kUnknown, kNo, kYes };
  static std::array<std::atomic<Known>, ir::kOpCount> known{};
  std::atomic<Known>& own = known[static_cast<std::size_t>(op)];
  if (own.load(std::memory_order_relaxed) == kUnknown) {
    const bool smooth = kSmoothRules[static_cast<std::size_t>(op)] != nullptr;
    own.store(smooth && has_constant_partials(op) ? kYes : kNo, std::memory_order_relaxed);
  }
  return own.load(std::memory_order_relaxed) == kYes;
}

}  // namespace adc::passes
