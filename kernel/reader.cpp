#include <algorithm>
#include <charconv>
#include <limits>
#include <string>
#include <utility>

#include "diag/diagnostics.h"
#include "ir/builder.h"
#include "ir/lexer.h"
#include "kernel/text.h"
#include "kernel/verify.h"
#include "kernel/words.h"

namespace adc::kernel {
namespace {

using ir::Token;

class Reader {
 public:
  Reader(std::string_view text, std::size_t max_nodes)
      : lexer_(text, "kernel-syntax", "kernel-invalid"), max_nodes_(max_nodes) {}

  Program run() {
    lexer_.expect("adc-kernel");
    if (const Token version = lexer_.word("a version"); version.text != kVersion) {
      lexer_.fail_syntax(version.span, "this version of the format is unknown; this adc reads 1");
    }
    Program program;
    lexer_.keyword("program");
    program.name = lexer_.quoted();
    program.float_type = lexer_.type().dtype;
    lexer_.keyword("workspace");
    program.workspace_bytes = natural("bytes");
    program.sums_rows = lexer_.accept_word(kSummedRows);
    if (program.sums_rows || lexer_.accept_word(kIndependentRows)) program.tile = integer("rows of a tile");
    lexer_.expect("{");
    while (lexer_.at("a")) program.arrays.push_back(array(program.arrays.size()));
    while (!lexer_.accept("}")) program.steps.push_back(step());
    if (!lexer_.at_end()) lexer_.fail_syntax(lexer_.here(), "expected the end of the text");
    return program;
  }

 private:
  std::int64_t integer(const char* what) {
    const std::size_t begin = lexer_.start();
    const std::int64_t number = lexer_.integer(what);
    if (number < -kLargest || number > kLargest) lexer_.fail_invalid(lexer_.span_from(begin), "a number too large");
    return number;
  }
  std::size_t natural(const char* what) {
    const std::size_t begin = lexer_.start();
    const std::int64_t number = integer(what);
    if (number < 0) lexer_.fail_invalid(lexer_.span_from(begin), "a number below 0");
    return static_cast<std::size_t>(number);
  }
  /// A number that ids have.
  std::uint32_t id(const char* what) {
    const std::size_t begin = lexer_.start();
    const std::size_t number = natural(what);
    if (number >= std::numeric_limits<std::uint32_t>::max()) {
      lexer_.fail_invalid(lexer_.span_from(begin), "a number too large");
    }
    return static_cast<std::uint32_t>(number);
  }
  NodeId node() {
    lexer_.expect("%");
    return id("a node's number");
  }
  ArrayId array_id() {
    lexer_.expect("a");
    return id("an array's number");
  }
  template <class T, std::size_t n>
  T one_of(const std::array<Word<T>, n>& words, const char* what) {
    const Token token = lexer_.word(what);
    const auto found = std::ranges::find(words, token.text, &Word<T>::second);
    if (found == words.end()) lexer_.fail_syntax(token.span, std::string("expected ") + what);
    return found->first;
  }

  /// "a2 = output 0 "y" f64[3]"
  Array array(std::size_t number) {
    const std::size_t begin = lexer_.start();
    if (array_id() != number) lexer_.fail_syntax(lexer_.span_from(begin), "arrays are numbered in order");
    lexer_.expect("=");
    Array result;
    const Token kind = lexer_.word("input, output, table or workspace");
    if (kind.text == kTable) {
      result.type = lexer_.type();
      result.place = table();
      return result;
    }
    const std::size_t at = natural("a number");
    if (kind.text == "input")
      result.place = Input{at, lexer_.quoted()};
    else if (kind.text == "output")
      result.place = Output{at, lexer_.quoted()};
    else if (kind.text == "workspace")
      result.place = Workspace{at};
    else
      lexer_.fail_syntax(kind.span, "expected input, output, table or workspace");
    result.type = lexer_.type();
    result.is_of_rows = lexer_.accept_word(kOfRows);
    return result;
  }

  /// "{ 0x1p+0, 0x1p+1 }"
  Table table() {
    Table result;
    lexer_.expect("{");
    do result.numbers.push_back(constant().value);
    while (lexer_.accept(","));
    lexer_.expect("}");
    return result;
  }

  // --- places
  // ---------------------------------------------------------------------------------------------------------

