// The text that is edited, its characters, and places in it.
#include "tools/editor/buffer.h"

#include <catch2/catch.hpp>
#include <random>
#include <ranges>
#include <string>

#include "tests/support/stopwatch.h"
#include "tools/editor/graphemes.h"
#include "tools/editor/motions.h"

namespace editor = adc::tools::editor;
using editor::Buffer;
using editor::KillRing;

TEST_CASE("a change is undone and done again, typed characters together") {
  Buffer buffer;
  for (const char* c : {"s", "i", "n"}) buffer.insert(c);
  buffer.seal();
  buffer.insert("(x)");
  CHECK(buffer.erase(0, 3) == "sin");
  CHECK(buffer.text() == "(x)");
  REQUIRE(buffer.undo());
  CHECK(buffer.text() == "sin(x)");
  CHECK(buffer.cursor() == 6);
  REQUIRE(buffer.undo());
  CHECK(buffer.text() == "sin");
  REQUIRE(buffer.undo());
  CHECK(buffer.text().empty());
  CHECK_FALSE(buffer.undo());
  REQUIRE(buffer.redo());
  REQUIRE(buffer.redo());
  CHECK(buffer.text() == "sin(x)");
  buffer.insert("!");
  CHECK_FALSE(buffer.redo());
  CHECK(buffer.text() == "sin(x)!");
}

TEST_CASE("whatever is done is undone step by step") {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    Buffer buffer;
    buffer.insert("αβγ");
    const std::string begin = buffer.text();
    buffer.seal();
    for (int i = 0; i < 20; ++i) {
      const std::size_t from = random() % (buffer.text().size() + 1);
      const std::size_t to = from + random() % (buffer.text().size() - from + 1);
      buffer.replace(from, to, std::string(random() % 4, static_cast<char>('a' + random() % 26)));
      if (random() % 3 == 0) buffer.move_to(random() % (buffer.text().size() + 1));
    }
    const std::string end = buffer.text();
    int steps = 0;
    while (buffer.text() != begin || steps == 0) {
      if (!buffer.undo()) break;
      ++steps;
    }
    REQUIRE(buffer.text() == begin);
    while (buffer.redo()) {
    }
    REQUIRE(buffer.text() == end);
  }
}

TEST_CASE("what is cut in a row is kept together, and older cuts come back in turn") {
  KillRing kills;
  CHECK(kills.top().empty());
  kills.keep("b", false, KillRing::Side::Back);
  kills.keep("a", true, KillRing::Side::Front);
  kills.keep("c", true, KillRing::Side::Back);
  CHECK(kills.top() == "abc");
  kills.keep("d", false, KillRing::Side::Back);
  CHECK(kills.top() == "d");
  kills.rotate();
  CHECK(kills.top() == "abc");
  kills.rotate();
  CHECK(kills.top() == "d");
  kills.keep("", false, KillRing::Side::Back);
  CHECK(kills.top() == "d");
}

TEST_CASE("characters are what a person takes for one") {
  const std::string text = "aé\u0301👩\u200D👩\u200D👧🇩🇪\xFFz";  // é with an acute more, a family, a flag, a byte
  std::vector<std::size_t> begins;
  for (std::size_t at = 0; at < text.size(); at = editor::next_grapheme(text, at)) begins.push_back(at);
  CHECK(begins == std::vector<std::size_t>{0, 1, 5, 23, 31, 32});
  std::size_t at = text.size();
  for (const std::size_t begin : std::views::reverse(begins)) {
    at = editor::previous_grapheme(text, at);
    CHECK(at == begin);
  }
  CHECK(editor::previous_grapheme(text, 0) == 0);
}

TEST_CASE("columns of characters, and what is shown for what cannot be") {
  CHECK(editor::columns_of_text("aé世x\u0302") == 5);
  CHECK(editor::columns_of("\t") == 4);
  CHECK(editor::columns_of("\x01") == 2);
  CHECK(editor::columns_of("\xFF") == 1);
  const auto shown = [](std::string_view grapheme) {
    std::string out;
    editor::append_shown(out, grapheme);
    return out;
  };
  CHECK(shown("\x1b") == "^[");
  CHECK(shown("\x7f") == "^?");
  CHECK(shown("\xFF") == "\uFFFD");
  CHECK(shown("\u0301") == "\u25CC\u0301");
  CHECK(shown("\xE2\x80\xAE") == "\uFFFD");  // U+202E: would turn what follows around
  CHECK(shown("\u0085") == "\uFFFD");
  CHECK(editor::shown_within("sin(世界)", 6) == "sin(…");
  CHECK(editor::shown_within("sin(世)", 7) == "sin(世)");
  CHECK(editor::shown_within("ab", 0).empty());
}

TEST_CASE("the cursor stands at a character, also where a change makes one of two") {
  Buffer buffer;
  buffer.reset("e\n\u0301f");
  buffer.move_to(1);
  buffer.erase(1, 2);
  CHECK(buffer.cursor() == 3);
  REQUIRE(buffer.undo());
  CHECK(buffer.cursor() == 1);
  buffer.move_to(3);  // within the mark
  CHECK(buffer.cursor() == 4);
}

TEST_CASE("words, lines and columns") {
  const std::string text = "x₁ = sin(αβ)\n  2e5";
  CHECK(editor::word_right(text, 0) == std::string("x₁").size());
  CHECK(editor::word_left(text, text.find('(')) == text.find("sin"));
  CHECK(editor::word_left(text, text.find(')')) == text.find("α"));
  CHECK(editor::blank_word_left(text, text.find('\n')) == text.find("sin"));
  CHECK(editor::line_begin(text, text.size()) == text.find('\n') + 1);
  CHECK(editor::line_begin(text, text.find('\n')) == 0);
  CHECK(editor::line_end(text, 0) == text.find('\n'));
  CHECK(editor::column_of(text, text.find('s')) == 5);
  CHECK(editor::at_column(text, 0, 5) == text.find('s'));
  CHECK(editor::at_column(text, 0, 99) == text.find('\n'));
}

TEST_CASE("a megabyte without a letter of ASCII is gone through") {
  std::string text;
  for (int i = 0; i < 300'000; ++i) text += "α\u0301";
  const adc::tests::Stopwatch watch;
  std::size_t at = text.size();
  for (int i = 0; i < 1000; ++i) at = editor::previous_grapheme(text, at);
  CHECK(at == text.size() - 4000);
  CHECK(editor::columns_of_text(text) == 300'000);
  CHECK(watch.seconds() < 5);
}
