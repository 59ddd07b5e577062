// `E where s = F, t = G`: where such expressions begin and end in a text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "parser/text/lexemes.h"
#include "parser/text/symbols.h"

namespace adc::parser {

/// `s = F`, by its lexemes.
struct WhereClause {
  std::size_t name = 0;
  std::size_t begin = 0;  ///< the first of F
  std::size_t end = 0;    ///< behind F
};

/// An expression with what is defined behind it.
struct Where {
  std::size_t begin = 0;  ///< the first lexeme of E
  std::size_t word = 0;   ///< the first `where`
  std::size_t end = 0;    ///< behind the last clause
  std::vector<WhereClause> clauses = {};
  std::vector<std::uint32_t> order = {};  ///< of the clauses: each behind those that it uses
  /// Less than the number of clauses where some are defined by each other: those are not in `order`.
  [[nodiscard]] bool has_cycle() const { return order.size() < clauses.size(); }
};

/// All such expressions of a text. `where` is a word only between a value and `name =`; elsewhere it is a name. It goes
/// with what stands before it in its brackets, or between their commas; outside of brackets with all of the statement
/// behind its `=`. Clauses are separated by `,` or `and` before `name =`, or by a further `where`. Brackets need not
/// match. O(lexemes).
class Wheres {
 public:
  Wheres() = default;
  Wheres(const std::vector<Lexeme>& lexemes, const Symbols& symbols);

  [[nodiscard]] bool empty() const { return all_.empty(); }
  [[nodiscard]] std::size_t size() const { return all_.size(); }
  [[nodiscard]] const Where& operator[](std::size_t i) const { return all_[i]; }
  /// The index of that whose E begins, or whose first `where` stands, at this lexeme; `size()` if there is none.
  /// O(log size).
  [[nodiscard]] std::size_t that_begins(std::size_t lexeme) const;
  [[nodiscard]] std::size_t with_word(std::size_t lexeme) const;

 private:
  std::vector<Where> all_;  // in the order of their words
  std::vector<std::uint32_t> by_begin_;
};

/// Whether the name at lexeme `at` is the word `where`: it stands behind a value, and `name =` behind it.
[[nodiscard]] bool is_where(const std::vector<Lexeme>& lexemes, std::size_t at, const Symbols& symbols);

}  // namespace adc::parser
