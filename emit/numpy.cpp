#include "emit/numpy.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "emit/language.h"
#include "emit/lines.h"
#include "emit/python_library.h"
#include "emit/python_names.h"
#include "emit/python_special.h"
#include "ir/special/source.h"
#include "kernel/tables.h"

namespace adc::emit {
namespace {

using ir::Function;
using ir::index;
using ir::List;
using ir::Op;
using ir::Shape;
using ir::ValueId;

/// What the functions of a module call.
struct Needs {
  std::set<std::string_view> library;               ///< of arrays
  std::set<std::string_view> arrays;                ///< of ir/special/
  std::set<std::string_view> numbers;               ///< of C's library and ir/special/, for each element
  std::map<std::string_view, bool> has_array_form;  ///< of ir/special/, once asked
};

/// Of C's library what stands in ir/special/, too, where that has a form for arrays.
std::string standard_name(std::string_view function) { return "adc_standard_" + std::string(function); }

/// A line of a table is full beyond these.
constexpr std::size_t kColumns = 90;

/// "(3, 4)", "(3,)"
std::string tuple(List numbers) {
  std::string text;
  for (const std::int64_t n : numbers) text += (text.empty() ? "" : ", ") + std::to_string(n);
  return fmt::format("({}{})", text, numbers.size() == 1 ? "," : "");
}

std::string literal(double x) {
  if (std::isnan(x)) return "numpy.nan";
  if (std::isinf(x)) return x > 0 ? "numpy.inf" : "-numpy.inf";
  std::array<char, 32> digits;
  std::string text(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), x).ptr);
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

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

/// Items of a list, some a line.
std::string in_lines(std::span<const std::string> items) {
  std::string text;
  std::size_t begin = 0;
  for (const std::string& item : items) {
    const bool is_full = text.size() - begin > kColumns;
    if (is_full) begin = text.size();
    text += (text.empty() ? "" : is_full ? ",\n    " : ", ") + item;
  }
  return text;
}

class Writer {
 public:
  Writer(const NumpyProgram& program, Needs& needs)
      : fn_(program.fn),
        description_(program.description),
        labels_(program.labels),
        needs_(needs),
        dtype_(fn_.float_type() == ir::DType::F32 ? "xp.float32" : "xp.float64"),
        name_(python_identifier(fn_.name())),
        is_live_(fn_.size()),
        names_(fn_.size()),
        depends_on_(fn_.size()) {
    find_live();
    name_values();
  }

  std::string run() {
    std::vector<std::string> parameters(names_.begin(), names_.begin() + static_cast<std::ptrdiff_t>(inputs()));
    std::string signature = joined(parameters) + (parameters.empty() ? "" : ", ") + "*, xp=numpy";
    out_.line("@numpy.errstate(all=\"ignore\")");
    out_.open(fmt::format("def {}({}):", name_, signature));
    docstring();
    for (std::size_t i = 0; i < inputs(); ++i) input(ir::value_id(i));
    for (std::size_t i = inputs(); i < fn_.size(); ++i) {
      if (is_live_[i]) statement(ir::value_id(i));
    }
    results();
    out_.close();
    return constants() + out_.take();
  }

 private:
  [[nodiscard]] std::size_t inputs() const { return fn_.params().size(); }
  [[nodiscard]] const Shape& shape(ValueId id) const { return fn_.shape(id); }
  [[nodiscard]] bool is_bool(ValueId id) const { return fn_.type(id).dtype == ir::DType::Bool; }
  [[nodiscard]] ValueId x(ValueId id, std::size_t k = 0) const { return fn_.operands(id)[k]; }
  static bool is_alias(Op op) { return op == Op::Copy || op == Op::StopGradient; }

  void find_live() {
    for (const ir::Output& output : fn_.outputs()) is_live_[index(output.value)] = true;
    for (std::size_t i = fn_.size(); i-- > 0;) {
      if (!is_live_[i]) continue;
      if (std::optional<kernel::Table> table = kernel::table_of(fn_, ir::value_id(i))) {
        tables_.emplace(i, *std::move(table));
        continue;
      }
      for (const ValueId operand : fn_.operands(ir::value_id(i))) is_live_[index(operand)] = true;
    }
    for (std::size_t i = 0; i < fn_.size(); ++i) {
      if (i < inputs() && inputs() <= 64) depends_on_[i] = std::uint64_t{1} << i;
      for (const ValueId operand : fn_.operands(ir::value_id(i))) depends_on_[i] |= depends_on_[index(operand)];
    }
  }

