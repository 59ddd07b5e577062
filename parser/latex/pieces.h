// A text of adc's language that is made of another text, piece by piece.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adc/diagnostic.hpp"

namespace adc::parser::latex {

/// A piece, and what of the other text it stands for; an empty span for what was put between.
struct Piece {
  std::string text;
  Span span;
};
using Pieces = std::vector<Piece>;

}  // namespace adc::parser::latex
