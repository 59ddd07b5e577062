// A loss over a table, computed by the threads of a process and by several processes.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "train/process_sum.h"
#include "train/table.h"
#include "train/tree_sum.h"
#include "train/workers.h"

namespace adc::inline ADC_ABI::train {

/// What the examples of a table give together. Results have the same bits for any number of threads, those that the
/// loss's options say, and of processes (train/chunks.h). One caller at a time; with several processes all is
/// collective.
class SharedTable {
 public:
  explicit SharedTable(Table table) : table_(std::move(table)) {}
  /// Computes together with these processes from now on; each has the whole table. Null: alone.
  void share(std::shared_ptr<Communicator> processes) { processes_ = std::move(processes); }

  [[nodiscard]] const std::shared_ptr<Communicator>& processes() const { return processes_; }

  [[nodiscard]] const Table& table() const { return table_; }
  /// How a step of so many examples is cut.
  [[nodiscard]] Chunks chunks(std::size_t examples) const;
  /// The mean loss of the examples `rows`, and its gradient. Throws `Error`.
  double gradient(std::span<const double> params, std::span<const std::size_t> rows, std::span<double> gradient);
  /// The mean loss of all examples.
  double loss(std::span<const double> params);
  /// Output `index` of each example.
  std::vector<double> output(std::span<const double> params, std::size_t index);

 private:
  Workers& workers();
  /// This process's chunks.
  [[nodiscard]] Range share_of(const Chunks& chunks) const;
  /// The same as `gradient`, in the loss's type.
  template <typename Number>
  double gradient_in(std::span<const std::size_t> rows, std::span<double> gradient);
  /// … by one call.
  template <typename Number>
  double gradient_of_one(std::span<const std::size_t> rows, std::span<double> gradient);
  /// The sums of this process's chunks: subtrees of vectors of the gradient and the loss.
  template <typename Number>
  std::vector<Subtree<Number>> sums_of(const Chunks& chunks, std::span<const std::size_t> rows, std::size_t size);
  /// Calls `take(chunk, row, outputs)` for this process's chunks of the table, from several threads: with the outputs
  /// of `at_once` examples from `row` on, or as many as the chunk has.
  using Take = std::function<void(std::size_t chunk, std::size_t row, std::span<const double> outputs)>;
  void evaluate(std::span<const double> params, const Chunks& chunks, std::size_t at_once, const Take& take);

  /// What calls and sums in a type reuse.
  template <typename Number>
  struct Memory {
    std::vector<TreeSum<Number>> sums;  ///< by thread
    ProcessSum<Number> processes;
    std::vector<Number> gradient;
  };

  Table table_;
  std::shared_ptr<Communicator> processes_;
  std::optional<Workers> workers_;
  std::vector<Calls> calls_;  ///< by thread
  std::tuple<Memory<double>, Memory<float>> memory_;
  Params params_;
};

}  // namespace adc::inline ADC_ABI::train
