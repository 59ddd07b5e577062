#include "emit/python_special.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <utility>
#include <vector>

#include "emit/python_library.h"
#include "emit/python_text.h"
#include "ir/special/source.h"

namespace adc::emit {
using namespace python;

namespace {

using special::Expr;
using special::Statement;
using special::Type;
using special::Variable;

/// Functions of floats. Structs are tuples, so that an assignment to a part makes another one and several names may
/// mean the same one. A variable whose address is taken is a list of one element, and so is what a pointer points to.
class Printer {
 public:
  std::string run(const std::vector<special::Declaration>& items) {
    for (const special::Declaration& item : items) {
      if (const auto* function = std::get_if<special::Function>(&item.what)) functions_[function->name] = function;
    }
    std::string all;
    for (const special::Declaration& item : items) {
      std::visit([&](const auto& what) { print(what); }, item.what);
      all += with_comment(item, std::exchange(out_, python_lines()).take());
    }
    return all;
  }

  /// The functions of C's library that were called.
  [[nodiscard]] const std::set<std::string_view>& called() const { return called_; }

 private:
  // --- items

  void print(const special::Struct& what) { structs_[what.name] = what.fields; }
  void print(const special::Enumeration& what) {
    for (const auto& [name, value] : what.constants) out_.line(fmt::format("{} = {}", name, text(value)));
  }
  void print(const special::Function& what) {
    boxed_.clear();
    find_boxed(what.body);
    result_ = what.result;
    std::vector<std::string> parameters;
    for (const Variable& x : what.parameters) parameters.push_back(x.name);
    out_.open(fmt::format("def {}({}):", what.name, joined(parameters)));
    body(what.body);
    out_.close();
  }
  void print(const Variable& what) {
    const std::string value = initial(what);
    out_.line(fmt::format("{} = {}", what.name, boxed_.contains(what.name) ? fmt::format("[{}]", value) : value));
  }

  void find_boxed(const Statement& statement) {
    for (const Variable& variable : statement.variables) {
      if (variable.is_shared) boxed_.insert(variable.name);
    }
    for (const Statement& part : statement.parts) find_boxed(part);
  }

  // --- values of variables

  std::string initial(const Variable& variable) {
    if (!variable.length) return variable.value ? as(variable.type, *variable.value) : zero(variable.type);
    const std::string length = text(*variable.length);
    if (!variable.value) return fmt::format("[{}] * ({})", zero(variable.type), length);
    std::vector<std::string> elements;
    for (const Expr& x : variable.value->parts) elements.push_back(as(variable.type, x));
    const std::string list = fmt::format("[{}]", joined(elements));
    if (length == std::to_string(elements.size())) return list;
    return fmt::format("{} + [{}] * ({} - {})", list, zero(variable.type), length, elements.size());
  }

  std::string zero(const Type& type) {
    if (type.kind == Type::Kind::Int) return "0";
    if (type.kind != Type::Kind::Struct) return "0.0";
    std::vector<std::string> fields;
    for (const Variable& field : structs_.at(type.name)) fields.push_back(initial(field));
    return tuple(fields);
  }

  static std::string tuple(const std::vector<std::string>& parts) {
    return fmt::format("({}{})", joined(parts), parts.size() == 1 ? "," : "");
  }

  /// The value of an expression where one of this type is wanted.
  std::string as(const Type& type, const Expr& x) { return converted(type, x).text; }
  Text converted(const Type& type, const Expr& x) {
    if (type.kind != Type::Kind::Double || type.is_pointer || !is_integer(x)) return written(x);
    if (x.kind == Expr::Kind::Number) return {x.word + ".0"};
    return {fmt::format("float({})", text(x))};
  }

  // --- statements

  void body(const Statement& statement) {
    const bool is_empty = statement.kind == Statement::Kind::Block && statement.parts.empty();
    is_empty ? out_.line("pass") : print(statement);
  }

