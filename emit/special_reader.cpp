#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <stdexcept>
#include <utility>

#include "emit/special_tree.h"

namespace adc::emit::special {
namespace {

struct Token {
  enum class Kind : std::uint8_t { Word, Number, Mark, Comment, End };
  Kind kind;
  std::string text;
  std::size_t line;
};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::vector<Token> tokens_of(std::string_view source) {
  constexpr std::array<std::string_view, 14> kMarks{
      "++", "--", "+=", "-=", "*=", "/=", "==", "!=", "<=", ">=", "&&", "||", "->", ">>"};
  std::vector<Token> tokens;
  std::size_t line = 1;
  for (std::size_t i = 0; i < source.size();) {
    const auto take = [&](Token::Kind kind, std::size_t length) {
      tokens.push_back({kind, std::string(source.substr(i, length)), line});
      line += static_cast<std::size_t>(std::ranges::count(tokens.back().text, '\n'));
      i += length;
    };
    const char c = source[i];
    const bool is_fraction = c == '.' && i + 1 < source.size() && is_digit(source[i + 1]);
    if (c == '\n' || c == ' ') {
      line += c == '\n' ? 1 : 0;
      ++i;
    } else if (c == '#' || source.substr(i, 2) == "//") {
      i = std::min(source.find('\n', i), source.size());
    } else if (source.substr(i, 2) == "/*") {
      take(Token::Kind::Comment, source.find("*/", i + 2) + 2 - i);
    } else if (is_letter(c)) {
      std::size_t end = i;
      while (end < source.size() && (is_letter(source[end]) || is_digit(source[end]))) ++end;
      take(Token::Kind::Word, end - i);
    } else if (is_digit(c) || is_fraction) {
      std::size_t end = i;
      const auto is_sign = [&] {
        const bool is_hex = source.substr(i, 2) == "0x";
        const char before = source[end - 1];
        return (source[end] == '+' || source[end] == '-') && (is_hex ? before == 'p' : before == 'e');
      };
      while (end < source.size() &&
             (is_letter(source[end]) || is_digit(source[end]) || source[end] == '.' || is_sign()))
        ++end;
      take(Token::Kind::Number, end - i);
    } else {
      take(Token::Kind::Mark, std::ranges::count(kMarks, source.substr(i, 2)) > 0 ? 2 : 1);
    }
  }
  tokens.push_back({Token::Kind::End, "the end", line});
  return tokens;
}

/// How tightly a binary operator binds; 0 for what is none.
int precedence(std::string_view mark) {
  constexpr std::array<std::array<std::string_view, 4>, 7> kLevels{
      {{"||"}, {"&&"}, {"&"}, {"==", "!="}, {"<", "<=", ">", ">="}, {"+", "-"}, {"*", "/", "%"}}};
  for (std::size_t i = 0; i < kLevels.size(); ++i) {
    if (!mark.empty() && std::ranges::count(kLevels[i], mark) > 0) return static_cast<int>(i) + 1;
  }
  return 0;
}

bool is_comparison(std::string_view mark) {
  const int level = precedence(mark);
  return level == 1 || level == 2 || level == 4 || level == 5;
}

const Type kInt{Type::Kind::Int, {}, false};
const Type kDouble{Type::Kind::Double, {}, false};

class Reader {
 public:
  explicit Reader(std::string_view source) : tokens_(tokens_of(source)) {}

  std::vector<Declaration> run() {
    std::vector<Declaration> items;
    std::string comment;
    while (tokens_[at_].kind != Token::Kind::End) {
      if (tokens_[at_].kind == Token::Kind::Comment) {
        comment = tokens_[at_++].text;
        continue;
      }
      items.push_back({std::exchange(comment, {}), declaration_of_file()});
    }
    return items;
  }

 private:
  // --- tokens; comments inside items are passed over

  const Token& next() {
    while (tokens_[at_].kind == Token::Kind::Comment) ++at_;
    return tokens_[at_];
  }
  bool is(std::string_view text) { return next().text == text; }
  bool accept(std::string_view text) {
    if (!is(text)) return false;
    ++at_;
    return true;
  }
  void expect(std::string_view text) {
    if (!accept(text)) fail(fmt::format("expected '{}'", text));
  }
  std::string word() {
    if (next().kind != Token::Kind::Word) fail("expected a name");
    return tokens_[at_++].text;
  }
  [[noreturn]] void fail(std::string_view why) {
    throw std::invalid_argument(fmt::format("line {}: {} before '{}'", next().line, why, next().text));
  }

  // --- types and declarations

