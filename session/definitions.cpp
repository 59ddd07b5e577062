#include "session/definitions.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <unordered_set>

namespace adc::session {
namespace {

/// The definitions, each behind those that it uses, and otherwise in the order that they have. Nullopt where two use
/// each other: `cycle` is then a name among them.
std::optional<Definitions::All> ordered(const Definitions::All& all, std::string& cycle) {
  std::unordered_map<std::string_view, std::vector<std::size_t>> by_name;
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (const std::string& name : all[i]->names) by_name[name].push_back(i);
  }
  enum class Seen : unsigned char { Not, Open, Done };
  std::vector<Seen> seen(all.size(), Seen::Not);
  std::vector<std::size_t> order;
  struct Visit {
    std::size_t definition;
    std::size_t next_use = 0;
  };
  for (std::size_t root = 0; root < all.size(); ++root) {
    std::vector<Visit> open;
    const auto enter = [&](std::size_t i) {
      if (seen[i] == Seen::Done) return true;
      if (seen[i] == Seen::Open) return false;
      seen[i] = Seen::Open;
      open.push_back({i});
      return true;
    };
    (void)enter(root);
    while (!open.empty()) {
      const std::size_t i = open.back().definition;
      if (open.back().next_use == all[i]->uses.size()) {
        seen[i] = Seen::Done;
        order.push_back(i);
        open.pop_back();
        continue;
      }
      const std::string& use = all[i]->uses[open.back().next_use++];
      const auto found = by_name.find(use);
      if (found == by_name.end()) continue;
      for (const std::size_t j : found->second) {
        if (j != i && enter(j)) continue;
        if (j == i) continue;
        cycle = use;
        return std::nullopt;
      }
    }
  }
  Definitions::All sorted;
  sorted.reserve(all.size());
  for (const std::size_t i : order) sorted.push_back(all[i]);
  return sorted;
}

bool defines(const Definition& definition, std::string_view name) {
  return std::ranges::find(definition.names, name) != definition.names.end();
}

/// `all` without what defines `name`; `keep` says which definitions stay all the same.
template <typename Keep>
void forget(Definitions::All& all, std::string_view name, Keep keep) {
  for (std::shared_ptr<const Definition>& definition : all) {
    if (!defines(*definition, name) || keep(*definition)) continue;
    Definition rest = *definition;
    std::erase(rest.names, name);
    definition = std::make_shared<const Definition>(std::move(rest));
  }
  std::erase_if(all, [](const auto& definition) { return definition->names.empty(); });
}

/// As it is written where the value is a tensor that has a literal of its shape.
std::string value_text(const std::string& name, const Array& value) {
  // Names of what is not finite may have been given anew.
  if (value.shape.empty() && std::isnan(value.numbers[0])) return name + " = 0/0";
  if (value.shape.empty() && std::isinf(value.numbers[0])) return name + (value.numbers[0] > 0 ? " = 1/0" : " = -1/0");
  const bool is_row = value.shape.size() == 2 && (value.shape[0] == 1 || value.shape[1] == 1);
  if (value.shape.size() <= 1 || (value.shape.size() == 2 && !is_row)) return name + " = " + to_text(value);
  std::string extents;
  for (const std::int64_t extent : value.shape) extents += ", " + std::to_string(extent);
  return name + " = reshape(" + to_text(Array{{static_cast<std::int64_t>(value.numbers.size())}, value.numbers}) +
         extents + ")";
}

}  // namespace

void Definitions::index() {
  auto by_name = std::make_shared<std::unordered_map<std::string, std::vector<const Definition*>>>();
  for (const auto& definition : all_) {
    for (const std::string& name : definition->names) (*by_name)[name].push_back(definition.get());
  }
  for (auto& [name, definitions] : *by_name) {
    std::ranges::stable_partition(
        definitions, [](const Definition* definition) { return definition->kind != Typed::Kind::Declaration; });
  }
  by_name_ = std::move(by_name);
}

const Definition* Definitions::find(std::string_view name) const {
  if (by_name_ == nullptr) return nullptr;
  const auto found = by_name_->find(std::string(name));
  return found == by_name_->end() ? nullptr : found->second.front();
}

const Array* Definitions::value(std::string_view name) const {
  const Definition* const definition = find(name);
  return definition == nullptr ? nullptr : definition->value.get();
}

const Definition* Definitions::named(std::string_view text) const {
  const std::optional<std::string> name = canonical_name(text);
  return name ? find(*name) : nullptr;
}

std::optional<Diagnostic> Definitions::put(Definition definition) {
  All others = all_;
  for (const std::string& name : definition.names) {
    forget(others, name, [&](const Definition& other) {
      return other.kind == Typed::Kind::Declaration && definition.value != nullptr;
    });
  }
  const std::string name = definition.names[0];
  std::erase(definition.text, '\r');  // of lines from elsewhere; a blank to the language
  definition.mentions = names_in(definition.text);
  others.push_back(std::make_shared<const Definition>(std::move(definition)));
  std::string cycle;
  std::optional<All> sorted = ordered(others, cycle);
  if (!sorted) {
    return diagnose("used-before-definition", "`" + name + "` would be made of `" + cycle + "`, which is made of it",
                    {"a name that has a value may be defined from it: `w = w - 1`"});
  }
  all_ = *std::move(sorted);
  index();
  return std::nullopt;
}

void Definitions::put_value(const std::string& name, Array value) {
  (void)put({.names = {name}, .text = "", .uses = {}, .value = std::make_shared<const Array>(std::move(value))});
  // what uses nothing makes no circle
}

bool Definitions::remove(std::string_view name) {
  if (find(name) == nullptr) return false;
  forget(all_, name, [](const Definition&) { return false; });
  index();
  return true;
}

Definitions::All Definitions::followers(const std::string& name) const {
  std::unordered_set<std::string_view> changed{name};
  All followers;
  for (const auto& definition : all_) {
    const auto uses = [&](const std::string& use) { return changed.contains(use); };
    if (definition->value || std::ranges::none_of(definition->uses, uses)) continue;
    changed.insert(definition->names.begin(), definition->names.end());
    followers.push_back(definition);
  }
  return followers;
}

bool Definitions::waits(const Definition& definition) const {
  std::unordered_set<std::string_view> seen;
  std::vector<std::string_view> open(definition.uses.begin(), definition.uses.end());
  while (!open.empty()) {
    const std::string_view name = open.back();
    open.pop_back();
    if (!seen.insert(name).second) continue;
    const Definition* const found = find(name);
    if (found == nullptr || found->kind == Typed::Kind::Declaration) return true;
    if (!found->value) open.insert(open.end(), found->uses.begin(), found->uses.end());
  }
  return false;
}

std::string Definitions::text(std::string_view without) const {
  std::string text;
  for (const auto& definition : all_) {
    if (!without.empty() && defines(*definition, without)) continue;
    text += (definition->value ? value_text(definition->names[0], *definition->value) : definition->text) + "\n";
  }
  return text;
}

}  // namespace adc::session