  void print(const Statement& s) {
    switch (s.kind) {
      case Statement::Kind::Declare:
        for (const Variable& variable : s.variables) print(variable);
        return;
      case Statement::Kind::Evaluate: return evaluate(s.exprs[0]);
      case Statement::Kind::Return:
        return out_.line(s.exprs.empty() ? "return" : fmt::format("return {}", as(result_, s.exprs[0])));
      case Statement::Kind::Break: return out_.line("break");
      case Statement::Kind::Continue:
        if (steps_.back() != nullptr) evaluate(*steps_.back());
        return out_.line("continue");
      case Statement::Kind::Block:
        for (const Statement& part : s.parts) print(part);
        return;
      case Statement::Kind::While: return loop(s.exprs[0], nullptr, s.parts[0]);
      case Statement::Kind::If: return condition(s);
      case Statement::Kind::For:
        print(s.parts[0]);
        return loop(s.exprs[0], s.exprs.size() > 1 ? &s.exprs[1] : nullptr, s.parts[1]);
    }
  }

  void condition(const Statement& s) {
    out_.open(fmt::format("if {}:", text(s.exprs[0])));
    body(s.parts[0]);
    out_.close();
    if (s.parts.size() < 2) return;
    out_.open("else:");
    body(s.parts[1]);
    out_.close();
  }

  void loop(const Expr& while_true, const Expr* step, const Statement& inner) {
    out_.open(fmt::format("while {}:", text(while_true)));
    steps_.push_back(step);
    body(inner);
    steps_.pop_back();
    if (step != nullptr) evaluate(*step);
    out_.close();
  }

  void evaluate(const Expr& x) {
    if (x.kind == Expr::Kind::Assign) return assign(x);
    const bool is_step = (x.kind == Expr::Kind::Prefix || x.kind == Expr::Kind::Postfix) && x.word.size() == 2;
    if (!is_step) return out_.line(text(x));
    out_.line(fmt::format("{} {}= 1", text(x.parts[0]), x.word[0]));
  }

  void assign(const Expr& x) {
    const Expr& to = x.parts[0];
    if (x.word == "=") return out_.line(changed(to, as(to.type, x.parts[1])));
    const Expr changed_value{Expr::Kind::Binary, x.word.substr(0, 1), {to, x.parts[1]}, to.type};
    out_.line(changed(to, text(changed_value)));
  }

  /// Gives what `to` means this value.
  std::string changed(const Expr& to, const std::string& value) {
    if (to.kind != Expr::Kind::Member) return fmt::format("{} = {}", text(to), value);
    const Expr& whole = to.parts[0];
    std::vector<std::string> parts;
    const std::vector<Variable>& fields = structs_.at(whole.type.name);
    for (std::size_t i = 0; i < fields.size(); ++i)
      parts.push_back(fields[i].name == to.word ? value : fmt::format("{}[{}]", at_least(whole, kAtom), i));
    return changed(whole, tuple(parts));
  }

  // --- expressions

  std::string text(const Expr& x) { return written(x).text; }

  std::string at_least(const Expr& x, Precedence level) { return within(written(x), level); }

  Text written(const Expr& x) {
    switch (x.kind) {
      case Expr::Kind::Number: return {number_text(x)};
      case Expr::Kind::Name: return {name(x.word)};
      case Expr::Kind::Prefix: return prefix(x);
      case Expr::Kind::Binary: return binary(x);
      case Expr::Kind::Choose:
        return {fmt::format("{} if {} else {}", within(converted(x.type, x.parts[1]), kOr), at_least(x.parts[0], kOr),
                            within(converted(x.type, x.parts[2]), kChoose)),
                kChoose};
      case Expr::Kind::Call: return {call(x)};
      case Expr::Kind::Member: return {fmt::format("{}[{}]", at_least(x.parts[0], kAtom), place(x))};
      case Expr::Kind::Element: return {fmt::format("{}[{}]", at_least(x.parts[0], kAtom), text(x.parts[1]))};
      case Expr::Kind::Cast: return cast(x);
      case Expr::Kind::Braces: return {braces(x)};
      case Expr::Kind::Assign:
      case Expr::Kind::Postfix: break;
    }
    throw std::logic_error("an assignment inside an expression");
  }

  [[nodiscard]] std::size_t place(const Expr& member) const {
    const std::vector<Variable>& fields = structs_.at(member.parts[0].type.name);
    return static_cast<std::size_t>(std::ranges::find(fields, member.word, &Variable::name) - fields.begin());
  }

  [[nodiscard]] std::string name(const std::string& word) const {
    if (word == "NAN") return "math.nan";
    if (word == "INFINITY") return "math.inf";
    return boxed_.contains(word) ? word + "[0]" : word;
  }

