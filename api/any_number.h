// The loss of any number of examples.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adc/loss.hpp"
#include "run/summed.h"

namespace adc::inline ADC_ABI {

/// Functions of tiles of examples, for any number of them; and losses of fixed numbers, where that cannot be.
/// Thread-safe.
class AnyNumber {
 public:
  /// Of `one`, the program `text` of one example, of whose inputs those marked have one per example; `program(fn)` is
  /// what `fn` is compiled to.
  AnyNumber(const ir::Function& one, const std::vector<bool>& batched, std::string_view text,
            const LossOptions& options, const std::function<run::Compiled(ir::Function)>& program);

  /// The loss of so many, at least one, compiled at its first use for them. Throws where that fails.
  [[nodiscard]] const Loss& of(std::size_t examples) const;
  /// Makes the functions below; nullopt if all is well.
  [[nodiscard]] std::optional<Error> prepare() const;

 private:
  std::string text_;
  LossOptions options_;
  std::int64_t tile_;
  run::Compiled loss_;
  run::Compiled all_;
  mutable std::mutex mutex_;
  mutable std::map<std::size_t, Loss> by_number_;

 public:
  run::Summed value;
  run::Summed gradient;
  run::Summed everything;
};

}  // namespace adc::inline ADC_ABI
