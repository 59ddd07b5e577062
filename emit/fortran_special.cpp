#include "emit/fortran_special.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <vector>

#include "emit/c_names.h"
#include "emit/fortran_language.h"
#include "emit/fortran_library.h"
#include "emit/lines.h"
#include "emit/special_tree.h"
#include "ir/special/source.h"

namespace adc::emit {
namespace {

using special::Expr;
using special::Statement;
using special::Type;
using special::Variable;

/// How tightly operators bind. A sign binds as a sum does.
enum Precedence : std::uint8_t { kOr, kAnd, kNot, kCompare, kSum, kProduct, kAtom };

struct Operator {
  std::string_view c;
  std::string_view fortran;
  Precedence level;
};

constexpr std::array<Operator, 12> kOperators{{{"||", ".or.", kOr},
                                               {"&&", ".and.", kAnd},
                                               {"==", "==", kCompare},
                                               {"!=", "/=", kCompare},
                                               {"<", "<", kCompare},
                                               {"<=", "<=", kCompare},
                                               {">", ">", kCompare},
                                               {">=", ">=", kCompare},
                                               {"+", "+", kSum},
                                               {"-", "-", kSum},
                                               {"*", "*", kProduct},
                                               {"/", "/", kProduct}}};

/// What a text is in Fortran, which tells booleans from integers.
enum class Kind : std::uint8_t { Bool, Int, Double, Other };

struct Text {
  std::string text;
  Precedence level;
  Kind kind;
};

Kind kind_of(const Type& type) {
  if (type.kind == Type::Kind::Struct || type.kind == Type::Kind::Void) return Kind::Other;
  return type.kind == Type::Kind::Int ? Kind::Int : Kind::Double;
}

std::string type_name(const Type& type) {
  if (type.kind == Type::Kind::Struct) return fmt::format("type({})", type.name);
  return type.kind == Type::Kind::Int ? "integer(c_int)" : "real(dp)";
}

bool is_question(std::string_view name) { return name == "isnan" || name == "isfinite" || name == "isinf"; }

/// Whether an expression may be evaluated where C would not: it ends, and takes no elements.
bool may_be_evaluated(const Expr& x) {
  switch (x.kind) {
    case Expr::Kind::Number:
    case Expr::Kind::Name: return true;
    case Expr::Kind::Prefix:
    case Expr::Kind::Member:
    case Expr::Kind::Cast: return may_be_evaluated(x.parts[0]);
    case Expr::Kind::Call: return (is_question(x.word) || x.word == "fabs") && may_be_evaluated(x.parts[0]);
    case Expr::Kind::Binary:
      return x.word != "/" && x.word != "%" && may_be_evaluated(x.parts[0]) && may_be_evaluated(x.parts[1]);
    default: return false;
  }
}

bool may_be_merged(const Expr& choice) {
  return may_be_evaluated(choice.parts[1]) && may_be_evaluated(choice.parts[2]);
}

/// A comment of C as one of Fortran.
std::string commented(std::string_view of_c) {
  std::string text = "! ";
  of_c = of_c.substr(of_c.find_first_not_of("/* "));
  of_c = of_c.substr(0, of_c.find_last_not_of("/* ") + 1);
  for (std::size_t i = 0; i < of_c.size(); ++i) {
    text += of_c[i];
    if (of_c[i] != '\n') continue;
    i = std::min(of_c.find_first_not_of("* ", i + 1), of_c.size()) - 1;
    text += "! ";
  }
  return text + "\n";
}

/// Statements have what C computes inside expressions before them: both sides of a choice that may not be evaluated
/// together, and calls of functions that are given addresses.
class SpecialPrinter {
 public:
  FortranSpecial run(const std::vector<special::Declaration>& items) {
    for (const special::Declaration& item : items) {
      if (const auto* const function = std::get_if<special::Function>(&item.what))
        functions_[function->name] = function;
    }
    FortranSpecial all;
    for (const special::Declaration& item : items) {
      const auto* const function = std::get_if<special::Function>(&item.what);
      out_ = Lines(function == nullptr ? 1 : 0);
      std::visit([&](const auto& what) { print(what); }, item.what);
      const std::string text = out_.take();
      std::string& to = function == nullptr ? all.declarations : all.procedures;
      if (!item.comment.empty()) to += (function == nullptr ? "  " : "") + commented(item.comment);
      to += function == nullptr ? text : text + "\n";
    }
    return all;
  }

 private:
  // --- items

