#include "emit/numpy.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "emit/language.h"
#include "emit/numpy_writer.h"
#include "emit/python_arrays.h"
#include "emit/python_library.h"
#include "emit/python_names.h"
#include "emit/python_special.h"

namespace adc::emit {

using ir::index;
using ir::ValueId;

NumpyWriter::NumpyWriter(const NumpyProgram& program, NumpyNeeds& needs)
    : fn_(program.fn),
      description_(program.description),
      labels_(program.labels),
      places_(program.places),
      needs_(needs),
      dtype_(fn_.float_type() == ir::DType::F32 ? "xp.float32" : "xp.float64"),
      name_(python_identifier(fn_.name())),
      is_live_(fn_.size()),
      names_(fn_.size()),
      depends_on_(fn_.size()) {
  find_live();
  name_values();
}

std::string NumpyWriter::run() {
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

std::string NumpyWriter::table_name(std::size_t value) const { return fmt::format("{}_table{}", name_, value); }

std::string NumpyWriter::constants() const {
  std::string text;
  for (const auto& [i, table] : tables_) {
    std::vector<std::string> numbers;
    const bool has_truths = is_bool(ir::value_id(i));
    for (const double x : table.numbers) numbers.push_back(has_truths ? (x != 0 ? "True" : "False") : numpy_literal(x));
    text += fmt::format("{} = numpy.array([{}])\n\n", table_name(i), in_lines(numbers));
  }
  std::vector<std::string> labels;
  for (const std::string& label : labels_) labels.push_back(quoted(label, "\\u{:04x}"));
  if (!labels.empty()) text += fmt::format("{} = [{}]\n\n", labels_name(), joined(labels));
  const auto integers = [&](const std::string& name, std::span<const std::int32_t> numbers) {
    std::vector<std::string> items;
    for (const std::int32_t number : numbers) items.push_back(std::to_string(number));
    text += fmt::format("{} = numpy.array([{}], numpy.int32)\n\n", name, in_lines(items));
  };
  if (places_ != nullptr) {
    integers(name_ + "_row_begin", places_->row_begin);
    integers(name_ + "_column", places_->column);
  }
  return text.empty() ? "" : text + "\n";
}

void NumpyWriter::find_live() {
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

void NumpyWriter::name_values() {
  std::unordered_set<std::string> taken{name_, labels_name(), name_ + "_row_begin", name_ + "_column"};
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

std::string NumpyWriter::about(const std::string& name, ValueId id) const {
  std::string text = name;
  for (const std::int64_t extent : shape(id).dims())
    text += (text.size() == name.size() ? ": " : " x ") + std::to_string(extent);
  return is_bool(id) ? text + ", of 0 and 1" : text;
}

void NumpyWriter::docstring() {
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
    out_.line("Inputs have these shapes, row-major as they are written; results, too. Those without one are numbers.");
  }
  out_.line(fmt::format("Computed in {} by `xp`: numpy, jax.numpy or torch.", type));
  out_.line("\"\"\"");
}

void NumpyWriter::blank_lines() {
  Lines none(0, 4);
  none.line("");
  out_.append(none);
}

void NumpyWriter::input(ValueId id) {
  if (!is_live_[index(id)] && !fn_.is_scalar()) return;
  const std::string& name = names_[index(id)];
  const std::string value = fn_.is_scalar() ? fmt::format("xp.asarray({}, dtype={})", name, dtype_)
                                            : call("input", {name, python_tuple(shape(id).dims()), dtype_});
  out_.line(fmt::format("{} = {}{}", name, value, is_bool(id) ? " != 0.0" : ""));
}

void NumpyWriter::results() {
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

std::string numpy_source(std::span<const NumpyProgram> programs) {
  NumpyNeeds needs;
  std::string functions;
  for (const NumpyProgram& program : programs)
    functions += (functions.empty() ? "" : "\n\n") + NumpyWriter(program, needs).run();
  const std::vector<std::string_view> arrays(needs.arrays.begin(), needs.arrays.end());
  const std::string special = arrays.empty() ? "" : array_functions(arrays, needs.library);
  const std::vector<std::string_view> numbers(needs.numbers.begin(), needs.numbers.end());
  const std::string of_numbers = numbers.empty() ? "" : python_functions(numbers);
  return fmt::format("\"\"\"Written by adc.\"\"\"\n{}import numpy\n\n\n{}{}{}{}",
                     numbers.empty() ? "" : "import math\n\n", of_numbers, array_texts(needs.library), special,
                     functions);
}

}  // namespace adc::emit
