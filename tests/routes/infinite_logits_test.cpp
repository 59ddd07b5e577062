// A logit of −∞ has probability 0: derivatives of what is made of the others' probabilities are those without it, in
// every mode, interpreted and native, though the matrix that made it is infinite.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "adc/adc.hpp"
#include "tests/support/function_sizes.h"
#include "tests/support/modes.h"

using namespace adc;
using namespace adc::tests;

namespace {

using Numbers = std::vector<double>;

// Of logits A·x and targets t, which are 0 where a logit is −∞; the first two are never −∞.
const char* const kTexts[] = {
    "logsumexp(A*x)",
    "log(sum(exp(A*x)))",
    "softmax(A*x)[1]",
    "exp((A*x)[1])/sum(exp(A*x))",
    "sum(t .* softmax(A*x))",
    "log_softmax(A*x)[1]",
    "log(softmax(A*x)[1])",
    "(A*x)[1] - logsumexp(A*x)",
    "sum(sqrt(softmax(A*x)[1:1]))",
    "cross_entropy_with_logits(A*x, t)",
    "cross_entropy_of_class_with_logits(A*x, 1)",
    "cross_entropy(softmax(A*x), t)",
    "sum(xlogy(softmax(A*x), softmax(A*x)))",
    "logsumexp(tanh(x).*x) + logsumexp(A*sinh(x))",
};

// A problem: x, A and t, flat, and which rows of A make a logit of −∞.
struct Problem {
  std::size_t rows;
  std::size_t columns;
  Numbers x, matrix, targets;
  std::vector<bool> infinite;

  Problem(std::size_t n, std::size_t m, std::mt19937_64& random) : rows(n), columns(m) {
    std::uniform_real_distribution<double> even(-1, 1);
    for (std::size_t i = 0; i < m; ++i) x.push_back(even(random));
    for (std::size_t i = 0; i < n * m; ++i) matrix.push_back(3 * even(random));
    for (std::size_t row = 0; row < n; ++row) {
      infinite.push_back(row > 1 && random() % 2 == 0);
      targets.push_back(infinite[row] ? 0 : std::fabs(even(random)));
      const std::size_t column = random() % m;
      if (infinite[row]) matrix[row * m + column] = std::copysign(std::numeric_limits<double>::infinity(), -x[column]);
    }
  }

  [[nodiscard]] Problem without_infinite() const {
    Problem rest(*this);
    rest.rows = static_cast<std::size_t>(std::ranges::count(infinite, false));
    rest.matrix.clear();
    rest.targets.clear();
    for (std::size_t row = 0; row < rows; ++row) {
      if (infinite[row]) continue;
      const auto first = matrix.begin() + static_cast<std::ptrdiff_t>(row * columns);
      rest.matrix.insert(rest.matrix.end(), first, first + static_cast<std::ptrdiff_t>(columns));
      rest.targets.push_back(targets[row]);
    }
    rest.infinite.assign(rest.rows, false);
    return rest;
  }

  [[nodiscard]] Numbers flat() const {
    Numbers all = x;
    all.insert(all.end(), matrix.begin(), matrix.end());
    all.insert(all.end(), targets.begin(), targets.end());
    return all;
  }

  // Derivatives by x and A of the problem without what is infinite, as those of this one.
  [[nodiscard]] Numbers extended(const Numbers& derivatives) const {
    Numbers all(derivatives.begin(), derivatives.begin() + static_cast<std::ptrdiff_t>(1 + columns));
    auto next = derivatives.begin() + static_cast<std::ptrdiff_t>(all.size());
    for (std::size_t row = 0; row < rows; ++row) {
      for (std::size_t column = 0; column < columns; ++column) all.push_back(infinite[row] ? 0 : *next++);
    }
    return all;
  }
};

enum class By : std::uint8_t { Both, X };

Function compiled(const Problem& problem, const std::string& text, By by, Mode mode, Tier tier) {
  const std::string n = std::to_string(problem.rows);
  const std::string m = std::to_string(problem.columns);
  const std::string matrix = (by == By::X ? "\ndata A: R[" : "\nparam A: R[") + n + ", " + m + "]";
  const std::string inputs = "param x: R[" + m + "]" + matrix + "\ndata t: R[" + n + "]\n";
  return compile(inputs + text, {.mode = mode, .tier = tier}).value();
}

Numbers evaluated(const Function& f, Derive derive, const Problem& problem) {
  Numbers out(result_size(f, derive));
  f.evaluate(derive, problem.flat(), out);
  return out;
}

void check_close(const Numbers& found, const Numbers& wanted) {
  double scale = 1;
  for (const double x : wanted) scale = std::max(scale, std::fabs(x));
  CAPTURE(found, wanted);
  REQUIRE(found.size() == wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) REQUIRE(std::fabs(found[i] - wanted[i]) <= 1e-13 * scale);
}

}  // namespace

TEST_CASE("derivatives through softmax are those without the logits of −∞") {
  std::mt19937_64 random(7);
  for (const auto& [rows, columns] : {std::pair{3, 1}, {3, 2}, {6, 4}, {40, 5}}) {
    const bool is_small = rows * columns <= 128;  // what docs/language.md says of products in second derivatives
    std::vector<Problem> problems;
    problems.reserve(10);
    for (int i = 0; i < 10; ++i) {
      problems.emplace_back(static_cast<std::size_t>(rows), static_cast<std::size_t>(columns), random);
    }
    for (const char* text : kTexts) {
      std::vector<Numbers> gradients;
      std::vector<Numbers> hessians;
      for (const Problem& problem : problems) {
        const Problem rest = problem.without_infinite();
        const auto wanted = [&](By by, Derive derive) {
          return evaluated(compiled(rest, text, by, Mode::Reverse, Tier::Interpret), derive, rest);
        };
        gradients.push_back(problem.extended(wanted(By::Both, Derive::Gradient)));
        hessians.push_back(wanted(By::X, Derive::Hessian));
      }
      for (const NamedMode& mode : kModes) {
        for (const Tier tier : {Tier::Interpret, Tier::Native}) {
          const Function by_both = compiled(problems[0], text, By::Both, mode.mode, tier);
          const Function by_x = compiled(problems[0], text, By::X, mode.mode, tier);
          for (std::size_t i = 0; i < problems.size(); ++i) {
            CAPTURE(text, mode.name, tier, problems[i].x, problems[i].matrix);
            check_close(evaluated(by_both, Derive::Gradient, problems[i]), gradients[i]);
            if (is_small) check_close(evaluated(by_x, Derive::Hessian, problems[i]), hessians[i]);
          }
        }
      }
    }
  }
}
