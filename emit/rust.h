// Loops over arrays as Rust.
#pragma once

#include <span>
#include <string>

#include "emit/signature.h"

namespace adc::emit {

/// A Rust source (edition 2021, rustc 1.63) with one function a program, which are verified and have different names:
///
///     pub fn NAME(SCALAR: f64, ARRAY: &[f64], …, SCALAR_OUTPUT: &mut f64, ARRAY_OUTPUT: &mut [f64], …,
///                 workspace: &mut [f64])
///
/// Slices hold all elements, row-major; `f32` for single precision. The workspace, of `NAME_WORKSPACE` numbers, is
/// there if the program has one. Of a program over rows
///
///     pub fn NAME(rows: usize, INPUT: &[f64], INPUT_stride: usize, …, OUTPUT: &mut [f64], OUTPUT_stride: usize, …)
///
/// where a row begins a stride of numbers after the one before it. The bits are those of kernel/run.h where the
/// standard library calls C's functions. A slice that is too short panics. Throws std::invalid_argument for a program
/// that sums rows. O(nodes · loops).
[[nodiscard]] std::string rust_source(std::span<const Source> programs);

}  // namespace adc::emit
