// The stable names of diagnostics, each with its class.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "adc/diagnostic.hpp"

namespace adc::diag {

/// A row of diag/slugs.def.
struct SlugInfo {
  std::string_view slug;
  ErrorClass error_class;
  std::string_view folder;
  std::string_view text;
};

/// All rows, in the order of the file.
inline constexpr auto kSlugs = std::to_array<SlugInfo>({
#define ADC_SLUG(slug, error_class, folder, text) {slug, ErrorClass::error_class, #folder, text},
#include "diag/slugs.def"
#undef ADC_SLUG
});

/// A name that is registered: another one does not compile.
class Slug {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): implicit, so that a call reads fail("bad-index", …)
  consteval Slug(const char* name) : row_(std::ranges::find(kSlugs, std::string_view(name), &SlugInfo::slug)) {
    if (row_ == kSlugs.end()) throw "register the slug in diag/slugs.def";
  }
  [[nodiscard]] const SlugInfo& info() const { return *row_; }

 private:
  const SlugInfo* row_;
};

}  // namespace adc::diag
