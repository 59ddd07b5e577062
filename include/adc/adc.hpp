// adc: formulas into exact derivatives in native code. The whole public C++ API.
//
//     auto f = adc::compile("cos(sin(x²) + 3x²)").value();
//     double g;
//     double v = f.value_and_gradient({{0.5}}, {&g, 1});
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adc/array.hpp"
#include "adc/cache.hpp"
#include "adc/check.hpp"
#include "adc/column.hpp"
#include "adc/csv.hpp"
#include "adc/diagnostic.hpp"
#include "adc/emit.hpp"
#include "adc/export.hpp"
#include "adc/external.hpp"
#include "adc/layout.hpp"
#include "adc/limits.hpp"
#include "adc/matrix.hpp"
#include "adc/options.hpp"
#include "adc/result.hpp"
#include "adc/syntax.hpp"
#include "adc/table.hpp"
#include "adc/text.hpp"

namespace adc::inline ADC_ABI {

/// How to compile a text.
struct CompileOptions {
  std::string name = "f";                 ///< of the function, where the text gives none
  std::string source_name = "<formula>";  ///< what rendered diagnostics call the text
  Syntax syntax = Syntax::Auto;           ///< how the text is written; contexts are in adc's language
  std::vector<std::string> inputs;        ///< names that win over constants and built-in functions
  std::vector<std::string> columns;       ///< of a table: names that win over constants, and may be without use
  std::vector<std::string> known;         ///< names with values, as in a session: inputs where the text uses them
  std::vector<std::string> wrt;           ///< inputs that derivatives are taken for; empty: all params
  std::vector<std::string> wrt_except;    ///< inputs that they are not taken for
  /// The only inputs that the text may have, beside those of `inputs`, `columns` and `shapes`; it need not use them,
  /// and they win over constants and built-in functions. Any other free name is the error "unknown-input", which shows
  /// the place and says what may have been meant. Nullopt: any name may be an input.
  std::optional<std::vector<std::string>> allowed_inputs;
  std::vector<std::string> context;          ///< texts whose bindings and functions are in scope, as in a REPL
  std::map<std::string, std::int64_t> dims;  ///< sizes that the text names by `dim`
  std::map<std::string, Extents> shapes;     ///< of inputs that are tensors and not declared in the text
  std::vector<External> externals;           ///< functions of the host; their names win over all but the text's own
  bool bindings_are_inputs = false;          ///< as in a REPL: a binding to a constant is an input with a default value
  Mode mode = Mode::Auto;
  Tier tier = Tier::Auto;
  Level level = Level::Stable;
  /// In which type everything is computed, by interpreter and native code alike: calls in the other type convert what
  /// they are given and what they give. Nullopt: double, or what IR text says.
  std::optional<DType> dtype;
  /// Whether native code of tensors and of rows calls libmvec's functions, at most 4 ulp and several at once. Otherwise
  /// those that programs of scalars call, whose bits every tier has.
  bool vector_math = true;
  Limits limits;
};

/// A raw native function of scalars: flat inputs, flat outputs (laid out as `Derive` says), and a workspace of
/// `Function::workspace_bytes` (null if that is 0).
using Entry = void (*)(const void* inputs, void* outputs, void* workspace);

/// A raw native function of tensors: a pointer per input and per result (in the order of `Derive`), each to a row-major
/// tensor, and a workspace of `Function::workspace_bytes`, aligned to 64 bytes.
using TensorEntry = void (*)(const void* const* inputs, void* const* outputs, void* workspace);

/// How a function is computed.
struct Explanation {
  struct Alternative {
    std::string name;    ///< "forward", "reverse", "symbolic", "forward over reverse", …
    std::uint64_t cost;  ///< weighted: add, mul 1; div, sqrt 4; functions 20; powers 40
    std::size_t operations;
    bool chosen;
  };
  /// A rewrite towards accuracy (`Level::Stable`).
  struct Rewrite {
    std::string equation;  ///< "log(1 + exp(u)) = softplus(u)"
    Span span;             ///< what it replaced in the text; empty if unknown
  };
  std::vector<Alternative> alternatives;
  std::vector<Rewrite> rewrites;
};

/// What an input is fixed at (`Function::bind`): a number, or a tensor of the input's shape.
struct Fixed : Array {
  Fixed(double number) : Array{{}, {number}} {}    // NOLINT(google-explicit-constructor)
  Fixed(Array array) : Array(std::move(array)) {}  // NOLINT(google-explicit-constructor)
  Fixed(std::vector<double> vector) : Array{{static_cast<std::int64_t>(vector.size())}, {}} {  // NOLINT
    numbers = std::move(vector);
  }
};

/// What becomes of inputs of one name in functions that are composed.
enum class SameNames : std::uint8_t {
  Refuse,  ///< the error "name-clash"
  Share,   ///< they are one input
};

template <class Signature>
class Callable;

struct Derivation;
struct Emitted;
struct Graph;
struct Series;
struct SeriesOptions;
struct SparseAccess;
struct Taylor;
enum class Notation : std::uint8_t;

/// A compiled program: an immutable, shared handle, cheap to copy, callable from any number of threads at once.
/// Inputs stand in order of first appearance in the text. Outputs are overwritten; input and output must not overlap.
/// Tensors are row-major; spans of inputs, outputs and gradients are flat: one tensor after the other, so that "one
/// double per input" below means one per element of each. A derivative of a tensor by a tensor is a block with the
/// extents of both, [output…, variable…], one block after the other; of scalars, the matrices that are named below.
/// A nan in a result is not an error. A call with spans of the wrong size throws `Error` (class Usage). Derivatives are
/// derived and compiled at their first use; where that fails (a limit) the call throws the `Error` that `prepare`
/// gives.
///
/// Native calls allocate no memory but what a thread keeps for the next ones: a call that needs no more of it than an
/// earlier one allocates nothing, and takes some ns more than `entry`.
///
/// Under `Tier::Auto` calls are interpreted at first. Once that has taken about a quarter of the time that compiling
/// takes, native code is made by a thread in the background, and calls are native from when it is there; the bits are
/// the same, and no call waits for a compiler. Where libadc-jit cannot be loaded `Tier::Auto` stays interpreted, and
/// `Tier::Native` is an error. A moved-from handle may only be assigned to or destroyed.
class ADC_API Function {
 public:
  [[nodiscard]] const std::string& name() const;
  [[nodiscard]] std::span<const std::string> inputs() const;
  /// Where the input of this name, in any spelling (`x₁` is `x_1`), stands in `inputs`; nullopt where there is none.
  [[nodiscard]] std::optional<std::size_t> input_index(std::string_view name) const;
  [[nodiscard]] std::span<const std::string> outputs() const;  ///< a name may be empty
  [[nodiscard]] std::span<const std::string> wrt() const;
  [[nodiscard]] std::span<const Extents> input_shapes() const;
  [[nodiscard]] std::span<const Extents> output_shapes() const;
  [[nodiscard]] std::span<const Extents> wrt_shapes() const;
  /// The numbers in all inputs, in all outputs, and in all inputs that derivatives are taken for.
  [[nodiscard]] std::size_t input_size() const;
  [[nodiscard]] std::size_t output_size() const;
  [[nodiscard]] std::size_t wrt_size() const;
  /// The type that everything is computed in, and that `entry` takes.
  [[nodiscard]] DType dtype() const;
  [[nodiscard]] std::span<const Diagnostic> notes() const;
  /// Default values of inputs that have one (`bindings_are_inputs`).
  [[nodiscard]] std::span<const std::optional<double>> defaults() const;
  /// True if the text only defines a function or a binding.
  [[nodiscard]] bool only_defines() const;

