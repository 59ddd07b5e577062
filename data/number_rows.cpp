#include "data/number_rows.h"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "data/csv_cells.h"

namespace adc::data {
namespace {

constexpr std::size_t kMostHeader = std::size_t{1} << 26U;
constexpr std::size_t kMostRow = std::size_t{1} << 30U;
constexpr std::size_t kReadAtOnce = std::size_t{1} << 18U;  ///< bytes that are read at once, if a row is not longer

std::vector<NpyField> repeated(const NpyField& field, std::size_t width) {
  std::vector<NpyField> fields(width, field);
  for (std::size_t c = 0; c < width; ++c) fields[c].offset = c * field.width;
  return fields;
}

/// What the header says about rows and columns.
NumberLayout layout_of(const NpyHeader& header) {
  const std::size_t axes = header.shape.size();
  if (axes == 0 || axes > (header.is_structured ? 1U : 2U)) {
    bad_npy(fmt::format("an array of {} axes is no table; a table has rows and columns", axes));
  }
  const auto rows = static_cast<std::size_t>(header.shape[0]);
  const auto width = axes == 2 ? static_cast<std::size_t>(header.shape[1]) : std::size_t{1};
  if (width > kMostColumns) bad_npy(fmt::format("{} columns are more than the limit of {}", width, kMostColumns));
  NumberLayout layout{.row_bytes = width * header.element_bytes, .rows = rows};
  if (layout.row_bytes > kMostRow) bad_npy("the rows are too long");
  layout.fields = header.is_structured ? header.fields : repeated(header.fields[0], width);
  if (header.is_fortran && width > 1) layout.column_bytes = rows * header.element_bytes;
  return layout;
}

}  // namespace

NumberRows::NumberRows(Input input, NumberLayout layout, const std::vector<std::string>& names)
    : input_(std::move(input)), layout_(std::move(layout)) {
  const std::size_t width = layout_.fields.size();
  if (width == 0 || layout_.row_bytes == 0) bad_npy("the table has no columns");
  if (!names.empty() && names.size() != width) {
    fail("ragged-row", {}, fmt::format("{} names are given, and the table has {} columns", names.size(), width));
  }
  const bool is_named = !names.empty() || !layout_.fields[0].name.empty();
  std::vector<SourceColumn> columns;
  for (std::size_t c = 0; c < width; ++c) {
    const NpyField& field = layout_.fields[c];
    std::string name = !names.empty() ? names[c] : is_named ? field.name : "c" + std::to_string(c + 1);
    columns.push_back({.name = std::move(name), .holds = field.is_number() ? "" : field.type});
  }
  set_columns(std::move(columns), is_named);
  if (layout_.column_bytes > 0 && !input_.can_seek()) {
    bad_npy("columns lie one after the other (Fortran order), which a pipe cannot give row by row");
  }
}

std::size_t NumberRows::read(std::size_t rows, std::span<const OutputColumn> to) {
  refuse_labels(to);
  block_begin_ = rows_read_;
  const std::size_t got = layout_.column_bytes > 0 ? read_columns(rows, to) : read_rows(rows, to);
  rows_read_ += got;
  return got;
}

void NumberRows::refuse_labels(std::span<const OutputColumn> to) const {
  for (std::size_t c = 0; c < to.size(); ++c) {
    if (to[c].data == nullptr || columns()[c].holds.empty()) continue;
    fail("bad-input", {},
         fmt::format("the column `{}` holds {}, and numbers are wanted", columns()[c].name, columns()[c].holds));
  }
}

/// Puts whole rows into the buffer: all of `size` bytes, or those before the end, or before others have to be waited
/// for.
std::size_t NumberRows::fill(std::size_t size) {
  std::size_t bytes = 0;
  while (bytes < size && !is_at_end_) {
    if (bytes > 0 && bytes % layout_.row_bytes == 0 && input_.would_wait()) break;
    const std::size_t got = input_.read(buffer_.data() + bytes, size - bytes);
    is_at_end_ = got == 0;
    bytes += got;
  }
  rest_ = bytes % layout_.row_bytes;
  return bytes / layout_.row_bytes;
}

std::size_t NumberRows::read_rows(std::size_t rows, std::span<const OutputColumn> to) {
  const std::size_t row_bytes = layout_.row_bytes;
  const std::uint64_t left = layout_.rows ? *layout_.rows - rows_read_ : ~std::uint64_t{0};
  if (is_at_end_ || left == 0) return refuse_end(), 0;
  const std::size_t at_once = std::max<std::size_t>(kReadAtOnce / row_bytes, 1);
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>({rows, left, at_once}));
  buffer_.resize(wanted * row_bytes);
  const std::size_t got = fill(buffer_.size());
  if (got == 0) refuse_end();
  for (std::size_t c = 0; c < to.size(); ++c) {
    if (to[c].data == nullptr) continue;
    decode(layout_.fields[c], buffer_.data() + layout_.fields[c].offset, row_bytes, got, to[c].data, to[c].stride);
  }
  return got;
}

/// Where the rows end, something else may be wrong.
void NumberRows::refuse_end() {
  if (!layout_.rows) {
    if (rest_ == 0) return;
    fail("ragged-row", {},
         fmt::format("the file ends within row {}: {} of {} bytes", rows_read_ + 1, rest_, layout_.row_bytes));
  }
  if (rows_read_ < *layout_.rows) {
    bad_npy(fmt::format("the header says {} rows, and the file ends after {}", *layout_.rows, rows_read_));
  }
  char more = 0;
  if (input_.read(&more, 1) > 0) {
    bad_npy(fmt::format("the header says {} rows, and something follows them", *layout_.rows));
  }
}

std::size_t NumberRows::read_columns(std::size_t rows, std::span<const OutputColumn> to) {
  const auto got = static_cast<std::size_t>(std::min<std::uint64_t>(rows, *layout_.rows - rows_read_));
  for (std::size_t c = 0; c < to.size() && got > 0; ++c) {
    if (to[c].data == nullptr) continue;
    const NpyField& field = layout_.fields[c];
    buffer_.resize(got * field.width);
    const std::uint64_t place = layout_.begin + c * layout_.column_bytes + rows_read_ * field.width;
    if (!input_.read_at(place, buffer_.data(), buffer_.size())) {
      bad_npy(fmt::format("the header says {} rows of {} columns, and the file ends before", *layout_.rows,
                          columns().size()));
    }
    decode(field, buffer_.data(), field.width, got, to[c].data, to[c].stride);
  }
  return got;
}

std::unique_ptr<RowSource> npy_rows(Input input, const std::vector<std::string>& names) {
  std::string header(kNpyPrefix, '\0');
  header.resize(input.read_fully(header.data(), header.size()));
  const auto [begin, length] = npy_prefix(header);
  if (length > kMostHeader) bad_npy("the header is too long");
  const std::size_t got = header.size();
  header.resize(std::max(begin + length, got));
  const std::size_t whole = got + input.read_fully(header.data() + got, header.size() - got);
  if (whole < begin + length) bad_npy("the file ends within the header");
  NumberLayout layout = layout_of(parse_npy_header(std::string_view(header).substr(begin, length)));
  layout.begin = begin + length;
  return std::make_unique<NumberRows>(std::move(input), std::move(layout), names);
}

std::unique_ptr<RowSource> raw_rows(Input input, std::size_t bytes, std::size_t width,
                                    const std::vector<std::string>& names) {
  NumberLayout layout{.fields = repeated({.width = bytes}, width), .row_bytes = width * bytes};
  return std::make_unique<NumberRows>(std::move(input), std::move(layout), names);
}

}  // namespace adc::data
