// Work ends when its time is over, or when it is asked to.
#include "ir/watch.h"

#include <catch2/catch.hpp>
#include <thread>

#include "diag/diagnostics.h"
#include "ir/builder.h"
#include "ir/interpreter.h"

namespace adc::ir {
namespace {

/// The slug that `work` fails with; "" if it does not.
template <typename Work>
std::string slug_of(const Work& work) {
  try {
    work();
    return "";
  } catch (const diag::Failure& failure) {
    return failure.diagnostic().slug;
  }
}

void look_at_once() { check_time(kManySteps); }

TEST_CASE("without a watch nothing ends") {
  CHECK(slug_of(look_at_once).empty());
  const Watch watch(Limits{});
  CHECK(slug_of(look_at_once).empty());
}

TEST_CASE("a watch ends work when its seconds are over") {
  const Watch watch({.seconds = 0});
  CHECK(slug_of(look_at_once) == "too-long");
  CHECK(watch.is_over());
}

TEST_CASE("a watch ends work when it is told to stop, and lets it go on later") {
  std::atomic<bool> stop = false;
  const Watch watch({.stop = &stop});
  CHECK(slug_of(look_at_once).empty());
  stop = true;
  CHECK(slug_of(look_at_once) == "interrupted");
  CHECK(is_about_time({.slug = "interrupted"}));
  stop = false;
  CHECK(slug_of(look_at_once).empty());
}

TEST_CASE("of watches in one another all hold, and each as long as it lives") {
  std::atomic<bool> stop = true;
  {
    const Watch outer({.stop = &stop});
    const Watch inner(Limits{});
    CHECK(slug_of(look_at_once) == "interrupted");
  }
  CHECK(slug_of(look_at_once).empty());
}

TEST_CASE("a watch is one thread's, and goes to another by its address") {
  const Watch watch({.seconds = 0});
  std::string alone;
  std::string told;
  std::thread([&] {
    alone = slug_of(look_at_once);
    const Watch same(&watch);
    told = slug_of(look_at_once);
  }).join();
  CHECK(alone.empty());
  CHECK(told == "too-long");
}

TEST_CASE("building and evaluating look at the watch") {
  std::atomic<bool> stop = true;
  const auto chain = [] {
    Builder b("f");
    ValueId x = b.param("x");
    for (int i = 0; i < 10'000; ++i) x = b.sin(x);
    b.output(x);
    return b.finish();
  };
  const Function fn = chain();
  const Watch watch({.stop = &stop});
  CHECK(slug_of([&] { (void)chain(); }) == "interrupted");
  const double x = 1;
  double y = 0;
  CHECK(slug_of([&] { interpret(fn, {&x, 1}, {&y, 1}); }) == "interrupted");
}

}  // namespace
}  // namespace adc::ir
