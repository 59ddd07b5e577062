// NIST's Statistical Reference Datasets, nonlinear regression: all 27 problems, from both starts, against certified
// numbers (tests/corpora/nist_strd.jsonl).
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "adc/train/fit.hpp"

namespace adc {
namespace {

using Json = nlohmann::json;

std::vector<Json> problems(const std::string& path) {
  std::ifstream file(path);
  std::vector<Json> all;
  for (std::string line; std::getline(file, line);) all.push_back(Json::parse(line));
  return all;
}

double number(const Json& text) { return std::stod(text.get<std::string>()); }

/// The decimal digits that `value` has in common with what is certified, at most 11: as many as NIST prints.
double digits(double value, double certified) {
  if (value == certified) return 11;
  const double common = -std::log10(std::fabs(value - certified) / std::fabs(certified));
  return std::isnan(common) ? -1 : std::min(11.0, common);
}

struct Digits {
  double values = 11;
  double errors = 11;
  double residual_sd = 11;
};

struct Problem {
  explicit Problem(const Json& source) : record(source) {
    for (std::size_t c = 0; c < record["data"][0].size(); ++c) {
      std::vector<double>& column = columns.emplace_back();
      for (const Json& row : record["data"]) column.push_back(row[c].get<double>());
    }
    if (record["response"] == "log(y)") {
      for (double& y : columns[0]) y = std::log(y);
    }
    for (std::size_t k = 0; k < record["predictors"].size(); ++k) {
      predictors.push_back(record["predictors"][k].get<std::string>());
      data.columns.push_back({predictors.back(), columns[k + 1]});
    }
    data.y = columns[0];
  }

  [[nodiscard]] train::Fit fit(const std::string& start) const {
    const Function model =
        compile(record["formula"].get<std::string>(), {.columns = predictors, .wrt_except = predictors}).value();
    train::FitOptions options;
    for (const auto& [name, value] : record[start].items()) options.start[name] = {value.get<double>()};
    return train::fit(model, data, options).value();
  }

  [[nodiscard]] Digits digits_of(const train::Fit& fit) const {
    Digits least;
    for (const train::FitParameter& p : fit.parameters) {
      least.values = std::min(least.values, digits(p.value, number(record["certified"][p.name])));
      const double error = p.standard_error.value_or(std::nan(""));
      least.errors = std::min(least.errors, digits(error, number(record["certified_sd"][p.name])));
    }
    const double rows = static_cast<double>(fit.degrees_of_freedom);
    least.residual_sd =
        digits(fit.residual_sd.value_or(std::nan("")), std::sqrt(number(record["certified_rss"]) / rows));
    return least;
  }

  Json record;
  std::vector<std::vector<double>> columns;
  std::vector<std::string> predictors;
  train::FitData data;
};

/// Fits all from both starts, each to 6 digits at least.
void fit_all(const std::vector<Json>& records) {
  for (const Json& record : records) {
    const Problem problem(record);
    const std::string name = record["id"];
    for (const std::string start : {"start1", "start2"}) {
      const train::Fit fit = problem.fit(start);
      const Digits least = problem.digits_of(fit);
      INFO(name << " from " << start << ": " << least.values << " digits, " << least.errors << " of standard errors, "
                << least.residual_sd << " of the residuals' standard deviation, " << fit.steps << " steps, "
                << text(fit.end));
      CHECK(fit.succeeded());
      CHECK(least.values >= 6);
      if (name == "nist/Lanczos1") continue;  // its residuals are the rounding of its data
      CHECK(least.errors >= 6);
      CHECK(least.residual_sd >= 6);
    }
  }
}

TEST_CASE("all of NIST's nonlinear regressions are solved from both starts", "[fit][nist]") {
  const std::vector<Json> records = problems(ADC_SOURCE_DIR "/tests/corpora/nist_strd.jsonl");
  REQUIRE(records.size() == 27);
  fit_all(records);
}

TEST_CASE("the regressions of the corpora are solved from both starts", "[fit][nist]") {
  const char* const folder = std::getenv("ADC_CORPORA");
  const std::string path =
      std::string(folder != nullptr ? folder : ADC_SOURCE_DIR "/../shared/corpora") + "/nist.jsonl";
  const std::vector<Json> records = problems(path);
  if (records.empty()) {
    std::cout << "SKIPPED: there is no " << path << " (ADC_CORPORA says where corpora are)\n";
    return;
  }
  fit_all(records);
}

}  // namespace
}  // namespace adc
