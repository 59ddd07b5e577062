// What a program's inputs are, and in which order.
#include <fmt/core.h>

#include <algorithm>
#include <unordered_set>

#include "diag/diagnostics.h"
#include "diag/unicode.h"
#include "parser/helps/look_alikes.h"
#include "parser/helps/meant.h"
#include "parser/tree/statements.h"

namespace adc::parser {
namespace {

// Walks the program's nodes in the order of the text, and into what they use of the context.
class InputCollector {
 public:
  InputCollector(const Ast& ast, std::uint32_t source) : ast_(ast), source_(source), seen_(ast.entities.size()) {}

  void add(EntityId id) {
    if (mark(id)) inputs_.push_back(id);
  }

  void walk(SyntaxRange range) {
    std::vector<Reading> stack{names_of(range)};
    while (!stack.empty()) {
      if (stack.back().next == stack.back().names.size()) {
        stack.pop_back();
        continue;
      }
      const SyntaxNode& node = ast_.nodes[stack.back().names[stack.back().next++]];
      visit(node.kind == SyntaxKind::Name ? static_cast<EntityId>(node.payload) : ast_.call(node).callee, stack);
    }
  }

  std::vector<EntityId> take() { return std::move(inputs_); }

 private:
  bool mark(EntityId id) {
    if (seen_[static_cast<std::size_t>(id)]) return false;
    return seen_[static_cast<std::size_t>(id)] = true;
  }

  struct Reading {
    std::vector<std::uint32_t> names;  // the nodes that are names or calls
    std::size_t next = 0;
  };

  // In the order of the text; what stands behind `where` has its nodes before those that it is for.
  [[nodiscard]] Reading names_of(SyntaxRange range) const {
    Reading reading;
    bool has_where = false;
    for (std::uint32_t i = range.begin; i < range.end; ++i) {
      const SyntaxKind kind = ast_.nodes[i].kind;
      if (kind == SyntaxKind::Name || kind == SyntaxKind::Call) reading.names.push_back(i);
      has_where = has_where || kind == SyntaxKind::Where;
    }
    if (has_where)
      std::ranges::stable_sort(reading.names, {}, [&](std::uint32_t i) { return ast_.nodes[i].span.begin; });
    return reading;
  }

  void visit(EntityId id, std::vector<Reading>& stack) {
    const Entity& entity = ast_.entity(id);
    if (entity.kind == Entity::Kind::Input) return add(id);
    if (entity.source == source_ || !mark(id)) return;
    if (entity.kind == Entity::Kind::Binding) stack.push_back(names_of(ast_.statements[entity.payload].nodes));
    if (entity.kind == Entity::Kind::Function) stack.push_back(names_of(ast_.function(entity).body));
  }

  const Ast& ast_;
  std::uint32_t source_;
  std::vector<bool> seen_;
  std::vector<EntityId> inputs_;
};

// "a b" where `name` is `ab`, and `a` and `b` are among `factors`; empty if it is no such product.
std::string as_product(std::string_view name, const std::vector<std::string>& factors) {
  constexpr std::size_t kMost = 64;  // letters, factors: beyond it is no slip of the pen
  if (name.size() > kMost || factors.size() > kMost) return {};
  std::vector<std::string> products(name.size() + 1);  // by how much of the name they spell
  for (std::size_t end = 1; end <= name.size(); ++end) {
    for (const std::string& factor : factors) {
      if (factor.empty() || factor == name || !name.substr(0, end).ends_with(factor)) continue;
      const std::size_t begin = end - factor.size();
      if (begin > 0 && products[begin].empty()) continue;
      products[end] = begin == 0 ? factor : fmt::format("{} {}", products[begin], factor);
    }
  }
  return products.back();
}

// "`a`, `b`, …"
std::string in_words(const std::vector<std::string>& names) {
  constexpr std::size_t kMost = 10;
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < kMost; ++i) text += (i == 0 ? "" : ", ") + diag::quote(names[i]);
  return text + (names.size() > kMost ? ", …" : "");
}

std::string inputs_in_words(const std::vector<std::string>& names) {
  if (names.empty()) return "it has no inputs";
  return (names.size() == 1 ? "its input is " : "its inputs are ") + in_words(names);
}

std::string allowed_in_words(const std::vector<std::string>& names) {
  return names.empty() ? "it may have no inputs" : "it may have " + in_words(names);
}

}  // namespace

std::vector<EntityId> Statements::inputs() {
  const Statement& last = ast_.statements.back();
  if (last.kind == Statement::Kind::Function) {
    const FunctionInfo& info = ast_.function(ast_.entity(last.entity));
    for (std::size_t i = 0; i < info.params.size(); ++i) {
      Entity& entity = ast_.entity(names_.input(info.params[i], info.param_spans[i], sources_));
      entity.declared = true;
      if (info.param_types[i].declared) entity.type = info.param_types[i];
    }
  }
  InputCollector collector(ast_, sources_);
  for (const Statement& statement : ast_.statements) {
    if (statement.source != sources_) continue;
    for (const EntityId id : statement.declared) collector.add(id);
    if (&statement == &ast_.statements.back() && statement.kind == Statement::Kind::Function) {
      for (const SymbolId param : ast_.function(ast_.entity(statement.entity)).params) {
        collector.add(*names_.find_input(param));
      }
    }
    if (statement.kind == Statement::Kind::Binding && ast_.entity(statement.entity).kind == Entity::Kind::Input) {
      if (&statement == &ast_.statements.back()) collector.add(statement.entity);
      continue;
    }
    collector.walk(statement.nodes);
  }
  std::vector<EntityId> inputs = collector.take();
  check_declared(inputs);
  check_allowed(inputs);
  note_meant_names(source_, ast_, names_, inputs, notes_);
  check_given(inputs);
  return inputs;
}