  /// A sum of multiples of names and a number: `visit(factor, name)` gets each term; a number has the name "". Where
  /// there may be a lookup, ends before it and gives its factor.
  template <class Visit>
  std::optional<std::int64_t> sum(bool may_look_up, Visit visit) {
    bool is_negative = lexer_.accept("-");
    while (true) {
      const std::size_t begin = lexer_.start();
      const bool has_factor = !is_name() && !(may_look_up && lexer_.at("%"));
      const std::int64_t size = has_factor ? static_cast<std::int64_t>(natural("a number")) : 1;
      const std::int64_t factor = is_negative ? -size : size;
      if (may_look_up && lexer_.at("%")) return factor;
      visit(factor, is_name() ? lexer_.word("a loop") : Token{"", lexer_.span_from(begin)});
      if (lexer_.accept("+"))
        is_negative = false;
      else if (lexer_.accept("-"))
        is_negative = true;
      else
        return std::nullopt;
    }
  }
  /// Adds a term to a sum, which no number of terms overflows.
  void add(std::int64_t& sum, std::int64_t term, Span span) const {
    sum += term;
    if (sum < -kLargest || sum > kLargest) lexer_.fail_invalid(span, "a number too large");
  }
  /// Whether the name of a loop or of an axis comes next.
  bool is_name() {
    return std::ranges::any_of(std::string_view("ibmnk"), [&](const char& c) { return lexer_.at({&c, 1}); });
  }

  Affine affine(std::size_t loops, std::optional<std::int64_t>* lookup = nullptr) {
    Affine result{0, std::vector<std::int64_t>(loops, 0)};
    const auto factor = sum(lookup != nullptr, [&](std::int64_t size, const Token& name) {
      if (name.text.empty()) {
        add(result.offset, size, name.span);
        return;
      }
      std::size_t loop = loops;
      const char* const begin = name.text.data() + 1;
      const char* const end = name.text.data() + name.text.size();
      const auto [ptr, error] = std::from_chars(begin, end, loop);
      if (name.text[0] != 'i' || error != std::errc{} || ptr != end || loop >= loops) {
        lexer_.fail_invalid(name.span, "there is no such loop");
      }
      add(result.strides[loop], size, name.span);
    });
    if (lookup != nullptr) *lookup = factor;
    return result;
  }

  struct Element {
    ArrayId array;
    Affine index;
    std::optional<Lookup> by;
  };
  /// "a2[4 i0 + 5 %3 of 10]"
  Element element(std::size_t loops) {
    Element result{array_id(), {}, {}};
    lexer_.expect("[");
    std::optional<std::int64_t> stride;
    result.index = affine(loops, &stride);
    if (stride) {
      const NodeId position = node();
      lexer_.keyword("of");
      result.by = Lookup{position, *stride, integer("an extent")};
    }
    lexer_.expect("]");
    return result;
  }

  std::vector<NodeId> guards() {
    std::vector<NodeId> result;
    if (!lexer_.accept_word("if")) return result;
    do {
      result.push_back(node());
    } while (lexer_.accept(","));
    return result;
  }

  // --- steps
  // ----------------------------------------------------------------------------------------------------------

  Step step() {
    if (lexer_.accept_word("product")) return call();
    lexer_.keyword("region");
    return region();
  }

  Region region() {
    Region result;
    while (!lexer_.accept("{")) {
      if (!result.loops.empty()) lexer_.expect(",");
      if (result.loops.size() == kMaxLoops) lexer_.fail_invalid(lexer_.here(), "too many loops");
      Loop loop{0, Loop::Role::Parallel, lexer_.accept_word(kOfRows)};
      if (!loop.is_of_rows) {
        loop.role = one_of(kRoles, "parallel, sequential, reduced or rows");
        loop.is_of_rows = lexer_.accept_word(kOfRows);
      }
      loop.extent = integer("turns");
      result.loops.push_back(loop);
    }
    while (lexer_.at("%")) {
      const std::size_t begin = lexer_.start();
      if (node() != result.nodes.size()) lexer_.fail_syntax(lexer_.span_from(begin), "nodes are numbered in order");
      if (++nodes_ > max_nodes_) ir::Lexer::fail("too-many-instructions", lexer_.span_from(begin), "too many nodes");
      lexer_.expect("=");
      result.nodes.push_back(body_node(result.loops.size()));
    }
    while (!lexer_.accept("}")) result.stores.push_back(store(result.loops.size()));
    return result;
  }

  Node body_node(std::size_t loops) {
    const Token kind = lexer_.word("an op");
    if (kind.text == "const") return constant();
    if (kind.text == "true" || kind.text == "false") return Truth{kind.text == "true"};
    if (kind.text == "position") return Position{affine(loops)};
    if (kind.text == "inside") {
      Affine index = affine(loops);
      lexer_.keyword("of");
      return Inside{std::move(index), integer("an extent")};
    }
    if (kind.text == "load" || kind.text == "gather") return read_element(kind, loops);
    if (kind.text == "fold") return fold();
    if (kind.text == "argmax") return Argmax{node()};
    return apply(kind);
  }

