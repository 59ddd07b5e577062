// What the derivative drivers share: the layout of derived functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "ir/function.h"
#include "passes/core/sharing_builder.h"
#include "passes/derive/term.h"

namespace adc::passes {

/// A program copied into the function that will hold its derivatives too.
struct Primal {
  std::vector<ir::ValueId> params;   ///< of the program
  std::vector<ir::ValueId> extra;    ///< the further inputs
  std::vector<ir::ValueId> outputs;  ///< of the program
};

/// A further input.
struct Wish {
  std::string name;
  ir::Shape shape;
};

/// Copies `fn` into `b`, which must be empty, sharing equal instructions; `wishes` are inputs that follow the
/// program's, and a name that is taken is numbered ("x.bar_2"). Its outputs become the first outputs, its bindings are
/// kept. O(n).
Primal copy_primal(const ir::Function& fn, SharingBuilder& b, const std::vector<Wish>& wishes = {});

/// The inputs `wrt` of the copied program.
[[nodiscard]] std::vector<ir::ValueId> variables_of(const Primal& primal, std::span<const std::uint32_t> wrt);

/// The names of derivatives: "d.x", or "y.d.x" for one of several outputs (its number where it has no name).
[[nodiscard]] std::string derivative_name(const ir::Function& fn, std::size_t output, std::uint32_t wrt);

/// "f.grad"
[[nodiscard]] std::string gradient_name(const ir::Function& fn);

/// The function that `b` has made, without what sweeps for each element of a tensor left behind: their seeds, and what
/// was made of those. O(n).
[[nodiscard]] ir::Function finish(SharingBuilder& b);

}  // namespace adc::passes
