// Data sets: from tables, generated, split, scaled, encoded.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "adc/train/dataset.hpp"

using namespace adc::train;

namespace {

adc::CsvTable table(const std::string& text) { return adc::parse_csv(text).value(); }

Dataset flowers() {
  return dataset(table("width,species,height\n1,rose,10\n2,iris,20\n3,rose,60\n"), {"species"}).value();
}

std::string slug(const adc::Result<Dataset>& result) {
  REQUIRE(!result);
  return result.error().diagnostic().slug;
}

}  // namespace

TEST_CASE("a table's other columns are features, and labels are classes") {
  const Dataset data = flowers();
  CHECK(data.features == std::vector<std::string>{"width", "height"});
  CHECK(data.classes == std::vector<std::string>{"iris", "rose"});
  CHECK(data.rows == 3);
  CHECK(data.x == std::vector<double>{1, 10, 2, 20, 3, 60});
  CHECK(data.t == std::vector<double>{1, 0, 1});
}

TEST_CASE("several numeric targets are numbers") {
  const Dataset data = dataset(table("a,b,c\n1,2,3\n4,5,6\n"), {"c", "a"}).value();
  CHECK(data.features == std::vector<std::string>{"b"});
  CHECK(data.classes.empty());
  CHECK(data.t == std::vector<double>{3, 1, 6, 4});
  CHECK(columns(table("a,b,c\n1,2,3\n4,5,6\n"), {"c", "b"}).value() == std::vector<double>{3, 2, 6, 5});
}

TEST_CASE("tables that do not fit are refused, with a suggestion") {
  const adc::CsvTable flowers = table("width,species\n1,rose\n2,iris\n");
  const auto misspelt = dataset(flowers, {"specis"});
  CHECK(slug(misspelt) == "missing-column");
  CHECK(std::string(misspelt.error().what()).find("did you mean `species`?") != std::string::npos);
  CHECK(slug(dataset(flowers, {"width"})) == "bad-data");
  CHECK(slug(dataset(flowers, {"width", "species"})) == "bad-data");
  CHECK(slug(dataset(table("a\n1\n"), {"a"})) == "bad-data");
  CHECK(columns(flowers, {"species"}).error().diagnostic().slug == "bad-data");
}

TEST_CASE("splits part the rows, by place or at random with a seed") {
  const Split every = split_every(11, 5);
  CHECK(every.test == std::vector<std::size_t>{0, 5, 10});
  CHECK(every.train == std::vector<std::size_t>{1, 2, 3, 4, 6, 7, 8, 9});
  CHECK(split_every(3, 0).test.empty());
  const Split random = split_random(1000, 0.25, 7);
  CHECK(random.test.size() == 250);
  std::set<std::size_t> all(random.train.begin(), random.train.end());
  all.insert(random.test.begin(), random.test.end());
  CHECK(all.size() == 1000);
  CHECK(std::ranges::is_sorted(random.train));
  CHECK(split_random(1000, 0.25, 7).test == random.test);
  CHECK(split_random(1000, 0.25, 8).test != random.test);
}

TEST_CASE("a subset has its rows' features and targets, in the order asked for") {
  const std::vector<std::size_t> rows{2, 0};
  const Dataset part = subset(flowers(), rows);
  CHECK(part.rows == 2);
  CHECK(part.x == std::vector<double>{3, 60, 1, 10});
  CHECK(part.t == std::vector<double>{1, 1});
}

TEST_CASE("standardising gives mean 0 and deviation 1, and leaves a constant feature finite") {
  Dataset data = dataset(table("a,b,t\n1,0.1,0\n2,0.1,0\n3,0.1,1\n6,0.1,1\n"), {"t"}).value();
  const Scaling scaling = standardise(data);
  CHECK(scaling.offset[0] == 3);
  CHECK(scaling.factor[0] == std::sqrt(3.5));
  scaling.apply(data.x);
  double sum = 0;
  double squares = 0;
  for (std::size_t r = 0; r < 4; ++r) {
    sum += data.x[2 * r];
    squares += data.x[2 * r] * data.x[2 * r];
    CHECK(std::abs(data.x[2 * r + 1]) < 1e-15);
  }
  CHECK(sum == Approx(0).margin(1e-15));
  CHECK(squares / 4 == Approx(1));
  std::vector<double> pixels{16, 8};
  divide(2, 16).apply(pixels);
  CHECK(pixels == std::vector<double>{1, 0.5});
}

TEST_CASE("targets are encoded as the network's outputs want them") {
  CHECK(encode_targets(flowers(), 2).value() == std::vector<double>{0, 1, 1, 0, 0, 1});
  CHECK(encode_targets(flowers(), 1).value() == std::vector<double>{1, 0, 1});
  CHECK(encode_targets(xor_examples(), 1).value() == std::vector<double>{0, 1, 1, 0});
  CHECK(encode_targets(flowers(), 3).error().diagnostic().slug == "bad-data");
  CHECK(encode_targets(xor_examples(), 2).error().diagnostic().slug == "bad-data");
}

TEST_CASE("spirals have their arms, turned against each other") {
  const Dataset data = spirals(100, 3, 0, 1);
  CHECK(data.rows == 300);
  CHECK(data.classes.size() == 3);
  CHECK(std::ranges::count(data.t, 2.0) == 100);
  // The ends of the arms lie on the unit circle.
  for (std::size_t arm = 0; arm < 3; ++arm) {
    const std::size_t last = arm * 100 + 99;
    CHECK(std::hypot(data.x[2 * last], data.x[2 * last + 1]) == Approx(1));
  }
  CHECK(spirals(10, 2, 0.1, 1).x == spirals(10, 2, 0.1, 1).x);
  CHECK(spirals(10, 2, 0.1, 1).x != spirals(10, 2, 0.1, 2).x);
}
