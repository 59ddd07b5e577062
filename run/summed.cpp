#include "run/summed.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>

#include "ir/watch.h"
#include "kernel/program.h"
#include "run/guard.h"
#include "run/scratch.h"

namespace adc::run {

void Summed::make() const {
  const Result<ir::Function>& fn = derived_.function();
  if (!fn) {
    error_ = fn.error();
    return;
  }
  tile_.outputs.resize(fn->outputs().size(), tile_.outputs.back());
  if (program_.tier == Tier::Interpret) return;
  using Made = Result<std::optional<NativeCode>>;
  Made code = guarded(program_.plan.limits, [&]() -> Made {
    if (!kernel::lower_summed(*fn, tile_)) return std::optional<NativeCode>();
    jit::Options options = native_options(program_);
    options.summed = &tile_;
    Result<NativeCode> made = compile_native(*fn, options);
    if (!made) return made.error();
    return std::optional(std::move(*made));
  });
  if (code)
    code_ = std::move(*code);
  else if (program_.tier == Tier::Native)
    error_ = kept(code.error());
}

bool Summed::is_possible() const {
  std::call_once(made_, [&] { make(); });
  if (error_) throw Error(*error_);
  return code_.has_value();
}

std::size_t Summed::size(const ir::Shape& shape, bool is_of_rows, std::size_t rows) const {
  const auto whole = static_cast<std::size_t>(shape.elements());
  return is_of_rows ? whole / static_cast<std::size_t>(tile_.tile) * rows : whole;
}

template <class T>
void Summed::run_any(std::size_t rows, const T* const* inputs, T* const* outputs) const {
  const ir::Function& fn = *derived_.function();
  if (rows == 0) {
    for (std::size_t i = 0; i < fn.outputs().size(); ++i) {
      const std::size_t count = size(fn.shape(fn.outputs()[i].value), tile_.outputs[i], rows);
      std::fill_n(outputs[i], count, std::numeric_limits<T>::quiet_NaN());
    }
  } else {
    run_native(rows, inputs, outputs);
  }
}

template <class T>
void Summed::run_native(std::size_t rows, const T* const* inputs, T* const* outputs) const {
  const ir::Function& fn = *derived_.function();
  const auto aligned = [](std::size_t bytes) {
    return (bytes + kScratchAlignment - 1) / kScratchAlignment * kScratchAlignment;
  };
  const auto tile = static_cast<std::size_t>(tile_.tile);
  const std::size_t workspace = aligned(code_->workspace_bytes());
  const std::size_t weights = aligned(tile * sizeof(T));
  const std::size_t pointers = fn.params().size() + fn.outputs().size();
  auto* const scratch =
      static_cast<std::byte*>(thread_scratch(Scratch::Code, workspace + weights + pointers * sizeof(void*)));
  T* const weight = reinterpret_cast<T*>(scratch + workspace);
  std::fill_n(weight, std::min(tile, rows), T(1) / static_cast<T>(rows));
  const auto** const in = reinterpret_cast<const void**>(scratch + workspace + weights);
  void** const out = const_cast<void**>(in) + fn.params().size();
  const std::size_t data = fn.params().size() - 1;
  in[data] = weight;
  for (std::size_t first = 0; first < rows; first += tile) {
    if (const ir::Watch* const watch = ir::Watch::current()) watch->look();
    for (std::size_t i = 0; i < data; ++i) {
      in[i] = inputs[i] + (tile_.inputs[i] ? size(fn.shape(ir::value_id(i)), true, first) : 0);
    }
    for (std::size_t i = 0; i < fn.outputs().size(); ++i) {
      out[i] = outputs[i] + (tile_.outputs[i] ? size(fn.shape(fn.outputs()[i].value), true, first) : 0);
    }
    const std::size_t count = std::min(tile, rows - first);
    code_->tile_entry()(in, out, scratch, static_cast<std::int64_t>(count), first == 0 ? 1 : 0);
  }
}

void Summed::run(std::size_t rows, const double* const* inputs, double* const* outputs) const {
  run_any(rows, inputs, outputs);
}
void Summed::run(std::size_t rows, const float* const* inputs, float* const* outputs) const {
  run_any(rows, inputs, outputs);
}

}  // namespace adc::run
