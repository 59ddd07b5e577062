#include "tools/report/rows.h"

#include <fmt/core.h>

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

#include "tools/failure.h"
#include "tools/interrupt.h"
#include "tools/program.h"
#include "tools/report/output.h"
#include "tools/report/progress.h"
#include "tools/report/results.h"
#include "tools/report/row_inputs.h"
#include "tools/report/row_output.h"
#include "tools/train/processes.h"

namespace adc::tools {
namespace {

constexpr std::size_t kNumbersAtOnce = std::size_t{1} << 17U;  ///< of a block, what is read and what comes out
constexpr std::size_t kMostRowsAtOnce = 8192;
constexpr std::size_t kFirstRowsAtOnce = 64;
constexpr auto kLongestBlock = std::chrono::milliseconds(10);  ///< about, so that Ctrl-C is answered soon

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
  for (const char* option : {"--jvp", "--vjp", "--hvp", "--sparse", "--partial", "--order", "--explain"}) {
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
    for (std::string& name : number_names(names[i], shapes[i])) columns.push_back(std::move(name));
  }
  return columns;
}

TableReadOptions read_options(const Words& words) {
  const CsvOptions csv = csv_options(words);
  TableReadOptions options{.header = csv.header, .missing = csv.missing, .stop = stop_flag()};
  options.format = chosen<TableFormat>("--from", from_words(words).table.value_or("auto"),
                                       {{"auto", TableFormat::Auto},
                                        {"csv", TableFormat::Csv},
                                        {"npy", TableFormat::Npy},
                                        {"f64", TableFormat::F64},
                                        {"f32", TableFormat::F32}});
  const bool is_npy = options.format == TableFormat::Auto && words.find("--data")->ends_with(".npy");
  for (const char* option : {"--header", "--drop-missing"}) {
    const bool is_text = !is_npy && (options.format == TableFormat::Auto || options.format == TableFormat::Csv);
    if (words.has(option) && !is_text) {
      throw failure("unexpected-word", fmt::format("there is no use for `{}` with a table that is no text", option));
    }
  }
  if (const std::string* const names = words.find("--columns")) {
    for (const std::string& name : split(*names, ',')) options.columns.emplace_back(trimmed(name));
  }
  return options;
}

/// A program, and the table that it is evaluated over.
struct RowProgram {
  ProgramWords program;
  TableReader table;
  Function function;
  std::vector<RowInput> inputs;
};

RowProgram open_rows(const Words& words) {
  ProgramWords program = program_words(words);
  const std::vector<Binding> given = bindings(program.rest);
  CompileOptions options = compile_options(words, program, given);
  TableReadOptions reading = read_options(words);
  const std::string& path = *words.find("--data");
  const bool is_raw = reading.format == TableFormat::F64 || reading.format == TableFormat::F32;
  if (is_raw && reading.columns.empty()) {  // the program says how many numbers are in a row
    Function function = compile_program(program, options);
    reading.width = inputs_without_value(function, given);
    if (reading.width == 0)
      throw failure("missing-input", "no input is without a value: `--columns x,y,…` says what is in a row");
    TableReader table = TableReader::open(path, reading).value();
    std::vector<RowInput> inputs = row_inputs(function, given, table);
    return {std::move(program), std::move(table), std::move(function), std::move(inputs)};
  }
  TableReader table = TableReader::open(path, reading).value();
  for (const std::string& column : table.columns()) {
    if (canonical_name(column)) options.columns.push_back(column);
  }
  Function function = compile_program(program, options);
  std::vector<RowInput> inputs = row_inputs(function, given, table);
  return {std::move(program), std::move(table), std::move(function), std::move(inputs)};
}

/// A block of rows: what is read, and what comes out.
class Block {
 public:
  Block(const RowProgram& rows, Derive derive)
      : rows_(rows), derive_(derive), to_(rows.table.columns().size(), {nullptr}) {
    for (const Extents& shape : rows.function.result_shapes(derive)) sizes_.push_back(elements(shape));
    width_ = std::accumulate(sizes_.begin(), sizes_.end(), std::size_t{0});
    for (const RowInput& input : rows.inputs) columns_ += input.column ? 1 : 0;
    most_ = std::clamp<std::size_t>(kNumbersAtOnce / std::max<std::size_t>(width_ + columns_, 1), 1, kMostRowsAtOnce);
    numbers_.resize(most_ * columns_);
    results_.resize(most_ * width_);
    if (processes()) at_once_ = most_;  // all read the same blocks
    point_columns();
  }

