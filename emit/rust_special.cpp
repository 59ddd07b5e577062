#include "emit/rust_special.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <map>
#include <set>
#include <stdexcept>
#include <vector>

#include "emit/lines.h"
#include "emit/rust_library.h"
#include "emit/special_tree.h"
#include "ir/special/source.h"

namespace adc::emit {
namespace {

using special::Expr;
using special::Statement;
using special::Type;
using special::Variable;

/// How tightly operators bind, in Rust.
enum Precedence : std::uint8_t { kChoose, kOr, kAnd, kCompare, kBits, kSum, kProduct, kCast, kPrefix, kAtom };

Precedence precedence_of(std::string_view binary) {
  if (binary == "||") return kOr;
  if (binary == "&&") return kAnd;
  if (binary == "&") return kBits;
  if (binary == "+" || binary == "-") return kSum;
  return binary == "*" || binary == "/" || binary == "%" ? kProduct : kCompare;
}

/// What a text is in Rust, which tells booleans from integers.
enum class Kind : std::uint8_t { Bool, Int, Double, Other };

struct Text {
  std::string text;
  Precedence level;
  Kind kind;
};

Kind kind_of(const Type& type) {
  if (type.is_pointer || type.kind == Type::Kind::Struct || type.kind == Type::Kind::Void) return Kind::Other;
  return type.kind == Type::Kind::Int ? Kind::Int : Kind::Double;
}

/// Functions of C's library that tell.
bool is_question(std::string_view name) {
  constexpr std::array<std::string_view, 4> kQuestions = {"isnan", "isfinite", "isinf", "signbit"};
  return std::ranges::find(kQuestions, name) != kQuestions.end();
}

class SpecialPrinter {
 public:
  std::string run(const std::vector<special::Declaration>& items) {
    for (const special::Declaration& item : items) {
      if (const auto* const function = std::get_if<special::Function>(&item.what))
        functions_[function->name] = function;
    }
    std::string all;
    for (const special::Declaration& item : items) {
      std::visit([&](const auto& what) { print(what); }, item.what);
      const std::string text = out_.take();
      out_ = Lines();
      if (text.empty()) continue;
      all += item.comment.empty() ? text : item.comment + "\n" + text;
    }
    return all;
  }

  /// The functions of C's library that were called.
  [[nodiscard]] const std::set<std::string_view>& called() const { return called_; }

 private:
  static constexpr std::string_view kAllow = "#[allow(unused_mut, unused_assignments, unused_parens, clippy::all)]";

  // --- items

  void print(const special::Struct& what) {
    structs_[what.name] = what.fields;
    out_.line("#[derive(Clone, Copy)]");
    out_.line("#[allow(non_camel_case_types)]");
    out_.open(fmt::format("struct {} {{", what.name));
    std::vector<std::string> zeros;
    for (const Variable& field : what.fields) {
      out_.line(fmt::format("{}: {},", field.name, type_name(field)));
      zeros.push_back(fmt::format("{}: {}", field.name, initial(field)));
    }
    out_.close("}");
    out_.open(fmt::format("impl Default for {} {{", what.name));
    out_.line(fmt::format("fn default() -> Self {{ {} {{ {} }} }}", what.name, joined(zeros)));
    out_.close("}");
  }
  void print(const special::Enumeration& what) {
    for (const auto& [name, value] : what.constants) {
      out_.line("#[allow(non_upper_case_globals, dead_code)]");
      out_.line(fmt::format("const {}: i32 = {};", name, as(value, Kind::Int)));
    }
  }
  void print(const special::Function& what) {
    result_ = kind_of(what.result);
    slices_.clear();
    std::vector<std::string> parameters;
    for (const Variable& x : what.parameters) {
      if (is_slice(what, x)) slices_.insert(x.name);
      const std::string type = type_name(x.type);
      parameters.push_back(fmt::format("mut {}: {}", x.name,
                                       is_slice(what, x)   ? "&mut [" + type + "]"
                                       : x.type.is_pointer ? "&mut " + type
                                                           : type));
    }
    const std::string result =
        what.result.kind == Type::Kind::Void ? "" : fmt::format(" -> {}", type_name(what.result));
    out_.line(kAllow);
    out_.open(fmt::format("fn {}({}){} {{", what.name, joined(parameters), result));
    for (const Statement& part : what.body.parts) print(part);
    out_.close("}");
  }
  /// A constant, or a variable of a function.
  void print(const Variable& what) {
    const bool is_constant = out_.indent() == 0 || (what.is_constant && what.length && are_known(what.value->parts));
    if (is_constant) out_.line("#[allow(non_upper_case_globals)]");
    out_.line(
        fmt::format("{} {}: {} = {};", is_constant ? "const" : "let mut", what.name, type_name(what), initial(what)));
  }

