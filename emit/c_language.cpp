#include "emit/c_language.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <vector>

#include "ir/special/source.h"

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

constexpr std::array<Helper, 6> kHelpers = {{
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

std::string_view pattern(Op op) { return kPatterns[static_cast<std::size_t>(op)]; }

std::string_view pattern_in_loop(Op op, bool is_bool) {
  switch (op) {
    case Op::Select: return is_bool ? "($0 & $1) | (!$0 & $2)" : "adc_select$f($0, $1, $2)";
    case Op::And: return "$0 & $1";
    case Op::Or: return "$0 | $1";
    default: return pattern(op);
  }
}

std::string literal(double x, const FloatType& type) {
  if (std::isnan(x)) return "NAN";
  if (std::isinf(x)) return x > 0 ? "INFINITY" : "(-INFINITY)";
  const std::string text = shortest_decimal(x, type) + std::string(type.suffix);
  return std::signbit(x) ? fmt::format("({})", text) : text;
}

/// Octal escapes end after three digits, and there are trigraphs.
std::string text_literal(std::string_view text) {
  std::string result = "\"";
  std::size_t escaped = 0;  // bytes that are to be
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto byte = static_cast<unsigned char>(c);
    escaped = escaped > 0 ? escaped - 1 : 0;
    if (escaped == 0) escaped = invisible_at(text.substr(i));
    if (c == '"' || c == '\\' || c == '?')
      result += {'\\', c};
    else
      result += byte < 0x20 || byte == 0x7f || escaped > 0 ? fmt::format("\\{:03o}", byte) : std::string(1, c);
  }
  return result + '"';
}

std::string special_functions(std::span<const std::string_view> names) {
  std::vector<std::string_view> special;
  std::ranges::copy_if(names, std::back_inserter(special),
                       [](std::string_view name) { return name.starts_with("adc_"); });
  std::string text;
  for (const ir::SpecialSection& section : ir::special_sections(special))
    text += guarded(kCGuard, section.name, section.text);
  return text;
}

constexpr Language kC{
    .f64 = {"double", "", "uint64_t", false},
    .f32 = {"float", "f", "uint32_t", true},
    .flag_type = "int",
    .index_type = "ptrdiff_t",

    .op = pattern,
    .op_in_loop = pattern_in_loop,
    .fma = "fma$f($0, $1, $2)",
    .sine_and_cosine = "",
    .function = nullptr,
    .has_single_functions = false,
    .call = "$0($1)",
    .widen = "(double)$0",
    .narrow = "($T)$0",
    .integer = "int",

    .literal = literal,
    .truths = {"0", "1"},
    .flag_as_number = "$0 ? 1.0$f : 0.0$f",
    .index_as_number = "($T)($0)",
    .number_as_index = "(ptrdiff_t)$0",
    .hidden = "static const volatile $0 $1 = $2;",

    .element = "$0[$1]",
    .table_element = "$0[$1]",
    .scalar_output = "*$0",
    .number_as_flag = "$0 != 0.0$f",
    .choose_index = "($0) ? $1 : $2",
    .least_index = "$0 < $1 ? $0 : $1",
    .is_inside = "(size_t)($0) < $1",
    .both = "$0 & $1",
    .unless = "!($0) | ($1)",

    .declare = "",
    .define = "const $0 $1 = $2;",
    .variable = "$0 $1 = $2;",
    .array = "$0 $1[$2];",
    .assign = "$0 = $1;",
    .add = "$0 += $1;",
    .multiply = "$0 *= $1;",
    .unused = "(void)$0;",
    .loop = "for (ptrdiff_t $0 = $1; $0 < $2; ++$0) {",
    .loop_in_steps = "for (ptrdiff_t $0 = $1; $0 < $2; $0 += $3) {",
    .halving_loop = "for (ptrdiff_t $0 = $1; $0 > 0; $0 /= 2) {",
    .halve = "",
    .end_loop = "}",
    .if_larger = "if ($0 == $0 && !($1 <= $0)) {",
    .end_if = "}",

    .has_strips = true,
    .table = "static const $T $0[$1] = {$2};",
    .table_number = literal,
    .labels = "extern const char *const $0[$1];\nconst char *const $0[$1] = {$2};",
    .quoted = text_literal,
    .integers = "extern const int $0[$1];\nconst int $0[$1] = {$2};",
    .guard = kCGuard,
    .helpers = kHelpers,
    .functions = special_functions,
};

}  // namespace

const Language& c_language() { return kC; }

}  // namespace adc::emit
