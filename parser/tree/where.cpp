#include "parser/tree/where.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "parser/text/operators.h"

namespace adc::parser {
namespace {

// Whether a value may end with this lexeme.
bool may_end_value(const Lexeme& lexeme) {
  switch (lexeme.kind) {
    case LexemeKind::Number:
    case LexemeKind::Name:
    case LexemeKind::Close:
    case LexemeKind::Superscript:
    case LexemeKind::Prime:
    case LexemeKind::Transpose:
    case LexemeKind::Bars: return true;
    case LexemeKind::Operator: return operator_pair(static_cast<std::uint8_t>(lexeme.value)).postfix != nullptr;
    default: return false;
  }
}

bool begins_clause(const std::vector<Lexeme>& lexemes, std::size_t at) {
  return at + 1 < lexemes.size() && lexemes[at].kind == LexemeKind::Name && lexemes[at + 1].kind == LexemeKind::Equals;
}

bool is_and(const Lexeme& lexeme) {
  if (lexeme.kind != LexemeKind::Operator) return false;
  const OperatorInfo* const infix = operator_pair(static_cast<std::uint8_t>(lexeme.value)).infix;
  return infix != nullptr && infix->meaning == Meaning::And;
}

// Reads a text from left to right; a frame is what stands between brackets that are open.
class Finder {
 public:
  Finder(const std::vector<Lexeme>& lexemes, const Symbols& symbols) : lexemes_(lexemes), symbols_(symbols) {}

  std::vector<Where> find() {
    frames_.push_back({});
    while (at_ < lexemes_.size()) step();
    for (Frame& frame : frames_) end_clause(frame, lexemes_.size() - 1);
    return std::move(found_);
  }

 private:
  struct Frame {
    std::size_t begin = 0;            // of the expression that is read
    bool is_range = false;            // i = … of a sum: a comma before `j =` begins the next index
    std::size_t questions = 0;        // that wait for their `:`
    std::optional<std::size_t> open;  // that whose clause is read
  };

  void step() {
    const Lexeme& here = lexemes_[at_];
    const bool outside = frames_.size() == 1;
    if (is_where(lexemes_, at_, symbols_)) return begin_clause(at_ + 1);
    if (outside && here.starts_line && at_ > 0 && may_end_value(lexemes_[at_ - 1])) begin(at_);
    switch (here.kind) {
      case LexemeKind::Open:
        frames_.push_back({});
        begin(at_ + 1);
        break;
      case LexemeKind::Close:
        end_clause(frames_.back(), at_);
        if (!outside) frames_.pop_back();
        break;
      case LexemeKind::Comma: return comma();
      case LexemeKind::Semicolon: begin(at_ + 1); break;
      case LexemeKind::Question: ++frames_.back().questions; break;
      case LexemeKind::Colon: colon(); break;
      case LexemeKind::Equals:
        if (outside && !frames_.back().open) frames_.back().begin = at_ + 1;
        break;
      case LexemeKind::Operator:
        if (is_and(here) && separates(at_ + 1)) return begin_clause(at_ + 1);
        break;
      default: break;
    }
    ++at_;
  }

  // What was read has ended, and another expression begins at lexeme `at`.
  void begin(std::size_t at) {
    Frame& frame = frames_.back();
    end_clause(frame, at_);
    frame.is_range = frames_.size() > 1 && begins_clause(lexemes_, at);
    frame.begin = frame.is_range ? at + 2 : at;
    frame.questions = 0;
  }

  void end_clause(Frame& frame, std::size_t end) {
    if (!frame.open) return;
    Where& where = found_[*frame.open];
    where.clauses.back().end = where.end = end;
    frame.open.reset();
  }

  void begin_clause(std::size_t name) {
    Frame& frame = frames_.back();
    if (frame.open) {
      found_[*frame.open].clauses.back().end = at_;
    } else {
      frame.open = found_.size();
      found_.push_back({.begin = frame.begin, .word = at_});
    }
    found_[*frame.open].clauses.push_back({.name = name, .begin = name + 2});
    frame.questions = 0;
    at_ = name + 2;
  }

