// Functions of the host that programs call.
#include <array>
#include <atomic>
#include <catch2/catch.hpp>
#include <cmath>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "adc/adc.hpp"

using adc::compile;
using adc::CompileOptions;
using adc::Derive;
using adc::External;
using adc::Function;
using adc::Mode;
using adc::Tier;

namespace {

using Numbers = std::span<const double>;

double sum_of_squares(Numbers x) {
  double sum = 0;
  for (const double each : x) sum += each * each;
  return sum;
}
void twice(Numbers x, std::span<double> g) {
  for (std::size_t i = 0; i < x.size(); ++i) g[i] = 2 * x[i];
}

/// x·sin(y), with derivatives of any number.
External product() {
  const auto make = [](const char* name, double (*f)(double, double)) {
    return External(name, 2, [f](Numbers x) { return f(x[0], x[1]); });
  };
  const External zero = make("zero", [](double, double) { return 0.0; });
  const External by_xy = make("by_xy", [](double, double y) { return std::cos(y); });
  const External by_yy = make("by_yy", [](double x, double y) { return -x * std::sin(y); });
  const External by_x = make("by_x", [](double, double y) { return std::sin(y); }).with_partials({zero, by_xy});
  const External by_y = make("by_y", [](double x, double y) { return x * std::cos(y); }).with_partials({by_xy, by_yy});
  return make("g", [](double x, double y) { return x * std::sin(y); }).with_partials({by_x, by_y});
}

std::vector<double> evaluate(const Function& f, Derive derive, const std::vector<double>& x) {
  std::vector<double> y(f.result_names(derive).size());
  f.evaluate(derive, x, y);
  return y;
}

std::string slug(const adc::Result<std::string>& result) { return result ? "" : result.error().diagnostic().slug; }

}  // namespace

TEST_CASE("a program with a function of the host has the values and derivatives of one that is written out") {
  const std::string written = "a*k + (a*sin(b))^2 + exp(b)";
  const std::string called = "a*k + g(a, b)^2 + exp(b)";
  for (const Mode mode : {Mode::Symbolic, Mode::Forward, Mode::Reverse, Mode::Auto}) {
    const Function f = compile(called, {.externals = {product()}, .mode = mode}).value();
    const Function expected = compile(written, {.mode = mode}).value();
    const std::vector<double> x{1.3, 0.4, -2.1};
    for (const Derive derive :
         {Derive::Value, Derive::Gradient, Derive::Hessian, Derive::Jvp, Derive::Vjp, Derive::Hvp}) {
      CAPTURE(mode, derive);
      std::vector<double> point = x;
      if (derive == Derive::Vjp) point.push_back(1.5);
      if (derive == Derive::Jvp || derive == Derive::Hvp) point.insert(point.end(), {0.5, -1, 2});
      const std::vector<double> want = evaluate(expected, derive, point);
      const std::vector<double> interpreted = evaluate(f, derive, point);
      REQUIRE(interpreted.size() == want.size());
      for (std::size_t i = 0; i < want.size(); ++i)
        CHECK(interpreted[i] == Approx(want[i]).epsilon(1e-13).margin(1e-14));
      REQUIRE_FALSE(f.prepare(derive, Tier::Native));
      CHECK(evaluate(f, derive, point) == interpreted);  // natively, the same bits
    }
  }
}

TEST_CASE("rows have the bits of single points, by blocks, natively and with threads") {
  const External square = External("sq", 1, sum_of_squares).with_gradient(twice);
  const std::size_t rows = 1000;
  std::vector<double> x(rows);
  for (std::size_t i = 0; i < rows; ++i) x[i] = 0.01 * static_cast<double>(i) - 3;
  for (const Tier tier : {Tier::Interpret, Tier::Native}) {
    const Function f = compile("sq(x + 1)*exp(x)", {.externals = {square}, .tier = tier, .vector_math = false}).value();
    for (const int threads : {1, 4}) {
      std::vector<double> y(rows);
      std::vector<double> d(rows);
      const std::array<adc::InputColumn, 1> inputs{{{x.data(), 1}}};
      const std::array<adc::OutputColumn, 2> results{{{y.data(), 1}, {d.data(), 1}}};
      f.map(Derive::Gradient, rows, inputs, results, threads);
      for (std::size_t i = 0; i < rows; i += 37) {
        double g = 0;
        CHECK(y[i] == f.value_and_gradient({&x[i], 1}, {&g, 1}));
        CHECK(d[i] == g);
      }
    }
  }
}

