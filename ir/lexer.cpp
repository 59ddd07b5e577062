#include "ir/lexer.h"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include "diag/diagnostics.h"
#include "ir/builder.h"

namespace adc::ir {
namespace {

/// Longer constants do not fit a `Rational`.
constexpr std::size_t kMaxNumberLength = 700;

constexpr bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// What words and numbers consist of.
constexpr bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

/// "nan(0x7ff8000000000001)": the bits of a nan.
std::optional<Constant> parse_nan(std::string_view text) {
  std::uint64_t bits = 0;
  const char* const end = text.data() + text.size();
  const auto [ptr, error] = std::from_chars(text.data() + std::string_view("nan(0x").size(), end, bits, 16);
  const auto number = std::bit_cast<double>(bits);
  if (error != std::errc{} || std::string_view(ptr, end) != ")" || !std::isnan(number)) return std::nullopt;
  return Constant::floating(number);
}

/// "0x1.8p+1", without its sign.
std::optional<double> parse_hex(std::string_view text) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [ptr, error] = std::from_chars(text.data() + 2, end, number, std::chars_format::hex);
  if (error != std::errc{} || ptr != end || text.size() == 2 || text[2] == '-') return std::nullopt;
  return number;
}

constexpr int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::optional<Constant> parse_constant(std::string_view text) {
  if (text == "true" || text == "false") return Constant::boolean(text == "true");
  if (text == "pi") return Constant::pi();
  if (text == "e") return Constant::e();
  if (text == "nan") return Constant::floating(std::numeric_limits<double>::quiet_NaN());
  if (text.starts_with("nan(0x")) return parse_nan(text);
  const bool negative = text.starts_with('-');
  const std::string_view magnitude = text.substr(negative ? 1 : 0);
  std::optional<double> number;
  if (magnitude == "inf") number = std::numeric_limits<double>::infinity();
  if (magnitude.starts_with("0x")) number = parse_hex(magnitude);
  if (number) return Constant::floating(negative ? -*number : *number);
  if (text.size() > kMaxNumberLength) return std::nullopt;
  const std::optional<Rational> rational = Rational::parse(text);
  return rational ? std::optional(Constant::rational(*rational)) : std::nullopt;
}

void Lexer::fail(diag::Slug slug, Span span, std::string message) { diag::fail(slug, span, std::move(message)); }

std::size_t Lexer::start() {
  while (position_ < text_.size()) {
    if (text_[position_] == '#') {
      position_ = std::min(text_.find('\n', position_), text_.size());
    } else if (is_space(text_[position_])) {
      ++position_;
    } else {
      break;
    }
  }
  return position_;
}

bool Lexer::accept(std::string_view mark) {
  if (!at(mark)) return false;
  position_ += mark.size();
  return true;
}

void Lexer::expect(std::string_view mark) {
  if (!accept(mark)) fail_syntax(here(), fmt::format("expected `{}`", mark));
}

Token Lexer::word(const char* what, std::string_view extra) {
  const std::size_t begin = start();
  while (position_ < text_.size() &&
         (is_word(text_[position_]) || extra.find(text_[position_]) != std::string_view::npos)) {
    ++position_;
  }
  if (position_ == begin) fail_syntax(here(), std::string("expected ") + what);
  return {text_.substr(begin, position_ - begin), span_from(begin)};
}

bool Lexer::accept_word(std::string_view word) {
  const std::size_t end = start() + word.size();
  if (!at(word) || (end < text_.size() && is_word(text_[end]))) return false;
  position_ = end;
  return true;
}

void Lexer::keyword(std::string_view keyword) {
  const Token token = word("a keyword");
  if (token.text != keyword) fail_syntax(token.span, fmt::format("expected `{}`", keyword));
}

std::int64_t Lexer::integer(const char* what) {
  const Token token = word(what, "-");
  std::int64_t number = 0;
  const char* const begin = token.text.data();
  const char* const end = begin + token.text.size();
  const auto [ptr, error] = std::from_chars(begin, end, number);
  if (error != std::errc{} || ptr != end) fail_syntax(token.span, std::string("expected ") + what);
  return number;
}

std::string Lexer::quoted() {
  const std::size_t begin = start();
  expect("\"");
  std::string result;
  while (true) {
    if (position_ == text_.size() || text_[position_] == '\n') {
      fail_syntax(span_from(begin), "a name without its closing quote");
    }
    const char c = text_[position_++];
    if (c == '"') return result;
    result += c == '\\' ? escaped() : c;
  }
}

Span Lexer::here() {
  const std::size_t begin = start();
  std::size_t end = std::min(begin + 1, text_.size());
  while (end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xc0) == 0x80) ++end;  // all of its UTF-8
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

char Lexer::escaped() {
  const std::size_t begin = position_ - 1;
  const std::string_view rest = text_.substr(position_, 3);
  if (rest.starts_with('"') || rest.starts_with('\\')) return text_[position_++];
  if (rest.size() == 3 && rest[0] == 'x' && hex_digit(rest[1]) >= 0 && hex_digit(rest[2]) >= 0) {
    position_ += 3;
    return static_cast<char>(hex_digit(rest[1]) * 16 + hex_digit(rest[2]));
  }
  fail_syntax(span_from(begin), R"(an unknown escape; `\"`, `\\` and `\x0a` are known)");
}

Type Lexer::type() {
  const Token token = word("a type");
  for (const DType dtype : {DType::F64, DType::F32, DType::I64, DType::Bool}) {
    if (token.text == spelling(dtype)) return {dtype, shape()};
  }
  fail_syntax(token.span, "expected a type: f64, f32, i64 or bool");
}

Shape Lexer::shape() {
  const std::size_t begin = start();
  if (!accept("[")) return {};
  std::vector<std::int64_t> dims;
  std::int64_t elements = 1;
  do {
    dims.push_back(integer("an extent"));
    if (dims.back() < 0 || dims.size() > Shape::kMaxRank ||
        __builtin_mul_overflow(elements, std::max<std::int64_t>(dims.back(), 1), &elements) ||
        elements > kMaxElements) {
      fail_invalid(span_from(begin), "a shape has at most 8 extents, none negative, not too large");
    }
  } while (accept(","));
  expect("]");
  return Shape(dims);
}

}  // namespace adc::ir
