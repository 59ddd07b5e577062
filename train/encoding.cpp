#include "adc/train/encoding.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <unordered_map>

#include "adc/adc.hpp"
#include "train/failure.h"
#include "train/text.h"

namespace adc::inline ADC_ABI::train {
namespace {

constexpr double kDaysOfYear = 365.2425;

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

const TypedColumn& column_of(const TypedTable& table, const std::string& name) {
  if (const TypedColumn* found = table.find(name)) return *found;
  std::vector<std::string> all;
  for (const TypedColumn& other : table.columns) all.push_back(other.name);
  std::vector<std::string> help;
  for (const std::string& near : nearest_names(name, all)) help.push_back(fmt::format("did you mean `{}`?", near));
  if (help.empty()) help.push_back("there are the columns " + listed(all));
  throw failure("missing-column", fmt::format("the table has no column `{}`", name), std::move(help));
}

/// "t.csv:17"
std::string place(const TypedTable& table, std::size_t row) {
  return fmt::format("{}:{}", table.source, table.lines[row]);
}

/// The name of the feature for levels that have none.
std::string name_of_others(const ColumnEncoding& column) {
  return column.column + (contains(column.levels, "other") ? "=(other)" : "=other");
}

/// Fits the encoding of one column to rows.
class ColumnFit {
 public:
  ColumnFit(const TypedColumn& column, std::span<const std::size_t> rows, const EncodingOptions& options)
      : column_(column), options_(options), encoding_{.column = column.name, .format = column.format} {
    for (const std::size_t row : rows) {
      if (!std::isnan(column.numbers[row])) values_.push_back(column.numbers[row]);
    }
    lacks_values_ = values_.size() < rows.size();
    rows_ = rows.size();
  }

  /// Nullopt for a column that is left out.
  std::optional<ColumnEncoding> fit(std::vector<std::string>& notes) {
    if (values_.empty()) {
      notes.push_back(fmt::format("`{}` has no value in any row, and is left out", column_.name));
      return std::nullopt;
    }
    const bool varies = std::ranges::any_of(values_, [&](double x) { return x != values_[0]; });
    if (column_.is_text()) {
      if (contains(options_.indices, column_.name)) return index();
      return one_hot(varies, notes);
    }
    if (!varies && !lacks_values_)
      notes.push_back(fmt::format("`{}` is the same in all rows, and says nothing", column_.name));
    if (contains(options_.cyclic, column_.name)) encoding_.kind = ColumnKind::Cyclic;
    fill(values_);
    return encoding_;
  }

 private:
  /// How often each level's index occurs, the most frequent first, then in the order of levels.
  [[nodiscard]] std::vector<std::pair<std::size_t, std::size_t>> counted_values() const {
    std::map<double, std::size_t> counts;
    for (const double x : values_) ++counts[x];
    std::vector<std::pair<std::size_t, std::size_t>> sorted;
    for (const auto& [x, count] : counts) sorted.emplace_back(count, static_cast<std::size_t>(x));
    std::ranges::stable_sort(sorted, [](const auto& a, const auto& b) { return a.first > b.first; });
    return sorted;
  }

  std::optional<ColumnEncoding> one_hot(bool varies, std::vector<std::string>& notes) {
    if (!varies && !lacks_values_) {
      notes.push_back(fmt::format("`{}` has the same text in all rows, and is left out", column_.name));
      return std::nullopt;
    }
    const auto counts = counted_values();
    const auto least = static_cast<std::size_t>(std::ceil(options_.least_part * static_cast<double>(rows_)));
    std::vector<std::size_t> kept;
    for (const auto& [count, level] : counts) {
      if (kept.size() < options_.most_levels && count >= least) kept.push_back(level);
    }
    // One that is rare, alone, has a feature as good as that of others.
    if (counts.size() == kept.size() + 1 && kept.size() < options_.most_levels) kept.push_back(counts.back().second);
    const bool each_its_own =
        counts.size() > 2 && 2 * counts.size() > rows_ && counts[0].first <= std::max<std::size_t>(2, rows_ / 20);
    if (kept.empty() || each_its_own) {
      notes.push_back(
          fmt::format("`{}` has {} different texts in {} rows, and is left out: they are too rare to learn from",
                      column_.name, counts.size(), rows_));
      return std::nullopt;
    }
    std::ranges::sort(kept);
    encoding_.kind = ColumnKind::OneHot;
    for (const std::size_t level : kept) encoding_.levels.push_back(column_.levels[level]);
    encoding_.pooled = kept.size() < counts.size();
    encoding_.indicator = options_.imputation == Imputation::Indicator && lacks_values_;
    if (options_.imputation != Imputation::None && options_.imputation != Imputation::Indicator) {
      const auto most = std::ranges::find(kept, counts[0].second);
      encoding_.fill = static_cast<double>(most - kept.begin());
    }
    std::string text = fmt::format("`{}` is text: a feature for each of {} levels", column_.name, kept.size());
    if (encoding_.pooled) text += fmt::format(", and one for {} rare ones", counts.size() - kept.size());
    notes.push_back(std::move(text));
    return encoding_;
  }

