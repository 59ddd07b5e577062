// What the shared library exports.
#pragma once

/// Marks what users of libadc see; everything else in the library is hidden.
#define ADC_API __attribute__((visibility("default")))
