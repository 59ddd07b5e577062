// adc from C99: a value with its gradient, a map over the rows of a table, an error, a loss.
#include <adc.h>
#include <stdio.h>
#include <stdlib.h>

// What cannot be done here ends the program.
static void require(adc_status status, adc_error* error) {
  if (status == ADC_OK) return;
  fputs(adc_error_text(error), stderr);
  adc_error_free(error);
  exit((int)status);
}

static void value_and_gradient(void) {
  adc_function* f;
  adc_error* error;
  require(adc_compile("(1 - x)² + 100(y - x²)²", ADC_ZERO_TERMINATED, NULL, &f, &error), error);

  const double point[2] = {-1.2, 1};
  double results[3];  // the value, then a derivative per input
  require(adc_evaluate(f, ADC_DERIVE_GRADIENT, point, 2, results, 3, &error), error);
  printf("f = %.4f", results[0]);
  for (size_t i = 0; i < adc_count(f, ADC_INPUTS); ++i)
    printf("  df/d%s = %.4f", adc_name(f, ADC_INPUTS, i), results[1 + i]);
  printf("\n");

  char* derivative;
  require(adc_derivative(f, "y", 0, &derivative, &error), error);
  printf("df/dy is %s\n", derivative);
  adc_text_free(derivative);
  adc_function_free(f);
}

static void rows_of_a_table(void) {
  enum { kRows = 1000 };
  adc_function* f;
  adc_error* error;
  require(adc_compile("r·cos(φ)", ADC_ZERO_TERMINATED, NULL, &f, &error), error);

  static double table[kRows][2];  // r and φ beside each other
  static double x[kRows];
  for (size_t row = 0; row < kRows; ++row) {
    table[row][0] = (double)row;
    table[row][1] = 0.001 * (double)row;
  }
  const adc_input_column inputs[2] = {{&table[0][0], 2}, {&table[0][1], 2}};
  double sum = 0;
  const adc_output_column results[3] = {{x, 1}, {&sum, 0}, {NULL, 1}};  // of ∂f/∂r the sum, ∂f/∂φ is not wanted
  require(adc_map(f, ADC_DERIVE_GRADIENT, kRows, inputs, 2, results, 3, 1, &error), error);
  printf("in the last row %.4f, and the sum of df/dr is %.4f\n", x[kRows - 1], sum);
  adc_function_free(f);
}

static void an_error(void) {
  adc_function* f;
  adc_error* error;
  if (adc_compile("2 * sni(x)", ADC_ZERO_TERMINATED, NULL, &f, &error) == ADC_OK) exit(1);
  printf("%s", adc_error_text(error));
  printf("that is %s in line %zu, column %zu\n", adc_error_slug(error), adc_error_line(error), adc_error_column(error));
  adc_error_free(error);
}

static void a_loss(void) {
  adc_options* options = adc_options_new();
  adc_options_set_batch(options, 4);
  adc_loss* loss;
  adc_error* error;
  const char* const program =
      "param w: R[2], b\n"
      "data x: R[2], t\n"
      "(dot(w, x) + b - t)²/2\n";
  require(adc_loss_compile(program, ADC_ZERO_TERMINATED, options, &loss, &error), error);
  adc_options_free(options);

  const double x[8] = {0, 0, 0, 1, 1, 0, 1, 1};
  const double t[4] = {1, 3, 4, 6};
  const adc_array data[2] = {{x, 8}, {t, 4}};
  double w[3] = {0, 0, 0};  // w and b
  double value = 0;
  for (int step = 0; step < 500; ++step) {
    double gradient[3];
    require(adc_loss_value_and_gradient(loss, w, 3, data, 2, &value, gradient, &error), error);
    for (size_t i = 0; i < 3; ++i) w[i] -= 0.5 * gradient[i];
  }
  printf("w = %.3f %.3f, b = %.3f with a loss of %.1f\n", w[0], w[1], w[2], value);
  adc_loss_free(loss);
}

int main(void) {
  value_and_gradient();
  rows_of_a_table();
  an_error();
  a_loss();
  return 0;
}
