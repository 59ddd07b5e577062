// Names as they may have been meant.
#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <unordered_set>

#include "diag/diagnostics.h"
#include "parser/builtins/builtins.h"
#include "parser/helps/look_alikes.h"
#include "parser/helps/meant.h"
#include "parser/helps/suggest.h"
#include "parser/tree/leibniz.h"

namespace adc::parser {
namespace {

constexpr std::size_t kMostNotes = 20;    // nobody reads more
constexpr std::size_t kMaxInputs = 500;   // programs of more are made by programs
constexpr std::size_t kLongestName = 32;  // bytes of names that are looked into

// Letters that follow a function in a slip of the pen: sinx, cosθ.
constexpr std::string_view kArguments[] = {"x", "y", "z", "θ", "φ", "α", "β", "ω"};

class MeantNames {
 public:
  MeantNames(const SourceText& source, const Ast& ast, const Names& names, const std::vector<EntityId>& inputs,
             std::vector<Diagnostic>& notes)
      : source_(source), ast_(ast), names_(names), inputs_(inputs), notes_(notes) {}

  void run() {
    if (inputs_.size() > kMaxInputs) return;
    collect();
    note_quotients();
    for (const EntityId id : inputs_) {
      const Entity& entity = ast_.entity(id);
      if (is_free(entity)) look_at(entity, ast_.name(entity));
    }
    note_euler();
    note_transpose();
  }

 private:
  // An input that nothing but its use tells.
  [[nodiscard]] bool is_free(const Entity& entity) const {
    return entity.kind == Entity::Kind::Input && entity.source == source_.source && !entity.declared &&
           !entity.default_value && !names_.is_given(entity.symbol);
  }

  // All names that stand for numbers of the program.
  void collect() {
    for (const EntityId id : inputs_) known_.insert(ast_.name(ast_.entity(id)));
    for (const Statement& statement : ast_.statements) {
      if (statement.kind == Statement::Kind::Binding) known_.insert(ast_.name(ast_.entity(statement.entity)));
    }
    for (const FunctionInfo& function : ast_.functions) {
      if (function.source == 0) continue;  // of the prelude
      for (const SymbolId param : function.params) known_.insert(ast_.symbols.name(param));
    }
  }

  void note(diag::Slug slug, Span span, std::string message, std::vector<std::string> help) {
    if (notes_.size() < kMostNotes) notes_.push_back(diag::diagnose(slug, span, std::move(message), std::move(help)));
  }

  void look_at(const Entity& entity, const std::string& name) {
    if (name.size() > kLongestName || differentials_.contains(name)) return;
    if (const auto word = meaning_of_word(name)) {
      return note("other-meaning", entity.span, diag::quote(name) + " is an input here",
                  {fmt::format("did you mean {}?", diag::quote(*word))});
    }
    if (const std::string plain = plain_look_alike(name); !plain.empty()) {
      return note("look-alike", entity.span,
                  fmt::format("{} makes {} another name than {}", describe_look_alikes(name), diag::quote(name),
                              diag::quote(plain)),
                  {"write " + diag::quote(plain)});
    }
    if (name == "i" || name == "j") return note_imaginary(entity, name);
    std::string meant = as_call(name);
    if (meant.empty() && is_common(name.substr(0, 1))) {  // xsinx
      const std::string call = as_call(name.substr(1));
      if (!call.empty()) meant = fmt::format("{} {}", name.substr(0, 1), call);
    }
    if (!meant.empty())
      return note("one-name", entity.span, diag::quote(name) + " is one name",
                  {"for the function write " + diag::quote(meant)});
    meant = as_product(name);
    if (!meant.empty())
      note("one-name", entity.span, diag::quote(name) + " is one name", {"for a product write " + diag::quote(meant)});
  }

  [[nodiscard]] bool is_common(const std::string& letters) const {
    return std::ranges::find(kArguments, letters) != std::end(kArguments) || known_.contains(letters);
  }