TEST_CASE("of a tensor each element is a call") {
  const External square = External("sq", 1, sum_of_squares).with_gradient(twice);
  for (const Tier tier : {Tier::Interpret, Tier::Native}) {
    const Function f = compile("param v: R[3]; sum(sq(v))", {.externals = {square}, .tier = tier}).value();
    std::array<double, 3> g{};
    CHECK(f.value_and_gradient({{1.0, 2.0, 3.0}}, g) == 14);
    CHECK(g == std::array{2.0, 4.0, 6.0});
  }
}

TEST_CASE("one, two and three arguments, by gradient and by Jacobian–vector product, in both types") {
  const External three = External("s3", 3, sum_of_squares).with_jvp([](Numbers x, Numbers t) {
    return 2 * (x[0] * t[0] + x[1] * t[1] + x[2] * t[2]);
  });
  for (const auto dtype : {adc::DType::F64, adc::DType::F32}) {
    for (const Tier tier : {Tier::Interpret, Tier::Native}) {
      const Function f = compile("s3(x, y, z)", {.externals = {three}, .tier = tier, .dtype = dtype}).value();
      CHECK(evaluate(f, Derive::Gradient, {1, 2, 3}).front() == 14);
      std::array<double, 3> g{};
      f.gradient({{1.0, 2.0, 3.0}}, g);
      CHECK(g == std::array{2.0, 4.0, 6.0});
    }
  }
  const External one = External("q", 1, sum_of_squares).with_gradient(twice);
  CHECK(compile("q'(x)", {.externals = {one}})->value({{3.0}}) == 6);
  CHECK(compile("diff(q(x^2), x)", {.externals = {one}})->value({{2.0}}) == 32);
}

TEST_CASE("derivatives that are not given are errors that say so") {
  const External none("g", 2, sum_of_squares);
  const Function f = compile("g(x, y)*t", {.externals = {none}}).value();
  CHECK(f.value({{1.0, 2.0, 3.0}}) == 15);
  const auto gradient = f.prepare(Derive::Gradient);
  REQUIRE(gradient);
  CHECK(gradient->diagnostic().slug == "no-derivative");
  CHECK(gradient->diagnostic().span == adc::Span{0, 7});
  CHECK(std::string(gradient->what()).find("`g` is a function of the host") != std::string::npos);
  // Where nothing is differentiated through it, none is wanted.
  const Function by_t = compile("g(x, y)*t", {.wrt = {"t"}, .externals = {none}}).value();
  double d = 0;
  CHECK(by_t.value_and_gradient({{1.0, 2.0, 3.0}}, {&d, 1}) == 15);
  CHECK(d == 5);
  const Function once = compile("g(x, y)", {.externals = {none.with_gradient(twice)}}).value();
  CHECK_FALSE(once.prepare(Derive::Gradient));
  const auto hessian = once.prepare(Derive::Hessian);
  REQUIRE(hessian);
  CHECK(hessian->diagnostic().slug == "no-derivative");
  CHECK(std::string(hessian->what()).find("with_partials") != std::string::npos);
  CHECK_THROWS_AS(evaluate(once, Derive::Hvp, {1, 2, 1, 1}), adc::Error);
}