void Statements::check_declared(const std::vector<EntityId>& inputs) {
  for (const EntityId id : inputs) {
    const Entity& entity = ast_.entity(id);
    if (!declares_ || entity.declared || entity.default_value || entity.source != sources_) continue;
    std::vector<std::string> names;
    for (const Entity& other : ast_.entities) {
      const bool program = (other.kind == Entity::Kind::Input && other.declared) || other.kind == Entity::Kind::Binding;
      if (program) names.push_back(ast_.name(other));
    }
    std::vector<std::string> help;
    for (const std::string& near : suggest(ast_.name(entity), names))
      help.push_back(fmt::format("did you mean `{}`?", near));
    help.push_back(fmt::format("or declare it: `param {}`", ast_.name(entity)));
    diag::fail("undeclared-name", entity.span,
               quoted(entity.span) + " is not declared, and this program declares its inputs", help);
  }
}

// A closed set of inputs: what the host does not know is a slip of the pen.
void Statements::check_allowed(const std::vector<EntityId>& inputs) {
  if (!options_.allowed) return;
  std::vector<std::string> names;
  const auto add = [&names](const std::string& name) { names.push_back(diag::canonical_name(name)); };
  std::ranges::for_each(*options_.allowed, add);
  std::ranges::for_each(options_.inputs, add);
  std::ranges::for_each(options_.columns, add);
  for (const auto& [name, shape] : options_.shapes) add(name);
  const std::unordered_set<std::string> allowed(names.begin(), names.end());
  for (const EntityId id : inputs) {
    const Entity& entity = ast_.entity(id);
    const std::string& name = ast_.name(entity);
    if (entity.default_value || allowed.contains(name)) continue;
    std::vector<std::string> help;
    for (const std::string& near : suggest(name, names)) help.push_back(fmt::format("did you mean `{}`?", near));
    const std::string product = as_product(name, names);
    if (!product.empty()) help.push_back(fmt::format("for a product write {}", diag::quote(product)));
    help.push_back(allowed_in_words(names));
    diag::fail("unknown-input", entity.source == sources_ ? entity.span : Span{},
               diag::quote(name) + " is none of the inputs that this program may have", std::move(help));
  }
}

void Statements::check_given(const std::vector<EntityId>& inputs) {
  std::vector<const Entity*> input_of(ast_.symbols.size());
  for (const EntityId id : inputs) input_of[index(ast_.entity(id).symbol)] = &ast_.entity(id);
  const auto input_named = [&](const std::string& name) {
    const SymbolId symbol = ast_.symbols.intern(diag::canonical_name(name));
    const Entity* const entity = index(symbol) < input_of.size() ? input_of[index(symbol)] : nullptr;
    if (entity != nullptr && entity->source == sources_ && !entity->declared) note_hidden(symbol, entity->span);
    return entity;
  };
  for (const std::string& column : options_.columns) (void)input_named(column);
  if (options_.allowed) {
    for (const std::string& name : *options_.allowed) (void)input_named(name);
  }
  std::vector<std::string> all = options_.inputs;
  for (const auto& [given, shape] : options_.shapes) {
    if (std::ranges::find(options_.known, given) == options_.known.end()) all.push_back(given);
  }
  if (!options_.bindings_are_inputs) {  // a session gives what a text may need
    for (const auto& [given, size] : options_.dims) all.push_back(given);
  }
  for (const std::string& given : all) {
    const SymbolId symbol = ast_.symbols.intern(diag::canonical_name(given));
    if (const auto dim = names_.dim(symbol); dim && ast_.entity(*dim).declared) continue;
    if (input_named(given) == nullptr) fail_unused(given, inputs);
  }
}

void Statements::fail_unused(const std::string& given, const std::vector<EntityId>& inputs) {
  const SymbolId symbol = ast_.symbols.intern(diag::canonical_name(given));
  if (const auto own = names_.defined(symbol); own && ast_.entity(*own).source == sources_) {
    diag::fail("unused-input", ast_.entity(*own).span, diag::quote(given) + " is defined here, so it is no input",
               {fmt::format("`diff(…, {})` in the program differentiates by it", given)});
  }
  std::vector<std::string> names;
  names.reserve(inputs.size());
  for (const EntityId id : inputs) names.push_back(ast_.name(ast_.entity(id)));
  std::vector<std::string> help;
  for (const std::string& name : names) {
    if (plain_look_alike(name) == given)
      help.push_back(fmt::format("the program has {}, with {}", diag::quote(name), describe_look_alikes(name)));
    if (plain_look_alike(given) == name)
      help.push_back(fmt::format("the program has {}, without {}", diag::quote(name), describe_look_alikes(given)));
  }
  const std::vector<std::string> near_names = help.empty() ? suggest(given, names) : std::vector<std::string>{};
  for (const std::string& near : near_names) help.push_back(fmt::format("did you mean {}?", diag::quote(near)));
  for (const std::string& name : names) {
    const std::string product = as_product(name, options_.inputs);
    if (product.empty() || std::ranges::find(options_.inputs, name) != options_.inputs.end()) continue;
    help.push_back(fmt::format("{} is one name; for a product write {}", diag::quote(name), diag::quote(product)));
  }
  for (const Diagnostic& note : notes_) {  // sinx, where x is given
    if (note.slug != "one-name" || note.help.empty()) continue;
    const std::string text = fmt::format("{}; {}", note.message, note.help.front());
    if (std::ranges::find(help, text) == help.end()) help.push_back(text);
  }
  if (help.empty()) help.push_back(inputs_in_words(names));
  diag::fail("unused-input", {}, "the program does not use " + diag::quote(given), help);
}

}  // namespace adc::parser
