// The GNU Scientific Library: a minimum by BFGS, and a fit by its trust-region least squares. (GSL is GPL-3.0-or-later,
// and so is a program that links it; adc does not, this example does.)
#include <gsl/gsl_blas.h>
#include <gsl/gsl_multifit_nlinear.h>
#include <gsl/gsl_multimin.h>
#include <adc/adc.hpp>

#include <cmath>
#include <cstdio>
#include <vector>

namespace {

// GSL's vectors may have strides; adc takes numbers that stand together.
std::vector<double> numbers(const gsl_vector* v) {
  std::vector<double> all(v->size);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = gsl_vector_get(v, i);
  return all;
}
void assign(gsl_vector* v, const std::vector<double>& all) {
  for (std::size_t i = 0; i < all.size(); ++i) gsl_vector_set(v, i, all[i]);
}
const adc::Function& function(void* params) { return *static_cast<const adc::Function*>(params); }

double value(const gsl_vector* x, void* f) { return function(f).value(numbers(x)); }
void value_and_gradient(const gsl_vector* x, void* f, double* value, gsl_vector* gradient) {
  std::vector<double> g(x->size);
  *value = function(f).value_and_gradient(numbers(x), g);
  assign(gradient, g);
}
void gradient(const gsl_vector* x, void* f, gsl_vector* gradient) {
  double ignored = 0;
  value_and_gradient(x, f, &ignored, gradient);
}

int residuals(const gsl_vector* x, void* f, gsl_vector* y) {
  std::vector<double> all(y->size);
  function(f).values(numbers(x), all);
  assign(y, all);
  return GSL_SUCCESS;
}
int jacobian(const gsl_vector* x, void* f, gsl_matrix* j) {
  // A matrix of GSL is row-major, with rows `tda` numbers apart.
  function(f).jacobian(numbers(x), {}, adc::MatrixView::row_major(j->data, j->size1, j->size2, j->tda));
  return GSL_SUCCESS;
}

void minimise() {
  adc::Function f = adc::compile("100*(y - x^2)^2 + (1 - x)^2").value();
  gsl_multimin_function_fdf problem{value, gradient, value_and_gradient, 2, &f};
  gsl_vector* x = gsl_vector_alloc(2);
  assign(x, {-1.2, 1});
  gsl_multimin_fdfminimizer* minimizer = gsl_multimin_fdfminimizer_alloc(gsl_multimin_fdfminimizer_vector_bfgs2, 2);
  gsl_multimin_fdfminimizer_set(minimizer, &problem, x, 0.01, 0.1);
  for (int i = 0; i < 200; ++i) {
    if (gsl_multimin_fdfminimizer_iterate(minimizer) != GSL_SUCCESS) break;
    if (gsl_multimin_test_gradient(minimizer->gradient, 1e-10) == GSL_SUCCESS) break;
  }
  const gsl_vector* found = gsl_multimin_fdfminimizer_x(minimizer);
  std::printf("minimum at %.6f %.6f\n", gsl_vector_get(found, 0), gsl_vector_get(found, 1));
  gsl_multimin_fdfminimizer_free(minimizer);
  gsl_vector_free(x);
}

void fit() {
  std::vector<double> t;
  std::vector<double> y;
  for (int i = 0; i < 20; ++i) {
    t.push_back(0.1 * i);
    y.push_back(2.5 * std::exp(-1.3 * t.back()) + 0.75);
  }
  adc::Function f = adc::compile("param p: R[3]; data t: R[20], y: R[20]; p[1]*exp(p[2]*t) + p[3] - y")
                        ->bind({{"t", t}, {"y", y}})
                        .value();
  gsl_multifit_nlinear_fdf problem{};
  problem.f = residuals;
  problem.df = jacobian;
  problem.n = 20;
  problem.p = 3;
  problem.params = &f;
  gsl_vector* p = gsl_vector_alloc(3);
  assign(p, {1, -0.5, 0});
  const gsl_multifit_nlinear_parameters options = gsl_multifit_nlinear_default_parameters();
  gsl_multifit_nlinear_workspace* workspace =
      gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &options, problem.n, problem.p);
  gsl_multifit_nlinear_init(p, &problem, workspace);
  int why = 0;
  gsl_multifit_nlinear_driver(100, 1e-12, 1e-12, 1e-12, nullptr, nullptr, &why, workspace);
  const gsl_vector* found = gsl_multifit_nlinear_position(workspace);
  std::printf("p = %.6f %.6f %.6f\n", gsl_vector_get(found, 0), gsl_vector_get(found, 1), gsl_vector_get(found, 2));
  gsl_multifit_nlinear_free(workspace);
  gsl_vector_free(p);
}

}  // namespace

int main() {
  minimise();
  fit();
}