  ColumnEncoding index() {
    encoding_.kind = ColumnKind::Index;
    encoding_.levels = column_.levels;
    if (options_.imputation != Imputation::None) encoding_.fill = static_cast<double>(counted_values()[0].second);
    return encoding_;
  }

  void fill(std::vector<double> values) {
    switch (options_.imputation) {
      case Imputation::None: return;
      case Imputation::Indicator: encoding_.indicator = lacks_values_; [[fallthrough]];
      case Imputation::Mean: {
        double mean = 0;
        for (const double x : values) mean += x / static_cast<double>(values.size());
        encoding_.fill = mean;
        return;
      }
      case Imputation::Median: {
        std::ranges::sort(values);
        const std::size_t half = values.size() / 2;
        encoding_.fill =
            values.size() % 2 == 1 ? values[half] : values[half - 1] + (values[half] - values[half - 1]) / 2;
        return;
      }
      case Imputation::Mode: {
        std::map<double, std::size_t> counts;
        for (const double x : values) ++counts[x];
        encoding_.fill = std::ranges::max_element(counts, {}, [](const auto& one) { return one.second; })->first;
        return;
      }
    }
  }

  const TypedColumn& column_;
  const EncodingOptions& options_;
  ColumnEncoding encoding_;
  std::vector<double> values_;  ///< of the rows that have one
  std::size_t rows_ = 0;
  bool lacks_values_ = false;
};

void check_kinds(const TypedTable& table, const EncodingOptions& options) {
  for (const std::string& name : options.excluded) static_cast<void>(column_of(table, name));
  for (const std::string& name : options.cyclic) {
    const CellKind kind = column_of(table, name).format.kind;
    if (kind == CellKind::Date || kind == CellKind::TimeOfDay) continue;
    throw failure("bad-data", fmt::format("the column `{}` has no dates or times that could come around again", name));
  }
}

FittedEncoding fitted(const TypedTable& table, std::span<const std::size_t> rows, const EncodingOptions& options) {
  check_kinds(table, options);
  FittedEncoding all;
  for (const TypedColumn& column : table.columns) {
    if (contains(options.excluded, column.name)) continue;
    auto encoding = ColumnFit(column, rows, options).fit(all.notes);
    if (encoding) all.encoding.columns.push_back(*std::move(encoding));
  }
  if (!all.encoding.columns.empty()) return all;
  std::vector<std::string> help;
  for (const std::string& note : all.notes) help.push_back(note);
  throw failure("bad-data", "the table has no columns besides the targets that say something", std::move(help));
}

/// Writes the features of one column.
class ColumnEncoder {
 public:
  ColumnEncoder(const ColumnEncoding& encoding, const TypedTable& table)
      : encoding_(encoding),
        table_(table),
        column_(column_of(table, encoding.column)),
        width_(encoding.features().size()) {
    const bool is_text = encoding.format.kind == CellKind::Text;
    const bool is_empty = column_.missing == column_.numbers.size();
    if (!is_empty && column_.is_text() != is_text) {
      throw failure("bad-data",
                    fmt::format("the column `{}` of {} has {}, and the model was trained with {}", column_.name,
                                table.source, is_text ? "numbers" : "text", is_text ? "text" : "numbers"));
    }
    if (!is_text || is_empty) return;
    std::unordered_map<std::string_view, std::size_t> places;
    for (std::size_t i = 0; i < encoding.levels.size(); ++i) places.emplace(encoding.levels[i], i);
    for (const std::string& level : column_.levels) {
      const auto found = places.find(level);
      level_places_.push_back(found == places.end() ? kUnknown : found->second);
    }
  }

  [[nodiscard]] std::size_t width() const { return width_; }

  /// `to` has `width()` zeros.
  void encode(std::size_t row, double* to) {
    double cell = column_.numbers[row];
    const bool lacks = std::isnan(cell);
    if (lacks && encoding_.indicator) to[width_ - 1] = 1;
    if (lacks && !encoding_.fill && !(encoding_.indicator && encoding_.kind == ColumnKind::OneHot)) {
      throw failure("bad-data", fmt::format("{}: the column `{}` has no value here", place(table_, row), column_.name),
                    {"`--missing mean` and the like, when the model is trained, say what stands for it"});
    }
    if (encoding_.kind == ColumnKind::OneHot || encoding_.kind == ColumnKind::Index) {
      if (!lacks)
        level(row, level_places_[static_cast<std::size_t>(cell)], to);
      else if (encoding_.fill)
        level(row, static_cast<std::size_t>(*encoding_.fill), to);
      return;
    }
    if (lacks) cell = *encoding_.fill;
    if (encoding_.kind == ColumnKind::Number)
      *to = cell;
    else
      cycles(cell, to);
  }

