#include "parser/typing/names_in.h"

#include <unordered_set>

#include "parser/tree/leibniz.h"
#include "parser/typing/pieces.h"

namespace adc::parser {

std::vector<std::string> names_in(std::string_view text) {
  std::vector<std::string> names;
  std::unordered_set<std::string> seen;
  const auto add = [&](std::string_view name) {
    if (!name.empty() && seen.emplace(name).second) names.emplace_back(name);
  };
  read_pieces(text, 0, [&](const Piece& piece) {
    for (const Lexeme& lexeme : piece.lexemes) {
      if (lexeme.kind != LexemeKind::Name) continue;
      const std::string& name = piece.symbols.name(static_cast<SymbolId>(lexeme.value));
      add(name);
      add(std::string_view(name).substr(differential_sign(name).size()));
    }
  });
  return names;
}

}  // namespace adc::parser
