// Schedules of the learning rate.
#include <catch2/catch.hpp>
#include <cmath>

#include "adc/train/schedule.hpp"

using adc::train::parse_schedule;
using adc::train::Schedule;

TEST_CASE("each schedule has its formula's rates") {
  CHECK(parse_schedule("constant", 0.5)->at(1000) == 0.5);
  const Schedule step = *parse_schedule("step:10:0.5", 0.8);
  CHECK(step.at(0) == 0.8);
  CHECK(step.at(9) == 0.8);
  CHECK(step.at(10) == 0.4);
  CHECK(step.at(39) == 0.1);
  const Schedule exponential = *parse_schedule("exponential:0.5", 1);
  CHECK(exponential.at(0) == 1);
  CHECK(exponential.at(3) == 0.125);
  const Schedule cosine = *parse_schedule("cosine:100", 2);
  CHECK(cosine.at(0) == 2);
  CHECK(cosine.at(50) == Approx(1));
  CHECK(cosine.at(25) == Approx(1 + std::sqrt(0.5)));
  CHECK(cosine.at(100) == Approx(0).margin(1e-16));
  CHECK(cosine.at(200) == cosine.at(100));
  const Schedule inverse = *parse_schedule("1/t:10", 0.3);
  CHECK(inverse.at(0) == 0.3);
  CHECK(inverse.at(10) == 0.15);
  CHECK(inverse.at(20) == Approx(0.1));
}

TEST_CASE("the rate grows step by step through a warm-up, and the rest begins after it") {
  const Schedule warm = *parse_schedule("warmup:4, exponential:0.5", 0.8);
  CHECK(warm.at(0, 0.5) == Approx(0.1).epsilon(1e-15));
  CHECK(warm.at(0) == Approx(0.2).epsilon(1e-15));
  CHECK(warm.at(2, 0.25) == Approx(0.45).epsilon(1e-15));
  CHECK(warm.at(3, 1) == 0.8);
  CHECK(warm.at(4, 0.1) == 0.8);
  CHECK(warm.at(5, 0.1) == 0.4);
  const Schedule alone = *parse_schedule("warmup:0.5", 2);
  CHECK(alone.at(0, 0.25) == 1);
  CHECK(alone.at(0, 0.75) == 2);
  CHECK(alone.at(7) == 2);
}

TEST_CASE("what is no schedule is refused") {
  for (const char* text : {"", "linear", "step", "step:10", "step:10:0", "step:0:1", "step:10:0.5:1", "cosine:-1",
                           "cosine:x", "cosine:inf", "cosine:nan", "constant:1", "exponential:", "warmup", "warmup:0",
                           "warmup:2,", "warmup:2,warmup:3", "constant,warmup:2"}) {
    CAPTURE(text);
    const auto parsed = parse_schedule(text, 1);
    REQUIRE(!parsed);
    CHECK(parsed.error().diagnostic().slug == "bad-schedule");
  }
}
