// Where the results of rows go.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "adc/adc.hpp"
#include "tools/words.h"

namespace adc::tools {

/// Takes rows of results, block by block.
class RowOutput {
 public:
  virtual ~RowOutput() = default;
  /// `numbers`: [rows, columns], row-major. Throws `Error` ("cannot-write", "interrupted").
  virtual void write(std::size_t rows, std::span<const double> numbers) = 0;
  /// Ends what was written; whole rows stay also where this is called after an error. Throws `Error` ("cannot-write").
  virtual void finish() = 0;
  /// The rows that were written.
  [[nodiscard]] virtual std::uint64_t rows() const = 0;
};

/// What says where results go, for a command to declare.
[[nodiscard]] std::vector<Option> row_output_options();

/// Throws the usage errors, and "cannot-write", that can be known before there are rows.
void check_row_output(const Words& words);

/// Opens what `--output`, `--to` and `--json` say, for columns of these names. `source`: what is read meanwhile. Throws
/// `Error` ("cannot-write").
[[nodiscard]] std::unique_ptr<RowOutput> open_row_output(const Words& words, const std::vector<std::string>& columns,
                                                         const TableReader& source);

}  // namespace adc::tools
