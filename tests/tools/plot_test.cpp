// adc plot: what it draws, where to, and what it refuses.
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>

#include "tests/support/xml.h"
#include "tests/tools/program.h"

using adc::tests::contains;
using adc::tests::count;
using adc::tests::Finished;
using adc::tests::is_well_formed;
using adc::tests::run_adc;
using adc::tests::TemporaryFile;

namespace {

/// The SVG that a command writes.
std::string svg(std::vector<std::string> words) {
  const TemporaryFile file("picture.svg", "");
  words.insert(words.begin(), "plot");
  words.insert(words.end(), {"-o", file.path()});
  const Finished run = run_adc(words);
  INFO(run.err);
  REQUIRE(run.code == 0);
  CHECK(run.out.empty());
  CHECK(is_well_formed(file.content()));
  return file.content();
}

/// The message of a command that is refused as wrong usage.
std::string refused(std::vector<std::string> words, int code = 2) {
  words.insert(words.begin(), "plot");
  const Finished run = run_adc(words);
  INFO(run.err);
  CHECK(run.code == code);
  CHECK(run.out.empty());
  return run.err;
}

/// What a command prints on a terminal of 60 by 20 characters.
std::string on_terminal(const std::vector<std::string>& words, const char* no_colour) {
  winsize size{.ws_row = 20, .ws_col = 60};
  int terminal = -1;
  const pid_t child = forkpty(&terminal, nullptr, nullptr, &size);
  REQUIRE(child >= 0);
  if (child == 0) {
    setenv("TERM", "xterm-256color", 1);
    no_colour == nullptr ? unsetenv("NO_COLOR") : setenv("NO_COLOR", no_colour, 1);
    std::vector<const char*> arguments{ADC_PROGRAM, "plot"};
    for (const std::string& word : words) arguments.push_back(word.c_str());
    arguments.push_back(nullptr);
    execv(ADC_PROGRAM, const_cast<char**>(arguments.data()));  // NOLINT
    _exit(127);
  }
  std::string text;
  std::array<char, 4096> buffer{};
  for (ssize_t n = 0; (n = read(terminal, buffer.data(), buffer.size())) > 0;) text.append(buffer.data(), n);
  close(terminal);
  int status = 0;
  waitpid(child, &status, 0);
  REQUIRE(WEXITSTATUS(status) == 0);
  return text;
}

std::size_t lines(const std::string& text) { return count(text, "\n"); }

}  // namespace

TEST_CASE("a picture goes to stdout as characters, 80 by 24 of them at most, without colour") {
  const Finished run = run_adc({"plot", "tan(x)", "x=-5:5"});
  REQUIRE(run.code == 0);
  CHECK(run.err.empty());
  CHECK(lines(run.out) <= 24);
  CHECK(contains(run.out, "poles at x = −4.71239, −1.5708, 1.5708, 4.71239"));
  CHECK_FALSE(contains(run.out, "\033"));
  CHECK(lines(run_adc({"plot", "x^2", "--size", "100x40"}).out) > 30);
}

TEST_CASE("on a terminal a picture has its size and colours, unless the environment wants none") {
  const std::string coloured = on_terminal({"sin(x), cos(x)"}, nullptr);
  CHECK(contains(coloured, "\033[38;5;"));
  CHECK(lines(coloured) <= 19);
  CHECK(lines(coloured) > 15);
  CHECK_FALSE(contains(on_terminal({"sin(x), cos(x)"}, "1"), "\033"));
}

TEST_CASE("-o writes SVG or characters by the name's end") {
  CHECK(contains(svg({"sqrt(x)"}), "no value for x &lt; 0"));
  const TemporaryFile text("picture.txt", "");
  REQUIRE(run_adc({"plot", "x^2", "-o", text.path()}).code == 0);
  CHECK(contains(text.content(), "┤"));
  CHECK(contains(refused({"x^2", "-o", "picture.png"}), "[bad-value]"));
  CHECK(contains(refused({"x^2", "-o", "/nowhere/picture.svg"}, 1), "[cannot-write]"));
  CHECK(contains(svg({"x^2", "--size", "300x200"}), "viewBox=\"0 0 300 200\""));
}

