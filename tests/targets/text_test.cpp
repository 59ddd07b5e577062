// Texts of machine code, and what is in files of it.
#include <catch2/catch.hpp>

#include "ir/builder.h"
#include "tests/targets/emitted.h"

using namespace adc;
using namespace adc::tests;
using targets::Form;

namespace {

ir::Function sample() {
  ir::Builder b("f.λ");
  const ir::ValueId x = b.param("x");
  b.output(b.add(b.sin(x), b.digamma(b.mul(x, x))));
  return b.finish();
}

std::string text(const ir::Function& fn, Form form) {
  const Emitted made = emitted(fn, {.form = form});
  CHECK(made.is_made);
  return made.bytes;
}

}  // namespace

TEST_CASE("code is written as LLVM IR, with the special functions that it calls") {
  const std::string all = text(sample(), Form::Llvm);
  CHECK_THAT(all, Catch::Contains("define void @f_lambda(ptr"));
  CHECK_THAT(all, Catch::Contains("call double @sin(double"));
  CHECK_THAT(all, Catch::Contains("define internal double @adc_digamma(double"));
  CHECK_THAT(all, !Catch::Contains("declare double @adc_"));
  CHECK_THAT(all, !Catch::Contains(" fast ") && !Catch::Contains(" contract "));
}

TEST_CASE("code is written as assembly, object file, library and module") {
  CHECK_THAT(text(sample(), Form::Assembly), Catch::Contains("f_lambda:"));
  const std::string elf =
      "\x7f"
      "ELF";
  CHECK_THAT(text(sample(), Form::Object), Catch::StartsWith(elf));
  CHECK_THAT(text(sample(), Form::SharedLibrary), Catch::StartsWith(elf));
  CHECK_THAT(text(sample(), Form::WebAssembly), Catch::StartsWith(std::string("\0asm", 4)));
}

TEST_CASE("values of scalars have names in LLVM IR, and instructions of assembly say which value they compute") {
  const ir::Function fn = program("cos(sin(x*y) + x/y)");
  CHECK_THAT(text(fn, Form::Llvm), Catch::Contains("%v2 = fmul double %v0, %v1"));
  const std::string assembly = text(fn, Form::Assembly);
  CHECK_THAT(assembly, Catch::Contains("# v2\n") && Catch::Contains("# v4\n"));
  CHECK_THAT(assembly, !Catch::Contains(".loc") && !Catch::Contains(".cfi") && !Catch::Contains(".debug"));
  const Emitted arm = emitted(fn, {.form = Form::Assembly, .triple = "aarch64-linux-gnu"});
  CHECK_THAT(arm.bytes, Catch::Contains("// v2\n"));
  const Emitted wasm = emitted(fn, {.form = Form::Assembly, .triple = "wasm32-unknown-unknown"});
  CHECK_THAT(wasm.bytes, Catch::Contains("f64.mul") && !Catch::Contains("language"));
}

TEST_CASE("a function that has the name of one that it calls is written under another") {
  ir::Builder b("sin");
  b.output(b.sin(b.param("x")));
  const std::string all = text(b.finish(), Form::Llvm);
  CHECK_THAT(all, Catch::Contains("define void @sin_(ptr") && Catch::Contains("call double @sin(double"));
}

TEST_CASE("loops of tensors call no functions of vectors and no other library") {
  const std::string all = text(program("param W: R[64,64], x: R[64]; sum(exp(W*x) + gamma(W*x))"), Form::Llvm);
  CHECK_THAT(all, !Catch::Contains("@_ZGV"));
  CHECK_THAT(all, !Catch::Contains("@adc.product") && !Catch::Contains("@adc.parallel"));
  CHECK_THAT(all, Catch::Contains("define void @f(ptr"));
}

TEST_CASE("functions that WebAssembly's hosts lack are in the module") {
  const Emitted made = emitted(program("erf(x) + gamma(x)"), {.form = Form::Llvm, .triple = "wasm32-unknown-unknown"});
  REQUIRE(made.is_made);
  CHECK_THAT(made.bytes, Catch::Contains("define internal double @adc_standard_erf("));
  CHECK_THAT(made.bytes, !Catch::Contains("@erf(") && !Catch::Contains("@tgamma("));
}
