#include "emit/typeset.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "emit/c_names.h"
#include "emit/decimal.h"
#include "emit/formula.h"
#include "emit/formula_walk.h"

namespace adc::emit {
namespace {

using ir::Constant;
using ir::Function;
using ir::index;
using ir::Op;
using ir::ValueId;
using Pieces = std::vector<Piece>;

struct Infix {
  Op op;
  std::string_view sign;
  Precedence level;
};
constexpr auto kInfix = std::to_array<Infix>({{Op::Add, "+", kSum},
                                              {Op::Sub, "−", kSum},
                                              {Op::Lt, "<", kCompare},
                                              {Op::Le, "≤", kCompare},
                                              {Op::Eq, "=", kCompare},
                                              {Op::Ne, "≠", kCompare},
                                              {Op::And, "∧", kAnd},
                                              {Op::Or, "∨", kOr}});

const Infix* infix(Op op) {
  const auto found = std::ranges::find(kInfix, op, &Infix::op);
  return found == kInfix.end() ? nullptr : &*found;
}

/// What functions are called that mathematics and the language call otherwise.
struct Name {
  Op op;
  std::string_view name;
  std::string_view index = {};
};
constexpr auto kNames = std::to_array<Name>({{Op::Log, "ln"},          {Op::Log2, "log", "2"},
                                             {Op::Log10, "log", "10"}, {Op::Asin, "arcsin"},
                                             {Op::Acos, "arccos"},     {Op::Atan, "arctan"},
                                             {Op::Asec, "arcsec"},     {Op::Acsc, "arccsc"},
                                             {Op::Acot, "arccot"},     {Op::Asinh, "arsinh"},
                                             {Op::Acosh, "arcosh"},    {Op::Atanh, "artanh"},
                                             {Op::Asech, "arsech"},    {Op::Acsch, "arcsch"},
                                             {Op::Acoth, "arcoth"},    {Op::Gamma, "Γ"},
                                             {Op::Digamma, "ψ"},       {Op::Polygamma, "ψ"},
                                             {Op::Beta, "Β"},          {Op::Zeta, "ζ"},
                                             {Op::Lambertw, "W", "0"}, {Op::LambertwLower, "W", "-1"},
                                             {Op::Besselj, "J"},       {Op::Bessely, "Y"},
                                             {Op::Besseli, "I"},       {Op::Besselk, "K"},
                                             {Op::ExpintEi, "Ei"},     {Op::ExpintE1, "E", "1"},
                                             {Op::AiryAi, "Ai"},       {Op::AiryBi, "Bi"},
                                             {Op::Sign, "sgn"}});

Name name_of(Op op) {
  const auto found = std::ranges::find(kNames, op, &Name::op);
  return found == kNames.end() ? Name{op, ir::info(op).spelling} : *found;
}

/// The name of a letter that is a function's too: a variable of that name looks like the function.
std::string_view letter_of(std::string_view function) {
  return function == "Γ" ? "Gamma" : function == "ψ" ? "psi" : function == "ζ" ? "zeta" : "";
}

bool is_bessel(Op op) { return op == Op::Besselj || op == Op::Bessely || op == Op::Besseli || op == Op::Besselk; }

// Functions whose power is written at the name: sin²(x).
bool takes_superscript(Op op) {
  constexpr std::array kOps{Op::Sin,  Op::Cos,  Op::Tan,  Op::Sec,  Op::Csc,  Op::Cot, Op::Sinh,
                            Op::Cosh, Op::Tanh, Op::Sech, Op::Csch, Op::Coth, Op::Log};
  return std::ranges::find(kOps, op) != kOps.end();
}

class Typesetter : FormulaWalk {
 public:
  enum class Parts : std::uint8_t { Named, WrittenOut };
  Typesetter(const Function& fn, const std::string& description, const Markup& markup, Parts parts = Parts::Named)
      : FormulaWalk(fn), fn_(fn), description_(description), markup_(markup), begins_with_digit_(fn.size()) {
    std::map<std::string, int> count;
    for (const ir::Param& param : fn.params()) {
      if (++count[markup.identifier(symbol_of(param.name))] > 1) look_like_others_.insert(param.name);
    }
    has_nameless_seed_ =
        outputs_with(ir::OutputRole::Adjoint) > 0 && !fn.params().empty() && fn.params().back().name == "bar";
    plan();
    if (parts == Parts::Named && bound().empty()) take_parts(named_parts(fn));
  }

