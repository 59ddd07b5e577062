#include "tests/languages/binaries.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "emit/binary.h"
#include "emit/wasm_loader.h"
#include "kernel/lower.h"
#include "tests/support/temporary_folder.h"

namespace adc::tests {
namespace {

using kernel::ArrayId;

const std::string kDescription = "what is compared";

std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string binary(const ir::Function& fn, const Binary& kind, const std::string& machine) {
  std::string first;
  std::string second;
  for (std::string* const bytes : {&first, &second}) {
    targets::Refusal refusal;
    if (!targets::adc_targets_emit(fn, {.form = kind.form, .triple = machine}, *bytes, refusal))
      throw std::runtime_error(refusal.message);
  }
  if (first != second) throw std::runtime_error("other bytes for the same function");
  return first;
}

// --- C

constexpr std::string_view kC = R"(#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static FILE *in, *out;
static double next(void) {
  double x;
  if (fread(&x, sizeof x, 1, in) != 1) exit(2);
  return x;
}
static void give(double x) {
  if (fwrite(&x, sizeof x, 1, out) != 1) exit(3);
}

)";

std::string c_block(const emit::BinaryInterface& as) {
  const std::string type = as.is_single() ? "float" : "double";
  std::string declared;
  std::string reads;
  std::string writes;
  std::string arguments;
  const auto add = [&](const std::string& name, std::int64_t size, bool is_input) {
    declared += fmt::format("  static {} {}[{}];\n", type, name, std::max<std::int64_t>(size, 1));
    const std::string each = fmt::format("  for (int i = 0; i < {}; ++i) ", size);
    reads += fmt::format("{}{}[i] = {};\n", each, name, is_input ? fmt::format("({})next()", type) : "NAN");
    if (!is_input) writes += fmt::format("{}give({}[i]);\n", each, name);
    arguments += (arguments.empty() ? "" : ", ") + name;
  };
  const emit::Signature& signature = as.signature();
  if (as.is_flat()) {
    for (const bool are_inputs : {true, false}) {
      std::int64_t size = 0;
      for (const ArrayId id : signature.given()) size += signature.is_input(id) == are_inputs ? 1 : 0;
      add(are_inputs ? "x" : "y", size, are_inputs);
    }
  } else {
    for (const ArrayId id : signature.given())
      add("a" + std::to_string(id), signature.elements(id), signature.is_input(id));
  }
  if (as.workspace_bytes() > 0) {
    declared += fmt::format("  static {} work[{}_workspace_bytes / sizeof({})];\n", type, as.name(), type);
    reads += "  for (size_t i = 0; i < sizeof work / sizeof *work; ++i) work[i] = NAN;\n";
    arguments += ", work";
  }
  return fmt::format("static void run_{0}(void) {{\n{1}{2}  {0}({3});\n{4}}}\n", as.name(), declared, reads, arguments,
                     writes);
}

// --- JavaScript

constexpr std::string_view kJavascript = R"(import * as fs from 'fs';

const bytes = fs.readFileSync('in');
const input = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
let at = 0;
const output = [];
const take = (size) => input.slice(at, at += size);

)";

std::string javascript_block(const emit::BinaryInterface& as) {
  const emit::Signature& signature = as.signature();
  std::vector<std::string> arguments;
  for (const ArrayId id : signature.given()) {
    if (!signature.is_input(id)) continue;
    const bool is_number = signature.program().arrays[id].type.shape.dims().empty();
    arguments.push_back(fmt::format("take({}){}", signature.elements(id), is_number ? "[0]" : ""));
  }
  std::string joined;
  for (const std::string& one : arguments) joined += (joined.empty() ? "" : ", ") + one;
  return fmt::format(
      "{{\n  const {{ {0} }} = await (await import('./{0}.mjs')).load();\n"
      "  for (const result of Object.values({0}({1})))\n"
      "    for (const x of typeof result === 'number' ? [result] : result) output.push(x);\n}}\n",
      as.name(), joined);
}

/// The main program, whose functions are written beside it.
class Folder {
 public:
  explicit Folder(const Binary& kind) : kind_(kind) {}