  /// Reads rows, `at_once` at most; gives how many: 0 at the end. Throws `Error`.
  std::size_t read(TableReader& table) { return count_ = table.read(std::min(at_once_, most_), to_).value(); }

  /// Computes their results.
  void compute() {
    const auto begin = std::chrono::steady_clock::now();
    std::vector<OutputColumn> outputs;
    std::size_t at = 0;
    for (const std::size_t size : sizes_) {
      outputs.push_back({results_.data() + at, static_cast<std::ptrdiff_t>(width_)});
      at += size;
    }
    if (processes()) return compute_together(outputs);
    rows_.function.map(derive_, count_, from_, outputs);
    const auto took = std::chrono::steady_clock::now() - begin;
    if (took < kLongestBlock / 4) at_once_ = std::min(2 * at_once_, most_);
    if (took > kLongestBlock) at_once_ = std::max<std::size_t>(at_once_ / 2, 1);
  }

  [[nodiscard]] std::size_t count() const { return count_; }
  /// [rows, numbers of a row], row-major.
  [[nodiscard]] std::span<const double> results() const { return std::span(results_).first(count_ * width_); }

  [[nodiscard]] bool is_finite(std::size_t row) const {
    return std::ranges::all_of(results().subspan(row * width_, width_), [](double y) { return std::isfinite(y); });
  }

  /// The numbers of all inputs in a row.
  [[nodiscard]] std::vector<double> point(std::size_t row) const {
    std::vector<double> point;
    for (std::size_t i = 0; i < from_.size(); ++i) {
      const double* const data = from_[i].data + static_cast<std::ptrdiff_t>(row) * from_[i].stride;
      const std::vector<double>& value = rows_.inputs[i].value;
      point.insert(point.end(), data, data + (rows_.inputs[i].column ? 1 : value.size()));
    }
    return point;
  }

 private:
  /// Each process computes its part of the rows, and the first one gets all.
  void compute_together(std::vector<OutputColumn> outputs) {
    const std::size_t here = processes()->rank();
    const auto begin = [&](std::size_t process) { return count_ * process / processes()->size(); };
    std::vector<InputColumn> from = from_;
    for (InputColumn& column : from) column.data += static_cast<std::ptrdiff_t>(begin(here)) * column.stride;
    for (OutputColumn& column : outputs) column.data += begin(here) * width_;
    rows_.function.map(derive_, begin(here + 1) - begin(here), from, outputs);
    std::vector<std::span<const std::byte>> sent(processes()->size());
    std::vector<std::span<std::byte>> received(processes()->size());
    const auto results_of = [&](std::size_t process) {
      return std::span(results_).subspan(begin(process) * width_, (begin(process + 1) - begin(process)) * width_);
    };
    if (here != 0) sent[0] = std::as_bytes(results_of(here));
    for (std::size_t p = 1; here == 0 && p < received.size(); ++p) received[p] = std::as_writable_bytes(results_of(p));
    processes()->exchange(sent, received);
  }

  /// Each column that is read lies by itself; two inputs may take one.
  void point_columns() {
    std::size_t next = 0;
    for (const RowInput& input : rows_.inputs) {
      if (!input.column) {
        from_.push_back({input.value.data(), 0});
        continue;
      }
      OutputColumn& column = to_[*input.column];
      if (column.data == nullptr) column.data = numbers_.data() + most_ * next++;
      from_.push_back({column.data, 1});
    }
  }

  const RowProgram& rows_;
  Derive derive_;
  std::vector<std::size_t> sizes_;  ///< numbers of each result
  std::size_t width_ = 0;           ///< of a row of results
  std::size_t columns_ = 0;         ///< that are read
  std::size_t most_ = 0;            ///< rows
  std::size_t at_once_ = kFirstRowsAtOnce;
  std::size_t count_ = 0;
  std::vector<double> numbers_;
  std::vector<double> results_;
  std::vector<OutputColumn> to_;
  std::vector<InputColumn> from_;
};

/// Reads, computes and writes block after block.
class Stream {
 public:
  Stream(const Words& words, Derive derive)
      : words_(words),
        derive_(derive),
        rows_(open_rows(words)),
        block_(rows_, derive),
        names_(distinct(column_names(rows_.function, derive))) {}

