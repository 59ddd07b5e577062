// Loss and gradients of networks over a batch, native, against PyTorch with OpenBLAS (one thread each), as Debian has
// them; and of Rosenbrock's chain. Training's arithmetic: `Math::Fast`.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "bench/harness.h"
#include "bench/native.h"
#include "bench/network.h"
#include "bench/python.h"
#include "ir/builder.h"
#include "ir/text.h"
#include "passes/pipeline.h"

namespace {

using namespace adc;
using ir::Builder;
using ir::DType;
using ir::ValueId;
using Ints = std::vector<std::int64_t>;

/// Σ 100(x[i+1] − x[i]²)² + (1 − x[i])².
ir::Function rosenbrock(std::int64_t n) {
  Builder b("rosenbrock");
  const ValueId x = b.param("x", ir::ParamKind::Param, {DType::F64, ir::Shape({n})});
  const ValueId here = b.slice(x, Ints{0}, Ints{n - 1}, Ints{1});
  const ValueId next = b.slice(x, Ints{1}, Ints{n}, Ints{1});
  const ValueId steep = b.mul(b.integer(100), b.powi(b.sub(next, b.powi(here, 2)), 2));
  b.output(b.reduce_sum(b.add(steep, b.powi(b.sub(b.integer(1), here), 2)), Ints{0}), "y");
  return b.finish();
}

/// A function in native code, with arrays to call it on.
class Native {
 public:
  explicit Native(const ir::Function& fn, int threads = 1)
      : code_(std::make_shared<const object::NativeCode>(bench::native_code(fn, {.threads = threads}))) {
    const std::size_t bytes = fn.float_type() == DType::F32 ? sizeof(float) : sizeof(double);
    std::mt19937_64 random(1);
    for (std::size_t i = 0; i < fn.params().size(); ++i) {
      inputs_.push_back(array(static_cast<std::size_t>(fn.shape(ir::value_id(i)).elements()) * bytes));
      const double scale = 0.1;
      const auto count = static_cast<std::size_t>(fn.shape(ir::value_id(i)).elements());
      for (std::size_t k = 0; k < count; ++k) {
        const double x = scale * (std::ldexp(static_cast<double>(random() >> 11), -52) - 1);
        bytes == 4 ? void(static_cast<float*>(inputs_.back())[k] = static_cast<float>(x))
                   : void(static_cast<double*>(inputs_.back())[k] = x);
      }
    }
    for (const ir::Output& output : fn.outputs()) {
      outputs_.push_back(array(static_cast<std::size_t>(fn.shape(output.value).elements()) * bytes));
    }
    workspace_ = array(code_->workspace_bytes());
  }

  void operator()(std::size_t times) const {
    for (std::size_t i = 0; i < times; ++i) code_->tensor_entry()(inputs_.data(), outputs_.data(), workspace_);
  }

 private:
  static void* array(std::size_t bytes) { return std::aligned_alloc(64, (bytes + 127) / 64 * 64); }

  std::vector<void*> inputs_;
  std::vector<void*> outputs_;
  void* workspace_ = nullptr;
  std::shared_ptr<const object::NativeCode> code_;
};

ir::Function derived(const ir::Function& fn, Derive derive, Math math = Math::Fast) {
  const passes::Plan plan{.derive = derive, .math = math, .wrt = {}, .limits = {}};
  return bench::must(passes::run(fn, plan));
}

constexpr const char* kTorch = R"(
import sys
import torch
torch.set_num_threads(1)
torch.manual_seed(1)
widths = [int(n) for n in sys.argv[1].split(',')]
batch, dtype = int(sys.argv[2]), getattr(torch, sys.argv[3])
layers = []
for n, m in zip(widths, widths[1:]):
    layers += [torch.nn.Linear(n, m, dtype=dtype), torch.nn.Tanh()]
net = torch.nn.Sequential(*layers[:-1])
x = torch.randn(batch, widths[0], dtype=dtype)
t = torch.randint(widths[-1], (batch,))
loss = torch.nn.CrossEntropyLoss()
parameters = list(net.parameters())
def work():
    torch.autograd.grad(loss(net(x), t), parameters)
)";

