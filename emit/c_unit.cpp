#include "emit/c_unit.h"

#include <fmt/core.h>

#include <vector>

#include "ir/special/source.h"

namespace adc::emit {
namespace {

std::string joined(std::span<const std::string> words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

}  // namespace

std::string CUnit::apply(ir::Op op, std::string_view pattern, std::optional<std::int64_t> immediate,
                         std::span<const std::string> operands, const CFloat& type) {
  if (pattern.empty()) return call(op, immediate, operands, type);
  if (pattern.starts_with("adc_")) called_.insert(c_text(pattern.substr(0, pattern.find('(')), type));
  return c_text(pattern, type, operands);
}

/// A function of doubles, whose result is rounded; but `fma` rounds once.
std::string CUnit::call(ir::Op op, std::optional<std::int64_t> immediate, std::span<const std::string> operands,
                        const CFloat& type) {
  const ir::OpInfo& row = info(op);
  if (op == ir::Op::Fma) return c_text("fma$f($0, $1, $2)", type, operands);
  called_.emplace(row.function);
  const bool is_double = type == kCDouble;
  std::vector<std::string> arguments;
  for (const std::string& x : operands) arguments.push_back(is_double ? x : "(double)" + x);
  if (row.immediate != ir::Immediate::None) {
    const bool is_last = row.immediate == ir::Immediate::Exponent;
    arguments.insert(is_last ? arguments.end() : arguments.begin(), hide("int", std::to_string(*immediate)));
  }
  const std::string text = fmt::format("{}({})", row.function, joined(arguments));
  return is_double ? text : c_text("($T)", type) + text;
}

std::string CUnit::help(std::string_view helper, std::span<const std::string> operands, const CFloat& type) {
  const std::string name = std::string(helper) + std::string(type.suffix);
  called_.insert(name);
  return fmt::format("{}({})", name, joined(operands));
}

std::string CUnit::hide(std::string_view type, const std::string& text) {
  const std::string declaration = fmt::format("static const volatile {} ", type);
  const auto [found, is_new] = hidden_names_.emplace(declaration + text, "k" + std::to_string(hidden_names_.size()));
  if (is_new) hidden_ += fmt::format("{}{} = {};\n", declaration, found->second, text);
  return found->second;
}

std::string CUnit::definitions() const {
  std::string text;
  for (const CHelper& helper : c_helpers()) {
    for (const CFloat& type : {kCDouble, kCFloat}) {
      if (!called_.contains(std::string(helper.name) + std::string(type.suffix))) continue;
      text += c_text(helper.text, type) + "\n";
    }
  }
  std::vector<std::string_view> functions;
  for (const ir::Op op : ir::elementwise_ops()) {
    const std::string_view function = info(op).function;
    if (function.starts_with("adc_") && called_.contains(function)) functions.push_back(function);
  }
  return text + ir::special_source(functions) + hidden_;
}

}  // namespace adc::emit