  void name_values() {
    std::unordered_set<std::string> taken{name_, labels_name()};
    for (const auto& [i, table] : tables_) taken.insert(table_name(i));
    const auto unique = [&](std::string_view name) {
      std::string result = python_identifier(name);
      for (int n = 2; !taken.insert(result).second; ++n) result = python_identifier(fmt::format("{}_{}", name, n));
      return result;
    };
    for (std::size_t i = 0; i < inputs(); ++i) names_[i] = unique(fn_.params()[i].name);
    for (const auto& [value, name] : fn_.bindings()) {
      const bool has_statement = is_live_[index(value)] && !fn_.is_const(value) && !is_alias(fn_.op(value));
      if (has_statement && names_[index(value)].empty()) names_[index(value)] = unique(name);
    }
    for (std::size_t i = inputs(); i < fn_.size(); ++i) {
      const ValueId id = ir::value_id(i);
      if (is_alias(fn_.op(id)) && !fn_.is_const(x(id)))
        names_[i] = names_[index(x(id))];
      else if (names_[i].empty())
        names_[i] = "v" + std::to_string(i);
    }
  }

  // --- what stands before the function

  [[nodiscard]] std::string labels_name() const { return name_ + "_labels"; }
  [[nodiscard]] std::string table_name(std::size_t value) const { return fmt::format("{}_table{}", name_, value); }

  [[nodiscard]] std::string constants() const {
    std::string text;
    for (const auto& [i, table] : tables_) {
      std::vector<std::string> numbers;
      const bool has_truths = is_bool(ir::value_id(i));
      for (const double x : table.numbers) numbers.push_back(has_truths ? (x != 0 ? "True" : "False") : literal(x));
      text += fmt::format("{} = numpy.array([\n    {}])\n\n", table_name(i), in_lines(numbers));
    }
    std::vector<std::string> labels;
    for (const std::string& label : labels_) labels.push_back(quoted(label));
    if (!labels.empty()) text += fmt::format("{} = [{}]\n\n", labels_name(), joined(labels));
    return text.empty() ? "" : text + "\n";
  }

  // --- the docstring

  [[nodiscard]] std::string about(const std::string& name, ValueId id) const {
    std::string text = name;
    for (const std::int64_t extent : shape(id).dims())
      text += (text.size() == name.size() ? ": " : " x ") + std::to_string(extent);
    return is_bool(id) ? text + ", of 0 and 1" : text;
  }

  void docstring() {
    const bool is_renamed = name_ != fn_.name();
    out_.line(fmt::format("\"\"\"{}{} computes", name_, is_renamed ? " (" + python_line(fn_.name()) + ")" : ""));
    blank();
    const std::string text = python_doc(description_);
    for (std::size_t begin = 0; begin <= text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      end == begin ? blank() : out_.line("    " + text.substr(begin, end - begin));
      begin = end + 1;
    }
    blank();
    if (inputs() > 0) out_.line("Inputs:");
    for (std::size_t i = 0; i < inputs(); ++i) {
      const std::string own =
          names_[i] == fn_.params()[i].name ? "" : fmt::format(" ({})", python_line(fn_.params()[i].name));
      out_.line("    " + about(names_[i] + own, ir::value_id(i)));
    }
    out_.line(fn_.outputs().size() == 1 ? "Result:" : "Results, a tuple of:");
    for (const ir::Output& output : fn_.outputs())
      out_.line("    " + about(output.name.empty() ? "the value" : python_line(output.name), output.value));
    blank();
    const std::string type = fn_.float_type() == ir::DType::F32 ? "float32" : "float64";
    if (fn_.is_scalar() && inputs() > 0) {
      out_.line("Inputs are numbers or arrays that broadcast with each other; each result has their common shape.");
    } else if (inputs() > 0) {
      out_.line(
          "Inputs have these shapes, row-major as they are written; results, too. Those without one are numbers.");
    }
    out_.line(fmt::format("Computed in {} by `xp`: numpy, jax.numpy or torch.", type));
    out_.line("\"\"\"");
  }
  void blank() { blank_lines(); }
  void blank_lines() {
    Lines none(0, 4);
    none.line("");
    out_.append(none);
  }

  // --- inputs and results

