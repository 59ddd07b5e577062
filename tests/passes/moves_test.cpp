// Identities of ops that move elements.
#include <catch2/catch.hpp>

#include "ir/text.h"
#include "passes/core/fold_exact.h"
#include "passes/tensors/moves.h"
#include "tests/passes/tensor_cases.h"

using namespace adc;
using namespace adc::test;

namespace {

struct Move {
  const char* text;  // of the rewrite
  std::vector<Ints> shapes;
  std::function<ValueId(Builder&, const std::vector<ValueId>&)> body;
  std::size_t left;  // instructions afterwards
};

const std::vector<Move>& moves() {
  using X = const std::vector<ValueId>&;
  static const std::vector<Move> kMoves = {
      {"a reshape", {{2, 3}}, [](Builder& b, X x) { return b.reshape(x[0], Ints{2, 3}); }, 0},
      {"a reshape", {{2, 3}}, [](Builder& b, X x) { return b.reshape(b.reshape(x[0], Ints{6}), Ints{2, 3}); }, 0},
      {"a reshape", {{2, 3}}, [](Builder& b, X x) { return b.reshape(b.reshape(x[0], Ints{6}), Ints{3, 2}); }, 1},
      {"a transpose", {{2, 3}}, [](Builder& b, X x) { return b.transpose(x[0], Ints{0, 1}); }, 0},
      {"a transpose",
       {{2, 3, 4}},
       [](Builder& b, X x) { return b.transpose(b.transpose(x[0], Ints{2, 0, 1}), Ints{1, 2, 0}); },
       0},
      {"a transpose",
       {{2, 3, 4}},
       [](Builder& b, X x) { return b.transpose(b.transpose(x[0], Ints{2, 0, 1}), Ints{2, 0, 1}); },
       1},
      {"a broadcast", {{2}}, [](Builder& b, X x) { return b.broadcast(x[0], Ints{2}, Ints{0}); }, 0},
      {"a broadcast",
       {{2}},
       [](Builder& b, X x) { return b.broadcast(b.broadcast(x[0], Ints{3, 2}, Ints{1}), Ints{3, 4, 2}, Ints{0, 2}); },
       1},
      {"a slice of everything", {{3}}, [](Builder& b, X x) { return b.slice(x[0], Ints{0}, Ints{3}, Ints{1}); }, 0},
      {"a slice of what",
       {{3}},
       [](Builder& b, X x) { return b.slice(b.pad(x[0], Ints{2}, Ints{1}, Ints{0}), Ints{3}, Ints{5}, Ints{1}); },
       1},
      {"a slice of what",
       {{3}},
       [](Builder& b, X x) { return b.slice(b.pad(x[0], Ints{2}, Ints{1}, Ints{0}), Ints{1}, Ints{5}, Ints{1}); },
       2},
      {"a pad", {{3}}, [](Builder& b, X x) { return b.pad(x[0], Ints{0}, Ints{0}, Ints{0}); }, 0},
      {"a reverse", {{3}}, [](Builder& b, X x) { return b.reverse(b.reverse(x[0], Ints{0}), Ints{0}); }, 0},
      {"a reverse", {{3}}, [](Builder& b, X x) { return b.reverse(x[0], Ints{}); }, 0},
      {"a sum along no axis", {{3}}, [](Builder& b, X x) { return b.reduce_sum(x[0], Ints{}); }, 0},
  };
  return kMoves;
}

}  // namespace

TEST_CASE("moves that move nothing, undo each other or are one") {
  for (const Move& move : moves()) {
    const ir::Function fn = tensors(move.shapes, move.body);
    const Numbers at = random_numbers(ir::flat_inputs(fn), 1);
    const Numbers wanted = evaluate_flat(fn, at);
    const auto after = passes::apply(fn, {"fold_exact", "dce"});
    REQUIRE(after.ok());
    INFO(move.text << '\n' << ir::print(*after));
    CHECK(after->size() == fn.params().size() + move.left);
    CHECK(evaluate_flat(*after, at) == wanted);
  }
}

TEST_CASE("each identity of moves has a case") {
  for (const passes::Rewrite& rewrite : passes::move_rewrites()) {
    CAPTURE(rewrite.equation);
    CHECK(std::ranges::any_of(moves(), [&](const Move& move) { return rewrite.equation.starts_with(move.text); }));
  }
}
