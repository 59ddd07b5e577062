// Programs that are written in LaTeX, in adc's language.
//
//     auto f = adc::compile(R"(\frac{x^2}{2} + \sin 2x)").value();                // plainly is LaTeX
//     auto g = adc::compile("x^{2}y", {.syntax = adc::Syntax::Latex}).value();    // the product of x² and y
//     std::string text = adc::read_latex(R"(\sqrt[3]{x})").value().text();        // "cbrt(x)"
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "adc/adc.hpp"

namespace adc::inline ADC_ABI {

/// A program in adc's language that was written in LaTeX. An immutable handle, cheap to copy.
class ADC_API FromLatex {
 public:
  [[nodiscard]] const std::string& text() const;
  /// A diagnostic of `text`, with the places in the LaTeX that it is about.
  [[nodiscard]] Diagnostic located(const Diagnostic& diagnostic) const;
  [[nodiscard]] Span located(Span span) const;

 private:
  struct State;
  friend ADC_API Result<FromLatex> read_latex(std::string_view text, const CompileOptions& options);
  explicit FromLatex(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  std::shared_ptr<const State> state_;
};

/// Reads LaTeX where it has one meaning: docs/latex.md says what is known, and what is refused. Names are spelled as
/// those that `options` gives values to, if they differ in nothing but the spelling: \theta_1 is `theta_1`, but `θ₁` or
/// `theta1` where that is given. Errors, with their places in `text`: "unknown-latex" for what has no meaning in adc,
/// "two-meanings", "unclosed-bracket" and others of the language; limits. About linear in the text. Thread-safe.
[[nodiscard]] ADC_API Result<FromLatex> read_latex(std::string_view text, const CompileOptions& options = {});

/// Whether a text plainly is LaTeX: it has a command of LaTeX and no `#`, or stands between `$`. No program of adc's
/// language has either. O(text).
[[nodiscard]] ADC_API bool is_latex(std::string_view text);

}  // namespace adc::inline ADC_ABI
