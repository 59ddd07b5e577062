// Replies for LaTeX's math mode.
#include <cmath>

#include "adc/session.hpp"

namespace adc::inline ADC_ABI {
namespace {

constexpr std::size_t kShown = 100;  ///< numbers of a tensor

/// "2.5\cdot 10^{22}" for 2.5e+22.
std::string number(double value) {
  if (std::isnan(value)) return "\\mathrm{nan}";
  if (std::isinf(value)) return value < 0 ? "-\\infty" : "\\infty";
  const std::string text = to_text(value);
  const std::size_t e = text.find('e');
  if (e == std::string::npos) return text;
  std::string exponent = text.substr(e + 1);
  if (exponent[0] == '+') exponent.erase(0, 1);
  return text.substr(0, e) + "\\cdot 10^{" + exponent + "}";
}

/// A column vector or a matrix; the text in other cases.
std::string array(const Array& value) {
  if (value.shape.empty()) return number(value.numbers[0]);
  if (value.shape.size() > 2 || value.numbers.size() > kShown) return "\\texttt{" + to_text(value, kShown) + "}";
  const std::size_t columns = value.shape.size() == 2 ? static_cast<std::size_t>(value.shape[1]) : 1;
  std::string text = "\\begin{pmatrix}";
  for (std::size_t i = 0; i < value.numbers.size(); ++i) {
    text += number(value.numbers[i]);
    if (i + 1 < value.numbers.size()) text += (i + 1) % columns == 0 ? "\\\\ " : " & ";
  }
  return text + "\\end{pmatrix}";
}

/// "d/dx" as a fraction; a name as it stands for variables.
std::string label(const std::string& text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos) return text == "value" || text == "values" ? "" : "\\mathrm{" + text + "}";
  const auto roman = [](const std::string& side) {
    std::string latex;
    for (const char c : side) latex += c == '_' ? "\\_" : std::string(1, c);
    return "\\mathrm{" + latex + "}";
  };
  return "\\frac{" + roman(text.substr(0, slash)) + "}{" + roman(text.substr(slash + 1)) + "}";
}

}  // namespace

std::string to_latex(const Reply::Part& part) {
  std::vector<std::string> lines;
  const auto add = [&](const std::string& name, const std::string& latex) {
    const std::string left = label(name);
    lines.push_back(left.empty() ? "&" + latex : left + " &= " + latex);
  };
  for (const NamedValue& value : part.values) add(value.label, array(value.value));
  for (const NamedFormula& formula : part.formulas)
    add(formula.label, formula.latex.empty() ? "\\texttt{" + formula.text + "}" : formula.latex);
  if (lines.empty()) return "";
  if (lines.size() == 1 && lines[0].starts_with('&')) return lines[0].substr(1);
  std::string text = "\\begin{aligned}\n";
  for (std::size_t i = 0; i < lines.size(); ++i) text += lines[i] + (i + 1 < lines.size() ? " \\\\\n" : "\n");
  return text + "\\end{aligned}";
}

}  // namespace adc::inline ADC_ABI
