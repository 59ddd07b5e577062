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
