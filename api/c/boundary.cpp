#include "api/c/boundary.h"

#include <fmt/core.h>

#include <cstdlib>
#include <cstring>
#include <new>

namespace adc::c {

void refuse(std::string_view slug, std::string message) { throw Error(diagnose(slug, std::move(message))); }

char* new_text(std::string_view text) {
  auto* const copy = static_cast<char*>(std::malloc(text.size() + 1));
  if (copy == nullptr) throw std::bad_alloc();
  std::memcpy(copy, text.data(), text.size());
  copy[text.size()] = '\0';
  return copy;
}

adc_options chosen(const adc_options* options, const char* kind, const char* adc_options::* others) {
  if (options == nullptr) return {};
  if (options->failed) std::rethrow_exception(options->failed);
  if (const char* const other = options->*others)
    refuse("unknown-option", fmt::format("a {} has no option `{}`", kind, other));
  return *options;
}

std::shared_ptr<const Source> keep(const char* text, std::size_t length, const std::string& name) {
  const char* const first = &required(text, "source");
  return std::make_shared<const Source>(
      Source{name, std::string(first, length == ADC_ZERO_TERMINATED ? std::strlen(first) : length)});
}

}  // namespace adc::c

void adc_text_free(char* text) { std::free(text); }

const char* adc_version() { return adc::version(); }