TEST_CASE("inputs with a value are parameters; ranges are of axes, and y of values") {
  const std::string wave = svg({"a*sin(b*x)", "a=2", "b=3", "x=0:2pi", "--grad"});
  CHECK(contains(wave, ">a*sin(b*x)<"));
  CHECK(contains(wave, ">d/dx a*sin(b*x)<"));
  CHECK(contains(svg({"tan(x)", "y=-4:4"}), ">−4<"));
  CHECK(contains(svg({"h = 5t^2", "t=0:", "h=0:50", "--units", "t=s,h=m"}), ">h (m)<"));
  CHECK(contains(svg({"x^3", "--order", "2"}), ">d²/dx² x^3<"));
  CHECK(contains(svg({"exp(-t)", "t=0.1:100", "--log", "t,y", "--title", "a & b"}), ">a &amp; b<"));
  CHECK(count(svg({"sum(v)*x", "v=[1,2,3]"}), "<path") > 3);
}

TEST_CASE("equations, conditions, contours and descents") {
  CHECK(contains(svg({"x^2 + y^2 = 1"}), ">x^2 + y^2 = 1<"));
  CHECK(contains(svg({"x^2 + y^2 == 1"}), ">x^2 + y^2 == 1<"));
  CHECK(contains(svg({"x < y"}), "stroke-dasharray"));
  CHECK(contains(svg({"x^2 = x + 1"}), "equal at x = −0.618034, 1.61803"));
  CHECK(contains(svg({"y*z^2", "--descent", "y=1,z=2"}), ">start<"));
  const std::string valley =
      svg({"(1-x)^2 + 100(y-x^2)^2", "x=-2:2", "y=-1:3", "--descent", "x=-1,y=1", "--steps", "30"});
  CHECK(contains(valley, ">descent (30 steps)<"));
  CHECK(contains(valley, "logarithmic contours"));
  CHECK(contains(svg({"x^2 + y^2", "--levels", "1,2", "--grad"}), ">gradient<"));
  CHECK(contains(svg({"x^4 - 3x^2 + x", "--descent", "x=0.2", "--rate", "0.05"}), ">start<"));
}

TEST_CASE("points of tables, with and without a function") {
  const std::string iris = std::string(ADC_SOURCE) + "/examples/data/iris.csv";
  const std::string points = svg({"--data", iris, "--x", "petal_length", "--y", "petal_width", "--by", "species"});
  CHECK(count(points, "<circle") == 51);  // and one in the legend
  for (const char* text : {">setosa<", ">virginica<", ">petal_length<", ">petal_width<"}) CHECK(contains(points, text));
  CHECK(contains(svg({"0.4x - 0.3", "--data", iris, "--x", "petal_length", "--y", "petal_width"}), ">0.4x - 0.3<"));
  const std::string two = svg({"--data", iris, "--x", "petal_length", "--y", "petal_width,sepal_width"});
  CHECK((contains(two, ">petal_width<") && contains(two, ">sepal_width<")));
  CHECK(contains(refused({"--data", iris, "--x", "petal"}), "[missing-column]"));
  CHECK(contains(refused({"--data", iris, "--x", "species"}), "[bad-data]"));
  CHECK(contains(refused({"--data", "/nowhere.csv"}, 1), "[cannot-read]"));
  CHECK(contains(refused({"x^2", "--x", "a"}), "[missing-value]"));
}

TEST_CASE("what is wrong is said in the program's usual way") {
  CHECK(contains(refused({"a*b*c"}), "give values to the others"));
  CHECK(contains(refused({"3"}), "[missing-input]"));
  CHECK(contains(refused({"x^2", "x=5:1"}), "[bad-value]"));
  CHECK(contains(refused({"x^2", "x=5:z"}), "[bad-value]"));
  CHECK(contains(refused({"x^2", "z=1:2"}), "[unknown-variable]"));
  CHECK(contains(refused({"x^2", "x=1:2", "x=1:3"}), "[repeated-input]"));
  CHECK(contains(refused({"x^2", "x=1:2", "x=3"}), "[repeated-input]"));
  CHECK(contains(refused({"x^2", "--log", "x", "x=-1:1"}), "[bad-value]"));
  CHECK(contains(refused({"sqrt(-1 - x^2)"}, 1), "[not-finite]"));
  CHECK(contains(refused({"x^2 +"}, 3), "[missing-operand]"));
  CHECK(contains(refused({"x^2*y", "--descent", "x=1"}), "[missing-input]"));
  CHECK(contains(refused({"x^2", "--size", "big"}), "[bad-value]"));
  CHECK(contains(refused({"x*y", "--levels", "one"}), "[bad-value]"));
  CHECK(contains(refused({}), "[missing-program]"));
}
