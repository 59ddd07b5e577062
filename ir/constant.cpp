#include "ir/constant.h"

#include <functional>
#include <numbers>

namespace adc::ir {

double Constant::to_double() const {
  switch (kind_) {
    case Kind::Rational: return rational_.to_double();
    case Kind::Pi: return std::numbers::pi;
    case Kind::E: return std::numbers::e;
    case Kind::Float: return as_float();
    case Kind::Bool: return as_bool() ? 1.0 : 0.0;
  }
  return 0.0;
}

float Constant::to_float() const {
  switch (kind_) {
    case Kind::Rational: return rational_.to_float();
    case Kind::Pi: return std::numbers::pi_v<float>;
    case Kind::E: return std::numbers::e_v<float>;
    case Kind::Float: return static_cast<float>(as_float());
    case Kind::Bool: return as_bool() ? 1.0F : 0.0F;
  }
  return 0.0F;
}

std::size_t Constant::hash() const {
  return (rational_.hash() * 31 + std::hash<std::uint64_t>{}(bits_)) * 31 + static_cast<std::size_t>(kind_);
}

}  // namespace adc::ir