  void print(const special::Struct& what) {
    structs_[what.name] = what.fields;
    out_.open(fmt::format("type :: {}", what.name));
    for (const Variable& field : what.fields)
      out_.line(fmt::format("{} :: {}{}", type_name(field.type), field.name, bounds(field)));
    out_.close(fmt::format("end type {}", what.name));
  }
  void print(const special::Enumeration& what) {
    for (const auto& [name, value] : what.constants)
      out_.line(fmt::format("integer(c_int), parameter :: {} = {}", name, as(value, Kind::Int)));
  }
  /// A constant of the file.
  void print(const Variable& what) { out_.line(parameter(what, what.name)); }

  void print(const special::Function& what) {
    function_ = &what;
    names_.clear();
    taken_.clear();
    declarations_.clear();
    result_ = unique("answer");
    std::vector<std::string> parameters;
    std::vector<std::string> types;
    for (const Variable& x : what.parameters) {
      names_[x.name] = unique(x.name);
      parameters.push_back(names_[x.name]);
      const bool is_array = takes_element(what.body, x.name);
      types.push_back(fmt::format("{}, {} :: {}{}", type_name(x.type), is_address(x) ? "intent(inout)" : "value",
                                  names_[x.name], is_array ? "(0:*)" : ""));
    }
    const bool has_result = what.result.kind != Type::Kind::Void;
    const bool is_subroutine = gives_by_address(what);
    if (is_subroutine && has_result) parameters.push_back(result_);
    std::string head = fmt::format("pure recursive {} {}({})", is_subroutine ? "subroutine" : "function", what.name,
                                   joined(parameters));
    if (!is_subroutine) head += fmt::format(" result({})", result_);
    Lines body = Lines(1);
    std::swap(out_, body);
    print_all(what.body.parts);
    std::swap(out_, body);
    out_.open(head);
    for (const std::string& type : types) out_.line(type);
    if (has_result)
      out_.line(fmt::format("{}{} :: {}", type_name(what.result), is_subroutine ? ", intent(out)" : "", result_));
    for (const std::string& declaration : declarations_) out_.line(declaration);
    out_.append(body);
    out_.close(fmt::format("end {} {}", is_subroutine ? "subroutine" : "function", what.name));
  }

  static bool is_address(const Variable& parameter) { return parameter.type.is_pointer || parameter.length; }
  /// Whether it is a subroutine in Fortran.
  static bool gives_by_address(const special::Function& function) {
    return function.result.kind == Type::Kind::Void || std::ranges::any_of(function.parameters, is_address);
  }

  /// Whether elements are taken of what has this name.
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

  // --- names and declarations

  /// A name that no other of the function has, whatever its case, nor what is called.
  std::string unique(std::string name) {
    constexpr std::array<std::string_view, 8> kCalled = {"abs", "aint", "iand", "int", "merge", "mod", "real", "sqrt"};
    if (std::ranges::find(kCalled, lower_case(name)) != kCalled.end()) name += '_';
    std::string result = name;
    for (int n = 2; !taken_.insert(lower_case(result)).second; ++n) result = fmt::format("{}_{}", name, n);
    return result;
  }

  std::string temporary(const std::string& type) {
    std::string name = unique("part");
    declarations_.push_back(fmt::format("{} :: {}", type, name));
    return name;
  }

  std::string bounds(const Variable& variable) {
    if (!variable.length) return "";
    const std::string length = as(*variable.length, Kind::Int);
    if (variable.length->kind != Expr::Kind::Number) return fmt::format("(0:{} - 1)", length);
    return fmt::format("(0:{})", std::stoi(length) - 1);
  }

  std::string parameter(const Variable& what, const std::string& name) {
    return fmt::format("{}, parameter :: {}{} = {}", type_name(what.type), name, bounds(what),
                       what.length ? fmt::format("[{}]", joined(elements(what))) : as(*what.value, what.type));
  }

  std::vector<std::string> elements(const Variable& what) {
    std::vector<std::string> all;
    for (const Expr& x : what.value->parts) all.push_back(as(x, what.type));
    return all;
  }

  /// Whether values are made of numbers alone.
  static bool are_known(const std::vector<Expr>& all) {
    return std::ranges::all_of(all, [](const Expr& x) {
      const bool is_made = x.kind == Expr::Kind::Prefix || x.kind == Expr::Kind::Binary || x.kind == Expr::Kind::Braces;
      return x.kind == Expr::Kind::Number || (is_made && are_known(x.parts));
    });
  }