  /// y of a program with one output, a scalar. `x`: one double per input.
  [[nodiscard]] double value(std::span<const double> x) const;
  /// All outputs: `y` has one double per output.
  void values(std::span<const double> x, std::span<double> y) const;
  /// ∂y/∂wrt of a program with one output. `gradient`: one double per wrt.
  void gradient(std::span<const double> x, std::span<double> gradient) const;
  /// y, and ∂y/∂wrt, of a program with one output.
  double value_and_gradient(std::span<const double> x, std::span<double> gradient) const;
  /// `jacobian`: [outputs, wrt], row-major: of tensors one block after the other, or as solvers want it one matrix, a
  /// row per number of all outputs and a column per number of all variables.
  void jacobian(std::span<const double> x, std::span<double> jacobian,
                JacobianOrder order = JacobianOrder::Blocks) const;
  /// The outputs, and their Jacobian in a matrix of the caller's: a row per number of all outputs and a column per
  /// number of all variables. Without data either is not wanted.
  void jacobian(std::span<const double> x, std::span<double> y, const MatrixView& jacobian) const;
  /// y of a program with one output, its gradient, and its Hessian in a matrix of the caller's, a row and a column per
  /// number of all variables. Without data the gradient is not wanted.
  double hessian(std::span<const double> x, std::span<double> gradient, const MatrixView& hessian,
                 Triangle triangle = Triangle::Both) const;
  /// `hessian`: [outputs, wrt, wrt], row-major.
  void hessian(std::span<const double> x, std::span<double> hessian) const;
  /// Jacobian·tangent. `tangent`: one per wrt; `y`, `y_tangent`: one per output.
  void jvp(std::span<const double> x, std::span<const double> tangent, std::span<double> y,
           std::span<double> y_tangent) const;
  /// seedᵀ·Jacobian. `seed`: one per output; `y`: one per output; `adjoint`: one per wrt.
  void vjp(std::span<const double> x, std::span<const double> seed, std::span<double> y,
           std::span<double> adjoint) const;
  /// Hessian·tangent, at a small multiple of the gradient's cost: forward over reverse mode. `tangent`: one per wrt;
  /// `product`: [outputs, wrt], row-major.
  void hvp(std::span<const double> x, std::span<const double> tangent, std::span<double> product) const;

