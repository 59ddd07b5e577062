#include "emit/rust.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "emit/c_language.h"
#include "emit/c_names.h"
#include "emit/rust_library.h"
#include "emit/rust_special.h"
#include "emit/steps.h"

namespace adc::emit {
namespace {

using ir::Op;
using kernel::ArrayId;

/// Where it differs from C.
std::string_view pattern(Op op) {
  switch (op) {
    case Op::Sqrt: return "$T::sqrt($0)";
    case Op::Abs: return "$T::abs($0)";
    case Op::Select: return "if $0 { $1 } else { $2 }";
    case Op::Floor: return "$T::floor($0)";
    case Op::Ceil: return "$T::ceil($0)";
    case Op::Round: return "adc_round$f($0)";
    case Op::Trunc: return "$T::trunc($0)";
    case Op::ToFloat: return "if $0 { 1.0 } else { 0.0 }";
    default: return c_language().op(op);
  }
}

std::string_view pattern_in_loop(Op op, bool /*is_bool*/) { return pattern(op); }

constexpr std::array<Helper, 7> kHelpers = {{
    {"adc_min",
     "/* nan if either is; -0 is less than +0 */\n"
     "fn adc_min$f(x: $T, y: $T) -> $T {\n"
     "    if x.is_nan() || y.is_nan() {\n        return x + y;\n    }\n"
     "    if x < y || (x == y && x.is_sign_negative()) { x } else { y }\n"
     "}\n"},
    {"adc_max",
     "/* nan if either is; +0 is more than -0 */\n"
     "fn adc_max$f(x: $T, y: $T) -> $T {\n"
     "    if x.is_nan() || y.is_nan() {\n        return x + y;\n    }\n"
     "    if y < x || (x == y && y.is_sign_negative()) { x } else { y }\n"
     "}\n"},
    {"adc_copysign",
     "/* nan if either is */\n"
     "fn adc_copysign$f(x: $T, y: $T) -> $T {\n    if y.is_nan() { y } else { x.copysign(y) }\n}\n"},
    {"adc_sign", "fn adc_sign$f(x: $T) -> $T {\n    if x > 0.0 { 1.0 } else if x < 0.0 { -1.0 } else { x }\n}\n"},
    {"adc_round",
     "/* to the nearest integer, ties to even */\n"
     "fn adc_round$f(x: $T) -> $T {\n"
     "    let limit: $T = 1.0 / $T::EPSILON;\n"
     "    if !(x.abs() < limit) {\n        return x;\n    }\n"
     "    (x.abs() + limit - limit).copysign(x)\n"
     "}\n"},
    {"adc_select", "fn adc_select$f(c: bool, x: $T, y: $T) -> $T {\n    if c { x } else { y }\n}\n"},
    {"adc_is_index",
     "/* whether x is an integer from 0 to extent - 1 */\n"
     "fn adc_is_index$f(x: $T, extent: $T) -> bool {\n    x >= 0.0 && x < extent && x.trunc() == x\n}\n"},
}};

std::string literal(double x, const FloatType& type) {
  if (std::isnan(x)) return fmt::format("{}::NAN", type.type);
  if (std::isinf(x)) return fmt::format("{}::{}", type.type, x > 0 ? "INFINITY" : "NEG_INFINITY");
  const std::string text = shortest_decimal(x, type) + (type.is_single ? "_f32" : "");
  return std::signbit(x) ? fmt::format("({})", text) : text;
}

constexpr Language kRust{
    .f64 = {"f64", "_f64", "u64", false},
    .f32 = {"f32", "_f32", "u32", true},
    .flag_type = "bool",
    .index_type = "isize",

    .op = pattern,
    .op_in_loop = pattern_in_loop,
    .fma = "$T::mul_add($0, $1, $2)",
    .sine_and_cosine = "",
    .function = rust_name,
    .has_single_functions = false,
    .call = "$0($1)",
    .widen = "f64::from($0)",
    .narrow = "$0 as f32",
    .integer = "i32",

    .literal = literal,
    .truths = {"false", "true"},
    .flag_as_number = "if $0 { 1.0 } else { 0.0 }",
    .index_as_number = "($0) as $T",
    .number_as_index = "$0 as isize",
    .hidden = "",

    .element = "$0[($1) as usize]",
    .table_element = "$0[($1) as usize]",
    .scalar_output = "*$0",
    .number_as_flag = "$0 != 0.0",
    .choose_index = "if $0 { $1 } else { $2 }",
    .least_index = "($0).min($1)",
    .is_inside = "$0 >= 0 && $0 < $1",
    .both = "$0 && $1",
    .unless = "!($0) || ($1)",

    .declare = "",
    .define = "let $1: $0 = $2;",
    .variable = "let mut $1: $0 = $2;",
    .array = "let mut $1 = [$0::default(); $2];",
    .assign = "$0 = $1;",
    .add = "$0 += $1;",
    .multiply = "$0 *= $1;",
    .unused = "let _ = $0;",
    .loop = "for $0 in $1 as isize..$2 {",
    .loop_in_steps = "for $0 in ($1 as isize..$2).step_by($3) {",
    .halving_loop = "let mut $0: isize = $1; while $0 > 0 {",
    .halve = "$0 /= 2;",
    .end_loop = "}",
    .if_larger = "if $0 == $0 && !($1 <= $0) {",
    .end_if = "}",

    .has_strips = true,
    .table = "#[allow(non_upper_case_globals)]\nstatic $0: [$T; $1] = [$2];",
    .table_number = literal,
    .labels = "#[allow(non_upper_case_globals)]\npub static $0: [&str; $1] = [$2];",
    .quoted = quoted,
    .integers = "#[allow(non_upper_case_globals)]\npub static $0: [i32; $1] = [$2];",
    .helpers = kHelpers,
    .functions = rust_functions,
};

/// Keywords, names of types and crates, and what patterns take for a constructor.
constexpr std::array<std::string_view, 46> kReserved = {
    "where", "yield",    "usize",  "u8",       "std",     "core", "Some",  "None", "Ok",    "Err",
    "as",    "abstract", "async",  "await",    "become",  "box",  "crate", "dyn",  "f32",   "f64",
    "final", "fn",       "impl",   "in",       "isize",   "i32",  "let",   "loop", "macro", "match",
    "mod",   "move",     "mut",    "override", "priv",    "pub",  "ref",   "self", "Self",  "super",
    "trait", "type",     "typeof", "unsafe",   "unsized", "use"};

std::string free_of_words(std::string name) {
  return std::ranges::find(kReserved, name) == kReserved.end() ? name : name + '_';
}

std::string identifier(std::string_view name) { return free_of_words(c_identifier(name)); }
std::string local(std::string_view name) { return free_of_words(c_local(name)); }

constexpr Naming kNaming{.function = identifier, .local = local, .ignores_case = false, .has_scalars = true};

class Printer {
 public:
  Printer(const Source& source, Unit& unit)
      : signature_(source, kNaming),
        unit_(unit),
        type_(source.program.float_type == ir::DType::F32 ? kRust.f32 : kRust.f64) {}

