// Examples as calls of their loss take them.
#pragma once

#include <cstddef>
#include <span>
#include <tuple>
#include <vector>

#include "adc/loss.hpp"
#include "adc/train/examples.hpp"

namespace adc::inline ADC_ABI::train {

/// A program of one example, and the numbers of many, one after the other, for each tensor of its data.
struct Table {
  ExampleLoss loss;
  std::vector<std::vector<double>> data;
  std::size_t rows = 0;
  std::vector<DataMaker> makers;  ///< of the tensors after `data`

  [[nodiscard]] DType dtype() const { return loss.options().dtype; }
  /// The loss of so many examples, by so many threads in a call, compiled at its first use: not by several threads at
  /// once. A single one has code of its own, which is faster.
  [[nodiscard]] const Loss& of(std::size_t count, int threads = 1) const {
    return count == 1 || loss.data().empty() ? loss.of(count) : loss.any_number(threads);
  }
};

/// Parameters in the type that a loss computes in. Reuses its memory.
class Params {
 public:
  void set(std::span<const double> params, DType dtype);

  template <typename Number>
  [[nodiscard]] std::span<const Number> as() const;

 private:
  std::span<const double> doubles_;
  std::vector<float> floats_;
};

/// The calls of one thread at a time. Reuses its memory.
class Calls {
 public:
  /// The mean loss of the examples `rows`, and its gradient. `loss` is `table.of(rows.size())`, and `Number` its type.
  template <typename Number>
  Number gradient(const Loss& loss, const Table& table, const Params& params, std::span<const std::size_t> rows,
                  std::span<Number> gradient);
  /// All outputs of so many examples from `begin` on, as `Loss::evaluate` gives them; valid until the next call.
  std::span<const double> evaluate(const Loss& loss, const Table& table, const Params& params, std::size_t begin,
                                   std::size_t count);

 private:
  template <typename Number>
  struct Buffers {
    std::vector<std::vector<Number>> data;
    std::vector<std::span<const Number>> views;
    std::vector<Number> result;
  };
  /// Gathers the examples row(0) … row(count − 1).
  template <typename Number, typename Row>
  Buffers<Number>& gather(const Table& table, std::size_t count, const Row& row);

  std::tuple<Buffers<double>, Buffers<float>> buffers_;
  std::vector<double> outputs_;
};

/// How many numbers of the outputs of so many examples stand before the one that has this offset among those of one.
[[nodiscard]] constexpr std::size_t outputs_before(std::size_t offset, std::size_t examples) {
  return offset == 0 ? 0 : 1 + examples * (offset - 1);
}

}  // namespace adc::inline ADC_ABI::train
