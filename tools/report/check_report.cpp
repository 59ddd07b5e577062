#include "tools/report/check_report.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <optional>

#include "adc/text.hpp"
#include "tools/report/output.h"
#include "tools/report/results.h"

namespace adc::tools {
namespace {

constexpr std::size_t kFullTables = 4;    ///< up to so many points each has its table
constexpr std::size_t kWrongTables = 10;  ///< of many points, so many with a disagreement have theirs
constexpr std::array kVerdicts{Verdict::Agreement, Verdict::IllConditioned, Verdict::Kink, Verdict::OutOfRange,
                               Verdict::Disagreement};

std::string format(const char* pattern, double x) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), pattern, x);
  return text.data();
}

std::string brief(double x) {
  if (std::isnan(x)) return "";
  if (std::isinf(x)) return "inf";
  return format(x == 0 || (x >= 0.01 && x < 1000) ? "%.2f" : "%.1e", x);
}

/// The error in ulp; without high precision as it is. An estimate that is further off than it promised is no fault.
std::string error_text(const CheckedNumber& number) {
  const std::string text = std::isnan(number.ulps) ? format("%.1e", number.error) : brief(number.ulps) + " ulp";
  const bool is_estimate = number.method == Method::Differences || number.method == Method::ComplexStep;
  return number.within || is_estimate ? text : text + " !";
}

std::string coordinates(const std::vector<double>& x, const std::vector<std::string>& inputs) {
  std::string text;
  for (std::size_t i = 0; i < x.size(); ++i)
    text += fmt::format("{}{} = {}", i == 0 ? "" : ", ", inputs[i], to_text(x[i]));
  return text.empty() ? "the one point" : text;
}

/// Methods with the same number share a line.
std::vector<CheckedNumber> distinct(const std::vector<CheckedNumber>& numbers, std::vector<std::string>& names) {
  std::vector<CheckedNumber> kept;
  for (const CheckedNumber& number : numbers) {
    const bool is_mode = number.method < Method::Native;
    const bool repeats = is_mode && !kept.empty() && to_text(kept.back().number) == to_text(number.number) &&
                         kept.back().within == number.within;
    if (repeats) {
      names.back() += ", " + std::string(to_string(number.method));
    } else {
      kept.push_back(number);
      names.emplace_back(to_string(number.method));
    }
  }
  return kept;
}

void add_rows(const CheckedQuantity& quantity, Rows& rows) {
  rows.push_back({"  " + quantity.name, quantity.exact.empty() ? "" : "exact", shortened(quantity.exact), "",
                  brief(quantity.condition), std::string(to_string(quantity.verdict))});
  std::vector<std::string> names;
  const std::vector<CheckedNumber> numbers = distinct(quantity.numbers, names);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    rows.push_back({"", names[i], to_text(numbers[i].number), error_text(numbers[i])});
  }
}

std::string point_table(const CheckedPoint& point, const std::vector<std::string>& inputs) {
  Rows rows{{"", "", "", "error", "condition", "verdict"}};
  for (const CheckedQuantity& quantity : point.quantities) add_rows(quantity, rows);
  std::string text = fmt::format("at {}\n{}", coordinates(point.x, inputs), align(rows));
  for (const std::string& kink : point.kinks) text += fmt::format("  kink: {}\n", kink);
  for (const CheckedQuantity& quantity : point.quantities) {
    if (!quantity.cause.empty()) text += fmt::format("  {}: {}\n", quantity.name, quantity.cause);
  }
  return text;
}

/// The largest error of each method for each quantity, over the numbers that are not out of range or at a kink.
std::string largest_errors(const CheckReport& report, const std::vector<std::string>& inputs) {
  Rows rows{{"", "", "largest error", "at"}};
  for (std::size_t q = 0; q < report.points.front().quantities.size(); ++q) {
    std::string name = "  " + report.points.front().quantities[q].name;
    for (std::size_t m = 0; m <= static_cast<std::size_t>(Method::Reference); ++m) {
      const CheckedNumber* largest = nullptr;
      const CheckedPoint* where = nullptr;
      for (const CheckedPoint& point : report.points) {
        const CheckedQuantity& quantity = point.quantities[q];
        if (quantity.verdict == Verdict::Kink || quantity.verdict == Verdict::OutOfRange) continue;
        for (const CheckedNumber& number : quantity.numbers) {
          if (number.method != static_cast<Method>(m)) continue;
          const bool larger = largest == nullptr || number.ulps > largest->ulps || number.error > largest->error;
          if (larger) largest = &number, where = &point;
        }
      }
      if (largest == nullptr) continue;
      rows.push_back({std::exchange(name, ""), std::string(to_string(largest->method)), error_text(*largest),
                      coordinates(where->x, inputs)});
    }
  }
  return align(rows);
}