  /// Whether values are made of numbers alone.
  static bool are_known(const std::vector<Expr>& all) {
    return std::ranges::all_of(all, [](const Expr& x) {
      const bool is_made = x.kind == Expr::Kind::Prefix || x.kind == Expr::Kind::Binary || x.kind == Expr::Kind::Braces;
      return x.kind == Expr::Kind::Number || (is_made && are_known(x.parts));
    });
  }

  /// Whether a parameter is an array: one that elements are taken of.
  static bool is_slice(const special::Function& function, const Variable& parameter) {
    return parameter.length || (parameter.type.is_pointer && takes_element(function.body, parameter.name));
  }
  static bool takes_element(const Statement& s, const std::string& of) {
    const auto in_expr = [&](const Expr& x) { return takes_element(x, of); };
    return std::ranges::any_of(s.exprs, in_expr) ||
           std::ranges::any_of(s.variables, [&](const Variable& x) { return x.value && in_expr(*x.value); }) ||
           std::ranges::any_of(s.parts, [&](const Statement& part) { return takes_element(part, of); });
  }
  static bool takes_element(const Expr& x, const std::string& of) {
    const bool is_own = x.kind == Expr::Kind::Element && x.parts[0].kind == Expr::Kind::Name && x.parts[0].word == of;
    return is_own || std::ranges::any_of(x.parts, [&](const Expr& part) { return takes_element(part, of); });
  }

  std::string type_name(const Type& type) const {
    if (type.kind == Type::Kind::Struct) return type.name;
    return type.kind == Type::Kind::Int ? "i32" : "f64";
  }
  std::string type_name(const Variable& variable) {
    const std::string type = type_name(variable.type);
    return variable.length ? fmt::format("[{}; ({}) as usize]", type, as(*variable.length, Kind::Int)) : type;
  }

  // --- values of variables

  std::string initial(const Variable& variable) {
    const Kind kind = kind_of(variable.type);
    const std::string zero = kind == Kind::Double ? "0.0" : kind == Kind::Int ? "0" : "Default::default()";
    if (!variable.length) return variable.value ? as(*variable.value, kind) : zero;
    const std::string length = as(*variable.length, Kind::Int);
    if (!variable.value)
      return fmt::format("[{}; ({}) as usize]", kind == Kind::Other ? default_of(variable.type) : zero, length);
    std::vector<std::string> elements;
    for (const Expr& x : variable.value->parts) elements.push_back(as(x, kind));
    if (length == std::to_string(elements.size())) return fmt::format("[{}]", joined(elements));
    std::string text = fmt::format("{{ let mut all = [{}; ({}) as usize];",
                                   kind == Kind::Other ? default_of(variable.type) : zero, length);
    for (std::size_t i = 0; i < elements.size(); ++i) text += fmt::format(" all[{}] = {};", i, elements[i]);
    return text + " all }";
  }

  /// A struct of zeros.
  std::string default_of(const Type& type) { return fmt::format("{}::default()", type.name); }

  // --- statements

  void print(const Statement& s) {
    switch (s.kind) {
      case Statement::Kind::Declare:
        for (const Variable& variable : s.variables) print(variable);
        return;
      case Statement::Kind::Evaluate: return out_.line(effect(s.exprs[0]) + ";");
      case Statement::Kind::Return:
        return out_.line(s.exprs.empty() ? "return;" : fmt::format("return {};", as(s.exprs[0], result_)));
      case Statement::Kind::Break: return out_.line("break;");
      case Statement::Kind::Continue:
        if (!steps_.back().empty()) out_.line(steps_.back());
        return out_.line("continue;");
      case Statement::Kind::Block:
        for (const Statement& part : s.parts) print(part);
        return;
      case Statement::Kind::While:
        steps_.emplace_back();
        block(fmt::format("while {} {{", as(s.exprs[0], Kind::Bool)), s.parts[0]);
        return steps_.pop_back();
      case Statement::Kind::If: return condition(s);
      case Statement::Kind::For: return loop(s);
    }
  }

  void block(const std::string& head, const Statement& body) {
    out_.open(head);
    print(body);
    out_.close("}");
  }

  void condition(const Statement& s) {
    block(fmt::format("if {} {{", as(s.exprs[0], Kind::Bool)), s.parts[0]);
    if (s.parts.size() > 1) block("else {", s.parts[1]);
  }