  void input(ValueId id) {
    if (!is_live_[index(id)] && !fn_.is_scalar()) return;
    const std::string& name = names_[index(id)];
    const std::string value = fn_.is_scalar() ? fmt::format("xp.asarray({}, dtype={})", name, dtype_)
                                              : call("input", {name, tuple(shape(id).dims()), dtype_});
    out_.line(fmt::format("{} = {}{}", name, value, is_bool(id) ? " != 0.0" : ""));
  }

  void results() {
    const bool is_map = fn_.is_scalar() && inputs() > 0;
    const std::uint64_t all = inputs() >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << inputs()) - 1;
    bool has_rows = false;
    std::vector<std::string> values;
    for (const ir::Output& output : fn_.outputs()) {
      std::string value = array(output.value);
      if (is_bool(output.value)) value = fmt::format("xp.asarray({}, dtype={})", value, dtype_);
      if (is_map && (inputs() > 64 || depends_on_[index(output.value)] != all)) {
        value = fmt::format("xp.broadcast_to({}, rows)", value);
        has_rows = true;
      }
      values.push_back(std::move(value));
    }
    if (has_rows) {
      std::vector<std::string> shapes;
      for (std::size_t i = 0; i < inputs(); ++i) shapes.push_back(names_[i] + ".shape");
      out_.line(
          fmt::format("rows = {}", inputs() == 1 ? shapes[0] : fmt::format("xp.broadcast_shapes({})", joined(shapes))));
    }
    out_.line(values.size() == 1 ? "return " + values[0] : fmt::format("return ({})", joined(values)));
  }

  // --- values

  void statement(ValueId id) {
    if (fn_.is_const(id)) return;  // written where they are used
    if (is_alias(fn_.op(id)) && !fn_.is_const(x(id))) return;
    if (tables_.contains(index(id))) {
      const std::string type = is_bool(id) ? "" : ", dtype=" + dtype_;
      return out_.line(fmt::format("{} = xp.asarray({}{})", names_[index(id)], table_name(index(id)), type));
    }
    const std::string value = expression(id);  // may write constants that it needs
    out_.line(fmt::format("{} = {}", names_[index(id)], value));
  }

  /// A value as an array.
  std::string array(ValueId id) {
    if (fn_.is_const(id) && !is_written_.contains(index(id))) {
      is_written_.insert(index(id));
      const ir::Constant& c = fn_.constant(id);
      const bool is_truth = c.kind() == ir::Constant::Kind::Bool;
      out_.line(is_truth
                    ? fmt::format("{} = xp.asarray({})", names_[index(id)], c.as_bool() ? "True" : "False")
                    : fmt::format("{} = xp.asarray({}, dtype={})", names_[index(id)], literal(c.to_double()), dtype_));
    }
    return names_[index(id)];
  }

  /// A value beside `other` in an operation with a mark. A number among 0-dimensional arrays would be of double
  /// precision.
  std::string number(ValueId id, ValueId other) {
    const bool is_literal = fn_.is_const(id) && !is_bool(id) && !fn_.is_const(other) &&
                            (fn_.float_type() == ir::DType::F64 || shape(other).rank() > 0);
    return is_literal ? literal(fn_.constant(id).to_double()) : array(id);
  }

  std::vector<std::string> arrays(ValueId id) {
    std::vector<std::string> all;
    for (const ValueId operand : fn_.operands(id)) all.push_back(array(operand));
    return all;
  }

  /// A call of a function of the library of arrays.
  std::string call(std::string_view name, std::vector<std::string> arguments) {
    const PythonFunction& function = *array_function(name);
    needs_.library.insert(function.name);
    if (function.spelling.starts_with("adc_")) arguments.emplace_back("xp");
    return fmt::format("{}({})", function.spelling, joined(arguments));
  }

