#include "tools/train/fit_report.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "tools/report/output.h"
#include "tools/report/results.h"

namespace adc::tools {
namespace {

using train::Fit;
using train::FitParameter;

constexpr std::size_t kMostInMatrix = 10;  ///< parameters whose correlations are shown as a matrix
constexpr double kStrong = 0.95;           ///< of more, the correlations that are listed

std::string short_number(double x, int digits) { return fmt::format("{:.{}g}", x, digits); }

std::string short_or_dash(const std::optional<double>& x, int digits) {
  return x ? short_number(*x, digits) : std::string("–");
}

/// "95 %"
std::string percent(double level) { return fmt::format("{:.10g} %", 100 * level); }

Rows parameter_rows(const Fitted& fitted) {
  Rows rows{{"parameter", "value", "standard error", percent(fitted.level) + " interval", "", "t", "p"}};
  for (const FitParameter& p : fitted.fit.parameters) {
    rows.push_back({p.name, short_number(p.value, 10), p.at_bound ? "at its bound" : short_or_dash(p.standard_error, 4),
                    short_or_dash(p.low, 7), short_or_dash(p.high, 7), short_or_dash(p.t, 4), short_or_dash(p.p, 3)});
  }
  return rows;
}

std::string correlation_text(const Fit& fit) {
  const std::size_t size = fit.parameters.size();
  const auto known = [&](std::size_t a, std::size_t b) { return std::isfinite(fit.correlation[a * size + b]); };
  if (std::ranges::none_of(fit.correlation, [](double c) { return std::isfinite(c); })) return "";
  Rows rows;
  if (size <= kMostInMatrix) {
    for (std::size_t a = 1; a < size; ++a) {
      std::vector<std::string> row{fit.parameters[a].name};
      for (std::size_t b = 0; b < a; ++b)
        row.push_back(known(a, b) ? fmt::format("{:.3f}", fit.correlation[a * size + b]) : "–");
      rows.push_back(std::move(row));
    }
    if (rows.empty()) return "";
    std::vector<std::string> head{"correlation"};
    for (std::size_t b = 0; b + 1 < size; ++b) head.push_back(fit.parameters[b].name);
    rows.insert(rows.begin(), std::move(head));
    return "\n" + align(rows);
  }
  for (std::size_t a = 1; a < size; ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      const double c = fit.correlation[a * size + b];
      if (std::fabs(c) >= kStrong)
        rows.push_back({fit.parameters[b].name, fit.parameters[a].name, fmt::format("{:.3f}", c)});
    }
  }
  return rows.empty() ? "" : fmt::format("\ncorrelations of {} and more\n", kStrong) + align(rows);
}

Rows summary_rows(const Fit& fit) {
  Rows rows{{"rows", fmt::format("{}, {} of freedom", fit.rows, counted(fit.degrees_of_freedom, "degree"))}};
  if (fit.threshold) {
    rows.push_back({"loss", short_number(fit.loss, 10)});
    rows.push_back({"threshold", short_number(*fit.threshold, 6)});
  }
  rows.push_back({fit.sigma_is_known ? "χ²" : "sum of squares", short_number(fit.rss, 10)});
  if (fit.p_of_chi_squared) rows.push_back({"p of χ²", short_number(*fit.p_of_chi_squared, 4)});
  if (fit.residual_sd) rows.push_back({"residuals' sd", short_number(*fit.residual_sd, 8)});
  if (fit.r_squared) {
    rows.push_back({"R²", fmt::format("{}{}", short_number(*fit.r_squared, 8),
                                      fit.adjusted_r_squared
                                          ? fmt::format(", adjusted {}", short_number(*fit.adjusted_r_squared, 8))
                                          : "")});
  }
  if (fit.aic) rows.push_back({"AIC", short_number(*fit.aic, 8)});
  if (fit.bic) rows.push_back({"BIC", short_number(*fit.bic, 8)});
  rows.push_back({"end", fmt::format("{}: {} from {}", train::text(fit.end), counted(fit.steps, "step"),
                                     counted(fit.starts, "start"))});
  return rows;
}

std::string json_optional(const std::optional<double>& x) { return x && !std::isnan(*x) ? json_number(*x) : "null"; }

std::string json_names(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + json_string(name);
  return "[" + text + "]";
}

std::string json_parameters(const Fit& fit) {
  std::string text;
  for (const FitParameter& p : fit.parameters) {
    text += fmt::format(
        R"({}{}: {{"value": {}, "standard_error": {}, "low": {}, "high": {}, "t": {}, "p": {}, "at_bound": {}}})",
        text.empty() ? "" : ", ", json_string(p.name), json_number(p.value), json_optional(p.standard_error),
        json_optional(p.low), json_optional(p.high), json_optional(p.t), json_optional(p.p), p.at_bound);
  }
  return "{" + text + "}";
}

std::string json_matrix(const std::vector<double>& matrix, std::size_t size) {
  std::string text = "[";
  for (std::size_t a = 0; a < size; ++a) {
    text += a > 0 ? ", [" : "[";
    for (std::size_t b = 0; b < size; ++b) text += (b > 0 ? ", " : "") + json_optional(matrix[a * size + b]);
    text += "]";
  }
  return text + "]";
}

}  // namespace

