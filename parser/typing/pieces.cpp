#include "parser/typing/pieces.h"

#include <algorithm>

#include "diag/diagnostics.h"

namespace adc::parser {

void read_pieces(std::string_view text, std::size_t begin, const std::function<void(const Piece&)>& visit) {
  while (begin < text.size()) {
    Piece piece{.begin = begin, .end = text.size(), .next = text.size(), .lexemes = {}, .symbols = {}};
    for (bool read = false; !read;) {
      Numbers numbers;
      piece.symbols = {};
      try {
        piece.lexemes = read_lexemes(text.substr(begin, piece.end - begin), piece.symbols, numbers);
        read = true;
      } catch (const diag::Failure& failure) {
        const Span span = diag::shifted(failure.diagnostic().span, static_cast<std::uint32_t>(begin));
        const bool inside = span.begin < piece.end;
        piece.next = inside ? std::max<std::size_t>(span.end, span.begin + 1) : text.size();
        piece.end = inside ? span.begin : begin;
      }
    }
    piece.next = std::min(std::max(piece.next, piece.end), text.size());
    visit(piece);
    begin = piece.next;
  }
}

}  // namespace adc::parser
