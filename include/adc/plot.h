// Pictures of functions in C. The library is libadc-plot; adc.h says how texts and statuses are meant. adc/plot.hpp is
// the same in C++, and says what is drawn.
//
//     adc_plot_options *options = adc_plot_options_new();
//     adc_plot_options_set_range(options, "x", -5, 5);
//     adc_picture *picture = adc_plot("sin(x)/x", ADC_ZERO_TERMINATED, options);
//     fputs(adc_picture_status(picture) == ADC_OK ? adc_picture_svg(picture) : adc_picture_messages(picture), stdout);
//     adc_picture_free(picture);
//     adc_plot_options_free(options);
#ifndef ADC_PLOT_H
#define ADC_PLOT_H

#include "adc.h"

// NOLINTBEGIN(modernize-use-using, modernize-deprecated-headers, readability-identifier-naming): it is C

#ifdef __cplusplus
extern "C" {
#endif

/// What a picture shows, and how large. By one thread at a time. Setters copy what they are given; NULL changes
/// nothing.
typedef struct adc_plot_options adc_plot_options;
/// A picture, or what went wrong; texts live as long as it does. Immutable.
typedef struct adc_picture adc_picture;

/// The defaults; NULL where memory lacks, which `adc_plot` takes for the defaults, too.
ADC_C_API adc_plot_options* adc_plot_options_new(void);
ADC_C_API void adc_plot_options_free(adc_plot_options* options);
/// The part of an axis that is wanted: of an input, or of "y" for the values of a graph. An end that is nan is found.
ADC_C_API void adc_plot_options_set_range(adc_plot_options* options, const char* name, double low, double high);
/// An input that is no axis has this value: a number.
ADC_C_API void adc_plot_options_set_value(adc_plot_options* options, const char* name, double value);
/// The axis of this input, or of "y", is logarithmic.
ADC_C_API void adc_plot_options_set_log(adc_plot_options* options, const char* name);
/// What the axis of this input, or of "y", is measured in.
ADC_C_API void adc_plot_options_set_unit(adc_plot_options* options, const char* name, const char* unit);
ADC_C_API void adc_plot_options_set_title(adc_plot_options* options, const char* title);
/// Of graphs: also the derivatives up to this order, 8 at most. Of contours, from 1 on: arrows of the gradient.
ADC_C_API void adc_plot_options_set_derivatives(adc_plot_options* options, int order);
/// Pixels of the SVG, between 100 and 10,000: 720 by 520.
ADC_C_API void adc_plot_options_set_size(adc_plot_options* options, double width, double height);
/// Characters of the text, between 30 by 10 and 1,000 by 1,000: 80 by 24.
ADC_C_API void adc_plot_options_set_characters(adc_plot_options* options, size_t columns, size_t rows);
/// What drawing may take: past it, it fails with "too-long".
ADC_C_API void adc_plot_options_set_seconds(adc_plot_options* options, double seconds);

/// The picture of a program of one or two inputs that have no value: graphs, contours, curves of equations, areas of
/// conditions. `length`: bytes, or ADC_ZERO_TERMINATED. NULL where memory lacks, or `text` is NULL.
ADC_C_API adc_picture* adc_plot(const char* text, size_t length, const adc_plot_options* options);

/// ADC_OK, or the class of the error in whose stead there is no picture.
ADC_C_API adc_status adc_picture_status(const adc_picture* picture);
/// The slug of the error, "" if there is none.
ADC_C_API const char* adc_picture_slug(const adc_picture* picture);
/// The error as a terminal shows it, "" if there is none.
ADC_C_API const char* adc_picture_messages(const adc_picture* picture);
/// The picture as SVG, and as lines of characters without colours; "" after an error.
ADC_C_API const char* adc_picture_svg(const adc_picture* picture);
ADC_C_API const char* adc_picture_text(const adc_picture* picture);
ADC_C_API void adc_picture_free(adc_picture* picture);

#ifdef __cplusplus
}
#endif

// NOLINTEND(modernize-use-using, modernize-deprecated-headers, readability-identifier-naming)

#endif
