// The C that adc emits for a network's loss and gradients, against plain C by hand for the same: loops over examples
// and layers as a textbook has them. Both are C99, by clang with -O3 -march=native.
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "adc/limits.hpp"
#include "bench/harness.h"
#include "bench/network.h"
#include "emit/c_program.h"
#include "kernel/lower.h"
#include "passes/pipeline.h"

namespace {

using namespace adc;

constexpr std::int64_t kBatch = 64;
const bench::Widths kWidths{784, 256, 128, 10};

constexpr const char* kByHand = R"(
#include <math.h>
#include <string.h>

enum { BATCH = 64, N0 = 784, N1 = 256, N2 = 128, N3 = 10 };

static void layer(const double *restrict W, const double *restrict b, const double *restrict x, double *restrict y,
                  int rows, int columns) {
  for (int i = 0; i < rows; ++i) {
    double sum = b[i];
    for (int j = 0; j < columns; ++j) sum += W[i * columns + j] * x[j];
    y[i] = sum;
  }
}

static void layer_gradient(const double *restrict W, const double *restrict x, const double *restrict dy,
                           double *restrict dW, double *restrict db, double *restrict dx, int rows, int columns) {
  if (dx) memset(dx, 0, sizeof(double) * (size_t)columns);
  for (int i = 0; i < rows; ++i) {
    db[i] += dy[i];
    for (int j = 0; j < columns; ++j) dW[i * columns + j] += dy[i] * x[j];
    if (dx)
      for (int j = 0; j < columns; ++j) dx[j] += dy[i] * W[i * columns + j];
  }
}

void by_hand(const double *restrict W1, const double *restrict b1, const double *restrict W2,
             const double *restrict b2, const double *restrict W3, const double *restrict b3,
             const double *restrict x, const double *restrict t, double *restrict loss, double *restrict dW1,
             double *restrict db1, double *restrict dW2, double *restrict db2, double *restrict dW3,
             double *restrict db3) {
  static double h1[N1], h2[N2], z[N3], d1[N1], d2[N2], d3[N3];
  memset(dW1, 0, sizeof(double) * N1 * N0), memset(db1, 0, sizeof(double) * N1);
  memset(dW2, 0, sizeof(double) * N2 * N1), memset(db2, 0, sizeof(double) * N2);
  memset(dW3, 0, sizeof(double) * N3 * N2), memset(db3, 0, sizeof(double) * N3);
  *loss = 0;
  for (int e = 0; e < BATCH; ++e, x += N0, t += N3) {
    layer(W1, b1, x, h1, N1, N0);
    for (int i = 0; i < N1; ++i) h1[i] = tanh(h1[i]);
    layer(W2, b2, h1, h2, N2, N1);
    for (int i = 0; i < N2; ++i) h2[i] = tanh(h2[i]);
    layer(W3, b3, h2, z, N3, N2);
    double top = z[0], sum = 0, targets = 0;
    for (int i = 1; i < N3; ++i) top = fmax(top, z[i]);
    for (int i = 0; i < N3; ++i) sum += exp(z[i] - top), targets += t[i];
    const double log_sum = top + log(sum);
    *loss += log_sum / BATCH;
    for (int i = 0; i < N3; ++i) {
      *loss -= t[i] * z[i] / BATCH;
      d3[i] = (exp(z[i] - log_sum) - t[i]) / BATCH;
    }
    layer_gradient(W3, h2, d3, dW3, db3, d2, N3, N2);
    for (int i = 0; i < N2; ++i) d2[i] *= 1 - h2[i] * h2[i];
    layer_gradient(W2, h1, d2, dW2, db2, d1, N2, N1);
    for (int i = 0; i < N1; ++i) d1[i] *= 1 - h1[i] * h1[i];
    layer_gradient(W1, x, d1, dW1, db1, 0, N1, N0);
  }
}
)";

constexpr std::size_t kInputs = 8;
constexpr std::size_t kResults = 7;
using Numbers = std::vector<std::vector<double>>;

Numbers numbers(const std::vector<std::size_t>& sizes, double scale) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> any(-scale, scale);
  Numbers all;
  for (const std::size_t size : sizes) {
    all.emplace_back(size);
    for (double& x : all.back()) x = any(random);
  }
  return all;
}

using ByHand = void(const double*, const double*, const double*, const double*, const double*, const double*,
                    const double*, const double*, double*, double*, double*, double*, double*, double*, double*);
using Emitted = void(const double*, const double*, const double*, const double*, const double*, const double*,
                     const double*, const double*, double*, double*, double*, double*, double*, double*, double*,
                     double*);

/// A call of either, with a workspace or none behind the others.
template <class Call, class... Workspace>
std::function<void(std::size_t)> caller(Call* call, const Numbers& in, Numbers& out, Workspace... workspace) {
  return [=, &in, &out](std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
      call(in[0].data(), in[1].data(), in[2].data(), in[3].data(), in[4].data(), in[5].data(), in[6].data(),
           in[7].data(), out[0].data(), out[1].data(), out[2].data(), out[3].data(), out[4].data(), out[5].data(),
           out[6].data(), workspace...);
    }
    bench::keep(out[0].data());
  };
}

std::vector<std::size_t> sizes(const kernel::Program& program, std::size_t first, std::size_t count) {
  std::vector<std::size_t> all;
  for (std::size_t i = first; i < first + count; ++i) {
    all.push_back(static_cast<std::size_t>(program.arrays[i].type.shape.elements()));
  }
  return all;
}

/// The largest difference of two results.
double difference(const Numbers& a, const Numbers& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t k = 0; k < a[i].size(); ++k) largest = std::fmax(largest, std::fabs(a[i][k] - b[i][k]));
  }
  return largest;
}

}  // namespace

int main(int argc, char** argv) {
  bench::Report report("emitted_c", argc, argv);
  const ir::Function loss = bench::network_loss(kWidths, kBatch, ir::DType::F64);
  const Result<ir::Function> gradient =
      passes::run(loss, {.derive = Derive::Gradient, .math = Math::Fast, .wrt = {0, 1, 2, 3, 4, 5}});
  if (!gradient) {
    fmt::print(stderr, "{}\n", gradient.error().what());
    return 1;
  }
  kernel::Program program = kernel::lower(*gradient);
  program.name = "emitted";
  const std::string description = "a network's loss and gradients";
  const bench::CLibrary library(emit::c_source(std::vector{emit::Source{program, description}}) + kByHand,
                                "-std=c99 -O3 -march=native");
  const Numbers in = numbers(sizes(program, 0, kInputs), 0.1);
  Numbers ours = numbers(sizes(program, kInputs, kResults), 0);
  Numbers by_hand = ours;
  std::vector<double> workspace(program.workspace_bytes / sizeof(double) + 8);
  const std::vector<bench::Contender> contenders = {
      {"emitted", caller(library.function<Emitted>("emitted"), in, ours, workspace.data())},
      {"by hand", caller(library.function<ByHand>("by_hand"), in, by_hand)}};
  for (const bench::Contender& contender : contenders) contender.run(1);
  if (const double apart = difference(ours, by_hand); !(apart < 1e-12)) {
    fmt::print(stderr, "the two differ by {}\n", apart);
    return 1;
  }
  const std::vector<bench::Timing> seconds = bench::race(contenders);
  report.ratio("784-256-128-10, batch 64, f64, C", "emitted", seconds[0], "plain C by hand", seconds[1]);
  return 0;
}
