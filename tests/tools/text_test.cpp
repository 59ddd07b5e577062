// adc diff, emit, trace and ir.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "tests/tools/program.h"

using adc::tests::contains;
using adc::tests::Finished;
using adc::tests::run_adc;
using adc::tests::TemporaryFile;
using adc::tests::TemporaryFolder;
using nlohmann::json;

namespace {

const std::string kElf =
    "\x7f"
    "ELF";

/// The value of the one-input formula at x = 0.7, through the program itself.
double at_07(const std::string& formula) {
  return json::parse(run_adc({"eval", formula, "x=0.7", "--json"}).out)["value"];
}

}  // namespace

TEST_CASE("diff prints a formula that adc reads back") {
  const Finished run = run_adc({"diff", "cos(sin(x²)+3x²)", "x"});
  REQUIRE(run.code == 0);
  const double expected =
      json::parse(run_adc({"eval", "cos(sin(x²)+3x²)", "x=0.7", "--grad", "--json"}).out)["grad"]["x"];
  CHECK(at_07(run.out) == Approx(expected).epsilon(1e-14));
}

TEST_CASE("diff writes formulas for typesetters") {
  CHECK(run_adc({"diff", "x_1^2/y", "x_1", "--latex"}).out == "\\frac{2x_{1}}{y}\n");
  CHECK(run_adc({"diff", "alpha*x", "x", "--latex"}).out == "\\alpha\n");
  const std::string mathml = run_adc({"diff", "x^2/y", "x", "--mathml"}).out;
  CHECK(mathml.starts_with("<math"));
  CHECK(mathml.find("<mfrac>") != std::string::npos);
  CHECK(mathml.find("<mi>f</mi>") == std::string::npos);
  CHECK(run_adc({"diff", "x*y", "--latex", "--json"}).out ==
        "{\"schema\": \"adc.diff.1\", \"derivative\": {\"x\": \"y\", \"y\": \"x\"}}\n");
  CHECK(run_adc({"diff", "x", "--latex", "--mathml"}).code != 0);
}

TEST_CASE("diff derives for the variables that are named, or for all") {
  CHECK(run_adc({"diff", "x*y", "y"}).out == "x\n");
  CHECK(run_adc({"series", "exp(a*x)", "--at", "x=0", "--order", "1"}).out == "1 + a·x + O(x²)\n");
  CHECK(run_adc({"series", "sin(x), x", "--order", "2"}).out == "y1  x + O(x³)\nx   x\n");
  CHECK(json::parse(run_adc({"series", "1/x", "--json"}).out)["series"]["terms"] ==
        json::array({{{"exponent", "-1"}, {"coefficient", "1"}}}));
  CHECK(contains(run_adc({"series", "exp(1/x)"}).err, "[no-series]"));
  CHECK(run_adc({"series", "x", "--latex", "--mathml"}).code == 2);
  CHECK(run_adc({"diff", "x*y"}).out == "d/dx  y\nd/dy  x\n");
  CHECK(json::parse(run_adc({"diff", "x*y", "--json"}).out)["derivative"] == json({{"x", "y"}, {"y", "x"}}));
  CHECK(run_adc({"diff", "a = x; b = y; a, b"}).out == "da/dx  1\nda/dy  0\ndb/dx  0\ndb/dy  1\n");
  CHECK(run_adc({"diff", "e*x", "e"}).out == "x\n");
  const Finished unknown = run_adc({"diff", "alpha^2", "alhpa"});
  CHECK(unknown.code == 2);
  CHECK(contains(unknown.err, "alhpa"));
}

TEST_CASE("emit writes each language") {
  CHECK(contains(run_adc({"emit", "x*sin(x)"}).out, "void f("));
  CHECK(contains(run_adc({"emit", "x*sin(x)", "--rows"}).out, "void f(size_t rows, const double *restrict x,"));
  CHECK(contains(run_adc({"emit", "x*sin(x)", "--rows", "--to", "kernel"}).out, "region rows 512"));
  CHECK(contains(run_adc({"emit", "x*sin(x)", "--to", "ir"}).out, "adc-ir 1"));
  CHECK(contains(run_adc({"emit", "x*sin(x)", "--to", "llvm"}).out, "define"));
  CHECK(contains(run_adc({"emit", "x*sin(x)", "--to=asm"}).out, "ret"));
  CHECK(at_07(run_adc({"emit", "x*sin(x)", "--to", "formula"}).out) == Approx(at_07("x*sin(x)")));
  CHECK(run_adc({"emit", "x", "--to", "cobol"}).code == 2);
}