  bool is_type() {
    return is("const") || is("double") || is("int") || is("void") || is("static") || is("inline") ||
           structs_.contains(next().text) || enums_.contains(next().text);
  }
  /// With the words before it, which say nothing about its values, but for `const`.
  Type type(bool& is_constant) {
    is_constant = false;
    while (is("static") || is("inline") || is("const")) is_constant = tokens_[at_++].text == "const" || is_constant;
    Type result;
    const std::string name = word();
    if (name == "double") {
      result = kDouble;
    } else if (name == "int" || enums_.contains(name)) {
      result = kInt;
    } else if (name == "void") {
      result = {Type::Kind::Void, {}, false};
    } else if (structs_.contains(name)) {
      result = {Type::Kind::Struct, name, false};
    } else {
      fail("expected a type");
    }
    result.is_pointer = accept("*");
    return result;
  }

  Variable declarator(const Type& type, bool is_constant) {
    Variable variable{type, word(), {}, {}, is_constant, false};
    if (accept("[")) {
      variable.length = choice();
      expect("]");
    }
    names_[variable.name] = type;
    if (accept("=")) variable.value = initialiser(type);
    return variable;
  }

  std::vector<Variable> declaration() {
    bool is_constant = false;
    const Type of_all = type(is_constant);
    std::vector<Variable> variables;
    do {
      variables.push_back(declarator(of_all, is_constant));
    } while (accept(","));
    expect(";");
    return variables;
  }

  Expr initialiser(const Type& type) {
    if (!accept("{")) return choice();
    Expr braces{Expr::Kind::Braces, {}, {}, type};
    do {
      if (is("}")) break;
      braces.parts.push_back(initialiser(type));
    } while (accept(","));
    expect("}");
    return braces;
  }

  std::variant<Struct, Enumeration, Variable, Function> declaration_of_file() {
    if (accept("typedef")) {
      if (!is("enum")) return record();
      ++at_;
      Enumeration type = constants();
      enums_.insert(word());
      expect(";");
      return type;
    }
    if (accept("enum")) {
      Enumeration values = constants();
      expect(";");
      return values;
    }
    bool is_constant = false;
    const Type result = type(is_constant);
    const std::string name = word();
    if (is("(")) return function(result, name);
    --at_;
    Variable variable = declarator(result, is_constant);
    expect(";");
    return variable;
  }

  Struct record() {
    expect("struct");
    expect("{");
    Struct record;
    while (!accept("}")) {
      for (Variable& field : declaration()) record.fields.push_back(std::move(field));
    }
    record.name = word();
    expect(";");
    structs_[record.name] = record.fields;
    return record;
  }

  Enumeration constants() {
    Enumeration all;
    expect("{");
    do {
      std::string name = word();
      Expr next{Expr::Kind::Number, std::to_string(all.constants.size()), {}, kInt};
      names_[name] = kInt;
      all.constants.push_back({std::move(name), accept("=") ? choice() : std::move(next)});
    } while (accept(","));
    expect("}");
    return all;
  }

  Function function(const Type& result, const std::string& name) {
    functions_[name] = result;
    const std::map<std::string, Type> outer = names_;
    shared_.clear();
    Function function{result, name, {}, {}};
    expect("(");
    while (!accept(")")) {
      bool is_constant = false;
      const Type of = type(is_constant);
      function.parameters.push_back(declarator(of, is_constant));
      if (!is(")")) expect(",");
    }
    function.body = block();
    mark_shared(function.body);
    names_ = outer;
    return function;
  }

  /// A name is shared wherever a function's variable of that name is.
  void mark_shared(Statement& statement) {
    for (Variable& variable : statement.variables) variable.is_shared = shared_.contains(variable.name);
    for (Statement& part : statement.parts) mark_shared(part);
  }

  // --- statements

  Statement block() {
    expect("{");
    Statement block{Statement::Kind::Block, {}, {}, {}};
    while (!accept("}")) block.parts.push_back(statement());
    return block;
  }

  Statement statement() {
    if (is("{")) return block();
    if (accept("if")) return condition();
    if (accept("for")) return loop();
    if (accept("while")) {
      Statement loop{Statement::Kind::While, {}, {in_brackets()}, {}};
      loop.parts.push_back(statement());
      return loop;
    }
    if (accept("return")) {
      Statement result{Statement::Kind::Return, {}, {}, {}};
      if (!is(";")) result.exprs.push_back(choice());
      expect(";");
      return result;
    }
    if (is("break") || is("continue")) {
      const bool ends = word() == "break";
      expect(";");
      return {ends ? Statement::Kind::Break : Statement::Kind::Continue, {}, {}, {}};
    }
    if (is_type()) return {Statement::Kind::Declare, declaration(), {}, {}};
    Statement evaluate{Statement::Kind::Evaluate, {}, {assignment()}, {}};
    expect(";");
    return evaluate;
  }

  Statement condition() {
    Statement result{Statement::Kind::If, {}, {in_brackets()}, {}};
    result.parts.push_back(statement());
    if (accept("else")) result.parts.push_back(statement());
    return result;
  }

  Statement loop() {
    expect("(");
    Statement loop{Statement::Kind::For, {}, {}, {}};
    if (accept(";"))
      loop.parts.push_back({Statement::Kind::Block, {}, {}, {}});
    else
      loop.parts.push_back(statement());
    loop.exprs.push_back(choice());
    expect(";");
    if (!is(")")) loop.exprs.push_back(assignment());
    expect(")");
    loop.parts.push_back(statement());
    return loop;
  }

