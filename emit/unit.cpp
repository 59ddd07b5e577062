#include "emit/unit.h"

#include <algorithm>
#include <ranges>
#include <utility>
#include <vector>

#include "emit/lines.h"

namespace adc::emit {
namespace {

/// A part of one has so many numbers, in few enough lines for any language.
constexpr std::size_t kPartNumbers = 400;

}  // namespace

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
  if (op == ir::Op::Fma) return apply(op, language_.fma, {}, operands, type);
  called_.emplace(row.function);
  const bool has_single = language_.has_single_functions && !row.function.starts_with("adc_");
  const bool is_widened = type.is_single && !has_single;
  std::vector<std::string> arguments;
  for (const std::string& x : operands)
    arguments.push_back(is_widened ? spell(language_.widen, type, std::span(&x, 1)) : x);
  if (row.immediate != ir::Immediate::None) {
    const bool is_last = row.immediate == ir::Immediate::Exponent;
    arguments.insert(is_last ? arguments.end() : arguments.begin(),
                     hide(language_.integer, std::to_string(*immediate)));
  }
  std::string name(language_.function == nullptr ? row.function : language_.function(row.function));
  if (has_single) name += type.suffix;
  const std::string call = spell(language_.call, type, std::vector{name, joined(arguments)});
  return is_widened ? spell(language_.narrow, type, std::span(&call, 1)) : call;
}

std::string Unit::help(std::string_view helper, std::span<const std::string> operands, const FloatType& type) {
  const std::string name = std::string(helper) + std::string(type.suffix);
  called_.insert(name);
  return name + "(" + joined(operands) + ")";
}

std::string Unit::hide(std::string_view type, const std::string& value) {
  if (language_.hidden.empty()) return value;
  const std::string name = "k" + std::to_string(hidden_names_.size());
  const auto [found, is_new] = hidden_names_.emplace(std::string(type) + " " + value, name);
  if (is_new) hidden_.push_back(spell(language_.hidden, language_.f64, std::vector{std::string(type), name, value}));
  return found->second;
}

std::string Unit::lines_of(std::span<const double> numbers, const FloatType& type) const {
  std::vector<std::string> texts;
  for (const double x : numbers) {
    const std::string number = language_.table_number(x, type);
    texts.push_back(number.starts_with('(') ? number.substr(1, number.size() - 2) : number);
  }
  return in_lines(texts, language_.line_end);
}

void Unit::define_table(const std::string& name, std::span<const double> numbers, const FloatType& type) {
  const bool has_parts = !language_.table_part.empty();
  const std::string all = has_parts ? "" : lines_of(numbers, type);
  tables_ += spell(language_.table, type, std::vector{name, std::to_string(numbers.size()), all}) + "\n";
  for (std::size_t begin = 0; has_parts && begin < numbers.size(); begin += kPartNumbers) {
    const std::size_t end = std::min(begin + kPartNumbers, numbers.size());
    const std::vector part{name, std::to_string(begin), std::to_string(end - 1),
                           lines_of(numbers.subspan(begin, end - begin), type)};
    tables_ += spell(language_.table_part, type, part) + "\n";
  }
}

void Unit::define_labels(const std::string& name, std::span<const std::string> labels) {
  std::vector<std::string> texts;
  std::size_t longest = 0;
  for (const std::string& label : labels) {
    texts.push_back(language_.quoted(label));
    longest = std::max(longest, label.size());
  }
  tables_ += spell(language_.labels, language_.f64,
                   std::vector{name, std::to_string(labels.size()), in_lines(texts, language_.line_end),
                               std::to_string(longest)}) +
             "\n";
}

void Unit::define_integers(const std::string& name, std::span<const std::int32_t> numbers) {
  std::vector<std::string> texts;
  for (const std::int32_t number : numbers) texts.push_back(std::to_string(number));
  if (texts.empty()) texts.emplace_back("0");  // no language has arrays of nothing
  tables_ += spell(language_.integers, language_.f64,
                   std::vector{name, std::to_string(texts.size()), in_lines(texts, language_.line_end)}) +
             "\n";
}

Unit::Parts Unit::parts() const {
  std::set<std::string_view> rest(called_.begin(), called_.end());
  Parts parts;
  // A helper may call those before it.
  for (const Helper& helper : language_.helpers | std::views::reverse) {
    for (const FloatType& type : {language_.f64, language_.f32}) {
      const std::string name = std::string(helper.name) + std::string(type.suffix);
      const bool is_called = rest.erase(name) > 0 || parts.helpers.find(name + "(") != std::string::npos;
      if (is_called) parts.helpers = guarded(language_.guard, name, spell(helper.text, type) + "\n") + parts.helpers;
      if (language_.f64.suffix == language_.f32.suffix) break;
    }
  }
  for (const ir::Op op : ir::elementwise_ops()) {
    const std::string_view function = info(op).function;
    if (rest.erase(function) > 0) parts.functions.push_back(function);
  }
  parts.functions.insert(parts.functions.end(), rest.begin(), rest.end());
  return parts;
}

std::vector<std::string> Unit::take_hidden() {
  hidden_names_.clear();
  return std::exchange(hidden_, {});
}

std::string Unit::helpers() const { return parts().helpers; }

std::vector<std::string_view> Unit::functions() const { return parts().functions; }

std::string Unit::definitions() const {
  const Parts all = parts();
  return all.helpers + language_.functions(all.functions) + tables_ + (tables_.empty() ? "" : "\n");
}

}  // namespace adc::emit
