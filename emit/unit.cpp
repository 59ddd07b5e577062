#include "emit/unit.h"

#include <vector>

#include "emit/lines.h"

namespace adc::emit {
std::string Unit::apply(ir::Op op, std::string_view pattern, std::optional<std::int64_t> immediate,
                        std::span<const std::string> operands, const FloatType& type) {
  if (pattern.empty()) return call(op, immediate, operands, type);
  if (pattern.starts_with("adc_")) called_.insert(spell(pattern.substr(0, pattern.find('(')), type));
  return spell(pattern, type, operands);
}

/// A function of doubles, whose result is rounded; but `fma` rounds once.
std::string Unit::call(ir::Op op, std::optional<std::int64_t> immediate, std::span<const std::string> operands,
                       const FloatType& type) {
  const ir::OpInfo& row = info(op);
  if (op == ir::Op::Fma) return spell(language_.fma, type, operands);
  called_.emplace(row.function);
  std::vector<std::string> arguments;
  for (const std::string& x : operands)
    arguments.push_back(type.is_single ? spell(language_.widen, type, std::span(&x, 1)) : x);
  if (row.immediate != ir::Immediate::None) {
    const bool is_last = row.immediate == ir::Immediate::Exponent;
    arguments.insert(is_last ? arguments.end() : arguments.begin(),
                     hide(language_.integer, std::to_string(*immediate)));
  }
  const std::string call = spell(language_.call, type, std::vector{std::string(row.function), joined(arguments)});
  return type.is_single ? spell(language_.narrow, type, std::span(&call, 1)) : call;
}

std::string Unit::help(std::string_view helper, std::span<const std::string> operands, const FloatType& type) {
  const std::string name = std::string(helper) + std::string(type.suffix);
  called_.insert(name);
  return spell(language_.call, type, std::vector{name, joined(operands)});
}

std::string Unit::hide(std::string_view type, const std::string& value) {
  const std::string name = "k" + std::to_string(hidden_names_.size());
  const auto [found, is_new] = hidden_names_.emplace(std::string(type) + " " + value, name);
  if (is_new) hidden_ += spell(language_.hidden, language_.f64, std::vector{std::string(type), name, value}) + "\n";
  return found->second;
}

std::string Unit::definitions() const {
  std::string helpers;
  for (const Helper& helper : language_.helpers) {
    for (const FloatType& type : {language_.f64, language_.f32}) {
      if (!called_.contains(std::string(helper.name) + std::string(type.suffix))) continue;
      helpers += spell(helper.text, type) + "\n";
    }
  }
  std::vector<std::string_view> functions;
  for (const ir::Op op : ir::elementwise_ops()) {
    const std::string_view function = info(op).function;
    if (function.starts_with("adc_") && called_.contains(function)) functions.push_back(function);
  }
  return helpers + language_.special_functions(functions) + hidden_;
}

}  // namespace adc::emit