  Expr in_brackets() {
    expect("(");
    Expr inner = choice();
    expect(")");
    return inner;
  }

  // --- expressions

  Expr assignment() {
    Expr to = choice();
    for (const std::string_view mark : {"=", "+=", "-=", "*=", "/="}) {
      if (!accept(mark)) continue;
      const Type type = to.type;
      return {Expr::Kind::Assign, std::string(mark), {std::move(to), choice()}, type};
    }
    return to;
  }

  Expr choice() {
    Expr condition = binary(1);
    if (!accept("?")) return condition;
    Expr first = choice();
    expect(":");
    Expr second = choice();
    const Type type = first.type == kInt ? second.type : first.type;
    return {Expr::Kind::Choose, {}, {std::move(condition), std::move(first), std::move(second)}, type};
  }

  Expr binary(int least) {
    Expr left = unary();
    while (true) {
      const std::string mark = next().text;
      const int level = precedence(mark);
      if (level < least || level == 0) return left;
      ++at_;
      Expr right = binary(level + 1);
      const bool is_integer = is_comparison(mark) || (left.type == kInt && right.type == kInt);
      left = {Expr::Kind::Binary, mark, {std::move(left), std::move(right)}, is_integer ? kInt : kDouble};
    }
  }

  Expr unary() {
    for (const std::string_view mark : {"-", "!", "++", "--", "*", "&"}) {
      if (!accept(mark)) continue;
      Expr operand = unary();
      Type type = mark == "!" ? kInt : operand.type;
      if (mark == "*") type.is_pointer = false;
      if (mark == "&") {
        if (operand.kind != Expr::Kind::Name) fail("the address of something else than a variable");
        shared_.insert(operand.word);
        type.is_pointer = true;
      }
      return {Expr::Kind::Prefix, std::string(mark), {std::move(operand)}, type};
    }
    return postfix();
  }

  Expr postfix() {
    Expr left = primary();
    while (true) {
      if (accept(".")) {
        const std::string field = word();
        const Type type = field_of(left.type, field).type;
        left = {Expr::Kind::Member, field, {std::move(left)}, type};
      } else if (accept("[")) {
        const Type type = left.type;
        Expr at = choice();
        expect("]");
        left = {Expr::Kind::Element, {}, {std::move(left), std::move(at)}, type};
      } else if (is("++") || is("--")) {
        const std::string mark = tokens_[at_++].text;
        const Type type = left.type;
        left = {Expr::Kind::Postfix, mark, {std::move(left)}, type};
      } else {
        return left;
      }
    }
  }

  const Variable& field_of(const Type& type, const std::string& field) {
    const auto found = structs_.find(type.name);
    if (found == structs_.end()) fail("a field of what is no struct");
    const auto variable = std::ranges::find(found->second, field, &Variable::name);
    if (variable == found->second.end()) fail(fmt::format("there is no field '{}'", field));
    return *variable;
  }

  Expr primary() {
    if (next().kind == Token::Kind::Number) {
      const std::string digits = tokens_[at_++].text;
      const bool is_integer = std::ranges::all_of(digits, is_digit);
      return {Expr::Kind::Number, digits, {}, is_integer ? kInt : kDouble};
    }
    if (accept("(")) {
      if (is_type()) return cast();
      Expr inner = choice();
      expect(")");
      return inner;
    }
    const std::string name = word();
    if (is("(")) return call(name);
    if (name == "NAN" || name == "INFINITY") return {Expr::Kind::Name, name, {}, kDouble};
    const auto found = names_.find(name);
    if (found == names_.end()) fail(fmt::format("'{}' is unknown", name));
    return {Expr::Kind::Name, name, {}, found->second};
  }

  Expr cast() {
    bool is_constant = false;
    const Type to = type(is_constant);
    expect(")");
    return {Expr::Kind::Cast, {}, {unary()}, to};
  }

  Expr call(const std::string& name) {
    expect("(");
    Expr call{Expr::Kind::Call, name, {}, kDouble};
    while (!accept(")")) {
      call.parts.push_back(choice());
      if (!is(")")) expect(",");
    }
    const auto known = functions_.find(name);
    if (known != functions_.end()) call.type = known->second;
    constexpr std::array<std::string_view, 4> kTests{"isnan", "isinf", "isfinite", "signbit"};
    if (std::ranges::count(kTests, name) > 0) call.type = kInt;
    return call;
  }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  std::map<std::string, std::vector<Variable>> structs_;
  std::set<std::string> enums_;
  std::map<std::string, Type> names_;
  std::map<std::string, Type> functions_;
  std::set<std::string> shared_;
};

}  // namespace

std::vector<Declaration> read(std::string_view source) { return Reader(source).run(); }

}  // namespace adc::emit::special
