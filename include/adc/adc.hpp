// adc: formulas into exact derivatives in native code. The whole public C++ API.
//
//     auto f = adc::compile("cos(sin(x²) + 3x²)").value();
//     double g;
//     double v = f.value_and_gradient({{0.5}}, {&g, 1});
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adc/diagnostic.hpp"
#include "adc/limits.hpp"
#include "adc/options.hpp"
#include "adc/result.hpp"

#define ADC_API __attribute__((visibility("default")))

namespace adc {

/// How to compile a text.
struct CompileOptions {
  std::string name = "f";                    ///< of the function, where the text gives none
  std::string source_name = "<formula>";     ///< what rendered diagnostics call the text
  std::vector<std::string> inputs;           ///< names that win over constants and built-in functions
  std::vector<std::string> wrt;              ///< inputs that derivatives are taken for; empty: all params
  std::vector<std::string> context;          ///< texts whose bindings and functions are in scope, as in a REPL
  bool bindings_are_inputs = false;          ///< as in a REPL: a binding to a constant is an input with a default value
  Mode mode = Mode::Auto;
  Tier tier = Tier::Auto;
  Level level = Level::Stable;
  Limits limits;
};

/// A raw native function: flat inputs, flat outputs (laid out as `Derive` says), and a workspace (null for scalars).
using Entry = void (*)(const void* inputs, void* outputs, void* workspace);

/// What `Function::emit` writes.
enum class Target : std::uint8_t { Ir, Llvm, Asm, Obj, C, Formula };

/// A compiled program: an immutable, shared handle, cheap to copy, callable from any number of threads at once.
/// Inputs stand in order of first appearance in the text. Outputs are overwritten; input and output must not overlap.
/// A nan in a result is not an error. A call with spans of the wrong size throws `Error` (class Usage). Derivatives are
/// derived and compiled at their first use; where that fails (a limit) the call throws the `Error` that `prepare` gives.
class ADC_API Function {
 public:
  [[nodiscard]] const std::string& name() const;
  [[nodiscard]] std::span<const std::string> inputs() const;
  [[nodiscard]] std::span<const std::string> outputs() const;  ///< a name may be empty
  [[nodiscard]] std::span<const std::string> wrt() const;
  [[nodiscard]] std::span<const Diagnostic> notes() const;
  /// Default values of inputs that have one (`bindings_are_inputs`).
  [[nodiscard]] std::span<const std::optional<double>> defaults() const;
  /// True if the text only defines a function or a binding.
  [[nodiscard]] bool only_defines() const;

  /// y of a program with one output. `x`: one double per input.
  [[nodiscard]] double value(std::span<const double> x) const;
  /// All outputs: `y` has one double per output.
  void values(std::span<const double> x, std::span<double> y) const;
  /// ∂y/∂wrt of a program with one output. `gradient`: one double per wrt.
  void gradient(std::span<const double> x, std::span<double> gradient) const;
  /// y, and ∂y/∂wrt, of a program with one output.
  double value_and_gradient(std::span<const double> x, std::span<double> gradient) const;
  /// `jacobian`: [outputs, wrt], row-major.
  void jacobian(std::span<const double> x, std::span<double> jacobian) const;
  /// `hessian`: [outputs, wrt, wrt], row-major.
  void hessian(std::span<const double> x, std::span<double> hessian) const;
  /// Jacobian·tangent. `tangent`: one per wrt; `y`, `y_tangent`: one per output.
  void jvp(std::span<const double> x, std::span<const double> tangent, std::span<double> y,
           std::span<double> y_tangent) const;
  /// seedᵀ·Jacobian. `seed`: one per output; `y`: one per output; `adjoint`: one per wrt.
  void vjp(std::span<const double> x, std::span<const double> seed, std::span<double> y, std::span<double> adjoint) const;

  /// Derives and compiles now what the calls above do at first use.
  [[nodiscard]] std::optional<Error> prepare(Derive derive) const;
  /// The native code for `derive`; inputs and outputs are arrays of double. Valid as long as a copy of this handle lives.
  [[nodiscard]] Result<Entry> entry(Derive derive) const;

  /// The program, or what is derived from it, as text (or as an object file).
  [[nodiscard]] Result<std::string> emit(Derive derive, Target target) const;
  /// The derivative with respect to `variable` as a formula.
  [[nodiscard]] Result<std::string> derivative(std::string_view variable) const;
  /// The forward and backward tables at a point.
  [[nodiscard]] Result<std::string> trace(std::span<const double> x) const;

 private:
  friend ADC_API Result<Function> compile(std::string_view text, const CompileOptions& options);
  struct State;
  explicit Function(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  std::shared_ptr<const State> state_;
};

/// Parses `text`. The error says what is wrong, where, and what to do.
[[nodiscard]] ADC_API Result<Function> compile(std::string_view text, const CompileOptions& options = {});

/// The value of a constant expression such as "pi/4".
[[nodiscard]] ADC_API Result<double> evaluate_constant(std::string_view text);

/// "0.1.0"
[[nodiscard]] ADC_API const char* version();

}  // namespace adc