  std::string run() const {
    std::vector<Line> lines = definitions();
    for (const ir::Output& output : fn_.outputs())
      lines.emplace_back(output_text(output), text({value_piece(resolve(output.value))}) + parts_behind());
    return fmt::format("{}{}{}{}\n", markup_.comment(heading()), markup_.formula.before, below_each_other(lines),
                       markup_.formula.after);
  }

  std::string expression() const {
    std::vector<Line> lines = definitions();
    const std::string last = text({value_piece(resolve(fn_.outputs()[0].value))}) + parts_behind();
    if (lines.empty()) return last;
    lines.emplace_back("", last);
    return below_each_other(lines);
  }

 private:
  using Line = std::pair<std::string, std::string>;  // what is defined, and as what

  [[nodiscard]] std::vector<Line> definitions() const {
    std::vector<Line> lines;
    if (names_stand_behind()) return lines;
    for (const ValueId id : bound()) lines.emplace_back(name(id), text(written(id).items));
    return lines;
  }

  /// " where s = F, t = G"
  [[nodiscard]] std::string parts_behind() const {
    std::string all;
    for (const ValueId id : names_stand_behind() ? bound() : std::vector<ValueId>{}) {
      all += all.empty() ? markup_.word("where") : markup_.sign(",");
      all += name(id) + markup_.sign("=") + text(written(id).items);
    }
    return all;
  }

  [[nodiscard]] std::string below_each_other(const std::vector<Line>& lines) const {
    std::string all;
    for (const auto& [left, right] : lines) {
      if (!all.empty()) all += markup_.lines.between;
      const Frame& line = markup_.line;
      all += lines.size() == 1 ? fmt::format("{}{}{}", left, markup_.sign("="), right)
                               : fmt::format("{}{}{}{}{}", line.before, left, line.between, right, line.after);
    }
    return lines.size() > 1 ? fmt::format("{}{}{}", markup_.lines.before, all, markup_.lines.after) : all;
  }

  /// Names with dots are those of inputs that derivatives have: tangents "x.dot", seeds "y.bar", and "bar" of a value
  /// without a name. "dL/dz" is an input that stands for an adjoint.
  [[nodiscard]] std::string spelled(const std::string& name) const override {
    if (name.ends_with(".dot")) return accented(markup_.dotted, spelled(name.substr(0, name.size() - 4)));
    if (name == "bar" && has_nameless_seed_) return accented(markup_.barred, value_text(""));
    if (name.ends_with(".bar")) return accented(markup_.barred, value_text(name.substr(0, name.size() - 4)));
    if (const std::size_t slash = name.find("/d"); name.starts_with('d') && slash != std::string::npos)
      return typeset_quotient(name.substr(1, slash - 1), name.substr(slash + 2), markup_);
    return markup_.identifier(look_like_others_.contains(name) ? Symbol{printable_text(name), "", 0} : symbol_of(name));
  }
  // By what is seen, so that all markups share the same.
  [[nodiscard]] double size(std::string_view /*text*/) const override { return 2; }
  [[nodiscard]] std::string_view open() const override { return markup_.brackets.before; }
  [[nodiscard]] std::string_view close() const override { return markup_.brackets.after; }

  // --- around the formulas

  [[nodiscard]] std::string heading() const {
    std::string text = fmt::format("{} computes\n\n", fn_.name());
    for (std::size_t begin = 0; begin <= description_.size();) {
      const std::size_t end = std::min(description_.find('\n', begin), description_.size());
      if (end > begin) text += "  " + description_.substr(begin, end - begin) + '\n';
      begin = end + 1;
    }
    std::string inputs;
    for (std::size_t i = 0; i < fn_.params().size(); ++i) {
      inputs += (i == 0 ? "\nof " : ", ") + fn_.params()[i].name;
      std::string shape;
      for (const std::int64_t extent : fn_.shape(ir::value_id(i)).dims())
        shape += (shape.empty() ? ": " : " x ") + std::to_string(extent);
      inputs += shape;
    }
    return text + inputs;
  }

  static std::string accented(const Frame& accent, const std::string& text) {
    return fmt::format("{}{}{}", accent.before, text, accent.after);
  }

