#include "tests/properties/expression.h"

#include <algorithm>

#include "ir/op.h"

namespace adc::tests {
namespace {

const std::vector<std::string>& constants() {
  static const std::vector<std::string> kConstants{"2",  "0.5",   "3",    "pi", "1.7", "0.01", "10",
                                                   "-1", "(1/3)", "(-2)", "e",  "0",   "1",    "1e-9"};
  return kConstants;
}

/// A function of the op table as a pattern: `name(@, @)`, with a number for an operand by which it has no derivative.
std::string call(const ir::OpInfo& info) {
  std::string pattern = std::string(info.spelling) + "(";
  if (info.immediate == ir::Immediate::Order) pattern += "1, ";
  const ir::Op op = *ir::find_op(info.spelling);
  for (std::size_t k = 0; k < info.arity; ++k) {
    pattern += k == 0 ? "" : ", ";
    pattern += ir::has_derivative(op, k) ? "@" : "1.5";
  }
  return pattern + ")";
}

const std::vector<std::string>& functions() {
  static const std::vector<std::string> kFunctions = [] {
    std::vector<std::string> all;
    for (const ir::Op op : ir::elementwise_ops()) {
      // The second derivative past stop_gradient is not the derivative of the first.
      if (ir::info(op).is(ir::kFunction) && op != ir::Op::StopGradient) all.push_back(call(ir::info(op)));
    }
    return all;
  }();
  return kFunctions;
}

const std::vector<std::string>& arithmetic() {
  static const std::vector<std::string> kArithmetic{
      "(@ + @)",   "(@ - @)",   "(@ * @)", "(@ / @)",  "(-(@))", "(@)^2",      "(@)^3",   "1/(@)",
      "(@ - 1)",   "(1 + @)",   "(@ % @)", "(@)^(@)",  "(@)^-1", "(@)^(-2.5)", "(@)^0.5", "(@)^(1/3)",
      "(@)^5",     "(@)^-4",    "2^(@)",   "(-2)^(@)", "e^(@)",  "exp(-(@))",  "sin²(@)", "tanh(@)",
      "max(@, @)", "min(@, @)", "(@ * $)", "(@ / $)",  "abs(@)", "(@)^12"};
  return kArithmetic;
}

const std::vector<std::string>& choices() {
  static const std::vector<std::string> kChoices{"if(@ < @, @, @)",
                                                 "(@ >= @ ? @ : @)",
                                                 "if(@ < @ and @ > @, @, @)",
                                                 "if(@ > 0 or not (@ <= @), @, @)",
                                                 "piecewise(@ < 0: @, @ <= @: @, else: @)",
                                                 "(@ != 0 ? @/$ : 1)",
                                                 "((@ < @) * @)",
                                                 "(0 < @ < 1 ? @ : @)"};
  return kChoices;
}

/// What lectures write and the pass `stable` rewrites.
const std::vector<std::string>& delicate() {
  static const std::vector<std::string> kDelicate{"log(1 + exp(@))",
                                                  "log(1 + @)",
                                                  "(exp(@) - 1)",
                                                  "1/(1 + exp(-(@)))",
                                                  "exp(@)/(1 + exp($))",
                                                  "(1 - cos(@))",
                                                  "sqrt((@)^2 + (@)^2)",
                                                  "(sqrt(@ + 1) - sqrt($))",
                                                  "log(exp(@)/(exp($) + exp(@)))",
                                                  "log(exp(@) + exp(@))",
                                                  "exp(@)/(exp($) + exp(@))",
                                                  "(@)*log($)",
                                                  "-((@)*log(1/(1 + exp(-(@)))))",
                                                  "(-(@) + sqrt(($)^2 - 4*(@)))/2",
                                                  "(exp(@) - exp(-($)))/2",
                                                  "log(cosh(@))",
                                                  "sqrt(1 - (@)^2)",
                                                  "(@ - sin($))",
                                                  "log(1 - (@))",
                                                  "sin(@)/($)"};
  return kDelicate;
}

template <class T>
const T& pick(RandomBits& random, const std::vector<T>& from) {
  return from[random() % from.size()];
}

const std::string& random_pattern(RandomBits& random) {
  switch (random() % 8) {
    case 0: return pick(random, delicate());
    case 1: return random() % 2 == 0 ? pick(random, choices()) : pick(random, functions());
    case 2:
    case 3:
    case 4: return pick(random, functions());
    default: return pick(random, arithmetic());
  }
}

/// What is simpler in one expression.
std::vector<Expression> simpler(const Expression& expression) {
  std::vector<Expression> all;
  if (expression.children.empty()) {
    if (expression.pattern != "x") all.push_back({"x", {}});
    return all;
  }
  all = expression.children;
  for (std::size_t i = 0; i < expression.children.size(); ++i) {
    for (Expression& child : simpler(expression.children[i])) {
      Expression smaller = expression;
      smaller.children[i] = std::move(child);
      all.push_back(std::move(smaller));
    }
  }
  return all;
}

}  // namespace

std::string Expression::text() const {
  std::string text;
  std::size_t child = 0;
  for (const char c : pattern) {
    if (c == '@') {
      text += children[child++].text();
    } else if (c == '$') {
      text += children[0].text();
    } else {
      text += c;
    }
  }
  return text;
}

std::string RandomProgram::text() const {
  const std::string declarations = this->declarations();
  if (outputs.size() == 1) return declarations + outputs[0].text();
  return declarations + "a = " + outputs[0].text() + "\nb = " + outputs[1].text() + "\na, b";
}

std::string RandomProgram::derivative_text() const { return declarations() + "diff(" + outputs[0].text() + ", x)"; }

std::string RandomProgram::declarations() const {
  return "param x, y, z\n" + (shared ? "s = " + shared->text() + "\n" : "");
}

Expression random_expression(RandomBits& random, int depth, const std::vector<std::string>& names) {
  if (depth == 0 || random() % 6 == 0) return {random() % 3 == 0 ? pick(random, constants()) : pick(random, names), {}};
  Expression expression{random_pattern(random), {}};
  const auto holes = std::count(expression.pattern.begin(), expression.pattern.end(), '@');
  for (std::ptrdiff_t i = 0; i < holes; ++i) {
    expression.children.push_back(random_expression(random, depth - 1, names));
  }
  return expression;
}

RandomProgram random_program(RandomBits& random) {
  const auto depth = [&] { return 1 + static_cast<int>(random() % 4); };
  RandomProgram program;
  std::vector<std::string> names{"x", "x", "x", "y", "y", "z"};
  if (random() % 4 == 0) {
    program.shared = random_expression(random, 1 + static_cast<int>(random() % 2), names);
    names = {"x", "y", "z", "s", "s", "s"};
  }
  program.outputs.push_back(random_expression(random, depth(), names));
  names.insert(names.end(), {"a", "a"});
  if (random() % 6 == 0) program.outputs.push_back(random_expression(random, depth(), names));
  return program;
}

std::vector<RandomProgram> simpler(const RandomProgram& program) {
  std::vector<RandomProgram> all;
  if (program.outputs.size() > 1) all.push_back({{program.outputs[0]}, program.shared});
  const auto with_less_in = [&](auto part) {
    for (Expression& expression : simpler(part(program))) {
      RandomProgram smaller = program;
      part(smaller) = std::move(expression);
      all.push_back(std::move(smaller));
    }
  };
  for (std::size_t i = 0; i < program.outputs.size(); ++i) {
    with_less_in([i](auto& p) -> auto& { return p.outputs[i]; });
  }
  if (program.shared) with_less_in([](auto& p) -> auto& { return *p.shared; });
  return all;
}

}  // namespace adc::tests