  void loop(const Statement& s) {
    out_.open("{");
    for (const Variable& variable : s.parts[0].variables) print(variable);
    if (!s.parts[0].exprs.empty()) out_.line(effect(s.parts[0].exprs[0]) + ";");
    steps_.push_back(s.exprs.size() > 1 ? effect(s.exprs[1]) + ";" : "");
    out_.open(fmt::format("while {} {{", as(s.exprs[0], Kind::Bool)));
    print(s.parts[1]);
    if (!steps_.back().empty()) out_.line(steps_.back());
    steps_.pop_back();
    out_.close("}");
    out_.close("}");
  }

  /// An expression as a statement.
  std::string effect(const Expr& x) {
    if (x.kind == Expr::Kind::Assign) {
      const Text to = written(x.parts[0]);
      return fmt::format("{} {} {}", to.text, x.word, as(x.parts[1], to.kind));
    }
    const bool counts =
        (x.kind == Expr::Kind::Prefix || x.kind == Expr::Kind::Postfix) && (x.word == "++" || x.word == "--");
    return counts ? fmt::format("{} {}= 1", written(x.parts[0]).text, x.word[0]) : written(x).text;
  }

  // --- expressions

  /// As a value of this kind.
  std::string as(const Expr& x, Kind kind) { return converted(x, kind).text; }

  Text converted(const Expr& x, Kind kind) {
    if (kind == Kind::Double && x.kind == Expr::Kind::Number && x.word.find_first_of(".exp") == std::string::npos)
      return {x.word + ".0", kAtom, Kind::Double};
    if (kind == Kind::Double && x.kind == Expr::Kind::Prefix && x.word == "-" && x.parts[0].kind == Expr::Kind::Number)
      return {"-" + converted(x.parts[0], kind).text, kPrefix, kind};
    Text text = written(x);
    if (text.kind == kind || kind == Kind::Other || text.kind == Kind::Other) return text;
    if (kind == Kind::Bool) return {fmt::format("{} != 0", at_least(text, kBits)), kCompare, kind};
    return {fmt::format("({}) as {}", text.text, kind == Kind::Int ? "i32" : "f64"), kCast, kind};
  }

  static std::string at_least(const Text& inner, Precedence level) {
    return inner.level < level ? fmt::format("({})", inner.text) : inner.text;
  }

  Text written(const Expr& x) {
    switch (x.kind) {
      case Expr::Kind::Number: return number(x);
      case Expr::Kind::Name: return name(x);
      case Expr::Kind::Prefix: return prefix(x);
      case Expr::Kind::Binary: return binary(x);
      case Expr::Kind::Postfix:
      case Expr::Kind::Assign: throw std::invalid_argument("an assignment inside an expression");
      case Expr::Kind::Choose: return choose(x);
      case Expr::Kind::Call: return call(x);
      case Expr::Kind::Member:
        return {fmt::format("{}.{}", at_least(written(x.parts[0]), kAtom), x.word), kAtom, kind_of(x.type)};
      case Expr::Kind::Element:
        return {fmt::format("{}[({}) as usize]", at_least(written(x.parts[0]), kAtom), as(x.parts[1], Kind::Int)),
                kAtom, kind_of(x.type)};
      case Expr::Kind::Cast: return converted(x.parts[0], kind_of(x.type));
      case Expr::Kind::Braces: return braces(x, x.type);
    }
    return {};
  }

