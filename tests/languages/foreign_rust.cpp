// Main programs in Rust.
#include <fmt/core.h>

#include "emit/rust.h"
#include "tests/languages/foreign.h"

namespace adc::tests {
namespace {

constexpr std::string_view kSupport = R"(mod programs;
use std::convert::TryInto;

#[allow(dead_code)]
trait Number: Copy {
    fn of(x: f64) -> Self;
    fn wide(self) -> f64;
}
impl Number for f64 {
    fn of(x: f64) -> f64 { x }
    fn wide(self) -> f64 { self }
}
impl Number for f32 {
    fn of(x: f64) -> f32 { x as f32 }
    fn wide(self) -> f64 { f64::from(self) }
}

#[allow(dead_code)]
struct Stream {
    input: Vec<f64>,
    next: usize,
    output: Vec<f64>,
}

#[allow(dead_code)]
impl Stream {
    fn given<T: Number>(&mut self, rows: usize, size: usize, gap: usize, is_input: bool) -> Vec<T> {
        let mut all = vec![T::of(f64::NAN); rows * (size + gap)];
        for row in 0..rows {
            for i in 0..size {
                if is_input {
                    all[row * (size + gap) + i] = T::of(self.input[self.next]);
                    self.next += 1;
                }
            }
        }
        all
    }
    fn write<T: Number>(&mut self, all: &[T], rows: usize, size: usize, gap: usize) {
        for row in 0..rows {
            for i in 0..size {
                self.output.push(all[row * (size + gap) + i].wide());
            }
            for i in size..size + gap {
                assert!(all[row * (size + gap) + i].wide().is_nan());
            }
        }
    }
}

)";

std::string block(const kernel::Program& program) {
  const std::string type = program.float_type == ir::DType::F32 ? "f32" : "f64";
  const std::size_t gap = program.tile ? kForeignGap : 0;
  std::string text =
      fmt::format("#[allow(unused_mut, unused_variables)]\nfn run_{}(s: &mut Stream) {{\n", program.name);
  std::string arguments = program.tile ? std::to_string(kForeignRows) : "";
  std::string outputs;
  for (std::size_t id = 0; id < program.arrays.size(); ++id) {
    const kernel::Array& array = program.arrays[id];
    const bool is_input = std::holds_alternative<kernel::Input>(array.place);
    if (!array.is_given()) continue;
    const auto size = static_cast<std::size_t>(array.type.shape.elements());
    const bool is_scalar = !program.tile && array.type.shape.dims().empty();
    text += fmt::format("    let mut a{}: Vec<{}> = s.given({}, {}, {}, {});\n", id, type, rows_of(program), size, gap,
                        is_input);
    const std::string reference = !is_input ? "&mut " : is_scalar ? "" : "&";
    arguments += fmt::format("{}{}a{}{}", arguments.empty() ? "" : ", ", reference, id, is_scalar ? "[0]" : "");
    if (program.tile) arguments += fmt::format(", {}", size + gap);
    if (!is_input) outputs += fmt::format("    s.write(&a{}, {}, {}, {});\n", id, rows_of(program), size, gap);
  }
  if (program.workspace_bytes > 0) {
    text += fmt::format("    let mut work = vec![{}::NAN; programs::{}_workspace];\n", type, program.name);
    arguments += ", &mut work";
  }
  return text + fmt::format("    programs::{}({});\n{}}}\n", program.name, arguments, outputs);
}

std::string driver(const std::vector<kernel::Program>& programs) {
  std::string text(kSupport);
  std::string calls;
  for (const kernel::Program& program : programs) {
    text += block(program);
    calls += fmt::format("    run_{}(&mut s);\n", program.name);
  }
  return text + fmt::format(R"(
fn main() {{
    let bytes = std::fs::read("in").unwrap();
    let input = bytes.chunks_exact(8).map(|b| f64::from_le_bytes(b.try_into().unwrap())).collect();
    let mut s = Stream {{ input, next: 0, output: Vec::new() }};
{}    let bytes: Vec<u8> = s.output.iter().flat_map(|x| x.to_le_bytes().to_vec()).collect();
    std::fs::write("out", bytes).unwrap();
}}
)",
                            calls);
}

}  // namespace

Foreign foreign_rust() {
  return {"rust",        emit::rust_source,
          "programs.rs", driver,
          "main.rs",     "rustc --edition 2021 -D warnings -C opt-level=0 -C debuginfo=0 main.rs -o main && ./main"};
}

}  // namespace adc::tests