  /// The value of the program that has this name, or this number; "" is that which has none.
  [[nodiscard]] std::string value_text(const std::string& name) const {
    const bool is_number = name.find_first_not_of("0123456789") == std::string::npos;
    if (!is_number) return spelled(name);
    const std::string of = spelled(own_name());
    return name.empty() ? of : with(markup_.index, of, markup_.number(name));
  }

  /// That of the function, unless an input has it.
  [[nodiscard]] std::string own_name() const {
    std::string name = fn_.name().substr(0, fn_.name().find('.'));
    for (const char* other : {"y", "g", "F", "result"}) {
      if (!is_taken(name)) break;
      name = other;
    }
    return name;
  }

  [[nodiscard]] std::size_t outputs_with(ir::OutputRole role) const {
    return static_cast<std::size_t>(std::ranges::count(fn_.outputs(), role, &ir::Output::role));
  }

  /// The left side of an output, by what it is: y, ∂²y/∂x∂z, a tangent ẏ, an adjoint x̄. Names of a program have no
  /// dots; "y.d.x.z" is what passes name a derivative of one of several values, "d.x.z" of the only one.
  [[nodiscard]] std::string output_text(const ir::Output& output) const {
    const auto number = [&] {
      std::size_t n = 1;
      for (const ir::Output& other : fn_.outputs()) {
        if (&other == &output) break;
        n += other.role == output.role ? 1 : 0;
      }
      return outputs_with(output.role) > 1 ? std::to_string(n) : "";
    };
    switch (output.role) {
      case ir::OutputRole::Value: return value_text(output.name.empty() ? number() : output.name);
      case ir::OutputRole::Derivative: return derivative_text(output.name);
      case ir::OutputRole::Tangent: {
        const std::string of = output.name.substr(0, output.name.size() - std::min<std::size_t>(4, output.name.size()));
        const bool is_slope = of.find('.') != std::string::npos;
        return accented(markup_.dotted, is_slope ? derivative_text(of) : value_text(of.empty() ? number() : of));
      }
      case ir::OutputRole::Adjoint:
        return accented(markup_.barred, spelled(output.name.substr(std::min<std::size_t>(2, output.name.size()))));
    }
    return {};
  }

  [[nodiscard]] std::string derivative_text(const std::string& name) const {
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin <= name.size();) {
      const std::size_t end = std::min(name.find('.', begin), name.size());
      parts.push_back(name.substr(begin, end - begin));
      begin = end + 1;
    }
    const std::size_t first = says_of_what() ? 2 : 1;
    if (parts.size() <= first) return spelled(name);  // of IR that names its outputs otherwise
    return derivative(first == 2 ? value_text(parts[0]) : only_value(), std::span(parts).subspan(first));
  }

  [[nodiscard]] std::string only_value() const {
    const auto value = std::ranges::find(fn_.outputs(), ir::OutputRole::Value, &ir::Output::role);
    return value_text(value == fn_.outputs().end() ? "" : value->name);
  }

  /// Whether names of derivatives begin with that of a value: there are several values, if only without themselves.
  [[nodiscard]] bool says_of_what() const {
    if (outputs_with(ir::OutputRole::Value) > 1) return true;
    return std::ranges::any_of(fn_.outputs(), [](const ir::Output& output) {
      return output.role == ir::OutputRole::Derivative && !output.name.starts_with("d.");
    });
  }

  [[nodiscard]] std::string derivative(const std::string& of, std::span<const std::string> by) const {
    const std::string d = markup_.sign("∂");
    const std::string above = by.size() == 1 ? d : with(markup_.power, d, markup_.number(std::to_string(by.size())));
    std::string below;
    for (const std::string& variable : by)
      below += fmt::format("{}{} {}", below.empty() ? "" : " ", d, spelled(variable));
    return with(markup_.fraction, above + " " + of, below);
  }

  static std::string with(const Frame& frame, std::string_view a, std::string_view b) {
    return fmt::format("{}{}{}{}{}", frame.before, a, frame.between, b, frame.after);
  }

  // --- values

