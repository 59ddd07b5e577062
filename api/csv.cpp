#include "adc/csv.hpp"

#include <algorithm>
#include <limits>

#include "data/csv.h"
#include "data/csv_cells.h"
#include "data/mapped_file.h"
#include "diag/render.h"
#include "run/guard.h"

namespace adc::inline ADC_ABI {
namespace {

/// Places are 32-bit offsets.
constexpr std::size_t kMaxBytes = std::numeric_limits<std::uint32_t>::max();

std::size_t limit(const CsvOptions& options) { return std::min(options.max_bytes, kMaxBytes); }

/// What `read()` gives, or the error that it throws, with its place in `text`.
template <typename Read>
Result<CsvTable> rendered(std::string_view source_name, std::string_view text, Read read) {
  return run::guarded({}, [&]() -> Result<CsvTable> {
    try {
      return read();
    } catch (const Error& error) {
      return Error(diag::render(error.diagnostic(), source_name, text), error.diagnostic());
    }
  });
}

}  // namespace

Result<CsvTable> parse_csv(std::string_view text, std::string_view source_name, const CsvOptions& options) {
  return rendered(source_name, text, [&] {
    data::refuse_beyond(limit(options), text.size(), std::string(source_name));
    return data::parse_csv(text, options);
  });
}

std::string csv_cell(const std::string& text) { return data::csv_cell(text); }

Result<CsvTable> read_csv(const std::string& path, const CsvOptions& options) {
  const std::string name = path == "-" ? "<stdin>" : path;
  return rendered(name, "", [&] {
    const data::MappedFile file(path, limit(options));
    return parse_csv(file.bytes(), name, options);
  });
}

}  // namespace adc::inline ADC_ABI
