// The text of the kernel form, which round-trips exactly.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "adc/limits.hpp"
#include "adc/result.hpp"
#include "kernel/program.h"

namespace adc::kernel {

/// The text of `program`, headed by the format's version. `read(print(program))` gives the same program and prints the
/// same text. O(n).
///
///     adc-kernel 1
///     program "f" f64 workspace 128 {
///       a0 = input 0 "x" f64[3,4]
///       a1 = output 0 "y" f64[3]
///       region parallel 3, reduced 4 {
///         %0 = load a0[4 i0 + i1]
///         %1 = tanh %0
///         %2 = fold add %1 lanes 4 block 64
///         a1[i0] = %2
///       }
///     }
///
/// Numbers that a program has are a table: `a2 = table f64[2] { 0x1p+0, 0x1.8p+1 }`.
///
/// Loops are i0, i1, …, outermost first; a region without loops has none of them after its name. A place in an array is
/// a sum of multiples of loops' turns and a number: `a2[12 i0 - i1 + 3]`. Nodes are numbered in order:
///
///     const 0x1.8p+1             true                      position i0 + 2           inside i1 - 1 of 4
///     load a0[i0] if %3, %4      gather a0[i0 + 5 %2 of 10]                          powi[3] %5
///     fold max %1 lanes 1 block 64                         argmax %1
///
/// `+ 5 %2 of 10` is a lookup, which is to stand last: 5·%2 further on if %2 is an integer from 0 to 9. Stores are
/// `a1[i0] = %2`, and `a1[i0 + 5 %3 of 10] += %2` with a lookup. A matrix product names its batch, rows, terms and
/// columns b, m, k, n, and has loops that mean the same:
///
///       product b 1, m 32, k 128, n 64: a2 = a0[128 m + k] * a1[64 k + n] else region … { … }
///
/// A program over rows says after its workspace how many a tile has, and its regions loop over them first; of an array
/// stands what a row has:
///
///     program "f" f64 workspace 0 rows 512 {
///       a0 = input 0 "x" f64[3]
///       a1 = output 0 "" f64[3]
///       region rows 512, parallel 3 {
///         %0 = load a0[3 i0 + i1]
///         …
///
/// One that sums rows says `sums` instead, and of inputs and outputs that have rows that they do; types are those of a
/// tile. Each loop over rows says so, and an extent of a product that is a multiple of a tile's rows, how many it has:
///
///     program "f" f64 workspace 0 sums 256 {
///       a0 = input 0 "x" f64[256,3] rows
///       a1 = output 0 "" f64[3]
///       region parallel 3, reduced rows 256 {
///         %0 = load a0[3 i1 + i0]
///         …
///       product b 1, m 8, k 256 rows 256, n 64: …
///
/// `workspace 64` in the place of `input 0 "x"` is an array's offset in the workspace. Comments go from `#` to the end
/// of the line, and any white space may stand between tokens.
[[nodiscard]] std::string print(const Program& program);

/// The text of one region, as it stands in that of a program but for the indentation.
[[nodiscard]] std::string print(const Region& region);

/// The program that `text` describes; it satisfies the verifier. Errors, with the span in `text`: "kernel-syntax",
/// "kernel-invalid", and "too-many-instructions" past `max_nodes` in all. Any bytes are safe to read. O(n).
[[nodiscard]] Result<Program> read(std::string_view text, std::size_t max_nodes = Limits{}.instructions);

}  // namespace adc::kernel