  void measured(ValueId id, const Written& /*text*/) override {
    const Op op = fn_.op(id);
    const bool is_number = op == Op::Const || op == Op::Exp2;
    const bool is_fraction = op == Op::Div;  // before which another number would be taken for a part of it
    const bool is_power = op == Op::Pow || op == Op::Powi;
    const bool begins_with_operand = is_power || op == Op::Mul;
    begins_with_digit_[index(id)] =
        is_number || is_fraction ||
        (begins_with_operand && begins_with_digit(first_factor(id), is_power ? kAtom : kProduct));
  }
  [[nodiscard]] bool begins_with_digit(ValueId id, Precedence level) const {
    return name(id).empty() && fact(id).level >= level && begins_with_digit_[index(id)];
  }
  /// A number stands before the tensor that it multiplies.
  [[nodiscard]] ValueId first_factor(ValueId id) const {
    const bool turns = fn_.op(id) == Op::Mul && is_tensor(operand(id, 0)) && !is_tensor(operand(id, 1));
    return operand(id, turns ? 1 : 0);
  }

  [[nodiscard]] Piece sign(std::string_view sign) const { return text_piece(markup_.sign(sign)); }
  [[nodiscard]] Piece integer(std::int64_t n) const {
    return text_piece((n < 0 ? markup_.sign("-") : "") + markup_.number(std::to_string(n < 0 ? -n : n)));
  }

  static Written framed(const Frame& frame, Pieces items, Precedence level = kAtom) {
    items.insert(items.begin(), text_piece(frame.before));
    items.push_back(text_piece(frame.after));
    return {std::move(items), level};
  }
  static Written framed(const Frame& frame, Pieces first, const Pieces& second, Precedence level) {
    first.push_back(text_piece(frame.between));
    first.insert(first.end(), second.begin(), second.end());
    return framed(frame, std::move(first), level);
  }
  static void add(Pieces& to, const Pieces& more) { to.insert(to.end(), more.begin(), more.end()); }

  [[nodiscard]] Written raised(Pieces base, Pieces exponent) const {
    return framed(markup_.power, std::move(base), exponent, kPower);
  }

  [[nodiscard]] Written written(ValueId id) const override {
    const Op op = fn_.op(id);
    if (const auto p = complement(id)) return {{integer(1), sign("−"), value_piece(*p, kProduct)}, kSum};
    const auto x = [&](std::size_t k, Precedence level = kOr) { return value_piece(operand(id, k), level); };
    if (const auto length = length_of(fn_, id)) {
      Written text = framed(markup_.length, {value_piece(resolve(length->of))});
      return length->is_squared ? raised(std::move(text.items), {integer(2)}) : text;
    }
    if (!ir::is_elementwise(op)) return tensor(write_tensor(fn_, id));
    if (const Infix* mark = infix(op)) return between(id, *mark);
    switch (op) {
      case Op::Param: return {{text_piece(spelled(fn_.params()[fn_.inst(id).payload].name))}};
      case Op::Const: return constant(fn_.constant(id));
      case Op::StopGradient: return call(id, "stop_gradient");
      case Op::Neg: return {{sign("-"), x(0, kProduct)}, kPrefix};
      case Op::Not: return {{sign("¬"), x(0, kNot)}, kNot};
      case Op::Mul: return product(id);
      case Op::Div:
        if (const auto mean = mean_of(fn_, id)) return call("mean", {}, {}, {value_piece(resolve(*mean))});
        if (is_tensor(operand(id, 1))) return {{x(0, kProduct), sign("⊘"), x(1, kPower)}, kProduct};
        return framed(markup_.fraction, {x(0)}, {x(1)}, kJuxtaposed);
      case Op::Pow: return elementwise_power(id, {x(1)});
      case Op::Powi: return power(id);
      case Op::Exp: return exponential({x(0)});
      case Op::Exp2: return raised({text_piece(markup_.number("2"))}, {x(0)});
      case Op::Expm1: {
        Written text = exponential({x(0)});
        add(text.items, {sign("−"), integer(1)});
        return {std::move(text.items), kSum};
      }
      case Op::Expnsq: {
        Pieces exponent{sign("-")};
        add(exponent, raised({x(0, kAtom)}, {integer(2)}).items);
        return exponential(std::move(exponent));
      }
      case Op::Log1p: return call("ln", {}, {}, {integer(1), sign("+"), x(0, kProduct)});
      case Op::Sqrt: return framed(markup_.root, {x(0)});
      case Op::Cbrt: return framed(markup_.cube_root, {x(0)});
      case Op::Hypot: {
        Pieces squares = raised({x(0, kAtom)}, {integer(2)}).items;
        squares.push_back(sign("+"));
        add(squares, raised({x(1, kAtom)}, {integer(2)}).items);
        return framed(markup_.root, std::move(squares));
      }
      case Op::Abs: return framed(markup_.absolute, {x(0)});
      case Op::Floor: return framed(markup_.floor, {x(0)});
      case Op::Ceil: return framed(markup_.ceiling, {x(0)});
      case Op::Binomial: return framed(markup_.binomial, {x(0)}, {x(1)}, kAtom);
      case Op::ToFloat:
        if (const auto identity = identity_matrix(fn_, id)) return tensor({{text_piece(*identity)}});
        return framed(markup_.truth, {x(0)});
      case Op::Select: return cases(id);
      default: return call(id, function_name(op));
    }
  }

