// What functions of LaTeX are called in adc's language, and where their indices, orders and powers go.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "parser/latex/pieces.h"

namespace adc::parser::latex {

/// What an index at a function's name means.
enum class IndexRule : std::uint8_t {
  None,    ///< there is none
  Base,    ///< \log_{2} x
  First,   ///< J_n(x): the first argument
  Branch,  ///< W_{-1}(x): a second argument, that is left out for 0
  One,     ///< E_1(x): there is no other
};

/// Where the k of f^{(k)} goes.
enum class OrderRule : std::uint8_t {
  Primes,  ///< sin''(x)
  First,   ///< polygamma(k, x)
  Last,    ///< besselj(n, x, k)
};

struct Callee {
  std::string name;           ///< in adc's language
  std::string inverse = {};   ///< of f^{-1}; empty if that could be 1/f
  std::string of_order = {};  ///< the function that takes the order first
  IndexRule index = IndexRule::None;
  OrderRule order = OrderRule::Primes;
  bool bare = false;  ///< whether its argument needs no brackets
};

/// The function that a command or a word means; nullopt for a word that adc has no function of.
[[nodiscard]] std::optional<Callee> find_function(std::string_view word);

/// The function that a letter means where every use of it is a call: Γ, ψ, ζ, σ.
[[nodiscard]] std::optional<Callee> find_letter_function(std::string_view letter);

/// A call whose name has been read, with what stands at it.
struct Head {
  Callee callee;
  Span span;
  Pieces index;
  Pieces power;
  std::size_t order = 0;
};

/// What stands before the arguments, and what behind them. Throws `diag::Failure` for an index that the function does
/// not have.
struct CallText {
  Pieces before;
  Pieces after;
};
[[nodiscard]] CallText text_of(Head head);

}  // namespace adc::parser::latex
