// How the columns of a table become the features of examples, and stay so for other tables.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "adc/export.hpp"
#include "adc/result.hpp"
#include "adc/typed_table.hpp"

namespace adc::inline ADC_ABI::train {

/// What a column becomes.
enum class ColumnKind : std::uint8_t {
  Number,  ///< one feature, the cell's number
  OneHot,  ///< of text: a feature for each level, 1 where the cell has it and 0 elsewhere
  Index,   ///< of text: one feature, the level's number from 1
  Cyclic,  ///< of dates: the number, and sine and cosine of the time of the year and of the week; of times of the day:
           ///< sine and cosine
};

/// How one column becomes features.
struct ADC_API ColumnEncoding {
  std::string column;
  CellFormat format = {};  ///< that its cells have
  ColumnKind kind = ColumnKind::Number;
  std::vector<std::string> levels = {};  ///< of text, in the order of their features
  bool pooled = false;                   ///< OneHot: a last feature is for all other levels
  /// What stands for a cell without a value: a number, or of text a level's index; nullopt: such cells are refused, or
  /// with an indicator of text they have no level.
  std::optional<double> fill = {};
  bool indicator = false;  ///< a last feature is 1 where the cell has no value

  /// Of the features: `age`, `color=red`, `color=other`, `age missing`, `day year sin`.
  [[nodiscard]] std::vector<std::string> features() const;
};

/// How a table becomes features, in the order of the columns.
struct ADC_API Encoding {
  std::vector<ColumnEncoding> columns;

  [[nodiscard]] std::vector<std::string> features() const;
  /// For each feature the index of its column.
  [[nodiscard]] std::vector<std::size_t> column_of_features() const;
};

/// What stands for cells without a value.
enum class Imputation : std::uint8_t {
  None,       ///< nothing: they are refused
  Mean,       ///< the column's mean; of text the most frequent level
  Median,     ///< the median; of text likewise
  Mode,       ///< the most frequent number or level
  Indicator,  ///< the mean, or no level, and a feature that says so
};

/// How to find an encoding.
struct EncodingOptions {
  std::vector<std::string> excluded = {};  ///< columns that are no features: targets, weights, groups
  Imputation imputation = Imputation::None;
  std::vector<std::string> indices = {};  ///< columns of text that become numbers (`ColumnKind::Index`)
  std::vector<std::string> cyclic = {};   ///< columns of dates and times that come around again
  std::size_t most_levels = 50;           ///< of one-hot text; others are pooled, the rarest first
  double least_part = 0.005;              ///< levels with a smaller part of the rows are pooled, if there are several
};

/// An encoding, and what a person should know of it, a line each.
struct FittedEncoding {
  Encoding encoding;
  std::vector<std::string> notes;
};

/// The encoding that suits these rows of a table: levels, and what stands for missing values, are theirs. A column of
/// text is left out, with a note, if it has the same text in all rows, or in each row one that is rare; a column
/// without any value is left out, too. Errors: "missing-column", "bad-data" where nothing is left, and for `indices`
/// and `cyclic` that are of other kinds. O(cells).
[[nodiscard]] ADC_API Result<FittedEncoding> fit_encoding(const TypedTable& table, std::span<const std::size_t> rows,
                                                          const EncodingOptions& options = {});

/// The encoding of features that are numbers already, each a column of its own.
[[nodiscard]] ADC_API Encoding plain_encoding(const std::vector<std::string>& features);

/// How to read a table whose columns are to be encoded: `options` with the formats of the columns, of which others are
/// not read unless they are in `others`, and cells without a value where the encoding has something for them.
[[nodiscard]] ADC_API TypedOptions reading(const Encoding& encoding, TypedOptions options,
                                           const std::vector<std::string>& others = {});

/// Features, and what a person should know of them.
struct EncodedRows {
  std::vector<double> x;           ///< [rows, features], row-major; in the units of the data
  std::vector<std::string> notes;  ///< levels that the encoding does not have, a line for each column
};

/// The features of a table's rows. A level that the encoding does not have is pooled, or has 0 in all features.
/// Errors: "missing-column"; "bad-data", with file and line, for cells without a value and without one that stands for
/// it, for unknown levels of an index, and where the columns are of other kinds. O(cells).
[[nodiscard]] ADC_API Result<EncodedRows> encode(const Encoding& encoding, const TypedTable& table);

}  // namespace adc::inline ADC_ABI::train
