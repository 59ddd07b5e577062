// The sections of a page on accuracy, cost and code.
#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "explain/page_parts.h"
#include "explain/words.h"

namespace adc::explaining {
namespace {

constexpr std::size_t kMostLines = 300;  ///< of each kind of code
constexpr std::size_t kMostQuantities = 40;

std::string note(std::string_view text) { return fmt::format("<p class=\"note\">{}</p>\n", escaped(text)); }

std::string costs_table(const Explanation& explanation) {
  std::string text =
      "<table class=\"costs\"><caption>What the value and the gradient cost in each mode</caption><thead><tr><th "
      "scope=\"col\">mode</th><th scope=\"col\">cost</th><th scope=\"col\">operations</th><th "
      "scope=\"col\"></th></tr></thead><tbody>\n";
  for (const Explanation::Alternative& mode : explanation.alternatives)
    text += fmt::format(
        "<tr><th scope=\"row\">{}</th><td class=\"number\">{}</td><td class=\"number\">{}</td><td>{}</td></tr>\n",
        escaped(mode.name), mode.cost, mode.operations, mode.chosen ? "chosen" : "");
  text += "</tbody></table>\n";
  for (const Explanation::Rewrite& rewrite : explanation.rewrites)
    text += note("Rewritten for accuracy: " + rewrite.equation);
  return text;
}

std::string number_cell(const CheckedNumber& number) {
  const std::string shown =
      std::isnan(number.ulps) ? fmt::format("{:.6g}", number.number) : fmt::format("{:.2g} ulp", number.ulps);
  return fmt::format("<td class=\"number\" data-value=\"{0}\" title=\"{0}\">{1}</td>", to_text(number.number), shown);
}

/// A row per value and derivative, a column per way to it.
std::string accuracy_table(const CheckedPoint& point) {
  if (point.quantities.empty()) return "";
  std::vector<Method> methods;
  for (const CheckedQuantity& quantity : point.quantities) {
    for (const CheckedNumber& number : quantity.numbers) {
      if (std::ranges::find(methods, number.method) == methods.end()) methods.push_back(number.method);
    }
  }
  std::string text =
      "<div class=\"scroll\"><table class=\"accuracy\"><caption>Every way to the numbers, and how far each is from the "
      "exact "
      "one, in units of its last place</caption><thead><tr><th scope=\"col\"></th><th scope=\"col\">exact</th>";
  for (const Method method : methods) text += fmt::format("<th scope=\"col\">{}</th>", to_string(method));
  text += "<th scope=\"col\">condition</th><th scope=\"col\">verdict</th></tr></thead><tbody>\n";
  for (const CheckedQuantity& quantity : point.quantities) {
    text += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td>", escaped(pretty(quantity.name)),
                        escaped(shortened(quantity.exact, 24)));
    for (const Method method : methods) {
      const auto found = std::ranges::find(quantity.numbers, method, &CheckedNumber::method);
      text += found == quantity.numbers.end() ? "<td></td>" : number_cell(*found);
    }
    text += fmt::format("<td class=\"number\">{}</td><td>{}</td></tr>\n",
                        std::isnan(quantity.condition) ? "" : fmt::format("{:.3g}", quantity.condition),
                        to_string(quantity.verdict));
  }
  return text + "</tbody></table></div>\n";
}

std::string accuracy(const Subject& subject) {
  if (!subject.options.has_accuracy) return "";
  const std::size_t quantities = 1 + subject.function.wrt_size();
  if (!is_small(subject.graph) || quantities > kMostQuantities)
    return note(
        fmt::format("There are {} numbers, which is too many for a table: `adc check` compares them.", quantities));
  const Result<CheckReport> report = subject.function.check({.points = {{subject.x.begin(), subject.x.end()}}});
  if (!report) return note(report.error().diagnostic().message);
  std::string text = report->points.empty() ? "" : accuracy_table(report->points[0]);
  if (!report->no_precision.empty()) text += note("Without high precision: " + report->no_precision);
  if (!report->no_native.empty()) text += note("Without native code: " + report->no_native);
  return text;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.'; }

/// The numbers of IR values that a line names: those after `mark`, which begins a word.
std::vector<std::string> values_in(std::string_view line, char mark) {
  std::vector<std::string> all;
  for (std::size_t at = 0; (at = line.find(mark, at)) != std::string_view::npos; ++at) {
    std::size_t end = at + 1;
    while (end < line.size() && is_digit(line[end])) ++end;
    const bool is_whole =
        end > at + 1 && (at == 0 || !is_word(line[at - 1])) && (end == line.size() || !is_word(line[end]));
    if (is_whole) all.emplace_back(line.substr(at + 1, end - at - 1));
  }
  return all;
}

/// Lines as HTML. Where values are named by `mark` and their number in the IR, a line defines the first that it names
/// if it has an equals sign, or if it is assembly, which ends with the name.
std::string lines(std::string_view text, char mark) {
  std::string all;
  std::size_t count = 0;
  while (!text.empty()) {
    if (++count > kMostLines) return all + "<span class=\"line\">…</span>";
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    const std::vector<std::string> values = mark == 0 ? std::vector<std::string>{} : values_in(line, mark);
    std::string attributes;
    if (!values.empty()) {
      std::string joined;
      for (const std::string& value : values) joined += (joined.empty() ? "" : " ") + value;
      attributes = fmt::format(" data-values=\"{}\"", joined);
      const bool defines = line.find('=') != std::string_view::npos || line.ends_with(mark + values.back());
      if (defines) attributes += fmt::format(" data-defines=\"{}\"", values.front());
    }
    all += fmt::format("<span class=\"line\"{}>{}</span>", attributes, escaped(line));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return all;
}

/// C without the comment at its beginning and what is included.
std::string_view functions_of(std::string_view c) {
  const std::size_t end = c.find("{\n");
  const std::size_t begin = end == std::string_view::npos ? end : c.rfind('\n', end);
  return begin == std::string_view::npos ? c : c.substr(begin + 1);
}

std::string code(const Subject& subject, std::string_view name, Target target, char mark) {
  const Result<std::string> made = subject.function.emit(Derive::Gradient, target);
  if (!made) return fmt::format("<section><h3>{}</h3>{}</section>\n", name, note(made.error().diagnostic().message));
  const std::string_view text = target == Target::C && subject.graph.is_scalar ? functions_of(*made) : *made;
  return fmt::format("<section><h3>{}</h3><pre tabindex=\"0\" aria-label=\"{}\">{}</pre></section>\n", name, name,
                     lines(text, mark));
}

}  // namespace

std::optional<Section> modes_section(const Subject& subject) {
  const Result<Explanation> explanation = subject.function.explain(Derive::Gradient);
  const std::string costs = explanation ? costs_table(*explanation) : note(explanation.error().diagnostic().message);
  return Section{
      "modes", "Accuracy and cost of each mode",
      costs +
          note("Costs are weighted: 1 for a sum or a product, 4 for a quotient or a root, 20 for a function, "
               "40 for a power.") +
          accuracy(subject)};
}

std::optional<Section> code_section(const Subject& subject) {
  if (!subject.options.has_code) return std::nullopt;
  const bool are_linked = subject.graph.is_scalar;  // a value is one name
  const std::string how = are_linked ? note(
                                           "Point at a line of the IR, of C or of LLVM IR: the lines of the same value "
                                           "light up. In assembly LLVM has mixed them.")
                                     : "";
  return Section{"code", "The code of the value and the gradient",
                 fmt::format("{}<div class=\"code\">\n{}{}{}{}</div>", how,
                             code(subject, "IR", Target::Ir, are_linked ? '%' : '\0'),
                             code(subject, "C", Target::C, are_linked ? 'v' : '\0'),
                             code(subject, "LLVM IR", Target::Llvm, are_linked ? 'v' : '\0'),
                             code(subject, "Assembly", Target::Asm, are_linked ? 'v' : '\0'))};
}

}  // namespace adc::explaining
