#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <unordered_set>

#include "ir/builder.h"
#include "ir/text.h"

namespace adc::ir {
namespace {

constexpr std::string_view kVersion = "1";
/// Longer constants do not fit a `Rational`.
constexpr std::size_t kMaxNumberLength = 700;

constexpr bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// What words and numbers consist of.
constexpr bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

bool is_float(double x) { return std::isnan(x) || static_cast<double>(static_cast<float>(x)) == x; }

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

constexpr int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// A part of the text, and where it stands.
struct Token {
  std::string_view text;
  Span span;
};

/// Reads tokens; throws `Failure` where one is not as expected.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  [[noreturn]] static void fail(const char* slug, Span span, std::string message) {
    throw Failure({.slug = slug,
                   .error_class = ErrorClass::Program,
                   .span = span,
                   .message = std::move(message),
                   .labels = {},
                   .help = {}});
  }

  /// Skips white space and comments; the place of the next token.
  std::size_t start() {
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

  bool at_end() { return start() == text_.size(); }
  bool at(std::string_view mark) { return text_.substr(start()).starts_with(mark); }

  bool accept(std::string_view mark) {
    if (!at(mark)) return false;
    position_ += mark.size();
    return true;
  }

  void expect(std::string_view mark) {
    if (!accept(mark)) fail("ir-syntax", here(), "expected `" + std::string(mark) + "`");
  }

  /// A maximal run of letters, digits, underscores, dots and what `extra` has; not empty.
  Token word(const char* what, std::string_view extra = "") {
    const std::size_t begin = start();
    while (position_ < text_.size() &&
           (is_word(text_[position_]) || extra.find(text_[position_]) != std::string_view::npos)) {
      ++position_;
    }
    if (position_ == begin) fail("ir-syntax", here(), std::string("expected ") + what);
    return {text_.substr(begin, position_ - begin), span_from(begin)};
  }

  void keyword(std::string_view keyword) {
    const Token token = word("a keyword");
    if (token.text != keyword) fail("ir-syntax", token.span, "expected `" + std::string(keyword) + "`");
  }

  /// A decimal number that fits.
  std::int64_t integer(const char* what) {
    const Token token = word(what, "-");
    std::int64_t number = 0;
    const char* const begin = token.text.data();
    const char* const end = begin + token.text.size();
    const auto [ptr, error] = std::from_chars(begin, end, number);
    if (error != std::errc{} || ptr != end) fail("ir-syntax", token.span, std::string("expected ") + what);
    return number;
  }

  std::string quoted() {
    const std::size_t begin = start();
    expect("\"");
    std::string result;
    while (true) {
      if (position_ == text_.size() || text_[position_] == '\n') {
        fail("ir-syntax", span_from(begin), "a name without its closing quote");
      }
      const char c = text_[position_++];
      if (c == '"') return result;
      result += c == '\\' ? escaped() : c;
    }
  }

  [[nodiscard]] Span span_from(std::size_t begin) const {
    return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(position_)};
  }

  /// The next character, or the end.
  [[nodiscard]] Span here() {
    const std::size_t begin = start();
    std::size_t end = std::min(begin + 1, text_.size());
    while (end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xc0) == 0x80) ++end;  // all of its UTF-8
    return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  }

 private:
  /// What stands after a backslash.
  char escaped() {
    const std::size_t begin = position_ - 1;
    const std::string_view rest = text_.substr(position_, 3);
    if (rest.starts_with('"') || rest.starts_with('\\')) return text_[position_++];
    if (rest.size() == 3 && rest[0] == 'x' && hex_digit(rest[1]) >= 0 && hex_digit(rest[2]) >= 0) {
      position_ += 3;
      return static_cast<char>(hex_digit(rest[1]) * 16 + hex_digit(rest[2]));
    }
    fail("ir-syntax", span_from(begin), R"(an unknown escape; `\"`, `\\` and `\x0a` are known)");
  }

  std::string_view text_;
  std::size_t position_ = 0;
};

struct NamedParam {
  Param param;
  Type type;
  Span span;
};

class Reader {
 public:
  Reader(std::string_view text, std::size_t max_instructions) : lexer_(text), max_instructions_(max_instructions) {}

