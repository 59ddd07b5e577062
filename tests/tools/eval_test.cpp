// adc eval: numbers, inputs and JSON.
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "tests/tools/program.h"

using adc::tests::Finished;
using adc::tests::run_adc;
using adc::tests::TemporaryFile;
using nlohmann::json;

namespace {

const std::string kLecture = "cos(sin(x²)+3x²)";
const std::string kQuiz = "exp(x*z)+x*z/log(x)+sin(log(x))/(x*z)";

json eval_json(std::vector<std::string> words) {
  words.insert(words.begin(), "eval");
  words.emplace_back("--json");
  const Finished run = run_adc(words);
  INFO(run.err);
  REQUIRE(run.code == 0);
  CHECK(run.err.empty());
  return json::parse(run.out);
}

void check_close(double value, double reference) {
  CHECK(std::fabs(value - reference) <= 4 * std::fabs(reference) * std::numeric_limits<double>::epsilon());
}

}  // namespace

TEST_CASE("eval gives the lecture's value and derivative in every mode and tier") {
  for (const char* mode : {"auto", "symbolic", "forward", "reverse"}) {
    for (const char* tier : {"auto", "interpret", "native"}) {
      INFO(mode << " " << tier);
      const json result = eval_json({kLecture, "x=0.5", "--grad", "--mode", mode, "--tier", tier});
      check_close(result["value"], 0.5424849757140324);
      check_close(result["grad"]["x"], -3.334146414144972);
    }
  }
}

TEST_CASE("eval gives the quiz's value and both derivatives in every mode") {
  for (const char* mode : {"symbolic", "forward", "reverse"}) {
    INFO(mode);
    const json result = eval_json({kQuiz, "x=2", "z=3", "--grad", std::string("--mode=") + mode});
    check_close(result["value"], 412.19145728412118);
    check_close(result["grad"]["x"], 1208.3812151266096);
    check_close(result["grad"]["z"], 809.70747921856408);
  }
}

TEST_CASE("eval prints a single value alone and derivatives with their names") {
  CHECK(run_adc({"eval", "x^2", "x=3"}).out == "9\n");
  CHECK(run_adc({"eval", "x^2", "x=3", "--grad"}).out == "value  9\nd/dx   6\n");
  CHECK(run_adc({"eval", "x^2*z", "x=3", "z=2", "--hessian"}).out ==
        "value     18\nd/dx      12\nd/dz      9\nd²/dx²    4\nd²/dx dz  6\nd²/dz dx  6\nd²/dz²    0\n");
}

TEST_CASE("eval names several outputs") {
  const std::string program = "a = x²; b = 3x; a, b";
  CHECK(run_adc({"eval", program, "x=2", "--grad"}).out == "a      4\nda/dx  4\nb      6\ndb/dx  3\n");
  const json result = eval_json({program, "x=2", "--hessian"});
  CHECK(result["value"] == json({{"a", 4.0}, {"b", 6.0}}));
  CHECK(result["grad"] == json({{"a", {{"x", 4.0}}}, {"b", {{"x", 3.0}}}}));
  CHECK(result["hessian"]["a"]["x"]["x"] == 2.0);
}

TEST_CASE("JSON has a schema, and the derivatives only when asked for") {
  const json value = eval_json({"x^2", "x=3"});
  CHECK(value == json({{"schema", "adc.eval.1"}, {"value", 9.0}}));
  const json hessian = eval_json({"x*z", "x=3", "z=5", "--hessian"});
  CHECK(hessian["grad"] == json({{"x", 5.0}, {"z", 3.0}}));
  CHECK(hessian["hessian"] == json({{"x", {{"x", 0.0}, {"z", 1.0}}}, {"z", {{"x", 1.0}, {"z", 0.0}}}}));
  CHECK(eval_json({"x*z", "x=3", "z=5", "--grad", "--wrt=z"})["grad"] == json({{"z", 3.0}}));
}

TEST_CASE("JSON numbers read back as the same double") {
  CHECK(run_adc({"eval", "-x", "x=0", "--json"}).out == "{\"schema\": \"adc.eval.1\", \"value\": -0.0}\n");
  CHECK(eval_json({"x", "x=0.1"})["value"].get<double>() == 0.1);
  CHECK(eval_json({"x", "x=5e-324"})["value"].get<double>() == 5e-324);
  CHECK(eval_json({"x", "x=1.7976931348623157e308"})["value"].get<double>() == std::numeric_limits<double>::max());
  CHECK(eval_json({"1/x", "x=0"})["value"] == "inf");
  CHECK(eval_json({"-1/x", "x=0"})["value"] == "-inf");
  CHECK(eval_json({"sqrt(x)", "x=-1"})["value"] == "nan");
  CHECK(eval_json({"x*log(x)", "x=0", "--grad"})["grad"]["x"] == "-inf");
}

