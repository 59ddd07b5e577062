#include "adc/typed_table.hpp"

#include <algorithm>
#include <limits>

#include "data/cell_format.h"
#include "data/csv_cells.h"
#include "data/mapped_file.h"
#include "data/text_encoding.h"
#include "data/typed_table.h"
#include "diag/render.h"
#include "run/guard.h"

namespace adc::inline ADC_ABI {
namespace {

/// Places are 32-bit offsets.
constexpr std::size_t kMostBytes = std::numeric_limits<std::uint32_t>::max();

std::size_t most_bytes(const TypedOptions& options) { return std::min(options.max_bytes, kMostBytes); }

TypedTable read_text(std::string_view text, const std::string& source_name, const TypedOptions& options) {
  try {
    data::refuse_beyond(most_bytes(options), text.size(), source_name);
    return data::read_typed_table(text, source_name, options);
  } catch (const Error& error) {
    throw Error(diag::render(error.diagnostic(), source_name, text), error.diagnostic());
  }
}

TypedTable read_bytes(std::string_view bytes, const std::string& source_name, const TypedOptions& options) {
  const auto decoded = [&]() -> std::optional<std::string> {
    try {
      return data::to_utf8(bytes, options.encoding);
    } catch (const Error& error) {
      // The bytes around are no text to be shown.
      Diagnostic diagnostic = error.diagnostic();
      diagnostic.message += " (byte " + std::to_string(diagnostic.span.begin + 1) + ")";
      diagnostic.span = {};
      diagnostic.message = source_name + ": " + diagnostic.message;
      throw Error(diag::render(diagnostic, source_name, ""), diagnostic);
    }
  }();
  return read_text(decoded ? std::string_view(*decoded) : bytes, source_name, options);
}

}  // namespace

std::string describe(const CellFormat& format) { return data::in_words(format); }

std::string shown_cell(std::string_view text) { return data::shown(text); }

Result<TypedTable> parse_typed_table(std::string_view text, std::string_view source_name, const TypedOptions& options) {
  return run::guarded({}, [&]() -> Result<TypedTable> { return read_bytes(text, std::string(source_name), options); });
}

Result<TypedTable> read_typed_table(const std::string& path, const TypedOptions& options) {
  return run::guarded({}, [&]() -> Result<TypedTable> {
    const data::MappedFile file(path, most_bytes(options));
    return read_bytes(file.bytes(), path == "-" ? "<stdin>" : path, options);
  });
}

}  // namespace adc::inline ADC_ABI