  /// What `derive` says, in one go: `out` has y, and after it the derivatives. `x`: one double per input of the derived
  /// function (the program's, then tangents or seeds).
  void evaluate(Derive derive, std::span<const double> x, std::span<double> out) const;
  void evaluate(Derive derive, std::span<const float> x, std::span<float> out) const;
  /// The same with a pointer per input of the derived function and per result (in the order of `result_names`), each to
  /// a row-major tensor, or to a number: native code of tensors reads and writes them where they are. None is null.
  void evaluate(Derive derive, std::span<const double* const> inputs, std::span<double* const> results) const;
  void evaluate(Derive derive, std::span<const float* const> inputs, std::span<float* const> results) const;

  /// The same at each of `rows` rows: a column per input of the derived function, and per result, in the order of
  /// `result_names`. A result without data is not wanted; of one with stride 0 the sum over all rows is, as of the
  /// gradient by an input with stride 0. Inputs and results must not overlap. `threads`, in oneTBB's arena of the
  /// caller, share the rows. A row's bits depend on neither its place nor the number of rows or threads, nor on the
  /// tier (of tensors on that); sums are taken pairwise, in double precision, in an order that the number of rows
  /// fixes. Of scalars, with `vector_math` rows are within 4 ulp of `evaluate` for each function called, else have its
  /// bits.
  ///
  /// Under `Tier::Auto`, scalars are computed at once, many rows at a time, and by native code where that is there or,
  /// made in the background, arrives; tensors natively from the first row on.
  void map(Derive derive, std::size_t rows, std::span<const InputColumn> inputs, std::span<const OutputColumn> results,
           int threads = 1) const;
  void map(Derive derive, std::size_t rows, std::span<const Column<const float>> inputs,
           std::span<const Column<float>> results, int threads = 1) const;

