#include "run/native_call.h"

#include <array>
#include <numeric>
#include <span>

#include "ir/external.h"
#include "run/convert.h"
#include "run/scratch.h"

namespace adc::run {
namespace {

/// Pointers to so many tensors are on the stack.
constexpr std::size_t kFew = 16;

std::size_t rounded_up(std::size_t bytes) {
  return (bytes + kScratchAlignment - 1) / kScratchAlignment * kScratchAlignment;
}

/// Where each of some tensors begins in a flat array, and the array's size.
class Begins {
 public:
  void add(const ir::Shape& shape) { all_.push_back(all_.back() + static_cast<std::size_t>(shape.elements())); }
  [[nodiscard]] std::vector<std::size_t> all() && { return std::move(all_); }

 private:
  std::vector<std::size_t> all_{0};
};

std::vector<std::size_t> input_begins(const ir::Function& fn) {
  Begins begins;
  for (std::size_t i = 0; i < fn.params().size(); ++i) begins.add(fn.shape(ir::value_id(i)));
  return std::move(begins).all();
}

std::vector<std::size_t> output_begins(const ir::Function& fn) {
  Begins begins;
  for (const ir::Output& output : fn.outputs()) begins.add(fn.shape(output.value));
  return std::move(begins).all();
}

std::vector<std::size_t> begins_of_scalars(std::size_t count) {
  std::vector<std::size_t> begins(count + 1);
  std::iota(begins.begin(), begins.end(), std::size_t{0});
  return begins;
}

/// Sets a pointer to each tensor of a flat array; gives what follows the last of them.
template <class Pointer, class T>
Pointer* point(Pointer* to, const std::vector<std::size_t>& begins, T* flat) {
  for (std::size_t i = 0; i + 1 < begins.size(); ++i) *to++ = flat + begins[i];
  return to;
}

}  // namespace

NativeCall::NativeCall(const ir::Function& fn, const NativeCode& code)
    : entry_(code.entry()),
      tensor_entry_(code.tensor_entry()),
      is_float_(fn.float_type() == ir::DType::F32),
      workspace_bytes_(rounded_up(code.workspace_bytes())),
      inputs_(entry_ != nullptr ? begins_of_scalars(ir::flat_inputs(fn)) : input_begins(fn)),
      outputs_(entry_ != nullptr ? begins_of_scalars(ir::flat_outputs(fn)) : output_begins(fn)) {
  const std::size_t pointers = fn.params().size() + fn.outputs().size();
  has_few_ = entry_ != nullptr || pointers <= kFew;
  scratch_bytes_ = workspace_bytes_ + (has_few_ ? 0 : rounded_up(pointers * sizeof(void*)));
  if (workspace_bytes_ == 0 && !is_float_ && !ir::has_externals(fn)) alone_ = entry_;
}

template <class Own>
inline void NativeCall::run(const Own* inputs, Own* outputs, void* scratch) const {
  if (entry_ != nullptr) return entry_(inputs, outputs, scratch);
  std::array<void*, kFew> few;  // NOLINT: uninitialised on purpose, it is written before it is read
  void* const pointers =
      has_few_ ? static_cast<void*>(few.data()) : static_cast<std::byte*>(scratch) + workspace_bytes_;
  auto* const in = static_cast<const void**>(pointers);
  auto* const out = const_cast<void**>(point(in, inputs_, inputs));
  point(out, outputs_, outputs);
  tensor_entry_(in, out, scratch);
}

template <class Own, class Read, class Write>
void NativeCall::through(const Read& read, const Write& write) const {
  const std::size_t numbers = inputs_.back() + outputs_.back();
  void* const scratch = thread_scratch(Scratch::Code, scratch_bytes_ + numbers * sizeof(Own));
  Own* const x = reinterpret_cast<Own*>(static_cast<std::byte*>(scratch) + scratch_bytes_);
  Own* const y = x + inputs_.back();
  read(x);
  run(x, y, scratch);
  write(y);
}

template <class Read, class Write>
void NativeCall::through(const Read& read, const Write& write) const {
  is_float_ ? through<float>(read, write) : through<double>(read, write);
}

template <class T>
void NativeCall::flat(const T* inputs, T* outputs) const {
  if (is_own<T>()) return run(inputs, outputs, thread_scratch(Scratch::Code, scratch_bytes_));
  through([&](auto* x) { convert(inputs, inputs_.back(), x); },
          [&](const auto* y) { convert(y, outputs_.back(), outputs); });
}

template <class T>
void NativeCall::apart(const T* const* inputs, T* const* outputs) const {
  if (is_own<T>() && tensor_entry_ != nullptr) {
    const auto* const in = reinterpret_cast<const void* const*>(inputs);
    const auto* const out = reinterpret_cast<void* const*>(outputs);
    return tensor_entry_(in, out, thread_scratch(Scratch::Code, scratch_bytes_));
  }
  const auto size = [](const std::vector<std::size_t>& begins, std::size_t i) { return begins[i + 1] - begins[i]; };
  through(
      [&](auto* x) {
        for (std::size_t i = 0; i + 1 < inputs_.size(); ++i) convert(inputs[i], size(inputs_, i), x + inputs_[i]);
      },
      [&](const auto* y) {
        for (std::size_t i = 0; i + 1 < outputs_.size(); ++i) convert(y + outputs_[i], size(outputs_, i), outputs[i]);
      });
}

template void NativeCall::flat(const double*, double*) const;
template void NativeCall::flat(const float*, float*) const;
template void NativeCall::apart(const double* const*, double* const*) const;
template void NativeCall::apart(const float* const*, float* const*) const;

}  // namespace adc::run
