#include "parser/latex/bars.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "diag/diagnostics.h"
#include "ir/watch.h"

namespace adc::parser::latex {
namespace {

constexpr std::size_t kMostBars = 200;

/// The bars between the same brackets, by their places.
class Segment {
 public:
  Segment(std::vector<Mark>& marks, const std::vector<std::size_t>& bars) : marks_(marks), bars_(bars) {}

  void orient() {
    if (bars_.empty()) return;
    const Span first = marks_[bars_.front()].span;
    if (bars_.size() > kMostBars)
      diag::fail("absolute-value-bars", first, "so many bars are not told apart", {"write `\\left| … \\right|`"});
    ir::check_time(bars_.size() * bars_.size());
    // ways_[i][depth][closed]: in how many ways, up to 2, the bars from i on can be read where `depth` bars are open
    // and the bar before closed
    ways_.assign(bars_.size() + 1, std::vector<std::array<std::uint8_t, 2>>(bars_.size() + 2));
    ways_.back()[0] = {1, 1};
    for (std::size_t i = bars_.size(); i-- > 0;) {
      for (std::size_t depth = 0; depth <= i; ++depth) {
        for (const bool closed : {false, true})
          ways_[i][depth][closed ? 1 : 0] =
              static_cast<std::uint8_t>(std::min(2, opening(i, depth, closed) + closing(i, depth, closed)));
      }
    }
    choose();
  }

 private:
  [[nodiscard]] int opening(std::size_t i, std::size_t depth, bool closed) const {
    const Mark& next = marks_[bars_[i] + 1];
    const bool signs_may_follow = !follows_value(i, closed);
    const bool may = begins_value(next) || (signs_may_follow && (next.kind == Kind::Sign || next.kind == Kind::Not));
    return may ? ways_[i + 1][depth + 1][0] : 0;
  }
  [[nodiscard]] int closing(std::size_t i, std::size_t depth, bool closed) const {
    return depth > 0 && follows_value(i, closed) ? ways_[i + 1][depth - 1][1] : 0;
  }
  [[nodiscard]] bool follows_value(std::size_t i, bool closed) const {
    const std::size_t bar = bars_[i];
    if (bar == 0) return false;
    if (i > 0 && bars_[i - 1] + 1 == bar) return closed;
    return ends_value(marks_[bar - 1]) && marks_[bar - 1].kind != Kind::Bars;
  }

  void choose() {
    std::size_t depth = 0;
    bool closed = false;
    for (std::size_t i = 0; i < bars_.size(); ++i) {
      Mark& bar = marks_[bars_[i]];
      const int open = opening(i, depth, closed);
      const int close = closing(i, depth, closed);
      if (open > 0 && close > 0) {
        diag::fail("absolute-value-bars", bar.span, "this `|` could close an absolute value or begin another one",
                   {"write `\\left| … \\right|`"});
      }
      if (open == 0 && close == 0)
        diag::fail("absolute-value-bars", bar.span, "this bar has no other one", {"write `\\left| … \\right|`"});
      closed = close > 0;
      depth = closed ? depth - 1 : depth + 1;
      bar.kind = closed ? Kind::CloseBars : Kind::OpenBars;
    }
  }

  std::vector<Mark>& marks_;
  const std::vector<std::size_t>& bars_;
  std::vector<std::vector<std::array<std::uint8_t, 2>>> ways_;
};

}  // namespace

void orient_bars(std::vector<Mark>& marks) {
  std::vector<std::array<std::vector<std::size_t>, 2>> open(1);  // by brackets around: |, ‖
  const auto finish = [&] {
    for (const std::vector<std::size_t>& bars : open.back()) Segment(marks, bars).orient();
    open.back() = {};
  };
  for (std::size_t at = 0; at < marks.size(); ++at) {
    switch (marks[at].kind) {
      case Kind::Open:
      case Kind::OpenBrace:
      case Kind::OpenBars:
      case Kind::Begin: open.emplace_back(); break;
      case Kind::Close:
      case Kind::CloseBrace:
      case Kind::CloseBars:
      case Kind::End:
        finish();
        if (open.size() > 1) open.pop_back();
        break;
      case Kind::Row:
      case Kind::Cell:
      case Kind::Comma:
      case Kind::Break:
      case Kind::If:
      case Kind::Stop: finish(); break;
      case Kind::Bars: open.back()[marks[at].code == '|' ? 0 : 1].push_back(at); break;
      default: break;
    }
  }
  while (open.size() > 1) {
    finish();
    open.pop_back();
  }
}

}  // namespace adc::parser::latex
