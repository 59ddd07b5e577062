#include "parser/latex/latex.h"

#include <algorithm>
#include <utility>

#include "diag/diagnostics.h"
#include "ir/function_access.h"
#include "parser/latex/marks.h"
#include "parser/latex/reader.h"
#include "parser/text/lexemes.h"

namespace adc::parser::latex {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// The place that holds both; empty ones are none.
Span join(Span a, Span b) {
  if (a.empty() || b.empty()) return a.empty() ? b : a;
  return {std::min(a.begin, b.begin), std::max(a.end, b.end)};
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

/// Where a line could be a command or a question of a session.
bool is_for_a_session(std::string_view text) {
  for (std::size_t line = 0; line < text.size(); line = std::min(text.find('\n', line), text.size() - 1) + 1) {
    const std::size_t first = std::min(text.find_first_not_of(" \t", line), text.size() - 1);
    if (text[first] == ':' || text[first] == '?') return true;
  }
  return false;
}

}  // namespace

Translation::Translation(const Pieces& pieces, std::string_view latex)
    : latex_size_(static_cast<std::uint32_t>(latex.size())) {
  std::vector<Span> spans;
  for (const Piece& piece : pieces) {
    if (!piece.text.empty()) {
      begins_.push_back(static_cast<std::uint32_t>(text_.size()));
      spans.push_back(piece.span);
    }
    text_ += piece.text;
  }
  hulls_.resize(spans.size());
  hulls_.insert(hulls_.end(), spans.begin(), spans.end());
  for (std::size_t i = spans.size(); i-- > 1;) hulls_[i] = join(hulls_[2 * i], hulls_[2 * i + 1]);
}

/// What holds the places of the pieces [first, last).
Span Translation::hull(std::size_t first, std::size_t last) const {
  Span all;
  for (std::size_t a = first + begins_.size(), b = last + begins_.size(); a < b; a /= 2, b /= 2) {
    if (a % 2 == 1) all = join(all, hulls_[a++]);
    if (b % 2 == 1) all = join(all, hulls_[--b]);
  }
  return all;
}

Span Translation::locate(Span span) const {
  if (span.begin >= text_.size() || begins_.empty()) return {latex_size_, latex_size_};
  const auto index_of = [&](auto at) { return static_cast<std::size_t>(at - begins_.begin()); };
  const std::size_t first = index_of(std::ranges::upper_bound(begins_, span.begin)) - 1;
  const std::size_t last = index_of(std::ranges::lower_bound(begins_, std::max(span.end, span.begin + 1)));
  if (const Span found = hull(first, last); !found.empty()) return found;
  for (std::size_t next = last; next < begins_.size(); ++next) {  // what was put between: the next that was not
    const Span place = hulls_[next + begins_.size()];
    if (!place.empty()) return {place.begin, place.begin + 1};
  }
  return {latex_size_, latex_size_};
}

Diagnostic Translation::located(Diagnostic diagnostic) const {
  const auto has_place = [](Span span) { return !(span == Span{}); };
  if (has_place(diagnostic.span)) diagnostic.span = locate(diagnostic.span);
  for (Label& label : diagnostic.labels) {
    if (has_place(label.span)) label.span = locate(label.span);
  }
  return diagnostic;
}

bool is_latex(std::string_view text) {
  const std::string_view inner = trimmed(text);
  const bool has_comment = inner.find('#') != std::string_view::npos;  // of adc's language, and of it alone
  if (inner.empty() || inner.starts_with("adc-ir") || has_comment || is_for_a_session(inner)) return false;
  if (inner.size() > 2 && inner.front() == '$' && inner.back() == '$') return true;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\') continue;
    std::size_t end = at + 1;
    while (end < text.size() && is_letter(text[end])) ++end;
    if (end > at + 1 && kind_of_command(text.substr(at + 1, end - at - 1))) return true;
    const bool is_display = text.substr(at).starts_with("\\[") || text.substr(at).starts_with("\\(");
    if (is_display && trimmed(text.substr(0, at)).empty()) return true;
  }
  return false;
}

Translation translate(std::string_view text, const ParseOptions& options) {
  check_size(text, options.limits.source_bytes);
  check_encoding(text);
  Reader reader(read_marks(text, options.limits.nesting), options);
  Translation translation(reader.run(), text);
  translation.doubtful_transpose = reader.doubtful_transpose();
  return translation;
}

Parsed parse(std::string_view text, const ParseOptions& options) {
  const Translation translation = translate(text, options);
  ParseOptions inner = options;
  inner.syntax = Syntax::Adc;
  Result<Parsed> parsed = parser::parse(translation.text(), inner);
  if (!parsed) throw diag::Failure(translation.located(parsed.error().diagnostic()));
  for (Diagnostic& note : parsed->notes) note = translation.located(std::move(note));
  for (Span& span : ir::FunctionAccess::spans(parsed->fn)) {
    if (!(span == Span{})) span = translation.locate(span);
  }
  if (translation.doubtful_transpose && parsed->fn.is_scalar()) {
    diag::fail("two-meanings", *translation.doubtful_transpose,
               "`^T` is the transpose, and all values here are numbers",
               {"a power wants another name than T; the transpose is `^{\\top}`"});
  }
  if (options.syntax == Syntax::Auto) {
    parsed->notes.push_back(
        diag::diagnose("read-as-latex", {}, "the text is LaTeX, and is read as " + diag::quote(translation.text())));
  }
  return *std::move(parsed);
}

}  // namespace adc::parser::latex
