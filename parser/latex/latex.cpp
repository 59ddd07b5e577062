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
  for (const Piece& piece : pieces) {
    if (!piece.text.empty()) places_.push_back({static_cast<std::uint32_t>(text_.size()), piece.span});
    text_ += piece.text;
  }
}

Span Translation::locate(Span span) const {
  if (span.begin >= text_.size()) return {latex_size_, latex_size_};
  if (places_.empty()) return {};
  const auto first = std::prev(std::ranges::upper_bound(places_, span.begin, {}, &Place::begin));
  const auto last = std::ranges::lower_bound(places_, std::max(span.end, span.begin + 1), {}, &Place::begin);
  Span found{latex_size_, 0};
  for (auto place = first; place != last; ++place) {
    if (place->span.empty()) continue;
    found.begin = std::min(found.begin, place->span.begin);
    found.end = std::max(found.end, place->span.end);
  }
  if (found.end != 0) return found;
  // What was put between: the next place that stands for something.
  const auto next = std::find_if(first, places_.end(), [](const Place& place) { return !place.span.empty(); });
  return next == places_.end() ? Span{latex_size_, latex_size_} : Span{next->span.begin, next->span.begin + 1};
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
  if (inner.empty() || inner.starts_with("adc-ir") || is_for_a_session(inner)) return false;
  if (inner.size() > 2 && inner.front() == '$' && inner.back() == '$') return true;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '#') at = std::min(text.find('\n', at), text.size() - 1);
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
