#include "analysis/derivation.h"

#include <algorithm>
#include <string>
#include <vector>

#include "analysis/extract.h"
#include "analysis/graph_rows.h"
#include "analysis/graph_words.h"
#include "analysis/rules_by_hand.h"
#include "diag/diagnostics.h"
#include "passes/pipeline.h"

namespace adc::analysis {
namespace {

using ir::index;
using ir::ValueId;

constexpr std::size_t kMaxSteps = 200;
constexpr std::size_t kLongFormula = 400;  ///< bytes: a longer one is not shown in full

class ByHand {
 public:
  ByHand(const ir::Function& fn, std::size_t variable, Notation notation)
      : fn_(fn), variable_(variable), words_(notation), rows_(choose_operations(fn)), depends_(rows_.rows.size()) {
    for (std::size_t i = 0; i < fn.params().size(); ++i) inputs_.emplace(i, fn.params()[i].name);
    depends_[variable] = true;
    find_dependent();
  }

  Derivation run() {
    Derivation made{.variable = words_.name(variable_name()), .steps = {}};
    std::vector<bool> is_long(rows_.rows.size(), false);
    for (std::size_t i = fn_.params().size(); i < rows_.rows.size(); ++i) {
      if (!depends_[i]) continue;
      const Extracted part = extract(fn_, rows_.rows[i].value, rows_.named);
      Operation operation{part.fn, {}};
      bool only_the_variable = true;
      for (const ValueId id : part.inputs) {
        const std::size_t row = rows_.row_of.at(index(id));
        operation.depends.push_back(depends_[row]);
        if (depends_[row] && row != variable_) only_the_variable = false;
        if (is_long[row]) is_long[i] = true;  // what is made of it is longer yet
      }
      DerivationStep made_step = step(i, part, operation, only_the_variable);
      if (!is_long[i]) made_step.whole = whole(rows_.rows[i].value);
      is_long[i] = made_step.whole.text.empty();
      made.steps.push_back(std::move(made_step));
    }
    return made;
  }

 private:
  [[nodiscard]] const std::string& variable_name() const { return fn_.params()[variable_].name; }
  /// Fills in `depends_`; fails where there are more steps than people read.
  void find_dependent() {
    std::size_t steps = 0;
    std::vector<bool> varies(fn_.size(), false);
    varies[variable_] = true;
    for (std::size_t i = fn_.params().size(); i < fn_.size(); ++i)
      varies[i] = std::ranges::any_of(fn_.operands(ir::value_id(i)), [&](ValueId id) { return varies[index(id)]; });
    for (std::size_t i = fn_.params().size(); i < rows_.rows.size(); ++i) {
      depends_[i] = varies[index(rows_.rows[i].value)];
      steps += depends_[i] ? 1 : 0;
    }
    if (steps <= kMaxSteps) return;
    diag::fail("trace-too-long", {},
               "a derivation by hand is of " + std::to_string(kMaxSteps) + " operations at most, and here are " +
                   std::to_string(steps),
               {"`adc diff PROGRAM x` gives the derivative alone"});
  }

  [[nodiscard]] std::string slope_name(const std::string& of) const { return "d" + of + "/d" + variable_name(); }

  DerivationStep step(std::size_t i, const Extracted& part, const Operation& operation, bool only_the_variable) const {
    const std::string& name = rows_.rows[i].name;
    DerivationStep step{.rule = rule_name(operation, only_the_variable),
                        .name = words_.name(name),
                        .value = words_.formula(part.fn),
                        .derivative_name = words_.quotient(name, variable_name())};
    std::vector<std::string> slopes;
    for (const ValueId id : part.inputs) {
      const std::size_t row = rows_.row_of.at(index(id));
      slopes.push_back(row == variable_ ? "" : slope_name(rows_.rows[row].name));
    }
    step.derivative = words_.formula(apply_rule(operation, slopes));
    const Operation law = general(operation);
    step.law = words_.formula(law.fn);
    slopes.clear();
    for (const ir::Param& param : law.fn.params()) slopes.push_back(slope_name(param.name));
    step.law_derivative = words_.formula(apply_rule(law, slopes));
    return step;
  }

  /// The derivative of a value in terms of the inputs.
  [[nodiscard]] GraphFormula whole(ValueId id) const {
    const Extracted part = extract(fn_, id, inputs_);
    passes::Plan plan{.derive = Derive::Gradient, .mode = Mode::Symbolic, .level = Level::Real, .legalise = false};
    for (std::size_t k = 0; k < part.inputs.size(); ++k) {
      if (index(part.inputs[k]) == variable_) plan.wrt = {static_cast<std::uint32_t>(k)};
    }
    const Result<ir::Function> derived = passes::run(part.fn, plan);
    if (!derived) return {};
    GraphFormula formula = words_.formula(keep_output(*derived, 1));
    return formula.text.size() > kLongFormula ? GraphFormula{} : formula;
  }

  const ir::Function& fn_;
  std::size_t variable_;
  GraphWords words_;
  GraphRows rows_;
  ValueNames inputs_;
  std::vector<bool> depends_;  ///< per row: on the variable
};

}  // namespace

Result<Derivation> derivation(const ir::Function& program, std::size_t variable, Notation notation) {
  if (program.outputs().size() != 1)
    return diag::diagnose("several-outputs", {}, "a derivation by hand is of one output, and the program has several");
  if (!program.is_scalar())
    return diag::diagnose("not-a-loss", {},
                          "a derivation by hand is of a program of numbers, and this one has tensors");
  try {
    const Result<ir::Function> fn = prepare_operations(program);
    if (!fn) return fn.error();
    return ByHand(*fn, variable, notation).run();
  } catch (const diag::Failure& failure) {
    return failure.diagnostic();
  } catch (const Error& error) {
    return error;
  }
}

}  // namespace adc::analysis