TEST_CASE("emit writes each derivative, and to a file") {
  for (const char* derive : {"value", "gradient", "symbolic", "forward", "reverse", "hessian"}) {
    const TemporaryFile file("out.ir", "");
    INFO(derive);
    const Finished run = run_adc({"emit", "x*sin(y)", "--to", "ir", "--derive", derive, "-o", file.path()});
    CHECK(run.code == 0);
    CHECK(run.out.empty());
    CHECK(file.content().starts_with("adc-ir 1"));
  }
  const TemporaryFile object("f.o", "");
  REQUIRE(run_adc({"emit", "x*sin(x)", "--to", "obj", "-o", object.path()}).code == 0);
  CHECK(object.content().starts_with(kElf));
}

TEST_CASE("emit writes several functions of a program into one file") {
  const std::vector<std::string> names{"f(", "f_grad(", "f_hessian("};
  for (const char* language : {"c", "cpp", "cuda", "javascript", "rust", "fortran", "numpy"}) {
    for (const char* program : {"x*digamma(y)", "param A: R[2,2]; sum(A.*[1,2;3,4])"}) {
      const Finished run = run_adc({"emit", program, "--to", language, "--derive", "value,gradient,hessian"});
      CAPTURE(language, program, run.err);
      REQUIRE(run.code == 0);
      for (const std::string& name : names) CHECK(contains(run.out, name));
    }
  }
  const std::string c = run_adc({"emit", "x*digamma(y)", "--derive", "value, gradient"}).out;
  const TemporaryFile file("both.c",
                           c + "int main(void) { double x[2] = {2, 1}, y[3]; f(x, y); f_grad(x, y); return 0; }\n");
  const std::string compile =
      "cc -std=c99 -Wall -Wextra -Werror -pedantic '" + file.path() + "' -o '" + file.path() + ".out' -lm";
  CHECK(std::system((compile + " && '" + file.path() + ".out'").c_str()) == 0);
  CHECK(contains(run_adc({"emit", "x", "--derive", "value,gradient", "--to", "obj", "-o", "/nowhere/f.o"}).err,
                 "bad-value"));
  CHECK(contains(run_adc({"emit", "x", "--derive", "gradient,reverse"}).err, "two functions are called `f_grad`"));
  CHECK(run_adc({"emit", "x", "--derive", "value,slope"}).code == 2);
}

TEST_CASE("emit to CUDA takes no name that nvcc has for something else") {
  const std::string scalars = run_adc({"emit", "dim3(threadIdx, float4) = threadIdx*float4", "--to", "cuda"}).out;
  CHECK(contains(scalars, "void dim3_("));
  CHECK(contains(scalars, "threadIdx_"));
  CHECK(contains(scalars, "float4_"));
  const std::string tensors =
      run_adc({"emit", "param blockIdx: R[9]; cudaError_t(blockIdx) = sum(blockIdx.^2)", "--to", "cuda"}).out;
  CHECK(contains(tensors, "cudaError_t cudaError_t_("));
  CHECK(contains(tensors, "blockIdx_["));
  CHECK(contains(run_adc({"emit", "cudart(dim4) = dim4", "--to", "cuda"}).out, "void cudart("));
}

