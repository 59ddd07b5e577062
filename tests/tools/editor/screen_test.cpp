// What stands on a terminal.
#include "tools/editor/screen.h"

#include <catch2/catch.hpp>
#include <random>
#include <string>

#include "tests/support/stopwatch.h"
#include "tests/tools/editor/emulator.h"
#include "tools/editor/menu.h"

namespace editor = adc::tools::editor;
using adc::tests::Emulator;
using editor::Candidate;
using editor::Highlight;
using editor::Size;
using editor::Style;
using editor::View;

namespace {

/// A screen, and a terminal that it writes to.
struct Shown {
  Size size;
  Emulator terminal;
  editor::Screen screen;
  bool colours = true;

  Shown(int columns, int rows) : size{columns, rows}, terminal(columns, rows) {}
  Shown& show(const View& view) {
    terminal.feed(screen.update(editor::paint(view, size, colours)));
    return *this;
  }
  Shown& show(std::string_view text) { return show(text, text.size()); }
  Shown& show(std::string_view text, std::size_t cursor) { return show(View{"> ", "… ", text, cursor, {}, {}}); }
  void resize(int columns, int rows) {
    size = {columns, rows};
    terminal.resize(columns, rows);
    terminal.feed(screen.remove_resized(columns));
  }
  [[nodiscard]] std::string place() const {
    return std::to_string(terminal.cursor_row()) + "," + std::to_string(terminal.cursor_column());
  }
};

}  // namespace

TEST_CASE("lines have prompts, and the cursor its place") {
  Shown shown(20, 5);
  shown.show("f(1,\n  2)");
  CHECK(shown.terminal.text() == "> f(1,\n…   2)");
  CHECK(shown.place() == "1,6");
  shown.show("f(1,\n  2)", 0);
  CHECK(shown.place() == "0,2");
  shown.show("");
  CHECK(shown.terminal.text() == ">");
  CHECK(shown.place() == "0,2");
  CHECK(shown.terminal.shows_cursor());
  CHECK(shown.terminal.unknown() == 0);
}

TEST_CASE("what is wider than the terminal goes on in the next row") {
  Shown shown(10, 6);
  shown.show("12345678");  // fills the row
  CHECK(shown.terminal.text() == "> 12345678");
  CHECK(shown.place() == "1,0");
  shown.show("123456789");
  CHECK(shown.terminal.text() == "> 12345678\n9");
  CHECK(shown.place() == "1,1");
  shown.show("123456789\n+ 12345678", 9);
  CHECK(shown.terminal.text() == "> 12345678\n9\n… + 123456\n78");
  CHECK(shown.place() == "1,1");
  shown.show("12345678\n1", 9);  // a full row, and the cursor in the next line
  CHECK(shown.terminal.text() == "> 12345678\n… 1");
  CHECK(shown.place() == "1,2");
}

TEST_CASE("wide and combining characters") {
  Shown shown(10, 6);
  shown.show("世界世界x");  // the last wide one has no room in the first row's last column
  CHECK(shown.terminal.text() == "> 世界世界\nx");
  shown.show("1世界世界");
  CHECK(shown.terminal.text() == "> 1世界世\n界");
  CHECK(shown.place() == "1,2");
  shown.show("e\u0301f", 3);
  CHECK(shown.terminal.text() == "> e\u0301f");
  CHECK(shown.place() == "0,3");
  shown.show("\u0301x");
  CHECK(shown.terminal.text() == "> \u25CC\u0301x");
  CHECK(shown.place() == "0,4");
  shown.show("a\tb\x01\xFF");
  CHECK(shown.terminal.text() == "> a    b^A\n\uFFFD");
  CHECK(shown.terminal.unknown() == 0);
}

