#include "data/open_rows.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <utility>

#include "data/csv_rows.h"
#include "data/number_rows.h"

namespace adc::data {
namespace {

void refuse_repeated(const std::vector<SourceColumn>& columns) {
  std::set<std::string_view> taken;
  for (const SourceColumn& column : columns) {
    if (!taken.insert(column.name).second) {
      fail("repeated-column", {}, fmt::format("there are two columns `{}`", column.name));
    }
  }
}

std::unique_ptr<RowSource> open_csv(Input input, const TableReadOptions& options) {
  constexpr std::size_t kMostRowBytes = std::size_t{1} << 30U;
  const CsvOptions csv{.separator = options.separator, .header = options.header, .missing = options.missing};
  const std::size_t max_row_bytes = std::min(options.max_row_bytes, kMostRowBytes);
  return std::make_unique<CsvRows>(std::move(input), csv, options.columns, max_row_bytes);
}

std::unique_ptr<RowSource> open_raw(Input input, std::size_t bytes, const TableReadOptions& options) {
  const std::size_t width = options.columns.empty() ? options.width : options.columns.size();
  return raw_rows(std::move(input), bytes, width, options.columns);
}

std::unique_ptr<RowSource> open_any(Input input, const TableReadOptions& options) {
  switch (format_of(input.name(), options.format)) {
    case TableFormat::Npy: return npy_rows(std::move(input), options.columns);
    case TableFormat::F64: return open_raw(std::move(input), sizeof(double), options);
    case TableFormat::F32: return open_raw(std::move(input), sizeof(float), options);
    default: return open_csv(std::move(input), options);
  }
}

}  // namespace

TableFormat format_of(std::string_view name, TableFormat format) {
  if (format != TableFormat::Auto) return format;
  return name.ends_with(".npy") ? TableFormat::Npy : TableFormat::Csv;
}

std::unique_ptr<RowSource> open_rows(Input input, const TableReadOptions& options) {
  std::unique_ptr<RowSource> rows = open_any(std::move(input), options);
  refuse_repeated(rows->columns());
  return rows;
}

}  // namespace adc::data