  // "sin(x)" for sinx, "sin(2x)" for sin2x; empty if it is no such name.
  [[nodiscard]] std::string as_call(const std::string& name) const {
    for (std::size_t size = std::min<std::size_t>(name.size(), 7); size-- > 2;) {
      const std::string function = name.substr(0, size);
      const auto builtin = find_builtin(function);
      if (!builtin ||
          !takes_no_brackets({.kind = builtin->kind, .symbol = {}, .payload = builtin->payload, .span = {}}))
        continue;
      const std::string argument = name.substr(size);
      const std::string letters = argument.substr(std::min(argument.find_first_not_of("0123456789"), argument.size()));
      if (is_common(letters)) return fmt::format("{}({})", function, argument);
    }
    return {};
  }

  // "a b" for ab where a and b are names of the program, "π r" for πr and pir; empty if it is no such name.
  [[nodiscard]] std::string as_product(const std::string& name) const {
    if (name.size() == 1) return {};
    std::vector<std::string> products(name.size() + 1);  // by how much of the name they spell
    for (std::size_t end = 1; end <= name.size(); ++end) {
      for (std::size_t begin = 0; begin < end; ++begin) {
        if (begin > 0 && products[begin].empty()) continue;
        const std::string factor = name.substr(begin, end - begin);
        if (factor == name || !is_factor(name, factor, begin)) continue;
        products[end] = begin == 0 ? factor : fmt::format("{} {}", products[begin], factor);
      }
    }
    return products.back();
  }

  [[nodiscard]] bool is_factor(const std::string& name, const std::string& factor, std::size_t begin) const {
    if (known_.contains(factor) || factor == "π") return true;
    const bool imaginary = name[0] == 'i' && std::ranges::find(kArguments, name.substr(1)) != std::end(kArguments);
    if ((imaginary || name == "iπ") && name.size() > 2) return begin + factor.size() == (begin == 0 ? 1 : name.size());
    const bool behind_pi = begin >= 2 && name.substr(begin - 2, 2) == "π";  // of two bytes
    if (behind_pi) return begin + factor.size() == name.size();
    if (name.size() == 2 && factor.size() == 1 && name[0] != 'd') {  // ax beside x
      return is_letter(factor[0]) && known_.contains(std::string(1, begin == 0 ? name[1] : name[0]));
    }
    const bool rest = factor == "r" || factor == "R" || factor == "x";
    return (factor == "pi" && begin == 0) || (rest && begin == 2 && name.starts_with("pi"));
  }

  static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

  // 2i, e^(i x), exp(i x)
  void note_imaginary(const Entity& entity, const std::string& name) {
    const auto& lexemes = source_.lexemes;
    const auto text = [&](std::size_t at) { return source_.slice(lexemes[at].span); };
    for (std::size_t at = 1; at < lexemes.size(); ++at) {
      if (lexemes[at].kind != LexemeKind::Name || text(at) != name) continue;
      if (lexemes[at - 1].kind == LexemeKind::Number && lexemes[at - 1].span.end == lexemes[at].span.begin)
        return note_complex(entity, name);
      std::size_t before = at - 1;
      while (before > 0 && (lexemes[before].kind == LexemeKind::Open || text(before) == "-")) --before;
      const bool exponential = text(before) == "exp" || (before > 0 && text(before) == "^" && text(before - 1) == "e");
      if (exponential) return note_complex(entity, name);
    }
  }
  void note_complex(const Entity& entity, const std::string& name) {
    note("other-meaning", entity.span, diag::quote(name) + " is an input here, and no imaginary unit",
         {"there are no complex numbers: write real and imaginary parts on their own"});
  }

