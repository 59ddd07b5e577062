// Which pairs of variables a program is nonlinear in.
#pragma once

#include <cstdint>
#include <span>

#include "adc/sparsity.hpp"
#include "ir/function.h"

namespace adc::passes {

/// Where the Jacobian of all outputs of `fn` by the inputs `wrt` may be other than 0: a row per number of the outputs,
/// a column per number of the inputs, each counted one tensor after the other. `fn` has no `Diff`. Throws
/// `diag::Failure` ("too-much-memory" where sets would have more than `most` members, or that time is over). Linear in
/// elements and places, but for the logarithm of the places of a row.
[[nodiscard]] Sparsity jacobian_sparsity(const ir::Function& fn, std::span<const std::uint32_t> wrt, std::size_t most);

/// Where the Hessian of Σ outputs may be other than 0: both of its triangles. Each nonlinear operation brings the pairs
/// of what its operands depend on: as by pushing edges (Gower and Mello, A new framework for the computation of
/// Hessians, 2012) nothing is looked at where a program is linear from there on, so that long sums cost nothing.
/// Otherwise as above.
[[nodiscard]] Sparsity hessian_sparsity(const ir::Function& fn, std::span<const std::uint32_t> wrt, std::size_t most);

}  // namespace adc::passes
