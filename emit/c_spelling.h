// How C99 spells what functions are made of: the table of the language.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "ir/op.h"

namespace adc::emit {

/// A type of numbers, what ends the names of its functions and its literals, and the integers that hold its bits.
struct CFloat {
  std::string_view type;
  std::string_view suffix;
  std::string_view bits;
  friend bool operator==(const CFloat&, const CFloat&) = default;
};
inline constexpr CFloat kCDouble{"double", "", "uint64_t"};
inline constexpr CFloat kCFloat{"float", "f", "uint32_t"};

/// `pattern` with $T, $f, $B by the type's words, and $0, $1, … by `operands`.
[[nodiscard]] std::string c_text(std::string_view pattern, const CFloat& type,
                                 std::span<const std::string> operands = {});

/// The expression of an op that has no C function, for `c_text`; "" for leaves, for `diff`, which passes remove, and
/// for ops that have a function.
[[nodiscard]] std::string_view c_pattern(ir::Op op);

/// Whether C computes `op` by a function that compilers might compute otherwise where they see its operands; `fma` is
/// correctly rounded by whatever means.
[[nodiscard]] bool calls_function(ir::Op op);

/// The same as `c_pattern` for bodies of loops, which have no branches: gcc 12 with AVX2 sinks loads into branches and
/// then makes vectors of the wrong elements of them. `is_bool`: the op gives a boolean.
[[nodiscard]] std::string_view c_loop_pattern(ir::Op op, bool is_bool);

/// What a heading says about compilers, and what holds clang to it; gcc does what its options say.
inline constexpr std::string_view kCNotes =
    "   C99; link with -lm. Compilers must neither fuse nor reorder operations: no -ffast-math, and of gcc -std=c99\n"
    "   or -ffp-contract=off. Constants are volatile where compilers would compute functions of them otherwise than\n"
    "   the C library does. */\n\n";
inline constexpr std::string_view kCPragmas = "#ifdef __clang__\n#pragma STDC FP_CONTRACT OFF\n#endif\n\n";

/// The shortest decimal that reads back as `x` in this type; negative ones in parentheses.
[[nodiscard]] std::string c_literal(double x, const CFloat& type);

/// A function that patterns call beside the C library, for `c_text`.
struct CHelper {
  std::string_view name;
  std::string_view text;
};
[[nodiscard]] std::span<const CHelper> c_helpers();

}  // namespace adc::emit
