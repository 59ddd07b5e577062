#include "api/parse_options.h"

#include <fmt/core.h>

#include <algorithm>

#include "api/externals.h"
#include "diag/diagnostics.h"

namespace adc::inline ADC_ABI {
namespace {

Result<std::map<std::string, ir::Shape>> shapes_of(const std::map<std::string, Extents>& given) {
  std::map<std::string, ir::Shape> shapes;
  for (const auto& [name, extents] : given) {
    const bool negative = std::ranges::any_of(extents, [](std::int64_t extent) { return extent < 0; });
    if (extents.size() > ir::Shape::kMaxRank || negative) {
      return diag::diagnose("tensor-too-large", {},
                            fmt::format("the shape of `{}` is none: it has 0 to 8 axes, and no negative extent", name));
    }
    shapes[name] = ir::Shape(extents);
  }
  return shapes;
}

std::vector<parser::ParseOptions::External> externals_of(const CompileOptions& options) {
  std::vector<parser::ParseOptions::External> externals;
  for (const External& external : options.externals) {
    externals.push_back(
        {external.name(), static_cast<std::uint32_t>(external.arguments()), ExternalAccess::number(external)});
  }
  return externals;
}

}  // namespace

Result<parser::ParseOptions> parse_options_of(const CompileOptions& options) {
  Result<std::map<std::string, ir::Shape>> shapes = shapes_of(options.shapes);
  if (!shapes) return shapes.error();
  return parser::ParseOptions{.limits = options.limits,
                              .name = options.name,
                              .inputs = options.inputs,
                              .columns = options.columns,
                              .known = options.known,
                              .allowed = options.allowed_inputs,
                              .externals = externals_of(options),
                              .shapes = *std::move(shapes),
                              .dims = options.dims,
                              .context = options.context,
                              .syntax = options.syntax,
                              .bindings_are_inputs = options.bindings_are_inputs};
}

}  // namespace adc::inline ADC_ABI
