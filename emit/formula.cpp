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

#include "emit/formula_items.h"

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

// Text beyond which a shared value is bound to a name instead of being written out again.
constexpr double kShortText = 600;
constexpr double kMaxGrowth = 2;
constexpr double kWorthAName = 12;
constexpr std::uint32_t kMaxNesting = 120;

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

std::string superscript(std::int64_t n) {
  constexpr std::array<std::string_view, 10> kDigits{"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string text;
  for (const char digit : std::to_string(n)) text += kDigits[static_cast<std::size_t>(digit - '0')];
  return text;
}

// digits·10^−places as people write it: 0.037, 1200, 6.626e-34
std::string decimal_text(std::string digits, std::int64_t places) {
  constexpr std::size_t kLongNumber = 16;
  const std::int64_t exponent = static_cast<std::int64_t>(digits.size()) - 1 - places;
  std::string plain = digits;
  const auto width = static_cast<std::size_t>(places) + 1;
  if (plain.size() < width) plain.insert(0, width - plain.size(), '0');
  if (places > 0) plain.insert(plain.size() - static_cast<std::size_t>(places), 1, '.');
  while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
  if (digits.size() > 1) digits.insert(1, 1, '.');
  const std::string scientific = digits + 'e' + std::to_string(exponent);
  return plain.size() > kLongNumber && scientific.size() < plain.size() ? scientific : plain;
}

// A rational as a decimal fraction, if it has one.
std::optional<std::string> decimal(const Rational& value) {
  constexpr std::int64_t kMaxPlaces = 342;
  if (std::int64_t den = value.denominator().to_int64().value_or(1); den != 1) {
    while (den % 2 == 0) den /= 2;
    while (den % 5 == 0) den /= 5;
    if (den != 1) return std::nullopt;
  }
  std::optional<Rational> scaled = value.abs();
  for (std::int64_t places = 0; scaled && places <= kMaxPlaces; ++places) {
    if (scaled->is_integer()) return (value.is_negative() ? "-" : "") + decimal_text(scaled->to_string(), places);
    scaled = ir::mul(*scaled, Rational(10));
  }
  return std::nullopt;
}

bool is_identifier(std::string_view name) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0;
  };
  if (name.empty() || !letter(name[0])) return false;
  return std::ranges::all_of(name, [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

class Writer {
 public:
  explicit Writer(const Function& fn) : fn_(fn), facts_(fn.size()), names_(fn.size()) {
    for (const ir::Param& param : fn.params()) taken_.insert(param.name);
    for (const ir::Output& output : fn.outputs()) taken_.insert(output.name);
  }

  std::string text() {
    find_needed();
    for (std::size_t i = 0; i < fn_.size(); ++i) {
      if (facts_[i].uses != 0) measure(ir::value_id(i));
    }
    bind_shared();
    return statements();
  }

 private:
  struct Fact {
    std::uint32_t uses = 0;
    std::uint32_t nesting = 0;
    Precedence level = kAtom;
    Start start = Start::Other;
    double own = 0;     // bytes of its own
    double length = 0;  // bytes when written out
  };

  [[nodiscard]] ValueId resolve(ValueId id) const {
    while (fn_.op(id) == Op::Copy) id = fn_.operands(id)[0];
    return id;
  }
  [[nodiscard]] ValueId operand(ValueId id, std::size_t i) const { return resolve(fn_.operands(id)[i]); }
  Fact& fact(ValueId id) { return facts_[index(id)]; }
  [[nodiscard]] const Fact& fact(ValueId id) const { return facts_[index(id)]; }

  void find_needed() {
    for (const ir::Output& output : fn_.outputs()) ++fact(resolve(output.value)).uses;
    for (std::size_t i = fn_.size(); i-- > 0;) {
      const ValueId id = ir::value_id(i);
      if (facts_[i].uses == 0) continue;
      for (std::size_t k = 0; k < fn_.operands(id).size(); ++k) ++fact(operand(id, k)).uses;
    }
  }

  // The parts of a value's text, without brackets around the whole.
  [[nodiscard]] std::vector<Piece> parts(ValueId id) const {
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
    if (op == Op::ToFloat) return {text_piece("if("), value_piece(operand(id, 0)), text_piece(", 1, 0)")};
    if (op == Op::Expnsq) {
      return {text_piece("exp(-"), value_piece(operand(id, 0), kAtom), text_piece(is_tensor(id) ? ".^2)" : "²)")};
    }
    if ((op == Op::Lt || op == Op::Le) && fn_.is_const(operand(id, 0)) && !fn_.is_const(operand(id, 1))) {
      return {value_piece(operand(id, 1), kSum), text_piece(op == Op::Lt ? " > " : " >= "),
              value_piece(operand(id, 0), kSum)};
    }
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
    return call(id, op == Op::Select ? "if" : std::string(ir::info(op).spelling));
  }

  [[nodiscard]] bool is_tensor(ValueId id) const { return fn_.shape(id).rank() > 0; }

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
    const auto [left, right] = factors(id);
    if (is_juxtaposed(id)) return {value_piece(left, kAtom), value_piece(right, kPower)};
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

  [[nodiscard]] bool is_numeral(ValueId id) const { return fn_.constant(id).kind() == Constant::Kind::Rational; }

  [[nodiscard]] Start start(ValueId id) const { return names_[index(id)].empty() ? fact(id).start : Start::Name; }

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
    if (takes_superscript(fn_.op(base)) && names_[index(base)].empty()) {
      return call(base, std::string(ir::info(fn_.op(base)).spelling) + superscript(n));
    }
    return {value_piece(base, kAtom), text_piece(superscript(n))};
  }

  [[nodiscard]] std::string constant_text(const Constant& value) const {
    switch (value.kind()) {
      case Constant::Kind::Pi: return taken_.contains("π") || taken_.contains("pi") ? "acos(-1)" : "π";
      case Constant::Kind::E: return taken_.contains("e") ? "exp(1)" : "e";
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
      case Op::Not: return kNot;
      case Op::Pow:
      case Op::Powi: return kPower;
      case Op::Mul: return is_juxtaposed(id) ? kJuxtaposed : kProduct;
      default: {
        const Infix* mark = infix(fn_.op(id));
        return mark ? mark->level : kAtom;
      }
    }
  }

  // Fills in the facts about a value whose operands have theirs.
  void measure(ValueId id) {
    Fact& result = fact(id);
    const std::vector<Piece> items = parts(id);
    result.level = level_of(id, items[0].text);
    result.start = start_of(items[0]);
    result.length = result.own = 0;
    result.nesting = 0;
    for (const Piece& item : items) {
      result.own += static_cast<double>(item.text.size());
      result.length += static_cast<double>(item.text.size());
      if (!item.value) continue;
      const bool named = !names_[index(*item.value)].empty();
      const bool bracketed = !named && fact(*item.value).level < item.level;
      const bool inside = bracketed || result.level == kAtom || fn_.op(id) == Op::Powi;
      if (bracketed) result.own += 2;
      result.length += named ? 3 : fact(*item.value).length + (bracketed ? 2 : 0);
      if (!named) result.nesting = std::max(result.nesting, fact(*item.value).nesting + (inside ? 1U : 0U));
    }
    result.length = std::min(result.length, 1e300);
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

  void bind_shared() {
    double shared = 0;
    double expanded = 0;
    std::uint32_t nesting = 0;
    for (const Fact& each : facts_) {
      if (each.uses != 0) shared += each.own;
    }
    for (const ir::Output& output : fn_.outputs()) {
      expanded += fact(resolve(output.value)).length;
      nesting = std::max(nesting, fact(resolve(output.value)).nesting);
    }
    const bool long_text = expanded > std::max(kShortText, kMaxGrowth * shared);
    if (!long_text && nesting <= kMaxNesting) return;
    for (std::size_t i = 0; i < fn_.size(); ++i) {
      const ValueId id = ir::value_id(i);
      if (facts_[i].uses == 0 || fn_.op(id) == Op::Const || fn_.op(id) == Op::Param) continue;
      measure(id);
      const bool repeated = long_text && facts_[i].uses > 1 && facts_[i].length > kWorthAName;
      const bool deep = facts_[i].nesting > kMaxNesting;
      if (repeated || deep) {
        names_[i] = fresh_name();
        bound_.push_back(id);
      }
    }
  }

  std::string fresh_name() {
    std::string name;
    do name = "t" + std::to_string(++last_name_);
    while (taken_.contains(name));
    return name;
  }

  std::string statements() {
    for (const ValueId id : bound_) {
      text_ += names_[index(id)] + " = ";
      write(parts(id));
      text_ += '\n';
    }
    const auto outputs = fn_.outputs();
    if (outputs.size() == 1) {
      write({value_piece(resolve(outputs[0].value))});
      return std::move(text_);
    }
    std::unordered_set<std::string> used;
    for (const ir::Param& param : fn_.params()) used.insert(param.name);
    std::vector<Piece> last;
    for (const ir::Output& output : outputs) {
      if (!last.empty()) last.push_back(text_piece(", "));
      if (!is_identifier(output.name) || !used.insert(output.name).second) {
        last.push_back(value_piece(resolve(output.value)));
        continue;
      }
      text_ += output.name + " = ";
      write({value_piece(resolve(output.value))});
      text_ += '\n';
      last.push_back(text_piece(output.name));
    }
    write(std::move(last));
    return std::move(text_);
  }

  // Writes items in order; the stack holds what comes later.
  void write(std::vector<Piece> items) {
    std::vector<Piece> stack(items.rbegin(), items.rend());
    while (!stack.empty()) {
      const Piece item = std::move(stack.back());
      stack.pop_back();
      text_ += item.text;
      if (!item.value) continue;
      if (!names_[index(*item.value)].empty()) {
        text_ += names_[index(*item.value)];
        continue;
      }
      const bool bracketed = fact(*item.value).level < item.level;
      if (bracketed) {
        text_ += '(';
        stack.push_back(text_piece(")"));
      }
      const std::vector<Piece> inner = parts(*item.value);
      stack.insert(stack.end(), inner.rbegin(), inner.rend());
    }
  }

  const Function& fn_;
  std::vector<Fact> facts_;
  std::vector<std::string> names_;  // of values bound to one
  std::vector<ValueId> bound_;
  std::unordered_set<std::string> taken_;
  std::size_t last_name_ = 0;
  std::string text_;
};

}  // namespace

std::string formula(const Function& fn) { return Writer(fn).text(); }

}  // namespace adc::emit
