// adc cache: native code that is kept from one process to the next.
#include <fmt/format.h>

#include "tools/command.h"
#include "tools/failure.h"
#include "tools/report/output.h"
#include "tools/report/results.h"

namespace adc::tools {
namespace {

std::string as_text(const CacheState& state) {
  const std::string share = fmt::format("{} of at most {} bytes", state.bytes, state.max_bytes);
  return align({{"folder", state.folder.empty() ? "none" : state.folder},
                {"used", state.reason.empty() ? "yes" : "no: " + state.reason},
                {"entries", std::to_string(state.entries)},
                {"size", share}});
}

std::string as_json(const CacheState& state) {
  return fmt::format(
      R"({{"schema": "adc.cache.1", "folder": {}, "used": {}, "reason": {}, "entries": {}, "bytes": {}, "max_bytes": {}}})",
      json_string(state.folder), state.reason.empty(), json_string(state.reason), state.entries, state.bytes,
      state.max_bytes);
}

void print(const CacheState& state, const Words& words) {
  const std::string text = words.has("--json") ? as_json(state) : as_text(state);
  print_result(text.ends_with('\n') ? text : text + '\n');
}

/// Throws what went wrong, as the program says it.
void require(const std::optional<Error>& error) {
  if (error) throw failure(error->diagnostic().slug, error->diagnostic().message);
}

std::optional<Error> clear() {
  const Result<std::size_t> removed = clear_cache();
  return removed ? std::nullopt : std::optional(removed.error());
}

void run_cache(const Words& words) {
  const std::vector<std::string>& all = words.positional();
  if (all.size() > 1) throw failure("unexpected-word", fmt::format("`{}` has no use here", all[1]));
  const std::string what = all.empty() ? "stats" : all[0];
  if (what == "clear")
    require(clear());
  else if (what == "off" || what == "on")
    require(switch_cache(what == "on"));
  else if (what != "stats")
    throw failure("unexpected-word", fmt::format("`{}` has no use here", what),
                  {"it is one of `stats`, `clear`, `off` and `on`"});
  print(cache_state(), words);
}

}  // namespace

Command cache_command() {
  return {.name = "cache",
          .arguments = "[stats|clear|off|on] [--json]",
          .summary = "native code that is kept on disk: what there is, remove it, keep none, keep it again",
          .options = {{"--json", "", "", "print one JSON object"}, {"--help", "-h", "", "print this"}},
          .examples = {"adc cache", "adc cache clear", "adc cache off",
                       "ADC_CACHE=off adc eval 'sin(x)' x=1 --tier native"},
          .run = &run_cache};
}

}  // namespace adc::tools
