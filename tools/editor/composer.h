// An entry comes into being, key by key.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/editor/buffer.h"
#include "tools/editor/editing.h"
#include "tools/editor/history.h"
#include "tools/editor/keys.h"
#include "tools/editor/recall.h"
#include "tools/editor/view.h"

namespace adc::tools::editor {

/// What each key does to the entry, and what is then to be seen; knows nothing of terminals. docs/terminal.md lists the
/// keys. `editing` and `history` must outlive it.
class Composer {
 public:
  Composer(const Editing& editing, const History& history) : editing_(editing), history_(history) {}

  /// Begins an empty entry. What was cut stays, to be put in.
  void begin(std::string_view prompt, std::string_view continuation);

  /// What is to be done after a key.
  enum class Outcome : std::uint8_t {
    Going,
    Submitted,  ///< the entry is done: `text`
    Cancelled,  ///< the entry is dropped
    Ended,      ///< no more entries: the end of the input was asked for
    Stop,       ///< the process is to be stopped, as by SIGTSTP
    Clear,      ///< the terminal is to be cleared
  };
  Outcome take(const Key& key);

  [[nodiscard]] const std::string& text() const { return buffer_.text(); }
  [[nodiscard]] std::size_t cursor() const { return buffer_.cursor(); }
  /// What is to be seen; refers to the composer. `is_final`: the entry stays behind as it is, without helps.
  [[nodiscard]] View view(Size size, bool is_final = false) const;

 private:
  /// What the last key was for, where the next one depends on it.
  enum class Last : std::uint8_t { Other, Kill, Yank, Vertical, Recall, Complete, Prefix };
  struct Completing {
    Completions completions;
    std::string typed;  ///< what stood there
    std::optional<std::size_t> selected;
  };
  struct Searching {
    Search search;
    std::string draft;
    std::size_t cursor;
  };

  // composer.cpp
  Outcome act(const Key& key);
  Outcome act_on_letter(const Key& key);
  void alt_letter(const Key& key);
  Outcome enter(bool always_newline);
  void insert(std::string_view text);
  void paste(std::string_view text);
  void kill(std::size_t begin, std::size_t end, KillRing::Side side);
  void yank();
  void yank_other();
  void transpose();
  void capitalise(char how);
  void move_up();
  void move_down();

  // composer_history.cpp
  void older(std::string prefix);
  void newer();
  void put(std::string_view entry);
  void begin_search(Search::Direction direction);
  /// Takes a key while a search is on; true if it was for the search. Any other key ends it.
  bool search_with(const Key& key);
  void show_found();
  void end_search();
  void cancel_search();

  // composer_complete.cpp
  void complete(bool backwards);
  [[nodiscard]] Completions candidates() const;
  void take_candidates(Completions completions);
  void select(bool backwards);
  void cancel_completion();

  // composer_view.cpp
  [[nodiscard]] std::vector<Highlight> language_highlights() const;
  [[nodiscard]] std::vector<Line> lines_below(Size size) const;

  const Editing& editing_;
  const History& history_;
  std::string prompt_;
  std::string continuation_;
  Buffer buffer_;
  KillRing kills_;
  Recall recall_;
  std::optional<Searching> searching_;
  std::optional<Completing> completing_;
  Last last_ = Last::Other;
  Last now_ = Last::Other;
  std::size_t yanked_from_ = 0;
  int goal_column_ = 0;
};

}  // namespace adc::tools::editor