  /// Rust has no hexadecimal fractions.
  static Text number(const Expr& x) {
    const bool is_int = x.word.find_first_of(".ep") == std::string::npos && !x.word.starts_with("0x");
    if (is_int) return {x.word, kAtom, Kind::Int};
    std::array<char, 32> digits;
    const double value = std::strtod(x.word.c_str(), nullptr);
    std::string text(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
    if (text.find_first_of(".e") == std::string::npos) text += ".0";
    return {std::move(text), kAtom, Kind::Double};
  }

  static Text name(const Expr& x) {
    if (x.word == "NAN") return {"f64::NAN", kAtom, Kind::Double};
    if (x.word == "INFINITY") return {"f64::INFINITY", kAtom, Kind::Double};
    return {x.word, kAtom, kind_of(x.type)};
  }

  Text prefix(const Expr& x) {
    if (x.word == "&") return {"&mut " + at_least(written(x.parts[0]), kAtom), kPrefix, Kind::Other};
    if (x.word == "*") return {"*" + at_least(written(x.parts[0]), kAtom), kPrefix, kind_of(x.type)};
    if (x.word == "!") return {"!" + at_least(converted(x.parts[0], Kind::Bool), kPrefix), kPrefix, Kind::Bool};
    const Text operand = written(x.parts[0]);
    if (x.word == "++" || x.word == "--")
      return {fmt::format("{{ {0} {1}= 1; {0} }}", operand.text, x.word[0]), kAtom, operand.kind};
    return {x.word + at_least(operand, kPrefix), kPrefix, operand.kind};
  }

  Text binary(const Expr& x) {
    const Precedence level = precedence_of(x.word);
    const bool is_logic = level == kOr || level == kAnd;
    Kind kind = Kind::Bool;
    if (!is_logic) {
      const Kind a = written(x.parts[0]).kind;
      const Kind b = written(x.parts[1]).kind;
      kind = a == Kind::Double || b == Kind::Double ? Kind::Double : Kind::Int;
    }
    const auto next = static_cast<Precedence>(level + 1);
    const Precedence left = level == kCompare ? next : level;
    std::string text = fmt::format("{} {} {}", at_least(converted(x.parts[0], kind), left), x.word,
                                   at_least(converted(x.parts[1], kind), next));
    return {std::move(text), level, level == kCompare ? Kind::Bool : kind};
  }

  Text choose(const Expr& x) {
    const Kind kind = kind_of(x.type);
    return {fmt::format("(if {} {{ {} }} else {{ {} }})", as(x.parts[0], Kind::Bool), as(x.parts[1], kind),
                        as(x.parts[2], kind)),
            kAtom, kind};
  }

  /// Braces inside others are of the type of the field.
  Text braces(const Expr& x, const Type& type) {
    const std::vector<Variable>& fields = structs_.at(type.name);
    std::vector<std::string> values;
    for (std::size_t i = 0; i < x.parts.size(); ++i) {
      const Type& own = fields[i].type;
      const bool is_struct = x.parts[i].kind == Expr::Kind::Braces;
      values.push_back(fmt::format("{}: {}", fields[i].name,
                                   is_struct ? braces(x.parts[i], own).text : as(x.parts[i], kind_of(own))));
    }
    const std::string rest = x.parts.size() < fields.size() ? fmt::format(", ..{}", default_of(type)) : "";
    return {fmt::format("{} {{ {}{} }}", type.name, joined(values), rest), kAtom, Kind::Other};
  }

  Text call(const Expr& x) {
    const RustFunction* const library = rust_function(x.word);
    if (library != nullptr) called_.insert(library->name);
    const auto own = functions_.find(x.word);
    std::vector<std::string> arguments;
    for (std::size_t i = 0; i < x.parts.size(); ++i) {
      Kind kind = x.word == "ldexp" && i == 1 ? Kind::Int : Kind::Double;
      if (x.word == "frexp" && i == 1) kind = Kind::Other;
      if (own != functions_.end()) kind = kind_of(own->second->parameters[i].type);
      const bool is_array = own != functions_.end() && is_slice(*own->second, own->second->parameters[i]);
      const bool is_borrowed = is_array && !slices_.contains(x.parts[i].word);
      arguments.push_back((is_borrowed ? "&mut " : "") + as(x.parts[i], kind));
    }
    const Kind result = is_question(x.word) ? Kind::Bool : kind_of(x.type);
    return {fmt::format("{}({})", library == nullptr ? x.word : library->spelling, joined(arguments)), kAtom, result};
  }

  Lines out_;
  std::map<std::string, std::vector<Variable>> structs_;
  std::map<std::string, const special::Function*> functions_;
  std::set<std::string_view> called_;
  std::set<std::string> slices_;    // parameters that are arrays, of the function that is written
  std::vector<std::string> steps_;  // of the loops that are open: what a turn ends with
  Kind result_ = Kind::Double;      // of the function that is written
};

}  // namespace

std::string_view rust_name(std::string_view c_name) {
  const RustFunction* const function = rust_function(c_name);
  return function == nullptr ? c_name : function->spelling;
}

std::string rust_functions(std::span<const std::string_view> names) {
  std::vector<std::string_view> special;
  std::set<std::string_view> called;
  for (const std::string_view name : names) {
    if (rust_function(name) != nullptr)
      called.insert(name);
    else
      special.push_back(name);
  }
  SpecialPrinter printer;
  const std::string functions = printer.run(special::read(ir::special_source(special)));
  called.insert(printer.called().begin(), printer.called().end());
  std::string library;
  for (const RustFunction& function : rust_library()) {
    if (called.contains(function.name)) library += function.text;
  }
  return library + functions;
}

}  // namespace adc::emit
