// adc graph, and the forms of adc trace.
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

#include "tests/tools/program.h"

using adc::tests::contains;
using adc::tests::Finished;
using adc::tests::run_adc;
using adc::tests::TemporaryFolder;

namespace {

const std::string kLecture = "t = x²; u1 = sin(t); u2 = 3t; u = u1 + u2; J = cos(u)";

std::string file_text(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("graph prints text for Graphviz, or makes a picture") {
  const Finished dot = run_adc({"graph", kLecture, "x=0.5"});
  CHECK(dot.code == 0);
  CHECK(dot.out.starts_with("digraph \"J\" {"));
  CHECK(contains(dot.out, "du₁/dt = cos(t) = 0.9689"));
  const TemporaryFolder folder;
  const std::string path = folder.path().string() + "/J.svg";
  CHECK(run_adc({"graph", kLecture, "x=0.5", "-o", path}).code == 0);
  CHECK(contains(file_text(path), "</svg>"));
  const Finished own = run_adc({"graph", kLecture, "x=0.5", "--to", "svg", "--layout", "adc"});
  CHECK(contains(own.out, "class=\"adc-graph\""));
  CHECK(run_adc({"graph", kLecture, "x=0.5", "-o", folder.path().string() + "/J.dot"}).code == 0);
  CHECK(file_text(folder.path().string() + "/J.dot") == dot.out);
}

TEST_CASE("without Graphviz adc lays out the graph itself, unless Graphviz is asked for") {
  const std::vector<std::string> nothing{"PATH=/nonexistent"};
  const Finished own = run_adc({"graph", kLecture, "x=0.5", "--to", "svg"}, "", nothing);
  CHECK(own.code == 0);
  CHECK(contains(own.out, "class=\"adc-graph\""));
  const Finished refused = run_adc({"graph", kLecture, "x=0.5", "--to", "svg", "--layout", "graphviz"}, "", nothing);
  CHECK(refused.code == 1);
  CHECK(contains(refused.err, "[no-graphviz]"));
}

TEST_CASE("a graph that is too large says so") {
  std::string text = "x0 = x\n";
  for (int i = 1; i < 300; ++i) text += "x" + std::to_string(i) + " = sin(x" + std::to_string(i - 1) + ")\n";
  const Finished run = run_adc({"graph", "-", "x=1", "--to", "svg", "--layout", "adc"}, text);
  CHECK(run.code == 0);
  CHECK(contains(run.err, "the 200 nearest to the result"));
  CHECK(run_adc({"graph", "-", "x=1", "--most", "1000"}, text).err.empty());
}

TEST_CASE("what graph cannot draw is refused") {
  CHECK(run_adc({"graph", "x, 2x", "x=1"}).code == 2);
  CHECK(contains(run_adc({"graph", "x", "x=1", "--to", "png"}).err, "[bad-value]"));
  CHECK(contains(run_adc({"graph", "x", "x=1", "--most", "0"}).err, "[bad-value]"));
  CHECK(contains(run_adc({"graph", "x", "x=1", "-o", "/nonexistent/x.svg"}).err, "[cannot-write]"));
  CHECK(contains(run_adc({"graph", "x"}).err, "[missing-input]"));
}

TEST_CASE("trace writes HTML and LaTeX, also to a file") {
  CHECK(contains(run_adc({"trace", kLecture, "x=0.5", "--to", "html"}).out, "<table class=\"trace forward\">"));
  CHECK(contains(run_adc({"trace", kLecture, "x=0.5", "--to", "latex"}).out, "\\begin{align*}"));
  CHECK(run_adc({"trace", kLecture, "x=0.5", "--to", "text"}).out == run_adc({"trace", kLecture, "x=0.5"}).out);
  CHECK(run_adc({"trace", kLecture, "x=0.5", "--to", "word"}).code == 2);
  const TemporaryFolder folder;
  CHECK(run_adc({"trace", kLecture, "x=0.5", "-o", folder.path().string() + "/J.txt"}).out.empty());
  CHECK(file_text(folder.path().string() + "/J.txt") == run_adc({"trace", kLecture, "x=0.5"}).out);
}

TEST_CASE("explain writes a page") {
  const TemporaryFolder folder;
  const std::string path = folder.path().string() + "/J.html";
  CHECK(run_adc({"explain", kLecture, "x=0.5", "-o", path, "--title", "The lecture's J"}).out.empty());
  const std::string page = file_text(path);
  CHECK(page.starts_with("<!DOCTYPE html>"));
  CHECK(contains(page, "<h1>The lecture's J</h1>"));
  CHECK(contains(page, "complex step"));
  CHECK_FALSE(contains(run_adc({"explain", kLecture, "x=0.5", "--no-check"}).out, "complex step"));
  CHECK(contains(run_adc({"explain", kLecture}).err, "[missing-input]"));
  CHECK(contains(run_adc({"explain", "x, 2x", "x=1"}).err, "[several-outputs]"));
  CHECK(contains(run_adc({"explain", "x", "x=1", "-o", "/nonexistent/x.html"}).err, "[cannot-write]"));
}

TEST_CASE("trained models are explained at features that are given, or at a row of a table") {
  const TemporaryFolder folder;
  const std::string rows = folder.path().string() + "/rows.csv";
  const std::string model = folder.path().string() + "/m.safetensors";
  std::ofstream(rows) << "a,b,kind\n0,0,no\n0,1,yes\n1,0,yes\n1,1,no\n";
  REQUIRE(run_adc({"train", "--data", rows, "--target", "kind", "--layers", "2,3,2", "--loss", "cross_entropy",
                   "--epochs", "20", "--save", model})
              .code == 0);
  for (const char* command : {"graph", "explain", "trace"}) {
    CAPTURE(command);
    const Finished lacking = run_adc({command, model});
    CHECK(contains(lacking.err, "[missing-input]"));
    CHECK(contains(lacking.err, "x=[1,2]"));
    CHECK(contains(lacking.err, "the features `a` and `b` of the model"));
    CHECK(contains(lacking.err, "--data FILE --row 1"));
    CHECK(run_adc({command, model, "x=[1,2]"}).code == 0);
    CHECK(run_adc({command, model, "--data", rows, "--row", "3"}).code == 0);
    CHECK(contains(run_adc({command, model, "--data", rows, "--row", "5"}).err, "[bad-value]"));
    CHECK(contains(run_adc({command, model, "x=[1,2]", "--element", "3"}).err, "[bad-value]"));
  }
  const Finished table = run_adc({"trace", model, "--data", rows, "--row", "3"});
  CHECK(contains(table.out, "[1, 0]\n"));
  CHECK(contains(table.out, "df/dW1 "));
  CHECK_FALSE(contains(table.out, "df/dx_offset"));
  CHECK(contains(table.err, "the most probable class"));
  CHECK(table.out == run_adc({"trace", model, "x=[1,0]"}).out);
  CHECK(contains(run_adc({"explain", model, "x=[1,0]", "--no-check"}).out, "<section id=\"network\">"));
  // Its elements are the probabilities that it predicts.
  const Finished predicted = run_adc({"eval", model, "x=[1,0]"});
  const Finished first = run_adc({"trace", model, "x=[1,0]", "--element", "1"});
  const std::size_t begin = first.out.find("\n  f ");
  const std::string line = first.out.substr(begin + 1, first.out.find('\n', begin + 1) - begin - 1);
  CHECK(contains(predicted.out, line.substr(line.rfind(' ') + 1).substr(0, 12)));
}

TEST_CASE("numbers come from a row of a table, and a vector is explained element by element") {
  const TemporaryFolder folder;
  const std::string rows = folder.path().string() + "/rows.csv";
  std::ofstream(rows) << "a,b\n1,2\n3,4\n";
  CHECK(run_adc({"trace", "a*b", "--data", rows, "--row", "2"}).out == run_adc({"trace", "a*b", "a=3", "b=4"}).out);
  CHECK(run_adc({"trace", "a*b", "--data", rows, "b=5"}).out == run_adc({"trace", "a*b", "a=1", "b=5"}).out);
  CHECK(contains(run_adc({"trace", "a*c", "--data", rows}).err, "no value is given for `c`"));
  CHECK(contains(run_adc({"trace", "[a, b]", "--data", rows}).err, "`--element 1`"));
  CHECK(contains(run_adc({"trace", "[a, b^2]", "--data", rows, "--element", "2"}).out, "= 4\n"));
  CHECK(contains(run_adc({"trace", "a*b", "a=1", "b=2", "--element", "2"}).err, "[bad-value]"));
  CHECK(contains(run_adc({"trace", "a*b", "a=1", "b=2", "--row", "2"}).err, "[missing-value]"));
}