TEST_CASE("parts have their colours, without colours attributes") {
  const View view{"> ",
                  "… ",
                  "sin(2) # two",
                  12,
                  {{0, 3, Style::Function}, {4, 5, Style::Number}, {7, 12, Style::Comment}, {3, 4, Style::Bracket}},
                  {{{"hint", Style::Hint}}}};
  Shown shown(30, 5);
  shown.show(view);
  CHECK(shown.terminal.text() == "> sin(2) # two\nhint");
  CHECK(shown.terminal.style(0, 0) == "1;32");
  CHECK(shown.terminal.style_of("sin") == "34");
  CHECK(shown.terminal.style_of("(") == "1;4;33");
  CHECK(shown.terminal.style_of("2)") == "36");
  CHECK(shown.terminal.style_of(")").empty());
  CHECK(shown.terminal.style_of("# two") == "90");
  CHECK(shown.terminal.style_of("hint") == "90");
  Shown plain(30, 5);
  plain.colours = false;
  plain.show(view);
  CHECK(plain.terminal.style(0, 0).empty());
  CHECK(plain.terminal.style_of("sin").empty());
  CHECK(plain.terminal.style_of("(") == "4");
  CHECK(plain.terminal.style_of("hint") == "2");
}

TEST_CASE("what goes away is erased, and what stays is not sent again") {
  Shown shown(20, 6);
  shown.show("first\nsecond\nthird");
  const std::string bytes =
      shown.screen.update(editor::paint(View{"> ", "… ", "first\nsecond\nthird!", 19, {}, {}}, shown.size, true));
  CHECK(bytes.find("first") == std::string::npos);
  CHECK(bytes.find("second") == std::string::npos);
  shown.terminal.feed(bytes);
  CHECK(shown.terminal.text() == "> first\n… second\n… third!");
  shown.show("first");
  CHECK(shown.terminal.text() == "> first");
  shown.show("f");
  CHECK(shown.terminal.text() == "> f");
  shown.show(View{"> ", "… ", "f", 1, {}, {{{"below", Style::Hint}}}});
  CHECK(shown.terminal.text() == "> f\nbelow");
  CHECK(shown.place() == "0,3");
  shown.show("x");
  CHECK(shown.terminal.text() == "> x");
  shown.terminal.feed(shown.screen.leave() + "out");
  CHECK(shown.terminal.text() == "> x\nout");
}

TEST_CASE("at the terminal's last row the screen scrolls") {
  Shown shown(20, 3);
  shown.terminal.feed("one\r\ntwo\r\n");
  shown.show("a");
  shown.show("a\nb");
  CHECK(shown.terminal.text() == "two\n> a\n… b");
  shown.show("a\nb\nc");
  CHECK(shown.terminal.text() == "> a\n… b\n… c");
  CHECK(shown.place() == "2,3");
}

TEST_CASE("of an entry that is higher than the terminal the rows around the cursor are seen") {
  Shown shown(20, 3);
  const std::string text = "1\n2\n3\n4\n5\n6";
  shown.show(text);
  CHECK(shown.terminal.text() == "… 4\n… 5\n… 6");
  shown.show(text, 0);
  CHECK(shown.terminal.text() == "> 1\n… 2\n… 3");
  CHECK(shown.place() == "0,2");
  shown.show(text, 6);
  CHECK(shown.terminal.text() == "… 3\n… 4\n… 5");
  CHECK(shown.place() == "1,2");
}

TEST_CASE("a terminal may be resized while an entry is written") {
  const std::string text = "1234567890 + 1234567890\n+ 12345";
  for (const int columns : {8, 9, 13, 20, 25, 26, 27, 60}) {
    for (const std::size_t cursor : {std::size_t{0}, std::size_t{12}, std::size_t{23}, text.size()}) {
      Shown shown(26, 12);
      shown.terminal.feed("before\r\n");
      shown.show(text, cursor);
      shown.resize(columns, 12);
      shown.show(text, cursor);
      Shown fresh(columns, 12);
      fresh.terminal.feed("before\r\n");
      fresh.show(text, cursor);
      CAPTURE(columns, cursor);
      CHECK(shown.terminal.text() == fresh.terminal.text());
      CHECK(shown.place() == fresh.place());
    }
  }
}

