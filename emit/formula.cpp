#include "emit/formula.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "emit/decimal.h"
#include "emit/formula_walk.h"

namespace adc::emit {
namespace {

using ir::Constant;
using ir::Function;
using ir::index;
using ir::Op;
using ir::Rational;
using ir::ValueId;

// What a text begins with, as far as a number may stand before it.
enum class Start : std::uint8_t { Other, Name, Exponent };

struct Infix {
  Op op;
  std::string_view text;
  Precedence level;
};
constexpr std::array<Infix, 10> kInfix{{{Op::Add, " + ", kSum},
                                        {Op::Sub, " - ", kSum},
                                        {Op::Mul, "·", kProduct},
                                        {Op::Div, "/", kProduct},
                                        {Op::Lt, " < ", kCompare},
                                        {Op::Le, " <= ", kCompare},
                                        {Op::Eq, " == ", kCompare},
                                        {Op::Ne, " != ", kCompare},
                                        {Op::And, " and ", kAnd},
                                        {Op::Or, " or ", kOr}}};

const Infix* infix(Op op) {
  const auto* found = std::ranges::find(kInfix, op, &Infix::op);
  return found == kInfix.end() ? nullptr : found;
}

// Functions whose power is written at the name: sin²(x).
bool takes_superscript(Op op) {
  constexpr std::array kOps{Op::Sin,  Op::Cos,  Op::Tan,  Op::Sec,  Op::Csc,  Op::Cot, Op::Sinh,
                            Op::Cosh, Op::Tanh, Op::Sech, Op::Csch, Op::Coth, Op::Log};
  return std::ranges::find(kOps, op) != kOps.end();
}

bool has_superscript(std::int64_t n) { return n >= 2 && n <= 99; }

constexpr int kMostPieces = 16;  // of a choice; what is chosen from further stands behind "else"

std::string superscript(std::int64_t n) {
  constexpr std::array<std::string_view, 10> kDigits{"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string text;
  for (const char digit : std::to_string(n)) text += kDigits[static_cast<std::size_t>(digit - '0')];
  return text;
}

bool is_identifier(std::string_view name) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0;
  };
  if (name.empty() || !letter(name[0])) return false;
  return std::ranges::all_of(name, [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

class Writer : FormulaWalk {
 public:
  explicit Writer(const Function& fn, std::span<const KnownName> known = {})
      : FormulaWalk(fn, known), fn_(fn), starts_(fn.size()) {}

  std::string text(bool names) {
    plan();
    if (names) name_parts();
    return names_stand_behind() ? expression() : statements();
  }

  std::vector<NamedPart> named_parts() {
    plan();
    name_parts();
    return names_stand_behind() ? parts() : std::vector<NamedPart>{};
  }

 private:
  [[nodiscard]] Written written(ValueId id) const override {
    if (const auto p = complement(id)) return {{text_piece("1 - "), value_piece(*p, kProduct)}, kSum};
    std::vector<Piece> items = pieces(id);
    const Precedence level = level_of(id, items[0].text);
    return {std::move(items), level};
  }
  void measured(ValueId id, const Written& text) override { starts_[index(id)] = start_of(text.items[0]); }

  // The parts of a value's text, without brackets around the whole.
  [[nodiscard]] std::vector<Piece> pieces(ValueId id) const {
    const Op op = fn_.op(id);
    if (op == Op::Param) return {text_piece(fn_.params()[fn_.inst(id).payload].name)};
    if (op == Op::Const) return {text_piece(constant_text(fn_.constant(id)))};
    if (!ir::is_elementwise(op)) return resolved(write_tensor(fn_, id).items);
    if (op == Op::Mul) return product(id);
    if (op == Op::Powi) return power(id);
    if (op == Op::Pow) {
      return {value_piece(operand(id, 0), kAtom), text_piece(power_sign(id)), value_piece(operand(id, 1), kPower)};
    }
    if (op == Op::Neg) return {text_piece("-"), value_piece(operand(id, 0), kProduct)};
    if (op == Op::Not) return {text_piece("not "), value_piece(operand(id, 0), kNot)};
    if (const auto identity = identity_matrix(fn_, id)) return {text_piece(*identity)};
    if (const auto mean = mean_of(fn_, id)) return {text_piece("mean("), value_piece(resolve(*mean)), text_piece(")")};
    if (op == Op::ToFloat) return {text_piece("if("), value_piece(operand(id, 0)), text_piece(", 1, 0)")};
    if (op == Op::Expnsq) {
      return {text_piece("exp(-"), value_piece(operand(id, 0), kAtom), text_piece(is_tensor(id) ? ".^2)" : "²)")};
    }
    if (is_turned(id)) {
      return {value_piece(operand(id, 1), kSum), text_piece(op == Op::Lt ? " > " : " >= "),
              value_piece(operand(id, 0), kSum)};
    }
    if (const auto range = range_of(id)) {
      const auto sign = [&](ValueId relation) { return text_piece(fn_.op(relation) == Op::Lt ? " < " : " <= "); };
      return {value_piece(operand(range->first, 0), kSum), sign(range->first),
              value_piece(operand(range->first, 1), kSum), sign(range->second),
              value_piece(operand(range->second, 1), kSum)};
    }
    if (op == Op::Select && is_chosen_further(operand(id, 2)) && !is_tensor(id)) return piecewise(id);
    if (const Infix* mark = infix(op)) {
      // A chain binds to the left; comparisons do not chain.
      const Precedence left = mark->level == kCompare ? kSum : mark->level;
      const bool negative = mark->level == kSum && fact(operand(id, 1)).level == kPrefix;  // a - (-b)
      const Precedence right = mark->level == kProduct ? kPower
                               : negative              ? kJuxtaposed
                                                       : static_cast<Precedence>(mark->level + 1);
      const bool by_elements = op == Op::Div && is_tensor(operand(id, 1));
      return {value_piece(operand(id, 0), left), text_piece(by_elements ? " ./ " : mark->text),
              value_piece(operand(id, 1), right)};
    }
    if (const std::optional<std::int64_t> n = factorial_of(id)) return {text_piece(std::to_string(*n) + "!")};
    return call(id, op == Op::Select ? "if" : std::string(ir::info(op).spelling));
  }

  // n where the value is gamma(n + 1) of a number, which is beyond the digits of a double
  [[nodiscard]] std::optional<std::int64_t> factorial_of(ValueId id) const {
    constexpr std::int64_t kLeast = 23;
    constexpr std::int64_t kMost = 1'000'000;
    if (fn_.op(id) != Op::Gamma || !fn_.is_const(operand(id, 0)) || is_tensor(id)) return std::nullopt;
    const ir::Constant& above = fn_.constant(operand(id, 0));
    const auto n = above.kind() == ir::Constant::Kind::Rational ? above.as_rational().to_int64() : std::nullopt;
    return n && *n >= kLeast && *n <= kMost ? std::optional(*n - 1) : std::nullopt;
  }

  // x > 0 rather than 0 < x, and x > y where x is the first input
  [[nodiscard]] bool is_turned(ValueId id) const {
    if (fn_.op(id) != Op::Lt && fn_.op(id) != Op::Le) return false;
    const ValueId left = operand(id, 0);
    const ValueId right = operand(id, 1);
    if (fn_.is_const(left) || fn_.is_const(right)) return fn_.is_const(left) && !fn_.is_const(right);
    const bool params = fn_.op(left) == Op::Param && fn_.op(right) == Op::Param;
    return params && fn_.inst(right).payload < fn_.inst(left).payload;
  }

  // The two comparisons of a < u < b, written so.
  [[nodiscard]] std::optional<std::pair<ValueId, ValueId>> range_of(ValueId id) const {
    if (fn_.op(id) != Op::And) return std::nullopt;
    const auto compares = [&](ValueId v) { return (fn_.op(v) == Op::Lt || fn_.op(v) == Op::Le) && name(v).empty(); };
    const ValueId first = operand(id, 0);
    const ValueId second = operand(id, 1);
    if (!compares(first) || !compares(second)) return std::nullopt;
    if (operand(first, 1) == operand(second, 0)) return std::pair(first, second);
    if (operand(second, 1) == operand(first, 0)) return std::pair(second, first);
    return std::nullopt;
  }

  [[nodiscard]] bool is_chosen_further(ValueId id) const { return fn_.op(id) == Op::Select && name(id).empty(); }

  // piecewise(c: a, d: b, else: e)
  [[nodiscard]] std::vector<Piece> piecewise(ValueId id) const {
    std::vector<Piece> items{text_piece("piecewise(")};
    for (int pieces = 1;; id = operand(id, 2), ++pieces) {
      items.push_back(value_piece(operand(id, 0)));
      items.push_back(text_piece(": "));
      items.push_back(value_piece(operand(id, 1)));
      items.push_back(text_piece(", "));
      if (pieces == kMostPieces || !is_chosen_further(operand(id, 2))) break;
    }
    items.push_back(text_piece("else: "));
    items.push_back(value_piece(operand(id, 2)));
    items.push_back(text_piece(")"));
    return items;
  }

  // 2.^x would begin with the number "2."
  [[nodiscard]] std::string power_sign(ValueId id) const {
    if (!is_tensor(id)) return "^";
    return fn_.is_const(operand(id, 0)) ? " .^ " : ".^";
  }

  [[nodiscard]] std::vector<Piece> resolved(std::vector<Piece> items) const {
    for (Piece& item : items) {
      if (item.value) item.value = resolve(*item.value);
    }
    return items;
  }

  [[nodiscard]] std::vector<Piece> call(ValueId id, const std::string& name) const {
    if (fn_.op(id) == Op::Zeta && fn_.immediate(id) != 0) {  // zeta(x, a) is another function elsewhere
      return {text_piece(fmt::format("{}_derivative({}, ", name, fn_.immediate(id))), value_piece(operand(id, 0)),
              text_piece(")")};
    }
    std::vector<Piece> items{text_piece(name + "(")};
    if (ir::info(fn_.op(id)).immediate == ir::Immediate::Order) {
      items.push_back(text_piece(std::to_string(fn_.immediate(id)) + ", "));
    }
    for (std::size_t i = 0; i < fn_.operands(id).size(); ++i) {
      if (i != 0) items.push_back(text_piece(", "));
      items.push_back(value_piece(operand(id, i)));
    }
    if (ir::info(fn_.op(id)).immediate == ir::Immediate::Slope && fn_.immediate(id) != 0) {
      items.push_back(text_piece(", " + std::to_string(fn_.immediate(id))));
    }
    items.push_back(text_piece(")"));
    return items;
  }

  // 2x, 2(x + 1), x·y
  [[nodiscard]] std::vector<Piece> product(ValueId id) const {
    auto [left, right] = factors(id);
    if (is_scaled_product(id)) {
      std::vector<Piece> items = pieces(right);
      items.insert(items.begin(), value_piece(left, kAtom));
      return items;
    }
    if (is_juxtaposed(id)) return {value_piece(left, kAtom), value_piece(right, kPower)};
    if (const auto number = number_of(right);
        number && !is_tensor(left) && start(left) == Start::Name) {  // 3‖x‖·x rather than ‖x‖·3x
      return {value_piece(*number, kAtom), value_piece(left, kPower), text_piece("·"),
              value_piece(factors(right).second, kJuxtaposed)};
    }
    if (complement(left) == right) std::swap(left, right);                // p .* (1 - p)
    if (const auto scale = scale_of(right); scale && !is_tensor(left)) {  // c·d·T rather than c·(d·T)
      const bool turns = complement(left) == scale;
      return {value_piece(turns ? *scale : left, kProduct), text_piece("·"),
              value_piece(turns ? left : *scale, kJuxtaposed), text_piece("·"),
              value_piece(factors(right).second, kJuxtaposed)};
    }
    const bool by_elements = is_tensor(left) && is_tensor(right);
    return {value_piece(left, kProduct), text_piece(by_elements ? " .* " : "·"), value_piece(right, kJuxtaposed)};
  }

  // A number before the tensor that it multiplies.
  [[nodiscard]] std::pair<ValueId, ValueId> factors(ValueId id) const {
    const ValueId first = operand(id, 0);
    const ValueId second = operand(id, 1);
    return is_tensor(first) && !is_tensor(second) ? std::pair(second, first) : std::pair(first, second);
  }

  [[nodiscard]] bool is_juxtaposed(ValueId id) const {
    const auto [left, right] = factors(id);
    if (!fn_.is_const(left) || fact(left).level != kAtom || !is_numeral(left)) return false;
    return fact(right).level < kPower || start(right) == Start::Name;
  }

  // The scalar before a tensor, as the c of c·x.
  [[nodiscard]] std::optional<ValueId> scale_of(ValueId id) const {
    const bool is_multiple = fn_.op(id) == Op::Mul && is_tensor(id) && name(id).empty() && !is_juxtaposed(id) &&
                             !is_tensor(factors(id).first);
    return is_multiple ? std::optional(factors(id).first) : std::nullopt;
  }

  // The number before a tensor, as the 3 of 3x.
  [[nodiscard]] std::optional<ValueId> number_of(ValueId id) const {
    const bool is_multiple =
        fn_.op(id) == Op::Mul && is_tensor(id) && name(id).empty() && is_juxtaposed(id) && !is_scaled_product(id);
    return is_multiple ? std::optional(factors(id).first) : std::nullopt;
  }

  // 3x*xᵀ rather than 3(x*xᵀ)
  [[nodiscard]] bool is_scaled_product(ValueId id) const {
    const ValueId right = factors(id).second;
    return is_juxtaposed(id) && fn_.op(right) == Op::Dot && name(right).empty() && fact(right).level == kProduct &&
           starts_[index(right)] == Start::Name;
  }

  [[nodiscard]] bool is_numeral(ValueId id) const { return fn_.constant(id).kind() == Constant::Kind::Rational; }

  [[nodiscard]] Start start(ValueId id) const { return name(id).empty() ? starts_[index(id)] : Start::Name; }

  // x², sin²(x), (x + 1)³, x^(-2)
  [[nodiscard]] std::vector<Piece> power(ValueId id) const {
    const ValueId base = operand(id, 0);
    const std::int64_t n = fn_.immediate(id);
    if (is_tensor(id)) {
      const std::string exponent = n < 0 ? '(' + std::to_string(n) + ')' : std::to_string(n);
      return {value_piece(base, kAtom), text_piece(power_sign(id) + exponent)};
    }
    if (!has_superscript(n)) {
      return {value_piece(base, kAtom), text_piece(n < 0 ? fmt::format("^({})", n) : "^" + std::to_string(n))};
    }
    if (takes_superscript(fn_.op(base)) && name(base).empty()) {
      return call(base, std::string(ir::info(fn_.op(base)).spelling) + superscript(n));
    }
    return {value_piece(base, kAtom), text_piece(superscript(n))};
  }

  [[nodiscard]] std::string constant_text(const Constant& value) const {
    switch (value.kind()) {
      case Constant::Kind::Pi: return is_taken("π") || is_taken("pi") ? "acos(-1)" : "π";
      case Constant::Kind::E: return is_taken("e") ? "exp(1)" : "e";
      case Constant::Kind::Bool: return value.as_bool() ? "0 == 0" : "0 == 1";
      case Constant::Kind::Rational: {
        const auto text = decimal(value.as_rational());
        return text ? *text : value.as_rational().to_string();
      }
      case Constant::Kind::Float: break;
    }
    const double number = value.as_float();
    if (number != number) return "nan";
    if (number > 1.7976931348623157e308) return "inf";
    if (number < -1.7976931348623157e308) return "-inf";
    std::array<char, 32> buffer;
    return {buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr};
  }

  [[nodiscard]] Precedence level_of(ValueId id, std::string_view text) const {
    if (!ir::is_elementwise(fn_.op(id))) return write_tensor(fn_, id).level;
    switch (fn_.op(id)) {
      case Op::Const:
        if (fn_.constant(id).kind() == Constant::Kind::Bool) return kCompare;
        if (text.starts_with('-')) return kPrefix;
        return text.find('/') == std::string_view::npos ? kAtom : kProduct;
      case Op::Neg: return kPrefix;
      case Op::Div: return mean_of(fn_, id) ? kAtom : kProduct;
      case Op::And: return range_of(id) ? kCompare : infix(Op::And)->level;
      case Op::Not: return kNot;
      case Op::Pow:
      case Op::Powi: return kPower;
      case Op::Mul: return is_juxtaposed(id) && !is_scaled_product(id) ? kJuxtaposed : kProduct;
      default: {
        const Infix* mark = infix(fn_.op(id));
        return mark ? mark->level : kAtom;
      }
    }
  }

  [[nodiscard]] Start start_of(const Piece& first) const {
    if (first.value) return fact(*first.value).level < first.level ? Start::Name : start(*first.value);
    const char c = first.text[0];
    // 2e1 and 2e-3 are numbers.
    if (c == 'e' || c == 'E') {
      const bool word =
          first.text.size() > 1 && ((first.text[1] >= 'a' && first.text[1] <= 'z') || first.text[1] == '_');
      return word ? Start::Name : Start::Exponent;
    }
    const bool other = (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == '[';
    return other ? Start::Other : Start::Name;
  }

  // E where s = F, t = G
  std::string expression() const {
    std::string all = FormulaWalk::text({value_piece(resolve(fn_.outputs()[0].value))});
    for (const ValueId id : bound()) {
      all += id == bound().front() ? " where " : ", ";
      all += name(id) + " = " + FormulaWalk::text(pieces(id));
    }
    return all;
  }

  std::string statements() const {
    std::string all;
    for (const ValueId id : bound()) all += name(id) + " = " + FormulaWalk::text(pieces(id)) + '\n';
    const auto outputs = fn_.outputs();
    if (outputs.size() == 1) return all + FormulaWalk::text({value_piece(resolve(outputs[0].value))});
    std::unordered_set<std::string> used;
    for (const ir::Param& param : fn_.params()) used.insert(param.name);
    std::vector<Piece> last;
    for (const ir::Output& output : outputs) {
      if (!last.empty()) last.push_back(text_piece(", "));
      if (!is_identifier(output.name) || !used.insert(output.name).second) {
        last.push_back(value_piece(resolve(output.value)));
        continue;
      }
      all += output.name + " = " + FormulaWalk::text({value_piece(resolve(output.value))}) + '\n';
      last.push_back(text_piece(output.name));
    }
    return all + FormulaWalk::text(std::move(last));
  }

  const Function& fn_;
  std::vector<Start> starts_;
};

}  // namespace

std::string formula(const Function& fn, std::span<const KnownName> known) { return Writer(fn, known).text(true); }

std::string formula_without_names(const Function& fn) { return Writer(fn).text(false); }

bool is_in_words(const Function& fn) {
  std::vector<bool> needed(fn.size());
  for (const ir::Output& output : fn.outputs()) needed[index(output.value)] = true;
  for (std::size_t i = fn.size(); i-- > 0;) {
    const ValueId id = ir::value_id(i);
    if (!needed[i]) continue;
    if (!ir::is_elementwise(fn.op(id)) && !has_words(fn, id) && !identity_matrix(fn, id)) return false;
    for (const ValueId operand : fn.operands(id)) needed[index(operand)] = true;
  }
  return true;
}

std::vector<NamedPart> named_parts(const Function& fn) { return Writer(fn).named_parts(); }

}  // namespace adc::emit
