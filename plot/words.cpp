// What a person writes of a picture: ranges, and texts of programs as names.
#include <algorithm>
#include <cctype>

#include "adc/plot.hpp"
#include "adc/typing.hpp"
#include "plot/failure.h"

namespace adc::inline ADC_ABI::plot {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t begin = std::min(text.find_first_not_of(kBlanks), text.size());
  const std::size_t end = text.find_last_not_of(kBlanks);
  return text.substr(begin, end == std::string_view::npos ? 0 : end + 1 - begin);
}

/// Where a colon stands outside of brackets.
std::optional<std::size_t> colon_in(std::string_view text) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '(' || c == '[') ++depth;
    if (c == ')' || c == ']') --depth;
    if (c == ':' && depth == 0) return i;
  }
  return std::nullopt;
}

std::optional<double> end_of_range(std::string_view text, std::string_view word) {
  text = trimmed(text);
  if (text.empty()) return std::nullopt;
  const Result<double> value = evaluate_constant(text, "range " + std::string(word));
  if (value) return *value;
  throw failure("bad-value", "`" + std::string(text) + "` is not the end of a range",
                {"a range is name=LOW:HIGH, such as x=-5:5, x=0:2pi or x=0:"});
}

}  // namespace

Result<std::optional<NamedRange>> read_range(std::string_view word) {
  return guarded([&]() -> std::optional<NamedRange> {
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos || word.substr(equals).starts_with("==")) return std::nullopt;
    const std::optional<std::string> name = canonical_name(trimmed(word.substr(0, equals)));
    const std::string_view ends = word.substr(equals + 1);
    const std::optional<std::size_t> colon = colon_in(ends);
    if (!name || !colon) return std::nullopt;
    const Range range{end_of_range(ends.substr(0, *colon), word), end_of_range(ends.substr(*colon + 1), word)};
    if (range.low && range.high && !(*range.low < *range.high))
      throw failure("bad-value", "the range `" + std::string(word) + "` is empty",
                    {"a range is name=LOW:HIGH, such as x=-5:5"});
    return NamedRange{*name, range};
  });
}

}  // namespace adc::inline ADC_ABI::plot
