#include "tests/explain/xml.h"

#include <algorithm>
#include <set>
#include <vector>

namespace adc::tests {
namespace {

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == ':' || c == '_';
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::string fault() {
    while (fault_.empty() && at_ < text_.size()) step();
    if (fault_.empty() && !open_.empty()) return "unclosed " + open_.back();
    if (fault_.empty() && roots_ != 1) return "not one element";
    return fault_;
  }

 private:
  void fail(const std::string& why) {
    if (fault_.empty()) fault_ = why + " before: " + std::string(text_.substr(at_, 60));
  }

  [[nodiscard]] bool starts(std::string_view with) const { return text_.substr(at_).starts_with(with); }

  std::string name() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_name(text_[at_])) ++at_;
    if (at_ == begin) fail("no name");
    return std::string(text_.substr(begin, at_ - begin));
  }

  void blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
  }

  void entity() {
    const std::size_t end = text_.find(';', at_);
    const std::set<std::string_view> known{"&lt", "&gt", "&amp", "&quot", "&apos"};
    if (end == std::string_view::npos || !known.contains(text_.substr(at_, end - at_))) return fail("a bare &");
    at_ = end + 1;
  }

  void step() {
    if (starts("<!--")) {
      const std::size_t end = text_.find("-->", at_);
      if (end == std::string_view::npos || text_.substr(at_ + 4, end - at_ - 4).find("--") != std::string_view::npos)
        return fail("a bad comment");
      at_ = end + 3;
    } else if (starts("</")) {
      at_ += 2;
      const std::string closed = name();
      if (open_.empty() || open_.back() != closed) return fail("</" + closed + "> closes nothing");
      open_.pop_back();
      if (!starts(">")) return fail("no >");
      ++at_;
    } else if (starts("<")) {
      tag();
    } else if (starts("&")) {
      entity();
    } else {
      const bool is_blank = text_[at_] == ' ' || text_[at_] == '\n';
      if (open_.empty() && !is_blank) return fail("text outside");
      ++at_;
    }
  }

  void tag() {
    ++at_;
    const std::string opened = name();
    if (open_.empty()) ++roots_;
    std::set<std::string> attributes;
    for (blanks(); fault_.empty() && at_ < text_.size() && !starts(">") && !starts("/>"); blanks()) {
      if (!attributes.insert(name()).second) fail("an attribute twice");
      if (!starts("=\"")) return fail("an attribute without quotes");
      at_ += 2;
      while (at_ < text_.size() && text_[at_] != '"' && fault_.empty()) {
        if (text_[at_] == '<') fail("< in an attribute");
        if (text_[at_] == '&')
          entity();
        else
          ++at_;
      }
      ++at_;
    }
    if (starts("/>")) {
      at_ += 2;
    } else {
      ++at_;
      open_.push_back(opened);
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int roots_ = 0;
  std::vector<std::string> open_;
  std::string fault_;
};

}  // namespace

std::string xml_fault(std::string_view text) { return Reader(text).fault(); }

}  // namespace adc::tests
