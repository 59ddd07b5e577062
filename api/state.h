// What a handle to a compiled program shares.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "adc/adc.hpp"
#include "run/guard.h"
#include "run/variant.h"

namespace adc::inline ADC_ABI {

/// How many numbers, or tensors, a derived function takes and gives.
struct Sizes {
  std::size_t in = 0;
  std::size_t out = 0;
};

struct __attribute__((visibility("hidden"))) Function::State {
  run::Compiled program;
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  std::vector<std::string> wrt;
  std::vector<Extents> input_shapes;
  std::vector<Extents> output_shapes;
  std::vector<Extents> wrt_shapes;
  std::size_t input_size = 0;  ///< numbers in all inputs; the others likewise
  std::size_t output_size = 0;
  std::size_t wrt_size = 0;
  std::vector<std::optional<double>> defaults;
  std::vector<Diagnostic> notes;
  std::vector<std::string> value_names;  ///< what `result_names` calls the values; empty: as usual
  bool only_defines = false;

  // Below, one per enumerator of `Derive`, in their order.
  std::array<Sizes, 6> all_numbers;
  std::array<Sizes, 6> all_tensors;
  std::array<run::Variant, 6> variants{run::Variant{program, Derive::Value},   run::Variant{program, Derive::Gradient},
                                       run::Variant{program, Derive::Hessian}, run::Variant{program, Derive::Jvp},
                                       run::Variant{program, Derive::Vjp},     run::Variant{program, Derive::Hvp}};

  /// Names and shapes of inputs and outputs are the program's; those of derivatives as its plan says.
  explicit State(run::Compiled compiled);
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  /// The indices of inputs by name. Error: "unknown-variable", with a suggestion.
  [[nodiscard]] Result<std::vector<std::uint32_t>> indices(std::span<const std::string> names) const;

  [[nodiscard]] const Sizes& numbers(Derive derive) const { return all_numbers[static_cast<std::size_t>(derive)]; }
  [[nodiscard]] const Sizes& tensors(Derive derive) const { return all_tensors[static_cast<std::size_t>(derive)]; }
  [[nodiscard]] const run::Variant& variant(Derive derive) const { return variants[static_cast<std::size_t>(derive)]; }

  /// `make()`, within the program's time.
  template <typename Make>
  auto guarded(Make&& make) const -> decltype(make()) {
    return run::guarded(program.plan.limits, make);
  }
};

/// `program` with derivatives for the inputs `wrt` alone, also where that is none.
[[nodiscard]] run::Compiled for_variables(run::Compiled program, std::vector<std::uint32_t> wrt);

/// Why `fn` could not be derived, with the place in the text: what level `Real` has rewritten has none, so that the
/// program as it is written is asked, too.
[[nodiscard]] Error with_span(const Error& error, const ir::Function& fn, passes::Plan plan);

}  // namespace adc::inline ADC_ABI
