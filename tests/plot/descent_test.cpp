// Paths of steepest descent.
#include "tests/plot/pictures.h"

using namespace adc;
using namespace adc::plot;
using namespace adc::tests;

TEST_CASE("each step goes along the gradient, and falls") {
  const Function f = compile("(1 - x)^2 + 100(y - x^2)^2").value();
  const auto path = descend(f, std::array{-1.2, 1.0}).value();
  REQUIRE(path.size() > 50);
  for (std::size_t i = 1; i < path.size(); ++i) {
    std::array<double, 2> gradient{};
    const double before = f.value_and_gradient(path[i - 1], gradient);
    CHECK(f.value(path[i]) < before);
    const double dx = path[i][0] - path[i - 1][0];
    const double dy = path[i][1] - path[i - 1][1];
    CHECK(std::abs(dx * gradient[1] - dy * gradient[0]) <=
          1e-9 * std::hypot(dx, dy) * std::hypot(gradient[0], gradient[1]));
  }
}

TEST_CASE("it ends at the minimum, or after its steps") {
  const Function f = compile("x^4 - 3x^2 + x").value();
  const auto path = descend(f, std::array{0.2}).value();
  CHECK(std::abs(path.back()[0] - 1.1309011) < 1e-4);
  CHECK(descend(f, std::array{0.2}, {.steps = 3}).value().size() == 4);
  const auto fixed = descend(compile("x^2").value(), std::array{1.0}, {.steps = 4, .rate = 0.25}).value();
  CHECK(fixed == std::vector<std::vector<double>>{{1}, {0.5}, {0.25}, {0.125}, {0.0625}});
  CHECK(descend(compile("x^2").value(), std::array{0.0}).value().size() == 1);
  // One that runs away ends where it is no number any more.
  const auto away = descend(compile("x^4").value(), std::array{10.0}, {.rate = 1}).value();
  for (const auto& point : away) CHECK(std::isfinite(point[0]));
}

TEST_CASE("what has no descent says so") {
  CHECK(descend(compile("x, y").value(), std::array{1.0, 2.0}).error().diagnostic().slug == "several-outputs");
  CHECK(descend(compile("x").value(), std::array{1.0, 2.0}).error().diagnostic().slug == "wrong-size");
}
