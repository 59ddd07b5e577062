// Elementwise ops as operations of arrays.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "emit/numpy_writer.h"
#include "emit/python_arrays.h"
#include "emit/python_library.h"
#include "emit/python_special.h"

namespace adc::emit {

using ir::index;
using ir::Op;
using ir::ValueId;

namespace {

/// Of C's library what stands in ir/special/, too, where that has a form for arrays.
std::string standard_name(std::string_view function) { return "adc_standard_" + std::string(function); }

struct Mark {
  Op op;
  std::string_view text;
};
constexpr auto kMarks = std::to_array<Mark>({{Op::Add, "+"},
                                             {Op::Sub, "-"},
                                             {Op::Mul, "*"},
                                             {Op::Div, "/"},
                                             {Op::Lt, "<"},
                                             {Op::Le, "<="},
                                             {Op::Eq, "=="},
                                             {Op::Ne, "!="},
                                             {Op::And, "&"},
                                             {Op::Or, "|"}});
constexpr auto kCalls = std::to_array<Mark>({{Op::Sqrt, "sqrt"},
                                             {Op::Abs, "fabs"},
                                             {Op::Min, "minimum"},
                                             {Op::Max, "maximum"},
                                             {Op::Sign, "sign"},
                                             {Op::Copysign, "signed"}});
constexpr auto kRoundings = std::to_array<Mark>(
    {{Op::Floor, "xp.floor"}, {Op::Ceil, "xp.ceil"}, {Op::Round, "xp.round"}, {Op::Trunc, "xp.trunc"}});

const Mark* find(std::span<const Mark> marks, Op op) {
  const auto found = std::ranges::find(marks, op, &Mark::op);
  return found == marks.end() ? nullptr : &*found;
}

}  // namespace

std::string numpy_literal(double x) {
  if (std::isnan(x)) return "numpy.nan";
  if (std::isinf(x)) return x > 0 ? "numpy.inf" : "-numpy.inf";
  std::array<char, 32> digits;
  std::string text(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), x).ptr);
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

void NumpyWriter::statement(ValueId id) {
  if (fn_.is_const(id)) return;  // written where they are used
  if (is_alias(fn_.op(id)) && !fn_.is_const(x(id))) return;
  if (tables_.contains(index(id))) {
    const std::string type = is_bool(id) ? "" : ", dtype=" + dtype_;
    return out_.line(fmt::format("{} = xp.asarray({}{})", names_[index(id)], table_name(index(id)), type));
  }
  const std::string value = expression(id);  // may write constants that it needs
  out_.line(fmt::format("{} = {}", names_[index(id)], value));
}

std::string NumpyWriter::array(ValueId id) {
  if (fn_.is_const(id) && !is_written_.contains(index(id))) {
    is_written_.insert(index(id));
    const ir::Constant& c = fn_.constant(id);
    const bool is_truth = c.kind() == ir::Constant::Kind::Bool;
    out_.line(is_truth ? fmt::format("{} = xp.asarray({})", names_[index(id)], c.as_bool() ? "True" : "False")
                       : fmt::format("{} = xp.asarray({}, dtype={})", names_[index(id)], numpy_literal(c.to_double()),
                                     dtype_));
  }
  return names_[index(id)];
}

std::string NumpyWriter::number(ValueId id, ValueId other) {
  const bool is_literal = fn_.is_const(id) && !is_bool(id) && !fn_.is_const(other) &&
                          (fn_.float_type() == ir::DType::F64 || shape(other).rank() > 0);
  return is_literal ? numpy_literal(fn_.constant(id).to_double()) : array(id);
}

std::vector<std::string> NumpyWriter::arrays(ValueId id) {
  std::vector<std::string> all;
  for (const ValueId operand : fn_.operands(id)) all.push_back(array(operand));
  return all;
}

std::string NumpyWriter::call(std::string_view name, std::vector<std::string> arguments) {
  const PythonFunction& function = *array_function(name);
  needs_.library.insert(function.name);
  if (function.spelling.starts_with("adc_")) arguments.emplace_back("xp");
  return fmt::format("{}({})", function.spelling, joined(arguments));
}

std::string NumpyWriter::expression(ValueId id) {
  const Op op = fn_.op(id);
  if (!ir::is_elementwise(op)) return tensor(id);
  if (const Mark* mark = find(kMarks, op)) {
    const std::string left = number(x(id, 0), x(id, 1));
    return fmt::format("{} {} {}", left, mark->text, number(x(id, 1), x(id, 0)));
  }
  if (const Mark* named = find(kCalls, op)) return call(named->text, arrays(id));
  if (const Mark* rounding = find(kRoundings, op)) return fmt::format("{}({})", rounding->text, array(x(id)));
  switch (op) {
    case Op::Copy:
    case Op::StopGradient: return array(x(id));
    case Op::Neg: return "-" + array(x(id));
    case Op::Not: return "~" + array(x(id));
    case Op::ToFloat: return fmt::format("xp.asarray({}, dtype={})", array(x(id)), dtype_);
    case Op::Select: return fmt::format("xp.where({})", joined(arrays(id)));
    default: return function(id);
  }
}

std::string NumpyWriter::function(ValueId id) {
  const ir::OpInfo& row = info(fn_.op(id));
  std::string_view name = row.function;
  if (array_function(name) != nullptr) return call(name, arrays(id));
  const auto standard = special_of(name);
  if (has_array_form_of(standard)) return by_arrays(id, standard);
  needs_.numbers.insert(name);
  needs_.library.insert("each");
  std::string function(python_name(name));
  if (row.immediate != ir::Immediate::None) {
    const std::string n = std::to_string(fn_.immediate(id));
    const bool is_last = row.immediate == ir::Immediate::Exponent;
    function = fmt::format("lambda *x: {}({})", function, is_last ? "*x, " + n : n + ", *x");
  }
  return fmt::format("adc_each({}, {}, xp, {})", function, dtype_, joined(arrays(id)));
}

bool NumpyWriter::has_array_form_of(std::string_view name) {
  const auto found = needs_.has_array_form.find(name);
  if (found != needs_.has_array_form.end()) return found->second;
  return needs_.has_array_form.emplace(name, has_array_form(name)).first->second;
}

std::string_view NumpyWriter::special_of(std::string_view name) {
  static const std::set<std::string, std::less<>> kStandard{standard_name("erf"), standard_name("erfc"),
                                                            standard_name("tgamma"), standard_name("lgamma")};
  const auto found = kStandard.find(standard_name(name));
  return found == kStandard.end() ? name : std::string_view(*found);
}

std::string NumpyWriter::by_arrays(ValueId id, std::string_view name) {
  needs_.arrays.insert(name);
  const bool is_single = fn_.float_type() == ir::DType::F32;
  std::vector<std::string> arguments = arrays(id);
  for (std::string& each : arguments) {
    if (is_single) each = fmt::format("xp.asarray({}, dtype=xp.float64)", each);
  }
  const ir::Immediate immediate = info(fn_.op(id)).immediate;
  if (immediate != ir::Immediate::None) {
    arguments.insert(immediate == ir::Immediate::Exponent ? arguments.end() : arguments.begin(),
                     std::to_string(fn_.immediate(id)));
  }
  arguments.emplace_back("xp");
  const std::string value = fmt::format("{}({})", array_name(name), joined(arguments));
  return is_single ? fmt::format("xp.asarray({}, dtype={})", value, dtype_) : value;
}

}  // namespace adc::emit