TEST_CASE("what a callback throws comes out of the call as it was thrown") {
  struct Special {
    int number;
  };
  const External throwing = External("g", 1, [](Numbers x) -> double {
                              if (x[0] < 0) throw Special{7};
                              return x[0];
                            }).with_gradient([](Numbers x, std::span<double> g) {
    if (x[0] > 10) throw std::out_of_range("beyond the table");
    g[0] = 1;
  });
  for (const Tier tier : {Tier::Interpret, Tier::Native}) {
    const Function f = compile("g(x) + g(x - 1)", {.externals = {throwing}, .tier = tier}).value();
    CHECK(f.value({{5.0}}) == 9);
    for (int again = 0; again < 2; ++again) {
      try {
        (void)f.value({{-1.0}});
        FAIL("nothing was thrown");
      } catch (const Special& special) {
        CHECK(special.number == 7);
      }
    }
    CHECK(f.value({{5.0}}) == 9);  // nothing stays behind
    double d = 0;
    CHECK_THROWS_AS(f.value_and_gradient({{20.0}}, {&d, 1}), std::out_of_range);
    const auto call = f.callable<double(double)>().value();
    CHECK(call(3) == 5);
    CHECK_THROWS_AS(call(-1), Special);
    for (const int threads : {1, 4}) {
      std::vector<double> x(5000, 1.5);
      std::vector<double> y(x.size());
      x[4321] = -2;
      const std::array<adc::InputColumn, 1> inputs{{{x.data(), 1}}};
      const std::array<adc::OutputColumn, 1> results{{{y.data(), 1}}};
      CHECK_THROWS_AS(f.map(Derive::Value, x.size(), inputs, results, threads), Special);
    }
  }
  const Function f = compile("g(x)", {.externals = {throwing}}).value();
  const adc::Entry entry = f.entry(Derive::Value).value();
  const double x = -1;
  double y = 0;
  entry(&x, &y, nullptr);
  CHECK(std::isnan(y));
}

TEST_CASE("callbacks are not called when a program is compiled, nor without need") {
  const auto calls = std::make_shared<int>(0);
  const External counting("g", 1, [calls](Numbers x) { return ++*calls, x[0]; });
  for (const Tier tier : {Tier::Interpret, Tier::Native}) {
    *calls = 0;
    const Function f = compile("g(2) + g(2) + 0*x", {.externals = {counting}, .tier = tier}).value();
    REQUIRE_FALSE(f.prepare(Derive::Value, tier));
    CHECK(*calls == 0);
    CHECK(f.value({{1.0}}) == 4);
    CHECK(*calls == 1);
  }
  // All partial derivatives at a point are one call.
  const auto gradients = std::make_shared<int>(0);
  const External three = External("s", 3, sum_of_squares).with_gradient([gradients](Numbers x, std::span<double> g) {
    ++*gradients;
    twice(x, g);
  });
  std::array<double, 3> g{};
  compile("s(x, y, z)", {.externals = {three}})->gradient({{1.0, 2.0, 3.0}}, g);
  CHECK(*gradients == 1);
}

TEST_CASE("a callback lives as long as a function that calls it, and no longer") {
  auto held = std::make_shared<int>(3);
  const std::weak_ptr<int> watch = held;
  std::optional<Function> f;
  {
    const External g("g", 1, [held](Numbers x) { return *held * x[0]; });
    f = compile("g(x)*k", {.externals = {g}}).value();
    f = f->bind({{"k", 2}}).value();
    f = compile("u + 1")->with("u", *f).value();
    (void)compile("x", {.externals = {g}}).value();
  }
  REQUIRE(f);
  held.reset();
  CHECK_FALSE(watch.expired());
  CHECK(f->value({{5.0}}) == 31);
  f.reset();
  CHECK(watch.expired());
}