  /// What a function is called, but as the language does where an input is called so.
  [[nodiscard]] std::string_view function_name(Op op) const {
    const std::string_view name = name_of(op).name;
    const std::string_view letter = letter_of(name);
    const bool is_input = !letter.empty() && (is_taken(std::string(name)) || is_taken(std::string(letter)));
    return is_input ? ir::info(op).spelling : name;
  }

  [[nodiscard]] Written between(ValueId id, const Infix& mark) const {
    if ((mark.op == Op::Lt || mark.op == Op::Le) && fn_.is_const(operand(id, 0)) && !fn_.is_const(operand(id, 1)))
      return {
          {value_piece(operand(id, 1), kSum), sign(mark.op == Op::Lt ? ">" : "≥"), value_piece(operand(id, 0), kSum)},
          kCompare};
    const Precedence left = mark.level == kCompare ? kSum : mark.level;
    const bool negative = mark.level == kSum && fact(operand(id, 1)).level == kPrefix;  // a - (-b)
    const Precedence right = negative ? kJuxtaposed : static_cast<Precedence>(mark.level + 1);
    return {{value_piece(operand(id, 0), left), sign(mark.sign), value_piece(operand(id, 1), right)}, mark.level};
  }

  // 2x, 2(x + 1), x·y
  [[nodiscard]] Written product(ValueId id) const {
    const ValueId left = first_factor(id);
    const ValueId right = operand(id, left == operand(id, 0) ? 1 : 0);
    const bool is_numeral = fn_.is_const(left) && fact(left).level == kAtom && is_rational(left);
    const bool is_joined = is_numeral && !fn_.is_const(right) && !begins_with_digit(right, kPower);
    if (is_joined) return {{value_piece(left, kAtom), value_piece(right, kPower)}, kJuxtaposed};
    const bool by_elements = is_tensor(left) && is_tensor(right);
    return {{value_piece(left, kProduct), sign(by_elements ? "⊙" : "·"), value_piece(right, kJuxtaposed)}, kProduct};
  }
  [[nodiscard]] bool is_rational(ValueId id) const { return fn_.constant(id).kind() == Constant::Kind::Rational; }

  [[nodiscard]] Written exponential(Pieces exponent) const {
    if (is_taken("e")) return call("exp", {}, {}, std::move(exponent));
    return raised({text_piece(markup_.function("e"))}, std::move(exponent));
  }

  // x², sin²(x), (x + 1)³, x^(-2)
  [[nodiscard]] Written power(ValueId id) const {
    const ValueId base = operand(id, 0);
    const std::int64_t n = fn_.immediate(id);
    if (n >= 2 && !is_tensor(id) && takes_superscript(fn_.op(base)) && name(base).empty())
      return {call(name_of(fn_.op(base)).name, {}, {integer(n)}, {value_piece(operand(base, 0))}).items, kPower};
    return elementwise_power(id, {integer(n)});
  }

  // For tensors x^{∘n}.
  [[nodiscard]] Written elementwise_power(ValueId id, Pieces exponent) const {
    if (is_tensor(id)) exponent.insert(exponent.begin(), sign("∘"));
    return raised({value_piece(operand(id, 0), kAtom)}, std::move(exponent));
  }

  /// A function, with an index and an exponent, of arguments.
  [[nodiscard]] Written call(std::string_view name, Pieces at, const Pieces& to, Pieces arguments) const {
    Pieces items{text_piece(markup_.function(name))};
    if (!at.empty()) items = framed(markup_.index, std::move(items), at, kAtom).items;
    if (!to.empty()) items = framed(markup_.power, std::move(items), to, kAtom).items;
    add(items, framed(markup_.brackets, std::move(arguments)).items);
    return {std::move(items)};
  }

