// `Function::evaluate` in its forms: flat or with a pointer per tensor, of doubles or of floats.
#include <catch2/catch.hpp>
#include <numeric>
#include <vector>

#include "adc/adc.hpp"

using adc::compile;
using adc::CompileOptions;
using adc::Derive;
using adc::Extents;
using adc::Function;
using adc::Tier;

namespace {

constexpr Derive kAll[] = {Derive::Value, Derive::Gradient, Derive::Hessian, Derive::Jvp, Derive::Vjp, Derive::Hvp};

std::size_t size_of(const Extents& shape) {
  return static_cast<std::size_t>(std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>()));
}

/// The shapes of what the derived function takes.
std::vector<Extents> inputs_of(const Function& f, Derive derive) {
  std::vector<Extents> shapes(f.input_shapes().begin(), f.input_shapes().end());
  const auto more = derive == Derive::Vjp                            ? f.output_shapes()
                    : derive == Derive::Jvp || derive == Derive::Hvp ? f.wrt_shapes()
                                                                     : std::span<const Extents>();
  shapes.insert(shapes.end(), more.begin(), more.end());
  return shapes;
}

/// Tensors that lie apart from each other, each with a pointer.
template <class T>
class Apart {
 public:
  explicit Apart(const std::vector<Extents>& shapes) {
    for (const Extents& shape : shapes) tensors_.emplace_back(size_of(shape));
    for (std::vector<T>& tensor : tensors_) pointers_.push_back(tensor.data());
  }

  void fill(const std::vector<T>& flat) {
    auto from = flat.begin();
    for (std::vector<T>& tensor : tensors_) {
      std::copy_n(from, tensor.size(), tensor.begin());
      from += static_cast<std::ptrdiff_t>(tensor.size());
    }
  }
  [[nodiscard]] std::vector<T> flat() const {
    std::vector<T> all;
    for (const std::vector<T>& tensor : tensors_) all.insert(all.end(), tensor.begin(), tensor.end());
    return all;
  }
  [[nodiscard]] const std::vector<T*>& pointers() const { return pointers_; }
  [[nodiscard]] std::vector<const T*> inputs() const { return {pointers_.begin(), pointers_.end()}; }

 private:
  std::vector<std::vector<T>> tensors_;
  std::vector<T*> pointers_;
};

/// Evaluates in both forms, in numbers of type T; they must give the same bits.
template <class T>
std::vector<T> evaluate(const Function& f, Derive derive) {
  Apart<T> in(inputs_of(f, derive));
  std::vector<T> x = in.flat();
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<T>(0.25) + static_cast<T>(i) / 16;
  in.fill(x);
  Apart<T> out(f.result_shapes(derive));
  std::vector<T> y = out.flat();
  f.evaluate(derive, std::span<const T>(x), std::span<T>(y));
  f.evaluate(derive, std::span<const T* const>(in.inputs()), std::span<T* const>(out.pointers()));
  CHECK(out.flat() == y);
  return y;
}

const std::vector<std::pair<const char*, CompileOptions>> kPrograms = {
    {"x*sin(y) + x/y, exp(x)", {}},
    {"dot(a, b)*c", {.shapes = {{"a", {4}}, {"b", {4}}}}},
    {"W*x, norm(x)", {.shapes = {{"W", {2, 3}}, {"x", {3}}}}},
};

}  // namespace

TEST_CASE("tensors that lie apart give what flat arrays give, in every derivative and tier") {
  for (const auto& [text, given] : kPrograms) {
    for (const Tier tier : {Tier::Interpret, Tier::Native}) {
      CompileOptions options = given;
      options.tier = tier;
      const Function f = compile(text, options).value();
      for (const Derive derive : kAll) {
        CAPTURE(text, static_cast<int>(tier), static_cast<int>(derive));
        const std::vector<double> doubles = evaluate<double>(f, derive);
        const std::vector<float> floats = evaluate<float>(f, derive);
        // The points are floats, so that only the results are rounded.
        const std::vector<float> rounded(doubles.begin(), doubles.end());
        CHECK(floats == rounded);
      }
    }
  }
}

TEST_CASE("evaluate refuses another number of tensors") {
  const Function f = compile("dot(a, b)", {.shapes = {{"a", {4}}, {"b", {4}}}}).value();
  const std::vector<double> v(4);
  const std::vector<const double*> in = {v.data(), v.data()};
  double y = 0;
  const std::vector<double*> out = {&y};
  const std::span<const double* const> inputs(in);
  CHECK_THROWS_AS(f.evaluate(Derive::Value, inputs.first(1), out), adc::Error);
  CHECK_THROWS_AS(f.evaluate(Derive::Gradient, inputs, out), adc::Error);
  CHECK_NOTHROW(f.evaluate(Derive::Value, inputs, out));
}