  /// How people write each result that `evaluate(derive, …)` gives, in order: "value" (or the outputs' names), "d/dx",
  /// "d²/dx dz".
  [[nodiscard]] std::vector<std::string> result_names(Derive derive) const;
  /// The extents of each of these results: none for a number.
  [[nodiscard]] std::vector<Extents> result_shapes(Derive derive) const;
  /// Where the nans and infinities of `results` come from, which is what `evaluate(derive, x, results)` gave: a note
  /// per operation that first made one, in the order of results, eight at most. Empty if all are finite.
  [[nodiscard]] std::vector<NotFinite> why_not_finite(Derive derive, std::span<const double> x,
                                                      std::span<const double> results) const;

  /// Which second derivatives (and higher ones, of `partial`) of `results`, as above, are what the convention of a kink
  /// gives and not the limit of those beside the point: a note "at-kink" with the kink's place, or none. Costs as much
  /// as deriving again and some evaluations where the point is at a kink.
  [[nodiscard]] std::vector<Diagnostic> why_by_convention(Derive derive, std::span<const double> x,
                                                          std::span<const double> results) const;

  /// The function whose outputs are the derivatives ∂ⁿy/∂x₁…∂xₙ of this one's outputs by the inputs `variables`, in
  /// order: a function like any other, of the same inputs, named "f.d.x.z".
  ///
  ///     f.partial({"x", "x", "z"})->value(…)
  ///
  /// Errors: "unknown-variable", "polygamma-order", limits.
  [[nodiscard]] Result<Function> partial(const std::vector<std::string>& variables) const;

  /// The function of the other inputs, in their order, in which these are fixed: what the text would be with the
  /// numbers in their places, so that what depends on them alone is computed once, when it is compiled. Derivatives are
  /// taken for the variables that remain; all options stay.
  ///
  ///     f.bind({{"k", 3}, {"v", std::vector{1.0, 2.0}}})
  ///
  /// A tensor of different numbers is written out: O(its numbers) instructions. Errors: "unknown-variable" with a
  /// suggestion; "wrong-size" where a shape is another; limits.
  [[nodiscard]] Result<Function> bind(const std::map<std::string, Fixed>& values) const;

  /// The function in which the input `name` is computed by `inner`, which has one output, of the input's shape: of the
  /// other inputs, in their order, and then those of `inner`.
  ///
  ///     auto area = adc::compile("a*b")->with("b", adc::compile("2t + 1").value());  // a(2t + 1)
  ///
  /// Derivatives are taken for the variables of both, through `inner`; where `name` was no variable, for those of this
  /// one alone. Options are this one's. Errors: "unknown-variable"; "several-outputs"; "wrong-size" where shapes are
  /// not the same, "wrong-dtype" where types are not; "name-clash"; limits.
  [[nodiscard]] Result<Function> with(std::string_view name, const Function& inner,
                                      SameNames same_names = SameNames::Refuse) const;

  /// The function that gives output `output` alone, of all inputs. Error: "no-output" where there is no such output.
  [[nodiscard]] Result<Function> only(std::size_t output) const;

  /// How `evaluate(derive, …)` computes, what it costs, and what the alternatives would, and which rewrites
  /// towards accuracy were applied. Costs as much as deriving in each mode.
  [[nodiscard]] Result<Explanation> explain(Derive derive) const;

