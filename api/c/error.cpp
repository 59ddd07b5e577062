// Errors of the C API.
#include <fmt/core.h>

#include <new>

#include "api/c/boundary.h"
#include "diag/render.h"

namespace adc::c {
namespace {

/// What is given where there is no memory for another one. Made when the library is loaded, and never freed.
adc_error& no_memory() {
  static adc_error error{{"out-of-memory", ErrorClass::Limit, {}, "there is not enough memory", {}, {}},
                         "there is not enough memory [out-of-memory]"};
  return error;
}
[[maybe_unused]] const adc_error& made_early = no_memory();

adc_status give(const Error& error, adc_error** to, const Source* source) noexcept {
  if (to != nullptr) *to = new_error(error, source);
  return static_cast<adc_status>(error.diagnostic().error_class);
}

adc_status give_no_memory(adc_error** to) noexcept {
  if (to != nullptr) *to = &no_memory();
  return ADC_ERROR_LIMIT;
}

adc_status give_bug(const char* what, adc_error** to) noexcept {
  try {
    const std::string message = fmt::format("this is a bug in adc: {}", what);
    return give(Error(Diagnostic{"internal", ErrorClass::Internal, {}, message, {}, {}}), to, nullptr);
  } catch (...) {
    return give_no_memory(to);
  }
}

}  // namespace

adc_error* new_error(const Error& error, const Source* source) noexcept {
  try {
    const Diagnostic& diagnostic = error.diagnostic();
    diag::LineColumn place{0, 0};
    if (source != nullptr && diag::has_place(diagnostic)) {
      place = diag::line_and_column(source->text, diagnostic.span.begin);
    }
    return new adc_error{diagnostic, error.what(), place.line, place.column};
  } catch (...) {
    return &no_memory();
  }
}

adc_status report(adc_error** error, const Source* source) noexcept {
  try {
    throw;
  } catch (const Error& caught) {
    return give(caught, error, source);
  } catch (const std::bad_alloc&) {
    return give_no_memory(error);
  } catch (const std::exception& caught) {
    return give_bug(caught.what(), error);
  } catch (...) {
    return give_bug("an exception of no known type", error);
  }
}

}  // namespace adc::c

adc_status adc_error_status(const adc_error* error) {
  return error == nullptr ? ADC_OK : static_cast<adc_status>(error->diagnostic.error_class);
}
const char* adc_error_slug(const adc_error* error) {
  return error == nullptr ? nullptr : error->diagnostic.slug.c_str();
}
const char* adc_error_message(const adc_error* error) {
  return error == nullptr ? nullptr : error->diagnostic.message.c_str();
}
const char* adc_error_text(const adc_error* error) { return error == nullptr ? nullptr : error->text.c_str(); }
adc_span adc_error_span(const adc_error* error) {
  if (error == nullptr) return {0, 0};
  return {error->diagnostic.span.begin, error->diagnostic.span.end};
}
size_t adc_error_line(const adc_error* error) { return error == nullptr ? 0 : error->line; }
size_t adc_error_column(const adc_error* error) { return error == nullptr ? 0 : error->column; }
size_t adc_error_help_count(const adc_error* error) { return error == nullptr ? 0 : error->diagnostic.help.size(); }
const char* adc_error_help(const adc_error* error, size_t i) {
  return i < adc_error_help_count(error) ? error->diagnostic.help[i].c_str() : nullptr;
}
void adc_error_free(adc_error* error) {
  if (error != &adc::c::no_memory()) delete error;
}
