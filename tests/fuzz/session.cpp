// Lines of an interactive session, one after the other.
#include "adc/session.hpp"

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

/// Whether a line is one that a fuzzer had better not enter: it would write and read files.
bool is_about_files(std::string_view text) {
  return text.find(":save") != std::string_view::npos || text.find(":load") != std::string_view::npos;
}

}  // namespace

void fuzz(std::string_view bytes) {
  Session session(options());
  std::string text;  // lines that belong together
  bool ends = false;
  for_each_line(bytes, [&](std::string_view line) {
    if (ends) return;
    text += (text.empty() ? "" : "\n") + std::string(line);
    (void)session.tokens(text);
    (void)session.complete(text, text.size() / 2);
    (void)session.hint(text, text.size());
    if (!session.is_complete(text)) return;
    if (is_about_files(text)) return text.clear();
    const Reply reply = session.submit(text);
    must(!reply.error || reply.error->error_class != ErrorClass::Internal,
         "no line is an internal error: " + messages(reply));
    (void)to_text(reply);
    text.clear();
    ends = reply.ends;
  });
}

}  // namespace adc::tests
