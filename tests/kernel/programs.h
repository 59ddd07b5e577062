// Functions of tensors for the tests of the kernel form.
#pragma once

#include <string>
#include <vector>

#include "ir/function.h"

namespace adc::tests {

struct NamedFunction {
  std::string name;
  ir::Function fn;  ///< legalised
};

/// Values and gradients of one program per op of tensors and way of using it, of random programs and graphs in both
/// float types, and of networks over a batch.
[[nodiscard]] const std::vector<NamedFunction>& tensor_functions();

/// The loss of one example: layers W·x + b with tanh between them, and the cross-entropy of the softmax with a target;
/// all widths 1: a logistic regression of x.
[[nodiscard]] ir::Function network(const std::vector<std::int64_t>& widths, ir::DType type);

/// The loss of a network with one hidden layer, widths 3-4-2, over a batch of three examples: its gradient.
[[nodiscard]] ir::Function network_gradient(ir::DType type, const std::vector<std::int64_t>& widths,
                                            std::int64_t batch);

}  // namespace adc::tests
