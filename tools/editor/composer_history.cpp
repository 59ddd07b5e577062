// Entries from before: step by step, and by a part of them.
#include <utility>

#include "tools/editor/composer.h"

namespace adc::tools::editor {

void Composer::older(std::string prefix) {
  if (last_ != Last::Recall) recall_.begin(buffer_.text(), std::move(prefix), history_.entries());
  now_ = Last::Recall;
  if (auto entry = recall_.older(history_.entries())) put(*entry);
}

void Composer::newer() {
  if (last_ != Last::Recall) return;
  now_ = Last::Recall;
  if (auto entry = recall_.newer(history_.entries())) put(*entry);
}

// In the place of all that stands there, which undoing brings back.
void Composer::put(std::string_view entry) {
  buffer_.seal();
  buffer_.replace(0, buffer_.text().size(), entry);
  buffer_.seal();
}

void Composer::begin_search(Search::Direction direction) {
  searching_ = Searching{Search(direction), buffer_.text(), buffer_.cursor()};
}

bool Composer::search_with(const Key& key) {
  using Code = Key::Code;
  Search& search = searching_->search;
  const std::vector<std::string>& entries = history_.entries();
  const bool is_control = key.code == Code::Letter && key.control && !key.alt;
  if (key.code == Code::Text || key.code == Code::Paste) {
    search.extend(key.text.substr(0, key.text.find_first_of("\r\n")), entries);
  } else if (key.code == Code::Backspace && !key.alt) {
    search.shorten(entries);
  } else if (is_control && key.letter == 'r') {
    search.next(Search::Direction::Older, entries);
  } else if (is_control && key.letter == 's') {
    search.next(Search::Direction::Newer, entries);
  } else if (is_control && key.letter == 'g') {
    cancel_search();
    return true;
  } else {
    end_search();
    return key.code == Code::Escape;
  }
  show_found();
  return true;
}

void Composer::show_found() {
  const auto& found = searching_->search.found();
  buffer_.reset(found ? history_.entries()[found->entry] : searching_->draft);
  buffer_.move_to(found ? found->offset : searching_->cursor);
}

void Composer::end_search() {
  const std::string found = buffer_.text();
  const std::size_t cursor = buffer_.cursor();
  buffer_.reset(std::move(searching_->draft));
  if (found != buffer_.text()) put(found);
  buffer_.move_to(cursor);
  searching_.reset();
  last_ = Last::Other;
}

void Composer::cancel_search() {
  buffer_.reset(std::move(searching_->draft));
  buffer_.move_to(searching_->cursor);
  searching_.reset();
}

}  // namespace adc::tools::editor
