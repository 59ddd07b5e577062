#include "run/targets_loader.h"

#include <fmt/core.h>

#include <vector>

#include "diag/diagnostics.h"
#include "ir/build.h"
#include "loading/library.h"

namespace adc::run {
namespace {

constexpr const char* kTargetsLibrary = "libadc-targets.so";

/// The entry point of libadc-targets, or why there is none.
struct Entry {
  loading::Library library{kTargetsLibrary, "adc_targets_build", ir::build()};
  decltype(&targets::adc_targets_emit) emit = nullptr;

  Entry() { library.find("adc_targets_emit", emit); }
};

const Entry& entry() {
  static const Entry kFound;
  return kFound;
}

/// "there are a, b and c", in lines that people read.
std::string listed(const std::vector<std::string>& choices) {
  std::string all = "there are ";
  for (std::size_t i = 0; i < choices.size(); ++i)
    all += (i == 0 ? "" : i + 1 == choices.size() ? " and " : ", ") + choices[i];
  return all;
}

}  // namespace

Result<std::string> emit_binary(const ir::Function& fn, const targets::Request& request) {
  const std::string& error = entry().library.error();
  if (!error.empty())
    return diag::diagnose("native-unavailable", {}, "code cannot be written: " + error,
                          {fmt::format("{} of the same build belongs beside libadc.so", kTargetsLibrary)});
  std::string bytes;
  targets::Refusal refusal;
  if (entry().emit(fn, request, bytes, refusal)) return bytes;
  if (refusal.kind == targets::Refusal::Kind::Machine)
    return diag::diagnose("unknown-machine", {}, refusal.message, {listed(refusal.choices)});
  return diag::diagnose("native-failed", {}, "cannot write code: " + refusal.message, {});
}

}  // namespace adc::run
