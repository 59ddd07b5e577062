#include "tools/results.h"

#include <cmath>

#include "tools/table.h"

namespace adc::tools {
namespace {

bool has_gradient(const Results& results) { return results.derive != Derive::Value; }
bool has_hessian(const Results& results) { return results.derive == Derive::Hessian; }

/// {"name": member(0), …} for each name.
template <typename Member>
std::string json_object(const std::vector<std::string>& names, Member member) {
  std::string text = "{";
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += ", ";
    text += json_string(names[i]) + ": " + member(i);
  }
  return text + "}";
}

/// member(0) of a single output, else an object by the outputs' names.
template <typename Member>
std::string json_by_output(const Results& results, Member member) {
  return results.outputs.size() == 1 ? member(0) : json_object(results.outputs, member);
}

/// "d²/dx²" and "d²a/dx dz"
std::string second_derivative(const std::string& of, const std::string& by, const std::string& by_too) {
  return "d²" + of + "/d" + by + (by == by_too ? "²" : " d" + by_too);
}

}  // namespace

Results evaluate(const Function& function, std::span<const double> point, Derive derive) {
  Results results{.derive = derive};
  for (const std::string& name : function.outputs()) {
    results.outputs.push_back(name.empty() ? "y" + std::to_string(results.outputs.size() + 1) : name);
  }
  results.variables.assign(function.wrt().begin(), function.wrt().end());
  const std::size_t m = results.outputs.size();
  const std::size_t w = results.variables.size();
  const std::size_t gradients = has_gradient(results) ? m * w : 0;
  const std::size_t hessians = has_hessian(results) ? m * w * w : 0;
  std::vector<double> all(m + gradients + hessians);
  function.evaluate(derive, point, all);
  const auto at = all.begin();
  results.values.assign(at, at + m);
  results.gradients.assign(at + m, at + m + gradients);
  results.hessians.assign(at + m + gradients, all.end());
  return results;
}

std::string as_text(const Results& results) {
  const std::size_t w = results.variables.size();
  const bool single = results.outputs.size() == 1;
  if (single && (!has_gradient(results) || w == 0)) return to_text(results.values[0]) + "\n";
  Rows rows;
  for (std::size_t o = 0; o < results.outputs.size(); ++o) {
    const std::string name = single ? "" : results.outputs[o];
    rows.push_back({single ? "value" : name, to_text(results.values[o])});
    for (std::size_t a = 0; a < w && has_gradient(results); ++a) {
      rows.push_back({"d" + name + "/d" + results.variables[a], to_text(results.gradients[o * w + a])});
    }
    for (std::size_t a = 0; a < w && has_hessian(results); ++a) {
      for (std::size_t b = 0; b < w; ++b) {
        rows.push_back({second_derivative(name, results.variables[a], results.variables[b]),
                        to_text(results.hessians[(o * w + a) * w + b])});
      }
    }
  }
  return align(rows);
}

std::string as_json(const Results& results) {
  const std::vector<std::string>& names = results.variables;
  const std::size_t w = names.size();
  const auto value = [&](std::size_t o) { return json_number(results.values[o]); };
  const auto gradient = [&](std::size_t o) {
    return json_object(names, [&](std::size_t a) { return json_number(results.gradients[o * w + a]); });
  };
  const auto hessian = [&](std::size_t o) {
    return json_object(names, [&](std::size_t a) {
      return json_object(names, [&](std::size_t b) { return json_number(results.hessians[(o * w + a) * w + b]); });
    });
  };
  std::string text = "{\"schema\": \"adc.eval.1\", \"value\": " + json_by_output(results, value);
  if (has_gradient(results)) text += ", \"grad\": " + json_by_output(results, gradient);
  if (has_hessian(results)) text += ", \"hessian\": " + json_by_output(results, hessian);
  return text + "}\n";
}

std::string json_number(double value) {
  const std::string text = to_text(value);
  if (!std::isfinite(value)) return "\"" + text + "\"";
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

std::string json_string(const std::string& text) {
  constexpr const char* kHex = "0123456789abcdef";
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (c == '\n') {
      quoted += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      quoted += std::string("\\u00") + kHex[(c >> 4) & 15] + kHex[c & 15];
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

}  // namespace adc::tools