  Function run() {
    version();
    lexer_.keyword("fn");
    std::string name = lexer_.at("\"") ? lexer_.quoted() : std::string(lexer_.word("the function's name").text);
    std::vector<NamedParam> params = read_params();
    const std::vector<Type> results = read_results();
    if (lexer_.accept("in")) float_type_ = read_float_type();
    Builder b(std::move(name), float_type_, max_instructions_);
    add_params(b, std::move(params));
    lexer_.expect("{");
    while (instruction(b)) {
    }
    returned(b, results);
    lexer_.expect("}");
    if (!lexer_.at_end()) Lexer::fail("ir-syntax", lexer_.here(), "expected the end of the text");
    return b.finish();
  }

 private:
  void version() {
    if (!lexer_.accept("adc-ir")) Lexer::fail("ir-version", lexer_.here(), "expected `adc-ir 1`");
    const Token token = lexer_.word("a version");
    if (token.text == kVersion) return;
    Lexer::fail("ir-version", token.span,
                "version " + std::string(token.text.substr(0, 20)) + " of the format is unknown; this adc reads 1");
  }

  Type read_type() {
    const Token token = lexer_.word("a type");
    for (const DType dtype : {DType::F64, DType::F32, DType::I64, DType::Bool}) {
      if (token.text == spelling(dtype)) return {dtype, read_shape()};
    }
    Lexer::fail("ir-syntax", token.span, "expected a type: f64, f32, i64 or bool");
  }

  Shape read_shape() {
    const std::size_t begin = lexer_.start();
    if (!lexer_.accept("[")) return {};
    std::vector<std::int64_t> dims;
    std::int64_t elements = 1;
    do {
      dims.push_back(lexer_.integer("an extent"));
      if (dims.back() < 0 || dims.size() > Shape::kMaxRank ||
          __builtin_mul_overflow(elements, std::max<std::int64_t>(dims.back(), 1), &elements) ||
          elements > kMaxElements) {
        Lexer::fail("ir-invalid", lexer_.span_from(begin),
                    "a shape has at most 8 extents, none negative, not too large");
      }
    } while (lexer_.accept(","));
    lexer_.expect("]");
    return Shape(dims);
  }

  DType read_float_type() {
    const Token token = lexer_.word("a float type");
    if (token.text == "f32") return DType::F32;
    if (token.text != "f64") Lexer::fail("ir-syntax", token.span, "expected f64 or f32");
    return DType::F64;
  }

  std::vector<NamedParam> read_params() {
    std::vector<NamedParam> params;
    lexer_.expect("(");
    if (lexer_.accept(")")) return params;
    do {
      expect_value(params.size());
      lexer_.expect(":");
      const Type type = read_type();
      const Token kind = lexer_.word("`param` or `data`");
      if (kind.text != "param" && kind.text != "data") {
        Lexer::fail("ir-syntax", kind.span, "expected `param` or `data`");
      }
      const std::size_t begin = lexer_.start();
      std::string name = lexer_.quoted();
      params.push_back({{std::move(name), kind.text == "param" ? ParamKind::Param : ParamKind::Data},
                        type,
                        lexer_.span_from(begin)});
    } while (lexer_.accept(","));
    lexer_.expect(")");
    return params;
  }

  void add_params(Builder& b, std::vector<NamedParam> params) {
    std::unordered_set<std::string> names;
    for (NamedParam& read : params) {
      if (read.param.name.empty()) Lexer::fail("ir-invalid", read.span, "a parameter needs a name");
      if (!names.insert(read.param.name).second) {
        Lexer::fail("ir-invalid", read.span, "two parameters have this name");
      }
      check_float_type(read.type, read.span);
      b.param(std::move(read.param.name), read.param.kind, read.type);
    }
  }

  void check_float_type(const Type& type, Span span) const {
    if ((type.dtype == DType::F64 || type.dtype == DType::F32) && type.dtype != float_type_) {
      Lexer::fail("ir-invalid", span, std::string("the function's float type is ") + spelling(float_type_));
    }
  }

  std::vector<Type> read_results() {
    lexer_.expect("->");
    if (!lexer_.accept("(")) return {read_type()};
    std::vector<Type> types;
    do {
      types.push_back(read_type());
    } while (lexer_.accept(","));
    lexer_.expect(")");
    return types;
  }

  /// "%5", which must be the number of the value that is defined there.
  void expect_value(std::size_t number) {
    const std::size_t begin = lexer_.start();
    lexer_.expect("%");
    if (lexer_.integer("a value's number") != static_cast<std::int64_t>(number)) {
      Lexer::fail("ir-syntax", lexer_.span_from(begin),
                  "expected %" + std::to_string(number) + ": values are numbered in order");
    }
  }