  void add(ir::Function fn, std::size_t number) {
    fn.set_name("program_" + std::to_string(number));
    const kernel::Program program = kernel::lower(fn);
    const emit::BinaryInterface as(fn, program, kDescription);
    write(as.name() + kind_.suffix, binary(fn, kind_, kind_.machines[number % kind_.machines.size()]));
    if (is_wasm()) {
      write(as.name() + ".mjs", emit::wasm_loader(fn, program, kDescription, as.name() + kind_.suffix));
      blocks_ += javascript_block(as);
      return;
    }
    write(as.name() + ".h", as.c_header());
    heads_ += fmt::format("#include \"{}.h\"\n", as.name());
    blocks_ += c_block(as);
    calls_ += fmt::format("  run_{}();\n", as.name());
  }

  /// What it writes to `out`.
  std::string run(std::span<const std::vector<double>> inputs) {
    std::string in;
    for (const std::vector<double>& x : inputs)
      in.append(reinterpret_cast<const char*>(x.data()), x.size() * sizeof(double));
    write("in", in);
    if (is_wasm())
      write("main.mjs", std::string(kJavascript) + blocks_ +
                            "fs.writeFileSync('out', new Uint8Array(new Float64Array(output).buffer));\n");
    else
      write("main.c", std::string(kC) + heads_ + blocks_ +
                          "int main(void) {\n  in = fopen(\"in\", \"rb\");\n  out = fopen(\"out\", \"wb\");\n" +
                          calls_ + "  return fclose(out);\n}\n");
    const std::string command = "cd " + folder_.path().string() + " && (" + kind_.command + ") > log 2>&1";
    if (std::system(command.c_str()) != 0)
      throw std::runtime_error(command + "\n" + contents(folder_.path() / "log").substr(0, 20'000));
    return contents(folder_.path() / "out");
  }

 private:
  [[nodiscard]] bool is_wasm() const { return kind_.form == targets::Form::WebAssembly; }
  void write(const std::string& name, const std::string& bytes) const {
    std::ofstream(folder_.path() / name, std::ios::binary) << bytes;
  }

  const Binary& kind_;
  TemporaryFolder folder_;
  std::string heads_;
  std::string blocks_;
  std::string calls_;
};

constexpr std::string_view kWarnings = "-std=c99 -O1 -Wall -Wextra -Wpedantic -Werror";

}  // namespace

Binary binary_objects() {
  return {"obj",
          targets::Form::Object,
          {"", "x86_64-linux-gnu"},
          ".o",
          fmt::format("gcc {} main.c program_*.o -o main -lm && ./main", kWarnings)};
}

Binary binary_libraries() {
  return {"shared",
          targets::Form::SharedLibrary,
          {"", "x86_64-linux-gnu"},
          ".so",
          fmt::format("gcc {} main.c ./program_*.so -o main && env -i ./main", kWarnings)};
}

Binary binary_aarch64() {
  return {
      "aarch64",
      targets::Form::Object,
      {"aarch64-linux-gnu"},
      ".o",
      fmt::format("aarch64-linux-gnu-gcc {} -static main.c program_*.o -o main -lm && qemu-aarch64 ./main", kWarnings)};
}

Binary binary_riscv64() {
  return {
      "riscv64",
      targets::Form::Object,
      {"riscv64-linux-gnu"},
      ".o",
      fmt::format("riscv64-linux-gnu-gcc {} -static main.c program_*.o -o main -lm && qemu-riscv64 ./main", kWarnings)};
}

Binary binary_wasm() { return {"wasm", targets::Form::WebAssembly, {""}, ".wasm", "node main.mjs"}; }

std::vector<std::vector<double>> run_binaries(const Binary& kind, std::span<const ir::Function> functions,
                                              std::span<const std::vector<double>> inputs) {
  Folder folder(kind);
  for (std::size_t i = 0; i < functions.size(); ++i) folder.add(functions[i], i);
  const std::string bytes = folder.run(inputs);
  std::vector<std::vector<double>> results;
  std::size_t at = 0;
  for (const ir::Function& fn : functions) {
    std::size_t size = 0;
    for (const ir::Output& output : fn.outputs()) size += static_cast<std::size_t>(fn.shape(output.value).elements());
    std::vector<double>& own = results.emplace_back(size);
    if (bytes.size() < at + size * sizeof(double)) throw std::runtime_error("too few results");
    bytes.copy(reinterpret_cast<char*>(own.data()), size * sizeof(double), at);
    at += size * sizeof(double);
  }
  if (at != bytes.size()) throw std::runtime_error("too many results");
  return results;
}

}  // namespace adc::tests