  std::string expression(ValueId id) {
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

  /// An op with a function in C: an operation of arrays, else one of adc's made of such, else for each element.
  std::string function(ValueId id) {
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

  bool has_array_form_of(std::string_view name) {
    const auto found = needs_.has_array_form.find(name);
    if (found != needs_.has_array_form.end()) return found->second;
    return needs_.has_array_form.emplace(name, has_array_form(name)).first->second;
  }

  static std::string_view special_of(std::string_view name) {
    static const std::set<std::string, std::less<>> kStandard{standard_name("erf"), standard_name("erfc"),
                                                              standard_name("tgamma"), standard_name("lgamma")};
    const auto found = kStandard.find(standard_name(name));
    return found == kStandard.end() ? name : std::string_view(*found);
  }

  std::string by_arrays(ValueId id, std::string_view name) {
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

  // --- tensors

  std::string tensor(ValueId id) {
    const auto list = [&](std::size_t i) { return fn_.list(id, i); };
    const auto of = [&](std::size_t k) { return array(x(id, k)); };
    switch (fn_.op(id)) {
      case Op::Dot: return dot(id);
      case Op::Reshape: return fmt::format("xp.reshape({}, {})", of(0), tuple(shape(id).dims()));
      case Op::Broadcast: return broadcast(id);
      case Op::Transpose:
        if (shape(id).rank() < 2) return of(0);
        return shape(id).rank() == 2 && list(0)[0] == 1 ? of(0) + ".T" : call("permute", {of(0), tuple(list(0))});
      case Op::Slice: return slice(id);
      case Op::Reverse: return fmt::format("xp.flip({}, {})", of(0), tuple(list(0)));
      case Op::Pad: return call("pad", {of(0), tuple(list(0)), tuple(list(1)), tuple(list(2))});
      case Op::Concat: return call("join", {fmt::format("[{}, {}]", of(0), of(1)), std::to_string(list(0)[0])});
      case Op::Gather: return call("gather", {of(0), of(1), std::to_string(list(0)[0])});
      case Op::ScatterAdd:
        return call("scatter_add", {of(0), of(1), std::to_string(list(0)[0]), std::to_string(list(1)[0])});
      case Op::Iota: return iota(id);
      case Op::Argmax: return fmt::format("xp.asarray(xp.argmax({}, {}), dtype={})", of(0), list(0)[0], dtype_);
      case Op::ReduceSum: return list(0).empty() ? of(0) : fmt::format("xp.sum({}, {})", of(0), tuple(list(0)));
      case Op::ReduceMax: return extreme(id, "largest", "-numpy.inf");
      case Op::ReduceMin: return extreme(id, "smallest", "numpy.inf");
      case Op::Prod: return product(id);
      default: break;  // composites are expanded
    }
    return "";
  }

  std::string extreme(ValueId id, std::string_view name, std::string_view of_none) {
    const List axes = fn_.list(id, 0);
    if (axes.empty()) return array(x(id));
    if (shape(x(id)).elements() == 0)
      return fmt::format("xp.full({}, {}, dtype={})", tuple(shape(id).dims()), of_none, dtype_);
    return call(name, {array(x(id)), tuple(axes)});
  }

  /// Axis by axis, as torch does it.
  std::string product(ValueId id) {
    std::vector<std::int64_t> axes(fn_.list(id, 0).begin(), fn_.list(id, 0).end());
    std::ranges::sort(axes, std::greater());
    std::string text = array(x(id));
    for (const std::int64_t axis : axes) text = fmt::format("xp.prod({}, {})", text, axis);
    return text;
  }

  std::string broadcast(ValueId id) {
    const std::string to = tuple(shape(id).dims());
    if (shape(x(id)).rank() == 0) {
      if (fn_.is_const(x(id)) && !is_bool(id))
        return fmt::format("xp.full({}, {}, dtype={})", to, literal(fn_.constant(x(id)).to_double()), dtype_);
      return fmt::format("xp.broadcast_to({}, {})", array(x(id)), to);
    }
    const List axes = fn_.list(id, 1);
    std::vector<std::int64_t> extents(shape(id).rank(), 1);
    bool is_at_the_end = true;  // where broadcasting puts the axes by itself
    for (std::size_t i = 0; i < axes.size(); ++i) {
      extents[static_cast<std::size_t>(axes[i])] = shape(x(id))[i];
      is_at_the_end = is_at_the_end && axes[i] == static_cast<std::int64_t>(shape(id).rank() - axes.size() + i);
    }
    const std::string from =
        is_at_the_end ? array(x(id)) : fmt::format("xp.reshape({}, {})", array(x(id)), tuple(extents));
    return fmt::format("xp.broadcast_to({}, {})", from, to);
  }

  std::string slice(ValueId id) {
    std::string text;
    for (std::size_t axis = 0; axis < shape(id).rank(); ++axis) {
      const std::int64_t start = fn_.list(id, 0)[axis];
      const std::int64_t stop = fn_.list(id, 1)[axis];
      const std::int64_t stride = fn_.list(id, 2)[axis];
      const bool is_all = start == 0 && stop == shape(x(id))[axis];
      text += text.empty() ? "" : ", ";
      text += is_all ? ":" : fmt::format("{}:{}", start, stop);
      if (stride != 1) text += fmt::format("{}{}", is_all ? ":" : ":", stride);
    }
    return text.empty() ? array(x(id)) : fmt::format("{}[{}]", array(x(id)), text);
  }

  std::string iota(ValueId id) {
    const auto axis = static_cast<std::size_t>(fn_.list(id, 1)[0]);
    const std::string counter = fmt::format("xp.arange({}, dtype={})", shape(id)[axis], dtype_);
    if (shape(id).rank() == 1) return counter;
    std::vector<std::int64_t> extents(shape(id).rank(), 1);
    extents[axis] = shape(id)[axis];
    return fmt::format("xp.broadcast_to(xp.reshape({}, {}), {})", counter, tuple(extents), tuple(shape(id).dims()));
  }

  std::string dot(ValueId id) {
    const std::string a = array(x(id, 0));
    const std::string b = array(x(id, 1));
    const Shape& left = shape(x(id, 0));
    const Shape& right = shape(x(id, 1));
    const List lhs = fn_.list(id, 2);
    const List rhs = fn_.list(id, 3);
    if (left.rank() == 0 || right.rank() == 0) return fmt::format("{} * {}", a, b);
    if (fn_.list(id, 0).empty() && left.rank() <= 2 && right.rank() <= 2 && lhs.size() == 1) {
      const bool turns_left = left.rank() == 2 && lhs[0] == 0;
      const bool turns_right = right.rank() == 2 && rhs[0] == 1;
      return fmt::format("{}{} @ {}{}", a, turns_left ? ".T" : "", b, turns_right ? ".T" : "");
    }
    return fmt::format("xp.einsum(\"{}\", {}, {})", subscripts(id), a, b);
  }

  /// "bij,bjk->bik"
  [[nodiscard]] std::string subscripts(ValueId id) const {
    std::array<std::string, 2> of;
    char next = 'a';
    for (std::size_t k = 0; k < 2; ++k) of[k].assign(shape(x(id, k)).rank(), ' ');
    std::string result;
    for (const std::size_t first : {std::size_t{0}, std::size_t{2}}) {
      const List lhs = fn_.list(id, first);
      const List rhs = fn_.list(id, first + 1);
      for (std::size_t i = 0; i < lhs.size(); ++i) {
        of[0][static_cast<std::size_t>(lhs[i])] = of[1][static_cast<std::size_t>(rhs[i])] = next;
        if (first == 0) result += next;
        ++next;
      }
    }
    for (std::string& letters : of) {
      for (char& letter : letters) {
        if (letter != ' ') continue;
        letter = next++;
        result += letter;
      }
    }
    return fmt::format("{},{}->{}", of[0], of[1], result);
  }

  const Function& fn_;
  const std::string& description_;
  std::span<const std::string> labels_;
  Needs& needs_;
  std::string dtype_;
  std::string name_;
  std::vector<bool> is_live_;
  std::vector<std::string> names_;
  std::map<std::size_t, kernel::Table> tables_;  // by the number of the value
  std::vector<std::uint64_t> depends_on_;        // of up to 64 inputs, which
  std::unordered_set<std::size_t> is_written_;
  Lines out_{0, 4};
};

}  // namespace

std::string numpy_source(std::span<const NumpyProgram> programs) {
  Needs needs;
  std::string functions;
  for (const NumpyProgram& program : programs)
    functions += (functions.empty() ? "" : "\n\n") + Writer(program, needs).run();
  const std::vector<std::string_view> arrays(needs.arrays.begin(), needs.arrays.end());
  const std::string special = arrays.empty() ? "" : array_functions(arrays, needs.library);
  const std::vector<std::string_view> numbers(needs.numbers.begin(), needs.numbers.end());
  const std::string of_numbers = numbers.empty() ? "" : python_functions(numbers);
  return fmt::format("\"\"\"Written by adc.\"\"\"\n{}import numpy\n\n\n{}{}{}{}",
                     numbers.empty() ? "" : "import math\n\n", of_numbers, array_texts(needs.library), special,
                     functions);
}

}  // namespace adc::emit
