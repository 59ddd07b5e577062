// What keys do to an entry.
#include "tools/editor/composer.h"

#include <catch2/catch.hpp>
#include <random>
#include <string>

#include "tests/support/stopwatch.h"
#include "tools/editor/brackets.h"
#include "tools/editor/paste.h"
#include "tools/editor/symbols.h"

namespace editor = adc::tools::editor;
using editor::Completions;
using editor::Composer;
using editor::Editing;
using editor::History;
using Outcome = Composer::Outcome;

namespace {

/// A language in which an entry is complete if its round brackets are, and which knows some names.
Editing language() {
  Editing editing;
  editing.is_complete = [](std::string_view text) { return editor::open_brackets(text, {}) == 0; };
  editing.complete = [](std::string_view text, std::size_t cursor) {
    Completions completions{cursor, cursor, {}};
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || c == '0' || c == '1' || c == '_'; };
    while (completions.begin > 0 && is_letter(text[completions.begin - 1])) --completions.begin;
    const std::string_view typed = text.substr(completions.begin, cursor - completions.begin);
    for (const char* name : {"sigmoid", "sin", "sinh", "sqrt", "w_1", "w_10", "v_1"}) {
      if ((!typed.empty() || text.ends_with("2")) && std::string_view(name).starts_with(typed))
        completions.candidates.push_back({name, "about it"});
    }
    return completions;
  };
  editing.highlight = [](std::string_view text) {
    std::vector<editor::Highlight> parts;
    const std::size_t comment = text.find('#');
    if (comment != std::string_view::npos) parts.push_back({comment, text.size(), editor::Style::Comment});
    return parts;
  };
  editing.hint = [](std::string_view text, std::size_t) { return text.ends_with("atan2(") ? editor::Hint{"y, x", 0, 1} : editor::Hint(); };
  return editing;
}

/// A composer, and the keys that it is given as a terminal sends them.
struct Written {
  Editing editing = language();
  History history;
  Composer composer{editing, history};
  Outcome outcome = Outcome::Going;

  explicit Written(const std::vector<std::string>& before = {}) {
    for (const std::string& entry : before) history.add(entry);
    composer.begin("> ", "… ");
  }
  Written& type(const std::string& bytes) {
    editor::KeyReader keys;
    keys.feed(bytes);
    const auto take = [&] {
      while (const auto key = keys.next()) outcome = composer.take(*key);
    };
    take();
    keys.expire();
    take();
    return *this;
  }
  /// The text, with the cursor as `|`.
  [[nodiscard]] std::string state() const {
    std::string text = composer.text();
    return text.insert(composer.cursor(), "|");
  }
  [[nodiscard]] std::string below() const {
    std::string text;
    for (const editor::Line& line : composer.view({40, 20}).below) {
      for (const editor::Piece& piece : line) text += piece.text;
      text += '\n';
    }
    return text;
  }
};

std::string state_after(const std::string& bytes) { return Written().type(bytes).state(); }

const std::string kUp = "\033[A";
const std::string kDown = "\033[B";
const std::string kRight = "\033[C";
const std::string kLeft = "\033[D";

std::string pasted(const std::string& text) { return "\033[200~" + text + "\033[201~"; }

}  // namespace

TEST_CASE("the cursor goes by characters, words and lines") {
  CHECK(state_after("aé\u0301" + kLeft) == "a|é\u0301");
  CHECK(state_after("ab\x02\x02\x06") == "a|b");
  CHECK(state_after("ab" + kRight + kLeft + kLeft + kLeft + kRight) == "a|b");
  CHECK(state_after("sin(x) + y\033b\033b") == "sin(|x) + y");
  CHECK(state_after("sin(x) + y\x01\033[1;5C") == "sin|(x) + y");
  CHECK(state_after("sin(x)\x01") == "|sin(x)");
  CHECK(state_after("sin(x)\033[H\033[F") == "sin(x)|");
  CHECK(state_after("ab\033\rcd\x01") == "ab\n|cd");
  CHECK(state_after("ab\033\rcd\033<") == "|ab\ncd");
  CHECK(state_after("abc\033\rd" + kUp) == "a|bc\nd");
  CHECK(state_after("abc\033\rd\033\refg" + kUp + kUp) == "abc|\nd\nefg");
  CHECK(state_after("abc\033\rd" + kUp + kDown + "!") == "abc\nd!|");
}