TEST_CASE("emit writes what calls a library or a module beside it") {
  const TemporaryFolder folder;
  const auto content = [&](const std::string& name) {
    std::ifstream file(folder.path() / name, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  const auto emit = [&](const char* word, const char* name) {
    const Finished run =
        run_adc({"emit", "g(x) = x*sin(x)\ng(x)", "--to", word, "-o", (folder.path() / name).string()});
    CAPTURE(run.err);
    CHECK(run.code == 0);
    CHECK(run.out.empty());
  };
  emit("shared", "lib.of.g.so");
  CHECK(content("lib.of.g.so").starts_with(kElf));
  CHECK(contains(content("lib.of.g.h"), "void f(const double *x, double *y);"));
  CHECK(content("lib.of.g.h") == run_adc({"emit", "g(x) = x*sin(x)\ng(x)", "--to", "header"}).out);
  emit("wasm", "module.wasm");
  CHECK(content("module.wasm").starts_with(std::string("\0asm", 4)));
  CHECK(contains(content("module.mjs"), "source = './module.wasm'"));
  CHECK(run_adc({"emit", "x", "--to", "shared"}).out.starts_with(kElf));
}

TEST_CASE("emit writes code for other machines") {
  const auto assembly = [](const char* triple) {
    return run_adc({"emit", "x*y", "--to", "asm", "--target", triple}).out;
  };
  CHECK(contains(assembly("aarch64-linux-gnu"), "fmul\td"));
  CHECK(contains(assembly("riscv64-linux-gnu"), "fmul.d"));
  CHECK(contains(assembly("wasm32-unknown-unknown"), "f64.mul"));
  const Finished unknown = run_adc({"emit", "x", "--to", "obj", "--target", "vax", "-o", "never.o"});
  CHECK(contains(unknown.err, "help: there are x86_64-linux-gnu"));
}

TEST_CASE("the IR that ir prints is a program of the same meaning") {
  const std::string text = run_adc({"ir", "x*sin(x) + y"}).out;
  CHECK(text.starts_with("adc-ir 1"));
  CHECK(run_adc({"ir", "-"}, text).out == text);
  CHECK(run_adc({"eval", "-", "x=2", "y=3"}, text).out == run_adc({"eval", "x*sin(x) + y", "x=2", "y=3"}).out);
  CHECK(run_adc({"ir", "x + x", "--passes=legalise,cse,dce"}).code == 0);
  const Finished unknown = run_adc({"ir", "x", "--passes=cse,legalize"});
  CHECK(unknown.code == 2);
  CHECK(contains(unknown.err, "legalise"));
}

TEST_CASE("trace prints the lecture's tables with its names and numbers") {
  const Finished run = run_adc({"trace", "t = x²; u1 = sin(t); u2 = 3t; u = u1 + u2; J = cos(u)", "x=0.5"});
  REQUIRE(run.code == 0);
  std::size_t at = 0;
  for (const char* part : {"forward, at x = 0.5",
                           "t ",
                           "= 0.25",
                           "u1 ",
                           "0.2474039592545229",
                           "u2 ",
                           "0.75",
                           "u ",
                           "0.997403959254523",
                           "J ",
                           "0.542484975714032",
                           "backward",
                           "dJ/du ",
                           "-sin(u)",
                           "dJ/du1",
                           "dJ/du·du/du1",
                           "du/du1 = 1",
                           "dJ/du2",
                           "dJ/dt",
                           "+=",
                           "dJ/du1·du1/dt",
                           "du1/dt = cos(t) = 0.968912421710644",
                           "dJ/dt",
                           "+=",
                           "du2/dt = 3",
                           "dJ/dt = -3.33414641414497",
                           "dJ/dx",
                           "dJ/dt·dt/dx",
                           "-3.33414641414497"}) {
    INFO(run.out << "\nfrom " << at << ": " << part);
    const std::size_t found = run.out.find(part, at);
    REQUIRE(found != std::string::npos);
    at = found;
  }
  CHECK(run_adc({"trace", "x^2"}).code == 2);
}

TEST_CASE("a derivative names its factors in the order of the inputs, or as neighbours were written") {
  CHECK(run_adc({"diff", "x² y³ z"}).out == "d/dx  2x·y³·z\nd/dy  3x²·y²·z\nd/dz  x²·y³\n");
  CHECK(run_adc({"diff", "(t + 1) cos(ω t)", "t"}).out == "cos(ω·t) - ω·sin(ω·t)·(t + 1)\n");
}

TEST_CASE("a condition on numbers that a program scattered itself stays in its text") {
  const TemporaryFile file("scattered.ir",
                           "adc-ir 1\nfn f(%0: f64 param \"x\") -> f64 {\n  %1 = reshape[1] %0\n  %2 = pad[0;2;0] %1\n"
                           "  %3 = const 0\n  %4 = lt %3, %2\n  %5 = to_float %4\n  %6 = reduce_sum[0] %5\n"
                           "  %7 = lt %3, %6\n  %8 = const 5\n  %9 = select %7, %0, %8\n  ret %9\n}\n");
  const std::string text = run_adc({"emit", file.path(), "--to", "formula"}).out;
  CHECK(run_adc({"eval", file.path(), "x=-1"}).out == "5\n");
  CHECK(run_adc({"eval", text, "x=-1"}).out == "5\n");
}

TEST_CASE("a file that ends in .ir is a program") {
  const TemporaryFile file("f.ir", run_adc({"ir", "x*sin(x)"}).out);
  CHECK(run_adc({"eval", file.path(), "x=2"}).out == run_adc({"eval", "x*sin(x)", "x=2"}).out);
  const std::string name = file.path().substr(file.path().rfind('/') + 1);
  CHECK(run_adc({"eval", name, "x=2"}).err.find("cannot open f.ir") != std::string::npos);
}
