// The Tab key.
#include <algorithm>
#include <utility>

#include "tools/editor/composer.h"
#include "tools/editor/motions.h"
#include "tools/editor/symbols.h"

namespace adc::tools::editor {
namespace {

// What all the candidates begin with, cut where a character ends.
std::string common_prefix(const std::vector<Candidate>& candidates) {
  std::string prefix = candidates.front().text;
  for (const Candidate& candidate : candidates) {
    const auto differs = std::ranges::mismatch(prefix, candidate.text);
    prefix.erase(differs.in1, prefix.end());
  }
  while (!prefix.empty()) {
    const std::string& whole = candidates.front().text;
    const bool splits =
        prefix.size() < whole.size() && (static_cast<unsigned char>(whole[prefix.size()]) & 0xC0U) == 0x80U;
    if (!splits) break;
    prefix.pop_back();
  }
  return prefix;
}

}  // namespace

void Composer::complete(bool backwards) {
  now_ = Last::Complete;
  if (completing_ && last_ == Last::Complete) return select(backwards);
  completing_.reset();
  const std::string& text = buffer_.text();
  const std::size_t at = buffer_.cursor();
  const bool begins_line = text.find_first_not_of(" \t", line_begin(text, at)) >= at;
  Completions found = candidates();
  if (!found.candidates.empty())
    take_candidates(std::move(found));
  else if (begins_line && !backwards)
    insert("  ");
}

// What may stand at the cursor: a sign for its name; what the language knows; digits below or above the line.
Completions Composer::candidates() const {
  const std::string& text = buffer_.text();
  const std::size_t at = buffer_.cursor();
  if (auto symbols = complete_symbol(text, at)) return std::move(*symbols);
  Completions known;
  if (editing_.complete && text.size() <= kLongestHelped) known = editing_.complete(text, at);
  known.end = std::min(known.end, text.size());
  known.begin = std::min(known.begin, known.end);
  const std::string_view typed = std::string_view(text).substr(known.begin, known.end - known.begin);
  const std::string plain = without_subscripts(typed);
  const bool goes_on = !typed.empty() && std::ranges::any_of(known.candidates, [&](const Candidate& one) {
    return one.text != typed && one.text != plain;
  });
  if (goes_on) return known;
  if (auto scripts = complete_script(text, at)) return std::move(*scripts);
  return typed.empty() ? known : Completions{};
}

void Composer::take_candidates(Completions completions) {
  const std::string typed = buffer_.text().substr(completions.begin, completions.end - completions.begin);
  const bool is_one = completions.candidates.size() == 1;
  const std::string prefix = common_prefix(completions.candidates);
  if (is_one || (prefix.size() > typed.size() && prefix.starts_with(typed))) {
    buffer_.seal();
    buffer_.replace(completions.begin, completions.end, prefix);
    buffer_.seal();
    completions.end = completions.begin + prefix.size();
  }
  if (is_one) return;
  std::string now = buffer_.text().substr(completions.begin, completions.end - completions.begin);
  completing_ = Completing{std::move(completions), std::move(now), std::nullopt};
}

void Composer::select(bool backwards) {
  Completions& completions = completing_->completions;
  const std::size_t count = completions.candidates.size();
  std::optional<std::size_t>& selected = completing_->selected;
  if (backwards)
    selected = (selected.value_or(0) + count - 1) % count;
  else
    selected = selected ? (*selected + 1) % count : 0;
  const std::string& text = completions.candidates[*selected].text;
  buffer_.seal();
  buffer_.replace(completions.begin, completions.end, text);
  buffer_.seal();
  completions.end = completions.begin + text.size();
}

void Composer::cancel_completion() {
  const Completions& completions = completing_->completions;
  if (completing_->selected) buffer_.replace(completions.begin, completions.end, completing_->typed);
  buffer_.seal();
  completing_.reset();
}

}  // namespace adc::tools::editor
