// Whatever is wrong in what is typed is shown at its place, and loses nothing.
#include <catch2/catch.hpp>
#include <set>

#include "tests/parser/provocations.h"
#include "tests/session/support.h"

namespace adc {
namespace {

using tests::kProvocations;
using tests::Provocation;
using tests::value;

/// Columns that a text takes on a terminal: of the texts here, one for each code point but combining marks.
std::size_t columns(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
  return count;
}

/// What is no error at a session: expressions may stand anywhere, names may be given anew, and nothing need follow.
bool is_fine_here(const Provocation& provocation) {
  const std::set<std::string_view> slugs{"unused-expression", "already-defined", "used-before-definition",
                                         "undeclared-name", "empty-program"};
  return slugs.contains(provocation.slug) || provocation.slug == "invalid-utf8";
}

/// The caret's line in what is told of an error: blanks and `^~~`; the line before it is that of the text.
void check_caret(const Reply& reply, std::string_view line, std::size_t begin, std::size_t length) {
  const std::string told = messages(reply);
  const std::string shown = "  " + std::string(line) + "\n";
  const std::size_t at = told.find(shown);
  REQUIRE(at != std::string::npos);
  const std::string caret = told.substr(at + shown.size(), told.find('\n', at + shown.size()) - at - shown.size());
  CHECK(caret == std::string(2 + columns(line.substr(0, begin)), ' ') + "^" +
                     std::string(columns(line.substr(begin, length)) - 1, '~'));
}

TEST_CASE("each malformed text has its caret under the right character, alone and behind other lines") {
  std::size_t checked = 0;
  for (const Provocation& provocation : kProvocations) {
    if (is_fine_here(provocation)) continue;
    for (const std::string before : {"", "kept = 7\n# a line with wide signs: αβ ‖ₓ‖\n"}) {
      Session session;
      const std::string text = before + std::string(provocation.text);
      CAPTURE(text);
      const Reply reply = session.submit(text);
      REQUIRE(reply.error);
      CHECK(reply.error->slug == provocation.slug);
      const Span span = reply.error->span;
      CHECK(reply.source.substr(span.begin, span.end - span.begin) == provocation.blamed);
      CHECK(span.begin >= before.size());
      if (!before.empty()) CHECK(value(session, "kept") == 7);
      const std::size_t line_begin = span.begin == 0 ? 0 : reply.source.rfind('\n', span.begin - 1) + 1;
      const std::size_t line_end = std::min(reply.source.find('\n', line_begin), reply.source.size());
      if (span.end > line_end) continue;  // a caret of several lines
      check_caret(reply, std::string_view(reply.source).substr(line_begin, line_end - line_begin),
                  span.begin - line_begin, span.end - span.begin);
      ++checked;
    }
  }
  CHECK(checked >= 200);
}

}  // namespace
}  // namespace adc