  /// Declares a variable of the function, and gives it its value where it stands.
  void declare(const Variable& what) {
    if (what.is_constant && what.length && are_known(what.value->parts)) {
      names_[what.name] = unique(what.name);
      return declarations_.push_back(parameter(what, names_[what.name]));
    }
    const std::string declaration = fmt::format("{} :: ", type_name(what.type));
    // Loops one after the other share their variables.
    const std::string old = names_.contains(what.name) ? declaration + names_[what.name] : "";
    if (what.length || std::ranges::find(declarations_, old) == declarations_.end()) {
      names_[what.name] = unique(what.name);
      declarations_.push_back(declaration + names_[what.name] + bounds(what));
    }
    if (!what.value) return;
    const std::string& name = names_[what.name];
    if (!what.length) return assign(name, *what.value, what.type);
    const std::vector<std::string> values = elements(what);
    if (values.size() < std::strtoul(what.length->word.c_str(), nullptr, 10) || what.length->kind != Expr::Kind::Number)
      out_.line(fmt::format("{} = {}", name, zero(what.type)));
    for (std::size_t i = 0; i < values.size(); ++i) out_.line(fmt::format("{}({}) = {}", name, i, values[i]));
  }

  std::string zero(const Type& type) {
    if (type.kind != Type::Kind::Struct) return type.kind == Type::Kind::Int ? "0" : "0.0_dp";
    std::vector<std::string> fields;
    for (const Variable& field : structs_.at(type.name)) fields.push_back(zero(field.type));
    return fmt::format("{}({})", type.name, joined(fields));
  }

  // --- statements

  void print_all(const std::vector<Statement>& statements) {
    for (const Statement& s : statements) print(s);
  }

  void print(const Statement& s) {
    switch (s.kind) {
      case Statement::Kind::Declare:
        for (const Variable& variable : s.variables) declare(variable);
        return;
      case Statement::Kind::Evaluate: return effect(s.exprs[0]);
      case Statement::Kind::Return:
        if (!s.exprs.empty()) assign(result_, s.exprs[0], function_->result);
        if (&s != &function_->body.parts.back()) out_.line("return");
        return;
      case Statement::Kind::Break: return out_.line("exit");
      case Statement::Kind::Continue:
        if (steps_.back() != nullptr) effect(*steps_.back());
        return out_.line("cycle");
      case Statement::Kind::Block: return print_all(s.parts);
      case Statement::Kind::While: return loop(s.exprs[0], nullptr, s.parts[0]);
      case Statement::Kind::If: return condition(s);
      case Statement::Kind::For:
        for (const Variable& variable : s.parts[0].variables) declare(variable);
        if (!s.parts[0].exprs.empty()) effect(s.parts[0].exprs[0]);
        return loop(s.exprs[0], s.exprs.size() > 1 ? &s.exprs[1] : nullptr, s.parts[1]);
    }
  }

  void condition(const Statement& s) {
    out_.open(fmt::format("if ({}) then", as(s.exprs[0], Kind::Bool)));
    print(s.parts[0]);
    if (s.parts.size() > 1) {
      out_.reopen("else");
      print(s.parts[1]);
    }
    out_.close("end if");
  }

  void loop(const Expr& condition, const Expr* step, const Statement& body) {
    Lines before = out_.inside(1);
    std::swap(out_, before);
    const Text goes_on = converted(condition, Kind::Bool);
    std::swap(out_, before);
    if (before.is_empty()) {
      out_.open(fmt::format("do while ({})", goes_on.text));
    } else {
      out_.open("do");
      out_.append(before);
      out_.line(fmt::format("if (.not. {}) exit", at_least(goes_on, kCompare)));
    }
    steps_.push_back(step);
    print(body);
    if (step != nullptr) effect(*step);
    steps_.pop_back();
    out_.close("end do");
  }

  void assign(const std::string& to, const Expr& x, const Type& type) {
    if (x.kind != Expr::Kind::Choose || may_be_merged(x)) return out_.line(fmt::format("{} = {}", to, as(x, type)));
    out_.open(fmt::format("if ({}) then", as(x.parts[0], Kind::Bool)));
    assign(to, x.parts[1], type);
    out_.reopen("else");
    assign(to, x.parts[2], type);
    out_.close("end if");
  }

  /// An expression as a statement.
  void effect(const Expr& x) {
    if (x.kind == Expr::Kind::Assign) {
      const Text to = written(x.parts[0]);
      if (x.word == "=") return assign(to.text, x.parts[1], x.parts[0].type);
      const Text value = converted(x.parts[1], to.kind);
      const Precedence level = x.word[0] == '+' || x.word[0] == '-' ? kProduct : kAtom;
      return out_.line(fmt::format("{0} = {0} {1} {2}", to.text, x.word[0], at_least(value, level)));
    }
    const bool counts =
        (x.kind == Expr::Kind::Prefix || x.kind == Expr::Kind::Postfix) && (x.word == "++" || x.word == "--");
    if (counts) return out_.line(fmt::format("{0} = {0} {1} 1", written(x.parts[0]).text, x.word[0]));
    written(x);  // what it calls stands before it
  }

