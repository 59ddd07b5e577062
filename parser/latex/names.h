// How symbols of LaTeX are called in adc's language.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "parser/latex/marks.h"
#include "parser/parse.h"

namespace adc::parser::latex {

/// A symbol with its index and primes.
struct Symbol {
  std::string name;     ///< x_1, theta_max
  std::size_t end = 0;  ///< the mark behind it
  std::size_t primes = 0;
  Span span;
};

class Names {
 public:
  Names(const std::vector<Mark>& marks, const ParseOptions& options);

  /// The symbol at `at`, a `Letter` or a `Word`: with its index and primes, or alone. Throws `diag::Failure` where the
  /// index is no part of a name.
  [[nodiscard]] Symbol symbol(std::size_t at, bool alone = false) const;
  /// What the symbol is called. One that is called as another one that is set in another font is an error.
  [[nodiscard]] std::string name_of(const Symbol& symbol, std::size_t at);
  /// `f'`: primes as a part of the name.
  [[nodiscard]] static std::string with_primes(std::string name, std::size_t primes);

  /// Whether a value is given to the name.
  [[nodiscard]] bool is_given(const std::string& name) const { return given_.contains(name); }
  /// Whether the symbol at `at` has elements somewhere in the text: \sum_i x_i.
  [[nodiscard]] bool has_elements(std::size_t at) const { return heads_.contains(marks_[at].text); }

 private:
  [[nodiscard]] std::string index_text(std::size_t begin, std::size_t end) const;
  void find_elements();

  const std::vector<Mark>& marks_;
  std::set<std::string> given_;
  std::map<std::string, std::string> plain_;  // what is given by another spelling: x1 of x_1, θ of theta
  std::map<std::string, Style> styles_;       // of the names that occur
  std::set<std::string, std::less<>> heads_;  // of what has elements
};

/// The Greek letter of the name "gamma"; empty for what is none.
[[nodiscard]] std::string_view greek_letter(std::string_view name);

/// Whether adc has a function of this name.
[[nodiscard]] bool is_function(std::string_view name);

}  // namespace adc::parser::latex
