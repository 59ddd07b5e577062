#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <unordered_set>

#include "diag/diagnostics.h"
#include "ir/builder.h"
#include "ir/lexer.h"
#include "ir/text.h"

namespace adc::ir {
namespace {

constexpr std::string_view kVersion = "1";

bool is_float(double x) { return std::isnan(x) || static_cast<double>(static_cast<float>(x)) == x; }

struct NamedParam {
  Param param;
  Type type;
  Span span;
};

class Reader {
 public:
  Reader(std::string_view text, std::size_t max_instructions)
      : lexer_(text, "ir-syntax", "ir-invalid"), max_instructions_(max_instructions) {}

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
                fmt::format("version {} of the format is unknown; this adc reads 1", token.text.substr(0, 20)));
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
      const Type type = lexer_.type();
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
    if (!lexer_.accept("(")) return {lexer_.type()};
    std::vector<Type> types;
    do {
      types.push_back(lexer_.type());
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
                  fmt::format("expected %{}: values are numbered in order", number));
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
      OutputRole role = OutputRole::Value;
      for (const OutputRole other : {OutputRole::Derivative, OutputRole::Tangent, OutputRole::Adjoint}) {
        if (role == OutputRole::Value && lexer_.accept_word(spelling(other))) role = other;
      }
      b.output(value, std::move(name), role);
      ++count;
    } while (lexer_.accept(","));
    if (count != results.size()) {
      Lexer::fail("ir-invalid", lexer_.here(), fmt::format("the first line says {} outputs", results.size()));
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
  } catch (const diag::Failure& failure) {
    return failure.diagnostic();
  }
}

}  // namespace adc::ir
