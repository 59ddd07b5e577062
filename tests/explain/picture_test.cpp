// Pictures of computation graphs.
#include <catch2/catch.hpp>
#include <cstdlib>

#include "adc/explain.hpp"
#include "explain/words.h"
#include "tests/explain/xml.h"

using adc::tests::xml_fault;

namespace {

const std::string kLecture = "t = x²; u1 = sin(t); u2 = 3t; u = u1 + u2; J = cos(u)";

const std::string kNetwork =
    "param W1: R[2,2]; param b1: R[2]; param w2: R[2]; param b2; data x: R[2]; data t\n"
    "z1 = W1*x + b1; h = σ(z1); z2 = dot(w2, h) + b2; y = σ(z2); L = 1/2*(y - t)^2";

adc::Graph graph_of(const std::string& text, const std::vector<double>& x,
                    adc::Notation notation = adc::Notation::Text) {
  return adc::graph(adc::compile(text).value(), x, notation).value();
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

int count(const std::string& text, const std::string& part) {
  int n = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++n;
  return n;
}

/// x0 = x and then n bindings, each of the two before.
adc::Graph chain(int n) {
  std::string text = "x0 = x\nx1 = sin(x)\n";
  for (int i = 2; i < n; ++i) {
    const auto name = [&](int k) { return "x" + std::to_string(i - k); };
    text += name(0) + " = " + name(1) + "*" + name(2) + "\n";
  }
  return graph_of(text, {0.5});
}

}  // namespace

TEST_CASE("the picture of the lecture's program has what the slide has") {
  const std::string svg = adc::graph_svg(graph_of(kLecture, {0.5}));
  CHECK(xml_fault(svg) == "");
  for (const char* const text :
       {">x<", ">t = x²<", ">u₁ = sin(t)<", ">u₂ = 3t<", ">u = u₁ + u₂<", ">J = cos(u)<", ">0.5425<", ">0.2474<",
        ">dJ/du₁ = −0.8401<", ">dJ/dx = −3.334<", ">du₁/dt = cos(t) = 0.9689<", ">← −0.8401 · 0.9689 = −0.8139<",
        ">du₂/dt = 3<", ">← −0.8401 · 3 = −2.52<", ">dt/dx = 2x = 1<", ">dJ/du = −sin(u) = −0.8401<"}) {
    CAPTURE(text);
    CHECK(contains(svg, text));
  }
  CHECK(count(svg, "data-node=") == 6);
  CHECK(count(svg, "data-edge=") == 6);
  CHECK(contains(svg, "<title>Computation graph of J</title>"));
  CHECK(count(svg, "http:") == 1);  // the namespace
  CHECK(svg == adc::graph_svg(graph_of(kLecture, {0.5})));
}

TEST_CASE("names of the text cannot break out of a picture") {
  const adc::Graph graph = graph_of("if(x < 1 and y > 2, x, y)", {0.5, 3});
  CHECK(xml_fault(adc::graph_svg(graph)) == "");
  CHECK_FALSE(contains(adc::graph_svg(graph), "x < 1"));
  CHECK_FALSE(contains(adc::graph_dot(graph), "label=<<b>v₁ = x < 1"));
}

TEST_CASE("pictures fit narrow windows, and need no variables of styles") {
  const std::string svg = adc::graph_svg(graph_of(kLecture, {0.5}));
  CHECK(contains(svg, "max-width: 100%"));
  // Before each colour that is a variable the same property has one that is none.
  for (std::size_t at = 0; (at = svg.find(": var(--", at)) != std::string::npos; ++at) {
    const std::size_t property = svg.find_last_of("{;", at) + 1;
    const std::string name =
        svg.substr(svg.find_first_not_of(" \n", property), at - svg.find_first_not_of(" \n", property));
    const std::size_t before = svg.find_last_of("{;", property - 2) + 1;
    CAPTURE(name, svg.substr(before, property - before));
    CHECK(contains(svg.substr(before, property - before), name + ": #"));
  }
}

TEST_CASE("a network's layers are framed") {
  const adc::Graph graph = graph_of(kNetwork, {0.1, 0.2, 0.3, -0.4, 0.1, -0.1, 0.5, -0.6, 0.2, 1, 2, 1});
  REQUIRE(graph.layers.size() == 3);
  CHECK(graph.layers[2].name == "loss");
  const std::string svg = adc::graph_svg(graph);
  CHECK(xml_fault(svg) == "");
  CHECK(count(svg, "<g class=\"layer\">") == 3);
  CHECK(count(adc::graph_dot(graph), "subgraph cluster_") == 3);
}

TEST_CASE("of a large graph the nodes nearest to the result are drawn, and the others counted") {
  const adc::Graph graph = chain(5'000);
  const std::string svg = adc::graph_svg(graph);
  CHECK(xml_fault(svg) == "");
  CHECK(count(svg, "data-node=") == 200);
  CHECK(contains(svg, ">" + std::to_string(graph.nodes.size() - 200) + " more nodes<"));
  CHECK(count(adc::graph_svg(graph, {.most_nodes = 1}), "data-node=") == 1);
  CHECK(contains(adc::graph_dot(graph, {.most_nodes = 10}), " more nodes"));
}

TEST_CASE("what has no inputs, and what does not use them, is drawn, too") {
  CHECK(xml_fault(adc::graph_svg(graph_of("3", {}))) == "");
  CHECK(xml_fault(adc::graph_svg(graph_of("x", {2}))) == "");
  CHECK(xml_fault(adc::graph_svg(graph_of("a = x; b = 2y; b", {2, 3}))) == "");
  CHECK(adc::graph_svg({}).empty());
}

TEST_CASE("Graphviz draws the same, and where it is missing that is said") {
  const adc::Result<std::string> svg = adc::graph_svg_by_graphviz(graph_of(kLecture, {0.5}));
  if (std::system("dot -V >/dev/null 2>&1") != 0) {
    CHECK(svg.error().diagnostic().slug == "no-graphviz");
    WARN("SKIPPED: there is no Graphviz");
    return;
  }
  REQUIRE(svg.ok());
  CHECK(contains(*svg, "J = cos(u)"));
  CHECK(count(*svg, "class=\"edge\"") == 6);
}

TEST_CASE("drawing by Graphviz can be interrupted") {
  const std::atomic<bool> stop = true;
  adc::Limits limits;
  limits.stop = &stop;
  const adc::Result<std::string> svg = adc::graph_svg_by_graphviz(chain(150), {}, limits);
  REQUIRE_FALSE(svg.ok());
  CHECK((svg.error().diagnostic().slug == "interrupted" || svg.error().diagnostic().slug == "no-graphviz"));
}

TEST_CASE("formulas are written as people write them") {
  using adc::explaining::pretty;
  CHECK(pretty("w_11*theta") == "w₁₁·θ");
  CHECK(pretty("dJ/du1") == "dJ/du₁");
  CHECK(pretty("dL/dbeta_2*Omega") == "dL/dβ₂·Ω");
  CHECK(pretty("log2(x) .* y - 1.5") == "log₂(x) ⊙ y − 1.5");
  CHECK(pretty("h_in + 2.5x3") == "h_in + 2.5x₃");
  CHECK(adc::explaining::short_number(-1.23456e-7) == "−1.235e−7");
  CHECK(adc::explaining::short_number(-0.0) == "0");
  CHECK(adc::explaining::shortened("αβγ", 3) == "αβγ");
  CHECK(adc::explaining::shortened("αβγδ", 3) == "αβ…");
  CHECK(adc::explaining::short_numbers({2, 2}, std::vector<double>{1, 2, 3, 4}) == "[1, 2; 3, 4]");
}

TEST_CASE("tables are well-formed HTML, with all digits") {
  const adc::Graph graph = graph_of(kLecture, {0.5}, adc::Notation::Mathml);
  const std::string html = adc::trace(graph);
  CHECK(xml_fault("<div>" + html + "</div>") == "");
  CHECK(contains(html, "data-value=\"0.24740395925452294\">0.247404<"));
  CHECK(contains(html, "data-value=\"-3.334146414144972\""));
  CHECK(count(html, "<tr data-edge=") == 6);
  const std::string network =
      adc::trace(graph_of(kNetwork, {0.1, 0.2, 0.3, -0.4, 0.1, -0.1, 0.5, -0.6, 0.2, 1, 2, 1}, adc::Notation::Mathml));
  CHECK(xml_fault("<div>" + network + "</div>") == "");
  CHECK(contains(network, "data-values=\"0.1 0.2 0.3 -0.4\""));
}

TEST_CASE("a page is well-formed, loads nothing, and is the same each time") {
  for (const auto& [text, x] : std::vector<std::pair<std::string, std::vector<double>>>{
           {kLecture, {0.5}},
           {"if(x < 1 and y > 2, x, y) * 2^(x & y)", {0.5, 3}},
           {"if(x < 1 and y > 2, x, y)", {0.5, 3}},
           {"3", {}},
           {"1/x", {0}},
           {kNetwork, {0.1, 0.2, 0.3, -0.4, 0.1, -0.1, 0.5, -0.6, 0.2, 1, 2, 1}}}) {
    const adc::Result<adc::Function> function = adc::compile(text);
    if (!function) continue;
    CAPTURE(text);
    const adc::PageOptions options{.title = "<b>&", .program = text, .has_accuracy = false};
    const std::string page = adc::explain_page(*function, x, options).value();
    const std::size_t begin = page.find("<main");
    const std::size_t end = page.find("</main>") + 7;
    CHECK(xml_fault(std::string_view(page).substr(begin, end - begin)) == "");
    CHECK(contains(page, "<h1>&lt;b&gt;&amp;</h1>"));
    for (const char* const part : {"src=", "href=\"h", "url(h", "@import", "import(", "fetch("})
      CHECK_FALSE(contains(page, part));
    CHECK(page == adc::explain_page(*function, x, options).value());
  }
}

TEST_CASE("numbers near zero are shown as any others") {
  const adc::Function scalar = adc::compile("x*1e-200").value();
  CHECK(contains(adc::explain_page(scalar, std::vector{1e-110}, {.has_accuracy = false}).value(), "1e-310"));
  CHECK(contains(adc::trace(graph_of("param x: R[2]; sum(1e-200 x)", {1e-110, 1}, adc::Notation::Mathml)), "1e-310"));
}

TEST_CASE("nothing that a text says ends the page's scripts") {
  const std::string text = "x # </script><script>alert(1)</script> <!-- \n";
  const std::string page =
      adc::explain_page(adc::compile(text).value(), std::vector{1.0}, {.program = text, .has_accuracy = false}).value();
  CHECK(count(page, "</script>") == 2);
  CHECK(count(page, "<!--") == 0);  // after which <script> would count, too
}

TEST_CASE("a page of a large program says what it leaves out") {
  std::string text = "x0 = x\n";
  for (int i = 1; i < 1'500; ++i) text += "x" + std::to_string(i) + " = sin(x" + std::to_string(i - 1) + ")\n";
  const std::string page =
      adc::explain_page(adc::compile(text).value(), std::vector{1.0}, {.has_accuracy = false}).value();
  CHECK(contains(page, "drawn are the 200 nearest to the result"));
  CHECK(contains(page, "more than a table of them helps"));
  CHECK(contains(page, "a derivation by hand is of 200 operations at most"));
  CHECK(contains(page, "nodes: null"));
  CHECK(page.size() < 4'000'000);
}

TEST_CASE("a page is called what its result is called, or what was written") {
  const auto heading = [](const std::string& text, const std::string& program) {
    const std::string page = adc::explain_page(adc::compile(text).value(), std::vector{0.5},
                                               {.program = program, .has_accuracy = false, .has_code = false})
                                 .value();
    const std::size_t begin = page.find("<h1>") + 4;
    return page.substr(begin, page.find("</h1>", begin) - begin);
  };
  CHECK(heading("x*x + 0 < 1", "x*x + 0 < 1") == "x*x + 0 &lt; 1 explained");
  CHECK(heading("x*x + 0", "") == "f explained");
  CHECK(heading("J = x*x", "J = x*x") == "J explained");
  CHECK(heading("t = 2x; t*t", "t = 2x; t*t") == "f explained");
  CHECK(heading("x*x", std::string(100, 'x')).size() < 90);
}
