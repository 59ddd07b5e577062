// Functions of the C API: compiling, and what is in them.
#include <algorithm>

#include "adc/latex.hpp"
#include "api/c/boundary.h"

namespace {

using adc::Derive;
using adc::Layout;
using adc::c::or_null;
using adc::c::required;

/// One of the lists that a function has: names and shapes of inputs, outputs or variables.
struct Side {
  std::span<const std::string> names;
  std::span<const adc::Extents> shapes;
  std::size_t size = 0;
};

Side side_of(const adc_function* handle, adc_side side) {
  if (handle == nullptr) return {};
  const adc::Function& f = handle->function;
  switch (static_cast<int>(side)) {
    case ADC_INPUTS: return {f.inputs(), f.input_shapes(), f.input_size()};
    case ADC_OUTPUTS: return {f.outputs(), f.output_shapes(), f.output_size()};
    case ADC_WRT: return {f.wrt(), f.wrt_shapes(), f.wrt_size()};
    default: return {};
  }
}

/// Whether there is a layout of what is derived.
bool is_known(const adc_function* handle, adc_derive derive) {
  const int number = derive;
  return handle != nullptr && number >= 0 && number <= static_cast<int>(Derive::Hvp);
}

Layout numbers(const adc_function* handle, adc_derive derive) {
  return {static_cast<Derive>(derive), handle->function.output_size(), handle->function.wrt_size()};
}
Layout tensors(const adc_function* handle, adc_derive derive) {
  return {static_cast<Derive>(derive), handle->function.outputs().size(), handle->function.wrt().size()};
}

}  // namespace

adc_status adc_compile(const char* source, size_t length, const adc_options* options, adc_function** function,
                       adc_error** error) {
  if (function != nullptr) *function = nullptr;
  std::shared_ptr<const adc::c::Source> kept;
  return adc::c::guarded(error, kept, [&] {
    (void)required(function, "function");
    const adc_options chosen = adc::c::chosen(options, "function", &adc_options::of_losses);
    kept = adc::c::keep(source, length, chosen.function.source_name);
    adc::Function made = adc::compile(kept->text, chosen.function).value();
    *function = new adc_function{std::move(made), kept, chosen.stop};
  });
}

adc_status adc_read_latex(const char* latex, size_t length, const adc_options* options, char** text,
                          adc_error** error) {
  if (text != nullptr) *text = nullptr;
  std::shared_ptr<const adc::c::Source> kept;
  return adc::c::guarded(error, kept, [&] {
    (void)required(text, "text");
    const adc_options chosen = adc::c::chosen(options, "function", &adc_options::of_losses);
    kept = adc::c::keep(latex, length, chosen.function.source_name);
    *text = adc::c::new_text(adc::read_latex(kept->text, chosen.function).value().text());
  });
}

adc_function* adc_function_copy(const adc_function* function) {
  if (function == nullptr) return nullptr;
  return or_null([&] { return new adc_function(*function); });
}
void adc_function_free(adc_function* function) { delete function; }

const char* adc_function_name(const adc_function* function) {
  return function == nullptr ? nullptr : function->function.name().c_str();
}
adc_dtype adc_function_dtype(const adc_function* function) {
  if (function == nullptr) return ADC_DTYPE_F64;
  return static_cast<adc_dtype>(function->function.dtype());
}
size_t adc_note_count(const adc_function* function) {
  return function == nullptr ? 0 : function->function.notes().size();
}
adc_status adc_note(const adc_function* function, size_t i, adc_error** note, adc_error** error) {
  if (note != nullptr) *note = nullptr;
  return adc::c::with(function, error, [&](const adc_function& f) {
    (void)required(note, "note");
    if (i >= f.function.notes().size()) adc::c::refuse("bad-value", "there is no such note");
    const adc::Diagnostic& diagnostic = f.function.notes()[i];
    *note = adc::c::new_error({render(diagnostic, f.source->name, f.source->text, "note"), diagnostic}, f.source.get());
  });
}

size_t adc_count(const adc_function* function, adc_side side) { return side_of(function, side).names.size(); }
size_t adc_size(const adc_function* function, adc_side side) { return side_of(function, side).size; }
const char* adc_name(const adc_function* function, adc_side side, size_t i) {
  const Side all = side_of(function, side);
  return i < all.names.size() ? all.names[i].c_str() : nullptr;
}
size_t adc_rank(const adc_function* function, adc_side side, size_t i) {
  const Side all = side_of(function, side);
  return i < all.shapes.size() ? all.shapes[i].size() : 0;
}
const int64_t* adc_extents(const adc_function* function, adc_side side, size_t i) {
  const Side all = side_of(function, side);
  return i < all.shapes.size() ? all.shapes[i].data() : nullptr;
}
size_t adc_index(const adc_function* function, adc_side side, const char* name) {
  const Side all = side_of(function, side);
  if (name == nullptr) return ADC_NOT_FOUND;
  const auto found = std::ranges::find(all.names, std::string_view(name));
  return found == all.names.end() ? ADC_NOT_FOUND : static_cast<std::size_t>(found - all.names.begin());
}

size_t adc_input_size(const adc_function* function, adc_derive derive) {
  if (!is_known(function, derive)) return 0;
  return function->function.input_size() + numbers(function, derive).directions();
}
size_t adc_result_size(const adc_function* function, adc_derive derive) {
  return is_known(function, derive) ? numbers(function, derive).size() : 0;
}
size_t adc_input_count(const adc_function* function, adc_derive derive) {
  if (!is_known(function, derive)) return 0;
  return function->function.inputs().size() + tensors(function, derive).directions();
}
size_t adc_result_count(const adc_function* function, adc_derive derive) {
  return is_known(function, derive) ? tensors(function, derive).size() : 0;
}
adc_status adc_result_name(const adc_function* function, adc_derive derive, size_t i, char** text, adc_error** error) {
  return adc::c::give_text(function, error, text, nullptr, [&](const adc_function& f) {
    const std::vector<std::string> names = f.function.result_names(adc::c::derive_of(derive));
    if (i >= names.size()) adc::c::refuse("bad-value", "there is no such result");
    return names[i];
  });
}