  /// "%5", an existing value.
  ValueId operand(const Builder& b) {
    const std::size_t begin = lexer_.start();
    lexer_.expect("%");
    const std::int64_t number = lexer_.integer("a value's number");
    if (number < 0 || static_cast<std::uint64_t>(number) >= b.size()) {
      Lexer::fail("ir-invalid", lexer_.span_from(begin), "no earlier value has this number");
    }
    return value_id(static_cast<std::size_t>(number));
  }

  /// Reads "%5 = …" if that comes next.
  bool instruction(Builder& b) {
    const std::size_t begin = lexer_.start();
    if (!lexer_.at("%")) return false;
    expect_value(b.size());
    lexer_.expect("=");
    const Token spelling = lexer_.word("an op");
    const std::optional<Op> op = find_op(spelling.text);
    if (!op || *op == Op::Param) Lexer::fail("ir-syntax", spelling.span, "there is no such op");
    *op == Op::Const ? constant(b, begin) : operation(b, *op, begin);
    return true;
  }

  /// "[3]", or "[0,1;5,4]": lists, whose numbers are separated by commas.
  std::vector<std::int64_t> read_immediates(Op op) {
    if (info(op).immediate == Immediate::None) return {};
    std::vector<std::int64_t> flat;
    lexer_.expect("[");
    if (info(op).immediate != Immediate::Lists) {
      flat.push_back(lexer_.integer("an integer"));
    } else {
      do {
        const std::size_t length = flat.size();
        flat.push_back(0);
        while (!lexer_.at(";") && !lexer_.at("]")) {
          if (flat[length]++ > 0) lexer_.expect(",");
          flat.push_back(lexer_.integer("an integer"));
        }
      } while (lexer_.accept(";"));
    }
    lexer_.expect("]");
    return flat;
  }

  void operation(Builder& b, Op op, std::size_t begin) {
    const std::vector<std::int64_t> immediates = read_immediates(op);
    std::array<ValueId, kMaxArity> operands{};
    std::array<const Type*, kMaxArity> types{};
    for (std::size_t i = 0; i < info(op).arity; ++i) {
      if (i > 0) lexer_.expect(",");
      operands[i] = operand(b);
      types[i] = &b.function().type(operands[i]);
    }
    const std::string_view wrong = type_error(op, {types.data(), info(op).arity}, immediates, float_type_);
    if (!wrong.empty()) Lexer::fail("ir-invalid", lexer_.span_from(begin), std::string(wrong));
    b.emit(op, std::span<const ValueId>(operands.data(), info(op).arity), immediates);
  }

  void constant(Builder& b, std::size_t begin) {
    const std::size_t expected = b.size();
    const Token token = lexer_.word("a constant", "-+/()");
    const std::optional<Constant> constant = parse_constant(token.text);
    if (!constant) Lexer::fail("ir-syntax", token.span, "expected a constant, such as 1/3, pi, 0x1.8p+1, nan or true");
    if (constant->kind() == Constant::Kind::Float && float_type_ == DType::F32 && !is_float(constant->as_float())) {
      Lexer::fail("ir-invalid", token.span, "this constant is not an f32");
    }
    if (index(b.constant(*constant)) != expected) {
      Lexer::fail("ir-invalid", lexer_.span_from(begin), "an earlier instruction is the same constant");
    }
  }

  void returned(Builder& b, const std::vector<Type>& results) {
    lexer_.keyword("ret");
    std::size_t count = 0;
    do {
      const std::size_t begin = lexer_.start();
      const ValueId value = operand(b);
      std::string name = lexer_.at("\"") ? lexer_.quoted() : "";
      if (count < results.size() && b.function().type(value) != results[count]) {
        Lexer::fail("ir-invalid", lexer_.span_from(begin), "the value's type is not the one in the first line");
      }
      b.output(value, std::move(name));
      ++count;
    } while (lexer_.accept(","));
    if (count != results.size()) {
      Lexer::fail("ir-invalid", lexer_.here(), "the first line says " + std::to_string(results.size()) + " outputs");
    }
  }

  Lexer lexer_;
  std::size_t max_instructions_;
  DType float_type_ = DType::F64;
};

}  // namespace

Result<Function> read(std::string_view text, std::size_t max_instructions) {
  try {
    if (text.size() > std::numeric_limits<std::uint32_t>::max())
      Lexer::fail("ir-syntax", {}, "the text is longer than 4 GiB");
    return Reader(text, max_instructions).run();
  } catch (const Failure& failure) {
    return failure.diagnostic();
  }
}

}  // namespace adc::ir
