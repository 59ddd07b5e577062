#include "session/graph.h"

#include <algorithm>

#include "adc/explain.hpp"
#include "session/files.h"

namespace adc::session {

ToFile to_file(std::string_view argument, std::span<const std::string_view> endings) {
  const auto refuse = [&](const std::string& slug, const std::string& message) {
    std::string list;
    for (const std::string_view ending : endings) list += (list.empty() ? "" : " or ") + std::string(ending);
    throw Error(diagnose(slug, message, {"the name ends in " + list}));
  };
  if (argument.ends_with(" -o")) refuse("missing-value", "`-o` wants a file");
  const std::size_t at = argument.rfind(" -o ");
  if (at == std::string_view::npos) return {argument, ""};
  std::string_view file = argument.substr(at + 4);
  file.remove_prefix(std::min(file.find_first_not_of(' '), file.size()));
  if (!std::ranges::any_of(endings, [&](std::string_view ending) { return file.ends_with(ending); }))
    refuse("bad-value", "`" + std::string(file) + "` says nothing of what is to be written");
  return {argument.substr(0, at), std::string(file)};
}

Reply::Part trace_part(const Function& function, std::span<const double> point) {
  return {.text = trace(graph(function, point).value()),
          .pictures = {{"text/html", trace(graph(function, point, Notation::Mathml).value())}}};
}

Reply::Part graph_part(const Function& function, std::span<const double> point, const std::string& file,
                       const Limits& limits) {
  const Graph graph = adc::graph(function, point).value();
  if (file.ends_with(".dot")) return written(file, graph_dot(graph));
  const Result<std::string> drawn = graph_svg_by_graphviz(graph, {}, limits);
  if (!drawn && drawn.error().diagnostic().slug != "no-graphviz") throw drawn.error();
  const std::string svg = drawn ? *drawn : graph_svg(graph);
  if (file.empty()) return {.text = trace(graph), .pictures = {{"image/svg+xml", svg}}};
  Reply::Part part = written(file, svg);
  part.pictures = {{"image/svg+xml", svg}};
  return part;
}

Reply::Part explain_part(const Function& function, std::span<const double> point, std::string_view program,
                         const std::string& file) {
  if (file.empty())
    throw Error(diagnose("missing-value", "this wants a file for the page", {"`:explain cos(x) -o page.html`"}));
  return written(file, explain_page(function, point, {.program = std::string(program)}).value());
}

}  // namespace adc::session
