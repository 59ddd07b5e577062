// A text that is being typed as the pieces of it that can be read.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>
#include <vector>

#include "parser/text/lexemes.h"

namespace adc::parser {

/// `text[begin, end)`, whose lexemes have their places from `begin` on. What cannot be a part of a text stands behind
/// it, up to `next`.
struct Piece {
  std::size_t begin;
  std::size_t end;
  std::size_t next;
  std::vector<Lexeme> lexemes;
  Symbols symbols;
};

/// Calls `visit` with the pieces from `begin` on, in order. O(text and what cannot be read).
void read_pieces(std::string_view text, std::size_t begin, const std::function<void(const Piece&)>& visit);

}  // namespace adc::parser
