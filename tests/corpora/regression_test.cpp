// NIST's nonlinear regressions: the residual sum of squares over a table, and its gradient, as one compiled loss.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "adc/loss.hpp"
#include "tests/corpora/records.h"

namespace {

using nlohmann::json;

/// The squared residual of one row.
std::string program(const json& record) {
  std::string params;
  for (const json& name : record["params"]) params += (params.empty() ? "param " : ", ") + name.get<std::string>();
  std::string data = "data y";
  for (const json& name : record["predictors"]) data += ", " + name.get<std::string>();
  return params + "\n" + data + "\n(" + record["response"].get<std::string>() + " - (" +
         record["formula"].get<std::string>() + "))^2";
}

/// A number, which may be written as text.
double number(const json& value) {
  return value.is_string() ? std::stod(value.get<std::string>()) : value.get<double>();
}

struct Regression {
  adc::Loss loss;
  std::vector<std::vector<double>> columns;  ///< in the order of the program's data
  double rows;

  /// The sum of squares, and its gradient.
  double operator()(const std::vector<double>& params, std::vector<double>& gradient) const {
    const std::vector<std::span<const double>> data(columns.begin(), columns.end());
    const double mean = loss.value_and_gradient(params, data, gradient);
    for (double& one : gradient) one *= rows;
    return mean * rows;
  }
};

Regression read(const json& record) {
  const auto n = static_cast<std::int64_t>(record["data"].size());
  Regression regression{adc::Loss::compile(program(record), {.batch = n}).value(), {}, static_cast<double>(n)};
  for (std::size_t column = 0; column < record["columns"].size(); ++column) {
    regression.columns.emplace_back();
    for (const json& row : record["data"]) regression.columns.back().push_back(row[column]);
  }
  return regression;
}

std::vector<double> point(const json& record, const char* which) {
  std::vector<double> params;
  for (const json& name : record["params"]) params.push_back(number(record[which][name.get<std::string>()]));
  return params;
}

}  // namespace

TEST_CASE(
    "NIST's regressions have the stated sums of squares and gradients, and no slope at the certified parameters") {
  const std::optional<std::string> folder = adc::tests::corpora_folder();
  if (!folder) {
    WARN("SKIPPED: there are no corpora (ADC_CORPORA says where they are)");
    return;
  }
  std::ifstream file(*folder + "/nist.jsonl");
  std::size_t records = 0;
  for (std::string line; std::getline(file, line); ++records) {
    const json record = json::parse(line);
    CAPTURE(record["id"].get<std::string>());
    const Regression regression = read(record);
    std::vector<double> gradient(record["params"].size());

    const double start = regression(point(record, "start1"), gradient);
    CHECK(start == Approx(number(record["rss_at_start1"])).epsilon(1e-13));
    for (std::size_t i = 0; i < gradient.size(); ++i) {
      const double expected = number(record["rss_grad_at_start1"][record["params"][i].get<std::string>()]);
      CAPTURE(i);
      CHECK(gradient[i] == Approx(expected).epsilon(1e-12));
    }

    // Certified numbers have eleven digits: a slope is left of what the last of them leaves out, the larger the more
    // the parameters are correlated (most in Lanczos3, a sum of exponentials: 8e-4).
    const std::vector<double> best = point(record, "certified");
    const double least = regression(best, gradient);
    CHECK(least == Approx(number(record["certified_rss"])).epsilon(1e-8));
    for (std::size_t i = 0; i < gradient.size(); ++i) {
      const double deviation = number(record["certified_sd"][record["params"][i].get<std::string>()]);
      CAPTURE(i, gradient[i], deviation, least);
      CHECK(std::abs(gradient[i] * deviation) <= 1e-3 * least);
    }
  }
  CHECK(records == 12);
}
