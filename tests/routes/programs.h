// The programs that are taken through the routes.
#pragma once

#include <functional>
#include <string>

namespace adc::tests {

/// A text in adc's language; `label` says where it comes from.
struct Program {
  std::string label;
  std::string text;
};

/// The formulas of the corpora, where they are (`corpora_folder`).
void for_each_formula(const std::function<void(const Program&)>& take);

/// Random programs of scalars: `ADC_ROUTES_CASES` of them, else `count`, beginning with the seed `ADC_ROUTES_SEED`.
void for_each_random_program(std::size_t count, const std::function<void(const Program&)>& take);

/// Random programs of tensors, as IR text; likewise.
void for_each_random_tensor_program(std::size_t count, const std::function<void(const Program&)>& take);

}  // namespace adc::tests
