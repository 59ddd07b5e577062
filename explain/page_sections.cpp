// The sections of a page that show the program at its point.
#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>

#include "adc/derivation.hpp"
#include "explain/page_parts.h"
#include "explain/words.h"

namespace adc::explaining {
namespace {

constexpr std::size_t kLongMarkup = 60'000;  ///< bytes of a formula that a browser still sets quickly
constexpr std::size_t kMostFields = 64;      ///< numbers of a tensor that have a field each
constexpr std::size_t kMostFormulaNodes = 1'000;
constexpr std::size_t kMostDigits = 4'096;  ///< numbers of a cell that has all digits of all of them
constexpr std::size_t kMostRows = 400;      ///< of a table of steps
constexpr std::size_t kMostDerivations = 4;

std::string note(std::string_view text) { return fmt::format("<p class=\"note\">{}</p>", escaped(text)); }

std::string math(const std::string& content) { return fmt::format("<math>{}</math>", content); }

std::string button(std::string_view what, std::string_view text, std::string_view label) {
  return fmt::format("<button type=\"button\" data-do=\"{}\" aria-label=\"{}\">{}</button>", what, label, text);
}

/// Without the comment before the element.
std::string_view element_of(std::string_view mathml) {
  const std::size_t begin = mathml.find("<math");
  return begin == std::string_view::npos ? mathml : mathml.substr(begin);
}

std::string typeset(const Function& function, Derive derive) {
  const Result<std::string> made = function.emit(derive, Target::Mathml);
  if (!made) return note(made.error().diagnostic().message);
  if (made->size() > kLongMarkup) return note("The formula is too long to be typeset here: `adc diff` prints it.");
  return std::string(element_of(*made));
}

std::string number_field(std::size_t input, std::size_t at, double value, const std::string& label) {
  return fmt::format(
      "<input type=\"number\" step=\"any\" data-input=\"{}\" data-at=\"{}\" value=\"{}\" aria-label=\"{}\" "
      "disabled=\"\"/>",
      input, at, to_text(value), escaped(label));
}

std::string scalar_field(const Subject& subject, std::size_t i) {
  const std::string name = pretty(subject.function.inputs()[i]);
  const double value = input_numbers(subject, i)[0];
  return fmt::format(
      "<div class=\"field\"><label for=\"input-{}\">{}</label>"
      "<input type=\"range\" id=\"input-{}\" data-input=\"{}\" min=\"{}\" max=\"{}\" step=\"any\" value=\"{}\" "
      "disabled=\"\"/>{}</div>\n",
      i, escaped(name), i, i, to_text(value - 1), to_text(value + 1), to_text(value),
      number_field(i, 0, value, name + " as a number"));
}

std::string tensor_field(const Subject& subject, std::size_t i) {
  const std::string name = pretty(subject.function.inputs()[i]);
  const Extents& shape = subject.function.input_shapes()[i];
  const std::span<const double> numbers = input_numbers(subject, i);
  const std::string legend = fmt::format("<legend>{} ({})</legend>", escaped(name), extents_text(shape));
  if (numbers.size() > kMostFields || shape.size() > 2)
    return fmt::format("<fieldset>{}{}</fieldset>\n", legend, note("too many numbers for a field each"));
  const std::int64_t columns = shape.size() == 2 ? shape[1] : 1;
  std::string cells;
  for (std::size_t k = 0; k < numbers.size(); ++k)
    cells += number_field(i, k, numbers[k], fmt::format("{} number {}", name, k + 1));
  return fmt::format(
      "<fieldset>{}<div class=\"cells\" style=\"grid-template-columns:repeat({},auto)\">{}</div></fieldset>\n", legend,
      columns, cells);
}

std::string result_cell(const Extents& shape, std::span<const double> numbers, std::string_view attributes) {
  std::string all;
  if (numbers.size() <= kMostDigits) {
    for (const double x : numbers) all += (all.empty() ? "" : " ") + to_text(x);
  }
  std::vector<double> rounded;
  rounded.reserve(numbers.size());
  // not stod, to which subnormal numbers are errors
  for (const double x : numbers) rounded.push_back(std::strtod(fmt::format("{:.6g}", x).c_str(), nullptr));
  const std::string shown = shape.empty() ? fmt::format("{:.6g}", numbers[0]) : to_text(Array{shape, rounded}, 12);
  return fmt::format("<td class=\"number\" {} data-{}=\"{}\">{}</td>", attributes, shape.empty() ? "value" : "values",
                     all, shown);
}

std::string results_table(const Subject& subject) {
  const Function& f = subject.function;
  std::vector<double> out(1 + f.wrt_size());
  f.evaluate(Derive::Gradient, subject.x, out);
  const GraphNode& result = subject.graph.nodes.back();
  std::string text = fmt::format(
      "<table class=\"results\"><caption>At this point</caption><tbody>\n<tr><th scope=\"row\">{}</th>{}</tr>\n",
      math(result.name.markup), result_cell({}, std::span(out).first(1), "data-result=\"value\""));
  std::size_t at = 1;
  for (std::size_t k = 0; k < f.wrt().size(); ++k) {
    const std::size_t size = elements(f.wrt_shapes()[k]);
    const std::size_t node = f.input_index(f.wrt()[k]).value_or(0);
    text += fmt::format("<tr class=\"gradient\"><th scope=\"row\">{}</th>{}</tr>\n",
                        math(subject.graph.nodes[node].adjoint_name.markup),
                        result_cell(f.wrt_shapes()[k], std::span(out).subspan(at, size),
                                    fmt::format("data-result=\"gradient\" data-wrt=\"{}\"", k)));
    at += size;
  }
  return text + "</tbody></table>\n";
}

std::string derivation_table(const Derivation& derivation) {
  std::string text =
      "<div class=\"scroll\"><table class=\"derivation\"><thead><tr><th scope=\"col\">what</th><th "
      "scope=\"col\">rule</th>"
      "<th scope=\"col\">here</th><th scope=\"col\">in full</th></tr></thead><tbody>\n";
  for (const DerivationStep& step : derivation.steps) {
    const std::string law = math(
        fmt::format("<mfrac><mi>d</mi><mrow><mi>d</mi>{}</mrow></mfrac><mrow><mo>(</mo>{}<mo>)</mo></mrow><mo>=</mo>{}",
                    derivation.variable.markup, step.law.markup, step.law_derivative.markup));
    text += fmt::format(
        "<tr><th scope=\"row\">{}</th><td>{}<br/><span class=\"law\">{}</span></td><td>{}</td><td>{}</td></tr>\n",
        math(step.name.markup + "<mo>=</mo>" + step.value.markup), escaped(step.rule), law,
        math(step.derivative_name.markup + "<mo>=</mo>" + step.derivative.markup),
        step.whole.text.empty() ? "" : math(step.whole.markup));
  }
  return text + "</tbody></table></div>\n";
}

}  // namespace

Section formula_section(const Subject& subject) {
  std::string html;
  if (!subject.options.program.empty())
    html += fmt::format("<pre class=\"program\">{}</pre>\n", escaped(subject.options.program));
  if (subject.graph.nodes.size() > kMostFormulaNodes)
    html += note("The formula is too long to be typeset here.");
  else
    html += typeset(subject.function, Derive::Gradient);
  return {"formula", "The program and its derivative", std::move(html)};
}

Section point_section(const Subject& subject) {
  std::string fields;
  for (std::size_t i = 0; i < subject.function.inputs().size(); ++i)
    fields += subject.function.input_shapes()[i].empty() ? scalar_field(subject, i) : tensor_field(subject, i);
  const std::string reset =
      fields.empty()
          ? ""
          : "<p class=\"controls\"><button type=\"button\" id=\"reset\">Back to the first point</button></p>";
  return {"point", "The point",
          fmt::format("<div class=\"inputs\">\n{}</div>\n{}{}", fields, reset, results_table(subject))};
}

Section graph_section(const Subject& subject) {
  std::string html =
      "<p>Values in blue come from the left, adjoints in orange from the right: each edge has the local "
      "derivative, and below it what it passes back.</p>\n";
  const std::size_t most = subject.options.drawing.most_nodes;
  if (subject.graph.nodes.size() > most)
    html += note(fmt::format("The graph has {} nodes; drawn are the {} nearest to the result.",
                             subject.graph.nodes.size(), most));
  html += fmt::format("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Computation graph\">{}</div>",
                      graph_svg(subject.graph, subject.options.drawing));
  return {"graph", "The computation graph", std::move(html)};
}

Section steps_section(const Subject& subject) {
  const Graph& graph = subject.graph;
  if (graph.nodes.size() + graph.backward.size() > kMostRows)
    return {"steps", "Step by step",
            note(fmt::format("There are {} steps, which is more than a table of them helps: `adc trace` prints all.",
                             graph.nodes.size() + graph.backward.size()))};
  const std::string controls = fmt::format(
      "<div class=\"controls\" role=\"group\" aria-label=\"Steps\">{}{}{}{}{}"
      "<input type=\"range\" min=\"0\" max=\"1\" step=\"1\" value=\"1\" aria-label=\"Step\"/></div>\n"
      "<p class=\"say\" aria-live=\"polite\"></p>\n",
      button("first", "Start", "To the beginning"), button("back", "Back", "One step back"),
      button("play", "Play", "Play or pause"), button("step", "Step", "One step on"),
      button("last", "End", "To the end"));
  return {"steps", "Step by step",
          controls + "<div class=\"columns scroll\" tabindex=\"0\">" + trace(graph) + "</div>"};
}

std::optional<Section> rules_section(const Subject& subject) {
  if (!subject.graph.is_scalar || subject.function.wrt().empty()) return std::nullopt;
  std::string html;
  for (const std::string& name :
       subject.function.wrt().first(std::min(kMostDerivations, subject.function.wrt().size()))) {
    const Result<Derivation> made = derivation(subject.function, name, Notation::Mathml);
    html += fmt::format("<details{}><summary>by {}</summary>\n{}</details>\n", html.empty() ? " open=\"\"" : "",
                        math("<mi>" + escaped(pretty(name)) + "</mi>"),
                        !made                 ? note(made.error().diagnostic().message)
                        : made->steps.empty() ? note("Nothing depends on it: the derivative is 0.")
                                              : derivation_table(*made));
  }
  if (subject.function.wrt().size() > kMostDerivations)
    html += note(fmt::format("There are {} variables; these are the first {}.", subject.function.wrt().size(),
                             kMostDerivations));
  return Section{"rules", "Rule by rule", std::move(html)};
}

std::optional<Section> plot_section(const Subject& subject) {
  std::string choices;
  for (std::size_t i = 0; i < subject.function.inputs().size(); ++i) {
    if (!subject.function.input_shapes()[i].empty()) continue;
    choices += fmt::format("<option value=\"{}\">{}</option>", i, escaped(pretty(subject.function.inputs()[i])));
  }
  if (choices.empty()) return std::nullopt;
  return Section{
      "plot", "The function and its tangent",
      fmt::format("<p class=\"controls\"><label>over <select>{}</select></label>{}{}</p>\n"
                  "<svg class=\"plot\" viewBox=\"0 0 640 380\" role=\"img\"></svg>\n"
                  "<p class=\"key\"><span><i style=\"color:var(--curve)\"></i>the function</span>"
                  "<span><i style=\"color:var(--tangent)\"></i>its tangent at the point</span>"
                  "<span><i style=\"color:var(--slope);border-top-style:dashed\"></i>its derivative</span></p>",
                  choices, button("in", "Nearer", "Show less of the axis"),
                  button("out", "Farther", "Show more of the axis"))};
}

std::optional<Section> network_section(const Subject& subject) {
  if (subject.graph.layers.empty() || !is_small(subject.graph)) return std::nullopt;
  return Section{"network", "Layers",
                 "<p>Weights, activations and their gradients; blue is negative, orange positive, and the strongest of "
                 "each is the darkest.</p>\n<div class=\"layers\"></div>"};
}

std::optional<Section> descent_section(const Subject& subject) {
  if (subject.function.wrt().empty()) return std::nullopt;
  return Section{
      "descent", "Gradient descent",
      fmt::format(
          "<p>Steps against the gradient, from the point above; data stay as they are. Drag the slider through the "
          "run: the whole page follows.</p>\n<p class=\"controls\"><label>rate <input type=\"number\" step=\"any\" "
          "min=\"0\" value=\"{}\"/></label>{}<input type=\"range\" min=\"0\" max=\"1\" step=\"1\" value=\"0\" "
          "aria-label=\"Step of the run\" disabled=\"\"/></p>\n<svg class=\"plot\" viewBox=\"0 0 640 190\" "
          "role=\"img\" "
          "hidden=\"\" "
          "aria-label=\"The value over the steps\"></svg>\n<p class=\"say\" aria-live=\"polite\">No run yet.</p>",
          subject.graph.layers.empty() ? "0.05" : "0.5", "<button type=\"button\" data-do=\"run\">Run</button>")};
}

}  // namespace adc::explaining
