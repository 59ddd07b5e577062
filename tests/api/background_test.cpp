// Native code that is made in the background while calls go on.
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <bit>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "adc/adc.hpp"

using namespace adc;

namespace {

constexpr const char* kFormula = "exp(x*z) + x*z/log(x) + sin(log(x))/(x*z)";

/// Many different terms: what takes seconds to compile.
std::string large_program(int terms) {
  std::string text = "y0 = x\n";
  for (int i = 1; i <= terms; ++i) {
    text += "y" + std::to_string(i) + " = sin(y" + std::to_string(i - 1) + ") + x*" + std::to_string(i) + "\n";
  }
  return text;
}

/// Calls until native code answers, for a minute at most.
bool turns_native(const Function& f, const std::function<void()>& call) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (!f.native_available(Derive::Gradient)) {
    if (std::chrono::steady_clock::now() > end) return false;
    call();
  }
  call();
  return true;
}

/// The exit status of `body` in a child of this process.
int in_child(const std::function<int()>& body) {
  const pid_t child = fork();
  if (child == 0) {
    alarm(60);
    std::_Exit(body());
  }
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}

}  // namespace

TEST_CASE("calls turn native without waiting, and keep their bits") {
  std::array<double, 2> expected{};
  const std::array point{2.0, 3.0};
  const double value = compile(kFormula, {.tier = Tier::Interpret}).value().value_and_gradient(point, expected);
  const Function f = compile(kFormula).value();
  CHECK(!f.native_available(Derive::Gradient));
  CHECK(turns_native(f, [&] {
    std::array<double, 2> g{};
    REQUIRE(f.value_and_gradient(point, g) == value);
    REQUIRE(g == expected);
  }));
  CHECK(!f.native_available(Derive::Hessian));
}

TEST_CASE("who wants native code at once waits for it") {
  const Function f = compile(kFormula).value();
  CHECK(!f.prepare(Derive::Gradient));
  CHECK(!f.native_available(Derive::Gradient));
  CHECK(!f.prepare(Derive::Gradient, Tier::Native));
  CHECK(f.native_available(Derive::Gradient));
  const Function interpreted = compile(kFormula, {.tier = Tier::Interpret}).value();
  std::array<double, 2> g{};
  for (int i = 0; i < 30'000; ++i) (void)interpreted.value_and_gradient({{2.0, 3.0}}, g);
  CHECK(!interpreted.native_available(Derive::Gradient));
}

TEST_CASE("a function may go while its code is being made, and many may wait") {
  std::vector<Function> waiting;
  for (int i = 0; i < 20; ++i) {
    waiting.push_back(compile(large_program(300 + i)).value());
    std::array<double, 1> g{};
    for (int call = 0; call < 3000; ++call) (void)waiting.back().value_and_gradient({{0.5}}, g);
    if (i % 3 == 0) waiting.erase(waiting.begin());
  }
  waiting.clear();
  SUCCEED();
}

TEST_CASE("a stop token and a deadline end a compilation, which may be begun again") {
  set_cache({.enabled = false});
  std::atomic<bool> stop = false;
  CompileOptions options;
  options.limits.stop = &stop;
  const Function f = compile(large_program(30'000), options).value();
  REQUIRE(!f.prepare(Derive::Value));
  std::thread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    stop = true;
  });
  const std::optional<Error> error = f.prepare(Derive::Value, Tier::Native);
  stopper.join();
  REQUIRE(error);
  CHECK(error->diagnostic().slug == "interrupted");
  stop = false;
  CHECK(!f.prepare(Derive::Value, Tier::Native));

  const Function unhurried = compile(large_program(20'000)).value();
  REQUIRE(!unhurried.prepare(Derive::Value));
  const auto begin = std::chrono::steady_clock::now();
  REQUIRE(!unhurried.prepare(Derive::Value, Tier::Native));
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  CompileOptions hurried;
  hurried.limits.seconds = taken.count() / 4;  // much more than parsing takes
  const Result<Function> late = compile(large_program(20'000), hurried);
  const std::optional<Error> too_late = late ? late->prepare(Derive::Value, Tier::Native) : late.error();
  REQUIRE(too_late);
  CHECK(too_late->diagnostic().slug == "too-long");
  set_cache({});
}

TEST_CASE("a process may fork and end while code is being made") {
  const Function hot = compile(large_program(3'000)).value();
  std::array<double, 1> g{};
  const double value = hot.value_and_gradient({{0.5}}, g);
  const auto warm_up = [&](const Function& f) {
    for (int call = 0; call < 2'000; ++call) (void)f.value_and_gradient({{0.5}}, g);
  };
  warm_up(hot);
  for (int i = 0; i < 5; ++i) {
    CHECK(in_child([&] {
            double h = 0;
            if (hot.value_and_gradient({{0.5}}, {&h, 1}) != value || h != g[0]) return 1;
            const Function own = compile("cos(sin(x^2) + 3x^2)").value();
            if (!turns_native(own, [&] { (void)own.value_and_gradient({{0.5}}, {&h, 1}); })) return 2;
            return compile("x^3").value().prepare(Derive::Gradient, Tier::Native) ? 3 : 0;
          }) == 0);
  }
  CHECK(in_child([&] {
          warm_up(compile(large_program(2'999)).value());
          warm_up(hot);
          std::exit(0);  // runs what ends the background thread
          return 1;
        }) == 0);
  CHECK(!hot.prepare(Derive::Gradient, Tier::Native));
  CHECK(hot.value_and_gradient({{0.5}}, g) == value);
}
