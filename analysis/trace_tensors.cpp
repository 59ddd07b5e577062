#include "analysis/trace_tensors.h"

#include <fmt/core.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "adc/result.hpp"
#include "analysis/extract.h"
#include "analysis/table.h"
#include "analysis/trace_rows.h"
#include "diag/diagnostics.h"
#include "emit/formula.h"
#include "ir/builder.h"
#include "ir/evaluate_tensors.h"
#include "ir/interpreter.h"
#include "ir/scalars.h"
#include "passes/pipeline.h"

namespace adc::analysis {
namespace {

using ir::index;
using ir::ValueId;

constexpr std::size_t kShown = 12;  ///< numbers of a tensor, before it is shortened

/// What one row contributes to the adjoint of one that it is computed from.
struct Contribution {
  std::string formula;
  std::vector<double> numbers;
};

/// One trace in the making.
class TensorTracer {
 public:
  TensorTracer(const ir::Function& fn, std::span<const double> inputs)
      : fn_(fn), ranges_(fn), numbers_(ranges_.total()), chosen_(choose_rows(fn)) {
    ir::evaluate_tensors<double>(fn, ranges_, inputs, numbers_);
    const std::size_t rows = chosen_.rows.size();
    parts_.resize(rows);
    sources_.resize(rows);
    adjoints_.resize(rows);
    for (std::size_t i = fn.params().size(); i < rows; ++i) {
      parts_[i] = extract(fn, value(i), chosen_.named);
      for (std::size_t k = 0; k < parts_[i].inputs.size(); ++k) {
        if (parts_[i].fn.params()[k].kind == ir::ParamKind::Param) sources_[i].push_back(source(i, k));
      }
    }
  }

  std::string tables() {
    return fmt::format("forward\n{}backward\n{}", align(forward(), "  "), align(backward(), "  "));
  }

 private:
  [[nodiscard]] ValueId value(std::size_t row) const { return chosen_.rows[row].value; }
  [[nodiscard]] const std::string& name(std::size_t row) const { return chosen_.rows[row].name; }
  [[nodiscard]] std::size_t result() const { return chosen_.rows.size() - 1; }
  [[nodiscard]] std::string adjoint_name(std::size_t row) const {
    return fmt::format("d{}/d{}", name(result()), name(row));
  }
  /// The row that input `k` of row `i`'s computation is.
  [[nodiscard]] std::size_t source(std::size_t i, std::size_t k) const {
    return chosen_.row_of.at(index(parts_[i].inputs[k]));
  }
  [[nodiscard]] std::span<const double> numbers(ValueId id) const {
    return std::span(numbers_).subspan(ranges_.begin(id), ranges_.size(id));
  }
  [[nodiscard]] std::string shown(std::size_t row, std::span<const double> of) const {
    return "= " + to_text(fn_.shape(value(row)).dims(), of, kShown);
  }

  [[nodiscard]] Rows forward() const {
    Rows table;
    for (std::size_t i = 0; i <= result(); ++i) {
      const bool is_input = i < fn_.params().size();
      const std::string formula = is_input ? "" : "= " + on_one_line(emit::formula(parts_[i].fn));
      table.push_back({name(i), formula, shown(i, numbers(value(i)))});
    }
    return table;
  }

  [[nodiscard]] Rows backward() {
    Rows table;
    adjoints_[result()] = {1.0};
    for (const std::size_t target : backward_order(sources_)) {
      const auto uses = [&](std::size_t user) { return std::ranges::count(sources_[user], target) > 0; };
      std::vector<std::size_t> users;
      for (std::size_t user = 0; user <= result(); ++user) {
        if (uses(user) && !adjoints_[user].empty()) users.push_back(user);
      }
      for (const std::size_t user : users) add(table, target, user, users.size() > 1);
    }
    return table;
  }

  void add(Rows& table, std::size_t target, std::size_t user, bool several) {
    const Contribution one = contribution(user, target);
    std::vector<double>& sum = adjoints_[target];
    const bool first = sum.empty();
    if (first) {
      sum = one.numbers;
    } else {
      std::ranges::transform(sum, one.numbers, sum.begin(), std::plus<>());
    }
    const std::string running = several && !first ? fmt::format("{} {}", adjoint_name(target), shown(target, sum)) : "";
    table.push_back(
        {adjoint_name(target), (several ? "+= " : "=  ") + one.formula, shown(target, one.numbers), running});
  }

  /// ⟨s, u⟩ as a function of u's inputs and of s, an input named as u's adjoint: its derivative is what u contributes.
  [[nodiscard]] ir::Function paired(std::size_t user) const {
    const ir::Function& part = parts_[user].fn;
    ir::Builder b(part.name());
    std::vector<ValueId> to = ir::copy_params(part, b);
    const ValueId u = part.outputs()[0].value;
    const ValueId seed = b.param(adjoint_name(user), ir::ParamKind::Data, part.type(u));
    std::vector<ValueId> operands;
    for (std::size_t i = part.params().size(); i < part.size(); ++i) {
      operands.clear();
      for (const ValueId operand : part.operands(ir::value_id(i))) operands.push_back(to[index(operand)]);
      to.push_back(b.clone(part, ir::value_id(i), operands));
    }
    std::vector<std::int64_t> axes(part.shape(u).rank());
    std::iota(axes.begin(), axes.end(), 0);
    b.output(b.dot(seed, to[index(u)], {.lhs_contracted = axes, .rhs_contracted = axes}));
    return b.finish();
  }

  [[nodiscard]] Contribution contribution(std::size_t user, std::size_t target) const {
    const Extracted& part = parts_[user];
    const bool direct = user == result();
    const ir::Function fn = direct ? part.fn : paired(user);
    passes::Plan plan{.derive = Derive::Gradient, .mode = Mode::Reverse};
    std::vector<double> in;
    for (std::size_t k = 0; k < part.inputs.size(); ++k) {
      const std::span<const double> given = numbers(part.inputs[k]);
      in.insert(in.end(), given.begin(), given.end());
      if (source(user, k) == target) plan.wrt = {static_cast<std::uint32_t>(k)};
    }
    if (!direct) in.insert(in.end(), adjoints_[user].begin(), adjoints_[user].end());
    const ir::Function compiled = passes::run(fn, plan).value();
    std::vector<double> out(ir::flat_outputs(compiled));
    ir::interpret(compiled, in, out);
    out.erase(out.begin());
    plan.level = Level::Real;
    plan.legalise = false;
    const ir::Function readable = passes::run(fn, plan).value();
    return {on_one_line(emit::formula(keep_output(readable, 1))), std::move(out)};
  }

  const ir::Function& fn_;
  ir::ValueRanges ranges_;
  std::vector<double> numbers_;
  TraceRows chosen_;
  std::vector<Extracted> parts_;                   ///< per row its computation from other rows
  std::vector<std::vector<std::size_t>> sources_;  ///< per row the rows that it passes its adjoint on to
  std::vector<std::vector<double>> adjoints_;
};

}  // namespace

std::string trace_tensors(const ir::Function& fn, std::span<const double> inputs) {
  if (fn.shape(fn.outputs()[0].value).rank() > 0) {
    throw Error(diag::diagnose("not-a-loss", {}, "a trace is of a number, and the program gives a tensor",
                               {"a sum of its elements, or one of them, is a number"}));
  }
  return TensorTracer(fn, inputs).tables();
}

}  // namespace adc::analysis
