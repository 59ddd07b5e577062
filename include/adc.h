// adc in C: formulas into exact derivatives in native code. The C API, in C99; docs/c.md shows it at work.
//
//     adc_function *f;
//     adc_error *error;
//     double x = 0.5, y[2];
//     if (adc_compile("cos(sin(x²) + 3x²)", ADC_ZERO_TERMINATED, NULL, &f, &error) != ADC_OK) {
//       fputs(adc_error_text(error), stderr);
//       adc_error_free(error);
//       return 1;
//     }
//     adc_evaluate(f, ADC_DERIVE_GRADIENT, &x, 1, y, 2, NULL);  // y[0] is the value, y[1] the derivative
//     adc_function_free(f);
//
// What can fail gives a status and, where `error` is not NULL, sets `*error`: to NULL if all is well, else to what went
// wrong, which is the caller's to free. Handles that are made are NULL after an error. Texts are UTF-8.
//
// Functions and losses are immutable: any number of threads may use one at once. An error, and options, belong to one
// thread at a time; functions without a handle may be called at any time. A stop may be used by all threads.
//
// Whatever takes a handle or other pointer says "missing-argument" (ADC_ERROR_USAGE) where it is NULL and may not be;
// functions that give no status then give 0 or NULL. All `…_free` take NULL. No function throws, jumps or ends the
// process; where memory lacks the status is ADC_ERROR_LIMIT.
#ifndef ADC_H
#define ADC_H

// NOLINTBEGIN(modernize-use-using, modernize-deprecated-headers, readability-identifier-naming): it is C

#include <stddef.h>
#include <stdint.h>

#include "adc/version.h"

