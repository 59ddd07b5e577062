#include "emit/c_spelling.h"

#include <fmt/core.h>

#include <array>
#include <charconv>
#include <cmath>

namespace adc::emit {
namespace {

using ir::Op;

template <Op op>
struct Pattern;

#define ADC_PATTERN(Id, text)                       \
  template <>                                       \
  struct Pattern<Op::Id> {                          \
    static constexpr std::string_view kText = text; \
  };

ADC_PATTERN(Copy, "$0")
ADC_PATTERN(StopGradient, "$0")
ADC_PATTERN(Neg, "-$0")
ADC_PATTERN(Add, "$0 + $1")
ADC_PATTERN(Sub, "$0 - $1")
ADC_PATTERN(Mul, "$0 * $1")
ADC_PATTERN(Div, "$0 / $1")
ADC_PATTERN(Sqrt, "sqrt$f($0)")
ADC_PATTERN(Abs, "fabs$f($0)")
ADC_PATTERN(Min, "adc_min$f($0, $1)")
ADC_PATTERN(Max, "adc_max$f($0, $1)")
ADC_PATTERN(Copysign, "adc_copysign$f($0, $1)")
ADC_PATTERN(Select, "$0 ? $1 : $2")
ADC_PATTERN(Sign, "adc_sign$f($0)")
ADC_PATTERN(Floor, "floor$f($0)")
ADC_PATTERN(Ceil, "ceil$f($0)")
ADC_PATTERN(Round, "nearbyint$f($0)")
ADC_PATTERN(Trunc, "trunc$f($0)")
ADC_PATTERN(Lt, "$0 < $1")
ADC_PATTERN(Le, "$0 <= $1")
ADC_PATTERN(Eq, "$0 == $1")
ADC_PATTERN(Ne, "$0 != $1")
ADC_PATTERN(And, "$0 && $1")
ADC_PATTERN(Or, "$0 || $1")
ADC_PATTERN(Not, "!$0")
ADC_PATTERN(ToFloat, "$0 ? 1.0$f : 0.0$f")
#undef ADC_PATTERN

template <Op op, bool calls>
constexpr std::string_view pattern_of() {
  if constexpr (calls || op == Op::Param || op == Op::Const || op == Op::Diff) {
    return {};
  } else {
    return Pattern<op>::kText;
  }
}

constexpr std::array<std::string_view, ir::kElementwiseOpCount> kPatterns = {
#define ADC_OP(Id, spelling, arity, op_class, cost, traits, immediate, domain, function, text, kink) \
  pattern_of<Op::Id, std::string_view(#function) != "None">(),
#include "ir/ops.def"
#undef ADC_OP
};

constexpr std::array<CHelper, 6> kHelpers = {{
    {"adc_min",
     "/* nan if either is; -0 is less than +0 */\n"
     "static $T adc_min$f($T x, $T y) {\n"
     "  if (isnan(x) || isnan(y)) return x + y;\n"
     "  return x < y || (x == y && signbit(x)) ? x : y;\n"
     "}\n"},
    {"adc_max",
     "/* nan if either is; +0 is more than -0 */\n"
     "static $T adc_max$f($T x, $T y) {\n"
     "  if (isnan(x) || isnan(y)) return x + y;\n"
     "  return y < x || (x == y && signbit(y)) ? x : y;\n"
     "}\n"},
    {"adc_copysign",
     "/* nan if either is */\n"
     "static $T adc_copysign$f($T x, $T y) { return isnan(y) ? y : copysign$f(x, y); }\n"},
    {"adc_sign", "static $T adc_sign$f($T x) { return x > 0.0$f ? 1.0$f : x < 0.0$f ? -1.0$f : x; }\n"},
    {"adc_select",
     "/* c ? x : y without a branch: gcc 12 with AVX2 makes wrong vectors of loads that it sinks into branches */\n"
     "static $T adc_select$f(int c, $T x, $T y) {\n"
     "  union {\n    $T number;\n    $B bits;\n  } a, b;\n"
     "  const $B mask = ($B)0 - ($B)c;\n"
     "  a.number = x;\n  b.number = y;\n"
     "  a.bits = (a.bits & mask) | (b.bits & ~mask);\n"
     "  return a.number;\n"
     "}\n"},
    {"adc_is_index",
     "/* whether x is an integer from 0 to extent - 1 */\n"
     "static int adc_is_index$f($T x, $T extent) { return (x >= 0.0$f) & (x < extent) & (trunc$f(x) == x); }\n"},
}};

template <typename T>
std::string shortest(T x) {
  std::array<char, 32> buffer;
  return {buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), x).ptr};
}

}  // namespace

std::string c_text(std::string_view pattern, const CFloat& type, std::span<const std::string> operands) {
  std::string text;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '$') {
      text += pattern[i];
      continue;
    }
    const char what = pattern[++i];
    if (what == 'T')
      text += type.type;
    else if (what == 'f')
      text += type.suffix;
    else if (what == 'B')
      text += type.bits;
    else
      text += operands[static_cast<std::size_t>(what - '0')];
  }
  return text;
}

std::string_view c_pattern(Op op) { return kPatterns[static_cast<std::size_t>(op)]; }

bool calls_function(Op op) { return !ir::info(op).function.empty() && op != Op::Fma; }

std::string_view c_loop_pattern(Op op, bool is_bool) {
  switch (op) {
    case Op::Select: return is_bool ? "($0 & $1) | (!$0 & $2)" : "adc_select$f($0, $1, $2)";
    case Op::And: return "$0 & $1";
    case Op::Or: return "$0 | $1";
    default: return c_pattern(op);
  }
}

std::string c_literal(double x, const CFloat& type) {
  if (std::isnan(x)) return "NAN";
  if (std::isinf(x)) return x > 0 ? "INFINITY" : "(-INFINITY)";
  std::string text = type == kCFloat ? shortest(static_cast<float>(x)) : shortest(x);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  text += type.suffix;
  return std::signbit(x) ? fmt::format("({})", text) : text;
}

std::span<const CHelper> c_helpers() { return kHelpers; }

}  // namespace adc::emit
