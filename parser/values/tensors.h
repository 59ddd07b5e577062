// All that knows what operators and functions mean for tensors, inside sums and outside.
#pragma once

#include "ir/builder.h"
#include "parser/values/affine.h"
#include "parser/values/axes.h"
#include "parser/values/derivatives.h"
#include "parser/values/elementwise.h"
#include "parser/values/emitter.h"
#include "parser/values/index_numbers.h"
#include "parser/values/indices.h"
#include "parser/values/literals.h"
#include "parser/values/makers.h"
#include "parser/values/parts.h"
#include "parser/values/places.h"
#include "parser/values/products.h"
#include "parser/values/ranges.h"
#include "parser/values/reductions.h"
#include "parser/values/sums.h"

namespace adc::parser {

/// Each stands on those before it alone.
struct Tensors {
  Tensors(ir::Builder& builder, Emitter& emitter)
      : indices(builder),
        axes(builder, indices),
        forms(builder, emitter, indices, axes),
        index_numbers(builder, forms),
        elementwise(builder, emitter, axes, forms, index_numbers),
        derivatives(builder, axes, forms),
        makers(builder, emitter, axes, forms),
        reductions(builder, emitter, axes, forms, makers),
        products(builder, axes, forms, elementwise, makers),
        sums(builder, emitter, indices, axes, forms, index_numbers, elementwise, reductions),
        literals(builder, axes, forms, ranges, sums),
        places(builder, emitter, indices, axes, forms, index_numbers, ranges),
        parts(builder, emitter, indices, axes, forms, elementwise, places) {}
  Tensors(const Tensors&) = delete;
  Tensors& operator=(const Tensors&) = delete;

  Indices indices;
  Axes axes;
  AffineForms forms;
  IndexNumbers index_numbers;
  Elementwise elementwise;
  Derivatives derivatives;
  Makers makers;
  Reductions reductions;
  Products products;
  Ranges ranges;
  Sums sums;
  Literals literals;
  Places places;
  Parts parts;
};

}  // namespace adc::parser
