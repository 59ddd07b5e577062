#include "emit/cpp.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "emit/c_names.h"
#include "emit/cpp_family.h"
#include "emit/cpp_generic.h"
#include "emit/steps.h"

namespace adc::emit {
namespace {

using kernel::ArrayId;

/// T is the type of numbers.
std::string beside_type(std::string name) { return name == "T" ? "T_" : name; }
std::string identifier(std::string_view name) { return beside_type(c_identifier(name)); }
std::string local(std::string_view name) { return beside_type(c_local(name)); }

constexpr Naming kNaming{.function = identifier, .local = local, .ignores_case = false, .has_scalars = true};

/// They work for any type: what is exact for double and float has an overload of its own.
constexpr std::array<Helper, 8> kHelpers = {{
    {"adc_fma",
     "inline double adc_fma(double x, double y, double z) { return std::fma(x, y, z); }\n"
     "inline float adc_fma(float x, float y, float z) { return std::fma(x, y, z); }\n"
     "template <class T>\n"
     "T adc_fma(const T &x, const T &y, const T &z) {\n"
     "  return x * y + z;\n"
     "}\n"},
    {"adc_negative",
     "inline bool adc_negative(double x) { return std::signbit(x); }\n"
     "inline bool adc_negative(float x) { return std::signbit(x); }\n"
     "template <class T>\n"
     "bool adc_negative(const T &x) {\n"
     "  return x < T(0);\n"
     "}\n"},
    {"adc_min",
     "/* nan if either is; -0 is less than +0 */\n"
     "template <class T>\n"
     "T adc_min(const T &x, const T &y) {\n"
     "  if (x != x || y != y) return x + y;\n"
     "  return x < y || (x == y && adc_negative(x)) ? x : y;\n"
     "}\n"},
    {"adc_max",
     "/* nan if either is; +0 is more than -0 */\n"
     "template <class T>\n"
     "T adc_max(const T &x, const T &y) {\n"
     "  if (x != x || y != y) return x + y;\n"
     "  return y < x || (x == y && adc_negative(y)) ? x : y;\n"
     "}\n"},
    {"adc_copysign",
     "/* nan if either is */\n"
     "template <class T>\n"
     "T adc_copysign(const T &x, const T &y) {\n"
     "  if (y != y) return y;\n"
     "  return adc_negative(x) == adc_negative(y) ? x : T(-x);\n"
     "}\n"},
    {"adc_sign",
     "template <class T>\n"
     "T adc_sign(const T &x) {\n"
     "  return x > T(0) ? T(1) : x < T(0) ? T(-1) : x;\n"
     "}\n"},
    {"adc_select",
     "template <class T>\n"
     "T adc_select(bool c, const T &x, const T &y) {\n"
     "  return c ? x : y;\n"
     "}\n"},
    {"adc_is_index",
     "/* whether x is an integer from 0 to extent - 1 */\n"
     "template <class T>\n"
     "bool adc_is_index(const T &x, const T &extent) {\n"
     "  using std::floor;\n"
     "  return x >= T(0) && x < extent && floor(x) == x;\n"
     "}\n"},
}};

/// The functions of the standard library that are called, found beside those of the number type's namespace.
std::string functions(std::span<const std::string_view> names) {
  std::string text =
      "using std::abs, std::ceil, std::floor, std::isfinite, std::isinf, std::isnan, std::nearbyint, std::signbit, "
      "std::sqrt,\n"
      "    std::trunc;\n";
  for (const std::string_view name : names) {
    if (!name.starts_with("adc_")) text += fmt::format("using std::{};\n", name);
  }
  text += "\n";
  text += cpp_special_functions(names, "inline ", "inline ", "");
  text += cpp_generic_functions(names);
  return text;
}

std::string_view pattern(ir::Op op) { return op == ir::Op::Abs ? "abs($0)" : cpp_pattern(op); }

std::string_view pattern_in_loop(ir::Op op, bool is_bool) {
  return op == ir::Op::Abs ? pattern(op) : cpp_pattern_in_loop(op, is_bool);
}

std::string literal(double x, const FloatType& type) {
  if (std::isnan(x)) return "T(std::numeric_limits<double>::quiet_NaN())";
  if (std::isinf(x)) return fmt::format("T({}std::numeric_limits<double>::infinity())", x > 0 ? "" : "-");
  return fmt::format("T({})", shortest_decimal(x, type));
}

Language table() {
  Language cpp = cpp_family();
  cpp.f64 = {"T", "", "", false};
  cpp.f32 = cpp.f64;
  cpp.op = pattern;
  cpp.op_in_loop = pattern_in_loop;
  cpp.index_type = "std::ptrdiff_t";
  cpp.literal = literal;
  cpp.call = "T($0($1))";
  cpp.fma = "adc_fma($0, $1, $2)";
  cpp.index_as_number = "T(static_cast<double>($0))";
  cpp.number_as_index = "static_cast<std::ptrdiff_t>($0)";
  cpp.number_as_flag = "$0 != T(0)";
  cpp.is_inside = "static_cast<std::size_t>($0) < $1";
  cpp.unused = "static_cast<void>($0);";
  cpp.loop = "for (std::ptrdiff_t $0 = $1; $0 < $2; ++$0) {";
  cpp.loop_in_steps = "for (std::ptrdiff_t $0 = $1; $0 < $2; $0 += $3) {";
  cpp.halving_loop = "for (std::ptrdiff_t $0 = $1; $0 > 0; $0 /= 2) {";
  cpp.labels = "inline constexpr const char *$0[$1] = {$2};";
  cpp.integers = "inline constexpr int $0[$1] = {$2};";
  cpp.table = "inline constexpr double $0[$1] = {$2};";
  cpp.table_number = shortest_decimal;
  cpp.table_element = "T($0[$1])";
  cpp.helpers = kHelpers;
  cpp.functions = functions;
  return cpp;
}

const Language& language() {
  static const Language kCpp = table();
  return kCpp;
}

class Printer {
 public:
  Printer(const Source& source, Unit& unit) : signature_(source, kNaming), unit_(unit) {}

