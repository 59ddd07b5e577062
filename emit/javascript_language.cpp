#include "emit/javascript_language.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "emit/c_language.h"
#include "emit/c_names.h"
#include "emit/javascript_library.h"
#include "emit/javascript_special.h"

namespace adc::emit {
namespace {

using ir::Op;

/// Where it differs from C.
std::string_view pattern(Op op) {
  switch (op) {
    case Op::Sqrt: return "Math.sqrt($0)";
    case Op::Abs: return "Math.abs($0)";
    case Op::Min: return "adc_min($0, $1)";
    case Op::Max: return "adc_max($0, $1)";
    case Op::Copysign: return "adc_with_sign($0, $1)";
    case Op::Select: return "$0 ? $1 : $2";
    case Op::Sign: return "adc_sign($0)";
    case Op::Floor: return "Math.floor($0)";
    case Op::Ceil: return "Math.ceil($0)";
    case Op::Round: return "adc_nearbyint($0)";
    case Op::Trunc: return "Math.trunc($0)";
    case Op::Eq: return "$0 === $1";
    case Op::Ne: return "$0 !== $1";
    case Op::ToFloat: return "$0 ? 1.0 : 0.0";
    default: return c_language().op(op);
  }
}

std::string_view pattern_in_loop(Op op, bool /*is_bool*/) { return pattern(op); }

constexpr std::array<Helper, 6> kHelpers = {{
    {"adc_min",
     "/* nan if either is; -0 is less than +0 */\n"
     "function adc_min(x, y) {\n"
     "  return Math.min(x, y);\n"
     "}\n"},
    {"adc_max",
     "/* nan if either is; +0 is more than -0 */\n"
     "function adc_max(x, y) {\n"
     "  return Math.max(x, y);\n"
     "}\n"},
    {"adc_with_sign",
     "/* nan if either is */\n"
     "function adc_with_sign(x, y) {\n"
     "  if (y !== y) return y;\n"
     "  return y < 0 || Object.is(y, -0) ? -Math.abs(x) : Math.abs(x);\n"
     "}\n"},
    {"adc_sign", "function adc_sign(x) {\n  return x > 0 ? 1 : x < 0 ? -1 : x;\n}\n"},
    {"adc_select", "function adc_select(c, x, y) {\n  return c ? x : y;\n}\n"},
    {"adc_is_index",
     "/* whether x is an integer from 0 to extent - 1 */\n"
     "function adc_is_index(x, extent) {\n"
     "  return x >= 0 && x < extent && Math.trunc(x) === x;\n"
     "}\n"},
}};

std::string literal(double x, const FloatType& type) {
  if (std::isnan(x)) return "NaN";
  if (std::isinf(x)) return x > 0 ? "Infinity" : "(-Infinity)";
  const std::string text = shortest_decimal(x, type);
  return std::signbit(x) ? fmt::format("({})", text) : text;
}

/// Patterns name functions as JavaScript does, the table of functions as C does.
std::string functions(std::span<const std::string_view> names) {
  std::vector<std::string_view> of_c;
  for (const std::string_view name : names) {
    const auto library = javascript_library();
    const auto found = std::ranges::find(library, name, &LibraryFunction::spelling);
    of_c.push_back(found == library.end() ? name : found->name);
  }
  return javascript_functions(of_c);
}

constexpr Language kJavascript{
    .f64 = {"Float64Array", "", "", false, ""},
    .f32 = {"Float32Array", "", "", false, "Math.fround"},
    .flag_type = "Array",
    .index_type = "",

    .op = pattern,
    .op_in_loop = pattern_in_loop,
    .fma = "adc_fma($0, $1, $2)",
    .sine_and_cosine = "",
    .function = javascript_name,
    .has_single_functions = false,
    .call = "$0($1)",
    .widen = "$0",
    .narrow = "$0",
    .integer = "",

    .literal = literal,
    .truths = {"false", "true"},
    .flag_as_number = "$0 ? 1.0 : 0.0",
    .index_as_number = "$0",
    .number_as_index = "$0",
    .hidden = "",

    .element = "$0[$1]",
    .table_element = "$0[$1]",
    .scalar_output = "$0",
    .number_as_flag = "$0 !== 0.0",
    .choose_index = "($0) ? $1 : $2",
    .least_index = "Math.min($0, $1)",
    .is_inside = "$0 >= 0 && $0 < $1",
    .both = "$0 && $1",
    .unless = "!($0) || ($1)",

    .declare = "",
    .define = "const $1 = $2;",
    .variable = "let $1 = $2;",
    .array = "const $1 = new $0($2);",
    .assign = "$0 = $1;",
    .add = "$0 += $1;",
    .multiply = "$0 *= $1;",
    .unused = "void $0;",
    .loop = "for (let $0 = $1; $0 < $2; $0++) {",
    .loop_in_steps = "for (let $0 = $1; $0 < $2; $0 += $3) {",
    .halving_loop = "for (let $0 = $1; $0 > 0; $0 >>= 1) {",
    .halve = "",
    .end_loop = "}",
    .if_larger = "if ($0 === $0 && !($1 <= $0)) {",
    .end_if = "}",

    .has_strips = false,
    .table = "const $0 = $T.of($2);",
    .table_number = literal,
    .labels = "export const $0 = [$2];",
    .quoted = quoted,
    .integers = "export const $0 = Int32Array.of($2);",
    .helpers = kHelpers,
    .functions = functions,
};

/// Words of JavaScript that C's names leave free, and what emitted functions call.
constexpr std::array<std::string_view, 47> kReserved = {
    "arguments",  "await",    "debugger",    "eval",      "extends",   "finally",    "from",         "function",
    "implements", "in",       "instanceof",  "interface", "let",       "null",       "of",           "package",
    "super",      "typeof",   "undefined",   "var",       "with",      "yield",      "Array",        "BigInt",
    "Function",   "Infinity", "Math",        "NaN",       "Number",    "Object",     "Float32Array", "Float64Array",
    "Symbol",     "Proxy",    "Reflect",     "Date",      "get",       "set",        "static",       "export",
    "import",     "async",    "constructor", "prototype", "__proto__", "globalThis", "toString"};

std::string free_of_words(std::string name) {
  return std::ranges::find(kReserved, name) == kReserved.end() ? name : name + '_';
}

std::string identifier(std::string_view name) { return free_of_words(c_identifier(name)); }
std::string local(std::string_view name) { return free_of_words(c_local(name)); }

constexpr Naming kNaming{.function = identifier, .local = local, .ignores_case = false, .has_scalars = true};

}  // namespace

const Language& javascript_language() { return kJavascript; }
const Naming& javascript_naming() { return kNaming; }

}  // namespace adc::emit
