// IR to normal forms.
#pragma once

#include <vector>

#include "ir/function.h"
#include "passes/real/expr.h"
#include "passes/real/improve.h"
#include "passes/real/simplify_real.h"

namespace adc::passes::real {

/// The improved expression of each output of `fn`. A chain of sums (or of products) whose links nothing else uses
/// becomes one sum at once, so that long chains cost n log n. Iterative.
///
/// A derivative rule's guard `if(u = v, c, w)`, which states the convention at an isolated point, is dropped, as
/// `guards` says: people write w.
[[nodiscard]] std::vector<Expr> read_outputs(const ir::Function& fn, Guards guards, Pool& pool, Improver& improver);

}  // namespace adc::passes::real
