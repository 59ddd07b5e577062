// Random expressions of adc's language, and simpler ones to blame in their place.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace adc::tests {

/// A pattern with a hole `@` per child: "sin(@)", "(@ + @)", or a leaf such as "x".
struct Expression {
  std::string pattern;
  std::vector<Expression> children;

  [[nodiscard]] std::string text() const;
};

/// A random expression in x and y of at most this depth, over all functions of the op table, arithmetic, powers and
/// choices.
[[nodiscard]] Expression random_expression(std::mt19937_64& random, int depth);

/// Expressions with less in them: a child in the place of its parent, a leaf in the place of a subtree.
[[nodiscard]] std::vector<Expression> simpler(const Expression& expression);

}  // namespace adc::tests
