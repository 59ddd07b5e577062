#include "tools/editor/recall.h"

#include <utility>

#include "tools/editor/graphemes.h"

namespace adc::tools::editor {

void Recall::begin(std::string draft, std::string prefix, const std::vector<std::string>& entries) {
  draft_ = std::move(draft);
  prefix_ = std::move(prefix);
  place_ = entries.size();
}

std::optional<std::string> Recall::older(const std::vector<std::string>& entries) {
  for (std::size_t i = place_; i-- > 0;) {
    if (!entries[i].starts_with(prefix_) || entries[i] == draft_) continue;
    place_ = i;
    return entries[i];
  }
  return std::nullopt;
}

std::optional<std::string> Recall::newer(const std::vector<std::string>& entries) {
  if (place_ >= entries.size()) return std::nullopt;
  for (std::size_t i = place_ + 1; i < entries.size(); ++i) {
    if (!entries[i].starts_with(prefix_) || entries[i] == draft_) continue;
    place_ = i;
    return entries[i];
  }
  place_ = entries.size();
  return draft_;
}

// Where a search begins.
std::size_t Search::first(const std::vector<std::string>& entries) const {
  return direction_ == Direction::Newer || entries.empty() ? 0 : entries.size() - 1;
}

void Search::extend(std::string_view text, const std::vector<std::string>& entries) {
  part_ += text;
  look(found_ ? found_->entry : first(entries), entries);
}

void Search::shorten(const std::vector<std::string>& entries) {
  part_.resize(previous_grapheme(part_, part_.size()));
  found_.reset();
  failed_ = false;
  if (!part_.empty()) look(first(entries), entries);
}

void Search::next(Direction direction, const std::vector<std::string>& entries) {
  direction_ = direction;
  if (part_.empty() || entries.empty()) return;
  const std::size_t here = found_ ? found_->entry : first(entries);
  const bool at_end = direction == Direction::Older ? here == 0 : here + 1 >= entries.size();
  if (at_end && found_)
    failed_ = true;
  else
    look(!found_ ? here : direction == Direction::Older ? here - 1 : here + 1, entries);
}

void Search::look(std::size_t from, const std::vector<std::string>& entries) {
  failed_ = true;
  for (std::size_t i = from; i < entries.size();
       direction_ == Direction::Older ? --i : ++i) {  // below 0 is beyond the end
    const std::size_t offset = entries[i].rfind(part_);
    if (offset == std::string::npos) continue;
    found_ = Found{i, offset};
    failed_ = false;
    return;
  }
}

}  // namespace adc::tools::editor
