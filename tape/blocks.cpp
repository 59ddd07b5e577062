#include "tape/blocks.h"

#include <algorithm>

#include "ir/vector_functions.h"
#include "tape/frame.h"

namespace adc::tape {
namespace {

/// What the registers of a block may take, about a first-level cache, as long as blocks are no shorter or longer than
/// this: a step costs some ns beside its rows.
constexpr std::size_t kCacheBytes = 32 * 1024;
constexpr std::size_t kFewestRows = 128;
constexpr std::size_t kMostRows = 512;

std::size_t rows_of_block(const Tape& tape, std::size_t number_bytes) {
  const std::size_t moving = std::max<std::size_t>(tape.registers - tape.constants.size(), 1);
  const std::size_t rows = kCacheBytes / number_bytes / moving / kFewestRows * kFewestRows;
  return std::clamp(rows, kFewestRows, kMostRows);
}

std::unique_ptr<const void*[]> vectors_of(const Tape& tape, bool vector_math, unsigned bits) {
  auto found = std::make_unique<const void*[]>(ir::kElementwiseOpCount);
  if (!vector_math) return found;
  for (const ir::VectorFunction& function : ir::vector_functions(bits)) {
    if (function.is_float == (tape.type == ir::DType::F32))
      found[static_cast<std::size_t>(function.op)] = function.address;
  }
  return found;
}

template <class T>
std::unique_ptr<unsigned char[]> vectors_of_constants(const Tape& tape, std::size_t lanes) {
  auto made = std::make_unique<unsigned char[]>(tape.constants.size() * lanes * sizeof(T));
  T* const to = reinterpret_cast<T*>(made.get());
  for (std::size_t i = 0; i < tape.constants.size(); ++i) {
    std::fill_n(to + i * lanes, lanes, static_cast<T>(tape.constants[i]));
  }
  return made;
}

template <class T>
void run_at_width(unsigned bits, const Frame<T>& frame) {
  switch (bits) {
#if defined(__x86_64__)
    case 512: return run_512(frame);
    case 256: return run_256(frame);
#endif
    default: return run_128(frame);
  }
}

}  // namespace

Blocks::Blocks(const ir::Function& fn, bool vector_math)
    : tape_(record(fn, vector_math ? For::VectorRows : For::Rows)), bits_(ir::register_bits()) {
  const bool is_float = tape_.type == ir::DType::F32;
  const std::size_t number_bytes = is_float ? sizeof(float) : sizeof(double);
  lanes_ = bits_ / 8 / number_bytes;
  rows_ = rows_of_block(tape_, number_bytes);
  vectors_ = vectors_of(tape_, vector_math, bits_);
  constants_ = is_float ? vectors_of_constants<float>(tape_, lanes_) : vectors_of_constants<double>(tape_, lanes_);
  workspace_bytes_ =
      tape_.registers * sizeof(void*) + 64 + (tape_.registers - tape_.first_computed()) * rows_ * number_bytes;
}

void Blocks::run(const void* const* inputs, void* const* outputs, void* workspace, std::size_t rows) const {
  tape_.type == ir::DType::F32 ? run<float>(inputs, outputs, workspace, rows)
                               : run<double>(inputs, outputs, workspace, rows);
}

template <class T>
void Blocks::run(const void* const* inputs, void* const* outputs, void* workspace, std::size_t rows) const {
  T** const at = static_cast<T**>(workspace);
  const std::size_t pointers = (tape_.registers * sizeof(void*) + 63) / 64 * 64;
  T* own = reinterpret_cast<T*>(static_cast<unsigned char*>(workspace) + pointers);
  std::fill_n(at, tape_.registers, nullptr);
  // Constants and inputs are only read: no step has them for a result.
  for (std::size_t i = 0; i < tape_.constants.size(); ++i) {
    at[i] = const_cast<T*>(reinterpret_cast<const T*>(constants_.get())) + i * lanes_;
  }
  for (std::size_t i = 0; i < tape_.inputs; ++i) {
    at[tape_.first_input() + i] = const_cast<T*>(static_cast<const T*>(inputs[i]));
  }
  for (std::size_t i = 0; i < tape_.outputs.size(); ++i) {
    T*& there = at[tape_.outputs[i]];
    if (there == nullptr) there = static_cast<T*>(outputs[i]);
  }
  for (std::size_t i = tape_.first_computed(); i < tape_.registers; ++i) {
    if (at[i] != nullptr) continue;
    at[i] = own;
    own += rows_;
  }
  const Frame<T> frame{tape_.steps.data(), tape_.steps.size(), at, static_cast<Register>(tape_.first_input()), rows,
                       vectors_.get()};
  run_at_width(bits_, frame);
  // an output that is a constant, an input, or another output as well
  for (std::size_t i = 0; i < tape_.outputs.size(); ++i) {
    const T* const from = at[tape_.outputs[i]];
    T* const to = static_cast<T*>(outputs[i]);
    if (from == to) continue;
    if (tape_.outputs[i] < tape_.first_input())
      std::fill_n(to, rows, *from);
    else
      std::copy_n(from, rows, to);
  }
}

}  // namespace adc::tape