  // Whether what stands before lexeme `at` is between two clauses. `dims =` belongs to the call around it.
  [[nodiscard]] bool separates(std::size_t at) const {
    const Frame& frame = frames_.back();
    if (!frame.open || frame.is_range || !begins_clause(lexemes_, at)) return false;
    return frames_.size() == 1 || symbols_.name(static_cast<SymbolId>(lexemes_[at].value)) != "dims";
  }

  void comma() {
    const std::size_t next = at_ + 1 < lexemes_.size() && is_and(lexemes_[at_ + 1]) ? at_ + 2 : at_ + 1;
    if (separates(next)) return begin_clause(next);
    const bool in_list = frames_.size() == 1 && !frames_.back().open;  // `where` goes with all of it
    if (!in_list) begin(at_ + 1);
    ++at_;
  }

  void colon() {
    Frame& frame = frames_.back();
    if (frame.questions > 0) {
      --frame.questions;
      return;
    }
    const bool is_range = frame.is_range;
    begin(at_ + 1);
    frame.is_range = is_range;
  }

  const std::vector<Lexeme>& lexemes_;
  const Symbols& symbols_;
  std::vector<Frame> frames_;
  std::vector<Where> found_;
  std::size_t at_ = 0;
};

// The clauses so that each stands behind those whose names occur in it.
std::vector<std::uint32_t> ordered(const Where& where, const std::vector<Lexeme>& lexemes) {
  const auto count = static_cast<std::uint32_t>(where.clauses.size());
  std::unordered_map<std::uint32_t, std::uint32_t> clause_of;  // by symbol
  for (std::uint32_t i = 0; i < count; ++i) clause_of.emplace(lexemes[where.clauses[i].name].value, i);
  std::vector<std::vector<std::uint32_t>> users(count);
  std::vector<std::size_t> waits_for(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    for (std::size_t at = where.clauses[i].begin; at < where.clauses[i].end; ++at) {
      if (lexemes[at].kind != LexemeKind::Name) continue;
      const auto used = clause_of.find(lexemes[at].value);
      if (used == clause_of.end()) continue;
      users[used->second].push_back(i);
      ++waits_for[i];
    }
  }
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (waits_for[i] == 0) order.push_back(i);
  }
  for (std::size_t next = 0; next < order.size(); ++next) {
    for (const std::uint32_t user : users[order[next]]) {
      if (--waits_for[user] == 0) order.push_back(user);
    }
  }
  return order;
}

}  // namespace

bool is_where(const std::vector<Lexeme>& lexemes, std::size_t at, const Symbols& symbols) {
  const bool stands_so = lexemes[at].kind == LexemeKind::Name && at > 0 && may_end_value(lexemes[at - 1]) &&
                         begins_clause(lexemes, at + 1);
  return stands_so && symbols.name(static_cast<SymbolId>(lexemes[at].value)) == "where";
}

Wheres::Wheres(const std::vector<Lexeme>& lexemes, const Symbols& symbols) {
  const auto is_word = [&](const Lexeme& lexeme) {
    return lexeme.kind == LexemeKind::Name && symbols.name(static_cast<SymbolId>(lexeme.value)) == "where";
  };
  if (std::ranges::none_of(lexemes, is_word)) return;
  all_ = Finder(lexemes, symbols).find();
  for (Where& where : all_) {
    where.order = ordered(where, lexemes);
    by_begin_.push_back(static_cast<std::uint32_t>(by_begin_.size()));
  }
  std::ranges::sort(by_begin_, {}, [&](std::uint32_t i) { return all_[i].begin; });
}

std::size_t Wheres::that_begins(std::size_t lexeme) const {
  const auto found = std::ranges::lower_bound(by_begin_, lexeme, {}, [&](std::uint32_t i) { return all_[i].begin; });
  return found != by_begin_.end() && all_[*found].begin == lexeme ? *found : size();
}

std::size_t Wheres::with_word(std::size_t lexeme) const {
  const auto found = std::ranges::lower_bound(all_, lexeme, {}, &Where::word);
  return found != all_.end() && found->word == lexeme ? static_cast<std::size_t>(found - all_.begin()) : size();
}

}  // namespace adc::parser