  [[nodiscard]] Written call(ValueId id, std::string_view name) const {
    const Op op = fn_.op(id);
    const ir::Immediate immediate = ir::info(op).immediate;
    Pieces at;
    Pieces to;
    Pieces arguments;
    std::size_t first = 0;
    if (const std::string_view fixed = name_of(op).index; !fixed.empty()) at = {text_piece(signed_number(fixed))};
    if (is_bessel(op)) at = {value_piece(operand(id, first++))};
    if (immediate != ir::Immediate::None && fn_.immediate(id) != 0) {
      const bool is_slope = immediate == ir::Immediate::Slope || op == Op::Polygamma || op == Op::SincDerivative;
      (is_slope ? to : at) = {integer(fn_.immediate(id))};
      if (is_slope) to = framed(markup_.brackets, to).items;
    }
    for (std::size_t i = first; i < fn_.operands(id).size(); ++i) {
      if (i != first) arguments.push_back(sign(","));
      arguments.push_back(value_piece(operand(id, i)));
    }
    return call(name, std::move(at), to, std::move(arguments));
  }

  [[nodiscard]] std::string signed_number(std::string_view digits) const {
    const bool is_negative = digits.starts_with('-');
    return (is_negative ? markup_.sign("-") : "") + markup_.number(digits.substr(is_negative ? 1 : 0));
  }

  // What is chosen otherwise by another choice is a further row.
  [[nodiscard]] Written cases(ValueId id) const {
    Pieces rows;
    ValueId last = id;
    do {
      add(rows, framed(markup_.row, {value_piece(operand(last, 1))}, {value_piece(operand(last, 0))}, kAtom).items);
      rows.push_back(text_piece(markup_.cases.between));
      last = operand(last, 2);
    } while (fn_.op(last) == Op::Select && name(last).empty() && fact(last).uses == 1);
    add(rows, framed(markup_.last_row, {value_piece(last)}).items);
    return framed(markup_.cases, std::move(rows), kOr);
  }

  [[nodiscard]] Written constant(const Constant& value) const {
    switch (value.kind()) {
      case Constant::Kind::Pi:
        if (is_taken("π") || is_taken("pi")) return call("arccos", {}, {}, {integer(-1)});
        return {{text_piece(markup_.function("π"))}};
      case Constant::Kind::E:
        if (is_taken("e")) return call("exp", {}, {}, {integer(1)});
        return {{text_piece(markup_.function("e"))}};
      case Constant::Kind::Bool: return {{text_piece(markup_.function(value.as_bool() ? "true" : "false"))}};
      case Constant::Kind::Rational: {
        if (const auto digits = decimal(value.as_rational())) return number(*digits);
        const std::string whole = value.as_rational().abs().to_string();
        const std::size_t slash = whole.find('/');
        Written text = framed(markup_.fraction, {text_piece(markup_.number(whole.substr(0, slash)))},
                              {text_piece(markup_.number(whole.substr(slash + 1)))}, kJuxtaposed);
        return value.as_rational().is_negative() ? negative(std::move(text)) : text;
      }
      case Constant::Kind::Float: break;
    }
    const double x = value.as_float();
    if (x != x) return {{text_piece(markup_.function("nan"))}};
    if (x > 1.7976931348623157e308) return {{sign("∞")}};
    if (x < -1.7976931348623157e308) return {{sign("-"), sign("∞")}, kPrefix};
    std::array<char, 32> digits;
    return number({digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), x).ptr});
  }

  [[nodiscard]] Written negative(Written text) const {
    text.items.insert(text.items.begin(), sign("-"));
    return {std::move(text.items), kPrefix};
  }

  // -1.5, 6.6·10^(-34)
  [[nodiscard]] Written number(std::string_view digits) const {
    if (digits.starts_with('-')) return negative(number(digits.substr(1)));
    const std::size_t e = digits.find('e');
    if (e == std::string_view::npos) return {{text_piece(markup_.number(digits))}};
    std::string_view exponent = digits.substr(e + 1);
    if (exponent.starts_with('+')) exponent.remove_prefix(1);
    Pieces items{text_piece(markup_.number(digits.substr(0, e))), sign("·")};
    add(items, raised({integer(10)}, {text_piece(signed_number(exponent))}).items);
    return {std::move(items), kProduct};
  }

  // --- tensors: what the language writes, with its words, numbers and marks set

  [[nodiscard]] Written tensor(Written text) const {
    Pieces items;
    for (const Piece& piece : text.items) {
      if (piece.value)
        items.push_back(value_piece(resolve(*piece.value), piece.level));
      else
        add(items, {text_piece(set(piece.text))});
    }
    return {std::move(items), text.level};
  }

  static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  [[nodiscard]] std::string set(std::string_view text) const {
    std::string all;
    while (!text.empty()) {
      std::size_t n = 1;
      if (is_letter(text[0])) {
        while (n < text.size() && (is_letter(text[n]) || is_digit(text[n]))) ++n;
        all += markup_.function(text.substr(0, n));
      } else if (is_digit(text[0])) {
        while (n < text.size() && is_digit(text[n])) ++n;
        all += markup_.number(text.substr(0, n));
      } else if (text[0] != ' ') {
        while (n < text.size() && (text[n] & 0xC0) == 0x80) ++n;
        const std::string_view mark = text.substr(0, n);
        all += markup_.sign(mark == "*" ? "⋅" : mark);
      }
      text.remove_prefix(n);
    }
    return all;
  }

  const Function& fn_;
  const std::string& description_;
  const Markup& markup_;
  std::vector<bool> begins_with_digit_;
  bool has_nameless_seed_ = false;
  std::set<std::string> look_like_others_;  // "x_1" beside "x1": they are set as they are written
};

}  // namespace

