// adc repl over a pipe.
#include <catch2/catch.hpp>
#include <chrono>

#include "tests/tools/program.h"

using adc::tests::contains;
using adc::tests::Finished;
using adc::tests::run_adc;

namespace {

Finished repl(const std::string& lines) { return run_adc({"repl"}, lines); }

}  // namespace

TEST_CASE("the session keeps bindings and shows value and derivative") {
  const Finished run = repl("x = 0.5\nx^2\n");
  CHECK(run.code == 0);
  CHECK(run.err.empty());
  CHECK(contains(run.out, "0.25"));
  CHECK(contains(run.out, "d/dx   1\n"));
  CHECK(!contains(run.out, ">"));
}

TEST_CASE("the session keeps functions and expressions") {
  const Finished run = repl("f(x) = x^3\nf(2)\nf'(2)\nx = 2\nt = f(x) + 1\nt + 1\n");
  CHECK(run.code == 0);
  CHECK(run.err.empty());
  CHECK(contains(run.out, "8\n"));
  CHECK(contains(run.out, "12\n"));
  CHECK(contains(run.out, "10\n"));
}

TEST_CASE("a new value changes what was defined from it") {
  CHECK(contains(repl("x = 1\nt = 10x\nx = 2\nt\n").out, "20\n"));
  CHECK(repl("z = x y\nx = 2\nx = x + 4\nx\n").out == "x  2\nx  6\nvalue  6\nd/dx   1\n");
}

TEST_CASE("the session recovers from errors") {
  const Finished run = repl("x = 0.5\nsni(x)\n2 +\n)\nx^2\n");
  CHECK(run.code == 0);
  CHECK(contains(run.err, "[unknown-function]"));
  CHECK(contains(run.out, "0.25"));
  const Finished open = repl("sin(1\n2\nmax(1,\n\n3)\n");  // an open bracket does not swallow what cannot follow it
  CHECK(contains(open.err, "[missing-operator]"));
  CHECK(open.out == "3\n");
}

TEST_CASE("an expression of a name without a value gives the derivative as a formula") {
  const Finished run = repl("y^2\n");
  CHECK(run.out == "value  y²\nd/dy   2y\n");
  CHECK(repl("diff(y³, y)\n").out == "value  3y²\nd/dy   6y\n");
  CHECK(repl("a², a b\n").out.starts_with("values  a², a·b\ndy1/da  2a\ndy1/db  0\n"));
  CHECK(contains(run.err, "`y` has no value yet"));
}

TEST_CASE("the session explains names") {
  CHECK(contains(repl("?abs\n").out, "derivative 0 at 0"));
  CHECK(contains(repl("f(x) = x^2\n?f\n").out, "f(x) = x^2"));
  CHECK(contains(repl("?pi\n").out, "3.14159"));
  CHECK(contains(repl("?relu\n").out, "relu"));
  CHECK(contains(repl("?nosuchname\n").err, "nosuchname"));
}

TEST_CASE("the session has commands") {
  CHECK(contains(repl(":help\n").out, ":forget"));
  CHECK(repl("x = 1\n:vars\n").out.ends_with("  x = 1\n"));
  const Finished forgot = repl("x = 1\n:forget x\nx\n");
  CHECK(contains(forgot.err, "`x` has no value yet"));
  CHECK(repl("1\n:quit\n2\n").out == "1\n");
  CHECK(repl("1\nquit\n2\n").out == "1\n");
  CHECK(repl("1\nexit\n2\n").out == "1\n");
  CHECK(contains(repl("help\n").out, ":forget"));
  CHECK(contains(repl("quit = 3\nquit\n").out, "3\n"));
  CHECK(contains(repl(":hlep\n").err, "`:help`"));
}

TEST_CASE("a statement may take several lines, and a line several statements") {
  CHECK(contains(repl("(1 +\n2)\n").out, "3\n"));
  CHECK(contains(repl("1 +\n2\n").out, "3\n"));
  CHECK(contains(repl("2 ·\n3\n").out, "6\n"));
  CHECK(contains(repl("(1 # one\n + 2) # two\n4\n").out, "3\n4\n"));
  CHECK(contains(repl("a = 2; b = 3; a*b\n").out, "6\n"));
  CHECK(repl("").out.empty());
  CHECK(contains(repl("1 + 1").out, "2\n"));
}

TEST_CASE("a session of many definitions stays quick") {
  std::string lines = "x0 = 1\n";
  for (int i = 1; i < 400; ++i) lines += "x" + std::to_string(i) + " = x" + std::to_string(i - 1) + " + 1\n";
  const auto begin = std::chrono::steady_clock::now();
  CHECK(contains(repl(lines + "x399\n").out, "400"));
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(20));
}

TEST_CASE("a session says where an infinity comes from") {
  const adc::tests::Finished run = adc::tests::run_adc({"repl"}, "x = 0\nf(t) = log(t)\nf(x)\n");
  CHECK(run.err.find("<input>:1:1: note: log of 0 is -inf") != std::string::npos);
}
