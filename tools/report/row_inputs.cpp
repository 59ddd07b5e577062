#include "tools/report/row_inputs.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "tools/failure.h"

namespace adc::tools {
namespace {

constexpr std::size_t kMostListed = 20;  ///< columns that a message names

using Values = std::unordered_map<std::string_view, const Array*>;

Values by_name(const std::vector<Binding>& given) {
  Values values;
  for (const Binding& binding : given) values.emplace(binding.name, &binding.value);
  return values;
}

/// The columns of inputs by their names, which a header may spell otherwise (`x₁` is `x_1`).
std::unordered_map<std::string, std::size_t> columns_by_input(const Function& function, const TableReader& table) {
  const std::unordered_set<std::string> inputs(function.inputs().begin(), function.inputs().end());
  std::unordered_map<std::string, std::size_t> columns;
  for (std::size_t c = 0; c < table.columns().size(); ++c) {
    const std::optional<std::string> name = canonical_name(table.columns()[c]);
    if (name && inputs.contains(*name)) columns.emplace(*name, c);
  }
  return columns;
}

/// A tensor may have a column of its name, which holds numbers.
[[noreturn]] void refuse_column(const std::string& input, const Extents& shape) {
  const std::string extents = fmt::format("R[{}]", fmt::join(shape, ", "));
  throw failure("missing-input",
                fmt::format("`{}` is {}, and the cells of the column `{}` are numbers", input, extents, input),
                {fmt::format("`{}=[…]` gives it for all rows", input)});
}

[[noreturn]] void refuse_missing(const std::vector<std::string>& missing, const TableReader& table) {
  std::vector<std::string> columns(table.columns().begin(), table.columns().end());
  std::vector<std::string> help;
  for (const std::string& input : missing) {
    if (help.size() >= kMostListed) break;
    for (const std::string& near : nearest_names(input, columns))
      help.push_back(fmt::format("there is a column `{}`", near));
  }
  if (help.empty()) {
    const std::size_t more = columns.size() - std::min(columns.size(), kMostListed);
    columns.resize(columns.size() - more);
    help.push_back("there are the columns " + list(columns) + (more > 0 ? fmt::format(" and {} more", more) : ""));
  }
  if (!table.is_named()) help.emplace_back("`--columns x,y,…` names the columns");
  throw failure("missing-input", "there is neither a value nor a column for " + list(missing), std::move(help));
}

/// Gives columns without names to the inputs in `wanting`, in order, if there are as many of them.
bool take_in_order(const std::vector<std::size_t>& wanting, const TableReader& table, std::vector<RowInput>& inputs) {
  if (table.is_named() || wanting.size() != table.columns().size()) return false;
  for (std::size_t c = 0; c < wanting.size(); ++c) inputs[wanting[c]].column = c;
  return true;
}

}  // namespace

std::size_t inputs_without_value(const Function& function, const std::vector<Binding>& given) {
  const Values values = by_name(given);
  std::size_t count = 0;
  for (std::size_t i = 0; i < function.inputs().size(); ++i) {
    count += function.input_shapes()[i].empty() && !values.contains(function.inputs()[i]) ? 1 : 0;
  }
  return count;
}

std::vector<RowInput> row_inputs(const Function& function, const std::vector<Binding>& given,
                                 const TableReader& table) {
  const Values values = by_name(given);
  const std::unordered_map<std::string, std::size_t> columns = columns_by_input(function, table);
  std::vector<RowInput> inputs(function.inputs().size());
  std::vector<std::size_t> wanting;  // a column
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const std::string& input = function.inputs()[i];
    const Extents& shape = function.input_shapes()[i];
    if (const auto value = values.find(input); value != values.end()) {
      if (value->second->shape != shape) {
        throw failure("bad-input", fmt::format("`{}` wants the extents that the program gives it", input));
      }
      inputs[i].value = value->second->numbers;
      continue;
    }
    const auto column = columns.find(input);
    if (column != columns.end() && !shape.empty()) refuse_column(input, shape);
    if (column != columns.end())
      inputs[i].column = column->second;
    else
      missing.push_back(input);
    if (shape.empty()) wanting.push_back(i);
  }
  const bool is_by_place = !missing.empty() && missing.size() == wanting.size();
  if (!missing.empty() && !(is_by_place && take_in_order(wanting, table, inputs))) refuse_missing(missing, table);
  return inputs;
}

}  // namespace adc::tools
