#include "tools/editor/composer.h"

#include <utility>

#include "tools/editor/brackets.h"
#include "tools/editor/graphemes.h"
#include "tools/editor/motions.h"
#include "tools/editor/paste.h"

namespace adc::tools::editor {

using Code = Key::Code;

void Composer::begin(std::string_view prompt, std::string_view continuation) {
  prompt_ = prompt;
  continuation_ = continuation;
  buffer_.reset();
  searching_.reset();
  completing_.reset();
  last_ = Last::Other;
}

Composer::Outcome Composer::take(const Key& key) {
  if (key.code == Code::Ignored) return Outcome::Going;
  if (searching_ && search_with(key)) return Outcome::Going;
  now_ = Last::Other;
  const bool completes = key.code == Code::Tab;
  const bool cancels = key.code == Code::Escape || (key.code == Code::Letter && key.control && key.letter == 'g');
  if (completing_ && cancels) cancel_completion();
  if (!completes) completing_.reset();
  const Outcome outcome = act(key);
  last_ = now_;
  return outcome;
}

Composer::Outcome Composer::act(const Key& key) {
  const std::string& text = buffer_.text();
  const std::size_t at = buffer_.cursor();
  const bool by_word = key.control || key.alt;
  switch (key.code) {
    case Code::Text: insert(key.text); break;
    case Code::Paste: paste(key.text); break;
    case Code::Letter: return act_on_letter(key);
    case Code::Enter: return enter(key.alt || key.shift);
    case Code::Tab: complete(key.shift); break;
    case Code::Backspace:
      if (by_word)
        kill(word_left(text, at), at, KillRing::Side::Front);
      else
        buffer_.erase(previous_grapheme(text, at), at);
      break;
    case Code::Delete:
      if (by_word)
        kill(at, word_right(text, at), KillRing::Side::Back);
      else if (at < text.size())
        buffer_.erase(at, next_grapheme(text, at));
      break;
    case Code::Left: buffer_.move_to(by_word ? word_left(text, at) : previous_grapheme(text, at)); break;
    case Code::Right:
      if (at < text.size()) buffer_.move_to(by_word ? word_right(text, at) : next_grapheme(text, at));
      break;
    case Code::Home: buffer_.move_to(key.control ? 0 : line_begin(text, at)); break;
    case Code::End: buffer_.move_to(key.control ? text.size() : line_end(text, at)); break;
    case Code::Up: move_up(); break;
    case Code::Down: move_down(); break;
    case Code::PageUp: older(""); break;
    case Code::PageDown: newer(); break;
    case Code::Escape:
    case Code::Ignored: break;
  }
  return Outcome::Going;
}

Composer::Outcome Composer::act_on_letter(const Key& key) {
  const std::string& text = buffer_.text();
  const std::size_t at = buffer_.cursor();
  if (key.alt) {
    alt_letter(key);
    return Outcome::Going;
  }
  if (last_ == Last::Prefix && key.letter == 'u') {
    (void)buffer_.undo();
    return Outcome::Going;
  }
  switch (key.letter) {
    case 'a': buffer_.move_to(line_begin(text, at)); break;
    case 'b': buffer_.move_to(previous_grapheme(text, at)); break;
    case 'c': return Outcome::Cancelled;
    case 'd':
      if (text.empty()) return Outcome::Ended;
      if (at < text.size()) buffer_.erase(at, next_grapheme(text, at));
      break;
    case 'e': buffer_.move_to(line_end(text, at)); break;
    case 'f':
      if (at < text.size()) buffer_.move_to(next_grapheme(text, at));
      break;
    case 'k': {
      const std::size_t end = line_end(text, at);
      kill(at, end == at && at < text.size() ? at + 1 : end, KillRing::Side::Back);
      break;
    }
    case 'l': return Outcome::Clear;
    case 'n': newer(); break;
    case 'p': older(""); break;
    case 'r': begin_search(Search::Direction::Older); break;
    case 's': begin_search(Search::Direction::Newer); break;
    case 't': transpose(); break;
    case 'u': kill(line_begin(text, at), at, KillRing::Side::Front); break;
    case 'w': kill(blank_word_left(text, at), at, KillRing::Side::Front); break;
    case 'x': now_ = Last::Prefix; break;
    case 'y': yank(); break;
    case 'z': return Outcome::Stop;
    case '_': (void)buffer_.undo(); break;
    default: break;
  }
  return Outcome::Going;
}

void Composer::alt_letter(const Key& key) {
  const std::string& text = buffer_.text();
  const std::size_t at = buffer_.cursor();
  switch (key.letter) {
    case 'b': buffer_.move_to(word_left(text, at)); break;
    case 'f': buffer_.move_to(word_right(text, at)); break;
    case 'd': kill(at, word_right(text, at), KillRing::Side::Back); break;
    case 'y': yank_other(); break;
    case 'u':
    case 'l':
    case 'c': capitalise(key.letter); break;
    case '<': buffer_.move_to(0); break;
    case '>': buffer_.move_to(text.size()); break;
    case '_': (void)buffer_.redo(); break;
    default: break;
  }
}

Composer::Outcome Composer::enter(bool always_newline) {
  const std::string& text = buffer_.text();
  const std::size_t at = buffer_.cursor();
  // An empty last line ends what could never be complete: the language says what is wrong with it.
  const bool insists = at == text.size() && at > 0 && text.find_last_not_of(" \t", at - 1) != std::string::npos &&
                       text[text.find_last_not_of(" \t", at - 1)] == '\n';
  const bool asks = editing_.is_complete && text.size() <= kLongestHelped && !insists;
  if (!always_newline && (!asks || editing_.is_complete(text))) return Outcome::Submitted;
  const std::size_t begin = line_begin(text, at);
  const std::size_t blanks = std::min(text.find_first_not_of(" \t", begin), at);
  std::string added = "\n" + text.substr(begin, blanks - begin);
  constexpr std::size_t kStep = 2;
  if (open_brackets(std::string_view(text).substr(begin, at - begin), {}) > 0) added.append(kStep, ' ');
  buffer_.insert(added);
  return Outcome::Going;
}

void Composer::insert(std::string_view text) {
  buffer_.insert(text);
  if (text.ends_with(' ')) buffer_.seal();  // words are undone one by one
}

void Composer::paste(std::string_view text) {
  const std::string& before = buffer_.text();
  const std::size_t begin = line_begin(before, buffer_.cursor());
  const bool begins_line = before.find_first_not_of(" \t", begin) >= buffer_.cursor();
  buffer_.seal();
  buffer_.insert(cleaned_paste(text, begins_line));
  buffer_.seal();
}

void Composer::kill(std::size_t begin, std::size_t end, KillRing::Side side) {
  kills_.keep(buffer_.erase(begin, end), last_ == Last::Kill, side);
  now_ = Last::Kill;
}

void Composer::yank() {
  yanked_from_ = buffer_.cursor();
  buffer_.seal();
  buffer_.insert(kills_.top());
  buffer_.seal();
  now_ = Last::Yank;
}

void Composer::yank_other() {
  if (last_ != Last::Yank) return;
  kills_.rotate();
  buffer_.replace(yanked_from_, buffer_.cursor(), kills_.top());
  now_ = Last::Yank;
}

// Swaps the character before the cursor with the one at it; at the end of a line the last two.
void Composer::transpose() {
  const std::string& text = buffer_.text();
  std::size_t at = buffer_.cursor();
  const std::size_t begin = line_begin(text, at);
  if (at == line_end(text, at) && at > begin) at = previous_grapheme(text, at);
  if (at == begin || at == text.size()) return;
  const std::size_t before = previous_grapheme(text, at);
  const std::size_t after = next_grapheme(text, at);
  buffer_.replace(before, after, text.substr(at, after - at) + text.substr(before, at - before));
  buffer_.seal();
}

// The letters of ASCII of the word behind the cursor become capitals, small, or the first a capital.
void Composer::capitalise(char how) {
  const std::size_t at = buffer_.cursor();
  const std::size_t end = word_right(buffer_.text(), at);
  std::string word = buffer_.text().substr(at, end - at);
  bool is_first = true;
  for (char& c : word) {
    const bool is_small = c >= 'a' && c <= 'z';
    const bool is_capital = c >= 'A' && c <= 'Z';
    const bool wants_capital = how == 'u' || (how == 'c' && is_first);
    if (is_small && wants_capital) c = static_cast<char>(c - 'a' + 'A');
    if (is_capital && !wants_capital) c = static_cast<char>(c - 'A' + 'a');
    if (is_small || is_capital) is_first = false;
  }
  buffer_.replace(at, end, word);
  buffer_.seal();
}

void Composer::move_up() {
  const std::string& text = buffer_.text();
  const std::size_t begin = line_begin(text, buffer_.cursor());
  if (begin == 0 || last_ == Last::Recall) return older(text.substr(0, buffer_.cursor()));
  if (last_ != Last::Vertical) goal_column_ = column_of(text, buffer_.cursor());
  buffer_.move_to(at_column(text, line_begin(text, begin - 1), goal_column_));
  now_ = Last::Vertical;
}

void Composer::move_down() {
  const std::string& text = buffer_.text();
  const std::size_t end = line_end(text, buffer_.cursor());
  if (end == text.size() || last_ == Last::Recall) return newer();
  if (last_ != Last::Vertical) goal_column_ = column_of(text, buffer_.cursor());
  buffer_.move_to(at_column(text, end + 1, goal_column_));
  now_ = Last::Vertical;
}

}  // namespace adc::tools::editor
