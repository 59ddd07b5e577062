// Settings to try.
#include <catch2/catch.hpp>
#include <set>

#include "adc/train/search.hpp"

using namespace adc::train;

TEST_CASE("a grid has all combinations, the last choice varying fastest") {
  const std::vector<Choice> choices = parse_choices("rate=0.001, 0.01; layers=16|32,16 relu; l2 = 0").value();
  const std::vector<Settings> all = grid(choices).value();
  REQUIRE(all.size() == 4);
  CHECK(all[0] == Settings{{"rate", "0.001"}, {"layers", "16"}, {"l2", "0"}});
  CHECK(all[1] == Settings{{"rate", "0.001"}, {"layers", "32,16 relu"}, {"l2", "0"}});
  CHECK(all[2] == Settings{{"rate", "0.01"}, {"layers", "16"}, {"l2", "0"}});
  CHECK(parse_choices("layers=4,16,3")->front().values == std::vector<std::string>{"4,16,3"});
  CHECK(parse_choices("schedule=step:5:0.5,constant")->front().values.size() == 2);
}

TEST_CASE("settings are drawn from lists and ranges, the same for the same seed") {
  const std::vector<Choice> choices = parse_choices("rate=1e-4:1; dropout=0.1:0.5; optimizer=adam,momentum").value();
  const std::vector<Settings> hundred = draw(choices, 100, 3);
  CHECK(draw(choices, 10, 3) == std::vector<Settings>(hundred.begin(), hundred.begin() + 10));
  CHECK(draw(choices, 10, 4) != draw(choices, 10, 3));
  int small = 0;
  std::set<std::string> methods;
  for (const Settings& settings : hundred) {
    const double rate = std::stod(settings[0].second);
    const double dropout = std::stod(settings[1].second);
    CHECK((rate >= 1e-4 && rate <= 1));
    CHECK((dropout >= 0.1 && dropout <= 0.5));
    small += rate < 1e-2 ? 1 : 0;  // half of them, on a logarithmic scale
    methods.insert(settings[2].second);
  }
  CHECK(small > 30);
  CHECK(small < 70);
  CHECK(methods.size() == 2);
}

TEST_CASE("what is no search is refused") {
  for (const char* text :
       {"", ";", "rate", "rate=", "=1", "rate=1,,2", "rate=2:1", "rate=1:1", "rate=1; rate=2", "rate=0:inf"}) {
    CAPTURE(text);
    CHECK(parse_choices(text).error().diagnostic().slug == "bad-value");
  }
  CHECK(grid(parse_choices("rate=0.1:1").value()).error().diagnostic().slug == "bad-value");
  std::string large;
  for (const char* name : {"a", "b", "c", "d", "e", "f"}) large += std::string(name) + "=1,2,3,4,5,6,7,8,9,10;";
  CHECK(grid(parse_choices(large).value()).error().diagnostic().slug == "bad-value");
}
