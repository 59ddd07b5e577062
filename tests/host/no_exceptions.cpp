// A program that is compiled without exceptions and without run-time types uses the library, and sees its errors.
#include <adc/adc.hpp>

#include <cstdio>

int main() {
  const adc::Result<adc::Function> wrong = adc::compile("1 +");
  if (wrong || wrong.error().diagnostic().slug != "missing-operand") return 1;
  const adc::Result<adc::Function> f = adc::compile("x^2*k");
  if (!f) return 2;
  const adc::Result<adc::Function> fixed = f->bind({{"k", 3}});
  if (!fixed) return 3;
  double gradient = 0;
  if (fixed->value_and_gradient({{2.0}}, {&gradient, 1}) != 12 || gradient != 12) return 4;
  const auto call = f->callable<double(double, double)>();
  if (!call || (*call)(2, 5) != 20) return 5;
  std::puts("as it should be");
  std::fflush(stdout);
  const adc::Function never = wrong.value();  // ends the program, after it has said why
}
