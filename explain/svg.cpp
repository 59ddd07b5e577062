#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>

#include "adc/explain.hpp"
#include "explain/collapse.h"
#include "explain/labels.h"
#include "explain/layout.h"
#include "explain/words.h"

namespace adc::inline ADC_ABI {
namespace {

using namespace explaining;

constexpr double kFont = 13;
constexpr double kSmall = 11;
constexpr double kLine = 18;
constexpr double kMargin = 16;
constexpr double kLayerMargin = 10;
constexpr double kSmallest = 0.6;  ///< of its size a picture gives way to a narrow window; then it scrolls

/// Colours that people with any colour vision tell apart (Okabe and Ito 2008), on light and on dark ground. Each is
/// said twice, as itself and as a variable: viewers that know no variables, such as librsvg and Inkscape, take the
/// first.
constexpr std::string_view kStyle = R"(<style>
.adc-graph { --ink: #1b1f24; --line: #8b949e; --ground: #ffffff; --box: #f6f8fa; --value: #0b5cad; --adjoint: #b34700;
  font: 13px "DejaVu Sans", Verdana, sans-serif; fill: #1b1f24; fill: var(--ink); background: #ffffff;
  background: var(--ground); }
@media (prefers-color-scheme: dark) { .adc-graph { --ink: #e6edf3; --line: #7d8590; --ground: #0d1117; --box: #161b22;
  --value: #79c0ff; --adjoint: #ffa657; } }
@media print { .adc-graph { --ink: #000; --line: #555; --ground: #fff; --box: #fff; --value: #0b5cad; --adjoint: #b34700; } }
.adc-graph text { text-anchor: middle; }
.adc-graph .node rect { fill: #f6f8fa; fill: var(--box); stroke: #8b949e; stroke: var(--line); stroke-width: 1.2; }
.adc-graph .node.input rect, .adc-graph .node.data rect { fill: #ffffff; fill: var(--ground); }
.adc-graph .node.data rect { stroke-dasharray: 4 3; }
.adc-graph .node.result rect { stroke: #1b1f24; stroke: var(--ink); stroke-width: 2.2; }
.adc-graph .title { font-weight: bold; }
.adc-graph .value { fill: #0b5cad; fill: var(--value); }
.adc-graph .adjoint, .adc-graph .contribution { fill: #b34700; fill: var(--adjoint); }
.adc-graph .edge path { fill: none; stroke: #8b949e; stroke: var(--line); stroke-width: 1.3; }
.adc-graph .edge text { font-size: 11px; paint-order: stroke; stroke: #ffffff; stroke: var(--ground); stroke-width: 4px;
  stroke-linejoin: round; }
.adc-graph .arrow { fill: #8b949e; fill: var(--line); }
.adc-graph .layer rect { fill: none; stroke: #8b949e; stroke: var(--line); stroke-dasharray: 2 4; }
.adc-graph .layer text { font-size: 11px; fill: #8b949e; fill: var(--line); text-anchor: start; }
</style>
)";

std::string pixels(double value) { return fmt::format("{:.1f}", value); }

std::string_view kind_name(GraphNode::Kind kind) {
  switch (kind) {
    case GraphNode::Kind::Input: return "input";
    case GraphNode::Kind::Data: return "data";
    case GraphNode::Kind::Step: return "step";
    case GraphNode::Kind::Result: return "result";
  }
  return "";
}

class Picture {
 public:
  Picture(const Graph& graph, const GraphDrawing& options) : graph_(graph), shown_(shown(graph, options.most_nodes)) {
    make_boxes();
    make_arrows();
    layout_ = lay_out(boxes_, arrows_);
  }

  std::string run() {
    const double width = layout_.width + 2 * kMargin;
    const double height = layout_.height + 2 * kMargin + top();
    std::string text = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"adc-graph\" role=\"img\" viewBox=\"{} {} {} {}\" "
        "width=\"{}\" height=\"{}\" style=\"max-width: 100%; min-width: {}px; height: "
        "auto\">\n<title>{}</title>\n<desc>{}</desc>\n",
        pixels(-kMargin), pixels(-kMargin - top()), pixels(width), pixels(height), pixels(width), pixels(height),
        pixels(kSmallest * width),
        escaped(fmt::format("Computation graph of {}", pretty(graph_.nodes.back().name.text))),
        escaped(shortened(description(graph_), 2000)));
    text += kStyle;
    for (std::size_t k = 0; k < graph_.layers.size(); ++k) text += layer(k);
    for (std::size_t i = 0; i < arrows_.size(); ++i) text += arrow(i);
    for (std::size_t i = 0; i < boxes_.size(); ++i) text += box(i);
    return text + "</svg>\n";
  }

 private:
  [[nodiscard]] double top() const { return graph_.layers.empty() ? 0 : kLayerMargin + kLine; }

  void make_boxes() {
    for (std::size_t i = 0; i < shown_.nodes.size(); ++i) {
      labels_.push_back(label(graph_.nodes[shown_.nodes[i]]));
      add_box(labels_.back(), shown_.ranks[i]);
      place_.emplace(shown_.nodes[i], i);
    }
    if (shown_.hidden == 0) return;
    labels_.push_back({.title = "…", .value = fmt::format("{} more nodes", shown_.hidden), .adjoint = ""});
    add_box(labels_.back(), 0);
  }

  void add_box(const NodeLabel& label, std::size_t rank) {
    const double width = std::max(
        {text_width(label.title, kFont * 1.06), text_width(label.value, kFont), text_width(label.adjoint, kFont)});
    const int lines = 1 + (label.value.empty() ? 0 : 1) + (label.adjoint.empty() ? 0 : 1);
    boxes_.push_back({.width = width + 20, .height = lines * kLine + 12, .rank = rank});
  }

  void make_arrows() {
    for (const std::size_t i : shown_.edges) {
      const GraphEdge& edge = graph_.edges[i];
      const EdgeLabel of = label(graph_, edge);
      const double width = std::max(text_width(of.local, kSmall), text_width(of.contribution, kSmall));
      const bool is_bare = of.local.empty() && of.contribution.empty();
      arrows_.push_back({place_.at(edge.from), place_.at(edge.to), is_bare ? 0 : width + 8, is_bare ? 0 : 2.0 * kLine});
      edge_labels_.push_back(of);
    }
    for (const std::size_t to : shown_.cut) {
      arrows_.push_back({shown_.nodes.size(), to});
      edge_labels_.emplace_back();
    }
  }

  static std::string line(std::string_view name, double x, double y, const std::string& text) {
    if (text.empty()) return "";
    return fmt::format("<text class=\"{}\" x=\"{}\" y=\"{}\">{}</text>", name, pixels(x), pixels(y), escaped(text));
  }

  [[nodiscard]] std::string box(std::size_t i) const {
    const Point at = layout_.boxes[i];
    const Box& size = boxes_[i];
    const bool is_rest = i >= shown_.nodes.size();
    const std::string what = is_rest ? "class=\"node rest\""
                                     : fmt::format("class=\"node {}\" data-node=\"{}\"",
                                                   kind_name(graph_.nodes[shown_.nodes[i]].kind), shown_.nodes[i]);
    const bool is_round = is_rest || !graph_.nodes[shown_.nodes[i]].formula.text.empty();
    double y = at.y - size.height / 2 + kLine;
    std::string text = fmt::format("<g {}><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\"/>", what,
                                   pixels(at.x - size.width / 2), pixels(at.y - size.height / 2), pixels(size.width),
                                   pixels(size.height), is_round ? "7" : pixels(size.height / 2.6));
    const auto add = [&](std::string_view name, const std::string& words) {
      if (words.empty()) return;
      text += line(name, at.x, y, words);
      y += kLine;
    };
    add("title", labels_[i].title);
    add("value", labels_[i].value);
    add("adjoint", labels_[i].adjoint);
    return text + "</g>\n";
  }

  /// Curves that leave and meet their points horizontally.
  static std::string curve(const std::vector<Point>& points) {
    std::string path = fmt::format("M{} {}", pixels(points[0].x), pixels(points[0].y));
    for (std::size_t i = 1; i < points.size(); ++i) {
      const Point& a = points[i - 1];
      const Point& b = points[i];
      const bool is_flat = std::abs(a.y - b.y) < 0.05;
      const double half = (a.x + b.x) / 2;
      path += is_flat ? fmt::format("L{} {}", pixels(b.x), pixels(b.y))
                      : fmt::format("C{} {} {} {} {} {}", pixels(half), pixels(a.y), pixels(half), pixels(b.y),
                                    pixels(b.x), pixels(b.y));
    }
    return path;
  }

  [[nodiscard]] std::string arrow(std::size_t i) const {
    const Arrangement::Route& route = layout_.routes[i];
    const EdgeLabel& of = edge_labels_[i];
    const bool is_cut = i >= shown_.edges.size();
    std::vector<Point> points = route.points;
    const Point tip = points.back();
    points.back().x -= 7;
    std::string text =
        is_cut ? "<g class=\"edge\">" : fmt::format("<g class=\"edge\" data-edge=\"{}\">", shown_.edges[i]);
    text += fmt::format("<path d=\"{}\"/>", curve(points));
    text += fmt::format("<polygon class=\"arrow\" points=\"{},{} {},{} {},{}\"/>", pixels(tip.x), pixels(tip.y),
                        pixels(tip.x - 8), pixels(tip.y - 4), pixels(tip.x - 8), pixels(tip.y + 4));
    text += line("local", route.label.x, route.label.y - 5, of.local);
    text += line("contribution", route.label.x, route.label.y + 14, of.contribution);
    return text + "</g>\n";
  }

  /// A frame around what a layer computes.
  [[nodiscard]] std::string layer(std::size_t k) const {
    double left = 1e9;
    double right = -1e9;
    double above = 1e9;
    double below = -1e9;
    for (const std::size_t node : graph_.layers[k].steps) {
      const auto found = place_.find(node);
      if (found == place_.end()) continue;
      const Point at = layout_.boxes[found->second];
      const Box& size = boxes_[found->second];
      left = std::min(left, at.x - size.width / 2 - kLayerMargin);
      right = std::max(right, at.x + size.width / 2 + kLayerMargin);
      above = std::min(above, at.y - size.height / 2 - kLayerMargin);
      below = std::max(below, at.y + size.height / 2 + kLayerMargin);
    }
    if (right < left) return "";
    return fmt::format(
        "<g class=\"layer\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"10\"/>"
        "<text x=\"{}\" y=\"{}\">{}</text></g>\n",
        pixels(left), pixels(above), pixels(right - left), pixels(below - above), pixels(left + 4), pixels(above - 5),
        escaped(graph_.layers[k].name));
  }

  const Graph& graph_;
  Shown shown_;
  std::vector<NodeLabel> labels_;             ///< one per box
  std::vector<Box> boxes_;                    ///< one per shown node, and one for the others
  std::vector<Arrow> arrows_;                 ///< one per shown edge, then those from the others
  std::vector<EdgeLabel> edge_labels_;        ///< one per arrow
  std::map<std::size_t, std::size_t> place_;  ///< the box of a node
  Arrangement layout_;
};

}  // namespace

std::string graph_svg(const Graph& graph, const GraphDrawing& options) {
  return graph.nodes.empty() ? "" : Picture(graph, options).run();
}

}  // namespace adc::inline ADC_ABI