  /// Derives and compiles now what the calls above do at first use; nullopt if all is well.
  [[nodiscard]] std::optional<Error> prepare(Derive derive) const;
  /// The same for a tier: for `Tier::Native`, waits until native code is there, also where calls under `Tier::Auto`
  /// would be interpreted for some time yet. `Limits::seconds` and `Limits::stop` end it.
  [[nodiscard]] std::optional<Error> prepare(Derive derive, Tier tier) const;
  /// Whether native code for single evaluations is there, so that the next call runs it.
  [[nodiscard]] bool native_available(Derive derive) const;
  /// The native code for `derive`; inputs and outputs are arrays of double (of float where `dtype` is). Valid as
  /// long as a copy of this handle lives. Error "not-scalar" if there are tensors.
  [[nodiscard]] Result<Entry> entry(Derive derive) const;
  /// The same of a program with tensors. Error "not-tensors" if there are none.
  [[nodiscard]] Result<TensorEntry> tensor_entry(Derive derive) const;
  /// Bytes, aligned as a double, that `entry(derive)` wants as its workspace: 0, unless the program is large.
  [[nodiscard]] Result<std::size_t> workspace_bytes(Derive derive) const;

  /// Native code as an object that is called like a function of C++ (adc/callable.hpp).
  ///
  ///     f.callable<double(double, double)>()
  ///
  /// Errors: those of `entry`; "wrong-size" where the signature has other numbers of arguments or results than what is
  /// derived, "wrong-dtype" where it has another type.
  template <class Signature>
  [[nodiscard]] Result<Callable<Signature>> callable(Derive derive = Derive::Value) const;

  /// The function as bytes that `load` reads: the program, which variables it has, and all options but the limits. What
  /// is loaded gives the same bits. Error "external-function" if it calls functions of the host.
  [[nodiscard]] Result<std::string> save() const;

  /// The program, or what is derived from it, as text, or as the bytes of a file (`TargetWord::is_binary`). Errors:
  /// "bad-value" for options that the target does not have (`TargetWord`), "unknown-machine".
  [[nodiscard]] Result<std::string> emit(Derive derive, Target target, const EmitOptions& options = {}) const;
  /// The derivative of an output with respect to the input `variable`, as a formula that adc reads back.
  [[nodiscard]] Result<std::string> derivative(std::string_view variable, std::size_t output = 0) const;
  /// A derivative of any order, by `variables` in order, as a formula that adc reads back.
  [[nodiscard]] Result<std::string> mixed_derivative(const std::vector<std::string>& variables,
                                                     std::size_t output = 0) const;
  /// The forward and backward tables of the one output at a point, as text (adc/graph.hpp has them as data).
  [[nodiscard]] Result<std::string> trace(std::span<const double> x) const;
  /// The program's numbers by every method at every point, compared: in the three modes, interpreted and native, by
  /// finite differences, by complex step, and in high precision where libadc-check can be loaded. Errors: what
  /// `prepare` gives, "wrong-size". O(points · n · wrt), and in high precision about 10⁴ times an interpreted
  /// evaluation.
  [[nodiscard]] Result<CheckReport> check(const CheckOptions& options) const;
  /// The program's IR as text, after the passes of these names (`pass_names`), in order.
  [[nodiscard]] Result<std::string> ir(const std::vector<std::string>& passes = {}) const;

 private:
  struct RawCode {
    Entry entry;  ///< null where calls go through `evaluate`
    std::size_t workspace_bytes;
  };
  [[nodiscard]] Result<RawCode> raw_code(Derive derive, std::size_t inputs, std::size_t results, DType dtype) const;
  template <class R, class... Args>
  [[nodiscard]] Result<Callable<R(Args...)>> callable_of(Derive derive, Callable<R(Args...)>* /*type*/) const;

