#include "tests/passes/tensor_cases.h"

#include <catch2/catch.hpp>

namespace adc::test {
namespace {

// Positions into an axis of three elements, out of order and with a repetition.
ValueId positions(Builder& b) {
  const ValueId i = b.iota(Ints{4}, 0);
  return b.mod(b.add(b.mul(b.integer(2), i), b.integer(1)), b.integer(3));  // 1, 0, 2, 1
}

// A list as a program's text has it.
ValueId list(Builder& b, std::initializer_list<double> numbers) {
  std::optional<ValueId> all;
  for (const double x : numbers) {
    const ValueId one = b.reshape(b.constant(ir::Constant::floating(x)), Ints{1});
    all = all ? b.concat(*all, one, 0) : one;
  }
  return *all;
}

}  // namespace

const std::vector<TensorCase>& tensor_cases() {
  using X = const std::vector<ValueId>&;
  static const std::vector<TensorCase> kCases = {
      {"dot: matrix, vector", {{3, 4}, {4}}, [](Builder& b, X x) { return b.dot(x[0], x[1], {Ints{1}, Ints{0}}); }},
      {"dot: vector, matrix", {{3}, {3, 2}}, [](Builder& b, X x) { return b.dot(x[0], x[1], {Ints{0}, Ints{0}}); }},
      {"dot: transposed", {{4, 3}, {4, 2}}, [](Builder& b, X x) { return b.dot(x[0], x[1], {Ints{0}, Ints{0}}); }},
      {"dot: outer", {{3}, {2}}, [](Builder& b, X x) { return b.dot(x[0], x[1], {}); }},
      {"dot: of itself", {{3, 2}}, [](Builder& b, X x) { return b.dot(x[0], x[0], {Ints{0, 1}, Ints{0, 1}}); }},
      {"dot: scalar", {{}, {2}}, [](Builder& b, X x) { return b.dot(x[0], x[1], {}); }},
      {"dot: two contracted",
       {{3, 2, 4}, {4, 5, 3}},
       [](Builder& b, X x) { return b.dot(x[0], x[1], {Ints{0, 2}, Ints{2, 0}}); }},
      {"dot: batch",
       {{3, 2, 4}, {4, 5, 2}},
       [](Builder& b, X x) { return b.dot(x[0], x[1], {Ints{2}, Ints{0}, Ints{1}, Ints{2}}); }},
      {"dot: two batches",
       {{2, 3, 2}, {3, 2, 4}},
       [](Builder& b, X x) { return b.dot(x[0], x[1], {{}, {}, Ints{1, 0}, Ints{0, 1}}); }},
      {"reduce_sum", {{3, 2, 2}}, [](Builder& b, X x) { return b.reduce_sum(x[0], Ints{0, 2}); }},
      {"reduce_sum of nothing", {{3, 0}}, [](Builder& b, X x) { return b.reduce_sum(x[0], Ints{1}); }},
      {"reduce_sum along no axis", {{3}}, [](Builder& b, X x) { return b.reduce_sum(x[0], Ints{}); }},
      {"broadcast", {{3, 2}}, [](Builder& b, X x) { return b.broadcast(x[0], Ints{2, 3, 4, 2}, Ints{1, 3}); }},
      {"broadcast of a scalar", {{}}, [](Builder& b, X x) { return b.broadcast(x[0], Ints{2, 2}, Ints{}); }},
      {"transpose", {{2, 3, 4}}, [](Builder& b, X x) { return b.transpose(x[0], Ints{2, 0, 1}); }},
      {"reshape", {{2, 6}}, [](Builder& b, X x) { return b.reshape(x[0], Ints{3, 4}); }},
      {"slice", {{7, 3}}, [](Builder& b, X x) { return b.slice(x[0], Ints{1, 0}, Ints{6, 2}, Ints{2, 1}); }},
      {"slice with a rest", {{6}}, [](Builder& b, X x) { return b.slice(x[0], Ints{0}, Ints{6}, Ints{4}); }},
      {"empty slice", {{4}}, [](Builder& b, X x) { return b.slice(x[0], Ints{2}, Ints{2}, Ints{1}); }},
      {"pad", {{3, 2}}, [](Builder& b, X x) { return b.pad(x[0], Ints{1, 0}, Ints{0, 2}, Ints{2, 1}); }},
      {"concat", {{2, 2}, {2, 3}}, [](Builder& b, X x) { return b.concat(x[0], x[1], 1); }},
      {"concat of one twice", {{2}}, [](Builder& b, X x) { return b.concat(x[0], b.mul(x[0], x[0]), 0); }},
      {"reverse", {{2, 3}}, [](Builder& b, X x) { return b.reverse(x[0], Ints{1}); }},
      {"gather", {{2, 3}}, [](Builder& b, X x) { return b.gather(x[0], positions(b), 1); }},
      {"gather by a matrix",
       {{3, 2}},
       [](Builder& b, X x) { return b.gather(x[0], b.reshape(positions(b), Ints{2, 2}), 0); }},
      {"gather by one", {{3, 2}}, [](Builder& b, X x) { return b.gather(x[0], b.integer(2), 0); }},
      {"scatter_add", {{2, 4}}, [](Builder& b, X x) { return b.scatter_add(x[0], positions(b), 1, 3); }},
      {"scatter_add to nowhere", {{4}}, [](Builder& b, X x) { return b.scatter_add(x[0], positions(b), 0, 2); }},
      {"reduce_max", {{3, 4}}, [](Builder& b, X x) { return b.reduce_max(x[0], Ints{1}); }},
      {"reduce_min", {{3, 4}}, [](Builder& b, X x) { return b.reduce_min(x[0], Ints{0, 1}); }},
      {"prod", {{3, 2}}, [](Builder& b, X x) { return b.prod(x[0], Ints{0}); }},
      {"prod of all", {{7}}, [](Builder& b, X x) { return b.prod(x[0], Ints{0}); }},
      {"prod of one", {{1, 2}}, [](Builder& b, X x) { return b.prod(x[0], Ints{0}); }},
      {"prod of none", {{0, 2}, {}}, [](Builder& b, X x) { return b.mul(x[1], b.prod(x[0], Ints{0})); }},
      {"prod over two axes", {{2, 2, 3}}, [](Builder& b, X x) { return b.prod(x[0], Ints{0, 2}); }},
      {"norm", {{2, 3}}, [](Builder& b, X x) { return b.norm(x[0], Ints{1}); }},
      {"norm of all", {{2, 3}}, [](Builder& b, X x) { return b.norm(x[0], Ints{0, 1}); }},
      {"logsumexp", {{2, 3}}, [](Builder& b, X x) { return b.logsumexp(x[0], Ints{0}); }},
      {"softmax", {{2, 3}}, [](Builder& b, X x) { return b.softmax(x[0], Ints{1}); }},
      {"log_softmax", {{2, 3}}, [](Builder& b, X x) { return b.log_softmax(x[0], Ints{1}); }},
      {"softmax of all", {{2, 2}}, [](Builder& b, X x) { return b.softmax(x[0], Ints{0, 1}); }},
      {"elementwise", {{2, 2}, {2, 2}}, [](Builder& b, X x) { return b.atan2(b.sin(x[0]), b.exp(x[1])); }},
      {"a scalar with each element", {{2, 2}, {}}, [](Builder& b, X x) { return b.pow(x[0], x[1]); }},
      {"each element with a scalar", {{}, {3}}, [](Builder& b, X x) { return b.div(b.sin(x[0]), x[1]); }},
      {"choice",
       {{3}, {3}},
       [](Builder& b, X x) { return b.select(b.lt(x[0], x[1]), b.mul(x[0], x[0]), b.exp(x[1])); }},
      {"choice of a scalar", {{3}, {}}, [](Builder& b, X x) { return b.select(b.lt(x[0], b.integer(1)), x[1], x[0]); }},
      {"choice by a scalar", {{3}, {}}, [](Builder& b, X x) { return b.select(b.lt(x[1], b.integer(9)), x[0], x[1]); }},
      {"choice between scalars",
       {{3}, {}},
       [](Builder& b, X x) { return b.select(b.lt(x[0], b.integer(1)), b.exp(x[1]), b.integer(1)); }},
      {"fma with a scalar", {{2}, {}, {2}}, [](Builder& b, X x) { return b.fma(x[0], x[1], x[2]); }},
      {"a layer",
       {{3, 4}, {4}, {3}},
       [](Builder& b, X x) { return b.tanh(b.add(b.dot(x[0], x[1], {Ints{1}, Ints{0}}), x[2])); }},
      {"a network",
       {{2, 3}, {2}, {3, 2}, {3}, {3}},
       [](Builder& b, X x) {
         const ValueId h = b.tanh(b.add(b.dot(x[0], x[4], {Ints{1}, Ints{0}}), x[1]));
         const ValueId z = b.add(b.dot(x[2], h, {Ints{1}, Ints{0}}), x[3]);
         return b.neg(b.reduce_sum(b.mul(x[4], b.log(b.softmax(z, Ints{0}))), Ints{0}));
       }},
      {"a matrix of numbers",
       {{3}},
       [](Builder& b, X x) {
         const ValueId a = b.reshape(list(b, {1, -2.5, 0.125, 4e10, -0.0, 3}), Ints{2, 3});
         return b.dot(a, x[0], {Ints{1}, Ints{0}});
       }},
      {"functions of a list of numbers",
       {{}},
       [](Builder& b, X x) {
         const ValueId t = list(b, {0.5, 1, 2, 0.75});
         return b.add(b.mul(b.exp(t), x[0]), b.broadcast(b.reduce_sum(b.log(t), Ints{0}), Ints{4}, Ints{}));
       }},
      {"numbers looked up",
       {{4}},
       [](Builder& b, X x) { return b.mul(x[0], b.gather(list(b, {0.25, 7, -3}), positions(b), 0)); }},
      {"numbers chosen by a list",
       {{3}},
       [](Builder& b, X x) { return b.select(b.lt(list(b, {1, 2, 3}), b.integer(2)), b.exp(x[0]), x[0]); }},
      {"constant", {{2}}, [](Builder& b, X) { return b.iota(Ints{3}, 0); }},
  };
  return kCases;
}

void check_close(const Numbers& found, const Numbers& wanted, double tolerance) {
  CHECK(apart(found, wanted, tolerance) == "");
}

}  // namespace adc::test
