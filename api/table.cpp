#include "adc/table.hpp"

#include <fmt/core.h>

#include <utility>

#include "data/input.h"
#include "data/open_rows.h"
#include "data/row_writer.h"
#include "diag/diagnostics.h"
#include "diag/render.h"
#include "run/guard.h"

namespace adc::inline ADC_ABI {
namespace {

/// `error` as a person reads it, if it is not yet: errors about a row say where that is. `name`: what it is about,
/// unless its message says so.
Error rendered(const Error& error, const std::string& name) {
  const Diagnostic& diagnostic = error.diagnostic();
  if (std::string_view(error.what()) != Error(diagnostic).what()) return error;
  const std::string text = diag::render(diagnostic, name, "");
  const bool says_it = name.empty() || diagnostic.slug == "cannot-read" || diagnostic.slug == "interrupted";
  return {says_it ? text : name + ": " + text, diagnostic};
}

/// What `make()`, which returns a `Result`, returns, or the error that it throws, about `name`.
template <typename Make>
auto guarded(const std::string& name, Make make) -> decltype(make()) {
  auto made = run::guarded({}, make);
  return made ? std::move(made) : rendered(made.error(), name);
}

/// Calls `work()`, which throws what goes wrong.
template <typename Work>
std::optional<Error> error_of(Work work) {
  const Result<bool> done = run::guarded({}, [&]() -> Result<bool> {
    work();
    return true;
  });
  return done ? std::nullopt : std::optional(rendered(done.error(), ""));
}

Error empty_table(std::size_t dropped) {
  return Error(diag::diagnose("empty-table", {},
                              dropped == 0 ? "the table has no rows" : "every row of the table lacks a value"));
}

Error wrong_size(std::size_t given, std::size_t wanted) {
  return Error(diag::diagnose("wrong-size", {}, fmt::format("{} columns are given, and there are {}", given, wanted)));
}

}  // namespace

struct TableReader::State {
  std::string name;
  std::unique_ptr<data::RowSource> source;
  std::vector<std::string> columns;
  bool is_empty = true;  ///< no row has been given
};

TableReader::TableReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
TableReader::TableReader(TableReader&& other) noexcept = default;
TableReader& TableReader::operator=(TableReader&& other) noexcept = default;
TableReader::~TableReader() = default;

Result<TableReader> TableReader::open(data::Input input, const TableReadOptions& options) {
  const std::string name = input.name();
  return guarded(name, [&]() -> Result<TableReader> {
    auto state = std::make_unique<State>(name, data::open_rows(std::move(input), options));
    for (const data::SourceColumn& column : state->source->columns()) state->columns.push_back(column.name);
    if (state->columns.empty()) return empty_table(0);
    return TableReader(std::move(state));
  });
}

Result<TableReader> TableReader::open(const std::string& path, const TableReadOptions& options) {
  return guarded(path, [&] { return open(data::Input(path, options.stop), options); });
}

Result<TableReader> TableReader::from_bytes(std::string_view bytes, const std::string& source_name,
                                            const TableReadOptions& options) {
  return open(data::Input(bytes, source_name), options);
}

std::span<const std::string> TableReader::columns() const { return state_->columns; }
bool TableReader::is_named() const { return state_->source->is_named(); }

Result<std::size_t> TableReader::read(std::size_t rows, std::span<const OutputColumn> columns) {
  if (columns.size() != state_->columns.size()) return wrong_size(columns.size(), state_->columns.size());
  return guarded(state_->name, [&]() -> Result<std::size_t> {
    const std::size_t got = state_->source->read(rows, columns);
    if (got == 0 && state_->is_empty && rows > 0) return empty_table(dropped());
    state_->is_empty = state_->is_empty && got == 0;
    return got;
  });
}

std::string TableReader::place(std::size_t row) const {
  return fmt::format("{} {}", state_->source->has_lines() ? "line" : "row", state_->source->place(row));
}

std::size_t TableReader::dropped() const { return state_->source->dropped(); }
std::uint64_t TableReader::bytes_read() const { return state_->source->input().bytes_read(); }
std::optional<std::uint64_t> TableReader::bytes() const { return state_->source->input().size(); }

struct TableWriter::State {
  data::RowWriter writer;
  std::size_t columns;
};

TableWriter::TableWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
TableWriter::TableWriter(TableWriter&& other) noexcept = default;
TableWriter& TableWriter::operator=(TableWriter&& other) noexcept = default;
TableWriter::~TableWriter() = default;

Result<TableWriter> TableWriter::open(const std::string& path, const std::vector<std::string>& columns,
                                      const TableWriteOptions& options) {
  return guarded("", [&]() -> Result<TableWriter> {
    const TableFormat format = data::format_of(path, options.format);
    const bool is_raw = format == TableFormat::F64 || format == TableFormat::F32;
    const data::RowFormat rows = is_raw                       ? data::RowFormat::Numbers
                                 : format == TableFormat::Npy ? data::RowFormat::Npy
                                                              : data::RowFormat::Csv;
    const DType raw_type = format == TableFormat::F32 ? DType::F32 : DType::F64;
    const std::optional<data::FileIdentity> source =
        options.source == nullptr ? std::nullopt : options.source->state_->source->input().identity();
    data::RowWriter writer(data::Output(path, source, options.stop), rows, columns, is_raw ? raw_type : options.dtype);
    return TableWriter(std::make_unique<State>(std::move(writer), columns.size()));
  });
}

std::optional<Error> TableWriter::write(std::size_t rows, std::span<const InputColumn> columns) {
  if (columns.size() != state_->columns) return wrong_size(columns.size(), state_->columns);
  return error_of([&] { state_->writer.write(rows, columns); });
}

std::optional<Error> TableWriter::finish() {
  return error_of([&] { state_->writer.finish(); });
}

std::uint64_t TableWriter::rows() const { return state_->writer.rows(); }

}  // namespace adc::inline ADC_ABI
