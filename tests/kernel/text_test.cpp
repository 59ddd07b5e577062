#include "kernel/text.h"

#include <catch2/catch.hpp>

#include "ir/builder.h"
#include "kernel/lower.h"
#include "kernel/verify.h"
#include "tests/kernel/programs.h"
#include "tests/support/random_bits.h"

using namespace adc;
using namespace adc::tests;

namespace {

/// Every kind of node, store and place.
constexpr const char* kAll = R"(adc-kernel 1
program "all \"kinds\"" f64 workspace 128 {
  a0 = input 0 "x" f64[3,4]
  a1 = input 1 "is" bool[4]
  a2 = output 0 "" f64[3]
  a3 = output 1 "y" f64[10]
  a4 = output 2 "z" bool[12]
  a5 = workspace 0 f64[2,3]
  a6 = workspace 64 f64[]
  region parallel 3, reduced 4 {
    %0 = inside i1 - 1 of 4
    %1 = load a0[4 i0 + i1 - 1] if %0
    %2 = const -0x1.8p+1
    %3 = select %0, %1, %2
    %4 = load a1[-i1 + 3]
    %5 = to_float %4
    %6 = mul %3, %5
    %7 = fold add %6 lanes 4 block 64
    %8 = polygamma[2] %7
    a2[i0] = %8
  }
  region parallel 10 {
    %0 = const nan(0x7ff8000000000001)
    a3[i0] = %0
  }
  region sequential 12 {
    %0 = position 2 i0 + 1
    %1 = load a0[i0]
    a3[0 + %1 of 10] += %0
  }
  region parallel 12 {
    %0 = load a0[i0]
    %1 = gather a1[0 + %0 of 4]
    %2 = true
    %3 = logical_and %1, %2
    a4[i0] = %3
  }
  region reduced 12 {
    %0 = load a0[i0]
    %1 = argmax %0
    a6[0] = %1
  }
  product b 1, m 2, k 4, n 3: a5 = a0[4 m + k] * a0[k + 4 n] else region parallel 2, parallel 3, reduced 4 {
    %0 = load a0[4 i0 + i2]
    %1 = load a0[4 i1 + i2]
    %2 = mul %0, %1
    %3 = fold add %2 lanes 4 block 64
    a5[3 i0 + i1] = %3
  }
}
)";

std::string slug(const std::string& text) {
  const Result<kernel::Program> program = kernel::read(text);
  return program ? "" : program.error().diagnostic().slug;
}

std::string changed(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("the text of every kind of node, store and place is read and printed as it is") {
  const Result<kernel::Program> program = kernel::read(changed(kAll, "f64[]", "f64"));
  if (!program) FAIL(program.error().what());
  CHECK(kernel::print(*program) == changed(kAll, "f64[]", "f64"));
}

TEST_CASE("programs are the same after printing and reading, and so are their texts") {
  for (const auto& [name, fn] : tensor_functions()) {
    const kernel::Program program = kernel::lower(fn);
    const std::string text = kernel::print(program);
    const Result<kernel::Program> again = kernel::read(text);
    CAPTURE(name, text);
    if (!again) FAIL(again.error().what());
    CHECK(*again == program);
    CHECK(kernel::print(*again) == text);
  }
}

TEST_CASE("tables print their numbers") {
  const std::string text =
      "adc-kernel 1\nprogram \"f\" f32 workspace 0 {\n  a0 = output 0 \"y\" f32[2]\n"
      "  a1 = table f32[2] { 0x1.8p+1, -0x0p+0 }\n"
      "  region parallel 2 {\n    %0 = load a1[i0]\n    a0[i0] = %0\n  }\n}\n";
  const Result<kernel::Program> program = kernel::read(text);
  if (!program) FAIL(program.error().what());
  CHECK(kernel::print(*program) == text);
  CHECK(slug(changed(text, "-0x0p+0", "a0")) == "kernel-syntax");
  CHECK(slug(changed(text, "-0x0p+0", "0x1.8p-200")) == "kernel-invalid");
  CHECK(slug(changed(text, "0x1.8p+1, ", "")) == "kernel-invalid");
}

TEST_CASE("white space and comments of the kernel form's text do not count") {
  const Result<kernel::Program> program = kernel::read(
      "adc-kernel 1 # version\nprogram\"f\"f64 workspace 0{a0=output 0\"\"f64 region{%0=const 0x1p+0 a0[0]=%0}}");
  if (!program) FAIL(program.error().what());
  CHECK(program->steps.size() == 1);
}

TEST_CASE("what is no text of the kernel form is refused where it stands") {
  const std::string text = changed(kAll, "f64[]", "f64");
  const auto with = [&](const std::string& from, const std::string& to) { return slug(changed(text, from, to)); };
  CHECK(slug("") == "kernel-syntax");
  CHECK(with("adc-kernel 1", "adc-kernel 2") == "kernel-syntax");
  CHECK(with("a1 = input", "a7 = input") == "kernel-syntax");
  CHECK(with("input 1", "output 1") == "kernel-invalid");
  CHECK(with("workspace 64 f64", "workspac 64 f64") == "kernel-syntax");
  CHECK(with("parallel 3", "parallell 3") == "kernel-syntax");
  CHECK(with("%1 = load", "%2 = load") == "kernel-syntax");
  CHECK(with("polygamma[2]", "polygama[2]") == "kernel-syntax");
  CHECK(with("polygamma[2]", "polygamma[99999999999]") == "kernel-invalid");
  CHECK(with("polygamma[2]", "polygamma") == "kernel-invalid");
  CHECK(with("-0x1.8p+1", "1/3") == "kernel-syntax");
  CHECK(with("4 i0 + i1 - 1", "4 i0 + i2 - 1") == "kernel-invalid");
  CHECK(with("4 i0 + i1 - 1", "4 i0 + i1 - 99999999999999999") == "kernel-invalid");
  std::string far = "4 i0";
  for (int i = 0; i < 5000; ++i) far += " + 2251799813685248";
  CHECK(with("4 i0 + i1 - 1", far) == "kernel-invalid");
  CHECK(with("a0[k + 4 n]", "a0[k + 2251799813685248 n + n]") == "kernel-invalid");
  CHECK(with("fold add", "fold sub") == "kernel-syntax");
  CHECK(with("load a0[i0]\n    %1 = gather a1[0 + %0 of 4]", "load a0[i0]\n    %1 = load a1[0 + %0 of 4]") ==
        "kernel-syntax");
  CHECK(with("product b 1", "product m 1") == "kernel-syntax");
  CHECK(with("a0[k + 4 n]", "a0[k + 4 m]") == "kernel-invalid");
  CHECK(slug(text + "x") == "kernel-syntax");
  const auto limited = kernel::read(text, 5);
  REQUIRE(!limited);
  CHECK(limited.error().diagnostic().slug == "too-many-instructions");
  CHECK(limited.error().diagnostic().span.begin > text.find("%4"));
}

TEST_CASE("any text with a few bytes changed is read or refused") {
  const std::string text = changed(kAll, "f64[]", "f64");
  RandomBits random(5);
  std::size_t read = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string broken = text;
    const std::size_t changes = 1 + random() % 3;
    for (std::size_t k = 0; k < changes; ++k) {
      const std::size_t at = random() % broken.size();
      random() % 3 == 0 ? void(broken.erase(at, 1 + random() % 4)) : void(broken[at] = text[random() % text.size()]);
    }
    if (const Result<kernel::Program> program = kernel::read(broken)) {
      ++read;
      CHECK(kernel::print(*kernel::read(kernel::print(*program))) == kernel::print(*program));
    }
  }
  CHECK(read > 100);
}
