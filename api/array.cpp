#include "adc/array.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <limits>

#include "adc/adc.hpp"
#include "analysis/table.h"
#include "data/mapped_file.h"
#include "data/npy.h"
#include "diag/diagnostics.h"
#include "run/guard.h"

namespace adc::inline ADC_ABI {
std::string to_text(const Array& array, std::size_t most) {
  return analysis::to_text(array.shape, array.numbers, most);
}

Result<Array> evaluate_array(std::string_view text, std::string_view source_name, const Limits& limits) {
  const Result<Function> constant = compile(
      text,
      {.source_name = std::string(source_name), .tier = Tier::Interpret, .level = Level::Exact, .limits = limits});
  if (!constant) return constant.error();
  if (!constant->inputs().empty() || constant->outputs().size() != 1) {
    const bool free = !constant->inputs().empty();
    const Diagnostic diagnostic =
        diag::diagnose("not-constant", {},
                       free ? fmt::format("`{}` is not a constant: it depends on `{}`", text, constant->inputs()[0])
                            : fmt::format("`{}` is not one value", text));
    return Error(render(diagnostic, source_name, text), diagnostic);
  }
  return run::guarded(limits, [&]() -> Result<Array> {
    if (std::optional<Error> error = constant->prepare(Derive::Value)) return *std::move(error);
    Array array{.shape = constant->output_shapes()[0], .numbers = std::vector<double>(constant->output_size())};
    constant->values({}, array.numbers);
    return array;
  });
}

Result<double> evaluate_constant(std::string_view text, std::string_view source_name) {
  const Result<Array> array = evaluate_array(text, source_name);
  if (!array) return array.error();
  if (array->shape.empty()) return array->numbers[0];
  const Diagnostic diagnostic = diag::diagnose("not-constant", {}, fmt::format("`{}` is not one number", text));
  return Error(render(diagnostic, source_name, text), diagnostic);
}

Result<Array> read_npy(const std::string& path) {
  return run::guarded({}, [&]() -> Result<Array> {
    try {
      constexpr auto kMost = static_cast<std::size_t>(
          std::min<std::uint64_t>(std::uint64_t{1} << 40U, std::numeric_limits<std::size_t>::max()));
      const data::MappedFile file(path, kMost);
      return data::parse_npy(file.bytes());
    } catch (const Error& error) {
      return error;
    }
  });
}

}  // namespace adc::inline ADC_ABI
