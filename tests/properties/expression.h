// Random programs of adc's language, and simpler ones to blame in their place.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/support/random_bits.h"

namespace adc::tests {

/// A pattern with a hole `@` per child and `$` where the first child stands again: "sin(@)", "(@ + @)", "@·log($)"; or
/// a leaf such as "x".
struct Expression {
  std::string pattern;
  std::vector<Expression> children;

  [[nodiscard]] std::string text() const;
};

/// Outputs of x, y and z, of which the second may use the first by its name "a", and all a value "s" that is none.
struct RandomProgram {
  std::vector<Expression> outputs;
  std::optional<Expression> shared;

  [[nodiscard]] std::string text() const;
  /// The derivative of the first output by x, as the language has it.
  [[nodiscard]] std::string derivative_text() const;

 private:
  [[nodiscard]] std::string declarations() const;
};

/// A random expression of at most this depth in `names`, over all functions of the op table, arithmetic, powers,
/// choices, logic, and the shapes that the pass `stable` rewrites.
[[nodiscard]] Expression random_expression(RandomBits& random, int depth, const std::vector<std::string>& names);

/// A random program of one output, or now and then two; now and then with a value that is used several times.
[[nodiscard]] RandomProgram random_program(RandomBits& random);

/// Programs with less in them: an output less, a child in the place of its parent, a leaf in the place of a subtree.
[[nodiscard]] std::vector<RandomProgram> simpler(const RandomProgram& program);

}  // namespace adc::tests
