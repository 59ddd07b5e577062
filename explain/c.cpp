// Graphs and pages in C. Nothing is thrown across it.
#include <memory>
#include <optional>
#include <string>

#include "adc/explain.h"
#include "adc/explain.hpp"

struct adc_page {
  std::string text;
  std::optional<adc::Error> error;
};

namespace {

/// What `make` writes of the program at the point.
template <typename Make>
adc_page* page_of(const char* text, size_t length, const double* x, size_t x_size, const Make& make) noexcept {
  if (text == nullptr) return nullptr;
  try {
    auto page = std::make_unique<adc_page>();
    try {
      if (x == nullptr && x_size > 0) throw adc::Error(adc::diagnose("missing-argument", "the argument `x` is NULL"));
      const std::string_view program =
          length == ADC_ZERO_TERMINATED ? std::string_view(text) : std::string_view(text, length);
      const adc::Function function = adc::compile(program).value();
      page->text = make(program, function, std::span(x, x_size));
    } catch (const adc::Error& error) {
      page->error = error;
    }
    return page.release();
  } catch (...) {
    return nullptr;
  }
}

}  // namespace

adc_page* adc_graph_svg(const char* text, size_t length, const double* x, size_t x_size) {
  return page_of(text, length, x, x_size, [](std::string_view, const adc::Function& f, std::span<const double> at) {
    return adc::graph_svg(adc::graph(f, at).value());
  });
}

adc_page* adc_graph_dot(const char* text, size_t length, const double* x, size_t x_size) {
  return page_of(text, length, x, x_size, [](std::string_view, const adc::Function& f, std::span<const double> at) {
    return adc::graph_dot(adc::graph(f, at).value());
  });
}

adc_page* adc_explain(const char* text, size_t length, const double* x, size_t x_size) {
  return page_of(text, length, x, x_size,
                 [](std::string_view program, const adc::Function& f, std::span<const double> at) {
                   return adc::explain_page(f, at, {.program = std::string(program)}).value();
                 });
}

adc_status adc_page_status(const adc_page* page) {
  if (page == nullptr) return ADC_ERROR_LIMIT;
  return page->error ? static_cast<adc_status>(page->error->diagnostic().error_class) : ADC_OK;
}

const char* adc_page_slug(const adc_page* page) {
  return page == nullptr || !page->error ? "" : page->error->diagnostic().slug.c_str();
}

const char* adc_page_messages(const adc_page* page) {
  return page == nullptr || !page->error ? "" : page->error->what();
}

const char* adc_page_text(const adc_page* page) { return page == nullptr ? "" : page->text.c_str(); }

void adc_page_free(adc_page* page) { delete page; }