#ifdef __cplusplus
#define ADC_ENUM_INT : int
extern "C" {
#else
#define ADC_ENUM_INT
#endif

#define ADC_C_API __attribute__((visibility("default")))

// Errors

/// What kind of failure it is. The numbers are the exit codes of the program `adc`.
typedef enum adc_status ADC_ENUM_INT {
  ADC_OK = 0,
  ADC_ERROR_COMPUTATION = 1,  ///< the computation failed, or was stopped
  ADC_ERROR_USAGE = 2,        ///< the call is wrong
  ADC_ERROR_PROGRAM = 3,      ///< the program text is wrong
  ADC_ERROR_LIMIT = 4,        ///< an explicit limit was reached
  ADC_ERROR_INTERNAL = 5,     ///< a bug in adc
} adc_status;

/// What adc tells a person. Texts live as long as it does.
typedef struct adc_error adc_error;

/// Bytes [begin, end) of the program text; both are 0 where there is no place.
typedef struct adc_span {
  size_t begin;
  size_t end;
} adc_span;

ADC_C_API adc_status adc_error_status(const adc_error* error);
/// The stable name, such as "unknown-function".
ADC_C_API const char* adc_error_slug(const adc_error* error);
/// What is the case, in a line.
ADC_C_API const char* adc_error_message(const adc_error* error);
/// All of it as a terminal shows it: place, message, slug, the line with a caret under the place, help.
ADC_C_API const char* adc_error_text(const adc_error* error);
ADC_C_API adc_span adc_error_span(const adc_error* error);
/// Where the span begins, counted from 1, columns in code points; 0 where there is no place.
ADC_C_API size_t adc_error_line(const adc_error* error);
ADC_C_API size_t adc_error_column(const adc_error* error);
/// What to do about it: so many hints, a line each. NULL beyond the last.
ADC_C_API size_t adc_error_help_count(const adc_error* error);
ADC_C_API const char* adc_error_help(const adc_error* error, size_t i);
ADC_C_API void adc_error_free(adc_error* error);

// Versions and texts

/// Of the library that is loaded: "0.1.0". `ADC_VERSION` is that of the headers.
ADC_C_API const char* adc_version(void);

/// Frees a text that a function gave by a `char **`.
ADC_C_API void adc_text_free(char* text);

// Stopping

/// Ends what is under way. What was compiled with options that have one shares it, so that it may be freed at any time.
typedef struct adc_stop adc_stop;

/// NULL where memory lacks.
ADC_C_API adc_stop* adc_stop_new(void);
/// Calls that are under way, and later ones, end soon with "interrupted" (ADC_ERROR_COMPUTATION). From any thread, or
/// from a signal's handler.
ADC_C_API void adc_stop_request(adc_stop* stop);
/// Later calls work again.
ADC_C_API void adc_stop_reset(adc_stop* stop);
ADC_C_API void adc_stop_free(adc_stop* stop);

// Options

/// How a derivative is made. All modes give the same numbers to within rounding.
typedef enum adc_mode ADC_ENUM_INT {
  ADC_MODE_AUTO = 0,  ///< the cheaper of forward and reverse
  ADC_MODE_SYMBOLIC = 1,
  ADC_MODE_FORWARD = 2,
  ADC_MODE_REVERSE = 3,
} adc_mode;

/// How a function runs.
typedef enum adc_tier ADC_ENUM_INT {
  ADC_TIER_AUTO = 0,  ///< interpreted at first, native where it is called again and again
  ADC_TIER_INTERPRET = 1,
  ADC_TIER_NATIVE = 2,
} adc_tier;

/// The type that everything is computed in.
typedef enum adc_dtype ADC_ENUM_INT {
  ADC_DTYPE_F64 = 0,
  ADC_DTYPE_F32 = 1,
} adc_dtype;

/// How a text is written.
typedef enum adc_syntax ADC_ENUM_INT {
  ADC_SYNTAX_AUTO = 0,  ///< adc's language; LaTeX where a text plainly is
  ADC_SYNTAX_ADC = 1,
  ADC_SYNTAX_LATEX = 2,
} adc_syntax;

/// How functions such as tanh are computed in losses.
typedef enum adc_math ADC_ENUM_INT {
  ADC_MATH_ACCURATE = 0,
  ADC_MATH_FAST = 1,
} adc_math;

/// How to compile a text. Names are copied. A setter that is given something wrong changes nothing, and the first such
/// is the error of whatever is compiled with these options.
typedef struct adc_options adc_options;

/// The defaults; NULL where memory lacks, which later calls take for the defaults too.
ADC_C_API adc_options* adc_options_new(void);
ADC_C_API void adc_options_free(adc_options* options);

// Of functions and losses.
/// What errors call the text: "<formula>".
ADC_C_API void adc_options_set_source_name(adc_options* options, const char* name);
ADC_C_API void adc_options_set_syntax(adc_options* options, adc_syntax syntax);
/// A size that the text names by `dim`.
ADC_C_API void adc_options_set_dim(adc_options* options, const char* name, int64_t size);
/// Functions: ADC_TIER_AUTO; losses: ADC_TIER_NATIVE.
ADC_C_API void adc_options_set_tier(adc_options* options, adc_tier tier);
ADC_C_API void adc_options_set_dtype(adc_options* options, adc_dtype dtype);
/// What one call may take: past it, it fails with "too-long" and may be tried again.
ADC_C_API void adc_options_set_seconds(adc_options* options, double seconds);
/// Instructions of one function, after differentiating: 10⁷.
ADC_C_API void adc_options_set_instructions(adc_options* options, size_t instructions);
/// Memory that the tensors of one evaluation may take: 8 GiB.
ADC_C_API void adc_options_set_bytes(adc_options* options, size_t bytes);
/// NULL: nothing stops it.
ADC_C_API void adc_options_set_stop(adc_options* options, const adc_stop* stop);

// Of functions only.
/// Of the function, where the text gives none: "f".
ADC_C_API void adc_options_set_name(adc_options* options, const char* name);
/// A name that is an input, though it may be that of a constant or a function.
ADC_C_API void adc_options_add_input(adc_options* options, const char* name);
/// A column of a table: a name that wins over constants, and may be without use.
ADC_C_API void adc_options_add_column(adc_options* options, const char* name);
/// An input that derivatives are taken for, after those before. Without any: all that the text does not call `data`.
ADC_C_API void adc_options_add_wrt(adc_options* options, const char* name);
/// An input that derivatives are not taken for.
ADC_C_API void adc_options_add_wrt_except(adc_options* options, const char* name);
/// One of the only inputs that the text may have, beside those of `adc_options_add_input` and `…_column`: other names
/// are "unknown-input" then. It need not be used, and wins over constants and functions.
ADC_C_API void adc_options_add_allowed_input(adc_options* options, const char* name);
/// The extents of an input that is a tensor and not declared in the text.
ADC_C_API void adc_options_set_shape(adc_options* options, const char* name, const int64_t* extents, size_t rank);
ADC_C_API void adc_options_set_mode(adc_options* options, adc_mode mode);
/// 1: nothing is rewritten, every bit is that of the formula as written.
ADC_C_API void adc_options_set_as_written(adc_options* options, int as_written);
/// 0: native code of rows and tensors calls no functions of several numbers at once (at most 4 ulp).
ADC_C_API void adc_options_set_vector_math(adc_options* options, int vector_math);

// Of losses only.
/// Examples per call; each `data` gets a leading axis of this extent, and the loss is the mean. 0: none.
ADC_C_API void adc_options_set_batch(adc_options* options, int64_t batch);
/// 1: any number of examples per call, in place of a batch.
ADC_C_API void adc_options_set_any_number(adc_options* options, int any_number);
/// `data` that all examples have in common.
ADC_C_API void adc_options_add_shared(adc_options* options, const char* name);
ADC_C_API void adc_options_set_math(adc_options* options, adc_math math);
/// For one call; the results have the same bits for any number.
ADC_C_API void adc_options_set_threads(adc_options* options, int threads);

// Functions

/// A compiled program. Inputs stand in order of first appearance in the text; tensors are row-major.
typedef struct adc_function adc_function;

/// The length of a text that ends before its first zero byte.
#define ADC_ZERO_TERMINATED ((size_t)-1)
/// What `adc_index` gives for a name that is none.
#define ADC_NOT_FOUND ((size_t)-1)

/// Compiles a program, of `length` bytes, or ADC_ZERO_TERMINATED. `options`: NULL for the defaults. Linear in the text
/// and in the instructions made. Errors: what is wrong with the text, with its place; limits; "unknown-variable";
/// "bad-value" and "unknown-option" (what is of losses) for options.
ADC_C_API adc_status adc_compile(const char* source, size_t length, const adc_options* options, adc_function** function,
                                 adc_error** error);
/// A program in LaTeX, of `length` bytes or ADC_ZERO_TERMINATED, in adc's language; to be freed by `adc_text_free`. Errors
/// as `adc_compile`, where it is no LaTeX, has no meaning in adc, or more than one.
ADC_C_API adc_status adc_read_latex(const char* latex, size_t length, const adc_options* options, char** text,
                                    adc_error** error);
/// Another handle to the same, in O(1), to be freed by itself. NULL where memory lacks.
ADC_C_API adc_function* adc_function_copy(const adc_function* function);
ADC_C_API void adc_function_free(adc_function* function);

/// "f", or what the text or the options call it. This and other texts of a function live as long as the handle.
ADC_C_API const char* adc_function_name(const adc_function* function);
ADC_C_API adc_dtype adc_function_dtype(const adc_function* function);
/// What is worth telling about the text though it is no error, such as that a name hides a constant: how many, and each
/// as an error object to be freed.
ADC_C_API size_t adc_note_count(const adc_function* function);
ADC_C_API adc_status adc_note(const adc_function* function, size_t i, adc_error** note, adc_error** error);

/// What of a function or a loss is meant.
typedef enum adc_side ADC_ENUM_INT {
  ADC_INPUTS = 0,   ///< of a function
  ADC_OUTPUTS = 1,  ///< of a function or a loss
  ADC_WRT = 2,      ///< of a function: inputs that derivatives are taken for
  ADC_PARAMS = 3,   ///< of a loss
  ADC_DATA = 4,     ///< of a loss
} adc_side;

/// How many there are, and the numbers in all of them.
ADC_C_API size_t adc_count(const adc_function* function, adc_side side);
ADC_C_API size_t adc_size(const adc_function* function, adc_side side);
/// Name (an output's may be empty), axes and extents (`adc_rank` of them) of one. Beyond the last: NULL, 0 and NULL.
ADC_C_API const char* adc_name(const adc_function* function, adc_side side, size_t i);
ADC_C_API size_t adc_rank(const adc_function* function, adc_side side, size_t i);
ADC_C_API const int64_t* adc_extents(const adc_function* function, adc_side side, size_t i);
/// Which one has the name, or ADC_NOT_FOUND.
ADC_C_API size_t adc_index(const adc_function* function, adc_side side, const char* name);

/// What to compute of inputs x and outputs y, with derivatives for the variables w (ADC_WRT).
typedef enum adc_derive ADC_ENUM_INT {
  ADC_DERIVE_VALUE = 0,     ///< y
  ADC_DERIVE_GRADIENT = 1,  ///< y, then ∂y_o/∂w, row-major [o, w]
  ADC_DERIVE_HESSIAN = 2,   ///< y, the Jacobian, then ∂²y_o/∂w_a∂w_b, row-major [o, a, b]
  ADC_DERIVE_JVP = 3,       ///< further inputs: a tangent per w; y, then a tangent per output
  ADC_DERIVE_VJP = 4,       ///< further inputs: a seed per output; y, then an adjoint per w
  ADC_DERIVE_HVP = 5,       ///< further inputs: a tangent per w; y, the Jacobian, then Hessian·tangent, [o, a]
} adc_derive;

/// The numbers that `adc_evaluate` takes and gives.
ADC_C_API size_t adc_input_size(const adc_function* function, adc_derive derive);
ADC_C_API size_t adc_result_size(const adc_function* function, adc_derive derive);
/// The columns that `adc_map` takes and gives: one per tensor.
ADC_C_API size_t adc_input_count(const adc_function* function, adc_derive derive);
ADC_C_API size_t adc_result_count(const adc_function* function, adc_derive derive);
/// How people write result `i` of `adc_result_count`: "value" (or the output's name), "d/dx", "d²/dx dz". The text is
/// the caller's to free.
ADC_C_API adc_status adc_result_name(const adc_function* function, adc_derive derive, size_t i, char** text,
                                     adc_error** error);

// Evaluating

/// Evaluates at one point: `inputs` has `adc_input_size` numbers, `results` gets `adc_result_size`, and they must not
/// overlap. Tensors stand one after the other; a derivative of tensors is a block with the extents of both. A nan is no
/// error. Derives and compiles at first use. Errors: "wrong-size"; what `adc_prepare` gives.
ADC_C_API adc_status adc_evaluate(const adc_function* function, adc_derive derive, const double* inputs,
                                  size_t input_size, double* results, size_t result_size, adc_error** error);
ADC_C_API adc_status adc_evaluate_f32(const adc_function* function, adc_derive derive, const float* inputs,
                                      size_t input_size, float* results, size_t result_size, adc_error** error);

/// A number per row: data[r·stride] in row r. Stride 1 is a column by itself, the width of a row-major matrix one of
/// its columns, 0 one number for all rows. Of a tensor, data + r·stride is where that of row r begins.
typedef struct adc_input_column {
  const double* data;
  ptrdiff_t stride;
} adc_input_column;
/// A result without data is not wanted; of one with stride 0 the sum over all rows is.
typedef struct adc_output_column {
  double* data;
  ptrdiff_t stride;
} adc_output_column;
typedef struct adc_input_column_f32 {
  const float* data;
  ptrdiff_t stride;
} adc_input_column_f32;
typedef struct adc_output_column_f32 {
  float* data;
  ptrdiff_t stride;
} adc_output_column_f32;

/// Evaluates at each of `rows` rows, with a column per input and result of the derived function (`adc_input_count`,
/// `adc_result_count`). Nothing may overlap. `threads` share the rows; a row's bits depend neither on their number nor
/// on the row's place. Errors: as `adc_evaluate`; "missing-input".
ADC_C_API adc_status adc_map(const adc_function* function, adc_derive derive, size_t rows,
                             const adc_input_column* inputs, size_t input_count, const adc_output_column* results,
                             size_t result_count, int threads, adc_error** error);
ADC_C_API adc_status adc_map_f32(const adc_function* function, adc_derive derive, size_t rows,
                                 const adc_input_column_f32* inputs, size_t input_count,
                                 const adc_output_column_f32* results, size_t result_count, int threads,
                                 adc_error** error);

/// Derives and compiles now what calls do at first use; for ADC_TIER_NATIVE waits until native code is there. Errors:
/// limits, "interrupted", "native-unavailable", and what deriving may find.
ADC_C_API adc_status adc_prepare(const adc_function* function, adc_derive derive, adc_tier tier, adc_error** error);
/// 1 if the next `adc_evaluate` runs native code.
ADC_C_API int adc_is_native(const adc_function* function, adc_derive derive);

/// Raw native code of a function of scalars: flat inputs and results, of the function's type, as `adc_evaluate` has
/// them, and a workspace, aligned as a double.
typedef void (*adc_entry)(const void* inputs, void* results, void* workspace);
/// Gives the native code, valid as long as a handle to the function lives, and the bytes of its workspace (mostly 0).
/// Errors: as `adc_prepare`; "not-scalar" if there are tensors.
ADC_C_API adc_status adc_native_entry(const adc_function* function, adc_derive derive, adc_entry* entry,
                                      size_t* workspace_bytes, adc_error** error);

// Texts

/// The derivative of an output with respect to an input, as a formula that adc reads back. The text is the caller's to
/// free. Errors: "unknown-variable", "no-such-output", limits.
ADC_C_API adc_status adc_derivative(const adc_function* function, const char* variable, size_t output, char** text,
                                    adc_error** error);
/// The function whose outputs are the derivatives ∂ⁿy/∂x₁…∂xₙ by these inputs, in order. Errors: the same.
ADC_C_API adc_status adc_partial(const adc_function* function, const char* const* variables, size_t count,
                                 adc_function** partial, adc_error** error);
/// The function of the other inputs, in which this one is fixed: at as many numbers as the extents say, row-major (rank
/// 0: one number). Errors: "unknown-variable", "wrong-size", limits.
ADC_C_API adc_status adc_bind(const adc_function* function, const char* input, const double* numbers,
                              const int64_t* extents, size_t rank, adc_function** bound, adc_error** error);
/// The function in which this input is computed by `inner`, which has one output: of the other inputs, and then those
/// of `inner`. Inputs of one name are one with `share` 1, else the error "name-clash". Errors: "unknown-variable",
/// "several-outputs", "wrong-size", "wrong-dtype", limits.
ADC_C_API adc_status adc_with(const adc_function* function, const char* input, const adc_function* inner, int share,
                              adc_function** composed, adc_error** error);
/// The function as bytes that `adc_load` reads, with its variables and options but the limits: `length` of them (may be
/// NULL), and a zero, the caller's to free.
ADC_C_API adc_status adc_save(const adc_function* function, char** bytes, size_t* length, adc_error** error);
/// Any bytes are safe to load. Of `options` (may be NULL) the limits and the stop are used. Errors: "bad-function",
/// limits.
ADC_C_API adc_status adc_load(const char* bytes, size_t length, const adc_options* options, adc_function** function,
                              adc_error** error);
/// The program, or what is derived from it, as text, which is the caller's to free. `target`: a word of `adc emit
/// --to`, such as "c", "cuda", "javascript", "obj" (an object file), "shared", "wasm"; "c-blas" (products call BLAS);
/// with "-rows" a map over rows, such as "rust-rows"; machine code for another machine, and its processor:
/// "obj:aarch64-linux-gnu:cortex-a72". `length` (may be NULL) gets its bytes; after them is a zero. Errors:
/// "bad-value", "unknown-machine"; what deriving may find.
ADC_C_API adc_status adc_emit(const adc_function* function, adc_derive derive, const char* target, char** text,
                              size_t* length, adc_error** error);
/// Which operations first made the nans and infinities of `results`, which is what `adc_evaluate` gave for `inputs`: a
/// paragraph each, as a terminal shows it, the caller's to free; empty if all are finite.
ADC_C_API adc_status adc_why_not_finite(const adc_function* function, adc_derive derive, const double* inputs,
                                        size_t input_size, const double* results, size_t result_size, char** text,
                                        adc_error** error);

// Losses

/// A compiled loss: a program with `param` and `data`, whose first output, a number, is the loss. Parameters are one
/// flat array, data an array per `data`.
typedef struct adc_loss adc_loss;

/// Errors: as `adc_compile`; "not-a-loss", "bad-batch"; "unknown-option" (what is of functions).
ADC_C_API adc_status adc_loss_compile(const char* source, size_t length, const adc_options* options, adc_loss** loss,
                                      adc_error** error);
ADC_C_API adc_loss* adc_loss_copy(const adc_loss* loss);
ADC_C_API void adc_loss_free(adc_loss* loss);

/// The tensors of ADC_PARAMS, ADC_DATA or ADC_OUTPUTS, as above, with the batch in front where there is one (for any
/// number: of one example); where each begins in the flat array of its kind, and its numbers.
ADC_C_API size_t adc_loss_count(const adc_loss* loss, adc_side side);
ADC_C_API const char* adc_loss_name(const adc_loss* loss, adc_side side, size_t i);
ADC_C_API size_t adc_loss_rank(const adc_loss* loss, adc_side side, size_t i);
ADC_C_API const int64_t* adc_loss_extents(const adc_loss* loss, adc_side side, size_t i);
ADC_C_API size_t adc_loss_offset(const adc_loss* loss, adc_side side, size_t i);
ADC_C_API size_t adc_loss_size(const adc_loss* loss, adc_side side, size_t i);
/// The length of the flat array of all parameters, and of the gradient; and of that of all outputs, which with n
/// examples of any number is 1 + n·(adc_loss_output_size − 1).
ADC_C_API size_t adc_loss_param_size(const adc_loss* loss);
ADC_C_API size_t adc_loss_output_size(const adc_loss* loss);

/// Numbers of one `data`; for any number of examples, those of one after those of the other.
typedef struct adc_array {
  const double* data;
  size_t size;
} adc_array;
typedef struct adc_array_f32 {
  const float* data;
  size_t size;
} adc_array_f32;

/// The loss of these parameters and data: an array per tensor of ADC_DATA, in order. The `_f32` are for losses of
/// ADC_DTYPE_F32, the others for those of ADC_DTYPE_F64. Errors: "wrong-size", "wrong-dtype"; those of `adc_prepare`.
ADC_C_API adc_status adc_loss_value(const adc_loss* loss, const double* params, size_t param_size,
                                    const adc_array* data, size_t data_count, double* value, adc_error** error);
ADC_C_API adc_status adc_loss_value_f32(const adc_loss* loss, const float* params, size_t param_size,
                                        const adc_array_f32* data, size_t data_count, float* value, adc_error** error);
/// The loss, and in `gradient`, of `param_size` numbers, its derivatives by all parameters.
ADC_C_API adc_status adc_loss_value_and_gradient(const adc_loss* loss, const double* params, size_t param_size,
                                                 const adc_array* data, size_t data_count, double* value,
                                                 double* gradient, adc_error** error);
ADC_C_API adc_status adc_loss_value_and_gradient_f32(const adc_loss* loss, const float* params, size_t param_size,
                                                     const adc_array_f32* data, size_t data_count, float* value,
                                                     float* gradient, adc_error** error);
/// All outputs, flat, the loss first.
ADC_C_API adc_status adc_loss_evaluate(const adc_loss* loss, const double* params, size_t param_size,
                                       const adc_array* data, size_t data_count, double* outputs, size_t output_size,
                                       adc_error** error);
ADC_C_API adc_status adc_loss_evaluate_f32(const adc_loss* loss, const float* params, size_t param_size,
                                           const adc_array_f32* data, size_t data_count, float* outputs,
                                           size_t output_size, adc_error** error);
/// Derives and compiles now what the calls above do at first use.
ADC_C_API adc_status adc_loss_prepare(const adc_loss* loss, adc_error** error);

#ifdef __cplusplus
}
#endif

// NOLINTEND(modernize-use-using, modernize-deprecated-headers, readability-identifier-naming)
#endif