  void run() {
    const std::optional<Error> error = run_to_the_end();
    if (rows_.table.dropped() > 0) {
      print_message(fmt::format("adc: note: {} without a value left out", counted(rows_.table.dropped(), "row")));
    }
    if (first_) explain_not_finite(rows_.program, first_->first, first_->second, not_finite_);
    if (!error) return;
    if (error->diagnostic().slug != "interrupted" || TimeLimit::is_over()) throw Error(*error);
    print_message(fmt::format("adc: interrupted: {} done", counted(output_ ? output_->rows() : 0, "row")));
    end_by_interrupt();
  }

 private:
  /// The error that ended it; what was done before is written.
  std::optional<Error> run_to_the_end() {
    std::optional<Error> failed = error_of([&] { do_blocks(); });
    if (!output_) return failed;
    const std::optional<Error> unfinished = error_of([&] { output_->finish(); });
    return failed ? failed : unfinished;
  }

  void do_blocks() {
    Progress progress(words_.find("--output") == nullptr && isatty(STDOUT_FILENO) == 1);
    std::optional<StopsWork> guard;
    while (block_.read(rows_.table) > 0) {
      TimeLimit::check();
      block_.compute();
      if (!is_first_process()) continue;
      if (!output_) output_ = open_row_output(words_, names_, rows_.table);
      if (!guard) guard.emplace(StopsWork::Second::EndsProcess);  // until here there is nothing that is half done
      output_->write(block_.count(), block_.results());
      look_for_not_finite();
      progress.show({output_->rows(), rows_.table.bytes_read(), rows_.table.bytes()});
    }
  }

  void look_for_not_finite() {
    for (std::size_t row = 0; row < block_.count(); ++row) {
      if (block_.is_finite(row)) continue;
      if (++not_finite_ > 1) continue;
      first_.emplace(evaluate(rows_.function, block_.point(row), derive_), rows_.table.place(row));
    }
  }

  template <class Work>
  static std::optional<Error> error_of(Work work) {
    try {
      work();
      return std::nullopt;
    } catch (const Error& error) {
      return error;
    }
  }

  const Words& words_;
  Derive derive_;
  RowProgram rows_;
  Block block_;
  std::vector<std::string> names_;
  std::unique_ptr<RowOutput> output_;  ///< from the first block on
  std::size_t not_finite_ = 0;
  std::optional<std::pair<Results, std::string>> first_;  ///< of the rows without finite results, and where it is
};

}  // namespace

CsvOptions csv_options(const Words& words) {
  using Header = CsvOptions::Header;
  CsvOptions options{.stop = stop_flag()};
  options.header =
      choice<Header>(words, "--header", {{"auto", Header::Auto}, {"yes", Header::Present}, {"no", Header::Absent}});
  if (words.has("--drop-missing")) options.missing = CsvOptions::Missing::DropRow;
  return options;
}

std::vector<Option> row_options() {
  std::vector<Option> options{
      {"--data", "", "FILE", "evaluate at each row of a table, whose columns are inputs (`-`: stdin)"},
      {"--from", "", "FORMAT", "what the table is: csv, npy (as the name ends), f64 or f32 (numbers, row by row)"},
      {"--columns", "", "NAMES", "names of its columns, such as x,y,z"},
      {"--header", "", "WHETHER", "the first line of text is a header: auto, yes or no"},
      {"--drop-missing", "", "", "leave out the rows that lack a value"}};
  for (const Option& option : row_output_options()) options.push_back(option);
  return options;
}

void refuse_row_options(const Words& words) {
  for (const char* option : {"--from", "--columns", "--output", "--to"}) {
    const bool is_given =
        option == std::string_view("--from") ? from_words(words).table.has_value() : words.has(option);
    if (is_given) {
      throw failure("unexpected-word", fmt::format("there is no use for `{}` without `--data`", option));
    }
  }
}

void evaluate_rows(const Words& words, Derive derive) {
  refuse_others(words);
  check_row_output(words);
  if (processes() && *words.find("--data") == "-") {
    throw failure("bad-value", "several processes read a table each, and there is one stdin",
                  {"`--data FILE` names a file"});
  }
  Stream(words, derive).run();
}

}  // namespace adc::tools
