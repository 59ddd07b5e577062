#include "analysis/not_finite_tensors.h"

#include <catch2/catch.hpp>
#include <limits>

#include "ir/interpreter.h"
#include "ir/text.h"

namespace {

// The messages about the value of a function of A: R[2,3] and x: R[3].
std::vector<std::string> messages(const std::string& body, const std::vector<double>& inputs) {
  const adc::ir::Function fn =
      adc::ir::read("adc-ir 1\nfn f(%0: f64[2,3] param \"A\", %1: f64[3] param \"x\") -> f64[2] {\n" + body + "}\n")
          .value();
  const adc::passes::Plan plan{.derive = adc::Derive::Value};
  std::vector<double> y(2);
  adc::ir::interpret(adc::passes::run(fn, plan).value(), inputs, y);
  const std::vector<std::string> names{"value"};
  std::vector<std::string> found;
  for (const adc::NotFinite& one : adc::analysis::not_finite_tensors(fn, plan, inputs, y, names)) {
    found.push_back(one.note.message);
  }
  return found;
}

constexpr double kInf = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("the element that made a tensor infinite or nan is named") {
  const std::string log_of_product = "%2 = dot[;;1;0] %0, %1\n%3 = log %2\nret %3\n";
  CHECK(messages(log_of_product, {1, 2, 3, 4, 5, 6, 1, 1, 1}).empty());
  CHECK(messages(log_of_product, {1, 2, 3, 0, 0, 0, 1, 1, 1}) ==
        std::vector<std::string>{"log of 0 is -inf, in element [2], so value[2] is -inf"});
  CHECK(messages(log_of_product, {1, 2, 3, 4, kInf, 6, 1, 1, 1}) ==
        std::vector<std::string>{"the input A[2, 2] is given as inf, so value[2] is inf"});
  CHECK(messages(log_of_product, {1e308, 1e308, 3, 4, 5, 6, 1, 1, 1}) ==
        std::vector<std::string>{"`dot` of finite numbers is inf, in element [1], so value[1] is inf"});
}

TEST_CASE("moves of elements are followed to where an element comes from") {
  const std::string moved = "%2 = slice[1;3;1] %1\n%3 = reverse[0] %2\n%4 = log %3\nret %4\n";
  CHECK(messages(moved, {0, 0, 0, 0, 0, 0, 1, kInf, 3}) ==
        std::vector<std::string>{"the input x[2] is given as inf, so value[2] is inf"});
  CHECK(messages(moved, {0, 0, 0, 0, 0, 0, 1, 2, -3}) ==
        std::vector<std::string>{"log of -3 is nan, in element [1], so value[1] is nan"});
}

TEST_CASE("an index that is not there is named as the language counts") {
  const std::string rows = "%2 = gather[1] %0, %1\n%3 = reduce_sum[1] %2\nret %3\n";
  CHECK(messages(rows, {1, 2, 3, 4, 5, 6, 0, 1, 2}).empty());
  CHECK(messages(rows, {1, 2, 3, 4, 5, 6, 0, 1, 3}) ==
        std::vector<std::string>{"the index 4 is outside 1 … 3, in element [1, 3], so value[1] is nan"});
  CHECK(messages(rows, {1, 2, 3, 4, 5, 6, -1, 1, 2}) ==
        std::vector<std::string>{"the index 0 is outside 1 … 3, in element [1, 1], so value[1] is nan"});
  CHECK(messages(rows, {1, 2, 3, 4, 5, 6, 0, 0.5, 2}) ==
        std::vector<std::string>{"the index 1.5 is no whole number, in element [1, 2], so value[1] is nan"});
  const std::string columns = "%2 = slice[0;2;1] %1\n%3 = gather[0] %0, %2\n%4 = reduce_sum[1] %3\nret %4\n";
  CHECK(messages(columns, {1, 2, 3, 4, 5, 6, 0, 2, 0}) ==
        std::vector<std::string>{"the index 3 is outside 1 … 2, in element [2, 1], so value[2] is nan"});
}

TEST_CASE("a note is about the number that was computed, whatever the text as written gives") {
  const adc::ir::Function fn = adc::ir::read(
                                   "adc-ir 1\nfn f(%0: f64[2] param \"x\") -> f64 {\n%1 = log %0\n%2 = mul %0, %1\n%3 "
                                   "= reduce_sum[0] %2\nret %3\n}\n")
                                   .value();
  const adc::passes::Plan plan{.derive = adc::Derive::Gradient};
  const std::vector<double> x{0, 1};
  std::vector<double> y(3);
  adc::ir::interpret(adc::passes::run(fn, plan).value(), x, y);
  CHECK(y == std::vector<double>{0, -kInf, 1});
  const std::vector<std::string> names{"value", "d/dx"};
  const auto found = adc::analysis::not_finite_tensors(fn, plan, x, y, names);
  REQUIRE(found.size() == 1);
  CHECK(found[0].note.message == "log of 0 is -inf, in element [1], so d/dx[1] is -inf");
}
