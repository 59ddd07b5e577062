#include "tools/report/sparse.h"

#include <fmt/core.h>

#include <utility>

#include "tools/report/output.h"
#include "tools/report/results.h"

namespace adc::tools {
namespace {

template <class Integers>
std::string json_list(const Integers& numbers) {
  std::string text;
  for (const auto number : numbers) text += (text.empty() ? "" : ", ") + std::to_string(number);
  return "[" + text + "]";
}

/// The names of the numbers of outputs, or of variables.
std::vector<std::string> names_of(std::span<const std::string> names, std::span<const Extents> shapes) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < names.size(); ++i) {
    for (std::string& name : number_names(names[i], shapes[i])) all.push_back(std::move(name));
  }
  return all;
}

}  // namespace

SparseResult evaluate_sparse(const Function& function, std::span<const double> point, bool is_hessian) {
  SparseResult result{
      is_hessian, is_hessian ? sparse_hessian(function).value() : sparse_jacobian(function).value(), {}};
  result.values.resize(result.derivative.places().size());
  result.derivative.evaluate(point, result.values);
  return result;
}

std::string as_text(const SparseResult& result, const Function& function) {
  const Sparsity& places = result.derivative.places();
  const std::vector<std::string> columns = names_of(function.wrt(), function.wrt_shapes());
  const std::vector<std::string> rows =
      result.is_hessian ? columns : names_of(output_names(function), function.output_shapes());
  Rows lines;
  for (std::size_t r = 0; r < places.rows; ++r) {
    for (auto k = static_cast<std::size_t>(places.row_begin[r]); std::cmp_less(k, places.row_begin[r + 1]); ++k)
      lines.push_back({rows[r], columns[static_cast<std::size_t>(places.column[k])], to_text(result.values[k])});
  }
  return fmt::format("{}: {} × {}, {} in {} by {} mode\n{}", result.is_hessian ? "Hessian" : "Jacobian", places.rows,
                     places.columns, counted(places.size(), "number"), counted(result.derivative.colours(), "sweep"),
                     result.derivative.mode() == Mode::Reverse ? "reverse" : "forward", align(lines, "  "));
}

std::string as_json(const SparseResult& result) {
  const Sparsity& places = result.derivative.places();
  std::string values;
  for (const double value : result.values) values += (values.empty() ? "" : ", ") + json_number(value);
  return fmt::format(
      R"(, "sparse": {{"of": "{}", "shape": [{}, {}], "row_begin": {}, "column": {}, "values": [{}], "colours": {}, "mode": "{}"}})",
      result.is_hessian ? "hessian" : "jacobian", places.rows, places.columns, json_list(places.row_begin),
      json_list(places.column), values, result.derivative.colours(),
      result.derivative.mode() == Mode::Reverse ? "reverse" : "forward");
}

}  // namespace adc::tools
