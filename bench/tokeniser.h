// What any reader of a text must at least do.
#pragma once

#include <charconv>
#include <string_view>

namespace adc::bench {

/// The plainest tokeniser: finds names, comments and marks, and reads each number by from_chars.
inline double tokenise(std::string_view text) {
  const auto is_name = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  double sum = 0;
  const char* const end = text.data() + text.size();
  for (const char* p = text.data(); p != end;) {
    if (is_digit(*p)) {
      double number = 0;
      p = std::from_chars(p, end, number).ptr;
      sum += number;
    } else if (is_name(*p)) {
      const char* const begin = p;
      while (p != end && (is_name(*p) || is_digit(*p))) ++p;
      sum += static_cast<double>(p - begin);
    } else if (*p == '#') {
      while (p != end && *p != '\n') ++p;
    } else {
      sum += *p++;
    }
  }
  return sum;
}

}  // namespace adc::bench
