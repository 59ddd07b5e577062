#include "ir/op.h"

#include <array>
#include <unordered_map>

namespace adc::ir {
namespace {

constexpr std::string_view function_name(std::string_view text) { return text == "None" ? "" : text; }

constexpr std::array<OpInfo, kOpCount> make_table() {
  using namespace row;
  using enum OpClass;
  using enum Domain;
  return {{
#define ADC_OP(Id, spelling, arity, op_class, cost, traits, immediate, domain, function, text, kink) \
  OpInfo{#Id,                                                                                        \
         #spelling,                                                                                  \
         arity,                                                                                      \
         op_class,                                                                                   \
         cost,                                                                                       \
         static_cast<std::uint8_t>(traits),                                                          \
         Immediate::immediate,                                                                       \
         domain,                                                                                     \
         function_name(#function),                                                                   \
         text,                                                                                       \
         kink,                                                                                       \
         ""},
#define ADC_TENSOR_OP(Id, spelling, arity, op_class, cost, lists, text, kink) \
  OpInfo{#Id, #spelling, arity, op_class, cost, kNone, Immediate::Lists, AnyReal, "", text, kink, lists},
#include "ir/ops.def"
#undef ADC_OP
#undef ADC_TENSOR_OP
  }};
}

// The last of the elementwise ones.
constexpr std::size_t kExternalOpCount = 3;

constexpr auto make_ops() {
  std::array<Op, kOpCount - kExternalOpCount> ops{};
  std::size_t count = 0;
  for (std::size_t i = 0; i < kOpCount; ++i) {
    const bool is_external = i < kElementwiseOpCount && i >= kElementwiseOpCount - kExternalOpCount;
    if (!is_external) ops[count++] = static_cast<Op>(i);
  }
  return ops;
}

constexpr auto kOps = make_ops();

}  // namespace

constexpr std::array<OpInfo, kOpCount> kOpTable = make_table();

std::optional<Op> find_op(std::string_view spelling) {
  static const std::unordered_map<std::string_view, Op> kBySpelling = [] {
    std::unordered_map<std::string_view, Op> map;
    for (const Op op : kOps) map.emplace(info(op).spelling, op);
    return map;
  }();
  const auto found = kBySpelling.find(spelling);
  if (found == kBySpelling.end()) return std::nullopt;
  return found->second;
}

std::span<const Op> all_ops() { return kOps; }

std::span<const Op> elementwise_ops() { return std::span(kOps).first(kElementwiseOpCount - kExternalOpCount); }

std::int64_t max_order(Op op) {
  if (info(op).immediate == Immediate::Order) return 64;
  return op == Op::AiryAi || op == Op::AiryBi ? 1 : 16;
}

bool has_derivative(Op op, std::size_t k) { return !info(op).is(kByLast) || k + 1 == info(op).arity; }

}  // namespace adc::ir
