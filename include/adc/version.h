// Which version of adc these headers are of. CMakeLists.txt reads the numbers here.
#pragma once

#define ADC_VERSION_MAJOR 0
#define ADC_VERSION_MINOR 1
#define ADC_VERSION_PATCH 0

/// "0.1.0". What the library is of, which may be newer, says `adc_version()`, in C++ `adc::version()`.
#define ADC_VERSION ADC_VERSION_TEXT(ADC_VERSION_MAJOR, ADC_VERSION_MINOR, ADC_VERSION_PATCH)
#define ADC_VERSION_TEXT(major, minor, patch) ADC_VERSION_QUOTED(major, minor, patch)
#define ADC_VERSION_QUOTED(major, minor, patch) #major "." #minor "." #patch

/// For `#if`: whether the headers are of this version or a later one.
#define ADC_VERSION_AT_LEAST(major, minor, patch) \
  (ADC_VERSION_MAJOR > (major) ||                 \
   (ADC_VERSION_MAJOR == (major) &&               \
    (ADC_VERSION_MINOR > (minor) || (ADC_VERSION_MINOR == (minor) && ADC_VERSION_PATCH >= (patch)))))
