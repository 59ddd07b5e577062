// Numbers that are made of indices and constants alone, and are not affine.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>

#include "ir/builder.h"
#include "parser/text/operators.h"
#include "parser/values/affine.h"
#include "parser/values/value.h"

namespace adc::parser {

/// Remembers which numbers are known before the program runs although they are computed, so that an index that is
/// affine in no index of a sum is an error, and `mod(i, 3) + 1` is none.
class IndexNumbers {
 public:
  enum class Kind : std::uint8_t {
    Periodic,   ///< i mod k, and its sums and multiples
    NotAffine,  ///< any other
  };
  IndexNumbers(const ir::Builder& builder, const AffineForms& forms) : builder_(builder), forms_(forms) {}

  /// Whether it is made of indices and constants alone.
  [[nodiscard]] bool is_fixed(const Value& value) const;
  /// What is remembered of a value.
  [[nodiscard]] std::optional<Kind> kind(const Value& value) const;
  /// What an operator makes of operands, of which at least one depends on an index; nothing where they are not fixed.
  [[nodiscard]] std::optional<Kind> kind(Meaning meaning, const Value& x, const Value& y) const;
  void note(const Value& value, std::optional<Kind> kind);

 private:
  [[nodiscard]] bool is_index(const Value& value) const;
  [[nodiscard]] bool is_periodic(const Value& value) const { return kind(value) == Kind::Periodic; }

  const ir::Builder& builder_;
  const AffineForms& forms_;
  std::unordered_map<ir::ValueId, Kind> kinds_;
};

}  // namespace adc::parser
