// Machines and processors that code is for, and those that there are not.
#include <algorithm>
#include <catch2/catch.hpp>
#include <thread>
#include <vector>

#include "tests/targets/emitted.h"

using namespace adc;
using namespace adc::tests;
using targets::Form;

namespace {

std::vector<std::string> choices(const targets::Request& request) {
  const Emitted made = emitted(program("x"), request);
  CHECK_FALSE(made.is_made);
  CHECK(made.refusal.kind == targets::Refusal::Kind::Machine);
  return made.refusal.choices;
}

bool has(const std::vector<std::string>& all, const std::string& one) {
  return std::ranges::find(all, one) != all.end();
}

}  // namespace

TEST_CASE("a machine that there is not is refused with those that there are") {
  for (const char* triple : {"sparc-linux", "nonsense", "aarch64_be-linux-gnu", "x86_64-apple-darwin",
                             "x86_64-pc-windows-msvc", "wasm32-wasi", "i686-linux-gnu", "riscv32-linux-gnu"}) {
    CAPTURE(triple);
    CHECK(has(choices({.form = Form::Object, .triple = triple}), "riscv64-linux-gnu"));
  }
}

TEST_CASE("a processor that there is not, or not of the machine, is refused with those that there are") {
  CHECK(has(choices({.form = Form::Object, .triple = "aarch64-linux-gnu", .cpu = "cortex"}), "cortex-a72"));
  CHECK(has(choices({.form = Form::Object, .triple = "x86_64-linux-gnu", .cpu = "i386"}), "x86-64-v3"));
  CHECK(has(choices({.form = Form::Object, .triple = "riscv64-linux-gnu", .cpu = "rocket-rv32"}), "sifive-u74"));
  CHECK(has(choices({.form = Form::WebAssembly, .cpu = "pentium"}), "generic"));
}

TEST_CASE("forms that a machine does not have are refused") {
  CHECK(has(choices({.form = Form::WebAssembly, .triple = "aarch64-linux-gnu"}), "wasm32-unknown-unknown"));
  CHECK(has(choices({.form = Form::SharedLibrary, .triple = "wasm32-unknown-unknown"}), "aarch64-linux-gnu"));
}

TEST_CASE("a processor without floating point is refused, and says why") {
  for (const char* cpu : {"sifive-s51", "rocket-rv64"}) {
    CAPTURE(cpu);
    const Emitted refused = emitted(program("x"), {.form = Form::Object, .triple = "riscv64-linux-gnu", .cpu = cpu});
    CHECK(refused.refusal.kind == targets::Refusal::Kind::Machine);
    CHECK(refused.refusal.message ==
          std::string("the processor `") + cpu + "` has no floating point of double precision");
  }
  CHECK_FALSE(has(choices({.form = Form::Object, .triple = "riscv64-linux-gnu", .cpu = "rocket"}), "sifive-s51"));
}

TEST_CASE("code is for the processor that is named") {
  const ir::Function fn = program("x*y + z");
  const auto assembly = [&](const char* triple, const char* cpu) {
    return emitted(fn, {.form = Form::Assembly, .triple = triple, .cpu = cpu}).bytes;
  };
  CHECK_THAT(assembly("x86_64-linux-gnu", ""), !Catch::Contains("vfm"));
  CHECK_THAT(assembly("x86_64-linux-gnu", "x86-64-v3"), Catch::Contains("vfm"));
  CHECK_THAT(assembly("aarch64-linux-gnu", "cortex-a72"), Catch::Contains("fmadd"));
  CHECK_THAT(assembly("riscv64-linux-gnu", ""), Catch::Contains("fmadd.d"));
}

TEST_CASE("libraries are linked by many threads at once, each with the same bytes") {
  const ir::Function fn = program("besselj(2, x)*exp(-x)");
  const std::string expected = emitted(fn, {.form = Form::SharedLibrary}).bytes;
  std::vector<std::string> made(4);
  std::vector<std::thread> threads;
  for (std::string& bytes : made)
    threads.emplace_back([&] { bytes = emitted(fn, {.form = Form::SharedLibrary}).bytes; });
  for (std::thread& thread : threads) thread.join();
  CHECK(std::ranges::all_of(made, [&](const std::string& bytes) { return bytes == expected && !bytes.empty(); }));
}
