#include "emit/python_special.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <map>
#include <stdexcept>
#include <utility>
#include <vector>

#include "emit/lines.h"
#include "emit/python_library.h"
#include "emit/special_tree.h"
#include "ir/special/source.h"

namespace adc::emit {
namespace {

using special::Expr;
using special::Statement;
using special::Type;
using special::Variable;

/// How tightly Python's operators bind.
enum Precedence : std::uint8_t { kChoose, kOr, kAnd, kNot, kCompare, kBits, kSum, kProduct, kPrefix, kAtom };

Precedence precedence_of(std::string_view binary) {
  if (binary == "||") return kOr;
  if (binary == "&&") return kAnd;
  if (binary == "&") return kBits;
  if (binary == "+" || binary == "-") return kSum;
  return binary == "*" || binary == "/" || binary == "%" ? kProduct : kCompare;
}

struct Text {
  std::string text;
  Precedence level = kAtom;
};

bool is_integer(const Expr& x) { return x.type.kind == Type::Kind::Int && !x.type.is_pointer; }

/// Python has no hexadecimal fractions.
std::string number_text(const Expr& x) {
  if (!x.word.starts_with("0x")) return x.word;
  std::array<char, 32> digits;
  const double value = std::strtod(x.word.c_str(), nullptr);
  std::string text(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

Lines python_lines() { return Lines(0, 4); }

/// "/* a comment */" as lines that begin with #.
std::string python_comment(std::string_view comment) {
  std::string text;
  comment.remove_prefix(std::min<std::size_t>(2, comment.size()));
  if (comment.ends_with("*/")) comment.remove_suffix(2);
  while (!comment.empty()) {
    const std::size_t end = comment.find('\n');
    std::string_view line = comment.substr(0, end);
    comment.remove_prefix(end == std::string_view::npos ? comment.size() : end + 1);
    const std::size_t first = line.find_first_not_of(" *");
    if (first == std::string_view::npos) continue;
    line = line.substr(first, line.find_last_not_of(' ') - first + 1);
    text += "# " + std::string(line) + "\n";
  }
  return text;
}

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
      const std::string text = std::exchange(out_, python_lines()).take();
      if (text.empty()) continue;
      const bool is_function = std::holds_alternative<special::Function>(item.what);
      all += python_comment(item.comment) + text + (is_function ? "\n\n" : "\n");
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

  static std::string within(const Text& inner, Precedence level) {
    return inner.level < level ? fmt::format("({})", inner.text) : inner.text;
  }
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

/// Is thrown where a function of numbers is none of arrays.
struct NoArrays {};

/// Functions of arrays: both sides of a branch are computed, and each element chooses. A value is the same for all
/// elements (uniform) if it is made of integers alone; loops are over such.
class ArrayPrinter {
 public:
  std::string run(const std::vector<special::Declaration>& items) {
    std::string all;
    for (const special::Declaration& item : items) {
      std::visit([&](const auto& what) { print(what); }, item.what);
      const std::string text = std::exchange(out_, python_lines()).take();
      if (text.empty()) continue;
      const bool is_function = std::holds_alternative<special::Function>(item.what);
      all += python_comment(item.comment) + text + (is_function ? "\n\n" : "\n");
    }
    return all;
  }
  [[nodiscard]] const std::set<std::string_view>& called() const { return called_; }

 private:
  struct Return {
    std::string mask;
    std::string value;
  };

  static void print(const special::Struct&) {}
  void print(const special::Enumeration& what) {
    for (const auto& [name, value] : what.constants) out_.line(fmt::format("{} = {}", name, text(value)));
  }
  void print(const special::Function& what) {
    uniform_.clear();
    returns_.clear();
    last_mask_ = 0;
    std::vector<std::string> parameters;
    if (what.result.kind != Type::Kind::Double) throw NoArrays();
    for (const Variable& x : what.parameters) {
      if (x.type.is_pointer || x.type.kind == Type::Kind::Struct) throw NoArrays();
      if (x.type.kind == Type::Kind::Int) uniform_.insert(x.name);
      parameters.push_back(x.name);
    }
    parameters.emplace_back("xp");
    out_.open(fmt::format("def {}({}):", array_name(what.name), joined(parameters)));
    for (const Statement& part : what.body.parts) print(part, "");
    out_.close();
  }
  void print(const Variable& what) {
    if (what.type.kind == Type::Kind::Struct || what.is_shared) throw NoArrays();
    if (!what.length) {
      if (what.type.kind == Type::Kind::Int) uniform_.insert(what.name);
      if (what.type.kind == Type::Kind::Int && what.value && !is_uniform(*what.value)) throw NoArrays();
      return out_.line(fmt::format("{} = {}", what.name, what.value ? text(*what.value) : "0.0"));
    }
    if (!what.is_constant || !what.value) throw NoArrays();
    uniform_.insert(what.name);
    std::vector<std::string> elements;
    for (const Expr& x : what.value->parts) elements.push_back(text(x));
    out_.line(fmt::format("{} = [{}]", what.name, joined(elements)));
  }

  [[nodiscard]] bool is_uniform(const Expr& x) const {
    if (x.kind == Expr::Kind::Number) return true;
    if (x.kind == Expr::Kind::Name) return uniform_.contains(x.word) || x.word == "NAN" || x.word == "INFINITY";
    if (x.kind == Expr::Kind::Call) return false;
    return std::ranges::all_of(x.parts, [&](const Expr& part) { return is_uniform(part); });
  }

  // --- statements, for the elements that the mask is true for; "" is all

  void print(const Statement& s, const std::string& mask) {
    switch (s.kind) {
      case Statement::Kind::Declare:
        for (const Variable& variable : s.variables) print(variable);
        return;
      case Statement::Kind::Evaluate: return evaluate(s.exprs[0], mask);
      case Statement::Kind::Return: return give(s.exprs[0], mask);
      case Statement::Kind::Block:
        for (const Statement& part : s.parts) print(part, mask);
        return;
      case Statement::Kind::If: return condition(s, mask);
      case Statement::Kind::For: return loop(s, mask);
      case Statement::Kind::While:
      case Statement::Kind::Break:
      case Statement::Kind::Continue: throw NoArrays();
    }
  }

  void give(const Expr& value, const std::string& mask) {
    if (!mask.empty()) {
      const std::string result = fmt::format("result{}", returns_.size() + 1);
      out_.line(fmt::format("{} = {}", result, text(value)));
      returns_.push_back({mask, result});
      return;
    }
    std::string all = text(value);
    for (auto each = returns_.rbegin(); each != returns_.rend(); ++each)
      all = library_call("where", {each->mask, each->value, all});
    out_.line("return " + (is_uniform(value) && returns_.empty() ? library_call("number", {all}) : all));
  }

  void condition(const Statement& s, const std::string& mask) {
    if (is_uniform(s.exprs[0])) throw NoArrays();
    const std::string own = fmt::format("mask{}", ++last_mask_);
    const std::string truth = at_least(s.exprs[0], kBits);
    out_.line(fmt::format("{} = {}", own, mask.empty() ? text(s.exprs[0]) : fmt::format("{} & {}", mask, truth)));
    print(s.parts[0], own);
    if (s.parts.size() < 2) return;
    const std::string other = fmt::format("mask{}", ++last_mask_);
    out_.line(fmt::format("{} = {}~{}", other, mask.empty() ? "" : mask + " & ", own));
    print(s.parts[1], other);
  }

  void loop(const Statement& s, const std::string& mask) {
    for (const Variable& variable : s.parts[0].variables) print(variable);
    if (!s.parts[0].exprs.empty()) evaluate(s.parts[0].exprs[0], "");
    if (!is_uniform(s.exprs[0]) || s.exprs.size() < 2) throw NoArrays();
    out_.open(fmt::format("while {}:", text(s.exprs[0])));
    print(s.parts[1], mask);
    evaluate(s.exprs[1], "");
    out_.close();
  }

  void evaluate(const Expr& x, const std::string& mask) {
    const bool is_step = (x.kind == Expr::Kind::Prefix || x.kind == Expr::Kind::Postfix) && x.word.size() == 2;
    if (is_step && mask.empty()) return out_.line(fmt::format("{} {}= 1", text(x.parts[0]), x.word[0]));
    if (x.kind != Expr::Kind::Assign || x.parts[0].kind != Expr::Kind::Name) throw NoArrays();
    const bool is_varying = !uniform_.contains(x.parts[0].word);
    if (!is_varying && (!mask.empty() || !is_uniform(x.parts[1]))) throw NoArrays();
    const std::string name = x.parts[0].word;
    const Expr whole{Expr::Kind::Binary, x.word.substr(0, 1), {x.parts[0], x.parts[1]}, x.parts[0].type};
    const std::string value = text(x.word == "=" ? x.parts[1] : whole);
    out_.line(fmt::format("{} = {}", name, mask.empty() ? value : library_call("where", {mask, value, name})));
  }

  // --- expressions

  std::string text(const Expr& x) { return written(x).text; }
  std::string at_least(const Expr& x, Precedence level) {
    Text inner = written(x);
    return inner.level < level ? fmt::format("({})", inner.text) : inner.text;
  }

  Text written(const Expr& x) {
    switch (x.kind) {
      case Expr::Kind::Number: return {number_text(x)};
      case Expr::Kind::Name: return {x.word == "NAN" ? "numpy.nan" : x.word == "INFINITY" ? "numpy.inf" : x.word};
      case Expr::Kind::Prefix:
        if (x.word != "-" && x.word != "!") throw NoArrays();
        return {(x.word == "!" ? "~" : "-") + at_least(x.parts[0], kPrefix), kPrefix};
      case Expr::Kind::Binary: return binary(x);
      case Expr::Kind::Choose:
        if (is_uniform(x.parts[0])) throw NoArrays();
        return {library_call("where", {text(x.parts[0]), text(x.parts[1]), text(x.parts[2])})};
      case Expr::Kind::Call: return {call(x)};
      case Expr::Kind::Element:
        if (!is_uniform(x)) throw NoArrays();
        return {fmt::format("{}[{}]", at_least(x.parts[0], kAtom), text(x.parts[1]))};
      case Expr::Kind::Cast:
        if (x.type.kind == Type::Kind::Int && !is_uniform(x.parts[0])) throw NoArrays();
        return written(x.parts[0]);
      default: throw NoArrays();
    }
  }

  Text binary(const Expr& x) {
    const bool joins = x.word == "&&" || x.word == "||";
    if (x.word == "%" || (x.word == "/" && is_integer(x)) || (joins && is_uniform(x))) throw NoArrays();
    const Precedence level = joins ? kBits : precedence_of(x.word);
    const auto next = static_cast<Precedence>(level + 1);
    // `&` and `|` are told apart by brackets.
    const std::string left = at_least(x.parts[0], joins || level == kCompare ? next : level);
    return {fmt::format("{} {} {}", left,
                        x.word == "&&"   ? "&"
                        : x.word == "||" ? "|"
                                         : x.word,
                        at_least(x.parts[1], next)),
            level};
  }

  std::string call(const Expr& x) {
    std::vector<std::string> arguments;
    for (const Expr& part : x.parts) {
      const bool is_number = is_uniform(part) && !is_integer(part);
      arguments.push_back(is_number ? library_call("number", {text(part)}) : text(part));
    }
    if (!ir::is_special(x.word)) {
      if (array_function(x.word) == nullptr) throw NoArrays();
      return library_call(x.word, std::move(arguments));
    }
    if (array_function(x.word) != nullptr) return library_call(x.word, std::move(arguments));
    arguments.emplace_back("xp");
    return fmt::format("{}({})", array_name(x.word), joined(arguments));
  }

  std::string library_call(std::string_view name, std::vector<std::string> arguments) {
    const PythonFunction* const function = array_function(name);
    called_.insert(function->name);
    if (function->spelling.starts_with("adc_")) arguments.emplace_back("xp");
    return fmt::format("{}({})", function->spelling, joined(arguments));
  }

  Lines out_ = python_lines();
  std::set<std::string> uniform_;
  std::set<std::string_view> called_;
  std::vector<Return> returns_;
  std::size_t last_mask_ = 0;
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

bool has_array_form(std::string_view c_name) {
  if (!ir::is_special(c_name)) return array_function(c_name) != nullptr;
  try {
    ArrayPrinter().run(special::read(ir::special_source(std::span(&c_name, 1))));
    return true;
  } catch (const NoArrays&) {
    return false;
  }
}

std::string array_functions(std::span<const std::string_view> names, std::set<std::string_view>& library) {
  ArrayPrinter printer;
  std::string functions = printer.run(special::read(ir::special_source(names)));
  library.insert(printer.called().begin(), printer.called().end());
  return functions;
}

std::string array_name(std::string_view c_name) { return std::string(c_name) + "_array"; }

}  // namespace adc::emit
