#include "tools/train/show_data.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include "tools/report/output.h"
#include "tools/report/results.h"
#include "tools/train/train_report.h"

namespace adc::tools {
namespace {

constexpr std::size_t kNames = 8;  ///< of columns that are listed

std::string declaration(const Loss::Tensor& tensor) {
  const std::string shape = tensor.shape.empty() ? "" : fmt::format("[{}]", fmt::join(tensor.shape, ", "));
  return fmt::format("{}: R{}", tensor.name, shape);
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += ", ";
    if (i + 1 == kNames && names.size() > kNames) return text + fmt::format("… {}", names.back());
    text += names[i];
  }
  return text;
}

/// "(x − 3.2)/1.1", "as they are"; of several columns in different units only how they were found.
std::string units(const train::Scaling& scaling, const std::vector<std::size_t>& columns) {
  if (scaling.empty() || columns.empty()) return "as it is";
  const auto of = [&](std::size_t column) {
    const std::string x = scaling.is_logarithmic(column) ? "log x" : "x";
    const std::string offset = short_number(scaling.offset[column]);
    const std::string factor = short_number(scaling.factor[column]);
    if (offset == "0" && factor == "1") return scaling.is_logarithmic(column) ? x : std::string("as it is");
    return offset == "0" ? fmt::format("{}/{}", x, factor) : fmt::format("({} - {})/{}", x, offset, factor);
  };
  const std::string first = of(columns.front());
  for (const std::size_t column : columns) {
    if (of(column) != first) return "each column in units of its own";
  }
  return first;
}

std::string target_text(const train::Dataset& data) {
  if (data.classes.empty()) return listed(data.targets);
  return fmt::format("{}, {} classes: {}", data.targets.front(), data.classes.size(), listed(data.classes));
}

}  // namespace

std::string shown_data(const train::ExampleLoss& loss, const Parts& parts) {
  const std::vector<train::Role> roles = train::roles(loss.data(), parts.all).value();
  Rows rows;
  for (std::size_t k = 0; k < roles.size(); ++k) {
    const train::Role& role = roles[k];
    const bool is_target = role.of == train::Role::Of::Target;
    std::vector<std::string> names;
    for (const std::size_t f : role.features) names.push_back(parts.all.features[f]);
    std::vector<std::size_t> columns = role.features;
    if (is_target && parts.all.classes.empty()) {
      columns.clear();
      for (std::size_t c = 0; c < parts.all.targets.size(); ++c) columns.push_back(c);
    }
    rows.push_back({declaration(loss.data()[k]), is_target ? "target" : "features",
                    is_target ? target_text(parts.all) : listed(names),
                    units(is_target ? parts.target_scaling : parts.scaling, columns)});
  }
  std::string text = align(rows);
  text += fmt::format("{} to train with, {} for validation, {} for the test\n", counted(parts.train.rows, "row"),
                      parts.validation.rows, parts.test.rows);
  return text;
}

}  // namespace adc::tools
