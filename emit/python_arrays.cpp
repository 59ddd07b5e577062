#include "emit/python_arrays.h"

#include <fmt/core.h>

#include <algorithm>
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
      all += with_comment(item, std::exchange(out_, python_lines()).take());
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
  std::string at_least(const Expr& x, Precedence level) { return within(written(x), level); }

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
