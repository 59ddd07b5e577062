// Elements and parts of tensors: what `x[…]` becomes.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "ir/builder.h"
#include "parser/values/affine.h"
#include "parser/values/axes.h"
#include "parser/values/elementwise.h"
#include "parser/values/emitter.h"
#include "parser/values/indices.h"
#include "parser/values/places.h"
#include "parser/values/value.h"

namespace adc::parser {

/// Takes parts of tensors: by slices where each index of a sum goes along one axis, else by computed positions.
class Parts {
 public:
  Parts(ir::Builder& builder, Emitter& emitter, const Indices& indices, Axes& axes, AffineForms& forms,
        Elementwise& elementwise, const Places& places)
      : builder_(builder),
        emitter_(emitter),
        indices_(indices),
        axes_(axes),
        forms_(forms),
        elementwise_(elementwise),
        places_(places) {}

  /// `base[indices]`
  Value part(const Operand& base, std::span<const Operand> indices);

 private:
  // Where elements lie on an axis, counted from 0.
  struct Positions {
    std::optional<Affine> form = {};
    bool inside = true;
    Value value = {};        // where there is no form
    AxisLabel own_axis = 0;  // of a vector of positions
  };

  Value gathers(const Value& base, std::span<const Place> places);
  Labelled cut_out(const Labelled& base, std::span<const Place> places, bool affine_too);
  Labelled gathered(const Labelled& x, AxisLabel axis, const Value& positions);
  Labelled gathered_jointly(const Labelled& x, std::vector<Place> places, std::vector<AxisLabel> axes);
  Positions joint_positions(std::span<const Place> places, std::span<const AxisLabel> axes,
                            std::span<const std::int64_t> extents);

  ir::Builder& builder_;
  Emitter& emitter_;
  const Indices& indices_;
  Axes& axes_;
  AffineForms& forms_;
  Elementwise& elementwise_;
  const Places& places_;
};

}  // namespace adc::parser
