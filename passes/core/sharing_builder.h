// Builds functions in which equal instructions are one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ir/builder.h"
#include "passes/core/facts.h"

namespace adc::passes {

/// Like `ir::Builder`, but an instruction that equals an earlier one (same op, operands and immediates; the two
/// operands of a commutative op in either order) is that one. So derivatives of any order share what they have in
/// common while they are built, and limits count what is really there. `Copy` is never shared: it has an identity of
/// its own. Throws `diag::Failure` past `max_instructions`. Amortised O(1) per instruction. Not thread-safe.
class SharingBuilder : public ir::OpMethods<SharingBuilder> {
 public:
  explicit SharingBuilder(std::string name, ir::DType float_type, std::size_t max_instructions)
      : builder_(std::move(name), float_type, max_instructions) {}

  [[nodiscard]] const ir::Function& function() const { return builder_.function(); }
  [[nodiscard]] std::size_t size() const { return builder_.size(); }

  ir::ValueId param(std::string name, ir::ParamKind kind) { return builder_.param(std::move(name), kind); }
  ir::ValueId param(std::string name, ir::ParamKind kind, const ir::Type& type) {
    return builder_.param(std::move(name), kind, type);
  }
  ir::ValueId constant(const ir::Constant& constant) { return builder_.constant(constant); }
  ir::ValueId rational(const ir::Rational& value) { return builder_.rational(value); }
  ir::ValueId integer(std::int64_t value) { return builder_.integer(value); }
  ir::ValueId floating(double value) { return constant(ir::Constant::floating(value)); }

  /// Makes room for this many instructions; never needed.
  void reserve(std::size_t instructions);

  /// Appends the first `count` instructions of `source`, all inputs among them, as they are, in an empty builder of the
  /// same float type; how many: up to one that equals an earlier one. Like `clone` for each, in a fraction of the time.
  std::size_t start_from(const ir::Function& source, std::size_t count);

  /// The value of `op` applied to `operands`.
  ir::ValueId emit(ir::Op op, std::span<const ir::ValueId> operands, ir::List immediates = {});
  /// The same; `immediate` goes with ops that have exactly one.
  ir::ValueId emit(ir::Op op, std::span<const ir::ValueId> operands, std::int64_t immediate) {
    return emit(op, operands, ir::List(&immediate, ir::info(op).immediate == ir::Immediate::None ? 0 : 1));
  }
  ir::ValueId emit(ir::Op op, std::initializer_list<ir::ValueId> operands,
                   std::initializer_list<std::int64_t> immediates = {}) {
    return emit(op, std::span(operands.begin(), operands.size()), ir::List(immediates.begin(), immediates.size()));
  }

  /// The value of `source`'s instruction `id` (also a parameter or constant) with operands of this builder.
  ir::ValueId clone(const ir::Function& source, ir::ValueId id, std::span<const ir::ValueId> operands);

  void set_span(Span span) { builder_.set_span(span); }
  void bind(ir::ValueId value, std::string name) { builder_.bind(value, std::move(name)); }
  void output(ir::ValueId value, std::string name, ir::OutputRole role = ir::OutputRole::Value) {
    builder_.output(value, std::move(name), role);
  }

  /// What those who look through the values have found.
  [[nodiscard]] Facts& facts() {
    if (facts_ == nullptr) facts_ = std::make_unique<Facts>();
    return *facts_;
  }
  [[nodiscard]] bool has_facts() const { return facts_ != nullptr; }
  /// Only where there are some.
  [[nodiscard]] const Facts& facts() const { return *facts_; }

  /// Ends building: the function; the builder is not to be used afterwards.
  [[nodiscard]] ir::Function finish() { return builder_.finish(); }

 private:
  [[nodiscard]] bool is(ir::ValueId id, ir::Op op, std::span<const ir::ValueId> operands, ir::List immediates) const;
  struct Key {
    std::uint32_t hash;
    std::uint32_t last;  // the latest operand
  };
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t entry = 0;  // index + 1 of an instruction, or 0
  };
  static Key key_of(ir::Op op, std::span<const ir::ValueId> operands, ir::List immediates);
  Slot& at(const Key& key, std::size_t i);

  ir::Builder builder_;
  std::vector<Slot> slots_;  // open addressing; as many as a power of two
  std::size_t used_ = 0;
  std::unique_ptr<Facts> facts_;  // most builders find none
};

}  // namespace adc::passes
