// Programs in LaTeX, as programs of adc's language.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adc/diagnostic.hpp"
#include "parser/latex/pieces.h"
#include "parser/parse.h"

namespace adc::parser::latex {

/// A program that was written in LaTeX.
class Translation {
 public:
  Translation(const Pieces& pieces, std::string_view latex);

  /// The program in adc's language.
  [[nodiscard]] const std::string& text() const { return text_; }
  /// The place in the LaTeX that a place in `text` stands for. O(log text).
  [[nodiscard]] Span locate(Span span) const;
  /// A diagnostic of `text` as one of the LaTeX.
  [[nodiscard]] Diagnostic located(Diagnostic diagnostic) const;

  /// Where `^T` was read as the transpose, though T may be a number: only vectors and matrices have one.
  std::optional<Span> doubtful_transpose;

 private:
  [[nodiscard]] Span hull(std::size_t first, std::size_t last) const;

  std::string text_;
  std::vector<std::uint32_t> begins_;  ///< of the pieces, in `text_`
  std::vector<Span> hulls_;            ///< a tree: the pieces' places in the LaTeX behind the hulls of each two
  std::uint32_t latex_size_;
};

/// Whether a text plainly is LaTeX: a command of LaTeX stands in it and no `#`, or it stands between `$`. No program of
/// adc's language has either. O(text).
[[nodiscard]] bool is_latex(std::string_view text);

/// Reads LaTeX. Names are spelled as those that `options` gives values to, where they differ in nothing else: \theta_1
/// is `theta_1`, but `θ_1` or `theta1` where that is given. Throws `diag::Failure` with places in the LaTeX: what is no
/// LaTeX of formulas, has no meaning in adc, or more than one. Without recursion; linear in the text, but for scripts
/// in scripts and bars without \left and \right. Brackets nest as deep as `options.limits` says.
[[nodiscard]] Translation translate(std::string_view text, const ParseOptions& options);

/// Parses LaTeX as `parser::parse` does adc's language: all places, of diagnostics and of values, are in the LaTeX.
[[nodiscard]] Parsed parse(std::string_view text, const ParseOptions& options);

}  // namespace adc::parser::latex
