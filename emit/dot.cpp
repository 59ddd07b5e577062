#include "emit/dot.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_map>
#include <vector>

#include "emit/c_names.h"

namespace adc::emit {
namespace {

using ir::Constant;
using ir::Function;
using ir::index;
using ir::Op;
using ir::ValueId;

/// "text" in quotes, in which "\n" ends a line.
std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : printable_text(text)) {
    if (c == '"' || c == '\\') result += '\\';
    result += c == '\n' ? "\\n" : std::string(1, c);
  }
  return result + '"';
}

std::string comment(std::string_view text) {
  const std::string printable = printable_text(text);
  std::string all;
  for (std::size_t begin = 0; begin <= printable.size();) {
    const std::size_t end = std::min(printable.find('\n', begin), printable.size());
    all += end == begin ? "//\n" : fmt::format("// {}\n", printable.substr(begin, end - begin));
    begin = end + 1;
  }
  return all;
}

std::string number(const Constant& value) {
  switch (value.kind()) {
    case Constant::Kind::Pi: return "π";
    case Constant::Kind::E: return "e";
    case Constant::Kind::Bool: return value.as_bool() ? "true" : "false";
    case Constant::Kind::Rational: return value.as_rational().to_string();
    case Constant::Kind::Float: break;
  }
  std::array<char, 32> digits;
  return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value.as_float()).ptr};
}

class Graph {
 public:
  explicit Graph(const Function& fn) : fn_(fn), is_needed_(fn.size()) {
    for (const ir::Output& output : fn.outputs()) is_needed_[index(output.value)] = true;
    for (std::size_t i = fn.size(); i-- > 0;) {
      if (!is_needed_[i]) continue;
      for (const ValueId operand : fn.operands(ir::value_id(i))) is_needed_[index(operand)] = true;
    }
    for (const auto& [value, name] : fn.bindings()) names_.emplace(index(value), name);
  }

  std::string run(const std::string& description) {
    text_ = comment(fmt::format("{} computes\n\n  {}", fn_.name(), indented(description)));
    text_ +=
        fmt::format("digraph {} {{\n  node [shape=box, fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\"];\n",
                    quoted(fn_.name()));
    for (std::size_t i = 0; i < fn_.size(); ++i) {
      if (is_needed_[i] || i < fn_.params().size()) node(ir::value_id(i));
    }
    for (std::size_t i = 0; i < fn_.outputs().size(); ++i) output(i);
    return text_ + "}\n";
  }

 private:
  static std::string indented(const std::string& text) {
    std::string all;
    for (const char c : text) all += c == '\n' ? "\n  " : std::string(1, c);
    return all;
  }

  [[nodiscard]] std::string type(ValueId id) const { return to_string(fn_.type(id)); }

  void node(ValueId id) {
    const Op op = fn_.op(id);
    if (op == Op::Param) {
      const ir::Param& param = fn_.params()[fn_.inst(id).payload];
      const std::string kind = param.kind == ir::ParamKind::Param ? "param" : "data";
      line(fmt::format("v{} [label={}, shape=ellipse, style=bold];", index(id),
                       quoted(fmt::format("{}\n{} {}", param.name, kind, type(id)))));
      return;
    }
    if (op == Op::Const) {
      line(fmt::format("v{} [label={}, shape=plaintext];", index(id), quoted(number(fn_.constant(id)))));
      return;
    }
    const auto name = names_.find(index(id));
    const std::string bound = name == names_.end() ? "" : name->second + ": ";
    line(fmt::format("v{} [label={}];", index(id), quoted(fmt::format("{}\n{}{}", what(id), bound, type(id)))));
    const bool are_told_apart = fn_.operands(id).size() > 1 && !ir::info(op).is(ir::kCommutative);
    for (std::size_t k = 0; k < fn_.operands(id).size(); ++k) {
      const std::string label = are_told_apart ? fmt::format(" [label=\"{}\"]", k + 1) : "";
      line(fmt::format("v{} -> v{}{};", index(fn_.operands(id)[k]), index(id), label));
    }
  }

  /// The op as the IR writes it: "dot[;;1;0]", "polygamma[2]".
  [[nodiscard]] std::string what(ValueId id) const {
    const ir::OpInfo& row = ir::info(fn_.op(id));
    std::string text(row.spelling);
    if (row.immediate == ir::Immediate::None) return text;
    if (row.immediate != ir::Immediate::Lists) return fmt::format("{}[{}]", text, fn_.immediate(id));
    for (std::size_t i = 0; i < row.list_count(); ++i) {
      text += i == 0 ? "[" : ";";
      std::string numbers;
      for (const std::int64_t n : fn_.list(id, i)) numbers += (numbers.empty() ? "" : ",") + std::to_string(n);
      text += numbers;
    }
    return text + "]";
  }

  void output(std::size_t i) {
    const ir::Output& output = fn_.outputs()[i];
    const std::string name = output.name.empty() ? "the value" : output.name;
    line(fmt::format("o{} [label={}, shape=doubleoctagon];", i, quoted(name)));
    line(fmt::format("v{} -> o{};", index(output.value), i));
  }

  void line(std::string_view text) { text_ += fmt::format("  {}\n", text); }

  const Function& fn_;
  std::vector<bool> is_needed_;
  std::unordered_map<std::size_t, std::string> names_;
  std::string text_;
};

}  // namespace

std::string dot(const Function& fn, const std::string& description) { return Graph(fn).run(description); }

}  // namespace adc::emit
