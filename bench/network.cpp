#include "bench/network.h"

#include <string>
#include <utility>

#include "adc/limits.hpp"
#include "ir/builder.h"
#include "passes/tensors/batch.h"

namespace adc::bench {
namespace {

using ir::Builder;
using ir::DType;
using ir::ValueId;
using Ints = std::vector<std::int64_t>;

/// The loss of one example.
ir::Function network(const Widths& widths, DType type) {
  Builder b("loss", type);
  const auto tensor = [&](const Ints& extents) { return ir::Type{type, ir::Shape(extents)}; };
  std::vector<std::pair<ValueId, ValueId>> layers;
  for (std::size_t i = 1; i < widths.size(); ++i) {
    const std::string number = std::to_string(i);
    const ValueId w = b.param("W" + number, ir::ParamKind::Param, tensor({widths[i], widths[i - 1]}));
    layers.emplace_back(w, b.param("b" + number, ir::ParamKind::Param, tensor({widths[i]})));
  }
  ValueId h = b.param("x", ir::ParamKind::Data, tensor({widths.front()}));
  const ValueId t = b.param("t", ir::ParamKind::Data, tensor({widths.back()}));
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (i > 0) h = b.tanh(h);
    h = b.add(b.dot(layers[i].first, h, {.lhs_contracted = Ints{1}, .rhs_contracted = Ints{0}}), layers[i].second);
  }
  const Ints all{0};
  b.output(b.sub(b.logsumexp(h, all), b.dot(t, h, {.lhs_contracted = all, .rhs_contracted = all})), "loss");
  return b.finish();
}

}  // namespace

ir::Function network_loss(const Widths& widths, std::int64_t batch, DType type) {
  const ir::Function one = network(widths, type);
  std::vector<bool> is_data;
  for (const ir::Param& input : one.params()) is_data.push_back(input.kind == ir::ParamKind::Data);
  return passes::mean_over_batch(one, is_data, batch, Limits{}.instructions);
}

}  // namespace adc::bench
