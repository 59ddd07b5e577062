#include "tools/report/rows.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <unordered_map>

#include "tools/failure.h"
#include "tools/interrupt.h"
#include "tools/program.h"
#include "tools/report/output.h"
#include "tools/report/results.h"

namespace adc::tools {
namespace {

constexpr std::size_t kChunk = 1 << 16;                        ///< bytes of output that are gathered
constexpr std::size_t kNumbersAtOnce = std::size_t{1} << 20U;  ///< results that are computed before they are printed

/// Where an input's numbers come from.
struct Source {
  Array value;                        ///< stands for all rows
  const CsvColumn* column = nullptr;  ///< unless there is one
};

/// Columns by the names of inputs, which a header may spell otherwise (`x₁` is `x_1`).
std::unordered_map<std::string, const CsvColumn*> columns_by_input(const CsvTable& table) {
  std::unordered_map<std::string, const CsvColumn*> columns;
  for (const CsvColumn& column : table.columns) {
    if (std::optional<std::string> input = canonical_name(column.name)) columns.emplace(*std::move(input), &column);
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

[[noreturn]] void refuse_missing(const std::vector<std::string>& missing, const CsvTable& table) {
  std::vector<std::string> columns;
  columns.reserve(table.columns.size());
  for (const CsvColumn& column : table.columns) columns.push_back(column.name);
  std::vector<std::string> help;
  for (const std::string& input : missing) {
    for (const std::string& near : nearest_names(input, columns))
      help.push_back(fmt::format("there is a column `{}`", near));
  }
  if (help.empty()) help.push_back("there are the columns " + list(columns));
  throw failure("missing-input", "there is neither a value nor a column for " + list(missing), std::move(help));
}

std::vector<Source> sources(const Function& function, const std::vector<Binding>& given, const CsvTable& table) {
  std::vector<Source> sources;
  std::vector<std::string> missing;
  const std::unordered_map<std::string, const CsvColumn*> columns = columns_by_input(table);
  for (std::size_t i = 0; i < function.inputs().size(); ++i) {
    const std::string& input = function.inputs()[i];
    const Extents& shape = function.input_shapes()[i];
    const auto value = std::ranges::find(given, input, &Binding::name);
    const auto named = columns.find(input);
    const bool has_column = value == given.end() && shape.empty() && named != columns.end();
    const CsvColumn* const column = has_column ? named->second : nullptr;
    if (value == given.end() && named != columns.end() && !shape.empty()) refuse_column(input, shape);
    if (value == given.end() && column == nullptr) missing.push_back(input);
    if (column != nullptr && column->is_text()) {
      throw failure("bad-input", fmt::format("the column `{}` holds labels such as `{}`, and `{}` wants numbers",
                                             column->name, column->labels.front(), input));
    }
    if (value != given.end() && value->value.shape != shape) {
      throw failure("bad-input", fmt::format("`{}` wants the extents that the program gives it", input));
    }
    sources.push_back({value == given.end() ? Array{} : value->value, column});
  }
  if (!missing.empty()) refuse_missing(missing, table);
  return sources;
}

/// Writes a table row by row.
class RowWriter {
 public:
  RowWriter(const std::vector<std::string>& columns, bool json) : json_(json) {
    for (const std::string& column : columns) {
      text_ += (text_.empty() ? "" : json_ ? ", " : ",") + (json_ ? json_string(column) : csv_cell(column));
    }
    text_ = json_ ? R"({"schema": "adc.rows.1", "columns": [)" + text_ + "], \"rows\": [" : text_ + "\n";
  }

  void write(std::span<const double> row) {
    if (json_) text_ += first_ ? "[" : ",\n[";
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) text_ += json_ ? ", " : ",";
      text_ += json_ ? json_number(row[i]) : to_text(row[i]);
    }
    text_ += json_ ? "]" : "\n";
    first_ = false;
    if (text_.size() > kChunk) flush();
  }

  void finish() {
    if (json_) text_ += "]}\n";
    flush();
  }

 private:
  void flush() {
    print_result(text_);
    text_.clear();
  }

  bool json_;
  bool first_ = true;
  std::string text_;
};

/// Says how many rows have no finite results, and for the first where they come from.
void explain_not_finite(const ProgramWords& program, const Results& first, const std::string& place, std::size_t rows) {
  print_message(
      fmt::format("adc: note: {} with nan or infinite results; the first is {}", counted(rows, "row"), place));
  for (const Diagnostic& note : first.notes) {
    print_message(render(note, program.source_name, program.text, "note"));
  }
}

/// Options that have no use with a table.
void refuse_others(const Words& words) {
  for (const char* option : {"--jvp", "--vjp", "--hvp", "--partial", "--order", "--explain"}) {
    if (words.has(option)) {
      throw failure("unexpected-word", fmt::format("there is no use for `{}` with `--data`", option));
    }
  }
}

/// A name per number: of a tensor "y[1]", "y[1,2]".
std::vector<std::string> column_names(const Function& function, Derive derive) {
  const std::vector<std::string> names = function.result_names(derive);
  const std::vector<Extents> shapes = function.result_shapes(derive);
  std::vector<std::string> columns;
  for (std::size_t i = 0; i < names.size(); ++i) {
    for (std::size_t at = 0; at < elements(shapes[i]); ++at) {
      std::string index;
      std::size_t rest = at;
      for (std::size_t axis = shapes[i].size(); axis-- > 0;) {
        const auto extent = static_cast<std::size_t>(shapes[i][axis]);
        index = std::to_string(rest % extent + 1) + (index.empty() ? "" : ",") + index;
        rest /= extent;
      }
      columns.push_back(index.empty() ? names[i] : fmt::format("{}[{}]", names[i], index));
    }
  }
  return columns;
}

/// The numbers of all inputs in a row.
std::vector<double> point(const std::vector<Source>& inputs, std::size_t row) {
  std::vector<double> point;
  for (const Source& input : inputs) {
    if (input.column != nullptr) point.push_back(input.column->numbers[row]);
    point.insert(point.end(), input.value.numbers.begin(), input.value.numbers.end());
  }
  return point;
}

struct RowRange {
  std::size_t begin;
  std::size_t count;
};

/// `results`, a row-major table, of some rows.
void map(const Function& function, Derive derive, const std::vector<Source>& sources, const RowRange& rows,
         std::vector<double>& results) {
  std::vector<InputColumn> inputs;
  for (const Source& input : sources) {
    if (input.column != nullptr)
      inputs.push_back({input.column->numbers.data() + rows.begin, 1});
    else
      inputs.push_back({input.value.numbers.data(), 0});
  }
  const std::vector<Extents> shapes = function.result_shapes(derive);
  std::size_t width = 0;
  for (const Extents& shape : shapes) width += elements(shape);
  std::vector<OutputColumn> outputs;
  std::size_t at = 0;
  for (const Extents& shape : shapes) {
    outputs.push_back({results.data() + at, static_cast<std::ptrdiff_t>(width)});
    at += elements(shape);
  }
  function.map(derive, rows.count, inputs, outputs);
}

}  // namespace

CsvOptions csv_options(const Words& words) {
  using Header = CsvOptions::Header;
  CsvOptions options{.stop = stop_flag()};
  options.header =
      choice<Header>(words, "--header", {{"auto", Header::Auto}, {"yes", Header::Present}, {"no", Header::Absent}});
  if (words.has("--drop-missing")) options.missing = CsvOptions::Missing::DropRow;
  return options;
}

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

std::vector<Option> row_options() {
  return {{"--data", "", "FILE", "evaluate at each row of a CSV file, whose columns are inputs (`-`: stdin)"},
          {"--header", "", "WHETHER", "the file's first line is a header: auto, yes or no"},
          {"--drop-missing", "", "", "leave out the rows that lack a value"}};
}

void evaluate_rows(const Words& words, Derive derive) {
  refuse_others(words);
  const std::string path = *words.find("--data");
  const ProgramWords program = program_words(words);
  const std::vector<Binding> given = bindings(program.rest);
  const CsvTable table = read_csv(path, csv_options(words)).value();
  CompileOptions options = compile_options(words, program, given);
  for (const CsvColumn& column : table.columns) {
    if (canonical_name(column.name)) options.columns.push_back(column.name);
  }
  const Function function = compile_program(program, options);
  const std::vector<Source> inputs = sources(function, given, table);

  const std::vector<std::string> columns = distinct(column_names(function, derive));
  RowWriter writer(columns, words.has("--json"));
  std::size_t not_finite = 0;
  std::optional<std::pair<Results, std::string>> first;
  const std::size_t at_once = std::max<std::size_t>(kNumbersAtOnce / std::max<std::size_t>(columns.size(), 1), 1);
  std::vector<double> results(columns.size() * std::min(table.rows(), at_once));
  for (std::size_t begin = 0; begin < table.rows(); begin += at_once) {
    TimeLimit::check();
    const std::size_t count = std::min(at_once, table.rows() - begin);
    map(function, derive, inputs, {begin, count}, results);
    for (std::size_t i = 0; i < count; ++i) {
      const std::span<const double> row = std::span(results).subspan(i * columns.size(), columns.size());
      writer.write(row);
      if (std::ranges::all_of(row, [](double y) { return std::isfinite(y); })) continue;
      if (++not_finite > 1) continue;
      const std::string place = "line " + std::to_string(table.lines[begin + i]);
      first.emplace(evaluate(function, point(inputs, begin + i), derive), place);
    }
  }
  writer.finish();
  if (table.dropped > 0)
    print_message(fmt::format("adc: note: {} without a value left out", counted(table.dropped, "row")));
  if (first) explain_not_finite(program, first->first, first->second, not_finite);
}

}  // namespace adc::tools