char32_t greek_letter(std::string_view name) {
  constexpr auto kLetters = std::to_array<std::string_view>(
      {"alpha", "beta",   "gamma",   "delta", "epsilon", "zeta",    "eta",  "theta", "iota",
       "kappa", "lambda", "mu",      "nu",    "xi",      "omicron", "pi",   "rho",   "",
       "sigma", "tau",    "upsilon", "phi",   "chi",     "psi",     "omega"});
  if (name.empty()) return 0;
  std::string small(name);
  const bool is_capital = small[0] >= 'A' && small[0] <= 'Z';
  if (is_capital) small[0] = static_cast<char>(small[0] - 'A' + 'a');
  const auto found = std::ranges::find(kLetters, small);
  if (found == kLetters.end()) return 0;
  return (is_capital ? U'Α' : U'α') + static_cast<char32_t>(found - kLetters.begin());
}

Symbol symbol_of(std::string_view name) {
  Symbol symbol;
  std::string text = ascii_identifier(name);
  constexpr std::string_view kPrime = "_prime";
  for (; text.ends_with(kPrime); text.resize(text.size() - kPrime.size())) ++symbol.primes;
  // Letters that are neither Latin nor Greek have no name in ASCII, and not all lines stand before an index: the whole
  // is set as it is.
  const bool has_other_letters = std::ranges::count(text, '_') > std::ranges::count(name, '_');
  const bool has_other_lines =
      name.starts_with('_') || name.ends_with('_') || name.find("__") != std::string_view::npos;
  if (!name.empty() && (has_other_letters || has_other_lines)) return {printable_text(name), "", 0};
  const std::size_t line = std::min(text.find('_'), text.size());
  symbol.head = text.substr(0, line);
  if (line < text.size()) symbol.index = text.substr(line + 1);
  std::size_t letters = symbol.head.size();
  while (letters > 0 && symbol.head[letters - 1] >= '0' && symbol.head[letters - 1] <= '9') --letters;
  const std::string digits = symbol.head.substr(letters);
  symbol.head.resize(letters);
  symbol.index = digits + (digits.empty() || symbol.index.empty() ? "" : ",") + symbol.index;
  std::ranges::replace(symbol.index, '_', ',');
  return symbol;
}

std::string typeset(const Function& fn, const std::string& description, const Markup& markup) {
  return Typesetter(fn, description, markup).run();
}

std::string typeset_expression(const Function& fn, const Markup& markup) {
  return Typesetter(fn, "", markup).expression();
}

std::string typeset_without_names(const Function& fn, const Markup& markup) {
  return Typesetter(fn, "", markup, Typesetter::Parts::WrittenOut).expression();
}

std::string typeset_name(std::string_view name, const Markup& markup) { return markup.identifier(symbol_of(name)); }

std::string typeset_quotient(std::string_view of, std::string_view by, const Markup& markup) {
  const auto d = [&](std::string_view name) { return markup.function("d") + " " + typeset_name(name, markup); };
  const Frame& fraction = markup.fraction;
  return fmt::format("{}{}{}{}{}", fraction.before, d(of), fraction.between, d(by), fraction.after);
}

}  // namespace adc::emit