  // --- expressions

  std::string as(const Expr& x, Kind kind) { return converted(x, kind).text; }
  /// Braces are of the type of what they are assigned to.
  std::string as(const Expr& x, const Type& type) {
    return x.kind == Expr::Kind::Braces ? braces(x, type) : as(x, kind_of(type));
  }

  Text converted(const Expr& x, Kind kind) {
    const bool is_negative = x.kind == Expr::Kind::Prefix && x.word == "-";
    const Expr& number = is_negative ? x.parts[0] : x;
    if (kind == Kind::Double && number.kind == Expr::Kind::Number)
      return {(is_negative ? "-" : "") + literal(number), is_negative ? kSum : kAtom, kind};
    return as_kind(written(x), kind);
  }

  static Text as_kind(Text text, Kind kind) {
    if (text.kind == kind || kind == Kind::Other || text.kind == Kind::Other) return text;
    if (kind == Kind::Double && text.text.find_first_not_of("0123456789") == std::string::npos)
      return {text.text + ".0_dp", kAtom, kind};
    if (kind == Kind::Bool) return {fmt::format("{} /= 0", at_least(text, kSum)), kCompare, kind};
    const bool is_int = kind == Kind::Int;
    if (text.kind == Kind::Bool)
      return {fmt::format("merge({}, {})", is_int ? "1, 0" : "1.0_dp, 0.0_dp", text.text), kAtom, kind};
    return {fmt::format("{}({}, {})", is_int ? "int" : "real", text.text, is_int ? "c_int" : "dp"), kAtom, kind};
  }

  static std::string at_least(const Text& inner, Precedence level) {
    return inner.level < level ? fmt::format("({})", inner.text) : inner.text;
  }

  Text written(const Expr& x) {
    switch (x.kind) {
      case Expr::Kind::Number:
        if (x.type.kind == Type::Kind::Int) return {x.word, kAtom, Kind::Int};
        return {literal(x), kAtom, Kind::Double};
      case Expr::Kind::Name: return name(x);
      case Expr::Kind::Prefix: return prefix(x);
      case Expr::Kind::Binary: return binary(x);
      case Expr::Kind::Postfix:
      case Expr::Kind::Assign: throw std::invalid_argument("an assignment inside an expression");
      case Expr::Kind::Choose: return choose(x);
      case Expr::Kind::Call: return call(x);
      case Expr::Kind::Member: return {fmt::format("{}%{}", variable(x.parts[0]), x.word), kAtom, kind_of(x.type)};
      case Expr::Kind::Element:
        return {fmt::format("{}({})", written(x.parts[0]).text, as(x.parts[1], Kind::Int)), kAtom, kind_of(x.type)};
      case Expr::Kind::Cast: return converted(x.parts[0], kind_of(x.type));
      case Expr::Kind::Braces: return {braces(x, x.type), kAtom, Kind::Other};
    }
    return {};
  }

  /// What a field is taken of: Fortran takes none of what a function gives.
  std::string variable(const Expr& x) {
    std::string text = written(x).text;
    if (x.kind != Expr::Kind::Call) return text;
    std::string name = temporary(type_name(x.type));
    out_.line(fmt::format("{} = {}", name, text));
    return name;
  }

  /// A number of C as one in double precision.
  static std::string literal(const Expr& x) {
    return fortran_language().literal(std::strtod(x.word.c_str(), nullptr), fortran_language().f64);
  }

  Text name(const Expr& x) {
    if (x.word == "NAN") return {"adc_nan_dp", kAtom, Kind::Double};
    if (x.word == "INFINITY") return {"adc_inf_dp", kAtom, Kind::Double};
    const auto own = names_.find(x.word);
    return {own == names_.end() ? x.word : own->second, kAtom, kind_of(x.type)};
  }

  Text prefix(const Expr& x) {
    if (x.word == "&" || x.word == "*") return {written(x.parts[0]).text, kAtom, kind_of(x.parts[0].type)};
    if (x.word == "!") return {".not. " + at_least(converted(x.parts[0], Kind::Bool), kCompare), kNot, Kind::Bool};
    const Text operand = written(x.parts[0]);
    if (x.word != "-") {
      effect(x);
      return operand;
    }
    return {"-" + at_least(operand, kProduct), kSum, operand.kind};
  }

