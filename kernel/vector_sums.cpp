#include "kernel/vector_sums.h"

#include <algorithm>
#include <array>
#include <bit>

#include "ir/watch.h"
#include "kernel/loops.h"

namespace adc::kernel {
namespace {

/// F of kernel/fold.h for many lanes at once: of `turns` times `lanes` terms, from `terms` on, into `sums`.
template <class T>
void combine_turns(const T* terms, std::int64_t turns, std::int64_t lanes, T* sums) {
  const std::int64_t part = first_part(kSumBlock, turns);
  std::array<T, kMaxLanes> parts;  // NOLINT: uninitialised on purpose, it is written before it is read
  for (std::int64_t turn = 0; turn < turns; turn += part) {
    T* const to = turn == 0 ? sums : parts.data();
    const T* const from = terms + turn * lanes;
    if (part == 1)
      std::copy_n(from, lanes, to);
    else
      combine_turns(from, std::min(part, turns - turn), lanes, to);
    if (turn == 0) continue;
    for (std::int64_t lane = 0; lane < lanes; ++lane) sums[lane] += parts[static_cast<std::size_t>(lane)];
  }
}

template <class T>
T sum(const T* terms, std::size_t count) {
  ir::check_time(count);
  if (count == 0) return 0;
  const auto all = static_cast<std::int64_t>(count);
  const std::int64_t lanes = lanes_of_fold(all, sizeof(T));
  std::array<T, kMaxLanes> sums;
  sums.fill(static_cast<T>(identity(Combine::Add)));
  if (all >= lanes) combine_turns(terms, all / lanes, lanes, sums.data());
  for (std::int64_t lane = 0; lane < all % lanes; ++lane) {
    sums[static_cast<std::size_t>(lane)] += terms[all / lanes * lanes + lane];
  }
  for (std::int64_t half = lanes / 2; half > 0; half /= 2) {
    for (std::int64_t lane = 0; lane < half; ++lane) {
      sums[static_cast<std::size_t>(lane)] += sums[static_cast<std::size_t>(lane + half)];
    }
  }
  return sums[0];
}

}  // namespace

const ir::VectorSums& vector_sums() {
  static constexpr ir::VectorSums kSums{&sum<double>, &sum<float>};
  return kSums;
}

bool sums_vectors_alone(const ir::Function& fn) {
  return std::ranges::none_of(fn.insts(), [&](const ir::Inst& inst) {
    if (inst.op == ir::Op::Dot || inst.op == ir::Op::Prod) return true;
    return inst.op == ir::Op::ReduceSum && fn.shape(fn.operands(inst)[0]).rank() != 1;
  });
}

}  // namespace adc::kernel
