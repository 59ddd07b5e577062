// Function::check and the records of a corpus.
#include "analysis/check.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "adc/adc.hpp"
#include "api/check_loader.h"
#include "api/externals.h"
#include "api/state.h"
#include "run/guard.h"
#include "run/jit_loader.h"

namespace adc::inline ADC_ABI {
namespace {

/// High precision takes some 100 µs for each function, several times over, compilation in three modes some 20 µs an
/// operation: what has more operations does without.
constexpr std::size_t kMaxPreciseSize = 5'000;
constexpr std::size_t kMaxNativeSize = 20'000;

std::string left_out(const char* what, std::size_t limit) {
  return fmt::format("{} is left out: the program has more than {} operations", what, limit);
}

/// Native code as a function object; empty where there is none, and then `error` says why.
analysis::Instruments::Evaluator native_evaluator(const ir::Function& fn, std::string& error) {
  Result<run::NativeCode> compiled = run::compile_native(fn);
  if (!compiled) {
    error = compiled.error().diagnostic().message;
    return {};
  }
  const auto code = std::make_shared<const run::NativeCode>(*std::move(compiled));
  return [code](std::span<const double> x, std::span<double> y) {
    std::vector<std::max_align_t> workspace(code->workspace_bytes() / sizeof(std::max_align_t) + 1);
    code->entry()(x.data(), y.data(), workspace.data());
  };
}

/// The record's numbers in the layout of Derive::Gradient.
std::vector<std::string> expected(const Record& record, const Function& function) {
  std::vector<std::string> numbers{record.value};
  for (const std::string& variable : function.wrt()) {
    const auto found = std::ranges::find_if(
        record.grad, [&](const auto& partial) { return canonical_name(partial.first) == variable; });
    numbers.push_back(found == record.grad.end() ? "" : found->second);
  }
  return numbers;
}

std::vector<double> point_of(const Record& record, const Function& function) {
  std::vector<double> point;
  for (const std::string& input : function.inputs()) {
    const auto found =
        std::ranges::find_if(record.vars, [&](const auto& var) { return canonical_name(var.first) == input; });
    if (found != record.vars.end()) point.push_back(found->second);
  }
  return point;
}

}  // namespace

Result<CheckReport> Function::check(const CheckOptions& options) const {
  const run::Compiled& program = state_->program;
  if (const std::optional<Error> error = program.refuse_tensors("a check")) return *error;
  if (const auto error = refuse_externals(program, "nothing is known of it in high precision")) return *error;
  if (program.fn.float_type() != ir::DType::F64)
    return diag::diagnose("wrong-dtype", {},
                          "a check compares double precision, and this program is in single precision");
  api::Precision precision = api::precision();
  const std::size_t size = program.fn.size();
  if (size > kMaxPreciseSize) precision = {.error = left_out("high precision", kMaxPreciseSize)};
  std::string no_native;
  analysis::Instruments instruments{.oracle = precision.oracle, .compile = {}};
  if (size > kMaxNativeSize) {
    no_native = left_out("native code", kMaxNativeSize);
  } else if (program.tier != Tier::Interpret) {
    instruments.compile = [&](const ir::Function& fn) { return native_evaluator(fn, no_native); };
  }
  Result<CheckReport> report =
      state_->guarded([&] { return analysis::check(program.fn, program.plan, program.text, options, instruments); });
  if (!report) return program.rendered(report.error());
  report->no_precision = precision.error;
  report->no_native = no_native;
  return report;
}

Result<CheckReport> check(const Record& record, const CompileOptions& options) {
  CompileOptions own = options;
  own.source_name = record.id;
  for (const auto& [name, value] : record.vars) own.inputs.push_back(canonical_name(name).value_or(name));
  const Result<Function> function = compile(record.formula, own);
  if (!function) return function.error();
  CheckOptions where;
  where.points = {point_of(record, *function)};
  where.expected = expected(record, *function);
  return function->check(where);
}

}  // namespace adc::inline ADC_ABI
