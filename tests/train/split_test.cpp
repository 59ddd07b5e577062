// Which examples are held out.
#include "adc/train/split.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <numeric>
#include <set>

#include "adc/train/dataset.hpp"

using namespace adc::train;
using Rows = std::vector<std::size_t>;

namespace {

Rows all(std::size_t n) {
  Rows rows(n);
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return rows;
}

}  // namespace

TEST_CASE("rows are drawn one by one as a split at random draws them") {
  const Rows drawn = draw(all(100), {.count = 20, .seed = 7}).value();
  CHECK(drawn == split_random(100, 0.2, 7).test);
  CHECK(without(all(100), drawn) == split_random(100, 0.2, 7).train);
  CHECK(draw(all(10), {.kind = Drawing::Kind::Every, .every = 4}).value() == Rows{0, 4, 8});
  CHECK(draw(drawn, {.count = 5, .seed = 7, .stream = 1}).value().size() == 5);
}

TEST_CASE("of each class the same part is drawn, and never all of it") {
  std::vector<double> classes;
  for (int i = 0; i < 100; ++i) classes.push_back(i < 70 ? 0 : i < 99 ? 1 : 2);
  const Rows drawn = draw(all(100), {.kind = Drawing::Kind::Stratified, .count = 20, .labels = classes}).value();
  std::map<double, int> counts;
  for (const std::size_t row : drawn) ++counts[classes[row]];
  CHECK(counts[0] == 14);
  CHECK((counts[1] == 6));
  CHECK(counts[2] == 0);
  CHECK(draw(all(100), {.kind = Drawing::Kind::Stratified, .count = 20, .labels = classes, .seed = 2}).value() !=
        drawn);
}

TEST_CASE("groups are drawn whole, until there are about as many rows as wanted") {
  std::vector<double> groups;
  for (int i = 0; i < 120; ++i) groups.push_back(i % 12);
  const Rows drawn = draw(all(120), {.kind = Drawing::Kind::Grouped, .count = 30, .labels = groups}).value();
  CHECK(drawn.size() == 30);
  std::set<double> inside;
  for (const std::size_t row : drawn) inside.insert(groups[row]);
  for (const std::size_t row : without(all(120), drawn)) CHECK_FALSE(inside.contains(groups[row]));
  // One group is left, whatever is wanted.
  CHECK(draw(all(120), {.kind = Drawing::Kind::Grouped, .count = 119, .labels = groups}).value().size() == 110);
  const std::vector<double> one(10, 3);
  CHECK(draw(all(10), {.kind = Drawing::Kind::Grouped, .count = 2, .labels = one}).error().diagnostic().slug ==
        "bad-data");
}

TEST_CASE("balanced weights make classes count alike, with a mean of 1") {
  const Dataset data{
      .features = {}, .targets = {"t"}, .classes = {"a", "b", "c"}, .rows = 4, .x = {}, .t = {0, 0, 0, 1}};
  const std::vector<double> weights = balanced_weights(data, data);
  CHECK(weights[0] == Approx(2.0 / 3));
  CHECK(weights[3] == Approx(2));
  CHECK(std::accumulate(weights.begin(), weights.end(), 0.0) == Approx(4));
}
