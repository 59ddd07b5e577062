#include "analysis/trace.h"

#include <algorithm>
#include <deque>
#include <unordered_set>

#include "analysis/extract.h"
#include "analysis/table.h"
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

/// Names that are not yet taken: a second `t` is `t_2`.
class Names {
 public:
  std::string unique(const std::string& wanted) {
    std::string name = wanted;
    for (int n = 2; !taken_.insert(name).second; ++n) name = wanted + "_" + std::to_string(n);
    return name;
  }

 private:
  std::unordered_set<std::string> taken_;
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
    choose_rows();
    for (std::size_t i = 0; i < rows_.size(); ++i) compute(i);
    return "forward" + point() + "\n" + align(forward(), "  ") + "backward\n" + align(backward(), "  ");
  }

 private:
  void choose_rows();
  void add_row(ValueId value, const std::string& name);
  void compute(std::size_t i);
  void differentiate(std::size_t i, const Extracted& part);
  [[nodiscard]] const Derived& derived(const ir::Function& part);
  [[nodiscard]] std::string point() const;
  [[nodiscard]] std::vector<std::vector<std::string>> forward() const;
  [[nodiscard]] std::vector<std::vector<std::string>> backward();
  [[nodiscard]] std::vector<std::size_t> backward_order() const;
  [[nodiscard]] static double contribution(const Row& user, const Partial& partial);
  [[nodiscard]] static std::string d(const Row& of, const Row& by) { return "d" + of.name + "/d" + by.name; }
  [[nodiscard]] const Row& result() const { return rows_.back(); }
  [[nodiscard]] bool is_input(std::size_t row) const { return row < fn_.params().size(); }

  const ir::Function& fn_;
  std::span<const double> inputs_;
  std::vector<Row> rows_;  ///< the inputs, then the others in order, the result last
  ValueNames named_;       ///< the values of rows_, but for constants, which many rows may share
  std::unordered_map<std::size_t, std::size_t> row_of_;
  Names names_;
  std::unordered_map<std::string, Derived> derived_;  ///< by shape
};

void Tracer::add_row(ValueId value, const std::string& name) {
  const std::string unique = names_.unique(name);
  if (!fn_.is_const(value) && named_.emplace(index(value), unique).second) row_of_.emplace(index(value), rows_.size());
  rows_.push_back({.value = value, .name = unique});
}

/// What the result depends on.
std::vector<bool> reachable(const ir::Function& fn, ValueId result) {
  std::vector<bool> reached(fn.size(), false);
  reached[index(result)] = true;
  for (std::size_t i = index(result) + 1; i-- > 0;) {
    if (!reached[i]) continue;
    for (const ValueId operand : fn.operands(ir::value_id(i))) reached[index(operand)] = true;
  }
  return reached;
}

void Tracer::choose_rows() {
  const ir::Output& output = fn_.outputs()[0];
  for (std::size_t i = 0; i < fn_.params().size(); ++i) add_row(ir::value_id(i), fn_.params()[i].name);

  std::vector<std::pair<ValueId, std::string>> bindings(fn_.bindings().begin(), fn_.bindings().end());
  std::erase_if(bindings, [&](const auto& binding) { return binding.first >= output.value; });
  const std::vector<bool> reached = reachable(fn_, output.value);
  const bool has_bindings =
      std::ranges::any_of(bindings, [&](const auto& binding) { return reached[index(binding.first)]; });
  if (has_bindings) {
    for (const auto& [value, name] : bindings) add_row(value, name);
  } else {
    for (std::size_t i = fn_.params().size(); i < index(output.value); ++i) {
      if (!reached[i] || fn_.is_const(ir::value_id(i))) continue;
      add_row(ir::value_id(i), "v" + std::to_string(rows_.size() - fn_.params().size() + 1));
    }
  }
  const bool has_own_name = !output.name.empty() && fn_.op(output.value) != ir::Op::Param;
  std::string name = has_own_name ? output.name : fn_.name();
  for (const auto& [value, bound] : fn_.bindings()) {
    if (value == output.value) name = bound;
  }
  add_row(output.value, name);
}

/// A formula of several lines as one.
std::string on_one_line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos;) text.replace(at, 1, "; ");
  return text;
}

void Tracer::compute(std::size_t i) {
  Row& row = rows_[i];
  if (is_input(i)) {
    row.number = inputs_[i];
    return;
  }
  const Extracted part = extract(fn_, row.value, named_);
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
  throw ir::Failure({.slug = "trace-too-long",
                     .error_class = ErrorClass::Limit,
                     .span = {},
                     .message = std::move(message),
                     .labels = {},
                     .help = {"`adc eval PROGRAM name=value … --grad` gives the derivatives alone"}});
}