TEST_CASE("what is cut comes back") {
  CHECK(state_after("sin(x)\x7f\x7f") == "sin(|");
  CHECK(state_after("é\u0301\x7f") == "|");
  CHECK(state_after("abc\x01\x04\033[3~") == "|c");
  CHECK(state_after("a b\x17") == "a |");
  CHECK(state_after("f(a) + x2\033\x7f") == "f(a) + |");
  CHECK(state_after("a b c\x17\x17\x19") == "a b c|");
  CHECK(state_after("a + b\x15y = \x19") == "y = a + b|");
  CHECK(state_after("a + b\x01\x0b\x19\x19") == "a + ba + b|");
  CHECK(state_after("one two\x01\033d\033d\x19") == "one two|");
  CHECK(state_after("one\x17two\x17\x19\033y") == "one|");
  CHECK(state_after("ab\033\rcd\x01\x02\x0b") == "ab|cd");
  CHECK(state_after("abc\x02\x14") == "acb|");
  CHECK(state_after("abc\x14") == "acb|");
  CHECK(state_after("sin\x01\033u") == "SIN|");
}

TEST_CASE("changes are undone and done again") {
  CHECK(state_after("a + b\x17\x1f") == "a + b|");
  CHECK(state_after("a + b\x17\x18\x15") == "a + b|");
  CHECK(Written().type("a + ").type("b").type("\x1f").state() == "a + |");
  CHECK(state_after("a + b\x17\x1f\033_") == "a + |");
}

TEST_CASE("Enter submits what is complete, and begins another line of what is not") {
  Written one;
  CHECK(one.type("1 + 1\r").outcome == Outcome::Submitted);
  Written two;
  two.type("f(1,\r");
  CHECK(two.outcome == Outcome::Going);
  CHECK(two.state() == "f(1,\n  |");
  CHECK(two.type("g(\r2\r").state() == "f(1,\n  g(\n    2\n    |");
  CHECK(Written().type("f(\r").type("\r").outcome == Outcome::Submitted);  // insists: the language says what is wrong
  CHECK(state_after("a\033\rb") == "a\nb|");
  CHECK(state_after("a\033[13;2ub") == "a\nb|");
  Written middle;
  middle.type("f(\r1)" + kUp);
  CHECK(middle.type("\r").outcome == Outcome::Submitted);
  CHECK(middle.composer.text() == "f(\n  1)");
  CHECK(Written().type("\r").outcome == Outcome::Submitted);
}

TEST_CASE("Ctrl-C drops the entry, Ctrl-D ends in an empty one, Ctrl-Z stops, Ctrl-L clears") {
  CHECK(Written().type("x\x03").outcome == Outcome::Cancelled);
  CHECK(Written().type("\x04").outcome == Outcome::Ended);
  CHECK(Written().type("x\x04").outcome == Outcome::Going);
  CHECK(Written().type("x\x1a").outcome == Outcome::Stop);
  CHECK(Written().type("x\x0c").outcome == Outcome::Clear);
  CHECK(state_after("x\x1c\x0f\033q\033[99~") == "x|");
}

TEST_CASE("Up and Down recall what begins as the text before the cursor, Ctrl-P and Ctrl-N all") {
  const std::vector<std::string> before = {"x = 1", "f(\n  2)", "sin(x)", "x = 2"};
  CHECK(Written(before).type(kUp).state() == "x = 2|");
  CHECK(Written(before).type(kUp + kUp + kUp).state() == "f(\n  2)|");
  CHECK(Written(before).type(kUp + kUp + kUp + kUp).state() == "x = 1|");
  CHECK(Written(before).type("x" + kUp + kUp).state() == "x = 1|");
  CHECK(Written(before).type("x" + kUp + kUp + kUp).state() == "x = 1|");
  CHECK(Written(before).type("x" + kUp + kUp + kDown + kDown).state() == "x|");
  CHECK(Written(before).type("x\x10\x10").state() == "sin(x)|");
  CHECK(Written(before).type("x\x10\x10\x0e\x0e").state() == "x|");
  // In a recalled entry of several lines, after another key, Up goes up.
  CHECK(Written(before).type(kUp + kUp + kUp + kLeft + kUp).state() == "f(|\n  2)");
  CHECK(Written().type(kUp + kDown + "\x10\x0e").state() == "|");
  CHECK(Written(before).type("x" + kUp + "\x1f").state() == "x|");
}

