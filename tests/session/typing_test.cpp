// What is typed, read by the parser of the language.
#include <catch2/catch.hpp>

#include "adc/adc.hpp"
#include "adc/typing.hpp"

namespace adc {
namespace {

std::string slice(std::string_view text, Span span) {
  return std::string(text.substr(span.begin, span.end - span.begin));
}

std::vector<Typed> entries(std::string_view text, const CompileOptions& options = {}) {
  Reading reading = read_entries(text, options);
  CAPTURE(text);
  if (reading.error) FAIL(reading.error->message);
  CHECK(reading.complete);
  return reading.entries;
}

std::vector<std::string> pieces(std::string_view text) {
  std::vector<std::string> pieces;
  for (const Typed& entry : entries(text)) pieces.push_back(slice(text, entry.span));
  return pieces;
}

CompileOptions session(std::vector<std::string> context, std::vector<std::string> known = {}) {
  CompileOptions options;
  options.context = std::move(context);
  options.known = std::move(known);
  return options;
}

std::vector<std::string> candidates(std::string_view text, const CompileOptions& options = {}) {
  std::vector<std::string> texts;
  for (const auto& candidate : complete(text, text.size(), options).candidates) texts.push_back(candidate.text);
  return texts;
}

bool has(const std::vector<std::string>& all, std::string_view one) { return std::ranges::find(all, one) != all.end(); }

using Pieces = std::vector<std::string>;

TEST_CASE("statements end as in programs") {
  CHECK(pieces("a = 2; b = 3; a*b") == Pieces{"a = 2", "b = 3", "a*b"});
  CHECK(pieces("1 + 1\n2 +\n2\n") == Pieces{"1 + 1", "2 +\n2"});
  CHECK(pieces("(1\n+ 2)\n[1, 2;\n 3, 4]") == Pieces{"(1\n+ 2)", "[1, 2;\n 3, 4]"});
  CHECK(pieces("  # nothing\n\n x # a name\n") == Pieces{"x"});
  CHECK(pieces("x = 1; x = 2; x") == Pieces{"x = 1", "x = 2", "x"});
  CHECK(pieces("").empty());
  CHECK(pieces("# only words").empty());
}

TEST_CASE("an entry says what it is, and what it is made of") {
  using enum Typed::Kind;
  const std::vector<Typed> all = entries("t = x² + k; f(x, y) = t x y; param w: R[3], b; x == 2; f(1, 2)");
  REQUIRE(all.size() == 5);
  CHECK(all[0].kind == Binding);
  CHECK(all[0].names == Pieces{"t"});
  CHECK(all[0].uses == Pieces{"x", "k"});
  CHECK(all[1].kind == Function);
  CHECK(all[1].names == Pieces{"f"});
  CHECK(all[1].uses == Pieces{"t"});
  CHECK(all[2].kind == Declaration);
  CHECK(all[2].names == Pieces{"w", "b"});
  CHECK(all[3].kind == Expression);
  CHECK(all[4].uses == Pieces{"f"});
}

TEST_CASE("a definition may be made of what its name stood for") {
  CHECK(entries("w = w - 1", session({}, {"w"}))[0].uses_itself);
  CHECK(entries("t = t + 1", session({"t = x²"}))[0].uses_itself);
  CHECK(entries("f = f(2)", session({"f(x) = x²"}))[0].uses_itself);
  CHECK_FALSE(entries("w = sum(i = 1:3, i)")[0].uses_itself);
  CHECK_FALSE(entries("i = sum(i = 1:3, i)")[0].uses_itself);
}

TEST_CASE("lines that begin with : or ? are commands and questions where a statement may begin") {
  const std::string text = "x = 1\n:load some file~.adc\n?+\n??f\n(a > b\n ? 1\n : 2)\n";
  const std::vector<Typed> all = entries(text);
  REQUIRE(all.size() == 5);
  CHECK(all[1].kind == Typed::Kind::Command);
  CHECK(all[1].names == Pieces{"load"});
  CHECK(slice(text, all[1].body) == "some file~.adc");
  CHECK(all[2].kind == Typed::Kind::Question);
  CHECK(all[2].names == Pieces{"+"});
  CHECK(all[3].kind == Typed::Kind::Inspection);
  CHECK(slice(text, all[4].span) == "(a > b\n ? 1\n : 2)");
}

TEST_CASE("what is not finished is told from what is wrong") {
  const auto complete = [](std::string_view text) { return read_entries(text, {}).complete; };
  for (const char* text : {"sin(1", "1 +", "x =", "a > b ?", "a ? b :", "[1, 2;", "f(x) =", "max(1,", "2 ·",
                           "x = 1; y = (", "(1\n\n", "param x,", "|x", "# c\n(1"}) {
    CAPTURE(text);
    CHECK_FALSE(complete(text));
  }
  for (const char* text : {"", "1", "sin(1\n2", ")", "2 + )", "x == 2", ":load (", "?(", "sni(1)", "1 2", "sin",
                           "2 sin", "a ~ b", "(1 + )"}) {
    CAPTURE(text);
    CHECK(complete(text));
  }
}

TEST_CASE("an error of reading has its place in the whole text") {
  const std::string text = "a = 1\n:vars\nb = 2 +* 3\n";
  const Reading reading = read_entries(text, {});
  CHECK(reading.entries.size() == 2);
  REQUIRE(reading.error);
  CHECK(slice(text, reading.error->span) == "*");
}

TEST_CASE("words are coloured by what they are") {
  using enum Token::Kind;
  const auto kinds = [](std::string_view text, const CompileOptions& options = {}) {
    std::vector<std::pair<std::string, Token::Kind>> all;
    for (const Token& token : tokens(text, options)) all.emplace_back(slice(text, token.span), token.kind);
    return all;
  };
  using Kinds = std::vector<std::pair<std::string, Token::Kind>>;
  CHECK(kinds("sin(x²) # why") ==
        Kinds{{"sin", Function}, {"(", Bracket}, {"x", Variable}, {"²", Number}, {")", Bracket}, {"# why", Comment}});
  CHECK(kinds("param w; 2π") ==
        Kinds{{"param", Keyword}, {"w", Variable}, {";", Operator}, {"2", Number}, {"π", Constant}});
  CHECK(kinds("g(2)", session({"g(t) = t"}))[0].second == Function);
  CHECK(kinds("sin", session({}, {"sin"}))[0].second == Variable);
  CHECK(kinds(":time x^2")[0] == std::pair<std::string, Token::Kind>{":time", Command});
  CHECK(kinds("a ~ b") == Kinds{{"a", Variable}, {"~", Error}, {"b", Variable}});
  CHECK(kinds("1 + (")[2].second == Bracket);
  CHECK(kinds("").empty());
}

TEST_CASE("names are completed by what the session and the language know") {
  CHECK(has(candidates("si"), "sin("));
  CHECK(has(candidates("1 + sig"), "sigmoid("));
  CHECK(candidates("spee", session({"speed = 2x"}, {"speech"})) == Pieces{"speech", "speed"});
  CHECK(candidates("squ", session({"square_of(t) = t²"})).front() == "square_of(");
  CHECK(has(candidates("pa"), "param "));
  CHECK_FALSE(has(candidates("1 + pa"), "param "));
  CHECK(has(candidates("sum(A, d"), "dims="));
  CHECK_FALSE(has(candidates("sin(A, d"), "dims="));
  CHECK(has(candidates("θ", session({}, {"θ_1"})), "θ_1"));
  const Completions middle = complete("2 sinx", 5, {});
  CHECK(middle.span == Span{2, 5});
  CHECK(candidates("zzz").empty());
  CHECK(complete("x", 99, {}).span == Span{0, 1});
}

TEST_CASE("a hint says how the function at the cursor is called") {
  const auto hint = [](std::string_view text, const CompileOptions& options = {}) {
    const std::optional<CallHint> found = call_hint(text, text.size(), options);
    return found ? found->signature + " " + std::to_string(found->argument) : "";
  };
  CHECK(hint("hypot(3, ") == "hypot(x, y, …) 1");
  CHECK(hint("log(3, ") == "log(x), log(x, base) 1");
  CHECK(hint("atan2(") == "atan2(y, x) 0");
  CHECK(hint("sin(2 + (3") == "sin(x) 0");
  CHECK(hint("g(1, 2, ", session({"g(a, b, c) = a b c"})) == "g(a, b, c) 2");
  CHECK(hint("sin(x)").empty());
  CHECK(hint("x + (").empty());
}

TEST_CASE("any bytes may be typed") {
  for (const std::string& text : {std::string("\xff\xfe"), std::string("a\0b", 3), std::string("x = \xc3"),
                                  std::string(5000, '('), std::string(3000, '?'), std::string("\n\n;;;")}) {
    (void)read_entries(text, {});
    (void)tokens(text, {});
    (void)complete(text, text.size() / 2, {});
    (void)call_hint(text, text.size(), {});
  }
  SUCCEED();
}

}  // namespace
}  // namespace adc
