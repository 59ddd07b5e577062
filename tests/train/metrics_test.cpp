// Accuracy, confusion, errors.
#include <catch2/catch.hpp>
#include <cmath>

#include "adc/train/metrics.hpp"

using namespace adc::train;

TEST_CASE("the predicted class is the place of the largest number, or whether one is at least a half") {
  CHECK(predicted_classes(std::vector<double>{0.2, 0.5, 0.3, 0.4, 0.4, 0.2}, 3) == std::vector<std::size_t>{1, 0});
  CHECK(predicted_classes(std::vector<double>{0.2, 0.5, 0.7}, 1) == std::vector<std::size_t>{0, 1, 1});
  CHECK(predicted_classes({}, 3).empty());
}

TEST_CASE("confusion counts, and reads as a table") {
  const std::vector<std::size_t> truth{0, 0, 1, 2, 2, 2};
  const std::vector<std::size_t> predicted{0, 1, 1, 2, 2, 0};
  const ConfusionMatrix matrix = confusion(truth, predicted, 3);
  CHECK(matrix.counts == std::vector<std::size_t>{1, 1, 0, 0, 1, 0, 1, 0, 2});
  CHECK(matrix.correct() == 4);
  CHECK(matrix.accuracy() == 4 / 6.0);
  CHECK(matrix.text({"a", "bb", "c"}) ==
        "true \\ predicted  a  bb  c\n"
        "a                 1  1   0\n"
        "bb                0  1   0\n"
        "c                 1  0   2\n");
  CHECK(std::isnan(confusion({}, {}, 2).accuracy()));
}

TEST_CASE("the root mean square is that of the errors") {
  CHECK(root_mean_square(std::vector<double>{1, 2, 3, 4}, std::vector<double>{1, 2, 3, 6}) == 1);
}