  Text binary(const Expr& x) {
    if (x.word == "&" || x.word == "%") {
      const std::string a = as(x.parts[0], Kind::Int);
      return {fmt::format("{}({}, {})", x.word == "&" ? "iand" : "mod", a, as(x.parts[1], Kind::Int)), kAtom,
              Kind::Int};
    }
    const Operator& row = *std::ranges::find(kOperators, x.word, &Operator::c);
    const bool is_logic = row.level <= kAnd;
    if (is_logic && !may_be_evaluated(x.parts[1])) return short_circuit(x);
    const Text a = written(x.parts[0]);
    const Text b = written(x.parts[1]);
    Kind kind = Kind::Bool;
    if (!is_logic) kind = a.kind == Kind::Double || b.kind == Kind::Double ? Kind::Double : Kind::Int;
    const auto next = static_cast<Precedence>(row.level + 1);
    return {fmt::format("{} {} {}", at_least(as_kind(a, kind), row.level == kCompare ? next : row.level), row.fortran,
                        at_least(as_kind(b, kind), next)),
            row.level, row.level == kCompare ? Kind::Bool : kind};
  }

  /// && and || whose second operand may not be evaluated where the first decides.
  Text short_circuit(const Expr& x) {
    const std::string answer = temporary("logical");
    out_.line(fmt::format("{} = {}", answer, as(x.parts[0], Kind::Bool)));
    out_.open(fmt::format("if ({}{}) then", x.word == "&&" ? "" : ".not. ", answer));
    out_.line(fmt::format("{} = {}", answer, as(x.parts[1], Kind::Bool)));
    out_.close("end if");
    return {answer, kAtom, Kind::Bool};
  }

  Text choose(const Expr& x) {
    const Kind kind = kind_of(x.type);
    if (may_be_merged(x)) {
      const std::string condition = as(x.parts[0], Kind::Bool);
      return {fmt::format("merge({}, {}, {})", as(x.parts[1], kind), as(x.parts[2], kind), condition), kAtom, kind};
    }
    const std::string answer = temporary(type_name(x.type));
    assign(answer, x, x.type);
    return {answer, kAtom, kind};
  }

  /// Braces inside others are of the type of the field.
  std::string braces(const Expr& x, const Type& type) {
    const std::vector<Variable>& fields = structs_.at(type.name);
    std::vector<std::string> values;
    for (std::size_t i = 0; i < fields.size(); ++i)
      values.push_back(i < x.parts.size() ? as(x.parts[i], fields[i].type) : zero(fields[i].type));
    return fmt::format("{}({})", type.name, joined(values));
  }

  Text call(const Expr& x) {
    const auto own = functions_.find(x.word);
    std::vector<std::string> arguments;
    for (std::size_t i = 0; i < x.parts.size(); ++i) {
      Kind kind = x.word == "ldexp" && i == 1 ? Kind::Int : Kind::Double;
      if (x.word == "frexp" && i == 1) kind = Kind::Other;
      if (own != functions_.end())
        kind = is_address(own->second->parameters[i]) ? Kind::Other : kind_of(own->second->parameters[i].type);
      arguments.push_back(as(x.parts[i], kind));
    }
    const std::string name(fortran_name(x.word));
    const bool is_subroutine = own == functions_.end() ? x.word == "frexp" : gives_by_address(*own->second);
    if (!is_subroutine)
      return {fmt::format("{}({})", name, joined(arguments)), kAtom,
              is_question(x.word) ? Kind::Bool : kind_of(x.type)};
    const bool has_result = x.type.kind != Type::Kind::Void;
    const std::string result = has_result ? temporary(type_name(x.type)) : "";
    if (has_result) arguments.push_back(result);
    out_.line(fmt::format("call {}({})", name, joined(arguments)));
    return {result, kAtom, kind_of(x.type)};
  }

  Lines out_;
  std::map<std::string, std::vector<Variable>> structs_;
  std::map<std::string, const special::Function*> functions_;

  // of the function that is written
  const special::Function* function_ = nullptr;
  std::map<std::string, std::string> names_;  // by those in C
  std::set<std::string> taken_;               // in lower case
  std::vector<std::string> declarations_;
  std::string result_;
  std::vector<const Expr*> steps_;  // of the loops that are open: what a turn ends with, or null
};

}  // namespace

FortranSpecial fortran_special(std::span<const std::string_view> names) {
  return SpecialPrinter().run(special::read(ir::special_source(names)));
}

}  // namespace adc::emit
