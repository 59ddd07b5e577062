// The loss of an LSTM that predicts a sequence and its gradient, by hand, as ADBench defines it (Šrajer, Kukelova,
// Fitzgibbon, 2018): weights go element by element. Compiled with -DL=… -DB=…, layers and numbers a step.
//
//     forget = σ(in·w₀ + b₀), ingate = σ(h·w₁ + b₁), outgate = σ(in·w₂ + b₂), change = tanh(h·w₃ + b₃)
//     c' = c·forget + ingate·change, h' = outgate·tanh(c')
//     y = h'·e₁ + e₂ of the last layer, whose first one's input is x·e₀;  ŷ = y − log(2 + Σexp(y))
//     loss = −Σ xₜ₊₁·ŷₜ / (B·(T − 1))
//
// The gradient is backpropagation through time: all gates are kept, each is used in its own derivative, and weights'
// gradients stay beside each other for vectors of all B numbers.
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

// Where a compiler has vectors of exp, whole ones: the numbers beyond B are zeros. FOR_WIDE is a loop
// over all numbers, kept whole for the pass that makes vectors of loops.
#ifdef __FAST_MATH__
#define FOR_WIDE(j) _Pragma("clang loop unroll(disable) vectorize(enable)") for (int j = 0; j < kWide; ++j)
enum { kWide = (B + 7) / 8 * 8 };
static double hyperbolic(double x) { return 1 - 2 / (1 + exp(2 * x)); }
#else
#define FOR_WIDE(j) for (int j = 0; j < kWide; ++j)
enum { kWide = B };
static double hyperbolic(double x) { return tanh(x); }
#endif
static double sigmoid(double x) { return 1 / (1 + exp(-x)); }

enum { kForget, kIn, kOut, kChange, kGates };
typedef double Wide[kWide];

typedef struct {
  Wide weight[kGates];
  Wide bias[kGates];
} Layer;

typedef struct {
  Layer layers[L];
  Wide extra[3];
} Parameters;

// What one layer computed in a step.
typedef struct {
  Wide input;
  Wide hidden_before;
  Wide cell_before;
  Wide gate[kGates];
  Wide cell;
  Wide tanh_cell;
} Cell;

typedef struct {
  Cell cells[L];
  Wide hidden;   // of the last layer
  Wide softmax;  // exp(y)/(2 + Σexp(y))
} Step;

static void read_wide(const double* restrict from, Wide to) { FOR_WIDE(j) to[j] = j < B ? from[j] : 0; }

static void read_parameters(const double* restrict from, Parameters* restrict p) {
  for (int l = 0; l < L; ++l) {
    for (int g = 0; g < kGates; ++g) read_wide(from + ((2 * l) * kGates + g) * B, p->layers[l].weight[g]);
    for (int g = 0; g < kGates; ++g) read_wide(from + ((2 * l + 1) * kGates + g) * B, p->layers[l].bias[g]);
  }
  for (int e = 0; e < 3; ++e) read_wide(from + (2 * L * kGates + e) * B, p->extra[e]);
}

static void forward(const Layer* restrict p, const Wide input, Wide hidden, Wide cell, Cell* restrict c) {
  FOR_WIDE(j) c->gate[kForget][j] = sigmoid(input[j] * p->weight[kForget][j] + p->bias[kForget][j]);
  FOR_WIDE(j) c->gate[kIn][j] = sigmoid(hidden[j] * p->weight[kIn][j] + p->bias[kIn][j]);
  FOR_WIDE(j) c->gate[kOut][j] = sigmoid(input[j] * p->weight[kOut][j] + p->bias[kOut][j]);
  FOR_WIDE(j) { c->gate[kChange][j] = hyperbolic(hidden[j] * p->weight[kChange][j] + p->bias[kChange][j]); }
  FOR_WIDE(j) {
    c->input[j] = input[j];
    c->hidden_before[j] = hidden[j];
    c->cell_before[j] = cell[j];
    c->cell[j] = cell[j] * c->gate[kForget][j] + c->gate[kIn][j] * c->gate[kChange][j];
  }
  FOR_WIDE(j) c->tanh_cell[j] = hyperbolic(c->cell[j]);
  FOR_WIDE(j) {
    cell[j] = c->cell[j];
    hidden[j] = c->gate[kOut][j] * c->tanh_cell[j];
  }
}

// Predicts the number after x; gives Σ gold·ŷ.
static double step(const Parameters* restrict p, const double* restrict x, const double* restrict gold, Wide hidden[L],
                   Wide cell[L], Step* restrict s) {
  Wide input;
  read_wide(x, input);
  FOR_WIDE(j) input[j] *= p->extra[0][j];
  for (int l = 0; l < L; ++l) forward(&p->layers[l], l == 0 ? input : hidden[l - 1], hidden[l], cell[l], &s->cells[l]);
  Wide y;
  FOR_WIDE(j) {
    s->hidden[j] = hidden[L - 1][j];
    y[j] = s->hidden[j] * p->extra[1][j] + p->extra[2][j];
  }
  FOR_WIDE(j) s->softmax[j] = exp(y[j]);
  double sum = 2;
  for (int j = 0; j < B; ++j) sum += s->softmax[j];
  FOR_WIDE(j) s->softmax[j] /= sum;
  const double log_sum = log(sum);
  double total = 0;
  for (int j = 0; j < B; ++j) total += gold[j] * (y[j] - log_sum);
  return total;
}

