// Evaluates natively what it is given, or says why it cannot.
#include <adc/adc.hpp>

#include <cstdio>

int main() {
  const adc::Function f = adc::compile("cos(sin(x²) + 3x²)").value();
  double gradient = 0;
  const double value = f.value_and_gradient({{0.5}}, {&gradient, 1});
  std::printf("%.14f %.14f\n", value, gradient);
  if (const auto error = f.prepare(adc::Derive::Gradient, adc::Tier::Native)) {
    std::printf("%s\n", error->what());
    return 0;
  }
  std::printf("natively %.14f\n", f.value_and_gradient({{0.5}}, {&gradient, 1}));
}