/// One product of square matrices, as large as runs at the machine's best rate.
constexpr std::int64_t kSquare = 256;
ir::Function square_product(DType type) {
  Builder b("product", type);
  const ir::Type matrix{type, ir::Shape({kSquare, kSquare})};
  const ValueId x = b.param("x", ir::ParamKind::Param, matrix);
  const ValueId y = b.param("y", ir::ParamKind::Param, matrix);
  b.output(b.dot(x, y, {.lhs_contracted = Ints{1}, .rhs_contracted = Ints{0}}), "z");
  return b.finish();
}

/// Multiplications of the matrix products of loss and gradients: per layer one for its value and one for its weights,
/// and but for the first one for what is before it.
double products(const Ints& widths, std::int64_t batch) {
  double sum = 0;
  for (std::size_t i = 1; i < widths.size(); ++i) {
    sum += (i == 1 ? 2.0 : 3.0) * static_cast<double>(batch * widths[i] * widths[i - 1]);
  }
  return sum;
}

struct Example {
  const char* name;
  Ints widths;
  std::int64_t batch;
  DType type;
};

const std::vector<Example> kExamples = {{"784-256-128-10, batch 256, f32", {784, 256, 128, 10}, 256, DType::F32},
                                        {"784-256-128-10, batch 256, f64", {784, 256, 128, 10}, 256, DType::F64},
                                        {"64-32-10, batch 32, f32", {64, 32, 10}, 32, DType::F32},
                                        {"2-4-2, one example, f64", {2, 4, 2}, 1, DType::F64}};

void run(bench::Report& report, const Example& c) {
  const ir::Function loss = bench::network_loss(c.widths, c.batch, c.type);
  const ir::Function gradient = derived(loss, Derive::Gradient);
  if (std::getenv("ADC_BENCH_IR") != nullptr) fmt::print(stderr, "{}\n", ir::print(gradient));
  const Native value(derived(loss, Derive::Value));
  const Native both(gradient);
  bench::Python torch(kTorch, {fmt::format("{}", fmt::join(c.widths, ",")), std::to_string(c.batch),
                               c.type == DType::F32 ? "float32" : "float64"});
  std::vector<bench::Contender> contenders = {{"adc", both}, {"value", value}};
  if (torch.is_there()) contenders.push_back({"PyTorch", [&](std::size_t n) { torch(n); }});
  const std::vector<bench::Timing> seconds = bench::race(contenders);
  if (torch.is_there()) report.ratio(c.name, "adc", seconds[0], "PyTorch", torch.best());
  report.ratio(std::string(c.name) + ", value", "loss and gradients", seconds[0], "loss", seconds[1]);
  if (c.batch < 256) return;
  const Native accurate(derived(loss, Derive::Gradient, Math::Accurate));
  const std::vector<bench::Timing> by_math = bench::race({{"fast", both}, {"accurate", accurate}});
  report.ratio(std::string(c.name) + ", math", "fast", by_math[0], "accurate", by_math[1]);
  const Native square(square_product(c.type));
  const std::vector<bench::Timing> by_rate = bench::race({{"network", both}, {"product", square}});
  const double share = products(c.widths, c.batch) / static_cast<double>(kSquare * kSquare * kSquare);
  report.ratio(std::string(c.name) + ", peak", "loss and gradients", by_rate[0],
               "as many multiplications in a product of 256 × 256 matrices", by_rate[1].per(1 / share));
  const Native shared(gradient, 2);
  const std::vector<bench::Timing> by_threads = bench::race({{"one thread", both}, {"two threads", shared}});
  report.ratio(std::string(c.name) + ", threads", "one thread", by_threads[0], "two threads", by_threads[1]);
}

}  // namespace

int main(int argc, char** argv) {
  bench::Report report("networks", argc, argv);
  for (const Example& c : kExamples) run(report, c);
  constexpr std::int64_t kLong = 1'000'000;
  const Native chain(derived(rosenbrock(kLong), Derive::Gradient));
  const Native chain_value(derived(rosenbrock(kLong), Derive::Value));
  const std::vector<bench::Timing> seconds = bench::race({{"gradient", chain}, {"value", chain_value}});
  report.ratio("Rosenbrock, n = 10⁶, per element", "value and gradient", seconds[0].per(kLong), "value",
               seconds[1].per(kLong));
}
