// How mathematics is written for a typesetter: the table that LaTeX and MathML fill in.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace adc::emit {

/// What stands around parts and between them.
struct Frame {
  std::string_view before, between, after;
};

/// A name as it is set: "theta_max1′" is a Greek letter with an index and a prime.
struct Symbol {
  std::string head;
  std::string index;  ///< "" for none
  std::size_t primes = 0;
};
[[nodiscard]] Symbol symbol_of(std::string_view name);

/// The code point of a Greek letter by its name, "theta" or "Theta"; 0 for what is none.
[[nodiscard]] char32_t greek_letter(std::string_view name);

struct Markup {
  Frame brackets;
  Frame fraction, power, index, root, cube_root, absolute, length, floor, ceiling, binomial, truth, dotted, barred;
  Frame cases;     ///< rows
  Frame row;       ///< of a value and its condition
  Frame last_row;  ///< of the value otherwise
  Frame lines;     ///< of more than one definition
  Frame line;      ///< what is defined, and as what
  Frame formula;   ///< around all
  std::string (*identifier)(const Symbol& symbol);
  std::string (*number)(std::string_view digits);
  std::string (*function)(std::string_view name);  ///< "sin", "Γ"
  std::string (*sign)(std::string_view sign);      ///< an operator, a bracket or another mark, by its character
  std::string (*word)(std::string_view word);      ///< "where", with blanks around it
  std::string (*comment)(std::string_view text);   ///< lines of their own
};

[[nodiscard]] const Markup& latex_markup();
[[nodiscard]] const Markup& mathml_markup();

}  // namespace adc::emit