TEST_CASE("Ctrl-R finds a part of an entry while it is typed") {
  const std::vector<std::string> before = {"sin(x)", "cos(x) + sin(y)", "2"};
  CHECK(Written(before).type("\x12sin").state() == "cos(x) + |sin(y)");
  CHECK(Written(before).type("\x12sin\x12").state() == "|sin(x)");
  CHECK(Written(before).type("\x12sin\x12\x13").state() == "cos(x) + |sin(y)");
  CHECK(Written(before).type("draft\x12sin\x07").state() == "draft|");
  CHECK(Written(before).type("draft\x12nothing").state() == "draft|");
  CHECK(Written(before).type("\x12sin\x05").state() == "cos(x) + sin(y)|");
  CHECK(Written(before).type("\x12sinq\x7f\033").state() == "cos(x) + |sin(y)");
  CHECK(Written(before).type("draft\x12sin\x05\x1f").state() == "draft|");
  CHECK(Written(before).type("\x12sin\r").outcome == Outcome::Submitted);
  CHECK(Written(before).type("\x12sin\x03").outcome == Outcome::Cancelled);
  CHECK(Written(before).type("\x12sin").below() == "search back: sin\n");
  CHECK(Written(before).type("\x12zz").below() == "search back: zz  (nothing more has it)\n");
}

TEST_CASE("what is pasted is text, and its prompts fall off where every line has one") {
  CHECK(state_after(pasted("a\nb\n")) == "a\nb|");
  CHECK(state_after(pasted("a\r\nb\rc")) == "a\nb\nc|");
  CHECK(state_after(pasted("> x = 1\n> f(t) = (t +\n… 1)\n")) == "x = 1\nf(t) = (t +\n1)|");
  CHECK(state_after(pasted("> x = 1\n\n>\n> y")) == "x = 1\n\n\ny|");
  CHECK(state_after(pasted("> x = 1\nvalue")) == "> x = 1\nvalue|");
  CHECK(state_after("x " + pasted("> 3")) == "x > 3|");
  CHECK(state_after(pasted("a\033[31m\x03\tb")) == "a[31m\tb|");
  CHECK(state_after("()" + kLeft + pasted("1\n2")) == "(1\n2|)");
  CHECK(state_after(pasted("a b") + "\x1f") == "|");
  CHECK(state_after(pasted("\n\n")) == "|");
  Written two;
  CHECK(two.type(pasted("a\nb") + "\r").outcome == Outcome::Submitted);
  CHECK(two.composer.text() == "a\nb");
}

TEST_CASE("Tab completes names, as far as they agree, then shows and offers them in turn") {
  CHECK(state_after("sq\t") == "sqrt|");
  CHECK(state_after("1 + sq\t") == "1 + sqrt|");
  CHECK(state_after("si\t") == "si|");
  CHECK(Written().type("si\t").below() == "sigmoid  about it\nsin      about it\nsinh     about it\n");
  CHECK(state_after("si\t\t") == "sigmoid|");
  CHECK(state_after("si\t\t\t") == "sin|");
  CHECK(state_after("si\t\033[Z") == "sinh|");
  CHECK(state_after("si\t\t\t\t\t") == "sigmoid|");
  CHECK(state_after("si\t\t\x07") == "si|");
  CHECK(state_after("si\t\t(x)") == "sigmoid(x)|");
  CHECK(Written().type("si\t(").below().empty());
  CHECK(state_after("sin\t") == "sin|");
  CHECK(state_after("q\t") == "q|");
  CHECK(state_after("\t1") == "  1|");
  CHECK(state_after("s\x02\t") == "  |s");
}

