// What is to be seen of an entry.
#include <algorithm>

#include "tools/editor/brackets.h"
#include "tools/editor/composer.h"
#include "tools/editor/menu.h"

namespace adc::tools::editor {
namespace {

constexpr int kMostMenuRows = 12;

}  // namespace

std::vector<Highlight> Composer::language_highlights() const {
  if (!editing_.highlight || text().size() > kLongestHelped) return {};
  return editing_.highlight(text());
}

View Composer::view(Size size, bool is_final) const {
  View view{prompt_, continuation_, text(), is_final ? text().size() : cursor(), language_highlights(), {}};
  if (is_final) return view;
  if (searching_) {
    if (const auto& found = searching_->search.found())
      view.highlights.push_back({found->offset, found->offset + searching_->search.part().size(), Style::Match});
  } else if (text().size() <= kLongestHelped) {
    if (const auto pair = bracket_at(text(), cursor(), view.highlights)) {
      const Style style = pair->partner ? Style::Bracket : Style::Lonely;
      view.highlights.push_back({pair->at, pair->at + 1, style});
      if (pair->partner) view.highlights.push_back({*pair->partner, *pair->partner + 1, style});
    }
  }
  view.below = lines_below(size);
  return view;
}

std::vector<Line> Composer::lines_below(Size size) const {
  if (searching_) {
    const Search& search = searching_->search;
    const bool is_older = search.direction() == Search::Direction::Older;
    return {{{is_older ? "search back: " : "search: ", Style::Hint},
             {search.part(), search.failed() ? Style::Error : Style::Plain},
             {search.failed() ? "  (nothing more has it)" : "", Style::Hint}}};
  }
  std::vector<Line> lines;
  if (editing_.hint && text().size() <= kLongestHelped) {
    const Hint hint = editing_.hint(text(), cursor());
    const std::string_view whole = hint.text;
    Line line;
    const auto add = [&](std::string_view part, Style style) {
      if (!part.empty()) line.push_back({std::string(part), style});
    };
    const std::size_t begin = std::min(hint.begin, whole.size());
    const std::size_t end = std::clamp(hint.end, begin, whole.size());
    add(whole.substr(0, begin), Style::Hint);
    add(whole.substr(begin, end - begin), Style::Plain);
    add(whole.substr(end), Style::Hint);
    if (!line.empty()) lines.push_back(std::move(line));
  }
  if (completing_) {
    const int rows = std::clamp(size.rows / 2, 1, kMostMenuRows);
    for (Line& line : menu_lines(completing_->completions.candidates, completing_->selected, size.columns, rows))
      lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace adc::tools::editor