TEST_CASE("terminals of a column or a row") {
  Shown narrow(1, 8);
  narrow.show("a世b");
  CHECK(narrow.terminal.text() == "a\n\uFFFD\nb");
  CHECK(narrow.place() == "3,0");
  Shown low(10, 1);
  low.show(View{"> ", "… ", "ab\ncd", 1, {}, {{{"below", Style::Hint}}}});
  CHECK(low.terminal.text() == "> ab");
  CHECK(low.place() == "0,3");
}

TEST_CASE("whatever was shown before, what is shown next is what a fresh screen shows") {
  std::mt19937 random(11);
  const std::vector<std::string> parts = {"a",    "12345", "\n",   "世", "e\u0301", "\t",
                                          "\x01", " + ",   "\xFF", "α₁", "\n\n"};
  for (int round = 0; round < 300; ++round) {
    const int columns = 1 + static_cast<int>(random() % 12);
    const int rows = 1 + static_cast<int>(random() % 6);
    Shown shown(columns, rows);
    for (int step = 0; step < 8; ++step) {
      std::string text;
      for (std::size_t i = random() % 10; i > 0; --i) text += parts[random() % parts.size()];
      View view{"> ", "… ", text, random() % 2 == 0 ? 0 : text.size(), {}, {}};
      if (random() % 3 == 0) view.highlights = {Highlight{0, text.size() / 2, Style::Number}};
      for (std::size_t i = random() % 3; i > 0; --i) view.below.push_back({{"below 世界 it", Style::Hint}});
      shown.show(view);
      Shown fresh(columns, rows);
      fresh.show(view);
      // A screen that has scrolled stands lower; its last rows are the same.
      const int lower = shown.terminal.cursor_row() - fresh.terminal.cursor_row();
      CAPTURE(columns, rows, text);
      REQUIRE(lower >= 0);
      REQUIRE(shown.terminal.cursor_column() == fresh.terminal.cursor_column());
      for (int i = 0; i + lower < rows; ++i) REQUIRE(shown.terminal.row(i + lower) == fresh.terminal.row(i));
    }
    CHECK(shown.terminal.unknown() == 0);
  }
}

TEST_CASE("a megabyte is painted in no time") {
  std::string text;
  while (text.size() < 1'000'000) text += "x = sin(α) + 1234567890\n";
  const adc::tests::Stopwatch watch;
  Shown shown(80, 24);
  for (int i = 0; i < 5; ++i) shown.show(text, text.size() - static_cast<std::size_t>(i));
  CHECK(shown.terminal.row(22) == "… x = sin(α) + 1234567890");
  CHECK(watch.seconds() < 5);
}

TEST_CASE("candidates stand in columns, or with what they are, or on pages") {
  const auto text = [](const std::vector<editor::Line>& lines) {
    std::string all;
    for (const editor::Line& line : lines) {
      for (const editor::Piece& piece : line) all += piece.text;
      all += '\n';
    }
    return all;
  };
  std::vector<Candidate> candidates;
  for (const char* name : {"a", "bb", "ccc", "d", "e"}) candidates.push_back({name, ""});
  CHECK(text(editor::menu_lines(candidates, std::nullopt, 14, 6)) == "a    ccc  e\nbb   d\n");
  CHECK(text(editor::menu_lines(candidates, std::nullopt, 3, 3)) == "a\nbb\n… 1 to 2 of 5\n");
  CHECK(text(editor::menu_lines(candidates, 3, 3, 3)) == "ccc\nd\n… 3 to 4 of 5\n");
  CHECK(editor::menu_lines(candidates, 1, 14, 6)[1].front().style == Style::Selected);
  candidates[0].detail = "the first";
  CHECK(text(editor::menu_lines(candidates, std::nullopt, 40, 6)).starts_with("a    the first\nbb"));
  CHECK(editor::menu_lines({}, std::nullopt, 40, 6).empty());
}
