#include "tools/editor/brackets.h"

namespace adc::tools::editor {
namespace {

constexpr std::string_view kOpening = "([{";
constexpr std::string_view kClosing = ")]}";

bool is_bracket(char c) {
  return kOpening.find(c) != std::string_view::npos || kClosing.find(c) != std::string_view::npos;
}

// Calls `visit(offset)` for each bracket that counts, in their order.
template <typename Visit>
void each_bracket(std::string_view text, const std::vector<Highlight>& spans, Visit visit) {
  std::vector<bool> is_quiet(text.size(), false);
  for (const Highlight& span : spans) {
    if (span.style != Style::Comment && span.style != Style::String) continue;
    for (std::size_t i = span.begin; i < span.end && i < text.size(); ++i) is_quiet[i] = true;
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_bracket(text[i]) && !is_quiet[i]) visit(i);
  }
}

}  // namespace

std::optional<BracketPair> bracket_at(std::string_view text, std::size_t cursor, const std::vector<Highlight>& spans) {
  std::optional<std::size_t> before;
  std::optional<std::size_t> here;
  std::vector<std::size_t> open;
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  each_bracket(text, spans, [&](std::size_t i) {
    if (i + 1 == cursor) before = i;
    if (i == cursor) here = i;
    const std::size_t kind = kClosing.find(text[i]);
    if (kind == std::string_view::npos) {
      open.push_back(i);
    } else if (!open.empty() && text[open.back()] == kOpening[kind]) {
      pairs.emplace_back(open.back(), i);
      open.pop_back();
    }
  });
  const std::optional<std::size_t> at = before ? before : here;
  if (!at) return std::nullopt;
  for (const auto& [first, last] : pairs) {
    if (first == *at) return BracketPair{*at, last};
    if (last == *at) return BracketPair{*at, first};
  }
  return BracketPair{*at, std::nullopt};
}

std::size_t open_brackets(std::string_view text, const std::vector<Highlight>& spans) {
  std::size_t open = 0;
  each_bracket(text, spans, [&](std::size_t i) {
    if (kOpening.find(text[i]) != std::string_view::npos)
      ++open;
    else if (open > 0)
      --open;
  });
  return open;
}

}  // namespace adc::tools::editor
