// How programs write the parts of networks.
#pragma once

#include <string>
#include <string_view>

#include "adc/train/network.hpp"

namespace adc::inline ADC_ABI::train {

/// What stands before and after the argument of an activation.
struct ActivationText {
  std::string_view before;
  std::string_view after;
};
[[nodiscard]] ActivationText activation_text(std::string_view name);

/// The loss of the prediction y for the target t.
[[nodiscard]] std::string_view loss_formula(std::string_view name);

/// What is added to the loss: " + 0.001*(l2(W1) + l2(W2))".
[[nodiscard]] std::string penalty(const Network& network);

/// Added to variances before the root.
inline constexpr std::string_view kVarianceFloor = "1e-5";

}  // namespace adc::inline ADC_ABI::train