  [[nodiscard]] const std::string& name() const { return signature_.name(); }

  std::string run() {
    Lines out;
    out.line("template <class T>");
    out.open(wrapped("void " + name(), parameters(), " {"));
    for (const ArrayId id : signature_.given()) {
      if (!signature_.is_used(id)) unused(signature_.array(id), out);
    }
    if (signature_.is_over_rows() && signature_.program().steps.empty()) out.line("static_cast<void>(rows);");
    write_steps(signature_, language().f64, {"{", "}"}, unit_, out);
    out.close("}");
    const std::string size =
        signature_.has_workspace()
            ? fmt::format("inline constexpr std::size_t {}_workspace = {};\n\n", name(), signature_.workspace_size())
            : "";
    return comment() + size + out.take();
  }

 private:
  static void unused(const ArrayName& array, Lines& out) {
    out.line(fmt::format("static_cast<void>({});", array.name));
    if (!array.stride.empty()) out.line(fmt::format("static_cast<void>({});", array.stride));
  }

  [[nodiscard]] std::vector<std::string> parameters() const {
    std::vector<std::string> all;
    if (signature_.is_over_rows()) all.emplace_back("std::ptrdiff_t rows");
    for (const ArrayId id : signature_.given()) {
      const ArrayName& array = signature_.array(id);
      all.push_back(
          fmt::format("{}T {}{}", signature_.is_input(id) ? "const " : "", array.is_scalar ? '&' : '*', array.name));
      if (!array.stride.empty()) all.push_back("std::ptrdiff_t " + array.stride);
    }
    if (signature_.has_workspace()) all.emplace_back("T *workspace");
    return all;
  }

  [[nodiscard]] std::string comment() const {
    std::string text = open_comment(signature_.about());
    if (signature_.has_workspace())
      text += fmt::format("   workspace: {} numbers ({}_workspace), whose values do not matter before or after\n",
                          signature_.workspace_size(), name());
    if (signature_.is_over_rows())
      text +=
          "\n   Row r of `rows` begins r * stride numbers after the pointer; a stride of 0 is an input that is the "
          "same in all.\n";
    text.back() = ' ';
    return text + "*/\n";
  }

  Signature signature_;
  Unit& unit_;
};

constexpr std::string_view kNotes =
    "/* C++17. T is double, float, or another type of numbers: one that differentiates, of more digits, of intervals. "
    "Its\n"
    "   functions are found in its namespace. Arrays are row-major, without gaps, and nothing that is written "
    "overlaps\n"
    "   anything else. Nothing is allocated or kept. Compilers must neither fuse nor reorder operations: no "
    "-ffast-math,\n"
    "   and -ffp-contract=off. */\n";

}  // namespace

std::string cpp_source(std::span<const Source> programs) {
  Unit unit(language());
  std::string functions;
  std::vector<std::string> names;
  for (const Source& program : programs) {
    Printer printer(program, unit);
    names.push_back(printer.name());
    functions += printer.run() + "\n";
  }
  const std::string space = "adc_" + (names.empty() ? "nothing" : names.front());
  std::string text = fmt::format(
      "{}#pragma once\n\n#include <cmath>\n#include <cstddef>\n#include <limits>\n#include <type_traits>\n\nnamespace "
      "{} {{\n\n{}{}}}  "
      "// namespace {}\n\n",
      kNotes, space, unit.definitions(), functions, space);
  for (const std::string& name : names) text += fmt::format("using {}::{};\n", space, name);
  return text;
}

}  // namespace adc::emit
