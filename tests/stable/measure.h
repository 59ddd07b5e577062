// How far formulas are from the truth, as they are written and as the pass `stable` rewrites them.
#pragma once

#include <string>
#include <vector>

#include "passes/pipeline.h"
#include "tests/stable/cases.h"

namespace adc::test {

/// `count` points of a case's box: half spread evenly near 0, half by magnitude in both signs, and the ends, zeros,
/// tiny and huge numbers that lie in it. The same at each call.
[[nodiscard]] std::vector<std::vector<double>> points_of(const StableCase& c, std::size_t count);

/// The program of a formula.
[[nodiscard]] ir::Function parsed(const std::string& text);

/// `fn` made ready to run without the pass `stable`, and otherwise as at its level.
[[nodiscard]] ir::Function as_written(const ir::Function& fn);

/// What `derive` makes of `fn` at `level`; with constants still exact unless `legalised`.
[[nodiscard]] ir::Function compiled(const ir::Function& fn, Derive derive, Level level, bool legalised = true);

/// The outputs at a point.
[[nodiscard]] std::vector<double> values(const ir::Function& fn, const std::vector<double>& at);

}  // namespace adc::test
