// Names and numbers, each kept once and known by an index.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ir/constant.h"

namespace adc::parser {

enum class SymbolId : std::uint32_t {};
enum class ConstantId : std::uint32_t {};
[[nodiscard]] constexpr std::size_t index(SymbolId id) { return static_cast<std::size_t>(id); }

/// The names of a program in their canonical spelling.
class Symbols {
 public:
  SymbolId intern(std::string_view name) {
    if (const auto found = ids_.find(name); found != ids_.end()) return found->second;
    const auto id = static_cast<SymbolId>(names_.size());
    ids_.emplace(names_.emplace_back(name), id);
    return id;
  }
  [[nodiscard]] const std::string& name(SymbolId id) const { return names_[index(id)]; }
  [[nodiscard]] std::size_t size() const { return names_.size(); }

 private:
  std::deque<std::string> names_;
  std::unordered_map<std::string_view, SymbolId> ids_;
};

/// The numbers of a program, by how they are written.
class Numbers {
 public:
  /// The number that `text` writes; `read` makes it where the text is new.
  template <typename Read>
  ConstantId intern(std::string_view text, Read read) {
    if (const auto found = ids_.find(text); found != ids_.end()) return found->second;
    const auto id = static_cast<ConstantId>(values_.size());
    values_.push_back(read(text));
    ids_.emplace(texts_.emplace_back(text), id);
    return id;
  }
  [[nodiscard]] const ir::Constant& value(ConstantId id) const { return values_[static_cast<std::size_t>(id)]; }

 private:
  std::deque<std::string> texts_;
  std::vector<ir::Constant> values_;
  std::unordered_map<std::string_view, ConstantId> ids_;
};

}  // namespace adc::parser
