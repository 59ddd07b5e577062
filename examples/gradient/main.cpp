// Gradient descent on a formula that is given on the command line, or on a well-known one.
#include <adc/adc.hpp>

#include <cstdio>
#include <vector>

int main(int argc, char** argv) {
  const char* text = argc > 1 ? argv[1] : "(1 - x)² + 2(y - x²)²";
  const adc::Result<adc::Function> compiled = adc::compile(text);
  if (!compiled) {
    std::fprintf(stderr, "%s\n", compiled.error().what());
    return 1;
  }
  const adc::Function& f = *compiled;

  std::vector<double> x(f.inputs().size(), 0.5);
  std::vector<double> gradient(x.size());
  double value = f.value_and_gradient(x, gradient);
  for (int step = 0; step < 5000; ++step) {
    for (std::size_t i = 0; i < x.size(); ++i) x[i] -= 0.02 * gradient[i];
    value = f.value_and_gradient(x, gradient);
  }

  std::printf("f = %.6f at", value);
  for (std::size_t i = 0; i < x.size(); ++i) std::printf(" %s = %.6f", f.inputs()[i].c_str(), x[i]);
  std::printf("\n");
}
