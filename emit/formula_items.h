// The parts of a formula's text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ir/function.h"

namespace adc::emit {

/// How tightly a text binds, loosest first (docs/language.md).
enum Precedence : std::uint8_t { kOr = 1, kAnd, kNot, kCompare, kSum, kProduct, kPrefix, kJuxtaposed, kPower, kAtom };

/// What is still to be written: a text, or a value that has to bind at least as tightly as `level`.
struct Piece {
  std::optional<ir::ValueId> value;
  Precedence level = kOr;
  std::string text;
};

[[nodiscard]] inline Piece text_piece(std::string_view text) { return {std::nullopt, kOr, std::string(text)}; }
[[nodiscard]] inline Piece value_piece(ir::ValueId id, Precedence level = kOr) { return {id, level, {}}; }

/// A value's text without brackets around the whole, and how tightly that binds.
struct Written {
  std::vector<Piece> items;
  Precedence level = kAtom;
};

/// An op of tensors in the language: `W*x`, `xᵀ`, `sum(A, dims=1)`, `x[2:n]`. What the language has no words for (more
/// than two axes, batches of products) is written as the IR names it, which people can read and the language cannot.
[[nodiscard]] Written write_tensor(const ir::Function& fn, ir::ValueId id);

/// Whether the language has words for the op of tensors.
[[nodiscard]] bool has_words(const ir::Function& fn, ir::ValueId id);

/// A length that is written ‖v‖, or ‖v‖²: of all elements, and without other bars in it.
struct Length {
  ir::ValueId of;
  bool is_squared;
};
[[nodiscard]] std::optional<Length> length_of(const ir::Function& fn, ir::ValueId id);

/// v, where `id` is mean(v): the sum of all elements by their number.
[[nodiscard]] std::optional<ir::ValueId> mean_of(const ir::Function& fn, ir::ValueId id);

/// "eye(3)", where that is what the elementwise op `id` makes.
[[nodiscard]] std::optional<std::string> identity_matrix(const ir::Function& fn, ir::ValueId id);

}  // namespace adc::emit
