// What a fit found, as people and as programs read it, and as pictures.
#pragma once

#include <string>
#include <vector>

#include "adc/train/fit.hpp"

namespace adc::tools {

/// What was fitted.
struct Fitted {
  CsvTable table;
  Function function;
  std::vector<train::FitColumn> columns;  ///< of the table, that the model uses
  std::string y_name;
  std::vector<double> y;
  std::vector<double> weights;  ///< empty where all are 1: 1/σ² of known deviations
  double level = 0.95;
  train::Fit fit;
};

/// A line per parameter, then correlations, then what holds for the whole.
[[nodiscard]] std::string as_text(const Fitted& fitted);

/// One object {"schema": "adc.fit.1", …} (docs/fit.md); what is not known is null.
[[nodiscard]] std::string as_json(const Fitted& fitted);

/// A table in text: the columns that the model uses, what was measured, what is predicted, residuals, and bands.
[[nodiscard]] std::string as_csv(const Fitted& fitted);

/// The model, with its fitted numbers, as a program.
[[nodiscard]] std::string as_program(const Fitted& fitted, const std::string& text);

/// Of one column the data, the curve and its bands; of several what was measured over what is predicted. SVG.
[[nodiscard]] std::string picture(const Fitted& fitted);

/// Residuals, each by its weight, over what is predicted. SVG.
[[nodiscard]] std::string residuals_picture(const Fitted& fitted);

}  // namespace adc::tools