TEST_CASE("callbacks may use adc, natively too, to any depth") {
  std::string text = "s0 = x;";
  for (int i = 0; i < 400; ++i) text += "s" + std::to_string(i + 1) + " = sin(s" + std::to_string(i) + ") + x/3;";
  text += "s400";
  const Function inner = compile(text, {.tier = Tier::Native}).value();
  const External level_1("g", 1, [inner](Numbers x) { return inner.value(x); });
  for (const Tier tier : {Tier::Interpret, Tier::Native}) {
    const Function middle = compile("g(x)*2 + exp(x)", {.externals = {level_1}, .tier = tier}).value();
    const External level_2("h", 1, [middle](Numbers x) { return middle.value(x); });
    const Function outer = compile("h(x) + h(2x)", {.externals = {level_2}, .tier = tier}).value();
    const auto expected = [&](double x) { return 2 * inner.value({&x, 1}) + std::exp(x); };
    CHECK(outer.value({{0.3}}) == expected(0.3) + expected(0.6));
  }
}

TEST_CASE("many threads call at once") {
  const External square = External("sq", 2, sum_of_squares).with_gradient(twice);
  const Function f = compile("sq(x, y)*x", {.externals = {square}, .tier = Tier::Native}).value();
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 2000; ++i) {
        const double x = t + 0.001 * i;
        std::array<double, 2> g{};
        const double y = f.value_and_gradient({{x, 2.0}}, g);
        if (y != (x * x + 4) * x || g[1] != 4 * x) ++wrong;
        const External other("o", 1, [x](Numbers p) { return p[0] + x; });  // the table grows and shrinks meanwhile
        (void)other;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
}

TEST_CASE("names of functions of the host win over those of the language, but not over the text's own") {
  const External sine("sin", 1, [](Numbers) { return 42.0; });
  CHECK(compile("sin(x)", {.externals = {sine}})->value({{1.0}}) == 42);
  CHECK(compile("sin(u) = 2u; sin(x)", {.externals = {sine}})->value({{1.0}}) == 2);
  CHECK(compile("relu(x) + sinh(x)", {.externals = {External("exp", 1, [](Numbers) { return 0.0; })}}).ok());
  const auto arity = compile("sin(x, y)", {.externals = {sine}});
  REQUIRE_FALSE(arity);
  CHECK(arity.error().diagnostic().slug == "wrong-arity");
}

TEST_CASE("functions of the host do not leave its process") {
  const Function f = compile("g(x)", {.externals = {External("g", 1, sum_of_squares).with_gradient(twice)}}).value();
  for (const adc::TargetWord& target : adc::targets()) {
    if (target.target == adc::Target::Ir || target.target == adc::Target::Dot) continue;
    CAPTURE(target.word);
    CHECK(slug(f.emit(Derive::Gradient, target.target)) == "external-function");
  }
  CHECK(slug(f.save()) == "external-function");
  CHECK(slug(f.derivative("x")) == "external-function");
  CHECK(slug(f.trace({{1.0}})) == "external-function");
  CHECK(f.check({}).error().diagnostic().slug == "external-function");
  CHECK_FALSE(compile(f.ir().value()).ok());
  // What only might call them is a program like any other.
  CHECK(compile("x", {.externals = {External("g", 1, sum_of_squares)}})->save().ok());
}

TEST_CASE("what is no function is refused") {
  const auto slug_of = [](const auto& make) -> std::string {
    try {
      (void)make();
    } catch (const adc::Error& error) {
      return error.diagnostic().slug;
    }
    return "";
  };
  CHECK(slug_of([] { return External("2x", 1, sum_of_squares); }) == "bad-name");
  CHECK(slug_of([] { return External("g", 0, sum_of_squares); }) == "bad-value");
  CHECK(slug_of([] { return External("g", 4, sum_of_squares); }) == "bad-value");
  CHECK(slug_of([] { return External("g", 1, nullptr); }) == "bad-value");
  const External g("g", 2, sum_of_squares);
  CHECK(slug_of([&] { return g.with_gradient(nullptr); }) == "bad-value");
  CHECK(slug_of([&] { return g.with_jvp(nullptr); }) == "bad-value");
  CHECK(slug_of([&] { return g.with_partials({g}); }) == "bad-value");
  CHECK(slug_of([&] { return g.with_partials({g, External("h", 1, sum_of_squares)}); }) == "bad-value");
}
