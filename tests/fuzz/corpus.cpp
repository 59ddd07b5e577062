// Lines of JSON: whatever is a record is checked as `adc check --corpus` does.
#include "adc/adc.hpp"
#include "tests/fuzz/lines.h"
#include "tests/fuzz/target.h"

namespace adc::tests {
namespace {

const CompileOptions& options() {
  static const CompileOptions kOptions{
      .tier = Tier::Interpret,
      .limits = {.source_bytes = 1 << 12, .nesting = 100, .instructions = 1000, .bytes = 1 << 20, .seconds = 5}};
  return kOptions;
}

void take(std::string_view line) {
  const Result<std::optional<Record>> record = read_record(line);
  if (!record) return must_be_a_refusal(record.error(), line);
  if (!record->has_value()) return;
  must(!(*record)->formula.empty() && !(*record)->value.empty(), "a record has a formula and a value");
  const Result<CheckReport> report = check(**record, options());
  if (!report) return must_be_a_refusal(report.error(), (*record)->formula);
  must(report->points.size() == 1, "a record is checked at its point");
}

}  // namespace

void fuzz(std::string_view bytes) { for_each_line(bytes, take); }

}  // namespace adc::tests
