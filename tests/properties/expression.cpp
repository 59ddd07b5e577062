#include "tests/properties/expression.h"

#include <algorithm>

#include "ir/op.h"

namespace adc::tests {
namespace {

const std::vector<std::string>& leaves() {
  static const std::vector<std::string> kLeaves{"x", "y", "x", "y", "x", "2", "0.5", "3", "pi", "1.7", "0.01", "10"};
  return kLeaves;
}

/// A function of the op table as a pattern: `name(@, @)`.
std::string call(const ir::OpInfo& info) {
  std::string pattern = std::string(info.spelling) + "(";
  if (info.immediate == ir::Immediate::Order) pattern += "1, ";
  for (int k = 0; k < info.arity; ++k) pattern += k == 0 ? "@" : ", @";
  return pattern + ")";
}

const std::vector<std::string>& patterns() {
  static const std::vector<std::string> kPatterns = [] {
    std::vector<std::string> all;
    for (const ir::Op op : ir::all_ops()) {
      // The second derivative past stop_gradient is not the derivative of the first.
      if (ir::info(op).is(ir::kFunction) && op != ir::Op::StopGradient) all.push_back(call(ir::info(op)));
    }
    // Arithmetic as often as all functions together.
    const std::vector<std::string> arithmetic{
        "(@ + @)",  "(@ - @)",         "(@ * @)",          "(@ / @)", "(-@)",    "(@)²",    "(@)^3", "(@)^-1",
        "(@)^-2.5", "(@)^0.5",         "(@)^(@)",          "2^(@)",   "e^(@)",   "(@ % @)", "1/(@)", "(@ - 1)",
        "(1 + @)",  "if(@ < @, @, @)", "(@ >= @ ? @ : @)", "sin²(@)", "tanh(@)", "exp(-@)"};
    const std::size_t functions = all.size();
    for (std::size_t i = 0; i < functions; ++i) all.push_back(arithmetic[i % arithmetic.size()]);
    return all;
  }();
  return kPatterns;
}

template <class T>
const T& pick(std::mt19937_64& random, const std::vector<T>& from) {
  return from[random() % from.size()];
}

}  // namespace

std::string Expression::text() const {
  std::string text;
  std::size_t child = 0;
  for (const char c : pattern) {
    if (c == '@') {
      text += children[child++].text();
    } else {
      text += c;
    }
  }
  return text;
}

bool is_constant(const Expression& expression) {
  if (expression.children.empty()) return expression.pattern != "x" && expression.pattern != "y";
  return std::all_of(expression.children.begin(), expression.children.end(), is_constant);
}

Expression random_expression(std::mt19937_64& random, int depth) {
  if (depth == 0 || random() % 6 == 0) return {pick(random, leaves()), {}};
  Expression expression{pick(random, patterns()), {}};
  const auto holes = std::count(expression.pattern.begin(), expression.pattern.end(), '@');
  for (std::ptrdiff_t i = 0; i < holes; ++i) expression.children.push_back(random_expression(random, depth - 1));
  if (is_constant(expression)) expression.children[0] = {"x", {}};
  return expression;
}

std::vector<Expression> simpler(const Expression& expression) {
  std::vector<Expression> all;
  if (expression.children.empty()) {
    if (expression.pattern != "x") all.push_back({"x", {}});
    return all;
  }
  for (const Expression& child : expression.children) {
    if (!is_constant(child)) all.push_back(child);
  }
  for (std::size_t i = 0; i < expression.children.size(); ++i) {
    for (Expression& child : simpler(expression.children[i])) {
      Expression smaller = expression;
      smaller.children[i] = std::move(child);
      if (!is_constant(smaller)) all.push_back(std::move(smaller));
    }
  }
  return all;
}

}  // namespace adc::tests
