#include "tools/train/minimise_report.h"

#include <fmt/core.h>

#include <cmath>

#include "tools/failure.h"
#include "tools/interrupt.h"
#include "tools/report/output.h"
#include "tools/report/results.h"
#include "tools/train/train_report.h"

namespace adc::tools {
namespace {

constexpr std::size_t kOthers = 20;  ///< further minima that are shown

std::string point_json(const std::vector<double>& x, const std::vector<std::string>& names) {
  std::string at;
  for (std::size_t i = 0; i < names.size(); ++i) {
    at += fmt::format("{}{}: {}", i > 0 ? ", " : "", json_string(names[i]), json_number(x[i]));
  }
  return "{" + at + "}";
}

std::string json_bool(bool value) { return value ? "true" : "false"; }

std::string as_json(const train::Minimum& minimum, const std::vector<std::string>& names) {
  std::string text = R"({"schema": "adc.minimise.1", "value": )" + json_number(minimum.value) +
                     ", \"at\": " + point_json(minimum.x, names) +
                     ", \"reason\": " + json_string(std::string(word(minimum.end))) +
                     ", \"success\": " + json_bool(is_minimum(minimum.end)) +
                     ", \"text\": " + json_string(std::string(train::text(minimum.end))) +
                     ", \"gradient_norm\": " + json_number(minimum.gradient_norm);
  if (minimum.curvature) text += ", \"curvature\": " + json_number(*minimum.curvature);
  if (!minimum.is_isolated) text += ", \"isolated\": false";
  text += fmt::format(", \"steps\": {}, \"evaluations\": {}", minimum.steps, minimum.evaluations);
  if (!minimum.multipliers.empty()) {
    text += ", \"constraints\": [";
    for (std::size_t i = 0; i < minimum.multipliers.size(); ++i) {
      const train::Multiplier& m = minimum.multipliers[i];
      text += fmt::format("{}{{\"text\": {}, \"value\": {}, \"multiplier\": {}, \"active\": {}}}", i > 0 ? ", " : "",
                          json_string(m.text), json_number(m.value), json_number(m.multiplier), json_bool(m.active));
    }
    text += "], \"violation\": " + json_number(minimum.violation);
  }
  if (!minimum.others.empty()) {
    text += ", \"others\": [";
    for (std::size_t i = 0; i < minimum.others.size(); ++i) {
      const train::Minimum& other = minimum.others[i];
      text +=
          fmt::format("{}{{\"value\": {}, \"at\": {}, \"reason\": {}}}", i > 0 ? ", " : "", json_number(other.value),
                      point_json(other.x, names), json_string(std::string(word(other.end))));
    }
    text += "]";
  }
  return text + "}\n";
}

/// "gradient 2.1e-16, smallest curvature 2; 12 steps, 30 evaluations"
std::string figures(const train::Minimum& minimum) {
  std::string text;
  if (!std::isnan(minimum.gradient_norm)) text += "gradient " + short_number(minimum.gradient_norm);
  if (minimum.curvature && !std::isnan(minimum.gradient_norm)) {
    text += ", smallest curvature " + short_number(*minimum.curvature);
  }
  if (!text.empty()) text += "; ";
  return text + fmt::format("{}, {}", counted(minimum.steps, "step"), counted(minimum.evaluations, "evaluation"));
}

}  // namespace

void print_minimum(const Words& words, const train::Minimum& minimum, const std::vector<std::string>& names) {
  if (words.has("--json")) return print_result(as_json(minimum, names));
  Rows rows{{"value", to_text(minimum.value)}};
  for (std::size_t i = 0; i < names.size(); ++i) rows.push_back({names[i], to_text(minimum.x[i])});
  for (const train::Multiplier& m : minimum.multipliers) {
    rows.push_back({m.text, m.active ? "holds just" : "holds", "multiplier " + short_number(m.multiplier)});
    if (minimum.violation > 0 && !is_minimum(minimum.end)) rows.back()[1] = "left minus right " + short_number(m.value);
  }
  print_result(align(rows));
  for (std::size_t i = 0; i < minimum.others.size() && i < kOthers; ++i) {
    const train::Minimum& other = minimum.others[i];
    std::string at;
    for (std::size_t k = 0; k < names.size() && k < 8; ++k)
      at += fmt::format(" {}={}", names[k], short_number(other.x[k]));
    print_message(fmt::format("adc: note: another minimum: {} at{}", short_number(other.value), at));
  }
  if (is_minimum(minimum.end)) {
    const char* const flat = minimum.is_isolated ? "" : ", one of many along a line";
    print_message(fmt::format("adc: note: {}{}: {}", text(minimum.end), flat, figures(minimum)));
  } else {
    print_message("adc: note: " + figures(minimum));
  }
}

void refuse_no_minimum(const Function& function, const train::Minimum& minimum, const train::MinimiseOptions& options) {
  using train::MinimiseEnd;
  TimeLimit::check();
  if (is_minimum(minimum.end)) return;
  std::vector<std::string> help;
  switch (minimum.end) {
    case MinimiseEnd::Interrupted: throw failure("interrupted", "the search was interrupted");
    case MinimiseEnd::Steps: help.emplace_back("`--steps N` allows more"); break;
    case MinimiseEnd::Unbounded:
    case MinimiseEnd::NoMinimum:
      help.emplace_back("bounds, such as `x=0:10`, keep a search where a minimum is wanted");
      break;
    case MinimiseEnd::NotFinite: {
      std::vector<double> results(1 + minimum.x.size());
      function.evaluate(Derive::Gradient, minimum.x, results);
      for (const NotFinite& why : function.why_not_finite(Derive::Gradient, minimum.x, results)) {
        help.push_back(why.note.message);
      }
      help.emplace_back("give another start: name=value");
      break;
    }
    case MinimiseEnd::DomainEdge:
      help.emplace_back("bounds, such as `x=0.01:`, keep a search inside of the domain");
      break;
    case MinimiseEnd::Flat:
      help.emplace_back("another start, or several (`--starts 20`), may be where derivatives say more");
      break;
    case MinimiseEnd::Kink:
    case MinimiseEnd::LineSearch:
      if (options.method != train::MinimiseMethod::Newton) help.emplace_back("`--method newton` may go further");
      break;
    case MinimiseEnd::Infeasible:
      help.emplace_back("another start may lead to points that satisfy them, if there are any");
      break;
    default: break;
  }
  const std::string detail = minimum.detail.empty() ? "" : fmt::format(" (the solver says: {})", minimum.detail);
  throw failure("no-minimum", std::string(text(minimum.end)) + detail, std::move(help));
}

}  // namespace adc::tools
