#include "tools/explained.h"

#include <fmt/core.h>

#include <algorithm>

#include "adc/train.hpp"
#include "tools/failure.h"
#include "tools/interrupt.h"
#include "tools/report/output.h"

namespace adc::tools {
namespace {

/// A row of the table that `--data` names.
class Row {
 public:
  explicit Row(const Words& words) {
    const std::string* const path = words.find("--data");
    if (path == nullptr) {
      if (words.has("--row")) throw failure("missing-value", "`--row` needs `--data FILE`");
      return;
    }
    path_ = *path;
    row_ = whole_number(words, "--row", 1);
  }

  /// What the table says of the inputs: of a number the cell of its name, of a model's features theirs.
  void add_to(std::map<std::string, Array>& values, const ProgramWords& program, const Function& function) const {
    if (path_.empty()) return;
    const train::Encoding encoding = program.model ? train::encoding_of(*program.model) : train::Encoding{};
    const TypedTable table = read(encoding);
    for (std::size_t i = 0; i < function.inputs().size(); ++i) {
      const std::string& input = function.inputs()[i];
      const Extents& shape = function.input_shapes()[i];
      if (values.contains(input)) continue;
      if (program.model && shape.size() == 1) add_features(values, encoding, table, input, shape);
      const TypedColumn* const column = shape.empty() ? table.find(input) : nullptr;
      if (column != nullptr && !column->is_text()) values[input] = Array{{}, {column->numbers[row_ - 1]}};
    }
  }

 private:
  /// The table, of a model's columns as the model reads them.
  [[nodiscard]] TypedTable read(const train::Encoding& encoding) const {
    TypedOptions options{.stop = stop_flag()};
    if (!encoding.columns.empty()) options = train::reading(encoding, std::move(options));
    TypedTable table = read_typed_table(path_, options).value();
    if (row_ >= 1 && row_ <= table.rows()) return table;
    throw failure("bad-value", fmt::format("there is no row {}: the table has {}", row_, counted(table.rows(), "row")));
  }

  void add_features(std::map<std::string, Array>& values, const train::Encoding& encoding, const TypedTable& table,
                    const std::string& input, const Extents& shape) const {
    const std::size_t width = encoding.features().size();
    if (shape != Extents{static_cast<std::int64_t>(width)}) return;
    const std::vector<double> all = train::encode(encoding, table).value().x;
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>((row_ - 1) * width);
    values[input] = Array{shape, {begin, begin + static_cast<std::ptrdiff_t>(width)}};
  }

  std::string path_;  ///< empty: there is no table
  std::size_t row_ = 1;
};

/// Which element of a vector is explained, from 1.
std::size_t element_of(const Words& words, const Evaluation& at, std::size_t size) {
  if (words.has("--element")) {
    const std::size_t element = whole_number(words, "--element", 1);
    if (element < 1 || element > size)
      throw failure("bad-value", fmt::format("there is no element {}: the program gives {}", element, size));
    return element;
  }
  if (size == 1) return 1;
  if (!at.program.model || at.program.model->classes.size() != size)
    throw failure("not-a-loss", fmt::format("one number is explained, and the program gives {}", size),
                  {"`--element 1` explains the first of them"});
  std::vector<double> values(size);
  at.function.values(at.point, values);
  const auto best = static_cast<std::size_t>(std::ranges::max_element(values) - values.begin());
  print_message(fmt::format("note: explained is the most probable class, `{}`, which is element {}",
                            at.program.model->classes[best], best + 1));
  return best + 1;
}

}  // namespace

std::vector<Option> explained_options() {
  return {{"--data", "", "FILE", "inputs that are not given come from a row of a table (CSV): the features of a model"},
          {"--row", "", "N", "… from its Nth row (1)"},
          {"--element", "", "N", "of a program that gives a vector, the Nth number"}};
}

Evaluation explained(const Words& words) {
  const Row row(words);
  Evaluation at =
      evaluation(words, [&](const ProgramWords& program, const CompileOptions& options, Function& function) {
        Knowledge known{.values = {}, .help = {"or take them from a row of a table: --data FILE --row 1"}};
        if (program.model) {
          train::OpenPredictor open = train::open_predictor(*program.model, options).value();
          function = std::move(open.function);
          known.values = std::move(open.values);
        }
        row.add_to(known.values, program, function);
        return known;
      });
  if (at.function.outputs().size() != 1 || at.function.output_shapes()[0].size() != 1) {
    if (words.has("--element")) throw failure("bad-value", "`--element` is of a program that gives one vector");
    return at;
  }
  const std::size_t element = element_of(words, at, at.function.output_size());
  CompileOptions options;
  options.shapes["v"] = at.function.output_shapes()[0];
  options.limits = compile_options(words, at.program).limits;
  const Function outer = compile(fmt::format("v[{}]", element), options).value();
  at.function = outer.with("v", at.function).value();
  return at;
}

}  // namespace adc::tools
