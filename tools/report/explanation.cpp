#include "tools/report/explanation.h"

#include <fmt/core.h>

#include "adc/text.hpp"
#include "tools/report/results.h"

namespace adc::tools {

namespace {

/// What stands at `span`, on one line; empty if that is long.
std::string excerpt(std::string_view text, Span span) {
  constexpr std::size_t kLong = 40;
  if (span.empty() || span.end > text.size()) return "";
  const std::string_view words = text.substr(span.begin, span.end - span.begin);
  return words.size() > kLong || words.find('\n') != std::string_view::npos ? "" : std::string(words);
}

/// "2:5": line and column in characters
std::string place(std::string_view text, Span span) {
  std::size_t line = 1;
  std::size_t column = 1;
  for (const char c : text.substr(0, span.begin)) {
    if (c == '\n') {
      ++line;
      column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
      ++column;
    }
  }
  return fmt::format("{}:{}", line, column);
}

}  // namespace

std::string as_text(const Explanation& explanation, std::string_view text) {
  Rows rows{{"computed by", "cost", "operations", ""}};
  for (const Explanation::Alternative& one : explanation.alternatives) {
    rows.push_back(
        {"  " + one.name, std::to_string(one.cost), std::to_string(one.operations), one.chosen ? "chosen" : ""});
  }
  std::string lines = align(rows);
  Rows rewrites;
  for (const Explanation::Rewrite& one : explanation.rewrites) {
    rewrites.push_back({"  " + (one.span.empty() ? "" : place(text, one.span)), excerpt(text, one.span), one.equation});
  }
  if (!rewrites.empty()) lines += "rewritten for accuracy\n" + align(rewrites);
  return lines;
}

std::string as_json(const Explanation& explanation) {
  std::string mode;
  std::string alternatives;
  for (const Explanation::Alternative& one : explanation.alternatives) {
    if (one.chosen) mode = one.name;
    alternatives += fmt::format("{}{}: {{\"cost\": {}, \"operations\": {}}}", alternatives.empty() ? "" : ", ",
                                json_string(one.name), one.cost, one.operations);
  }
  std::string rewrites;
  for (const Explanation::Rewrite& one : explanation.rewrites) {
    rewrites += fmt::format("{}{}, \"begin\": {}, \"end\": {}}}", rewrites.empty() ? "" : ", ",
                            "{\"equation\": " + json_string(one.equation), one.span.begin, one.span.end);
  }
  return fmt::format("{{\"mode\": {}, \"alternatives\": {{{}}}, \"rewrites\": [{}]}}", json_string(mode), alternatives,
                     rewrites);
}

}  // namespace adc::tools
