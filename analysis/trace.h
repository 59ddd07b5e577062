// The forward and backward tables of the lectures, with numbers.
#pragma once

#include <span>
#include <string>

#include "adc/graph.hpp"
#include "adc/result.hpp"
#include "ir/function.h"

namespace adc::analysis {

/// The value and the derivatives of `program` (one output) at a point as two tables. Forward: a row per binding of the
/// text, in order, and one for the result. Backward: a row per contribution to an adjoint, with the local derivative as
/// a formula and a number; where a value is used several times the contributions are added with `+=`, and the running
/// sum is shown. A program without bindings has a row per operation instead, named v1, v2, …
///
///     forward, at x = 0.5
///       t  = x²       = 0.25
///       u1 = sin(t)   = 0.24740395925452294
///       …
///     backward
///       dJ/du   = -sin(u)                                                  = -0.8400648859538165
///       …
///       dJ/dt  += dJ/du2·du2/dt   du2/dt = 3                               = …   dJ/dt = …
///
/// Of programs with tensors the rows of the second table are what backpropagation computes, "dL/dW = dL/dz*xᵀ".
///
/// `inputs` are the values of the parameters, flat, in order. Errors: those of `graph` (analysis/graph.h). Thread-safe.
/// Linear in the program (and in the formulas of the local derivatives).
[[nodiscard]] Result<std::string> trace(const ir::Function& program, std::span<const double> inputs);

/// The tables of a graph in its notation (`adc::trace`); each writer takes a graph of that notation.
[[nodiscard]] std::string trace(const Graph& graph);
[[nodiscard]] std::string trace_text(const Graph& graph);
[[nodiscard]] std::string trace_latex(const Graph& graph);
[[nodiscard]] std::string trace_html(const Graph& graph);

}  // namespace adc::analysis
