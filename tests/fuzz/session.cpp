// Lines of an interactive session, one after the other.
#include "tools/session.h"

#include <algorithm>
#include <string>

#include "tests/fuzz/lines.h"
#include "tests/fuzz/target.h"

namespace adc::tests {
namespace {

const CompileOptions& options() {
  static const CompileOptions kOptions{
      .tier = Tier::Interpret,
      .limits = {.source_bytes = 1 << 14, .nesting = 100, .instructions = 2000, .bytes = 1 << 20, .seconds = 5}};
  return kOptions;
}

/// Whether a message is an internal error: a line that ends with its slug. Indented lines show what the user wrote.
bool is_internal(std::string_view message) {
  constexpr std::string_view kSlug = " [internal]";
  while (!message.empty()) {
    const std::string_view line = message.substr(0, message.find('\n'));
    if (!line.starts_with(' ') && line.ends_with(kSlug)) return true;
    message.remove_prefix(std::min(message.size(), line.size() + 1));
  }
  return false;
}

}  // namespace

void fuzz(std::string_view bytes) {
  tools::Session session(options());
  std::string text;  // lines that belong together
  bool ends = false;
  for_each_line(bytes, [&](std::string_view line) {
    if (ends) return;
    text += (text.empty() ? "" : "\n") + std::string(line);
    if (session.is_incomplete(text)) return;
    const tools::Reply reply = session.enter(text);
    must(!is_internal(reply.message), "no line is an internal error: " + reply.message);
    text.clear();
    ends = reply.ends;
  });
}

}  // namespace adc::tests
