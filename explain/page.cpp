#include <fmt/core.h>

#include <map>

#include "adc/explain.hpp"
#include "explain/page_parts.h"
#include "explain/words.h"

namespace adc::inline ADC_ABI {
namespace {

using namespace explaining;

/// `text` with what stands in double braces replaced.
std::string filled(std::string_view text, const std::map<std::string_view, std::string>& parts) {
  std::string all;
  while (true) {
    const std::size_t open = text.find("{{");
    if (open == std::string_view::npos) return all.append(text);
    const std::size_t close = text.find("}}", open);
    all += text.substr(0, open);
    all += parts.at(text.substr(open + 2, close - open - 2));
    text.remove_prefix(close + 2);
  }
}

std::vector<Section> sections(const Subject& subject) {
  std::vector<Section> all{formula_section(subject), point_section(subject), graph_section(subject),
                           steps_section(subject)};
  for (const auto make :
       {&rules_section, &plot_section, &network_section, &descent_section, &modes_section, &code_section}) {
    if (std::optional<Section> made = make(subject)) all.push_back(*std::move(made));
  }
  return all;
}

/// What the page is about: the result's name; of one without a name the program, if that is a line.
std::string subject_text(const Subject& subject) {
  constexpr std::size_t kMost = 60;  // characters
  std::string_view program = subject.options.program;
  while (program.ends_with('\n') || program.ends_with(' ')) program.remove_suffix(1);
  const bool is_line = !program.empty() && program.find_first_of("\n;#") == std::string_view::npos;
  if (subject.function.outputs()[0].empty() && is_line) return shortened(std::string(program), kMost);
  return pretty(subject.graph.nodes.back().name.text);
}

}  // namespace

Result<std::string> explain_page(const Function& function, std::span<const double> x, const PageOptions& options) {
  const Result<Graph> made = graph(function, x, Notation::Mathml);
  if (!made) return made.error();
  const Subject subject{function, x, *made, options};
  const std::optional<Recomputation> again = recomputation(subject);
  std::string contents;
  std::string body;
  for (const Section& section : sections(subject)) {
    contents += fmt::format("<a href=\"#{}\">{}</a> ", section.id, section.name);
    body += fmt::format("<section id=\"{}\">\n<h2>{}</h2>\n{}\n</section>\n", section.id, section.name, section.html);
  }
  const std::string title = options.title.empty() ? subject_text(subject) + " explained" : options.title;
  return filled(kPageHtml, {{"version", version()},
                            {"title", escaped(title)},
                            {"style", std::string(kPageStyle)},
                            {"contents", contents},
                            {"sections", body},
                            {"data", page_data(subject, again)},
                            {"program", page_program(subject, again)},
                            {"script", std::string(kPageScript)}});
}

}  // namespace adc::inline ADC_ABI