std::string as_text(const Fitted& fitted) {
  return align(parameter_rows(fitted)) + correlation_text(fitted.fit) + "\n" + align(summary_rows(fitted.fit));
}

std::string as_json(const Fitted& fitted) {
  const Fit& fit = fitted.fit;
  const std::size_t size = fit.parameters.size();
  const std::vector<std::pair<const char*, std::string>> members{
      {"success", fit.succeeded() ? "true" : "false"},
      {"reason", json_string(std::string(train::text(fit.end)))},
      {"parameters", json_parameters(fit)},
      {"level", json_number(fitted.level)},
      {"names", json_names([&] {
         std::vector<std::string> names;
         for (const FitParameter& p : fit.parameters) names.push_back(p.name);
         return names;
       }())},
      {"covariance", json_matrix(fit.covariance, size)},
      {"correlation", json_matrix(fit.correlation, size)},
      {"undetermined", json_names(fit.undetermined)},
      {"rows", std::to_string(fit.rows)},
      {"degrees_of_freedom", std::to_string(fit.degrees_of_freedom)},
      {"loss", json_number(fit.loss)},
      {"threshold", json_optional(fit.threshold)},
      {"rss", json_number(fit.rss)},
      {"residual_sd", json_optional(fit.residual_sd)},
      {"r_squared", json_optional(fit.r_squared)},
      {"adjusted_r_squared", json_optional(fit.adjusted_r_squared)},
      {"aic", json_optional(fit.aic)},
      {"bic", json_optional(fit.bic)},
      {"p_of_chi_squared", json_optional(fit.p_of_chi_squared)},
      {"steps", std::to_string(fit.steps)},
      {"starts", std::to_string(fit.starts)}};
  std::string text = R"({"schema": "adc.fit.1")";
  for (const auto& [name, value] : members) text += fmt::format(", \"{}\": {}", name, value);
  return text + "}\n";
}

std::string as_csv(const Fitted& fitted) {
  const train::FitBands& bands = fitted.fit.bands;
  std::vector<std::pair<std::string, std::span<const double>>> columns;
  for (const train::FitColumn& column : fitted.columns) columns.emplace_back(column.name, column.numbers);
  columns.emplace_back(fitted.y_name, fitted.y);
  columns.emplace_back("predicted", bands.predicted);
  columns.emplace_back("residual", fitted.fit.residuals);
  if (!bands.confidence_low.empty()) {
    columns.emplace_back("confidence_low", bands.confidence_low);
    columns.emplace_back("confidence_high", bands.confidence_high);
    columns.emplace_back("prediction_low", bands.prediction_low);
    columns.emplace_back("prediction_high", bands.prediction_high);
  }
  std::string text;
  for (std::size_t c = 0; c < columns.size(); ++c) text += (c > 0 ? "," : "") + csv_cell(columns[c].first);
  for (std::size_t r = 0; r < fitted.y.size(); ++r) {
    text += "\n";
    for (std::size_t c = 0; c < columns.size(); ++c) text += (c > 0 ? "," : "") + to_text(columns[c].second[r]);
  }
  return text + "\n";
}

std::string as_program(const Fitted& fitted, const std::string& text) {
  std::map<std::string, Fixed> values;
  std::string note = fmt::format("# {} by `adc fit`, of\n", fitted.y_name);
  for (const std::string& line : split(text, '\n')) note += line.empty() ? "" : fmt::format("#   {}\n", line);
  note += "# with\n";
  std::size_t next = 0;
  for (std::size_t i = 0; i < fitted.function.inputs().size(); ++i) {
    const std::string& name = fitted.function.inputs()[i];
    if (std::ranges::find(fitted.columns, name, &train::FitColumn::name) != fitted.columns.end()) continue;
    Array value{fitted.function.input_shapes()[i], {}};
    for (std::size_t k = 0; k < elements(value.shape); ++k, ++next) {
      const FitParameter& p = fitted.fit.parameters[next];
      value.numbers.push_back(p.value);
      note += fmt::format("#   {} = {}{}\n", p.name, to_text(p.value),
                          p.standard_error ? fmt::format(" ± {}", short_number(*p.standard_error, 4)) : "");
    }
    values.emplace(name, std::move(value));
  }
  const Function model = fitted.function.bind(values).value();
  return note + model.emit(Derive::Value, Target::Formula).value() + "\n";
}

}  // namespace adc::tools
