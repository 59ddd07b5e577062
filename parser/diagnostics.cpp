#include "parser/diagnostics.h"

#include <algorithm>
#include <array>
#include <cassert>

#include "ir/builder.h"

namespace adc::parser {
namespace {

using enum ErrorClass;
constexpr auto kSlugs = std::to_array<SlugInfo>({
#define ADC_SLUG(slug, error_class, folder, text) {slug, error_class, #folder, text},
#include "parser/slugs.def"
#undef ADC_SLUG
});

}  // namespace

std::span<const SlugInfo> all_slugs() { return kSlugs; }

std::string quote(std::string_view text) {
  std::string quoted = "`";
  quoted += text;
  quoted += '`';
  return quoted;
}

Diagnostic diagnose(std::string_view slug, Span span, std::string message, std::vector<std::string> help,
                    std::vector<Label> labels) {
  const SlugInfo* const row = std::ranges::find(kSlugs, slug, &SlugInfo::slug);
  assert(row != kSlugs.end() && "register the slug in parser/slugs.def");
  return {std::string(slug), row->error_class, span, std::move(message), std::move(labels), std::move(help)};
}

void fail(std::string_view slug, Span span, std::string message, std::vector<std::string> help,
          std::vector<Label> labels) {
  throw ir::Failure(diagnose(slug, span, std::move(message), std::move(help), std::move(labels)));
}

}  // namespace adc::parser
