// The walk over an expression that formulas are written by, in whatever spelling.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "emit/formula_items.h"
#include "emit/formula_parts.h"
#include "ir/function.h"

namespace adc::emit {

/// Writes values as expressions, with brackets where they must be. A value that is used more than once is written out,
/// unless that would multiply the text or nest brackets too deeply: then it is bound to a name. `Copy` is left out.
/// What a value's text is made of is said by a spelling, which derives from this. Iterative; linear in the text.
class FormulaWalk {
 public:
  FormulaWalk(const FormulaWalk&) = delete;
  FormulaWalk& operator=(const FormulaWalk&) = delete;

 protected:
  struct Fact {
    std::uint32_t uses = 0;
    std::uint32_t nesting = 0;
    Precedence level = kAtom;
    double own = 0;     // size of its own
    double length = 0;  // size when written out
  };

  /// `known`: names that parts get for the values that have them, and not for others.
  explicit FormulaWalk(const ir::Function& fn, std::span<const KnownName> known = {});
  virtual ~FormulaWalk() = default;

  /// A value's text without brackets around the whole; facts of its operands are there.
  [[nodiscard]] virtual Written written(ir::ValueId id) const = 0;
  /// What is to be kept of a value that is measured.
  virtual void measured(ir::ValueId /*id*/, const Written& /*text*/) {}
  /// How much a text counts, in bytes of adc's language.
  [[nodiscard]] virtual double size(std::string_view text) const { return static_cast<double>(text.size()); }
  /// How a name that the walk makes, such as "t1", is written.
  [[nodiscard]] virtual std::string spelled(const std::string& name) const { return name; }
  [[nodiscard]] virtual std::string_view open() const { return "("; }
  [[nodiscard]] virtual std::string_view close() const { return ")"; }

  /// Measures all values that outputs need, and chooses which of them have names.
  void plan();

  /// Names what occurs often in the only output, where that makes its text shorter and `plan` has named nothing.
  void name_parts();
  /// Names these values instead.
  void take_parts(const std::vector<NamedPart>& parts);
  /// Whether the names stand behind the expression, `E where s = F`, and not before it.
  [[nodiscard]] bool names_stand_behind() const { return names_stand_behind_; }
  [[nodiscard]] std::vector<NamedPart> parts() const;
  /// p, where `id` is 1 − p and p has a name.
  [[nodiscard]] std::optional<ir::ValueId> complement(ir::ValueId id) const;

  [[nodiscard]] const ir::Function& fn() const { return fn_; }
  /// The value that copies lead to.
  [[nodiscard]] ir::ValueId resolve(ir::ValueId id) const;
  [[nodiscard]] ir::ValueId operand(ir::ValueId id, std::size_t i) const { return resolve(fn_.operands(id)[i]); }
  [[nodiscard]] const Fact& fact(ir::ValueId id) const { return facts_[index(id)]; }
  /// "" for what has none.
  [[nodiscard]] const std::string& name(ir::ValueId id) const { return names_[index(id)]; }
  [[nodiscard]] bool is_taken(const std::string& name) const { return taken_.contains(name); }
  [[nodiscard]] bool is_tensor(ir::ValueId id) const { return fn_.shape(id).rank() > 0; }
  /// The values with names, in the order of their definitions.
  [[nodiscard]] const std::vector<ir::ValueId>& bound() const { return bound_; }

  /// The text of items, of which named values are written by their names.
  [[nodiscard]] std::string text(std::vector<Piece> items) const;

 private:
  Fact& fact(ir::ValueId id) { return facts_[index(id)]; }
  void find_needed();
  void measure(ir::ValueId id);
  void bind_shared();
  std::string fresh_name();

  const ir::Function& fn_;
  std::vector<Fact> facts_;
  std::vector<std::string> names_;  // of values bound to one
  std::vector<ir::ValueId> bound_;
  std::unordered_set<std::string> taken_;
  std::vector<KnownName> known_;
  std::size_t last_name_ = 0;
  bool names_stand_behind_ = false;
};

}  // namespace adc::emit
