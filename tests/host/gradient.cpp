#include "gradient.h"

#include <cstdio>

#include "adc/adc.hpp"

namespace adc::tests {

bool native_gradient_is_right() {
  const Result<Function> f = compile("x^3 + dot(v, v)*y", {.shapes = {{"v", {4}}}, .tier = Tier::Native});
  if (!f || f->prepare(Derive::Gradient)) {
    std::puts(f ? f->prepare(Derive::Gradient)->what() : f.error().what());
    return false;
  }
  // x = 2, v = (1, 2, 3, 4), y = 0.5: 3x², 2vy, v·v
  const double expected[] = {12, 1, 2, 3, 4, 30};
  double gradient[6];
  const double value = f->value_and_gradient({{2.0, 1.0, 2.0, 3.0, 4.0, 0.5}}, gradient);
  bool right = value == 23;
  for (int i = 0; i < 6; ++i) right = right && gradient[i] == expected[i];
  if (!right) std::puts("the numbers are wrong");
  return right;
}

}  // namespace adc::tests
