// What of a session's definitions a text is read and compiled in.
#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_set>

#include "session/definitions.h"

namespace adc::session {
namespace {

/// Names that may be sizes are tried one by one, whether they have to be; beyond so many, all of them are.
constexpr std::size_t kTried = 16;
constexpr double kLargestSize = 1e9;

bool is_among(const Names& names, std::string_view name) { return std::ranges::find(names, name) != names.end(); }

bool is_size(const Definition& definition) {
  if (!definition.value || !definition.value->shape.empty()) return false;
  const double number = definition.value->numbers[0];
  return number >= 0 && number <= kLargestSize && number == std::floor(number);
}

Names possible_sizes(const Definitions::All& definitions) {
  Names names;
  for (const auto& definition : definitions) {
    if (is_size(*definition)) names.push_back(definition->names[0]);
  }
  return names;
}

/// May the text be right where a name that it mentions is a size?
bool wants_size(const Diagnostic& error) {
  constexpr std::array kSlugs{"unknown-dim", "bad-dimension", "bad-range"};
  return std::ranges::find(kSlugs, error.slug) != kSlugs.end();
}

bool has_stopped(const Diagnostic& error) { return error.slug == "interrupted" || error.slug == "too-long"; }

/// The names that have to be among `sizes` for `works` to hold.
template <typename Works>
Names needed(Names sizes, Works works) {
  if (sizes.size() > kTried) return sizes;
  for (const std::string& name : Names(sizes)) {
    Names fewer = sizes;
    std::erase(fewer, name);
    if (works(fewer)) sizes = std::move(fewer);
  }
  return sizes;
}

}  // namespace

/// What `text` can depend on, in order. Names count as they stand there, so that more may be among it than it uses.
Definitions::All Definitions::reachable(std::string_view text, const Names& without) const {
  std::vector<std::string> open = names_in(text);
  std::unordered_set<std::string> seen;
  std::unordered_set<const Definition*> found;
  while (!open.empty() && by_name_ != nullptr) {
    std::string name = std::move(open.back());
    open.pop_back();
    if (is_among(without, name) || !seen.insert(name).second) continue;
    const auto definitions = by_name_->find(name);
    if (definitions == by_name_->end()) continue;
    for (const Definition* const definition : definitions->second) {
      if (!found.insert(definition).second) continue;
      open.insert(open.end(), definition->names.begin(), definition->names.end());
      if (!definition->value) open.insert(open.end(), definition->mentions.begin(), definition->mentions.end());
    }
  }
  All in_order;
  for (const auto& definition : all_) {
    if (found.contains(definition.get())) in_order.push_back(definition);
  }
  return in_order;
}

CompileOptions Definitions::scope(const All& definitions, CompileOptions options, const Names& sizes) const {
  options.source_name = "<input>";
  options.bindings_are_inputs = true;
  const auto add_size = [&](const std::string& name) {
    const Definition* const definition = find(name);
    if (definition != nullptr && is_size(*definition))
      options.dims[name] = static_cast<std::int64_t>(definition->value->numbers[0]);
  };
  for (const std::string& name : sizes) add_size(name);
  for (const auto& definition : definitions) {
    for (const std::string& name : definition->sizes) add_size(name);
  }
  for (const auto& definition : definitions) {
    if (!definition->value) {
      options.context.push_back(definition->text);
      continue;
    }
    const std::string& name = definition->names[0];
    if (options.dims.contains(name)) continue;
    options.known.push_back(name);
    if (!definition->value->shape.empty()) options.shapes[name] = definition->value->shape;
  }
  return options;
}

CompileOptions Definitions::in_scope(CompileOptions options, const Names& without) const {
  All definitions = all_;
  std::erase_if(definitions, [&](const auto& one) {
    return std::ranges::all_of(one->names, [&](const std::string& name) { return is_among(without, name); });
  });
  return scope(definitions, std::move(options));
}

Result<Definitions::Compiled> Definitions::compile(std::string_view text, const CompileOptions& options,
                                                   const Names& without) const {
  const All known = reachable(text, without);
  Result<Function> plain = adc::compile(text, scope(known, options));
  if (plain) return Compiled{*std::move(plain), {}};
  if (has_stopped(plain.error().diagnostic())) return plain.error();
  if (wants_size(plain.error().diagnostic())) {
    Names sizes = possible_sizes(known);
    const auto sized = [&](const Names& names) { return adc::compile(text, scope(known, options, names)); };
    if (!sizes.empty()) {
      Result<Function> all = sized(sizes);
      if (!all) return all.error();
      sizes = needed(std::move(sizes), [&](const Names& fewer) { return sized(fewer).ok(); });
      return Compiled{sized(sizes).value(), sizes};
    }
  }
  Result<Function> whole = adc::compile(text, in_scope(options, without));  // its help knows all names
  if (!whole) return whole.error();
  return Compiled{*std::move(whole), {}};
}

Reading Definitions::read(std::string_view text, const CompileOptions& options) const {
  const All known = reachable(text, Names{});
  Reading reading = read_entries(text, scope(known, options));
  if (!reading.error || has_stopped(*reading.error)) return reading;
  if (wants_size(*reading.error)) {
    Reading sized = read_entries(text, scope(known, options, possible_sizes(known)));
    if (!sized.error) return sized;
  }
  return read_entries(text, in_scope(options));  // its help knows all names
}

CompileOptions Definitions::scope_of(std::string_view text, const CompileOptions& options, const Names& without) const {
  const Result<Compiled> compiled = compile(text, options, without);
  return compiled ? scope(reachable(text, without), options, compiled->sizes) : in_scope(options, without);
}

Definitions::Program Definitions::program(std::string_view text, const CompileOptions& options) const {
  const Definition* const definition = named(text);
  if (definition == nullptr || definition->kind != Typed::Kind::Function) return {text, scope_of(text, options)};
  return {definition->text, scope_of(definition->text, options, definition->own_names())};
}

}  // namespace adc::session
