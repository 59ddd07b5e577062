// Every op of tensors with random shapes and integers, alone and one after the other: all modes agree with each other
// and with differences, and a batch gives what its examples do.
#include <array>
#include <catch2/catch.hpp>

#include "ir/text.h"
#include "ir/verifier.h"
#include "passes/tensors/batch.h"
#include "tests/passes/random_programs.h"
#include "tests/passes/tensor_agreement.h"
#include "tests/passes/tensor_cases.h"

using namespace adc;
using namespace adc::test;
using ir::Function;
using ir::Op;

namespace {

Function numbered_program(Op op, std::uint64_t seed) {
  tests::RandomBits random(1000 * static_cast<std::uint64_t>(op) + seed);
  return random_program(op, random);
}

}  // namespace

TEST_CASE("random programs of tensors have the same derivatives in every mode, and by differences") {
  std::size_t checked = 0;
  for (const Op op : tensor_ops()) {
    for (std::uint64_t seed = 0; seed < 25; ++seed) {
      const Function fn = numbered_program(op, seed);
      INFO(ir::print(fn));
      REQUIRE(ir::verify(fn).empty());
      const Numbers at = random_point(ir::flat_inputs(fn), seed);
      if (!is_moderate(evaluate_flat(fn, at))) continue;
      ++checked;
      CHECK(fault_of_modes(fn, at, random_numbers(at.size(), seed + 1, -1, 1)) == "");
    }
  }
  CHECK(checked > 400);
}

TEST_CASE("batches of random programs of tensors give what their examples do") {
  for (const Op op : tensor_ops()) {
    for (std::uint64_t seed = 0; seed < 25; ++seed) {
      const Function fn = numbered_program(op, seed);
      const std::vector<bool> batched{seed % 3 != 1, seed % 3 != 2};
      const Function many = passes::batch(fn, batched, 2, Limits{}.instructions);
      INFO(ir::print(fn) << ir::print(many));
      REQUIRE(ir::verify(many).empty());
      Numbers all;
      std::array<Numbers, 2> each;
      for (std::size_t w = 0; w < 2; ++w) {
        const auto size = static_cast<std::size_t>(fn.shape(ir::value_id(w)).elements());
        for (std::size_t e = 0; e < 2; ++e) {
          const Numbers x = random_point(size, seed + 10 * w + (batched[w] ? 100 * e : 0));
          each[e].insert(each[e].end(), x.begin(), x.end());
          if (batched[w] || e == 0) all.insert(all.end(), x.begin(), x.end());
        }
      }
      Numbers wanted = evaluate_flat(fn, each[0]);
      const Numbers second = evaluate_flat(fn, each[1]);
      wanted.insert(wanted.end(), second.begin(), second.end());
      if (is_moderate(wanted)) check_close(evaluate_flat(many, all), wanted, 1e-14);
    }
  }
}

TEST_CASE("what is made of random programs of tensors has their values at every level") {
  for (const Op op : tensor_ops()) {
    for (std::uint64_t seed = 0; seed < 25; ++seed) {
      const Function fn = numbered_program(op, seed);
      INFO(ir::print(fn));
      CHECK(fault_of_levels(fn, random_point(ir::flat_inputs(fn), seed)) == "");
    }
  }
}