  std::string run() {
    Lines out;
    out.line("#[allow(non_snake_case, unused_variables, unused_parens, unused_mut, clippy::all)]");
    out.open(wrapped("pub fn " + signature_.name(), parameters(), " {"));
    if (signature_.is_over_rows()) {
      out.line("let rows = rows as isize;");
      for (const ArrayId id : signature_.given())
        out.line(fmt::format("let {0} = {0} as isize;", signature_.array(id).stride));
    }
    write_steps(signature_, type_, {"{", "}"}, unit_, out);
    out.close("}");
    return comment() + out.take() + workspace();
  }

 private:
  [[nodiscard]] std::vector<std::string> parameters() const {
    std::vector<std::string> all;
    if (signature_.is_over_rows()) all.emplace_back("rows: usize");
    for (const ArrayId id : signature_.given()) {
      const ArrayName& array = signature_.array(id);
      const std::string type = array.is_scalar ? std::string(type_.type) : fmt::format("[{}]", type_.type);
      const std::string reference = !signature_.is_input(id) ? "&mut " : array.is_scalar ? "" : "&";
      all.push_back(fmt::format("{}: {}{}", array.name, reference, type));
      if (!array.stride.empty()) all.push_back(array.stride + ": usize");
    }
    if (signature_.has_workspace()) all.push_back(fmt::format("workspace: &mut [{}]", type_.type));
    return all;
  }

  [[nodiscard]] std::string workspace() const {
    if (!signature_.has_workspace()) return "";
    return fmt::format("\n#[allow(non_upper_case_globals)]\npub const {}_workspace: usize = {};\n", signature_.name(),
                       signature_.workspace_size());
  }

  [[nodiscard]] std::string comment() const {
    std::string text;
    for (const std::string& line : signature_.about()) text += (line.empty() ? "///" : "/// " + line) + "\n";
    if (signature_.has_workspace())
      text += fmt::format("/// workspace: {} numbers ({}_workspace), whose values do not matter before or after\n",
                          signature_.workspace_size(), signature_.name());
    if (signature_.is_over_rows())
      text +=
          "///\n/// Row r of `rows` begins at element r * stride; a stride of 0 is an input that is the same in all.\n";
    return text;
  }

  Signature signature_;
  Unit& unit_;
  FloatType type_;
};

constexpr std::string_view kNotes =
    "/* Rust 2021, no crates. Slices are row-major, without gaps; booleans are 0 and 1. Nothing is allocated or kept. "
    "*/\n\n";

}  // namespace

std::string rust_source(std::span<const Source> programs) {
  Unit unit(kRust);
  std::string functions;
  for (const Source& source : programs) {
    functions += "\n" + Printer(source, unit).run();
  }
  return std::string(kNotes) + unit.definitions() + functions;
}

}  // namespace adc::emit