  // a e² + f²: is e a number like its neighbours?
  void note_euler() {
    const auto has = [&](const char* name) { return known_.contains(name); };
    const int near = static_cast<int>(has("a")) + static_cast<int>(has("b")) + static_cast<int>(has("c"));
    if (!has("d") && !has("f") && near < 2) return;
    const auto& lexemes = source_.lexemes;
    for (std::size_t at = 0; at + 1 < lexemes.size(); ++at) {
      if (lexemes[at].kind != LexemeKind::Name || source_.slice(lexemes[at].span) != "e") continue;
      if (names_.is_taken(static_cast<SymbolId>(lexemes[at].value)) || known_.contains("e")) return;
      const bool last = at + 2 >= lexemes.size();
      const bool raised =
          !last && (source_.slice(lexemes[at + 1].span) == "^" || source_.slice(lexemes[at + 1].span) == "**");
      const bool factor = at + 3 < lexemes.size() && lexemes[at + 3].kind == LexemeKind::Name &&
                          lexemes[at + 3].span.begin == lexemes[at + 2].span.end;
      if (raised && (lexemes[at + 2].kind != LexemeKind::Number || factor)) continue;  // an exponential function
      return note("other-meaning", lexemes[at].span, "`e` is Euler's number 2.718… here",
                  {"for an input of that name give it a value (`e=…`) or declare it: `param e`"});
    }
  }

  // A^T
  void note_transpose() {
    const auto& lexemes = source_.lexemes;
    for (std::size_t at = 1; at + 1 < lexemes.size(); ++at) {
      const auto text = [&](std::size_t i) { return source_.slice(lexemes[i].span); };
      if (lexemes[at].kind != LexemeKind::Name || text(at) != "T" || text(at - 1) != "^") continue;
      const auto id = names_.find_input(static_cast<SymbolId>(lexemes[at].value));
      if (!id || !is_free(ast_.entity(*id))) return;
      return note("other-meaning", lexemes[at].span, "this is a power, and `T` an input",
                  {"a transpose is written with `ᵀ` or `'`"});
    }
  }

  // dy/dx
  void note_quotients() {
    for (std::size_t at = 0; at < source_.lexemes.size(); ++at) {
      const auto quotient = quotient_at(source_, ast_, at);
      if (!quotient) continue;
      const auto is_input = [&](const Lexeme& lexeme) {
        const auto id = names_.find_input(static_cast<SymbolId>(lexeme.value));
        return id && is_free(ast_.entity(*id));
      };
      if (!is_input(source_.lexemes[at]) || !is_input(source_.lexemes[quotient->bottom])) continue;
      for (const std::size_t name : {at, quotient->bottom})
        differentials_.insert(std::string(source_.slice(source_.lexemes[name].span)));
      const bool order =
          !quotient->of.empty() && quotient->of.find_first_not_of("0123456789") == std::string_view::npos;
      const std::string of(quotient->of.empty() || order ? "…" : quotient->of);
      std::string by(quotient->by);
      if (order && by.ends_with(quotient->of)) {  // d2/dx2
        by = fmt::format("{}, {}", by.substr(0, by.size() - quotient->of.size()), quotient->of);
      }
      const Span span{source_.lexemes[at].span.begin, source_.lexemes[quotient->bottom].span.end};
      note("quotient", span, diag::quote(source_.slice(span)) + " is a quotient of two inputs here",
           {"a derivative is written " + diag::quote(fmt::format("diff({}, {})", of, by))});
    }
  }

  const SourceText& source_;
  const Ast& ast_;
  const Names& names_;
  const std::vector<EntityId>& inputs_;
  std::vector<Diagnostic>& notes_;
  std::unordered_set<std::string> known_;
  std::unordered_set<std::string> differentials_;  // that a note has looked at
};

}  // namespace

void note_meant_names(const SourceText& source, const Ast& ast, const Names& names, const std::vector<EntityId>& inputs,
                      std::vector<Diagnostic>& notes) {
  MeantNames(source, ast, names, inputs, notes).run();
}

}  // namespace adc::parser
