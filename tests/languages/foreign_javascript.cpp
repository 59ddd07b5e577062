// Main programs in JavaScript.
#include <fmt/core.h>

#include "emit/javascript.h"
#include "tests/languages/foreign.h"

namespace adc::tests {
namespace {

constexpr std::string_view kSupport = R"(import * as programs from './programs.mjs';
import * as fs from 'fs';

const bytes = fs.readFileSync('in');
const input = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
let next = 0;
const output = [];

function given(type, rows, size, gap, isInput) {
  const all = new type(rows * (size + gap)).fill(NaN);
  for (let row = 0; row < rows && isInput; row++) {
    for (let i = 0; i < size; i++) all[row * (size + gap) + i] = input[next++];
  }
  return all;
}

function write(all, rows, size, gap) {
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < size; i++) output.push(all[row * (size + gap) + i]);
    for (let i = size; i < size + gap; i++) {
      if (!Number.isNaN(all[row * (size + gap) + i])) throw new Error('written between rows');
    }
  }
}

)";

std::string block(const kernel::Program& program) {
  const std::string type = program.float_type == ir::DType::F32 ? "Float32Array" : "Float64Array";
  const std::size_t gap = program.tile ? kForeignGap : 0;
  std::string text = "{\n";
  std::string arguments = program.tile ? std::to_string(kForeignRows) : "";
  std::string outputs;
  std::size_t number = 0;
  for (std::size_t id = 0; id < program.arrays.size(); ++id) {
    const kernel::Array& array = program.arrays[id];
    const bool is_input = std::holds_alternative<kernel::Input>(array.place);
    if (!array.is_given()) continue;
    const auto size = static_cast<std::size_t>(array.type.shape.elements());
    const bool is_scalar = !program.tile && array.type.shape.dims().empty();
    if (is_input || program.tile) {
      text +=
          fmt::format("  const a{} = given({}, {}, {}, {}, {});\n", id, type, rows_of(program), size, gap, is_input);
      arguments += fmt::format("{}a{}{}", arguments.empty() ? "" : ", ", id, is_scalar ? "[0]" : "");
      if (program.tile) arguments += fmt::format(", {}", size + gap);
    }
    if (is_input) continue;
    if (program.tile)
      outputs += fmt::format("  write(a{}, {}, {}, {});\n", id, kForeignRows, size, gap);
    else
      outputs += fmt::format("  write({0}result[{1}]{2}, 1, {3}, 0);\n", is_scalar ? "[" : "", number++,
                             is_scalar ? "]" : "", size);
  }
  const std::string call = fmt::format("programs.{}({})", program.name, arguments);
  text += program.tile ? fmt::format("  {};\n", call) : fmt::format("  const result = Object.values({});\n", call);
  return text + outputs + "}\n";
}

std::string driver(const std::vector<kernel::Program>& programs) {
  std::string text(kSupport);
  for (const kernel::Program& program : programs) text += block(program);
  return text + "fs.writeFileSync('out', new Uint8Array(new Float64Array(output).buffer));\n";
}

}  // namespace

Foreign foreign_javascript() {
  return {"javascript", emit::javascript_source, "programs.mjs", driver, "main.mjs", "node main.mjs"};
}

}  // namespace adc::tests