  friend ADC_API Result<Function> load(std::string_view bytes, const Limits& limits);
  friend ADC_API Result<Function> compile(std::string_view text, const CompileOptions& options);
  friend ADC_API Result<std::string> emit_all(std::span<const Emitted> functions, Target target,
                                              const EmitOptions& options);
  friend ADC_API Result<Graph> graph(const Function& function, std::span<const double> x, Notation notation);
  friend ADC_API Result<Derivation> derivation(const Function& function, std::string_view variable, Notation notation);
  friend ADC_API Result<Taylor> taylor(const Function& function, std::span<const double> x,
                                       std::span<const double> direction, std::size_t order);
  friend struct SparseAccess;
  friend ADC_API Result<Series> series(const Function& function, const SeriesOptions& options);
  struct State;
  explicit Function(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  std::shared_ptr<const State> state_;
};

/// Compiles `text`: a program, or the text form of the IR (it starts with "adc-ir"). The error says what is wrong,
/// where, and what to do. Linear in the text and in the instructions made. Thread-safe, like every function here.
[[nodiscard]] ADC_API Result<Function> compile(std::string_view text, const CompileOptions& options = {});

/// What `Function::save` has written, by this version of adc or an earlier one. Any bytes are safe to load, within the
/// limits, which are those of the function, too. Errors: "bad-function" for what is damaged, of a later version, or
/// something else; limits.
[[nodiscard]] ADC_API Result<Function> load(std::string_view bytes, const Limits& limits = {});

/// The value of a constant expression such as "pi/4". `source_name` is what rendered diagnostics call the text.
[[nodiscard]] ADC_API Result<double> evaluate_constant(std::string_view text, std::string_view source_name = "<value>");

/// Reads a line of a corpus: a JSON object with `formula`, `vars`, `value`, `grad`, and perhaps `id`; other members are
/// ignored, and digits are kept as they are. Errors: "bad-record". Nullopt for an object without a formula, or without
/// numbers to compare with.
[[nodiscard]] ADC_API Result<std::optional<Record>> read_record(std::string_view line);

/// Compiles a record's formula and checks it at the record's point against the record's numbers. Errors: those of
/// `compile` and `Function::check`.
[[nodiscard]] ADC_API Result<CheckReport> check(const Record& record, const CompileOptions& options = {});

/// The spelling that inputs have for a name that a person may write otherwise (`x₁` is `x_1`); nullopt if it is no
/// name.
[[nodiscard]] ADC_API std::optional<std::string> canonical_name(std::string_view name);

/// A function, and what of it is to be written.
struct Emitted {
  Function function;
  Derive derive = Derive::Value;
};

/// Several functions in one file of a programming language, which share what they call: a program's values and its
/// gradient, or functions of different programs. Errors: those of `Function::emit`; "bad-value" for other targets, and
/// where two functions have one name.
[[nodiscard]] ADC_API Result<std::string> emit_all(std::span<const Emitted> functions, Target target,
                                                   const EmitOptions& options = {});

/// What the language means by the name of a function or constant, in a few lines: what it computes, and the convention
/// where it has no derivative. Nullopt for a name that is not built in.
[[nodiscard]] ADC_API std::optional<std::string> explain(std::string_view name);

/// The diagnostic as a person reads it, with the line of `text` and a caret under the place. `severity`: "error",
/// "note".
[[nodiscard]] ADC_API std::string render(const Diagnostic& diagnostic, std::string_view source_name,
                                         std::string_view text, std::string_view severity = "error");

/// What a person is told where there is no place in a text. `slug` is one of those that adc's libraries register
/// (diag/slugs.def), which gives the class; another one is of class Internal.
[[nodiscard]] ADC_API Diagnostic diagnose(std::string_view slug, std::string message,
                                          std::vector<std::string> help = {});

/// Those of `candidates` nearest to `name` in spelling, best first; empty if none is near. For "did you mean".
[[nodiscard]] ADC_API std::vector<std::string> nearest_names(std::string_view name,
                                                             const std::vector<std::string>& candidates);

/// How people write the derivative of `of` (may be empty) by `variables`, in order: "da/dx", "d³/dx² dz".
[[nodiscard]] ADC_API std::string derivative_symbol(std::string_view of, std::span<const std::string> variables);

/// The names of passes that `Function::ir` applies.
[[nodiscard]] ADC_API std::vector<std::string> pass_names();

/// "0.1.0"
[[nodiscard]] ADC_API const char* version();

}  // namespace adc::inline ADC_ABI

#include "adc/callable.hpp"  // what `Function::callable` gives; it needs the above
