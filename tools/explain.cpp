// adc explain: a page that explains a program at a point.
#include "adc/explain.hpp"
#include "tools/command.h"
#include "tools/explained.h"
#include "tools/failure.h"
#include "tools/program.h"
#include "tools/report/output.h"

namespace adc::tools {
namespace {

void run_explain(const Words& words) {
  const std::string* const path = words.find("--output");
  if (path != nullptr && *path != "-" && !path->ends_with(".html") && !path->ends_with(".htm"))
    throw failure("bad-value", "`" + *path + "` is no name of a page", {"the name ends in .html"});
  if (path != nullptr) require_folder(*path);
  const Evaluation at = explained(words);
  PageOptions options{.program = at.program.text, .has_accuracy = !words.has("--no-check")};
  if (const std::string* const title = words.find("--title")) options.title = *title;
  options.drawing.most_nodes = whole_number(words, "--most", options.drawing.most_nodes);
  const std::string page = explain_page(at.function, at.point, options).value();
  if (path != nullptr)
    write_file(*path, page);
  else
    print_result(page);
}

}  // namespace

Command explain_command() {
  std::vector<Option> options{
      {"--output", "-o", "FILE", "write the page to FILE"},
      {"--title", "", "TEXT", "the page's title"},
      {"--most", "", "N", "draw at most N nodes of the graph, those nearest to the result (200)"},
      {"--no-check", "", "", "leave out the comparison of all modes, which takes the time of `adc check`"}};
  for (const std::vector<Option>& more : {explained_options(), program_options()})
    options.insert(options.end(), more.begin(), more.end());
  return {.name = "explain",
          .arguments = "PROGRAM name=value … [-o FILE] [options]",
          .summary = "a page of HTML that explains the value and its derivatives, step by step",
          .options = std::move(options),
          .examples = {"adc explain 't = x²; u1 = sin(t); u2 = 3t; u = u1 + u2; J = cos(u)' x=0.5 -o J.html",
                       "adc explain network.adc W=@W.npy x=[1,2] t=1 -o network.html",
                       "adc explain iris.safetensors --data iris.csv --row 3 -o iris.html"},
          .run = &run_explain};
}

}  // namespace adc::tools
