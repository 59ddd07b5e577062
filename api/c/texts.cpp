// Functions of the C API: what is written of them, and functions made of them.
#include <optional>
#include <vector>

#include "api/c/boundary.h"

namespace {

using adc::c::array;
using adc::c::derive_of;
using adc::c::give_text;
using adc::c::required;

adc::TargetChoice target_of(const char* word) {
  const std::string_view wanted(&required(word, "target"));
  if (const std::optional<adc::TargetChoice> choice = adc::target_choice(wanted)) return *choice;
  adc::c::refuse("bad-value", "there is no target `" + std::string(wanted) + "`");
}

}  // namespace

adc_status adc_derivative(const adc_function* function, const char* variable, size_t output, char** text,
                          adc_error** error) {
  return give_text(function, error, text, nullptr, [&](const adc_function& f) {
    return f.function.derivative(&required(variable, "variable"), output).value();
  });
}

adc_status adc_partial(const adc_function* function, const char* const* variables, size_t count, adc_function** partial,
                       adc_error** error) {
  if (partial != nullptr) *partial = nullptr;
  return adc::c::with(function, error, [&](const adc_function& f) {
    (void)required(partial, "partial");
    std::vector<std::string> names;
    for (const char* const name : array(variables, count, "variables")) {
      names.emplace_back(&required(name, "variables"));
    }
    adc::Function made = f.function.partial(names).value();
    *partial = new adc_function{std::move(made), f.source, f.stop};
  });
}

adc_status adc_bind(const adc_function* function, const char* input, const double* numbers, const int64_t* extents,
                    size_t rank, adc_function** bound, adc_error** error) {
  if (bound != nullptr) *bound = nullptr;
  return adc::c::with(function, error, [&](const adc_function& f) {
    (void)required(bound, "bound");
    const auto all = array(extents, rank, "extents");
    adc::Array value{adc::Extents(all.begin(), all.end()), {}};
    const std::string name(&required(input, "input"));
    // Its numbers are read only where they are as many as the input has.
    const auto at = f.function.input_index(name);
    if (at && f.function.input_shapes()[*at] == value.shape) {
      const auto given = array(numbers, adc::elements(value.shape), "numbers");
      value.numbers.assign(given.begin(), given.end());
    }
    adc::Function made = f.function.bind({{name, std::move(value)}}).value();
    *bound = new adc_function{std::move(made), f.source, f.stop};
  });
}

adc_status adc_with(const adc_function* function, const char* input, const adc_function* inner, int share,
                    adc_function** composed, adc_error** error) {
  if (composed != nullptr) *composed = nullptr;
  return adc::c::with(function, error, [&](const adc_function& f) {
    (void)required(composed, "composed");
    const adc::SameNames same_names = share != 0 ? adc::SameNames::Share : adc::SameNames::Refuse;
    adc::Function made =
        f.function.with(&required(input, "input"), required(inner, "inner").function, same_names).value();
    *composed = new adc_function{std::move(made), f.source, f.stop};
  });
}

adc_status adc_save(const adc_function* function, char** bytes, size_t* length, adc_error** error) {
  return give_text(function, error, bytes, length, [&](const adc_function& f) { return f.function.save().value(); });
}

adc_status adc_load(const char* bytes, size_t length, const adc_options* options, adc_function** function,
                    adc_error** error) {
  if (function != nullptr) *function = nullptr;
  std::shared_ptr<const adc::c::Source> kept;
  return adc::c::guarded(error, kept, [&] {
    (void)required(function, "function");
    const adc_options chosen = adc::c::chosen(options, "function", &adc_options::of_losses);
    kept = adc::c::keep("", 0, chosen.function.source_name);
    const auto given = array(bytes, length, "bytes");
    adc::Function made = adc::load({given.data(), given.size()}, chosen.function.limits).value();
    *function = new adc_function{std::move(made), kept, chosen.stop};
  });
}

adc_status adc_emit(const adc_function* function, adc_derive derive, const char* target, char** text, size_t* length,
                    adc_error** error) {
  return give_text(function, error, text, length, [&](const adc_function& f) {
    const adc::TargetChoice choice = target_of(target);
    return f.function.emit(derive_of(derive), choice.target, choice.options).value();
  });
}

adc_status adc_why_not_finite(const adc_function* function, adc_derive derive, const double* inputs, size_t input_size,
                              const double* results, size_t result_size, char** text, adc_error** error) {
  return give_text(function, error, text, nullptr, [&](const adc_function& f) {
    if (input_size != adc_input_size(function, derive) || result_size != adc_result_size(function, derive))
      adc::c::refuse("wrong-size", "as many numbers are wanted as `adc_evaluate` takes and gives");
    std::string all;
    for (const adc::NotFinite& reason : f.function.why_not_finite(
             derive_of(derive), array(inputs, input_size, "inputs"), array(results, result_size, "results"))) {
      all += render(reason.note, f.source->name, f.source->text, "note");
    }
    return all;
  });
}