static void read_state(const double* restrict state, Wide hidden[L], Wide cell[L]) {
  for (int l = 0; l < L; ++l) {
    read_wide(state + (2 * l) * B, hidden[l]);
    read_wide(state + (2 * l + 1) * B, cell[l]);
  }
}

/// The loss at `parameters`: weights and biases [L][2][4][B] and extra [3][B]; state [2L][B] holds what hidden and cell
/// of each layer begin with, sequence [length][B] the numbers.
double lstm_objective(const double* restrict parameters, const double* restrict state, const double* restrict sequence,
                      size_t length) {
  Parameters p;
  Wide hidden[L];
  Wide cell[L];
  Step s;
  read_parameters(parameters, &p);
  read_state(state, hidden, cell);
  double total = 0;
  for (size_t t = 0; t + 1 < length; ++t) total += step(&p, sequence + t * B, sequence + (t + 1) * B, hidden, cell, &s);
  return -total / (double)(B * (length - 1));
}

// The adjoints of what a layer was given, from those of what it gave; adds the gradient by its weights.
static void backward(const Layer* restrict p, const Cell* restrict c, Wide of_input, Wide of_hidden, Wide of_cell,
                     Layer* restrict gradient) {
  FOR_WIDE(j) {
    const double f = c->gate[kForget][j], i = c->gate[kIn][j], o = c->gate[kOut][j], g = c->gate[kChange][j];
    const double h = of_hidden[j];
    const double cell = of_cell[j] + h * o * (1 - c->tanh_cell[j] * c->tanh_cell[j]);
    const double a_f = cell * c->cell_before[j] * f * (1 - f);
    const double a_i = cell * g * i * (1 - i);
    const double a_o = h * c->tanh_cell[j] * o * (1 - o);
    const double a_g = cell * i * (1 - g * g);
    gradient->weight[kForget][j] += a_f * c->input[j];
    gradient->weight[kIn][j] += a_i * c->hidden_before[j];
    gradient->weight[kOut][j] += a_o * c->input[j];
    gradient->weight[kChange][j] += a_g * c->hidden_before[j];
    gradient->bias[kForget][j] += a_f;
    gradient->bias[kIn][j] += a_i;
    gradient->bias[kOut][j] += a_o;
    gradient->bias[kChange][j] += a_g;
    of_cell[j] = cell * f;
    of_hidden[j] = a_i * p->weight[kIn][j] + a_g * p->weight[kChange][j];
    of_input[j] = a_f * p->weight[kForget][j] + a_o * p->weight[kOut][j];
  }
}

// Adds the gradient of one step's Σ gold·ŷ and what comes from the steps after it, in `of_hidden` and `of_cell`.
static void step_back(const Parameters* restrict p, const Step* restrict s, const double* restrict x,
                      const double* restrict gold, Wide of_hidden[L], Wide of_cell[L], Parameters* restrict gradient) {
  double golds = 0;
  for (int j = 0; j < B; ++j) golds += gold[j];
  Wide wide_gold;
  Wide wide_x;
  Wide of_input;
  read_wide(gold, wide_gold);
  read_wide(x, wide_x);
  FOR_WIDE(j) {
    const double of_y = wide_gold[j] - golds * s->softmax[j];
    gradient->extra[1][j] += of_y * s->hidden[j];
    gradient->extra[2][j] += of_y;
    of_hidden[L - 1][j] += of_y * p->extra[1][j];
  }
  for (int l = L - 1; l >= 0; --l) {
    backward(&p->layers[l], &s->cells[l], of_input, of_hidden[l], of_cell[l], &gradient->layers[l]);
    if (l == 0) continue;
    FOR_WIDE(j) of_hidden[l - 1][j] += of_input[j];
  }
  FOR_WIDE(j) gradient->extra[0][j] += of_input[j] * wide_x[j];
}

static void write_wide(const Wide from, double by, double* restrict to) {
  for (int j = 0; j < B; ++j) to[j] = from[j] * by;
}

/// The same, and its gradient by all parameters. `steps` has room for lstm_workspace(length) bytes, aligned to 64.
double lstm_gradient(const double* restrict parameters, const double* restrict state, const double* restrict sequence,
                     size_t length, void* steps, double* restrict gradient) {
  Parameters p;
  Parameters sums;
  Wide hidden[L];
  Wide cell[L];
  Step* kept = steps;
  memset(&sums, 0, sizeof sums);
  read_parameters(parameters, &p);
  read_state(state, hidden, cell);
  double total = 0;
  for (size_t t = 0; t + 1 < length; ++t) {
    total += step(&p, sequence + t * B, sequence + (t + 1) * B, hidden, cell, &kept[t]);
  }
  memset(hidden, 0, sizeof hidden);
  memset(cell, 0, sizeof cell);
  for (size_t t = length - 1; t-- > 0;) {
    step_back(&p, &kept[t], sequence + t * B, sequence + (t + 1) * B, hidden, cell, &sums);
  }
  const double by = -1 / (double)(B * (length - 1));
  for (int l = 0; l < L; ++l) {
    for (int g = 0; g < kGates; ++g) {
      write_wide(sums.layers[l].weight[g], by, gradient + ((2 * l) * kGates + g) * B);
      write_wide(sums.layers[l].bias[g], by, gradient + ((2 * l + 1) * kGates + g) * B);
    }
  }
  for (int e = 0; e < 3; ++e) write_wide(sums.extra[e], by, gradient + (2 * L * kGates + e) * B);
  return total * by;
}

size_t lstm_workspace(size_t length) { return length * sizeof(Step); }
