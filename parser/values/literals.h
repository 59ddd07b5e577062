// What stands in brackets: [a, b; c, d] and [a:b].
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "ir/builder.h"
#include "parser/values/affine.h"
#include "parser/values/axes.h"
#include "parser/values/ranges.h"
#include "parser/values/sums.h"
#include "parser/values/value.h"

namespace adc::parser {

class Literals {
 public:
  Literals(ir::Builder& builder, Axes& axes, AffineForms& forms, const Ranges& ranges, Sums& sums)
      : builder_(builder), axes_(axes), forms_(forms), ranges_(ranges), sums_(sums) {}

  /// The elements row by row; `rows` says how many each row has.
  Value literal(std::span<const Operand> elements, std::span<const std::uint32_t> rows);
  /// The vector of the numbers of a range.
  Value range(const RangeOperands& range);

 private:
  Value of_numbers(std::vector<Operand> numbers, std::span<const std::uint32_t> rows);
  Value of_blocks(std::vector<Operand> parts, std::span<const std::uint32_t> rows);
  Value as_matrix(const Operand& x);
  void check_blocks(std::span<const Operand> blocks, std::size_t axis) const;
  Value joined(std::vector<Operand> parts, std::size_t axis);
  Value beside(const Operand& x, const Operand& y, std::size_t axis);

  ir::Builder& builder_;
  Axes& axes_;
  AffineForms& forms_;
  const Ranges& ranges_;
  Sums& sums_;
};

}  // namespace adc::parser
