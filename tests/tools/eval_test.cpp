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

TEST_CASE("an input without a value that was meant otherwise gets a hint") {
  const auto err = [](const char* text) { return run_adc({"eval", text, "x=1"}).err; };
  CHECK(err("2*PI*x").find("did you mean `pi`?") != std::string::npos);
  CHECK(err("dy/dx + x").find("a derivative is written `diff(y, x)`") != std::string::npos);
  CHECK(err("d*x").find("diff") == std::string::npos);
}

TEST_CASE("a gradient of what has no variables is told") {
  const Finished constant = run_adc({"eval", "x = 2; x^2", "--grad"});
  CHECK(constant.out == "4\n");
  CHECK(constant.err.find("no variables") != std::string::npos);
  CHECK(run_adc({"eval", "x = 2; x^2"}).err.empty());
}

TEST_CASE("a matrix without numbers is printed in short, however many rows it has") {
  CHECK(run_adc({"eval", "zeros(1000000000, 0)"}).out == "[; ; ; …; ; ; ]\n");
  const Finished refused = run_adc({"eval", "zeros(1000000000, 0)", "--json"});
  CHECK(refused.code == 4);
  CHECK(refused.err.find("[tensor-too-large]") != std::string::npos);
}

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

TEST_CASE("outputs of one name have keys of their own") {
  CHECK(eval_json({"x, x", "x=2"})["value"] == json({{"x", 2.0}, {"x_2", 2.0}}));
  CHECK(eval_json({"x, x, x", "x=2"})["value"] == json({{"x", 2.0}, {"x_2", 2.0}, {"x_3", 2.0}}));
  CHECK(eval_json({"x, x, x_2", "x=2", "x_2=5"})["value"] == json({{"x", 2.0}, {"x_3", 2.0}, {"x_2", 5.0}}));
  CHECK(eval_json({"2x, y1", "x=2", "y1=5"})["value"] == json({{"y1", 4.0}, {"y1_2", 5.0}}));
  CHECK(json::parse(run_adc({"diff", "x, x", "x", "--json"}).out)["derivative"] ==
        json({{"x", {{"x", "1"}}}, {"x_2", {{"x", "1"}}}}));
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
  const Finished tensors = run_adc({"eval", "param v: R[3], A: R[2, 3], W: R[9, 9], x: R[2, 2, 2]; A*v"});
  CHECK(tensors.err.find("v=[1,2,3] A=[1,2,3;4,5,6] W=@W.npy x=@x.npy") != std::string::npos);

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

TEST_CASE("eval gives derivatives of every shape") {
  const json one =
      eval_json({"x^3*z", "x=2", "z=3", "--jvp", "x=1,z=-1", "--vjp", "2", "--hvp", "z=1", "--partial", "x,x,z"});
  CHECK(one["jvp"] == 28.0);
  CHECK(one["vjp"] == json({{"x", 72.0}, {"z", 16.0}}));
  CHECK(one["hvp"] == json({{"x", 12.0}, {"z", 0.0}}));
  CHECK(one["partial"]["x"]["x"]["z"] == 12.0);
  CHECK(run_adc({"eval", "x^3*z", "x=2", "z=3", "--partial=x,x,z"}).out == "value      24\nd³/dx² dz  12\n");
  CHECK(run_adc({"eval", "x^3*z", "x=2", "z=3", "--jvp=x=max(1,0)"}).out == "value  24\njvp    36\n");
  CHECK(run_adc({"eval", "x^5", "x=2", "--order", "3"}).out == "value   32\nd³/dx³  240\n");
}

TEST_CASE("eval gives derivatives of several outputs by name") {
  const json two = eval_json(
      {"a = x*y; b = a^2; a, b", "x=1", "y=2", "--jvp", "x=1", "--vjp", "a=1,b=3", "--hvp", "x=1", "--partial=y,y"});
  CHECK(two["jvp"] == json({{"a", 2.0}, {"b", 8.0}}));
  CHECK(two["vjp"] == json({{"x", 26.0}, {"y", 13.0}}));
  CHECK(two["hvp"]["b"] == json({{"x", 8.0}, {"y", 8.0}}));
  CHECK(two["partial"] == json({{"a", {{"y", {{"y", 0.0}}}}}, {"b", {{"y", {{"y", 2.0}}}}}}));
}

TEST_CASE("wrong directions and orders are usage errors") {
  const auto error = [](std::vector<std::string> words) {
    words.insert(words.begin(), {"eval", "x*z", "x=1", "z=2"});
    const Finished run = run_adc(words);
    CHECK(run.code == 2);
    return run.err.substr(run.err.find_last_of('['));
  };
  const auto slug = [&](std::vector<std::string> words) {
    const std::string rest = error(std::move(words));
    return rest.substr(0, rest.find(']') + 1);
  };
  CHECK(slug({"--jvp", "y=1"}) == "[unknown-variable]");
  CHECK(slug({"--vjp", "a=1"}) == "[unknown-variable]");
  CHECK(slug({"--jvp", "1"}) == "[bad-input]");
  CHECK(slug({"--order", "2"}) == "[bad-value]");
  CHECK(slug({"--order", "0", "--wrt", "x"}) == "[bad-value]");
  CHECK(slug({"--order", "2", "--partial", "x,x"}) == "[bad-value]");
  CHECK(slug({"--partial", "x,y"}) == "[unknown-variable]");
}

TEST_CASE("eval explains how derivatives are computed") {
  const Finished text = run_adc({"eval", "x*y*z", "x=1", "y=2", "z=3", "--grad", "--explain"});
  CHECK(text.code == 0);
  CHECK(text.out.find("computed by  cost  operations\n") != std::string::npos);
  CHECK(text.out.find("chosen") != std::string::npos);
  CHECK(run_adc({"eval", "y + log(1+exp(x))", "x=1", "y=1", "--explain"})
            .out.find("rewritten for accuracy\n  1:5  log(1+exp(x))  ") != std::string::npos);
  const json explain = eval_json({"x*y*z", "x=1", "y=2", "z=3", "--hessian", "--explain"})["explain"];
  CHECK(explain["mode"] == "forward over reverse");
  CHECK(explain["alternatives"].size() == 4);
  CHECK(explain["alternatives"]["symbolic over symbolic"]["operations"] > 0);
}

TEST_CASE("diff derives by each word, and several times by the names in one") {
  CHECK(run_adc({"diff", "x^2*sin(y)", "x,y"}).out == "2x·cos(y)\n");
  CHECK(run_adc({"diff", "x^5", "--order", "2"}).out == "20x³\n");
  CHECK(run_adc({"diff", "x^2*y", "x,x", "x,y"}).out == "d²/dx²    2y\nd²/dx dy  2x\n");
  CHECK(json::parse(run_adc({"diff", "x^2*y", "x,x", "--json"}).out)["derivative"] == json({{"x,x", "2y"}}));
  const Finished twice = run_adc({"diff", "x^2", "x", "x"});
  CHECK(twice.code == 2);
  CHECK(twice.err.find("`x,x` derives twice by it") != std::string::npos);
  CHECK(twice.err.find("[repeated-input]") != std::string::npos);
}

TEST_CASE("a second derivative that a convention gives is said to be one, in text and in JSON") {
  for (const char* mode : {"symbolic", "forward", "reverse"}) {
    const json result = eval_json({"x*abs(x)", "x=0", "--hessian", "--mode", mode});
    REQUIRE(result["notes"].size() == 1);
    CHECK(result["notes"][0]["slug"] == "at-kink");
    CHECK_FALSE(eval_json({"abs(x)^2", "x=0", "--hessian", "--mode", mode}).contains("notes"));
  }
  CHECK(run_adc({"eval", "x*abs(x)", "x=0", "--hessian"}).err.find("[at-kink]") != std::string::npos);
  CHECK(run_adc({"eval", "x*abs(x)", "x=0", "--partial", "x,x"}).err.find("[at-kink]") != std::string::npos);
  CHECK(run_adc({"eval", "x*abs(x)", "x=0", "--grad"}).err.empty());
}

TEST_CASE("--dtype f32 computes in single precision, and emits code of floats") {
  for (const char* tier : {"interpret", "native"}) {
    const Finished run = run_adc({"eval", "x + 16777216", "x=1", "--grad", "--dtype", "f32", "--tier", tier});
    CHECK(run.out == "value  16777216\nd/dx   1\n");
  }
  CHECK(run_adc({"eval", "x + 16777216", "x=1", "--dtype", "f64"}).out == "16777217\n");
  CHECK(run_adc({"eval", "x", "x=1", "--dtype", "f16"}).code == 2);
  CHECK(run_adc({"eval", "1e39*x", "x=1", "--dtype", "f32"}).err.find("too large for single precision") !=
        std::string::npos);
  CHECK(run_adc({"eval", "pi + e*x", "x=1", "--dtype", "f32"}).out.starts_with("5.8598"));
  for (const char* formula : {"1e-60 + x", "1e-310 x", "x - 5e-324", "2.3e-308 x"}) {
    const Finished run = run_adc({"eval", formula, "x=1", "--dtype", "f32"});
    CHECK(run.err.find("too small for single precision") != std::string::npos);
  }
  const std::string c = run_adc({"emit", "sin(x)/3", "--dtype", "f32", "--derive", "gradient"}).out;
  CHECK(c.find("const float *restrict x") != std::string::npos);
  CHECK(c.find("/ 3.0f") != std::string::npos);
}

TEST_CASE("programs are read from LaTeX") {
  const Finished plain = run_adc({"eval", "\\frac{x^2}{2}", "x=3"});
  CHECK(plain.out == "4.5\n");
  CHECK(plain.err.find("[read-as-latex]") != std::string::npos);
  const Finished asked = run_adc({"eval", "x^{2}y", "x=3", "y=2", "--from", "latex"});
  CHECK(asked.out == "18\n");
  CHECK(asked.err.empty());
  CHECK(run_adc({"eval", "x^{2} y", "x=3", "y=2", "--from", "adc"}).out == "18\n");
  CHECK(run_adc({"eval", "\\frac{x}{2}", "x=3", "--from=adc"}).code == 3);

  const TemporaryFile file("formula.tex", "% a comment\n\\[ y = \\sqrt{\\theta_1} \\]\n");
  CHECK(run_adc({"eval", file.path(), "theta_1=16"}).out == "4\n");
  CHECK(run_adc({"diff", file.path(), "theta_1", "--latex"}).out == "\\frac{1}{2\\sqrt{\\theta_{1}}}\n");
  const Finished wrong = run_adc({"eval", "x + \\int y", "--from", "latex"});
  CHECK(wrong.code == 3);
  CHECK(wrong.err.starts_with("<formula>:1:5: error: `\\int` has no meaning here [unknown-latex]"));
  CHECK(run_adc({"diff", "x", "--from", "csv"}).code == 2);

  const TemporaryFile rows("rows.csv", "x\n1\n2\n");
  const Finished table = run_adc({"eval", "\\frac{x}{2}", "--data", rows.path(), "--from", "csv", "--from", "latex"});
  INFO(table.err);
  CHECK(table.out == "value\n0.5\n1\n");
}
