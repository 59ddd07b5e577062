// \begin{…} and \end{…}.
#pragma once

#include <string_view>
#include <vector>

#include "adc/diagnostic.hpp"

namespace adc::parser::latex {

/// The environments that are open while a text is read.
class Environments {
 public:
  /// Opens the environment `name`, and gives its code (`Environment`). Behind an opening brace an array is what `cases`
  /// is. Throws `diag::Failure` for one that has no meaning.
  char open(std::string_view name, Span span, bool behind_brace);
  /// Closes the innermost one, and gives its code. Throws where that has another name.
  char close(std::string_view name, Span span);
  void check_all_closed() const;
  [[nodiscard]] bool in_table() const;
  /// \begin{array}{ll}
  [[nodiscard]] static bool has_argument(std::string_view name);

 private:
  struct Opened {
    std::string_view name;
    char code;
    Span span;
  };
  std::vector<Opened> open_;
};

}  // namespace adc::parser::latex
