#include "api/any_number.h"

#include <utility>

#include "analysis/extract.h"
#include "ir/watch.h"
#include "passes/tensors/batch.h"

namespace adc::inline ADC_ABI {
namespace {

/// Examples of a tile, a power of two: as many as keep its values near the processor, and no more than that.
constexpr std::int64_t kMostOfTile = 256;
constexpr std::int64_t kFewestOfTile = 2;
constexpr std::int64_t kTileNumbers = std::int64_t{1} << 22U;

/// How many examples of `one` a tile has.
std::int64_t tile_of(const ir::Function& one) {
  std::int64_t numbers = 1;
  for (std::size_t i = 0; i < one.size() && numbers < kTileNumbers; ++i) {
    const bool is_param = i < one.params().size() && one.params()[i].kind == ir::ParamKind::Param;
    if (!is_param) numbers += one.shape(ir::value_id(i)).elements();
  }
  std::int64_t tile = kMostOfTile;
  while (tile > kFewestOfTile && tile * numbers > kTileNumbers) tile /= 2;
  return tile;
}

/// What has rows: data, the weights, and all outputs but the first.
kernel::SummedRows marks(std::int64_t tile, std::vector<bool> batched, bool has_others) {
  batched.push_back(true);
  std::vector<bool> outputs{false};
  if (has_others) outputs.push_back(true);
  return {tile, std::move(batched), std::move(outputs)};
}

}  // namespace

AnyNumber::AnyNumber(const ir::Function& one, const std::vector<bool>& batched, std::string_view text,
                     const LossOptions& options, const std::function<run::Compiled(ir::Function)>& program)
    : text_(text),
      options_(options),
      tile_(tile_of(one)),
      loss_(program(
          passes::weighted_sum_over_batch(analysis::keep_output(one, 0), batched, tile_, options.limits.instructions))),
      all_(program(passes::weighted_sum_over_batch(one, batched, tile_, options.limits.instructions))),
      value(loss_, Derive::Value, marks(tile_, batched, false)),
      gradient(loss_, Derive::Gradient, marks(tile_, batched, false)),
      everything(all_, Derive::Value, marks(tile_, batched, true)) {
  options_.any_number = false;
}

const Loss& AnyNumber::of(std::size_t examples) const {
  const std::scoped_lock lock(mutex_);
  const auto found = by_number_.find(examples);
  if (found != by_number_.end()) return found->second;
  LossOptions options = options_;
  options.batch = static_cast<std::int64_t>(examples);
  return by_number_.emplace(examples, Loss::compile(text_, options).value()).first->second;
}

std::optional<Error> AnyNumber::prepare() const {
  try {
    const ir::Watch watch(options_.limits);
    for (const run::Summed* const summed : {&gradient, &value, &everything}) (void)summed->is_possible();
    return std::nullopt;
  } catch (const Error& error) {
    return error;
  }
}

}  // namespace adc::inline ADC_ABI