std::string summary(const CheckReport& report) {
  std::size_t numbers = 0;
  for (const CheckedPoint& point : report.points) numbers += point.quantities.size();
  std::string text = fmt::format("{}, {}:", counted(report.points.size(), "point"), counted(numbers, "number"));
  const char* separator = " ";
  for (const Verdict verdict : kVerdicts) {
    const std::size_t n = report.count(verdict);
    if (n == 0 && verdict != Verdict::Disagreement) continue;
    text += fmt::format("{}{} {}", separator, n == 0 ? "no" : std::to_string(n), to_string(verdict));
    separator = ", ";
  }
  return text + "\n";
}

bool is_wrong(const CheckedPoint& point) {
  return std::ranges::find(point.quantities, Verdict::Disagreement, &CheckedQuantity::verdict) !=
         point.quantities.end();
}

std::string json_list(std::size_t size, const auto& member) {
  std::string text = "[";
  for (std::size_t i = 0; i < size; ++i) text += (i > 0 ? ", " : "") + member(i);
  return text + "]";
}

std::string as_json(const CheckedNumber& number) {
  return fmt::format("{{\"method\": {}, \"number\": {}, \"ulps\": {}, \"error\": {}, \"allowed\": {}, \"within\": {}}}",
                     json_string(std::string(to_string(number.method))), json_number(number.number),
                     json_number(number.ulps), json_number(number.error), json_number(number.allowed),
                     number.within ? "true" : "false");
}

std::string as_json(const CheckedQuantity& quantity) {
  return fmt::format(
      "{{\"name\": {}, \"exact\": {}, \"condition\": {}, \"verdict\": {}, \"cause\": {}, \"numbers\": {}}}",
      json_string(quantity.name), json_string(quantity.exact), json_number(quantity.condition),
      json_string(std::string(to_string(quantity.verdict))), json_string(quantity.cause),
      json_list(quantity.numbers.size(), [&](std::size_t i) { return as_json(quantity.numbers[i]); }));
}

std::string as_json(const CheckedPoint& point, const std::vector<std::string>& inputs) {
  std::string x;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    x += fmt::format("{}{}: {}", i > 0 ? ", " : "", json_string(inputs[i]), json_number(point.x[i]));
  }
  return fmt::format("{{\"x\": {{{}}}, \"kinks\": {}, \"quantities\": {}}}", x,
                     json_list(point.kinks.size(), [&](std::size_t i) { return json_string(point.kinks[i]); }),
                     json_list(point.quantities.size(), [&](std::size_t i) { return as_json(point.quantities[i]); }));
}

}  // namespace

std::string shortened(const std::string& digits) {
  constexpr std::size_t kShown = 30;
  const std::size_t exponent = std::min(digits.find('e'), digits.size());
  return digits.substr(0, std::min(kShown, exponent)) + digits.substr(exponent);
}

std::string as_text(const CheckReport& report, const std::vector<std::string>& inputs) {
  std::string text;
  if (report.points.size() <= kFullTables) {
    for (const CheckedPoint& point : report.points) text += point_table(point, inputs);
    return text + summary(report);
  }
  std::size_t tables = 0;
  for (const CheckedPoint& point : report.points) {
    if (is_wrong(point) && tables++ < kWrongTables) text += point_table(point, inputs);
  }
  return text + largest_errors(report, inputs) + summary(report);
}

std::string as_json(const CheckReport& report, const std::vector<std::string>& inputs) {
  return fmt::format("{{\"schema\": \"adc.check.1\", \"points\": {}, \"disagreements\": {}}}\n",
                     json_list(report.points.size(), [&](std::size_t i) { return as_json(report.points[i], inputs); }),
                     report.count(Verdict::Disagreement));
}

}  // namespace adc::tools