  Text prefix(const Expr& x) {
    if (x.word == "&") return {x.parts[0].word};
    if (x.word == "*") return {at_least(x.parts[0], kAtom) + "[0]"};
    if (x.word == "!") return {"not " + at_least(x.parts[0], kNot), kNot};
    if (x.word == "++" || x.word == "--") return {fmt::format("({0} := {0} {1} 1)", text(x.parts[0]), x.word[0])};
    return {x.word + at_least(x.parts[0], kPrefix), kPrefix};
  }

  Text binary(const Expr& x) {
    const Precedence level = precedence_of(x.word);
    const auto next = static_cast<Precedence>(level + 1);
    if (x.word == "/" && !is_integer(x)) {
      const bool is_safe = x.parts[1].kind == Expr::Kind::Number;
      if (!is_safe) return {library_call("divide", {text(x.parts[0]), text(x.parts[1])})};
    }
    if (x.word == "%")  // of the sign of the first, in C
      return {fmt::format("int(math.fmod({}, {}))", text(x.parts[0]), text(x.parts[1]))};
    // Comparisons of comparisons are no chains.
    const std::string left = at_least(x.parts[0], level == kCompare ? next : level);
    const std::string word = x.word == "&&" ? "and" : x.word == "||" ? "or" : x.word;
    std::string all = fmt::format("{} {} {}", left, word, at_least(x.parts[1], next));
    if (x.word == "/" && is_integer(x)) return {fmt::format("int({})", all)};
    return {std::move(all), level};
  }

  Text cast(const Expr& x) {
    const Expr& from = x.parts[0];
    if (x.type.kind == Type::Kind::Double) return converted(x.type, from);
    const bool cuts = x.type.kind == Type::Kind::Int && from.type.kind == Type::Kind::Double;
    return cuts ? Text{fmt::format("int({})", text(from))} : written(from);
  }

  std::string braces(const Expr& x) {
    const std::vector<Variable>& fields = structs_.at(x.type.name);
    std::vector<std::string> values;
    for (std::size_t i = 0; i < x.parts.size(); ++i) values.push_back(as(fields[i].type, x.parts[i]));
    for (std::size_t i = x.parts.size(); i < fields.size(); ++i) values.push_back(initial(fields[i]));
    return tuple(values);
  }

  std::string call(const Expr& x) {
    const auto known = functions_.find(x.word);
    std::vector<std::string> arguments;
    for (std::size_t i = 0; i < x.parts.size(); ++i) {
      const bool is_known = known != functions_.end() && i < known->second->parameters.size();
      arguments.push_back(is_known ? as(known->second->parameters[i].type, x.parts[i]) : text(x.parts[i]));
    }
    return library_call(x.word, arguments);
  }

  std::string library_call(std::string_view word, const std::vector<std::string>& arguments) {
    const PythonFunction* const function = python_function(word);
    if (function != nullptr) called_.insert(function->name);
    return fmt::format("{}({})", function == nullptr ? word : function->spelling, joined(arguments));
  }

  Lines out_ = python_lines();
  std::map<std::string, std::vector<Variable>> structs_;
  std::map<std::string, const special::Function*, std::less<>> functions_;
  std::set<std::string> boxed_;
  std::set<std::string_view> called_;
  std::vector<const Expr*> steps_;  // of the loops that are open
  Type result_;
};

}  // namespace

std::string_view python_name(std::string_view c_name) {
  const PythonFunction* const function = python_function(c_name);
  return function == nullptr ? c_name : function->spelling;
}

std::string python_functions(std::span<const std::string_view> names) {
  std::set<std::string_view> wanted;
  std::set<std::string_view> called;
  const auto want = [&](std::string_view name) {
    const PythonFunction* const function = python_function(name);
    if (function != nullptr) called.insert(function->name);
    const bool is_c = function == nullptr || ir::is_special(function->spelling);
    return is_c && wanted.insert(function == nullptr ? name : function->spelling).second;
  };
  for (const std::string_view name : names) want(name);
  std::string functions;
  for (bool grows = true; grows;) {
    Printer printer;
    functions = printer.run(special::read(ir::special_source(std::vector(wanted.begin(), wanted.end()))));
    grows = false;
    for (const std::string_view name : printer.called()) grows = want(name) || grows;
  }
  return python_texts(std::move(called)) + functions;
}

}  // namespace adc::emit
