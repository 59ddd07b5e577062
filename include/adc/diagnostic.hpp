// What adc tells a person about their text: the vocabulary that every folder shares.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "adc/export.hpp"

namespace adc::inline ADC_ABI {

/// A half-open range of bytes [begin, end) in a source text.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  [[nodiscard]] bool empty() const { return begin == end; }
  friend bool operator==(const Span&, const Span&) = default;
};

/// What kind of failure a diagnostic is. The numbers are the exit codes of the `adc` program.
enum class ErrorClass : std::uint8_t {
  Computation = 1,  ///< the computation failed, a file could not be read, …
  Usage = 2,        ///< the call or the command line is wrong
  Program = 3,      ///< the program text is wrong
  Limit = 4,        ///< an explicit limit was reached
  Internal = 5,     ///< a bug in adc
};

/// A second place in the text that a diagnostic points at, with what to say there.
struct Label {
  Span span;
  std::string text;
};

/// One thing to tell the user: lower case, no full stop, the narrowest span.
struct Diagnostic {
  std::string slug;  ///< stable name, such as "unknown-function"; registered in diag/slugs.def
  ErrorClass error_class = ErrorClass::Program;
  Span span;                      ///< empty where there is no place in a text
  std::string message;            ///< what is the case
  std::vector<Label> labels;      ///< further places
  std::vector<std::string> help;  ///< what to do about it, one line each
};

/// Why numbers of a result are nan or infinite.
struct NotFinite {
  std::vector<std::size_t> results;  ///< which: indices into what `Function::evaluate` gives
  Diagnostic note;                   ///< slug "not-finite": the operation that made them so, and where it stands
};

}  // namespace adc::inline ADC_ABI
