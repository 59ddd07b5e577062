// Bytes of terminals as keys.
#include "tools/editor/keys.h"

#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "tests/support/stopwatch.h"

using adc::tools::editor::Key;
using adc::tools::editor::KeyReader;
using Code = Key::Code;

namespace {

/// All keys of `bytes`, which come together, and end there.
std::vector<Key> keys_of(const std::string& bytes) {
  KeyReader reader;
  reader.feed(bytes);
  std::vector<Key> keys;
  while (const auto key = reader.next()) keys.push_back(*key);
  if (reader.is_waiting()) {
    reader.expire();
    while (const auto key = reader.next()) keys.push_back(*key);
  }
  CHECK_FALSE(reader.is_waiting());
  return keys;
}

Key key_of(const std::string& bytes) {
  const std::vector<Key> keys = keys_of(bytes);
  CAPTURE(bytes);
  REQUIRE(keys.size() == 1);
  return keys.front();
}

Key named(Code code, bool control = false, bool alt = false, bool shift = false) {
  return {.code = code, .control = control, .alt = alt, .shift = shift};
}

Key letter(char c, bool control, bool alt) {
  return {.code = Code::Letter, .control = control, .alt = alt, .letter = c};
}

Key text(const std::string& text) { return {.code = Code::Text, .text = text}; }

}  // namespace

TEST_CASE("text comes as it was typed, characters together") {
  CHECK(key_of("sin(α₁)") == text("sin(α₁)"));
  CHECK(keys_of("a\rb") == std::vector<Key>{text("a"), named(Code::Enter), text("b")});
}

TEST_CASE("keys of several terminals") {
  for (const char* up : {"\033[A", "\033OA"}) CHECK(key_of(up) == named(Code::Up));
  for (const char* home : {"\033[H", "\033OH", "\033[1~", "\033[7~"}) CHECK(key_of(home) == named(Code::Home));
  for (const char* end : {"\033[F", "\033OF", "\033[4~", "\033[8~"}) CHECK(key_of(end) == named(Code::End));
  for (const char* word : {"\033[1;5C", "\033Oc"}) CHECK(key_of(word) == named(Code::Right, true));
  for (const char* word : {"\033[1;3D", "\033\033[D", "\033\033OD"})
    CHECK(key_of(word) == named(Code::Left, false, true));
  CHECK(key_of("\033[1;6D") == named(Code::Left, true, false, true));
  CHECK(key_of("\033[3~") == named(Code::Delete));
  for (const char* word : {"\033[3;5~", "\033[3^"}) CHECK(key_of(word) == named(Code::Delete, true));
  CHECK(key_of("\033[5~") == named(Code::PageUp));
  CHECK(key_of("\033[Z") == named(Code::Tab, false, false, true));
  for (const char* backspace : {"\x7f", "\b"}) CHECK(key_of(backspace) == named(Code::Backspace));
  CHECK(key_of("\033\x7f") == named(Code::Backspace, false, true));
  for (const char* enter : {"\r", "\n", "\033OM"}) CHECK(key_of(enter) == named(Code::Enter));
  CHECK(key_of("\033\r") == named(Code::Enter, false, true));
  CHECK(key_of("\033[13;2u") == named(Code::Enter, false, false, true));
  CHECK(key_of("\x01") == letter('a', true, false));
  CHECK(key_of("\x1f") == letter('_', true, false));
  CHECK(key_of("\033b") == letter('b', false, true));
  for (const char* c : {"\x03", "\033[99;5u", "\033[27;5;99~"}) CHECK(key_of(c) == letter('c', true, false));
}

TEST_CASE("keys without use, and reports, are no text") {
  for (const char* other :
       {"\033[11~", "\033OP", "\033[[A", "\033[24;2~", "\033[I", "\033[?62;c", "\033[<0;3;4M", "\033[200"})
    CHECK(key_of(other) == Key{});
}

TEST_CASE("a key comes in any portions") {
  for (const std::string bytes : {"\033[1;5C", "\033[3~", "α", "ℝ", "\033[200~x\033[201~", "𝛼"}) {
    const Key whole = key_of(bytes);
    KeyReader reader;
    for (std::size_t i = 0; i + 1 < bytes.size(); ++i) {
      reader.feed(bytes.substr(i, 1));
      CHECK_FALSE(reader.next());
      CHECK(reader.is_waiting());
    }
    reader.feed(bytes.substr(bytes.size() - 1));
    CHECK(reader.next() == whole);
    CHECK_FALSE(reader.is_waiting());
  }
}

TEST_CASE("the key Escape is one when nothing follows it") {
  KeyReader reader;
  reader.feed("\033");
  CHECK_FALSE(reader.next());
  reader.expire();
  CHECK(reader.next() == named(Code::Escape));
  reader.feed("[");
  CHECK(reader.next() == text("["));
  CHECK(keys_of("\033\033") == std::vector<Key>{named(Code::Escape), named(Code::Escape)});
}

TEST_CASE("a paste is one key, whatever is in it") {
  const std::string pasted = "> a\r\n\x03\033[Ab\tα";
  CHECK(key_of("\033[200~" + pasted + "\033[201~") == Key{.code = Code::Paste, .text = pasted});
  CHECK(keys_of("\033[200~x\033[201~\r") == std::vector<Key>{{.code = Code::Paste, .text = "x"}, named(Code::Enter)});
}

TEST_CASE("a paste whose end never comes ends") {
  KeyReader reader;
  reader.feed("\033[200~half");
  CHECK_FALSE(reader.next());
  CHECK(reader.is_in_paste());
  reader.expire();
  CHECK(reader.next() == Key{.code = Code::Paste, .text = "half"});
  reader.feed("x");
  CHECK(reader.next() == text("x"));
}

TEST_CASE("any bytes are keys, and none is waited for for ever") {
  std::mt19937 random(1);
  const std::string frequent = "\033[O;~0123456789ABCdu\r\x80\xCE\xFF<$^";
  for (int round = 0; round < 20'000; ++round) {
    KeyReader reader;
    for (int i = 0; i < 12; ++i) {
      const bool any = random() % 4 == 0;
      reader.feed(std::string(1, any ? static_cast<char>(random() % 256) : frequent[random() % frequent.size()]));
      while (reader.next()) {
      }
    }
    for (int i = 0; i < 20 && reader.is_waiting(); ++i) {
      reader.expire();
      while (reader.next()) {
      }
    }
    REQUIRE_FALSE(reader.is_waiting());
  }
}

TEST_CASE("a megabyte is pasted in no time, marked or not, in small portions") {
  std::string megabyte;
  while (megabyte.size() < 1'000'000) megabyte += "x = sin(α) + 1\n";
  const adc::tests::Stopwatch watch;
  for (const std::string& bytes : {"\033[200~" + megabyte + "\033[201~", megabyte}) {
    KeyReader reader;
    std::size_t read = 0;
    for (std::size_t at = 0; at < bytes.size(); at += 1000) {
      reader.feed(std::string_view(bytes).substr(at, 1000));
      while (const auto key = reader.next()) read += key->text.size() + (key->code == Code::Enter ? 1 : 0);
    }
    CHECK(read == megabyte.size());
  }
  CHECK(watch.seconds() < 5);
}
