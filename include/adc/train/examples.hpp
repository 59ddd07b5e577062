// The loss of one example, over many.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "adc/export.hpp"
#include "adc/loss.hpp"
#include "adc/result.hpp"
#include "adc/train/dataset.hpp"
#include "adc/train/objective.hpp"

namespace adc::inline ADC_ABI::train {

/// The program of one example, compiled for batches of whatever size is asked for, or for any number of examples. A
/// handle, for any number of threads.
class ADC_API ExampleLoss {
 public:
  /// `options.batch` does not count; `Tier::Auto` is native code where there is any, and interpreted elsewhere.
  /// Errors: those of `Loss::compile`.
  [[nodiscard]] static Result<ExampleLoss> compile(std::string program, const LossOptions& options = {});

  /// Of one example: without a batch.
  [[nodiscard]] std::span<const Loss::Tensor> params() const;
  [[nodiscard]] std::span<const Loss::Tensor> data() const;
  [[nodiscard]] std::span<const Loss::Tensor> outputs() const;
  [[nodiscard]] std::size_t param_size() const;
  [[nodiscard]] const LossOptions& options() const;

  /// The loss for batches of this size, compiled at its first use and kept. Throws `Error` where that fails.
  [[nodiscard]] const Loss& of(std::size_t batch) const;
  /// The loss of any number of examples (`LossOptions::any_number`), by so many threads in a call, likewise. It is
  /// nearly as fast as that for a batch of as many, but for a few.
  [[nodiscard]] const Loss& any_number(int threads = 1) const;

 private:
  struct State;
  explicit ExampleLoss(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

/// Gives the numbers of a tensor of `data` for one example, whenever they are needed: the same each time, from any
/// thread.
using DataMaker = std::function<void(std::size_t row, std::span<double> numbers)>;
class Communicator;

/// A program and its examples. A handle; copies share buffers, so one thread at a time.
class ADC_API Examples {
 public:
  /// `data`: for each tensor of `loss.data()` the numbers of all examples, one example after the other.
  /// Errors: "bad-data" for arrays of the wrong size.
  [[nodiscard]] static Result<Examples> create(const ExampleLoss& loss, std::vector<std::vector<double>> data,
                                               std::size_t rows);
  /// The same for a program whose last tensors of `data` are made, by `makers`, and not kept.
  [[nodiscard]] static Result<Examples> create(const ExampleLoss& loss, std::vector<std::vector<double>> data,
                                               std::size_t rows, std::vector<DataMaker> makers);

  /// The same rows, computed by the same processes, for another program: its `data` begin with those of this one, and
  /// `makers` give the others. Errors: as of `create`.
  [[nodiscard]] Result<Examples> with_program(const ExampleLoss& loss, std::vector<DataMaker> makers) const;

  [[nodiscard]] const ExampleLoss& program() const;
  [[nodiscard]] std::span<const std::vector<double>> data() const;
  [[nodiscard]] std::size_t rows() const;
  /// From now on these processes compute together, in this and all its copies, and the functions below are collective:
  /// each process calls them in the same order with the same arguments, and gets the same results
  /// (adc/train/communicator.hpp). All have the same examples. Null: alone, as in the beginning.
  void share(std::shared_ptr<Communicator> processes);
  /// How many chunks a step of so many examples has: so many threads and processes can share it.
  [[nodiscard]] std::size_t chunks(std::size_t examples) const;
  /// What is minimised. It computes in the loss's dtype; parameters and gradients are double, so that small steps add
  /// up. The examples of a step are cut into 2^k chunks of at least 128, more for large and for tiny programs, whose
  /// means are added pairwise: by `LossOptions::threads` threads and all processes, with the same bits for any number
  /// of them.
  [[nodiscard]] Objective objective() const;
  /// The mean loss of all examples, likewise. Throws `Error` where compiling fails.
  [[nodiscard]] double loss(std::span<const double> params) const;
  /// Output `index` of each example, [rows, size of the output]. The loss, output 0, of each takes a call for each.
  [[nodiscard]] std::vector<double> output(std::span<const double> params, std::size_t index) const;

 private:
  struct State;
  explicit Examples(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

/// The arrays that a program's `data` take from a data set, in the program's order, by their `roles`. The target is as
/// `encode_targets` writes it, or, if it is a scalar and there are more than two classes, the number of the class,
/// from 1. With targets that have no numbers (to predict) the target takes zeros. Errors: "bad-data", with what the
/// program wants and what there is.
[[nodiscard]] ADC_API Result<std::vector<std::vector<double>>> bind_data(std::span<const Loss::Tensor> data,
                                                                         const Dataset& examples);

}  // namespace adc::inline ADC_ABI::train
