// Which columns a program's data are.
#include <catch2/catch.hpp>

#include "adc/train/examples.hpp"

using namespace adc::train;
using Tensor = adc::Loss::Tensor;

namespace {

Dataset table() {
  return {
      .features = {"a", "b", "c"}, .targets = {"t"}, .classes = {}, .rows = 2, .x = {1, 2, 3, 4, 5, 6}, .t = {7, 8}};
}

std::string refusal(const std::vector<Tensor>& data, const Dataset& examples) {
  const auto arrays = bind_data(data, examples);
  REQUIRE(!arrays);
  CHECK(arrays.error().diagnostic().slug == "bad-data");
  return arrays.error().what();
}

}  // namespace

TEST_CASE("one tensor takes all features, and the last one the target") {
  const auto arrays = bind_data(std::vector<Tensor>{{"x", {3}, 0, 3}, {"d", {}, 3, 1}}, table()).value();
  CHECK(arrays[0] == std::vector<double>{1, 2, 3, 4, 5, 6});
  CHECK(arrays[1] == std::vector<double>{7, 8});
}

TEST_CASE("scalars take the features of their name, a tensor the rest, and the target's name goes first") {
  const auto arrays =
      bind_data(std::vector<Tensor>{{"t", {}, 0, 1}, {"b", {}, 1, 1}, {"x", {2}, 2, 2}}, table()).value();
  CHECK(arrays[0] == std::vector<double>{7, 8});
  CHECK(arrays[1] == std::vector<double>{2, 5});
  CHECK(arrays[2] == std::vector<double>{1, 3, 4, 6});
}

TEST_CASE("classes become one-hot vectors, or for a scalar their number from 1") {
  Dataset data = table();
  data.classes = {"red", "green", "blue"};
  data.t = {2, 0};
  CHECK(bind_data(std::vector<Tensor>{{"x", {3}, 0, 3}, {"t", {3}, 3, 3}}, data).value()[1] ==
        std::vector<double>{0, 0, 1, 1, 0, 0});
  CHECK(bind_data(std::vector<Tensor>{{"x", {3}, 0, 3}, {"t", {}, 3, 1}}, data).value()[1] ==
        std::vector<double>{3, 1});
}

TEST_CASE("without targets the target takes zeros") {
  Dataset data = table();
  data.t.clear();
  CHECK(bind_data(std::vector<Tensor>{{"x", {3}, 0, 3}, {"t", {2}, 3, 2}}, data).value()[1] ==
        std::vector<double>(4, 0.0));
}

TEST_CASE("what does not fit is refused, with what is wanted and what there is") {
  const std::string shape = refusal({{"x", {4}, 0, 4}, {"t", {}, 4, 1}}, table());
  CHECK(shape.find("`x: R[4]`") != std::string::npos);
  CHECK(shape.find("3 features") != std::string::npos);
  CHECK(refusal({{"x", {3}, 0, 3}, {"z", {1, 2}, 3, 2}, {"t", {}, 5, 1}}, table()).find("`z: R[1, 2]`") !=
        std::string::npos);
  CHECK(refusal({{"x", {3}, 0, 3}, {"t", {2}, 3, 2}}, table()).find("predicts 2 numbers") != std::string::npos);
  CHECK(refusal({}, table()).find("no `data`") != std::string::npos);
}
