// Calls of native code allocate nothing after a thread's first. Counts what `operator new` gives in each thread.
#include <atomic>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <new>
#include <thread>
#include <vector>

#include "adc/adc.hpp"

namespace {

thread_local std::size_t allocations = 0;

void* allocate(std::size_t bytes, std::size_t alignment) {
  ++allocations;
  const std::size_t rounded = (std::max<std::size_t>(bytes, 1) + alignment - 1) / alignment * alignment;
  if (void* const memory = std::aligned_alloc(alignment, rounded)) return memory;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t bytes) { return allocate(bytes, alignof(std::max_align_t)); }
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return allocate(bytes, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t /*bytes*/) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t /*alignment*/) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t /*bytes*/, std::align_val_t /*alignment*/) noexcept {
  std::free(memory);
}

using adc::compile;
using adc::CompileOptions;
using adc::Derive;
using adc::Function;
using adc::Tier;

namespace {

/// Calls everything that computes numbers.
class Calls {
 public:
  explicit Calls(const Function& f) : f_(f) {
    for (double& x : x_) x = 0.75;
  }

  void operator()() {
    const std::size_t n = f_.input_size();
    const std::size_t m = f_.output_size();
    const std::size_t w = f_.wrt_size();
    const auto out = [&](std::size_t size) { return std::span(y_).first(size); };
    const auto in = [&](std::size_t size) { return std::span<const double>(x_).first(size); };
    f_.values(in(n), out(m));
    f_.jacobian(in(n), out(m * w));
    f_.hessian(in(n), out(m * w * w));
    f_.jvp(in(n), in(w), out(m), std::span(z_).first(m));
    f_.vjp(in(n), in(m), out(m), std::span(z_).first(w));
    f_.hvp(in(n), in(w), out(m * w));
    f_.evaluate(Derive::Gradient, in(n), out(m * (1 + w)));
    f_.evaluate(Derive::Gradient, std::span<const float>(floats_).first(n),
                std::span(float_results_).first(m * (1 + w)));
    if (m == 1) (void)f_.value_and_gradient(in(n), out(w));
    // One tensor after the other, as `evaluate` has them.
    std::size_t begin = 0;
    std::size_t count = 0;
    for (const adc::Extents& shape : f_.input_shapes()) {
      inputs_[count++] = &x_[begin];
      begin += shape.empty() ? 1 : static_cast<std::size_t>(shape[0]);
    }
    f_.evaluate(Derive::Value, std::span<const double* const>(inputs_).first(count), results_);
  }

 private:
  Function f_;
  std::vector<double> x_ = std::vector<double>(1000);
  std::vector<double> y_ = std::vector<double>(100'000);
  std::vector<double> z_ = std::vector<double>(1000);
  std::vector<float> floats_ = std::vector<float>(1000, 0.75F);
  std::vector<float> float_results_ = std::vector<float>(1000);
  std::vector<const double*> inputs_ = std::vector<const double*>(100);
  std::vector<double*> results_{y_.data()};
};

void check(const char* text, const CompileOptions& options) {
  CAPTURE(text);
  Calls calls(compile(text, options).value());
  calls();
  std::size_t before = allocations;
  calls();
  CHECK(allocations - before == 0);
  // Another thread has memory of its own.
  std::thread([&] {
    calls();
    before = allocations;
    calls();
    before = allocations - before;
  }).join();
  CHECK(before == 0);
}

}  // namespace

TEST_CASE("native calls allocate nothing after a thread's first") {
  check("cos(sin(x^2) + 3x^2)", {.tier = Tier::Native});
  check("sum(i = 1:40, v[i]^2*sin(v[i]))", {.shapes = {{"v", {40}}}, .tier = Tier::Native});
  check("dot(a, b)*c", {.shapes = {{"a", {4}}, {"b", {4}}}, .tier = Tier::Native});
  // More tensors than there is room for on the stack.
  std::string many = "dot(v1, v1)";
  CompileOptions options{.tier = Tier::Native};
  for (int i = 1; i <= 20; ++i) {
    const std::string name = "v" + std::to_string(i);
    many += " + dot(" + name + ", " + name + ")";
    options.shapes[name] = {3};
  }
  check(many.c_str(), options);
}

TEST_CASE("interpreted calls of small programs of scalars allocate nothing") {
  check("cos(sin(x^2) + 3x^2)", {.tier = Tier::Interpret});
}