const Derived& Tracer::derived(const ir::Function& part) {
  const auto [place, is_new] = derived_.try_emplace(shape(part));
  if (!is_new) return place->second;
  if (derived_.size() > kMaxShapes)
    refuse("the trace has more than " + std::to_string(kMaxShapes) + " different operations");
  if (part.params().size() > kMaxInputs) refuse("an operation has more than " + std::to_string(kMaxInputs) + " inputs");
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
  for (const ValueId id : part.inputs) in.push_back(rows_[row_of_.at(index(id))].number);
  std::vector<double> out(compiled.outputs().size());
  ir::interpret(compiled, in, out);
  rows_[i].number = out[0];
  if (!varies(part.fn)) return;

  ValueNames names;
  for (std::size_t k = 0; k < part.inputs.size(); ++k) names.emplace(k, part.fn.params()[k].name);
  std::size_t output = 1;
  for (std::size_t k = 0; k < part.inputs.size(); ++k) {
    if (part.fn.params()[k].kind != ir::ParamKind::Param) continue;
    const std::size_t by = row_of_.at(index(part.inputs[k]));
    const std::string formula =
        on_one_line(emit::formula(extract(readable, readable.outputs()[output].value, names).fn));
    rows_[by].users.push_back({i, rows_[i].partials.size()});
    rows_[i].partials.push_back({by, formula, out[output++]});
  }
}

std::string Tracer::point() const {
  std::string text;
  for (std::size_t i = 0; i < fn_.params().size(); ++i) {
    text += (i == 0 ? ", at " : ", ") + rows_[i].name + " = " + to_text(rows_[i].number);
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

/// Rows that the result depends on, each after all its users, in the order in which the result's formula meets them.
std::vector<std::size_t> Tracer::backward_order() const {
  std::vector<std::size_t> waiting(rows_.size());  // users that are not yet done
  std::vector<bool> counted(rows_.size(), false);
  std::deque<std::size_t> pending{rows_.size() - 1};
  counted.back() = true;
  for (; !pending.empty(); pending.pop_front()) {
    for (const Partial& partial : rows_[pending.front()].partials) {
      ++waiting[partial.row];
      if (!counted[partial.row]) pending.push_back(partial.row);
      counted[partial.row] = true;
    }
  }
  std::vector<std::size_t> order{rows_.size() - 1};
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (const Partial& partial : rows_[order[i]].partials) {
      if (--waiting[partial.row] == 0) order.push_back(partial.row);
    }
  }
  order.erase(order.begin());
  return order;
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
  for (const std::size_t target : backward_order()) {
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
                       (used > 1 ? "+= " : "=  ") + (direct ? partial.formula : d(result(), user) + "·" + d(user, row)),
                       direct ? "" : d(user, row) + " = " + local, "= " + to_text(term),
                       used > 1 && done > 1 ? adjoint + " = " + to_text(row.adjoint) : ""});
    }
  }
  return table;
}

Result<ir::Function> prepare(const ir::Function& program) {
  std::vector<std::string> names;
  const bool nested = std::any_of(program.insts().begin(), program.insts().end(),
                                  [](const ir::Inst& inst) { return inst.op == ir::Op::Diff; });
  if (nested) names.emplace_back("expand_diff");
  const ValueId result = program.outputs()[0].value;
  const bool has_bindings = std::any_of(program.bindings().begin(), program.bindings().end(),
                                        [&](const auto& binding) { return binding.first != result; });
  if (!has_bindings) names.emplace_back("cse");
  return passes::apply(program, names);
}

}  // namespace

Result<std::string> trace(const ir::Function& program, std::span<const double> inputs) {
  if (program.outputs().size() != 1) {
    return Diagnostic{
        .slug = "several-outputs",
        .error_class = ErrorClass::Usage,
        .span = {},
        .message = "a trace is of one output, and the program has " + std::to_string(program.outputs().size()),
        .labels = {},
        .help = {}};
  }
  try {
    const Result<ir::Function> fn = prepare(program);
    if (!fn) return fn.error();
    return Tracer(*fn, inputs).tables();
  } catch (const ir::Failure& failure) {
    return failure.diagnostic();
  } catch (const Error& error) {
    return error;
  }
}

}  // namespace adc::analysis