TEST_CASE("Tab makes signs of names, and digits of _ and ^") {
  CHECK(state_after("\\alpha\t") == "α|");
  CHECK(state_after("2\\pi\t r") == "2π r|");
  CHECK(state_after("a \\le\t b") == "a ≤ b|");
  CHECK(state_after("x_12\t + 1") == "x₁₂ + 1|");
  CHECK(state_after("x_i\t") == "xᵢ|");
  CHECK(state_after("x^2\t") == "x²|");  // though names may stand behind a 2
  CHECK(state_after("2\t\t") == "2sigmoid|");
  CHECK(state_after("x^-1\t") == "x⁻¹|");
  CHECK(state_after("x\\^2\t") == "x²|");
  CHECK(state_after("W^T\t") == "Wᵀ|");
  CHECK(state_after("x^+\t") == "x^+|");
  CHECK(state_after("\\nosuch\t") == "\\nosuch|");
  CHECK(state_after("\\varep\t") == "ε|");
  CHECK(state_after("w_1\t") == "w_1|");  // a name that another continues
  CHECK(state_after("v_1\t") == "v₁|");   // one that nothing continues
  CHECK(editor::without_subscripts("x₁₂ + αᵢ") == "x_12 + α_i");
  CHECK(Written().type("\\Ph\t").state() == "Φ|");
  CHECK(Written().type("\\var\t").below() == "ε  \\varepsilon\nϑ  \\vartheta\nφ  \\varphi\nς  \\varsigma\n");
  for (const editor::Symbol& symbol : editor::all_symbols())
    CHECK(state_after("\\" + std::string(symbol.name) + "\t") == std::string(symbol.sign) + "|");
}

TEST_CASE("hints stand below") {
  CHECK(Written().type("atan2(").below() == "y, x\n");
  const editor::View view = Written().type("atan2(").composer.view({40, 10});
  REQUIRE(view.below.size() == 1);
  REQUIRE(view.below[0].size() == 2);  // the argument at the cursor stands out
  CHECK(view.below[0][0].style == editor::Style::Plain);
  CHECK(view.below[0][1].style == editor::Style::Hint);
  CHECK(Written().type("atan2").below().empty());
}

TEST_CASE("the bracket at the cursor, and its like, are shown; those in comments are none") {
  const auto pair = [](std::string_view text, std::size_t cursor) { return editor::bracket_at(text, cursor, {}); };
  REQUIRE(pair("f(a[1])", 7));
  CHECK(pair("f(a[1])", 7)->partner == 1);
  CHECK(pair("f(a[1])", 6)->partner == 3);
  CHECK(pair("f(a[1])", 1)->at == 1);
  CHECK(pair("f(a[1])", 1)->partner == 6);
  CHECK_FALSE(pair("f(a[1])", 0));
  REQUIRE(pair("(a]", 3));
  CHECK_FALSE(pair("(a]", 3)->partner);
  CHECK(editor::open_brackets("f([1", {}) == 2);
  const std::vector<editor::Highlight> comment = {{3, 8, editor::Style::Comment}};
  CHECK_FALSE(editor::bracket_at("(1 # ) \n)", 9, comment)->partner == 5);
  const editor::View view = Written().type("(1)").composer.view({40, 10});
  REQUIRE(view.highlights.size() == 2);
  CHECK(view.highlights[0].style == editor::Style::Bracket);
}

TEST_CASE("any keys leave a text and a cursor in it") {
  std::mt19937 random(3);
  const std::vector<std::string> keys = {
      "a",      "(",    ")",     "α",     "\u0301", "\xFF",    "\r",   "\t",    "\x7f",     "\x12",
      "\x13",   "\x07", "\x14",  "\x17",  "\x19",   "\x1f",    "\x0b", "\x15",  kUp,        kDown,
      kLeft,    kRight, "\033y", "\033d", "\033_",  "\033[3~", "\\al", "_1",    "\x01",     "\033[Z",
      "\033\r", "\x04", "\x10",  "\x0e",  "si",     "\x18",    " ",    "\033u", "\033\x7f", pasted("> 1\n> (世"),
      "\033<",  "\033>"};
  for (int round = 0; round < 500; ++round) {
    Written written({"sin(x)", "a\nb", "世界\n\xFF"});
    for (int i = 0; i < 60; ++i) {
      written.type(keys[random() % keys.size()]);
      REQUIRE(written.composer.cursor() <= written.composer.text().size());
      (void)written.composer.view({static_cast<int>(random() % 30), static_cast<int>(random() % 10)});
    }
  }
}

TEST_CASE("a paste of a megabyte is edited at once") {
  std::string megabyte;
  while (megabyte.size() < 1'000'000) megabyte += "> x = sin(α) + 1\n";
  const adc::tests::Stopwatch watch;
  Written written;
  written.type(pasted(megabyte) + kUp + "1" + "\x7f" + "\x1f");
  CHECK(written.composer.text().size() > 800'000);
  CHECK(written.type("\r").outcome == Outcome::Submitted);
  CHECK(watch.seconds() < 5);
}
