#include "analysis/trace.h"

#include <fmt/core.h>

#include <algorithm>
#include <unordered_map>

#include "analysis/extract.h"
#include "analysis/table.h"
#include "analysis/trace_rows.h"
#include "analysis/trace_tensors.h"
#include "diag/diagnostics.h"
#include "emit/formula.h"
#include "ir/builder.h"
#include "ir/interpreter.h"
#include "ir/text.h"
#include "passes/pipeline.h"

namespace adc::analysis {
namespace {

using ir::index;
using ir::ValueId;

/// A derivative of one row's value with respect to one of the values that it is computed from.
struct Partial {
  std::size_t row;  ///< of that value
  std::string formula;
  double number;
};

/// A partial of a row.
struct Use {
  std::size_t row;
  std::size_t partial;
};

/// A named value: an input, a binding, an operation or the result.
struct Row {
  ValueId value{};
  std::string name;
  std::string formula;  ///< empty for an input
  double number = 0;
  double adjoint = 0;
  std::vector<Partial> partials;
  std::vector<Use> users;    ///< partials with respect to this row, by ascending row
  bool chooses = false;      ///< its computation has a select
  bool conditional = false;  ///< a select decides whether the result depends on it
};

/// What a row's computation is derived to, whatever its inputs are called.
struct Derived {
  ir::Function compiled;  ///< the value, then the partials
  ir::Function readable;  ///< the same, for people; empty where nothing varies
};

/// Most rows of a long trace differ in their names alone; so many that do not are derived, each in its turn.
constexpr std::size_t kMaxShapes = 20'000;
/// Symbolic derivatives take a sweep per input.
constexpr std::size_t kMaxInputs = 1'000;

/// One trace in the making.
class Tracer {
 public:
  Tracer(const ir::Function& fn, std::span<const double> inputs) : fn_(fn), inputs_(inputs) {}

  std::string tables() {
    choose();
    for (std::size_t i = 0; i < rows_.size(); ++i) compute(i);
    return fmt::format("forward{}\n{}backward\n{}", point(), align(forward(), "  "), align(backward(), "  "));
  }

 private:
  void choose();
  void compute(std::size_t i);
  void differentiate(std::size_t i, const Extracted& part);
  [[nodiscard]] const Derived& derived(const ir::Function& part);
  [[nodiscard]] std::string point() const;
  [[nodiscard]] std::vector<std::vector<std::string>> forward() const;
  [[nodiscard]] std::vector<std::vector<std::string>> backward();
  [[nodiscard]] std::vector<std::size_t> order() const;
  [[nodiscard]] static double contribution(const Row& user, const Partial& partial);
  [[nodiscard]] static std::string d(const Row& of, const Row& by) { return fmt::format("d{}/d{}", of.name, by.name); }
  [[nodiscard]] const Row& result() const { return rows_.back(); }
  [[nodiscard]] bool is_input(std::size_t row) const { return row < fn_.params().size(); }

