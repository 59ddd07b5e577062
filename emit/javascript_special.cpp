#include "emit/javascript_special.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <map>
#include <set>
#include <vector>

#include "emit/javascript_library.h"
#include "emit/lines.h"
#include "emit/special_tree.h"
#include "ir/special/source.h"

namespace adc::emit {
namespace {

using special::Expr;
using special::Statement;
using special::Type;
using special::Variable;

/// How tightly operators bind, in JavaScript as in C.
enum Precedence : std::uint8_t { kAssign, kChoose, kOr, kAnd, kBits, kEqual, kCompare, kSum, kProduct, kPrefix, kAtom };

Precedence precedence_of(std::string_view binary) {
  if (binary == "||") return kOr;
  if (binary == "&&") return kAnd;
  if (binary == "&") return kBits;
  if (binary == "==" || binary == "!=") return kEqual;
  if (binary == "+" || binary == "-") return kSum;
  return binary == "*" || binary == "/" || binary == "%" ? kProduct : kCompare;
}

/// A text, and how tightly it binds.
struct Text {
  std::string text;
  Precedence level = kAtom;
};

/// Structs are objects that nobody changes: an assignment to a part makes another object, so that several names may
/// mean the same one. A variable whose address is taken is an object with one field `at`, and so is what a pointer
/// points to.
class SpecialPrinter {
 public:
  std::string run(const std::vector<special::Declaration>& items) {
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
  // --- items

  void print(const special::Struct& what) { structs_[what.name] = what.fields; }
  void print(const special::Enumeration& what) {
    for (const auto& [name, value] : what.constants) out_.line(fmt::format("const {} = {};", name, text(value)));
  }
  void print(const special::Function& what) {
    boxed_.clear();
    find_boxed(what.body);
    std::vector<std::string> parameters;
    for (const Variable& x : what.parameters) parameters.push_back(x.name);
    out_.open(fmt::format("function {}({}) {{", what.name, joined(parameters)));
    for (const Statement& part : what.body.parts) print(part);
    out_.close("}");
  }
  void print(const Variable& what) {
    const bool is_boxed = boxed_.contains(what.name);
    const std::string value = initial(what);
    out_.line(fmt::format("{} {} = {};", what.is_constant || is_boxed ? "const" : "let", what.name,
                          is_boxed ? fmt::format("{{ at: {} }}", value) : value));
  }

  void find_boxed(const Statement& statement) {
    for (const Variable& variable : statement.variables) {
      if (variable.is_shared) boxed_.insert(variable.name);
    }
    for (const Statement& part : statement.parts) find_boxed(part);
  }

  // --- values of variables

  std::string initial(const Variable& variable) {
    if (!variable.length) return variable.value ? text(*variable.value) : zero(variable.type);
    const std::string length = text(*variable.length);
    std::string zeros = fmt::format("Array.from({{ length: {} }}, () => ({}))", length, zero(variable.type));
    if (!variable.value) return zeros;
    const std::string elements = texts(variable.value->parts);
    const bool are_all = length == std::to_string(variable.value->parts.size());
    return are_all ? fmt::format("[{}]", elements) : fmt::format("Object.assign({}, [{}])", zeros, elements);
  }

  std::string zero(const Type& type) {
    if (type.kind != Type::Kind::Struct) return "0";
    std::vector<std::string> fields;
    for (const Variable& field : structs_.at(type.name))
      fields.push_back(fmt::format("{}: {}", field.name, initial(field)));
    return fmt::format("{{ {} }}", joined(fields));
  }

  // --- statements

  void print(const Statement& s) {
    switch (s.kind) {
      case Statement::Kind::Declare:
        for (const Variable& variable : s.variables) print(variable);
        return;
      case Statement::Kind::Evaluate: return out_.line(text(s.exprs[0]) + ";");
      case Statement::Kind::Return:
        return out_.line(s.exprs.empty() ? "return;" : fmt::format("return {};", text(s.exprs[0])));
      case Statement::Kind::Break: return out_.line("break;");
      case Statement::Kind::Continue: return out_.line("continue;");
      case Statement::Kind::Block:
        for (const Statement& part : s.parts) print(part);
        return;
      case Statement::Kind::While: return block(fmt::format("while ({}) {{", text(s.exprs[0])), s.parts[0]);
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
    block(fmt::format("if ({}) {{", text(s.exprs[0])), s.parts[0]);
    if (s.parts.size() > 1) block("else {", s.parts[1]);
  }

  void loop(const Statement& s) {
    std::string start;
    for (const Variable& variable : s.parts[0].variables) {
      start += fmt::format("{}{} = {}", start.empty() ? "let " : ", ", variable.name, initial(variable));
    }
    if (!s.parts[0].exprs.empty()) start = text(s.parts[0].exprs[0]);
    const std::string step = s.exprs.size() > 1 ? " " + text(s.exprs[1]) : "";
    block(fmt::format("for ({}; {};{}) {{", start, text(s.exprs[0]), step), s.parts[1]);
  }

  // --- expressions

  std::string text(const Expr& x) { return written(x).text; }
  std::string texts(const std::vector<Expr>& all) {
    std::vector<std::string> texts;
    for (const Expr& x : all) texts.push_back(text(x));
    return joined(texts);
  }

  std::string at_least(const Expr& x, Precedence level) {
    Text inner = written(x);
    return inner.level < level ? fmt::format("({})", inner.text) : inner.text;
  }

  Text written(const Expr& x) {
    switch (x.kind) {
      case Expr::Kind::Number: return {number(x)};
      case Expr::Kind::Name: return {name(x.word)};
      case Expr::Kind::Prefix: return prefix(x);
      case Expr::Kind::Postfix: return {at_least(x.parts[0], kAtom) + x.word, kPrefix};
      case Expr::Kind::Binary: return binary(x);
      case Expr::Kind::Assign: return assign(x);
      case Expr::Kind::Choose:
        return {fmt::format("{} ? {} : {}", at_least(x.parts[0], kOr), at_least(x.parts[1], kChoose),
                            at_least(x.parts[2], kChoose)),
                kChoose};
      case Expr::Kind::Call: return {call(x)};
      case Expr::Kind::Member: return {fmt::format("{}.{}", at_least(x.parts[0], kAtom), x.word)};
      case Expr::Kind::Element: return {fmt::format("{}[{}]", at_least(x.parts[0], kAtom), text(x.parts[1]))};
      case Expr::Kind::Cast: return cast(x);
      case Expr::Kind::Braces: return {braces(x, x.type)};
    }
    return {};
  }

  /// JavaScript has no hexadecimal fractions.
  static std::string number(const Expr& x) {
    if (!x.word.starts_with("0x")) return x.word;
    std::array<char, 32> digits;
    const double value = std::strtod(x.word.c_str(), nullptr);
    return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr};
  }

  [[nodiscard]] std::string name(const std::string& word) const {
    if (word == "NAN") return "NaN";
    if (word == "INFINITY") return "Infinity";
    return boxed_.contains(word) ? word + ".at" : word;
  }

  Text prefix(const Expr& x) {
    if (x.word == "&") return {x.parts[0].word};
    if (x.word == "*") return {at_least(x.parts[0], kAtom) + ".at"};
    const std::string operand = at_least(x.parts[0], kPrefix);
    return {x.word + (operand.starts_with(x.word) ? " " : "") + operand, kPrefix};
  }

  Text binary(const Expr& x) {
    const Precedence level = precedence_of(x.word);
    const auto next = static_cast<Precedence>(level + 1);
    std::string all = fmt::format("{} {} {}", at_least(x.parts[0], level), x.word, at_least(x.parts[1], next));
    const bool divides_integers = x.word == "/" && x.type.kind == Type::Kind::Int;
    return divides_integers ? Text{fmt::format("Math.trunc({})", all)} : Text{std::move(all), level};
  }

  Text assign(const Expr& x) {
    const Expr& to = x.parts[0];
    if (to.kind != Expr::Kind::Member) return {fmt::format("{} {} {}", text(to), x.word, text(x.parts[1])), kAssign};
    const std::string value =
        x.word == "=" ? text(x.parts[1]) : fmt::format("{} {} ({})", text(to), x.word[0], text(x.parts[1]));
    return {changed(to, value), kAssign};
  }

  /// Gives the struct that `member` is of another object, in which it has this value.
  std::string changed(const Expr& member, const std::string& value) {
    const Expr& whole = member.parts[0];
    const std::string object = fmt::format("{{ ...{}, {}: {} }}", text(whole), member.word, value);
    return whole.kind == Expr::Kind::Member ? changed(whole, object) : fmt::format("{} = {}", text(whole), object);
  }

  Text cast(const Expr& x) {
    const bool cuts = x.type.kind == Type::Kind::Int && x.parts[0].type.kind == Type::Kind::Double;
    return cuts ? Text{fmt::format("Math.trunc({})", text(x.parts[0]))} : written(x.parts[0]);
  }

  /// Braces inside others are of the type of the field.
  std::string braces(const Expr& x, const Type& type) {
    const std::vector<Variable>& fields = structs_.at(type.name);
    std::vector<std::string> values;
    for (std::size_t i = 0; i < x.parts.size(); ++i) {
      const bool is_struct = x.parts[i].kind == Expr::Kind::Braces;
      values.push_back(
          fmt::format("{}: {}", fields[i].name, is_struct ? braces(x.parts[i], fields[i].type) : text(x.parts[i])));
    }
    return fmt::format("{{ {} }}", joined(values));
  }

  std::string call(const Expr& x) {
    const LibraryFunction* const function = javascript_function(x.word);
    if (function != nullptr) called_.insert(function->name);
    return fmt::format("{}({})", function == nullptr ? x.word : function->spelling, texts(x.parts));
  }

  Lines out_;
  std::map<std::string, std::vector<Variable>> structs_;
  std::set<std::string> boxed_;
  std::set<std::string_view> called_;
};

/// The texts of the functions that are called, and of those that these call.
std::string library_texts(std::set<std::string_view> called) {
  const auto library = javascript_library();
  std::string all;
  for (bool grows = true; grows;) {
    all.clear();
    grows = false;
    for (const LibraryFunction& function : library) {
      if (!called.contains(function.name)) continue;
      all += function.text;
      for (const LibraryFunction& other : library) {
        const bool calls =
            !other.text.empty() && function.text.find(std::string(other.spelling) + "(") != std::string::npos;
        grows = (calls && called.insert(other.name).second) || grows;
      }
    }
  }
  return all.find("adc_words") == std::string::npos ? all : std::string(kJavascriptBits) + all;
}

}  // namespace

std::string_view javascript_name(std::string_view c_name) {
  const LibraryFunction* const function = javascript_function(c_name);
  return function == nullptr ? c_name : function->spelling;
}

std::string javascript_functions(std::span<const std::string_view> names) {
  constexpr std::string_view kStandard = "adc_standard_";
  std::set<std::string_view> wanted;
  std::set<std::string_view> called;
  const auto want = [&](std::string_view name) {
    const LibraryFunction* const function = javascript_function(name);
    if (function != nullptr) called.insert(function->name);
    const bool is_c = function == nullptr || function->spelling.starts_with(kStandard);
    return is_c && wanted.insert(function == nullptr ? name : function->spelling).second;
  };
  for (const std::string_view name : names) want(name);
  std::string functions;
  for (bool grows = true; grows;) {
    SpecialPrinter printer;
    functions = printer.run(special::read(ir::special_source(std::vector(wanted.begin(), wanted.end()))));
    grows = false;
    for (const std::string_view name : printer.called()) grows = want(name) || grows;
  }
  return library_texts(std::move(called)) + functions;
}

}  // namespace adc::emit
