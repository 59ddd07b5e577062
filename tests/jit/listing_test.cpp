#include <catch2/catch.hpp>

#include "ir/builder.h"
#include "jit/jit.h"

using namespace adc;

namespace {

ir::Function sample() {
  ir::Builder b("f.λ");
  const ir::ValueId x = b.param("x");
  b.output(b.add(b.sin(x), b.digamma(b.mul(x, x))));
  return b.finish();
}

std::string listing(jit::Listing kind) {
  std::string text;
  std::string error;
  REQUIRE(jit::adc_jit_list(sample(), kind, {}, text, error));
  return text;
}

}  // namespace

TEST_CASE("code is listed as LLVM IR, with the functions that it calls") {
  const std::string text = listing(jit::Listing::Llvm);
  CHECK_THAT(text, Catch::Contains("define void @f___(ptr"));
  CHECK_THAT(text, Catch::Contains("call double @sin(double"));
  CHECK_THAT(text, Catch::Contains("call double @adc_digamma(double"));
  CHECK_THAT(text, !Catch::Contains(" fast "));
}

TEST_CASE("code is listed as assembly") {
  const std::string text = listing(jit::Listing::Assembly);
  CHECK_THAT(text, Catch::Contains("f___:"));
  CHECK_THAT(text, Catch::Contains("adc_digamma"));
}

TEST_CASE("code is listed as an object file") {
  CHECK_THAT(listing(jit::Listing::Object), Catch::StartsWith("\x7f"
                                                              "ELF"));
}

TEST_CASE("a function that has the name of one that it calls is listed under another") {
  ir::Builder b("sin");
  b.output(b.sin(b.param("x")));
  std::string text;
  std::string error;
  REQUIRE(jit::adc_jit_list(b.finish(), jit::Listing::Llvm, {}, text, error));
  CHECK_THAT(text, Catch::Contains("define void @sin_(ptr") && Catch::Contains("call double @sin(double"));
}
