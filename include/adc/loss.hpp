// Losses of networks and other programs of tensors, compiled: value and gradient over whole batches.
//
//     auto loss = adc::Loss::compile("param w: R[3]\n data x: R[3], t: R\n (dot(w, x) - t)²/2", {.batch = 32}).value();
//     double v = loss.value_and_gradient(w, {{x, t}}, gradient);       // x: 32·3 numbers, t: 32
//
// With {.any_number = true} in place of a batch, of however many examples the data are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adc/export.hpp"
#include "adc/limits.hpp"
#include "adc/options.hpp"
#include "adc/result.hpp"
#include "adc/syntax.hpp"

namespace adc::inline ADC_ABI {

/// How to compile a loss.
struct LossOptions {
  /// Examples per call. The program is that of one example; each `data` gets a leading axis of this extent, and the
  /// loss is the mean over the examples. 0: the program as it stands.
  std::int64_t batch = 0;
  /// Any number of examples per call, in place of a batch: as many as the arrays of data have. The program is compiled
  /// once, for tiles of some examples, one after the other: of each tile the sums over its examples are taken in an
  /// order that does not depend on how many there are, and added to those of the tiles before, in theirs. So results
  /// have the same bits for the same examples in the same order, and are those of a batch of as many but for the order
  /// of sums. The mean of no examples is nan. Rare programs are compiled anew for each number: those whose examples
  /// choose among what is their own by a position that is their own, along another axis than the first (x[:, k]); and
  /// what is interpreted is derived anew.
  bool any_number = false;
  /// `data` that all examples of a batch have in common: no leading axis.
  std::vector<std::string> shared;
  DType dtype = DType::F64;
  Math math = Math::Accurate;
  Tier tier = Tier::Native;                  ///< Interpret: without native code
  int threads = 1;                           ///< for one call; the results have the same bits for any number
  std::map<std::string, std::int64_t> dims;  ///< sizes that the program names by `dim`
  std::string source_name = "<program>";     ///< what rendered diagnostics call the text
  Syntax syntax = Syntax::Auto;              ///< how the text is written
  Limits limits;
};

/// A compiled loss: an immutable, shared handle, cheap to copy, callable from any number of threads at once. A program
/// with `param` and `data` tensors, whose first output is the loss, a scalar; further outputs are predictions or
/// whatever else one wants to see. Tensors are row-major. Parameters are one flat array: all `param` in order of
/// declaration. Data are one array per `data`. Arrays are the caller's; results are overwritten; nothing may overlap.
/// Calls with arrays of the wrong size, or of another type than `dtype`, throw `Error` (class Usage). A nan in a result
/// is no error. Calls do not allocate after a thread's first one.
class ADC_API Loss {
 public:
  /// Errors: those of the text, of shapes ("shape-mismatch", "unknown-dim", …), limits.
  [[nodiscard]] static Result<Loss> compile(std::string_view text, const LossOptions& options = {});

  /// An input or output and its place.
  struct Tensor {
    std::string name;
    std::vector<std::int64_t> shape;  ///< with the batch in front, where there is one; for any number, of one example
    std::size_t offset = 0;           ///< of its first number in the flat array of its kind
    std::size_t size = 1;             ///< the product of the extents
  };
  [[nodiscard]] std::span<const Tensor> params() const;
  [[nodiscard]] std::span<const Tensor> data() const;
  /// All outputs; the first is the loss. The others have the batch in front, if there is one; with n examples of any
  /// number, output k has n times its size, from 1 + n·(offset − 1) on, and all together 1 + n·(output_size() − 1).
  [[nodiscard]] std::span<const Tensor> outputs() const;
  /// The length of the flat array of all parameters, and of the gradient.
  [[nodiscard]] std::size_t param_size() const;
  /// The length of the flat array of all outputs; for any number, of one example.
  [[nodiscard]] std::size_t output_size() const;
  [[nodiscard]] const LossOptions& options() const;

  /// One array per `data`; for any number of examples, those of one after those of the other.
  template <class T>
  using Arrays = std::span<const std::span<const T>>;

  /// The loss. `data`: one array per tensor of `data()`, in order.
  double value(std::span<const double> params, Arrays<double> data) const;
  float value(std::span<const float> params, Arrays<float> data) const;
  /// The loss and its gradient with respect to all parameters, in `gradient`, flat as they are.
  double value_and_gradient(std::span<const double> params, Arrays<double> data, std::span<double> gradient) const;
  float value_and_gradient(std::span<const float> params, Arrays<float> data, std::span<float> gradient) const;
  /// All outputs, flat.
  void evaluate(std::span<const double> params, Arrays<double> data, std::span<double> outputs) const;
  void evaluate(std::span<const float> params, Arrays<float> data, std::span<float> outputs) const;

  /// Derives and compiles now what the calls above do at first use; nullopt if all is well.
  [[nodiscard]] std::optional<Error> prepare() const;
  /// The IR of value and gradient, as text.
  [[nodiscard]] Result<std::string> ir() const;

 private:
  struct State;
  explicit Loss(std::shared_ptr<const State> state);
  std::shared_ptr<const State> state_;
};

}  // namespace adc::inline ADC_ABI
