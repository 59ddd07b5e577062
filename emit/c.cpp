#include "emit/c.h"

#include <fmt/core.h>

#include <cstddef>
#include <optional>
#include <unordered_map>
#include <vector>

#include "emit/c_language.h"
#include "emit/c_names.h"
#include "emit/unit.h"

namespace adc::emit {
namespace {

using ir::Op;
using ir::ValueId;

bool is_leaf(Op op) { return op == Op::Param || op == Op::Const; }

class CSource {
 public:
  CSource(const ir::Function& fn, const std::string& description)
      : fn_(fn),
        description_(description),
        name_(c_identifier(fn.name())),
        is_live_(fn.size()),
        is_varying_(fn.size()) {
    find_live();
    for (const auto& [value, name] : fn.bindings()) names_.emplace(index(value), name);
  }

  std::string run() {
    for (std::size_t i = 0; i < fn_.size(); ++i) {
      if (is_live_[i] && !is_leaf(fn_.op(ir::value_id(i)))) statement(ir::value_id(i));
    }
    for (std::size_t i = 0; i < fn_.outputs().size(); ++i) store(i);
    return fmt::format("{}\n{}#include <math.h>\n\n{}{}{}", c_heading(fn_, description_), kCNotes, kCPragmas,
                       unit_.definitions(), function());
  }

 private:
  void find_live() {
    for (const ir::Output& output : fn_.outputs()) is_live_[index(output.value)] = true;
    for (std::size_t i = fn_.size(); i-- > 0;) {
      if (!is_live_[i]) continue;
      for (const ValueId operand : fn_.operands(ir::value_id(i))) is_live_[index(operand)] = true;
    }
    for (std::size_t i = 0; i < fn_.size(); ++i) {
      is_varying_[i] = fn_.op(ir::value_id(i)) == Op::Param;
      for (const ValueId operand : fn_.operands(ir::value_id(i)))
        is_varying_[i] = is_varying_[i] || is_varying_[index(operand)];
    }
  }

  // --- the function's body

  void statement(ValueId id) {
    const Language& c = c_language();
    const std::string type(is_bool(id) ? c.flag_type : c.f64.type);
    body_ += "  " + spell(c.define, c.f64, std::vector{type, variable(id), expression(id)});
    if (const auto name = names_.find(index(id)); name != names_.end())
      body_ += fmt::format(" /* {} */", c_line(name->second));
    body_ += '\n';
  }

  std::string expression(ValueId id) {
    const Op op = fn_.op(id);
    std::vector<std::string> operands;
    for (const ValueId x : fn_.operands(id)) operands.push_back(operand(x, hides_operands(id)));
    const bool has_immediate = info(op).immediate != ir::Immediate::None;
    return unit_.apply(op, c_language().op(op), has_immediate ? std::optional(fn_.immediate(id)) : std::nullopt,
                       operands, c_language().f64);
  }

  [[nodiscard]] bool hides_operands(ValueId id) const {
    const Op op = fn_.op(id);
    if (op == Op::Fma) return false;  // correctly rounded, by whatever means
    // A compiler may fold a selection between constants into what uses it.
    return calls_function(op) || op == Op::Select || !is_varying_[index(id)];
  }

  std::string operand(ValueId id, bool hides) {
    if (fn_.op(id) == Op::Param) return is_bool(id) ? fmt::format("({} != 0.0)", input(id)) : input(id);
    if (!fn_.is_const(id)) return variable(id);
    const ir::Constant& constant = fn_.constant(id);
    if (constant.kind() == ir::Constant::Kind::Bool)
      return std::string(c_language().truths[constant.as_bool() ? 1 : 0]);
    const std::string text = c_language().literal(constant.to_double(), c_language().f64);
    return hides ? unit_.hide(c_language().f64.type, text) : text;
  }

  void store(std::size_t i) {
    const ValueId id = fn_.outputs()[i].value;
    const std::string text = operand(id, false);
    const Language& c = c_language();
    stores_ +=
        fmt::format("  y[{}] = {};\n", i, is_bool(id) ? spell(c.flag_as_number, c.f64, std::span(&text, 1)) : text);
  }

  [[nodiscard]] bool is_bool(ValueId id) const { return fn_.type(id).dtype == ir::DType::Bool; }
  static std::string variable(ValueId id) { return "v" + std::to_string(index(id)); }
  static std::string input(ValueId id) { return fmt::format("x[{}]", index(id)); }

  // --- the file

  std::string function() {
    const std::string signature = fmt::format("void {}(const double *x, double *y)", name_);
    const bool reads = (body_ + stores_).find("x[") != std::string::npos;
    std::string constants;
    for (const std::string& constant : unit_.take_hidden()) constants += fmt::format("  {}\n", constant);
    return fmt::format("{};\n\n{} {{\n{}{}{}{}}}\n", signature, signature, reads ? "" : "  (void)x;\n", constants,
                       body_, stores_);
  }

  const ir::Function& fn_;
  const std::string& description_;
  std::string name_;
  std::vector<bool> is_live_;
  std::vector<bool> is_varying_;  // depends on an input
  std::unordered_map<std::size_t, std::string> names_;
  Unit unit_{c_language()};
  std::string body_;
  std::string stores_;
};

}  // namespace

std::string c_heading(const ir::Function& fn, const std::string& description) {
  const std::string name = c_identifier(fn.name());
  std::string text = fmt::format("/* {}{} computes\n\n", name, name == fn.name() ? "" : " (" + c_line(fn.name()) + ")");
  text += c_indented(description) + "\n\n";
  for (std::size_t i = 0; i < fn.params().size(); ++i) {
    text += fmt::format("   x[{}]  {}\n", i, c_line(fn.params()[i].name));
  }
  for (std::size_t i = 0; i < fn.outputs().size(); ++i) {
    const std::string& name_of = fn.outputs()[i].name;
    text += fmt::format("   y[{}]  {}\n", i, name_of.empty() ? "the result" : c_line(name_of));
  }
  return text;
}

std::string c_source(const ir::Function& fn, const std::string& description) { return CSource(fn, description).run(); }

}  // namespace adc::emit
