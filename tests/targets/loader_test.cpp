// The JavaScript beside a WebAssembly module: what it takes, and what it refuses.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "emit/wasm_loader.h"
#include "kernel/lower.h"
#include "tests/support/temporary_folder.h"
#include "tests/targets/emitted.h"

using namespace adc;
using namespace adc::tests;

namespace {

/// What a script prints that has `load`, of a program's loader.
std::string run(const std::string& text, const std::string& script) {
  const ir::Function fn = program(text);
  const TemporaryFolder folder;
  const auto write = [&](const std::string& name, const std::string& bytes) {
    std::ofstream(folder.path() / name, std::ios::binary) << bytes;
  };
  const kernel::Program loops = kernel::lower(fn);
  write("f.mjs", emit::wasm_loader(fn, loops, text, ""));
  write("f.wasm", emitted(fn, {.form = targets::Form::WebAssembly}).bytes);
  write("main.mjs", "import { load } from './f.mjs';\nimport * as fs from 'fs';\n" + script);
  const bool is_done = std::system(("cd " + folder.path().string() + " && node main.mjs > log 2>&1").c_str()) == 0;
  std::ifstream file(folder.path() / "log");
  const std::string said(std::istreambuf_iterator<char>(file), {});
  CAPTURE(said);
  CHECK(is_done);
  return said;
}

}  // namespace

TEST_CASE("a module is loaded from beside its loader, from its bytes, and compiled") {
  if (lacks("node")) return;
  CHECK(run("x*y + 1", R"(
const bytes = fs.readFileSync('f.wasm');
for (const source of [undefined, './f.wasm', new URL('f.wasm', import.meta.url), bytes, await WebAssembly.compile(bytes)]) {
  const { f } = await load(source);
  console.log(Object.values(f(2, 3)).join());
}
)") == "7\n7\n7\n7\n7\n");
}

TEST_CASE("numbers and arrays are checked") {
  if (lacks("node")) return;
  CHECK(run("param W: R[2,3], b: R; b*W", R"(
const { f } = await load();
const refused = (...all) => {
  try {
    f(...all);
  } catch (error) {
    console.log(`${error.name}: ${error.message}`);
  }
};
console.log(Object.values(f([1, 2, 3, 4, 5, 6], 2))[0].join());
console.log(Object.values(f(new Float32Array(6).fill(1), 0.5))[0].join());
refused([1, 2, 3], 2);
refused(1, 2);
refused(new Float64Array(6), '2');
refused(new Float64Array(6));
)") == "2,4,6,8,10,12\n0.5,0.5,0.5,0.5,0.5,0.5\nRangeError: W has 6 numbers, and not 3\n"
       "TypeError: W is an array of numbers\nTypeError: b is a number\nTypeError: b is a number\n");
}

TEST_CASE("results stay when a function is called again") {
  if (lacks("node")) return;
  CHECK(run("param x: R[2]; x*2", R"(
const { f } = await load();
const first = Object.values(f([1, 2]))[0];
f([3, 4]);
console.log(first.join());
)") == "2,4\n");
}
