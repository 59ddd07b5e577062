// Where the ops that are not smooth have their kinks and jumps.
#pragma once

#include <cmath>
#include <optional>
#include <span>

#include "ir/op.h"

namespace adc::precise {

/// How far `op` at operands `x` is from its kink or jump: 0 there, with the sign of the side. Nullopt for an op that is
/// smooth wherever it is defined.
template <class T>
[[nodiscard]] std::optional<T> kink_distance(ir::Op op, std::span<const T> x) {
  using ir::Op;
  using std::fabs;
  using std::floor;
  const auto from_whole = [](const T& y) { return T(y - floor(T(y + 0.5))); };
  switch (op) {
    case Op::Abs:
    case Op::Sign: return x[0];
    case Op::Copysign: return fabs(x[0]) < fabs(x[1]) ? x[0] : x[1];
    case Op::Min:
    case Op::Max:
    case Op::Lt:
    case Op::Le:
    case Op::Eq:
    case Op::Ne: return T(x[0] - x[1]);
    case Op::Floor:
    case Op::Ceil: return from_whole(x[0]);
    case Op::Trunc: return fabs(x[0]) < 0.5 ? T(1) : from_whole(x[0]);
    case Op::Round: return from_whole(T(x[0] + 0.5));
    case Op::Mod: return from_whole(T(x[0] / x[1]));
    default: return std::nullopt;
  }
}

}  // namespace adc::precise
