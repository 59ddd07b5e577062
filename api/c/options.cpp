// Options of the C API, which are those of functions and of losses in one.
#include <utility>

#include "api/c/boundary.h"

namespace {

using adc::c::enumerator;
using adc::c::or_null;
using adc::c::refuse;
using adc::c::required;

/// Whose option it is.
enum class Of { Both, Functions, Losses };

/// `change()`; what it throws is kept for who compiles with the options.
template <class Change>
void change(adc_options* options, const char* name, Of of, const Change& change) noexcept {
  if (options == nullptr || options->failed) return;
  try {
    change();
    if (of == Of::Functions && options->of_functions == nullptr) options->of_functions = name;
    if (of == Of::Losses && options->of_losses == nullptr) options->of_losses = name;
  } catch (...) {
    options->failed = std::current_exception();
  }
}

std::string name_of(const char* name) { return &required(name, "name"); }

}  // namespace

adc_stop* adc_stop_new() {
  return or_null([] { return new adc_stop; });
}
void adc_stop_request(adc_stop* stop) {
  if (stop != nullptr) stop->flag->store(true);
}
void adc_stop_reset(adc_stop* stop) {
  if (stop != nullptr) stop->flag->store(false);
}
void adc_stop_free(adc_stop* stop) { delete stop; }

adc_options* adc_options_new() {
  return or_null([] { return new adc_options; });
}
void adc_options_free(adc_options* options) { delete options; }

// Of functions and losses.
void adc_options_set_source_name(adc_options* options, const char* name) {
  change(options, "source_name", Of::Both, [&] {
    options->function.source_name = name_of(name);
    options->loss.source_name = options->function.source_name;
  });
}
void adc_options_set_syntax(adc_options* options, adc_syntax syntax) {
  change(options, "syntax", Of::Both, [&] {
    options->function.syntax = enumerator(syntax, adc::Syntax::Latex, "adc_syntax");
    options->loss.syntax = options->function.syntax;
  });
}
void adc_options_set_dim(adc_options* options, const char* name, int64_t size) {
  change(options, "dim", Of::Both, [&] {
    options->function.dims[name_of(name)] = size;
    options->loss.dims[name] = size;
  });
}
void adc_options_set_tier(adc_options* options, adc_tier tier) {
  change(options, "tier", Of::Both, [&] {
    options->function.tier = enumerator(tier, adc::Tier::Native, "adc_tier");
    options->loss.tier = options->function.tier;
  });
}
void adc_options_set_dtype(adc_options* options, adc_dtype dtype) {
  change(options, "dtype", Of::Both, [&] {
    options->loss.dtype = enumerator(dtype, adc::DType::F32, "adc_dtype");
    options->function.dtype = options->loss.dtype;
  });
}
void adc_options_set_seconds(adc_options* options, double seconds) {
  change(options, "seconds", Of::Both, [&] {
    if (!(seconds >= 0)) refuse("bad-value", "a time is not negative");
    options->function.limits.seconds = options->loss.limits.seconds = seconds;
  });
}
void adc_options_set_instructions(adc_options* options, size_t instructions) {
  change(options, "instructions", Of::Both,
         [&] { options->function.limits.instructions = options->loss.limits.instructions = instructions; });
}
void adc_options_set_bytes(adc_options* options, size_t bytes) {
  change(options, "bytes", Of::Both, [&] { options->function.limits.bytes = options->loss.limits.bytes = bytes; });
}
void adc_options_set_stop(adc_options* options, const adc_stop* stop) {
  change(options, "stop", Of::Both, [&] {
    options->stop = stop == nullptr ? nullptr : stop->flag;
    options->function.limits.stop = options->loss.limits.stop = options->stop.get();
  });
}

// Of functions only.
void adc_options_set_name(adc_options* options, const char* name) {
  change(options, "name", Of::Functions, [&] { options->function.name = name_of(name); });
}
void adc_options_add_input(adc_options* options, const char* name) {
  change(options, "input", Of::Functions, [&] { options->function.inputs.push_back(name_of(name)); });
}
void adc_options_add_column(adc_options* options, const char* name) {
  change(options, "column", Of::Functions, [&] { options->function.columns.push_back(name_of(name)); });
}
void adc_options_add_wrt(adc_options* options, const char* name) {
  change(options, "wrt", Of::Functions, [&] { options->function.wrt.push_back(name_of(name)); });
}
void adc_options_add_wrt_except(adc_options* options, const char* name) {
  change(options, "wrt_except", Of::Functions, [&] { options->function.wrt_except.push_back(name_of(name)); });
}
void adc_options_add_allowed_input(adc_options* options, const char* name) {
  change(options, "allowed_input", Of::Functions, [&] {
    if (!options->function.allowed_inputs) options->function.allowed_inputs.emplace();
    options->function.allowed_inputs->push_back(name_of(name));
  });
}
void adc_options_set_shape(adc_options* options, const char* name, const int64_t* extents, size_t rank) {
  change(options, "shape", Of::Functions, [&] {
    const auto all = adc::c::array(extents, rank, "extents");
    options->function.shapes[name_of(name)] = adc::Extents(all.begin(), all.end());
  });
}
void adc_options_set_mode(adc_options* options, adc_mode mode) {
  change(options, "mode", Of::Functions,
         [&] { options->function.mode = enumerator(mode, adc::Mode::Reverse, "adc_mode"); });
}
void adc_options_set_as_written(adc_options* options, int as_written) {
  change(options, "as_written", Of::Functions,
         [&] { options->function.level = as_written != 0 ? adc::Level::Exact : adc::Level::Stable; });
}
void adc_options_set_vector_math(adc_options* options, int vector_math) {
  change(options, "vector_math", Of::Functions, [&] { options->function.vector_math = vector_math != 0; });
}

// Of losses only.
void adc_options_set_batch(adc_options* options, int64_t batch) {
  change(options, "batch", Of::Losses, [&] { options->loss.batch = batch; });
}
void adc_options_set_any_number(adc_options* options, int any_number) {
  change(options, "any_number", Of::Losses, [&] { options->loss.any_number = any_number != 0; });
}
void adc_options_add_shared(adc_options* options, const char* name) {
  change(options, "shared", Of::Losses, [&] { options->loss.shared.push_back(name_of(name)); });
}
void adc_options_set_math(adc_options* options, adc_math math) {
  change(options, "math", Of::Losses, [&] { options->loss.math = enumerator(math, adc::Math::Fast, "adc_math"); });
}
void adc_options_set_threads(adc_options* options, int threads) {
  change(options, "threads", Of::Losses, [&] { options->loss.threads = threads; });
}
