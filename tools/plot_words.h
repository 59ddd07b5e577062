// What the command line of adc plot says.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adc/plot.hpp"
#include "tools/program.h"
#include "tools/words.h"

namespace adc::tools {

/// The words after PROGRAM: values, as of other commands, and ranges.
struct PlotWords {
  std::vector<Binding> values;
  std::vector<std::pair<std::string, plot::Range>> ranges;  ///< in the order in which they are given
  std::string program;                                      ///< the text that names what is drawn; may be empty
};

/// The words name=value and name=LOW:HIGH, whose ends are constant expressions and may be missing. Throws usage errors.
[[nodiscard]] PlotWords plot_words(const std::vector<std::string>& words);

/// The list after an option, such as 1,2,5: numbers, names, or name=text. Empty if it is not given. Throws usage
/// errors.
[[nodiscard]] std::vector<double> number_list(const Words& words, std::string_view option);
[[nodiscard]] std::vector<std::string> name_list(const Words& words, std::string_view option);
[[nodiscard]] std::vector<std::pair<std::string, std::string>> named_texts(const Words& words, std::string_view option);

/// The width and height that `--size` gives, such as 800x600. Throws a usage error.
[[nodiscard]] std::optional<std::pair<double, double>> picture_size(const Words& words);

/// What a table has of points.
struct DataPoints {
  std::string x;  ///< the columns' names
  std::string y;
  std::vector<plot::Data> data;
};

/// The points that `--data`, `--x`, `--y` and `--by` name. `x` and `y` are columns to take where the options name none
/// and the table has them; else it takes the first ones. Throws `Error`.
[[nodiscard]] DataPoints data_points(const Words& words, const std::string& x, const std::string& y);

}  // namespace adc::tools
