// Graphs of the IR, as Graphviz reads them.
#include "emit/dot.h"

#include <fmt/core.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>

#include "ir/builder.h"
#include "ir/text.h"
#include "tests/kernel/programs.h"
#include "tests/support/temporary_folder.h"

using namespace adc;
using namespace adc::tests;

namespace {

using Edges = std::multiset<std::pair<std::string, std::string>>;

struct Graph {
  std::set<std::string> nodes;
  Edges edges;
};

/// Each graph as Graphviz lists it; empty, aloud, where it is missing.
std::vector<Graph> read_by_graphviz(const std::string& texts) {
  if (std::system("command -v dot > /dev/null") != 0) {
    std::cout << "SKIPPED: there is no Graphviz (graphviz)\n";
    return {};
  }
  const TemporaryFolder folder;
  const std::string path = folder.path().string();
  std::ofstream(path + "/graphs") << texts;
  REQUIRE(std::system(fmt::format("dot -Tsvg {0}/graphs > {0}/svg && gvpr 'BEG_G {{ print(\"graph\") }} N {{ "
                                  "print(\"node \", $.name) }} E {{ print(\"edge \", $.tail.name, \" \", $.head.name) "
                                  "}}' {0}/graphs > {0}/plain",
                                  path)
                          .c_str()) == 0);
  std::vector<Graph> graphs;
  std::ifstream in(path + "/plain");
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::string kind;
    std::string a;
    std::string b;
    words >> kind >> a >> b;
    if (kind == "graph") graphs.emplace_back();
    if (kind == "node") graphs.back().nodes.insert(a);
    if (kind == "edge") graphs.back().edges.emplace(a, b);
  }
  return graphs;
}

std::string node(ir::ValueId id) { return "v" + std::to_string(index(id)); }

/// What the graph of `fn` must be, from its outputs backwards.
Graph graph_of(const ir::Function& fn) {
  Graph graph;
  std::vector<ir::ValueId> open;
  for (std::size_t i = 0; i < fn.params().size(); ++i) graph.nodes.insert(node(ir::value_id(i)));
  for (std::size_t i = 0; i < fn.outputs().size(); ++i) {
    const std::string name = "o" + std::to_string(i);
    graph.nodes.insert(name);
    graph.edges.emplace(node(fn.outputs()[i].value), name);
    open.push_back(fn.outputs()[i].value);
  }
  std::set<ir::ValueId> seen;
  while (!open.empty()) {
    const ir::ValueId id = open.back();
    open.pop_back();
    if (!seen.insert(id).second) continue;
    graph.nodes.insert(node(id));
    for (const ir::ValueId operand : fn.operands(id)) {
      graph.edges.emplace(node(operand), node(id));
      open.push_back(operand);
    }
  }
  return graph;
}

void check(const std::vector<ir::Function>& functions, const std::string& description) {
  std::string texts;
  for (const ir::Function& fn : functions) {
    texts += emit::dot(fn, description);
    CHECK(texts.ends_with(emit::dot(fn, description)));
  }
  const std::vector<Graph> graphs = read_by_graphviz(texts);
  if (graphs.empty()) return;
  REQUIRE(graphs.size() == functions.size());
  for (std::size_t i = 0; i < graphs.size(); ++i) {
    const Graph expected = graph_of(functions[i]);
    CAPTURE(ir::print(functions[i]));
    CHECK(graphs[i].nodes == expected.nodes);
    CHECK(graphs[i].edges == expected.edges);
  }
}

}  // namespace

TEST_CASE("Graphviz reads values and operands from the graphs of programs") {
  std::vector<ir::Function> functions;
  for (std::size_t i = 0; i < tensor_functions().size(); i += 4) functions.push_back(tensor_functions()[i].fn);
  check(functions, "a program");
}

TEST_CASE("hostile names and texts stay inside quotes and comments") {
  const std::vector<std::string> hostile = {"\"];", "\\", "a\nb", "-->", "*/", "\xff", "", "\\N", "θ"};
  ir::Builder b("\" { } //");
  for (const std::string& name : hostile) {
    const ir::ValueId value = b.sin(b.param(name));
    b.bind(value, name);
    b.output(value, name);
  }
  check({b.finish()}, "\"\n}\n*/\\");
}

TEST_CASE("a graph says what it shows, and reads well") {
  ir::Builder b("f.grad");
  const ir::ValueId x = b.param("x");
  const ir::ValueId t = b.mul(x, x);
  b.bind(t, "t");
  const ir::ValueId sine = b.sin(t);
  b.output(b.div(sine, b.integer(3)), "f");
  CHECK(emit::dot(b.finish(), "t = x²\nsin(t)/3") == R"(// f.grad computes
//
//   t = x²
//   sin(t)/3
digraph "f.grad" {
  node [shape=box, fontname="sans-serif"];
  edge [fontname="sans-serif"];
  v0 [label="x\nparam f64", shape=ellipse, style=bold];
  v1 [label="mul\nt: f64"];
  v0 -> v1;
  v0 -> v1;
  v2 [label="sin\nf64"];
  v1 -> v2;
  v3 [label="3", shape=plaintext];
  v4 [label="div\nf64"];
  v2 -> v4 [label="1"];
  v3 -> v4 [label="2"];
  o0 [label="f", shape=doubleoctagon];
  v4 -> o0;
}
)");
}
