#include "tools/report/row_output.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "tools/failure.h"
#include "tools/interrupt.h"
#include "tools/program.h"
#include "tools/report/output.h"
#include "tools/report/results.h"

namespace adc::tools {
namespace {

/// The file of `--output`, or stdout.
std::string path_of(const Words& words) {
  const std::string* const path = words.find("--output");
  return path == nullptr ? "-" : *path;
}

TableFormat format_of(const Words& words) {
  return choice<TableFormat>(words, "--to",
                             {{"auto", TableFormat::Auto},
                              {"csv", TableFormat::Csv},
                              {"npy", TableFormat::Npy},
                              {"f64", TableFormat::F64},
                              {"f32", TableFormat::F32}});
}

/// A table, as the library writes it.
class TableOutput : public RowOutput {
 public:
  TableOutput(TableWriter writer, std::size_t width) : writer_(std::move(writer)), columns_(width) {}

  void write(std::size_t rows, std::span<const double> numbers) override {
    const std::size_t width = columns_.size();
    for (std::size_t c = 0; c < width; ++c) columns_[c] = {numbers.data() + c, static_cast<std::ptrdiff_t>(width)};
    if (std::optional<Error> error = writer_.write(rows, columns_)) throw *std::move(error);
  }
  void finish() override {
    if (std::optional<Error> error = writer_.finish()) throw *std::move(error);
  }
  [[nodiscard]] std::uint64_t rows() const override { return writer_.rows(); }

 private:
  TableWriter writer_;
  std::vector<InputColumn> columns_;
};

/// {"schema": "adc.rows.1", "columns": […], "rows": [[…], …]}
class JsonOutput : public RowOutput {
 public:
  JsonOutput(const std::string& path, const std::vector<std::string>& columns) : file_(path), width_(columns.size()) {
    std::string names;
    for (const std::string& column : columns) names += (names.empty() ? "" : ", ") + json_string(column);
    file_.write(R"({"schema": "adc.rows.1", "columns": [)" + names + "], \"rows\": [");
  }

  void write(std::size_t rows, std::span<const double> numbers) override {
    std::string text;
    for (std::size_t row = 0; row < rows; ++row, numbers = numbers.subspan(width_)) {
      text += rows_++ == 0 ? "[" : ",\n[";
      for (std::size_t i = 0; i < width_; ++i) text += (i > 0 ? ", " : "") + json_number(numbers[i]);
      text += "]";
    }
    file_.write(text);
  }
  void finish() override {
    file_.write("]}\n");
    file_.finish();
  }
  [[nodiscard]] std::uint64_t rows() const override { return rows_; }

 private:
  ResultFile file_;
  std::size_t width_;
  std::uint64_t rows_ = 0;
};

}  // namespace

std::vector<Option> row_output_options() {
  return {{"--output", "-o", "FILE", "write the rows there; a name that ends in .npy says npy"},
          {"--to", "", "FORMAT", "how to write rows: csv, npy, f64 or f32 (little-endian numbers, row by row)"}};
}

void check_row_output(const Words& words) {
  const std::string path = path_of(words);
  const TableFormat format = format_of(words);
  if (words.has("--json") && format != TableFormat::Auto) {
    throw failure("unexpected-word", "there is no use for `--to` with `--json`");
  }
  if (path == "-" && format == TableFormat::Npy) {
    throw failure("bad-value", "`--to npy` wants a file",
                  {"`-o FILE` names it", "`--to f64` writes the numbers alone, also into a pipe"});
  }
  if (path == "-") return;
  std::error_code ignored;
  const std::string& source = *words.find("--data");
  if (std::filesystem::equivalent(path, source == "-" ? "/dev/stdin" : source, ignored)) {
    throw failure("cannot-write", "cannot write to " + path + ": it is the file that is read");
  }
  require_folder(path);
}

std::unique_ptr<RowOutput> open_row_output(const Words& words, const std::vector<std::string>& columns,
                                           const TableReader& source) {
  const std::string path = path_of(words);
  if (words.has("--json")) return std::make_unique<JsonOutput>(path, columns);
  const auto dtype = choice<DType>(words, "--dtype", {{"f64", DType::F64}, {"f32", DType::F32}});
  const TableWriteOptions options{.format = format_of(words), .dtype = dtype, .source = &source, .stop = stop_flag()};
  return std::make_unique<TableOutput>(TableWriter::open(path, columns, options).value(), columns.size());
}

}  // namespace adc::tools
