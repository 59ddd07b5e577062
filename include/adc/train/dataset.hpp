// Data sets: examples with features and targets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "adc/csv.hpp"
#include "adc/export.hpp"
#include "adc/result.hpp"
#include "adc/train/scaling.hpp"
#include "adc/typed_table.hpp"

namespace adc::inline ADC_ABI::train {

/// Examples.
struct Dataset {
  std::vector<std::string> features;  ///< names
  std::vector<std::string> targets;   ///< names; one if there are classes
  std::vector<std::string> classes;   ///< the labels of the target; empty if targets are numbers
  std::size_t rows = 0;
  std::vector<double> x;  ///< [rows, features], row-major
  std::vector<double> t;  ///< [rows, targets], row-major; a class by its index in `classes`
  /// How much each row counts, for the program's `data weight`; empty: that is a column as any other.
  std::vector<double> weights = {};
};

/// The examples of a table: `targets` names the columns to be predicted, all others are features; without targets all
/// are. One target whose column has labels gives classes. Errors: "missing-column" for a target that is not there,
/// "bad-data" for features with labels, targets of labels beside others, and a table with nothing but targets.
/// O(cells).
[[nodiscard]] ADC_API Result<Dataset> dataset(const CsvTable& table, const std::vector<std::string>& targets);

/// The targets of a table, of which several must be numbers, as examples without features. Errors: "missing-column";
/// "bad-data" for text beside other targets, and, with its line, for a cell without a value.
[[nodiscard]] ADC_API Result<Dataset> targets_of(const TypedTable& table, const std::vector<std::string>& targets);

/// Weights by which each class counts as much as any other, with a mean of 1: of a row n/(k·n_c), for n rows, k classes
/// and n_c rows of its class. The classes' counts are those in `fit`. O(n).
[[nodiscard]] ADC_API std::vector<double> balanced_weights(const Dataset& fit, const Dataset& data);

/// The numbers of these columns, [rows, names], row-major. Errors: "missing-column", "bad-data" for labels.
[[nodiscard]] ADC_API Result<std::vector<double>> columns(const CsvTable& table, const std::vector<std::string>& names);

/// The same examples, with the distinct numbers of the one target, in ascending order, as classes. As it is if it has
/// classes. Errors: "bad-data" for several targets.
[[nodiscard]] ADC_API Result<Dataset> with_classes(Dataset data);

/// A number that tells data sets apart: it depends on every name and number. O(n).
[[nodiscard]] ADC_API std::uint64_t fingerprint(const Dataset& data);

/// The four examples of exclusive or: features x1 and x2, target t, numbers.
[[nodiscard]] ADC_API Dataset xor_examples();

/// Points on `arms` spirals of one turn and a half, `per_arm` on each, with normal noise: features x1 and x2 within
/// about ±1, classes "1", "2", …
[[nodiscard]] ADC_API Dataset spirals(std::size_t per_arm, std::size_t arms, double noise, std::uint64_t seed);

/// The examples `rows`, in that order.
[[nodiscard]] ADC_API Dataset subset(const Dataset& data, std::span<const std::size_t> rows);

/// Which examples to train with, and which to test with; each in ascending order.
struct Split {
  std::vector<std::size_t> train;
  std::vector<std::size_t> test;
};

/// Tests with the rows i, counted from 0, for which i mod k is 0; k = 0: with none.
[[nodiscard]] ADC_API Split split_every(std::size_t rows, std::size_t k);

/// Tests with a random part of this size, rounded.
[[nodiscard]] ADC_API Split split_random(std::size_t rows, double part, std::uint64_t seed);

/// To mean 0 and standard deviation 1 on `data`; a feature that does not vary is only shifted.
[[nodiscard]] ADC_API Scaling standardise(const Dataset& data);
/// Divides each feature by `factor`.
[[nodiscard]] ADC_API Scaling divide(std::size_t features, double factor);

/// The targets as a network with `width` outputs wants them, [rows, width]: numbers as they are; classes as one-hot
/// vectors, or, if there are two classes and one output, as 0 and 1. Errors: "bad-data" where the width does not fit.
[[nodiscard]] ADC_API Result<std::vector<double>> encode_targets(const Dataset& data, std::size_t width);

}  // namespace adc::inline ADC_ABI::train
