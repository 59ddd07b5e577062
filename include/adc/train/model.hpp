// Trained models, and what is needed to go on training them.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "adc/adc.hpp"
#include "adc/export.hpp"
#include "adc/train/dataset.hpp"
#include "adc/train/encoding.hpp"
#include "adc/train/examples.hpp"
#include "adc/train/trainer.hpp"

namespace adc::inline ADC_ABI::train {

/// A program with its parameters, the units of its features and targets, and the state of its training.
struct Model {
  std::string program;                       ///< of one example: the loss, then the prediction
  std::map<std::string, std::int64_t> dims;  ///< sizes that the program names by `dim`
  DType dtype = DType::F64;                  ///< that it computes in
  std::vector<std::string> features;         ///< columns, in order
  std::vector<std::string> targets;          ///< columns
  std::vector<std::string> classes;          ///< of the target; empty if targets are numbers
  Encoding encoding = {};                    ///< of columns as features; empty: each feature is a column of numbers
  bool weighted = false;                     ///< the program takes how much an example counts, as `data weight`
  Scaling scaling;                           ///< of the features, before the program sees them
  Scaling target_scaling = {};               ///< of targets that are numbers, likewise; without columns: as they are
  State state;                               ///< with the parameters
  std::map<std::string, std::string> notes;  ///< whatever else should be kept
};

/// Writes the model to the file `path`, in the safetensors format and as a whole or not at all: each parameter under
/// its name, the state of training beside them, the rest as metadata. Errors: "cannot-write", "bad-data"
/// for parameters that are not the program's, and those of compiling it.
[[nodiscard]] ADC_API std::optional<Error> save(const Model& model, const std::string& path);

/// Reads what `save` wrote: the same bits. Errors: those of `read_safetensors`, "bad-safetensors" for a file that holds
/// no model, or one whose parameters are not those of its program; those of compiling the program.
[[nodiscard]] ADC_API Result<Model> load(const std::string& path);

/// The program's second output, its prediction, for the rows `x`, [rows, features], in the units of the data:
/// [rows, size of the output], row-major; in the units of the data, too, where targets are scaled. Errors: "bad-data",
/// those of compiling the program.
[[nodiscard]] ADC_API Result<std::vector<double>> predict(const Model& model, std::span<const double> x);

/// What the model predicts, as a function of the program's `data` but the target, in the units of the data: the
/// program's second output, with the parameters fixed, and features and targets scaled inside. Derivatives are taken
/// for its inputs, or `options.wrt`. Like any function it can be evaluated, derived and written in other languages; it
/// computes in the model's type unless `options.dtype` says another. Of the options those that say what a text means do
/// not count. Errors: "bad-data" for a program without a prediction; those of compiling it.
[[nodiscard]] ADC_API Result<Function> predictor(const Model& model, const CompileOptions& options = {});

/// What the model predicts as a function of its parameters, too, and of what features are scaled by, and the values of
/// these: for whoever looks at how a prediction comes about. Inputs are those of the program but the target, and for
/// each `data` x of features, where they are scaled, `x_offset` and `x_factor`; so for the prediction y, where targets
/// are scaled. Derivatives are taken for the
/// parameters and the features, or `options.wrt`. Else as `predictor`.
struct OpenPredictor {
  Function function;
  std::map<std::string, Array> values;  ///< of all inputs but the features
};
[[nodiscard]] ADC_API Result<OpenPredictor> open_predictor(const Model& model, const CompileOptions& options = {});

/// How the model's features come from the columns of a table.
[[nodiscard]] ADC_API Encoding encoding_of(const Model& model);

/// What to write `predictor` with (`Function::emit`) beside `options`: a note on what inputs and outputs are, the
/// classes as labels.
[[nodiscard]] ADC_API EmitOptions describe(const Model& model, EmitOptions options = {});

}  // namespace adc::inline ADC_ABI::train
