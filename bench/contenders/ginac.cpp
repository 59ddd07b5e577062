// GiNaC: a formula of x and its derivative, as expressions.
#include <ginac/ginac.h>

namespace {

struct Formula {
  GiNaC::symbol x{"x"};
  GiNaC::ex value;
  GiNaC::ex derivative;

  explicit Formula(const char* text) {
    GiNaC::symtab names;
    names["x"] = x;
    GiNaC::parser reader(names);
    value = reader(text);
    derivative = value.diff(x);
  }
  void at(double point, double* y) const {
    const GiNaC::exmap here{{x, point}};
    y[0] = GiNaC::ex_to<GiNaC::numeric>(value.subs(here).evalf()).to_double();
    y[1] = GiNaC::ex_to<GiNaC::numeric>(derivative.subs(here).evalf()).to_double();
  }
};

}  // namespace

extern "C" {

/// From the text to the first value and derivative.
void first(const char* formula, double x, double* y) { Formula(formula).at(x, y); }

void* parse(const char* formula) { return new Formula(formula); }
void value_and_derivative(void* formula, double x, double* y) { static_cast<Formula*>(formula)->at(x, y); }
void release(void* formula) { delete static_cast<Formula*>(formula); }
}
