// Which elements the indices of `x[…]` mean.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "ir/builder.h"
#include "parser/values/affine.h"
#include "parser/values/axes.h"
#include "parser/values/emitter.h"
#include "parser/values/index_numbers.h"
#include "parser/values/indices.h"
#include "parser/values/ranges.h"
#include "parser/values/value.h"

namespace adc::parser {

/// One index of x[…], counted from 0.
struct Place {
  enum class Kind : std::uint8_t {
    Slice,   ///< `count` elements from `start` on, `stride` apart
    Fixed,   ///< the one at `start`
    Affine,  ///< `form`
    Gather,  ///< `positions`, a number or a vector of numbers that are counted from 1
  };
  Kind kind = Kind::Slice;
  std::int64_t start = 0;
  std::int64_t count = 0;
  std::int64_t stride = 1;
  parser::Affine form = {};
  Value positions = {};
  bool inside = true;  ///< every position is known to be within the extent
};

/// Reads indices; fails where they are no places of the tensor, as far as that is known before the program runs.
class Places {
 public:
  Places(ir::Builder& builder, Emitter& emitter, const Indices& indices, const Axes& axes, const AffineForms& forms,
         const IndexNumbers& index_numbers, const Ranges& ranges)
      : builder_(builder),
        emitter_(emitter),
        indices_(indices),
        axes_(axes),
        forms_(forms),
        index_numbers_(index_numbers),
        ranges_(ranges) {}

  /// One place for each axis of `base`, which is computed.
  [[nodiscard]] std::vector<Place> read(const Operand& base, std::span<const Operand> indices) const;
  /// `end` in index number `axis` of `base`.
  Value last(const Operand& base, std::uint32_t axis);

 private:
  [[nodiscard]] Place place(const Operand& base, const Operand& index, std::size_t axis) const;
  [[nodiscard]] Place of_form(const Affine& form, const Operand& base, const Operand& index, std::size_t axis) const;
  [[nodiscard]] Place of_range(const Operand& base, const Operand& index, std::size_t axis) const;
  [[nodiscard]] std::int64_t slice_bound(const Operand& x) const;
  [[noreturn]] void fail_out_of_range(const Operand& base, const Operand& index, std::size_t axis, Wide at) const;

  ir::Builder& builder_;
  Emitter& emitter_;
  const Indices& indices_;
  const Axes& axes_;
  const AffineForms& forms_;
  const IndexNumbers& index_numbers_;
  const Ranges& ranges_;
};

}  // namespace adc::parser
