#include "tests/support/stated.h"

#include <cmath>

#include "analysis/op_limits.h"

namespace adc::tests {

bool is_stated(ir::Op op, double x, double y) {
  const bool goes_beyond = op == ir::Op::Lbeta || op == ir::Op::Lchoose || op == ir::Op::PolygammaDifference;
  if (!goes_beyond) return true;
  // The sum that the difference is taken to has to be a double.
  if (op == ir::Op::PolygammaDifference && !std::isfinite(x + y)) return false;
  return analysis::op_limit(op)->inside(x, y);
}

}  // namespace adc::tests