  [[nodiscard]] std::optional<std::string> note() const {
    if (unknown_ == 0) return std::nullopt;
    return fmt::format("`{}` has in {} a text that was not trained with, first `{}` in {}: {}", column_.name,
                       unknown_ == 1 ? "a row" : fmt::format("{} rows", unknown_), first_unknown_, first_place_,
                       encoding_.pooled ? "it counts as `other`" : "it is none of the levels");
  }

 private:
  static constexpr std::size_t kUnknown = static_cast<std::size_t>(-1);

  void level(std::size_t row, std::size_t level, double* to) {
    if (level == kUnknown) {
      const std::string& text = column_.levels[static_cast<std::size_t>(column_.numbers[row])];
      if (encoding_.kind == ColumnKind::Index) {
        throw failure("bad-data", fmt::format("{}: `{}` in the column `{}` was not trained with", place(table_, row),
                                              shown_cell(text), column_.name));
      }
      if (encoding_.pooled) to[encoding_.levels.size()] = 1;
      if (unknown_++ > 0) return;
      first_unknown_ = shown_cell(text);
      first_place_ = place(table_, row);
    } else if (encoding_.kind == ColumnKind::Index) {
      *to = static_cast<double>(level + 1);
    } else {
      to[level] = 1;
    }
  }

  void cycles(double cell, double* to) const {
    const auto put = [&](double period, double* at) {
      const double angle = 2 * std::numbers::pi * (cell / period - std::floor(cell / period));
      at[0] = std::sin(angle);
      at[1] = std::cos(angle);
    };
    if (encoding_.format.kind == CellKind::TimeOfDay) return put(24, to);
    to[0] = cell;
    put(kDaysOfYear, to + 1);
    put(7, to + 3);
  }

  const ColumnEncoding& encoding_;
  const TypedTable& table_;
  const TypedColumn& column_;
  std::size_t width_;
  std::vector<std::size_t> level_places_;  ///< of the table's levels, among the encoding's
  std::size_t unknown_ = 0;
  std::string first_unknown_;
  std::string first_place_;
};

EncodedRows encoded(const Encoding& encoding, const TypedTable& table) {
  std::vector<ColumnEncoder> columns;
  std::size_t width = 0;
  for (const ColumnEncoding& column : encoding.columns) {
    columns.emplace_back(column, table);
    width += columns.back().width();
  }
  EncodedRows rows{.x = std::vector<double>(table.rows() * width), .notes = {}};
  for (std::size_t r = 0; r < table.rows(); ++r) {
    double* to = rows.x.data() + r * width;
    for (ColumnEncoder& column : columns) {
      column.encode(r, to);
      to += column.width();
    }
  }
  for (const ColumnEncoder& column : columns) {
    if (const std::optional<std::string> note = column.note()) rows.notes.push_back(*note);
  }
  return rows;
}

}  // namespace

std::vector<std::string> ColumnEncoding::features() const {
  std::vector<std::string> names;
  switch (kind) {
    case ColumnKind::Number:
    case ColumnKind::Index: names = {column}; break;
    case ColumnKind::OneHot:
      for (const std::string& level : levels) names.push_back(fmt::format("{}={}", column, level));
      if (pooled) names.push_back(name_of_others(*this));
      break;
    case ColumnKind::Cyclic:
      if (format.kind == CellKind::TimeOfDay)
        names = {column + " sin", column + " cos"};
      else
        names = {column, column + " year sin", column + " year cos", column + " week sin", column + " week cos"};
      break;
  }
  if (indicator) names.push_back(column + " missing");
  return names;
}

std::vector<std::string> Encoding::features() const {
  std::vector<std::string> names;
  for (const ColumnEncoding& column : columns) {
    for (std::string& name : column.features()) names.push_back(std::move(name));
  }
  return names;
}

std::vector<std::size_t> Encoding::column_of_features() const {
  std::vector<std::size_t> places;
  for (std::size_t c = 0; c < columns.size(); ++c) places.insert(places.end(), columns[c].features().size(), c);
  return places;
}

Result<FittedEncoding> fit_encoding(const TypedTable& table, std::span<const std::size_t> rows,
                                    const EncodingOptions& options) {
  return guarded([&] { return fitted(table, rows, options); });
}

Encoding plain_encoding(const std::vector<std::string>& features) {
  Encoding encoding;
  for (const std::string& name : features) encoding.columns.push_back({.column = name});
  return encoding;
}

TypedOptions reading(const Encoding& encoding, TypedOptions options, const std::vector<std::string>& others) {
  using Missing = TypedOptions::Missing;
  options.used = others;
  options.optional = others;
  const bool refuses = options.missing == Missing::Refuse;
  if (refuses) options.missing = Missing::Keep;
  for (const ColumnEncoding& column : encoding.columns) {
    options.used.push_back(column.column);
    options.formats[column.column] = column.format;
    if (refuses && !column.fill && !column.indicator) options.required.push_back(column.column);
  }
  return options;
}

Result<EncodedRows> encode(const Encoding& encoding, const TypedTable& table) {
  return guarded([&] { return encoded(encoding, table); });
}

}  // namespace adc::inline ADC_ABI::train