  const ir::Function& fn_;
  std::span<const double> inputs_;
  TraceRows chosen_;
  std::vector<Row> rows_;                             ///< as chosen
  std::unordered_map<std::string, Derived> derived_;  ///< by shape
};

void Tracer::choose() {
  chosen_ = choose_rows(fn_);
  for (const TraceRows::Row& row : chosen_.rows) rows_.push_back({.value = row.value, .name = row.name});
}

void Tracer::compute(std::size_t i) {
  Row& row = rows_[i];
  if (is_input(i)) {
    row.number = inputs_[i];
    return;
  }
  const Extracted part = extract(fn_, row.value, chosen_.named);
  row.formula = on_one_line(emit::formula(part.fn));
  row.chooses = std::any_of(part.fn.insts().begin(), part.fn.insts().end(),
                            [](const ir::Inst& inst) { return inst.op == ir::Op::Select; });
  differentiate(i, part);
}

bool varies(const ir::Function& fn) {
  return std::ranges::any_of(fn.params(), [](const ir::Param& param) { return param.kind == ir::ParamKind::Param; });
}

/// What a function computes, without the names of its inputs.
std::string shape(const ir::Function& fn) {
  const std::string text = ir::print(fn);
  std::string shape = text.substr(text.find("{\n"));
  for (std::size_t i = 0; i < fn.params().size(); ++i) {
    shape += (fn.params()[i].kind == ir::ParamKind::Param ? " param " : " data ") + to_string(fn.type(ir::value_id(i)));
  }
  return shape;
}

[[noreturn]] void refuse(std::string message) {
  diag::fail("trace-too-long", {}, std::move(message),
             {"`adc eval PROGRAM name=value … --grad` gives the derivatives alone"});
}

const Derived& Tracer::derived(const ir::Function& part) {
  const auto [place, is_new] = derived_.try_emplace(shape(part));
  if (!is_new) return place->second;
  if (derived_.size() > kMaxShapes) refuse(fmt::format("the trace has more than {} different operations", kMaxShapes));
  if (part.params().size() > kMaxInputs) refuse(fmt::format("an operation has more than {} inputs", kMaxInputs));
  passes::Plan plan{.derive = varies(part) ? Derive::Gradient : Derive::Value, .mode = Mode::Symbolic};
  place->second.compiled = passes::run(part, plan).value();
  if (!varies(part)) return place->second;
  plan.level = Level::Real;
  plan.legalise = false;
  place->second.readable = passes::run(part, plan).value();
  return place->second;
}

/// Fills in the number of a row and its partials.
void Tracer::differentiate(std::size_t i, const Extracted& part) {
  const auto& [compiled, readable] = derived(part.fn);
  std::vector<double> in;
  in.reserve(part.inputs.size());
  for (const ValueId id : part.inputs) in.push_back(rows_[chosen_.row_of.at(index(id))].number);
  std::vector<double> out(compiled.outputs().size());
  ir::interpret(compiled, in, out);
  rows_[i].number = out[0];
  if (!varies(part.fn)) return;

  ValueNames names;
  for (std::size_t k = 0; k < part.inputs.size(); ++k) names.emplace(k, part.fn.params()[k].name);
  std::size_t output = 1;
  for (std::size_t k = 0; k < part.inputs.size(); ++k) {
    if (part.fn.params()[k].kind != ir::ParamKind::Param) continue;
    const std::size_t by = chosen_.row_of.at(index(part.inputs[k]));
    const std::string formula =
        on_one_line(emit::formula(extract(readable, readable.outputs()[output].value, names).fn));
    rows_[by].users.push_back({i, rows_[i].partials.size()});
    rows_[i].partials.push_back({by, formula, out[output++]});
  }
}

std::string Tracer::point() const {
  std::string text;
  for (std::size_t i = 0; i < fn_.params().size(); ++i) {
    text += fmt::format("{}{} = {}", i == 0 ? ", at " : ", ", rows_[i].name, to_text(rows_[i].number));
  }
  return text;
}

/// " = NUMBER", unless the formula is that number.
std::string equals(const std::string& formula, double number) {
  const std::string text = to_text(number);
  return formula == text ? "" : "= " + text;
}

std::vector<std::vector<std::string>> Tracer::forward() const {
  std::vector<std::vector<std::string>> table;
  for (std::size_t i = fn_.params().size(); i < rows_.size(); ++i) {
    const Row& row = rows_[i];
    table.push_back({row.name, "= " + row.formula, equals(row.formula, row.number)});
  }
  return table;
}

std::vector<std::size_t> Tracer::order() const {
  std::vector<std::vector<std::size_t>> sources(rows_.size());
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    for (const Partial& partial : rows_[i].partials) sources[i].push_back(partial.row);
  }
  return backward_order(sources);
}

/// What a user adds to an adjoint. Where a choice took the other side, nothing, whatever the partial.
double Tracer::contribution(const Row& user, const Partial& partial) {
  if (user.conditional && user.adjoint == 0) return 0;
  return user.adjoint * partial.number;
}

std::vector<std::vector<std::string>> Tracer::backward() {
  std::vector<std::vector<std::string>> table;
  std::vector<bool> reached(rows_.size(), false);
  rows_.back().adjoint = 1;
  reached.back() = true;
  for (const std::size_t target : order()) {
    Row& row = rows_[target];
    reached[target] = true;
    const auto used = std::ranges::count_if(row.users, [&](const Use& use) { return reached[use.row]; });
    const std::string adjoint = d(result(), row);
    std::size_t done = 0;
    for (const Use& use : row.users) {
      if (!reached[use.row]) continue;
      const Row& user = rows_[use.row];
      const Partial& partial = user.partials[use.partial];
      const double term = contribution(user, partial);
      row.adjoint = done == 0 ? term : row.adjoint + term;
      row.conditional = row.conditional || user.conditional || user.chooses;
      ++done;
      const bool direct = &user == &result();
      const std::string local = partial.formula + (direct ? "" : " " + equals(partial.formula, partial.number));
      table.push_back({adjoint,
                       (used > 1 ? "+= " : "=  ") +
                           (direct ? partial.formula : fmt::format("{}·{}", d(result(), user), d(user, row))),
                       direct ? "" : fmt::format("{} = {}", d(user, row), local), "= " + to_text(term),
                       used > 1 && done > 1 ? fmt::format("{} = {}", adjoint, to_text(row.adjoint)) : ""});
    }
  }
  return table;
}

}  // namespace

Result<std::string> trace(const ir::Function& program, std::span<const double> inputs) {
  if (program.outputs().size() != 1) {
    return diag::diagnose("several-outputs", {},
                          "a trace is of one output, and the program has " + std::to_string(program.outputs().size()));
  }
  try {
    const Result<ir::Function> fn = prepare_trace(program);
    if (!fn) return fn.error();
    return fn->is_scalar() ? Tracer(*fn, inputs).tables() : trace_tensors(*fn, inputs);
  } catch (const diag::Failure& failure) {
    return failure.diagnostic();
  } catch (const Error& error) {
    return error;
  }
}

}  // namespace adc::analysis
