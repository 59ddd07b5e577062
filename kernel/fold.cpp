#include "kernel/fold.h"

#include <limits>

namespace adc::kernel {

double identity(Combine combine) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  switch (combine) {
    case Combine::Add: return -0.0;
    case Combine::Mul: return 1;
    case Combine::Max: return -kInfinity;
    case Combine::Min: break;
  }
  return kInfinity;
}

}  // namespace adc::kernel