TEST_CASE("a program comes from a word, a file or stdin") {
  const TemporaryFile file("program.adc", "# a comment\nt = x²\nsin(t)\n");
  const TemporaryFile unnamed("program", "x + 1");
  CHECK(run_adc({"eval", file.path(), "x=0"}).out == "0\n");
  CHECK(run_adc({"eval", "-f", unnamed.path(), "x=1"}).out == "2\n");
  CHECK(run_adc({"eval", "x=1", "--file", unnamed.path()}).out == "2\n");
  CHECK(run_adc({"eval", unnamed.path(), "x=1"}).out == "2\n");
  CHECK(run_adc({"eval", "-", "x=2"}, "t = x²\nt + 1\n").out == "5\n");
  CHECK(run_adc({}, "1 + 1\n").out == "2\n");
  const Finished missing = run_adc({"eval", "./no-such-file.adc"});
  CHECK(missing.code == 1);
  CHECK(missing.err.find("no-such-file.adc") != std::string::npos);
}

TEST_CASE("values are constant expressions and win over constants and functions") {
  CHECK(run_adc({"eval", "sin(x)", "x=pi/2"}).out == "1\n");
  CHECK(run_adc({"eval", "x", "x=-2^2"}).out == "-4\n");
  CHECK(run_adc({"eval", "2e", "e=3"}).out == "6\n");
  CHECK(run_adc({"eval", "gamma*2", "gamma=3"}).out == "6\n");
  CHECK(run_adc({"eval", "x_1 + α", "x₁=3", "α=1"}).out == "4\n");
  const Finished free = run_adc({"eval", "x", "x=y"});
  CHECK(free.code == 2);
  CHECK(free.err.find("`y`") != std::string::npos);
  CHECK(run_adc({"eval", "x", "x=1+"}).code == 2);
  CHECK(run_adc({"eval", "x", "x="}).code == 2);
}

TEST_CASE("inputs without a value and values without an input are usage errors") {
  const Finished missing = run_adc({"eval", "x*y*z", "y=1"});
  CHECK(missing.code == 2);
  CHECK(missing.out.empty());
  CHECK(missing.err.find("`x` and `z`") != std::string::npos);
  CHECK(missing.err.find("x=1 z=1") != std::string::npos);

  const Finished unused = run_adc({"eval", "alpha + 1", "alpha=1", "alhpa=2"});
  CHECK(unused.code == 2);
  CHECK(unused.err.find("alhpa") != std::string::npos);
  CHECK(run_adc({"eval", "x", "x=1", "x=2"}).code == 2);
}

TEST_CASE("--as-written computes what stands there") {
  CHECK(run_adc({"eval", "x*log(x)", "x=0"}).out == "0\n");
  CHECK(run_adc({"eval", "x*log(x)", "x=0", "--as-written"}).out == "nan\n");
}

TEST_CASE("eval says where a nan comes from, and succeeds") {
  const Finished run = run_adc({"eval", "2 + log(x)", "x=-1", "--grad"});
  CHECK(run.code == 0);
  CHECK(run.out == "value  nan\nd/dx   -1\n");
  CHECK(run.err ==
        "<formula>:1:5: note: log of -1 is nan, so the value is nan [not-finite]\n"
        "  2 + log(x)\n"
        "      ^~~~~~\n"
        "  help: it is finite where `x > 0`; `if(x > 0, log(x), …)` gives another value elsewhere\n");
  CHECK(run_adc({"eval", "2 + log(x)", "x=1", "--grad"}).err.empty());

  const json notes = eval_json({"2 + log(x)", "x=-1"})["notes"];
  REQUIRE(notes.size() == 1);
  CHECK(notes[0]["slug"] == "not-finite");
  CHECK(notes[0]["message"] == "log of -1 is nan, so the value is nan");
  CHECK(notes[0]["begin"] == 4);
  CHECK(notes[0]["end"] == 10);
  CHECK(notes[0]["help"].size() == 1);
}
