// adc graph: the computation graph of a program at a point, as a picture.
#include "adc/explain.hpp"
#include "tools/command.h"
#include "tools/explained.h"
#include "tools/failure.h"
#include "tools/interrupt.h"
#include "tools/program.h"
#include "tools/report/output.h"

namespace adc::tools {
namespace {

enum class Form : std::uint8_t { Dot, Svg };
enum class Drawer : std::uint8_t { Any, Graphviz, Adc };

/// What `--to` says, or the end of the file's name; without either what Graphviz reads.
Form form_of(const Words& words, const std::string* path) {
  if (const std::string* const word = words.find("--to"))
    return chosen<Form>("--to", *word, {{"dot", Form::Dot}, {"svg", Form::Svg}});
  if (path == nullptr || *path == "-" || path->ends_with(".dot") || path->ends_with(".gv")) return Form::Dot;
  if (path->ends_with(".svg")) return Form::Svg;
  throw failure("bad-value", "`" + *path + "` says nothing of what a graph is written as",
                {"the name ends in .svg, or in .dot for Graphviz; or say it: `--to svg`"});
}

Drawer drawer_of(const Words& words) {
  const std::string* const word = words.find("--layout");
  if (word == nullptr) return Drawer::Any;
  return chosen<Drawer>("--layout", *word,
                        {{"auto", Drawer::Any}, {"graphviz", Drawer::Graphviz}, {"adc", Drawer::Adc}});
}

std::string picture(const Graph& graph, const GraphDrawing& drawing, Drawer drawer) {
  if (drawer != Drawer::Adc) {
    Limits limits;
    limits.stop = stop_flag();
    const Result<std::string> made = graph_svg_by_graphviz(graph, drawing, limits);
    const bool is_missing = !made && made.error().diagnostic().slug == "no-graphviz";
    if (!is_missing || drawer == Drawer::Graphviz) return made.value();
  }
  return graph_svg(graph, drawing);
}

void run_graph(const Words& words) {
  const std::string* const path = words.find("--output");
  const Form form = form_of(words, path);
  const Drawer drawer = drawer_of(words);
  const GraphDrawing drawing{.most_nodes = whole_number(words, "--most", GraphDrawing{}.most_nodes)};
  if (drawing.most_nodes == 0) throw failure("bad-value", "`--most` is 1 or more");
  if (path != nullptr) require_folder(*path);
  const Evaluation at = explained(words);
  const StopsWork stops_work(StopsWork::Second::EndsProcess);
  const Graph made = graph(at.function, at.point).value();
  const std::string text = form == Form::Dot ? graph_dot(made, drawing) : picture(made, drawing, drawer);
  if (path != nullptr)
    write_file(*path, text);
  else
    print_result(text);
  if (made.nodes.size() > drawing.most_nodes)
    print_message("note: the graph has " + counted(made.nodes.size(), "node") + "; drawn are the " +
                  std::to_string(drawing.most_nodes) + " nearest to the result (`--most N` draws more)");
}

}  // namespace

Command graph_command() {
  std::vector<Option> options{
      {"--output", "-o", "FILE", "write to FILE: a picture if it ends in .svg, else text for Graphviz"},
      {"--to", "", "FORM", "dot or svg, whatever the file's name is"},
      {"--layout", "", "WHO", "who places the nodes of a picture: graphviz, adc, or auto: Graphviz if it is installed"},
      {"--most", "", "N", "draw at most N nodes, those nearest to the result (200)"}};
  for (const std::vector<Option>& more : {explained_options(), program_options()})
    options.insert(options.end(), more.begin(), more.end());
  return {.name = "graph",
          .arguments = "PROGRAM name=value … [-o FILE] [options]",
          .summary = "the computation graph with values, adjoints and local derivatives, as a picture",
          .options = std::move(options),
          .examples = {"adc graph 't = x²; u1 = sin(t); u2 = 3t; u = u1 + u2; J = cos(u)' x=0.5 -o J.svg",
                       "adc graph 'cos(sin(x²)+3x²)' x=0.5 | dot -Tpdf -o J.pdf"},
          .run = &run_graph};
}

}  // namespace adc::tools
