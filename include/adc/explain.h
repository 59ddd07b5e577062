// Graphs of computations, and pages that explain a program, in C. The library is libadc-explain; adc.h says how texts
// and statuses are meant. adc/explain.hpp is the same in C++, and says what is drawn.
//
//     double x = 0.5;
//     adc_page *page = adc_explain("t = x²; J = cos(t)", ADC_ZERO_TERMINATED, &x, 1);
//     fputs(adc_page_status(page) == ADC_OK ? adc_page_text(page) : adc_page_messages(page), stdout);
//     adc_page_free(page);
#ifndef ADC_EXPLAIN_H
#define ADC_EXPLAIN_H

#include "adc.h"

// NOLINTBEGIN(modernize-use-using, modernize-deprecated-headers, readability-identifier-naming): it is C

#ifdef __cplusplus
extern "C" {
#endif

/// What was drawn or written, or what went wrong; texts live as long as it does. Immutable.
typedef struct adc_page adc_page;

/// The computation graph of a program at a point, as SVG, laid out by adc itself: values and adjoints at the nodes,
/// local derivatives and what is passed back at the edges. `length`: bytes, or ADC_ZERO_TERMINATED. `x`: the values of
/// the inputs in order of their first appearance, tensors flat. NULL where memory lacks, or `text` is NULL.
ADC_C_API adc_page* adc_graph_svg(const char* text, size_t length, const double* x, size_t x_size);
/// The same for Graphviz.
ADC_C_API adc_page* adc_graph_dot(const char* text, size_t length, const double* x, size_t x_size);
/// A page of HTML that explains how the one output of a program and its derivatives come about at a point.
ADC_C_API adc_page* adc_explain(const char* text, size_t length, const double* x, size_t x_size);

/// ADC_OK, or the class of the error in whose stead there is no text.
ADC_C_API adc_status adc_page_status(const adc_page* page);
/// The slug of the error, "" if there is none.
ADC_C_API const char* adc_page_slug(const adc_page* page);
/// The error as a terminal shows it, "" if there is none.
ADC_C_API const char* adc_page_messages(const adc_page* page);
/// SVG, text for Graphviz or HTML; "" after an error.
ADC_C_API const char* adc_page_text(const adc_page* page);
ADC_C_API void adc_page_free(adc_page* page);

#ifdef __cplusplus
}
#endif

// NOLINTEND(modernize-use-using, modernize-deprecated-headers, readability-identifier-naming)

#endif