  Constant constant() {
    const Token token = lexer_.word("a number", "-+()");
    const std::optional<ir::Constant> number = ir::parse_constant(token.text);
    if (!number || number->kind() != ir::Constant::Kind::Float) {
      lexer_.fail_syntax(token.span, "expected a float, such as 0x1.8p+1 or nan");
    }
    return {number->as_float()};
  }

  Node read_element(const Token& kind, std::size_t loops) {
    Element from = element(loops);
    if (from.by.has_value() != (kind.text == "gather")) {
      lexer_.fail_syntax(kind.span, "a gather has a lookup, a load has none");
    }
    if (from.by) return Gather{from.array, std::move(from.index), *from.by, guards()};
    return Load{from.array, std::move(from.index), guards()};
  }

  Fold fold() {
    const Combine combine = one_of(kCombines, "add, mul, max or min");
    const NodeId term = node();
    lexer_.keyword("lanes");
    const std::int64_t lanes = integer("lanes");
    lexer_.keyword("block");
    return {combine, term, {lanes, integer("terms")}};
  }

  Apply apply(const Token& kind) {
    const std::optional<ir::Op> op = ir::find_op(kind.text);
    if (!op || !ir::is_elementwise(*op)) lexer_.fail_syntax(kind.span, "there is no such op");
    Apply result{*op, std::nullopt, {}};
    if (lexer_.accept("[")) {
      const std::size_t begin = lexer_.start();
      const std::int64_t immediate = integer("an integer");
      if (immediate != static_cast<int>(immediate)) lexer_.fail_invalid(lexer_.span_from(begin), "a number too large");
      result.immediate = static_cast<int>(immediate);
      lexer_.expect("]");
    }
    for (std::size_t k = 0; k < ir::info(*op).arity; ++k) {
      if (k > 0) lexer_.expect(",");
      result.operands.push_back(node());
    }
    return result;
  }

  Store store(std::size_t loops) {
    Element to = element(loops);
    lexer_.expect(to.by ? "+=" : "=");
    const NodeId value = node();
    if (to.by) return Add{value, to.array, std::move(to.index), *to.by};
    return Set{value, to.array, std::move(to.index)};
  }

  Call call() {
    Call result{};
    MatrixProduct& product = result.product;
    for (const ProductAxis& axis : kProductAxes) {
      if (&axis != kProductAxes.data()) lexer_.expect(",");
      lexer_.keyword({&axis.name, 1});
      product.*axis.extent = integer("an extent");
      if (axis.rows != MatrixProduct::Rows::None && lexer_.accept_word(kOfRows)) {
        product.rows = axis.rows;
        product.tile = integer("rows of a tile");
      }
    }
    lexer_.expect(":");
    product.c = array_id();
    lexer_.expect("=");
    product.a = operand(&ProductAxis::of_a);
    lexer_.expect("*");
    product.b = operand(&ProductAxis::of_b);
    lexer_.keyword("else");
    lexer_.keyword("region");
    result.fallback = region();
    return result;
  }

  MatrixProduct::Operand operand(std::int64_t MatrixProduct::Operand::* ProductAxis::* stride_of) {
    MatrixProduct::Operand result{array_id(), 0, 0, 0, 0};
    lexer_.expect("[");
    sum(false, [&](std::int64_t size, const Token& name) {
      if (name.text.empty()) {
        add(result.offset, size, name.span);
        return;
      }
      const auto* const axis = std::ranges::find(kProductAxes, name.text,
                                                 [](const ProductAxis& one) { return std::string_view(&one.name, 1); });
      if (axis == kProductAxes.end() || (*axis).*stride_of == nullptr) {
        lexer_.fail_invalid(name.span, "the operand has no such axis");
      }
      add(result.*((*axis).*stride_of), size, name.span);
    });
    lexer_.expect("]");
    return result;
  }

  ir::Lexer lexer_;
  std::size_t max_nodes_;
  std::size_t nodes_ = 0;
};

}  // namespace

Result<Program> read(std::string_view text, std::size_t max_nodes) {
  try {
    if (text.size() > std::numeric_limits<std::uint32_t>::max()) {
      ir::Lexer::fail("kernel-syntax", {}, "the text is longer than 4 GiB");
    }
    Program program = Reader(text, max_nodes).run();
    const std::vector<std::string> wrong = verify(program);
    if (!wrong.empty()) ir::Lexer::fail("kernel-invalid", {}, wrong.front());
    return program;
  } catch (const diag::Failure& failure) {
    return failure.diagnostic();
  }
}

}  // namespace adc::kernel
