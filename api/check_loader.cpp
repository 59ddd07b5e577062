#include "api/check_loader.h"

#include <fmt/core.h>

#include "ir/build.h"
#include "loading/library.h"

namespace adc::api {
namespace {

Precision load() {
  loading::Library library("libadc-check.so", "adc_check_build", ir::build());
  decltype(&precise::adc_check_oracle) oracle = nullptr;
  library.find("adc_check_oracle", oracle);
  if (oracle == nullptr) {
    return {
        nullptr,
        fmt::format("high precision is not available: {} (libadc-check.so of the same build belongs beside libadc.so; "
                    "it needs the package libmpfr6, and libmpfr-dev to be built)",
                    library.error())};
  }
  return {oracle(), ""};
}

}  // namespace

const Precision& precision() {
  static const Precision kLoaded = load();
  return kLoaded;
}

}  // namespace adc::api
