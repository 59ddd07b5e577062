#include "tools/editor/buffer.h"

#include <algorithm>
#include <utility>

#include "tools/editor/graphemes.h"

namespace adc::tools::editor {

void Buffer::move_to(std::size_t offset) {
  cursor_ = std::min(offset, text_.size());
  settle();
  sealed_ = true;
}

// Behind the character that the cursor stands in, for changes may make one of two.
void Buffer::settle() {
  if (cursor_ == 0 || cursor_ == text_.size() || static_cast<unsigned char>(text_[cursor_]) < 0x80) return;
  cursor_ = next_grapheme(text_, previous_grapheme(text_, cursor_));
}

void Buffer::reset(std::string text) {
  text_ = std::move(text);
  cursor_ = text_.size();
  changes_.clear();
  done_ = 0;
  sealed_ = true;
}

bool Buffer::continues_last(std::size_t begin, std::size_t end, std::string_view with) const {
  if (sealed_ || done_ == 0 || begin != end || with.find('\n') != std::string_view::npos) return false;
  const Change& last = changes_[done_ - 1];
  return last.removed.empty() && last.at + last.added.size() == begin;
}

void Buffer::replace(std::size_t begin, std::size_t end, std::string_view with) {
  if (begin == end && with.empty()) return;
  const bool continues = continues_last(begin, end, with);
  changes_.resize(done_);
  if (continues)
    changes_.back().added += with;
  else
    changes_.push_back({begin, text_.substr(begin, end - begin), std::string(with), cursor_});
  done_ = changes_.size();
  text_.replace(begin, end - begin, with);
  cursor_ = begin + with.size();
  settle();
  sealed_ = false;
}

std::string Buffer::erase(std::size_t begin, std::size_t end) {
  std::string erased = text_.substr(begin, end - begin);
  replace(begin, end, "");
  sealed_ = true;
  return erased;
}

bool Buffer::undo() {
  if (done_ == 0) return false;
  const Change& change = changes_[--done_];
  text_.replace(change.at, change.added.size(), change.removed);
  cursor_ = change.cursor_before;
  settle();
  sealed_ = true;
  return true;
}

bool Buffer::redo() {
  if (done_ == changes_.size()) return false;
  const Change& change = changes_[done_++];
  text_.replace(change.at, change.removed.size(), change.added);
  cursor_ = change.at + change.added.size();
  settle();
  sealed_ = true;
  return true;
}

void KillRing::keep(std::string text, bool joins, Side side) {
  constexpr std::size_t kMost = 60;  // as many as Emacs has
  if (text.empty()) return;
  if (joins && !texts_.empty()) {
    std::string& last = texts_.back();
    last = side == Side::Front ? std::move(text) + last : last + text;
  } else {
    if (texts_.size() == kMost) texts_.erase(texts_.begin());
    texts_.push_back(std::move(text));
  }
  top_ = texts_.size() - 1;
}

const std::string& KillRing::top() const {
  static const std::string kNothing;
  return texts_.empty() ? kNothing : texts_[top_];
}

void KillRing::rotate() {
  if (!texts_.empty()) top_ = (top_ == 0 ? texts_.size() : top_) - 1;
}

}  // namespace adc::tools::editor
