// What the tensor ops mean, and which shapes they take.
#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "ir/builder.h"
#include "ir/interpreter.h"
#include "ir/signature.h"
#include "ir/text.h"
#include "ir/verifier.h"

using adc::ir::Builder;
using adc::ir::DType;
using adc::ir::Function;
using adc::ir::List;
using adc::ir::Type;
using adc::ir::ValueId;

namespace {

using Numbers = std::vector<double>;
using Ints = std::vector<std::int64_t>;

constexpr double kInf = std::numeric_limits<double>::infinity();

Type tensor(const Ints& extents) { return {DType::F64, adc::ir::Shape(extents)}; }

// A function of one tensor, made by `make`, at `x`; also through its text form.
template <class Make>
Numbers at(const Ints& extents, const Numbers& x, const Make& make) {
  Builder b("f");
  const ValueId v = b.param("x", adc::ir::ParamKind::Param, tensor(extents));
  b.output(make(b, v));
  const Function fn = b.finish();
  REQUIRE(adc::ir::verify(fn).empty());
  const std::string text = adc::ir::print(fn);
  const auto again = adc::ir::read(text);
  INFO(text);
  REQUIRE(again);
  CHECK(adc::ir::print(*again) == text);
  Numbers y(adc::ir::flat_outputs(*again));
  adc::ir::interpret(*again, x, y);
  return y;
}

std::string error_of(const std::string& types, const std::string& instruction) {
  const auto fn = adc::ir::read("adc-ir 1\nfn f(" + types + ") -> f64 {\n  " + instruction + "\n  ret %0\n}\n");
  return fn ? "" : fn.error().diagnostic().message;
}

const Numbers kSix = {1, 2, 3, 4, 5, 6};  // [1,2,3; 4,5,6]

}  // namespace

TEST_CASE("an op that keeps a type infers it") {
  const Type matrix = tensor({2, 3});
  for (const adc::ir::Op op : adc::ir::elementwise_ops()) {
    if (!adc::ir::keeps_type(op)) continue;
    const std::vector<const Type*> operands(adc::ir::info(op).arity, &matrix);
    const Ints immediates(adc::ir::info(op).immediate == adc::ir::Immediate::None ? 0 : 1, 0);
    CAPTURE(adc::ir::info(op).spelling);
    CHECK(adc::ir::infer_type(op, operands, immediates, DType::F64) == matrix);
  }
}

TEST_CASE("ops that move elements") {
  CHECK(at({2, 3}, kSix, [](Builder& b, ValueId x) { return b.transpose(x, Ints{1, 0}); }) ==
        Numbers{1, 4, 2, 5, 3, 6});
  CHECK(at({2, 3}, kSix, [](Builder& b, ValueId x) { return b.reverse(x, Ints{1}); }) == Numbers{3, 2, 1, 6, 5, 4});
  CHECK(at({2, 3}, kSix, [](Builder& b, ValueId x) { return b.slice(x, Ints{0, 0}, Ints{2, 3}, Ints{1, 2}); }) ==
        Numbers{1, 3, 4, 6});
  CHECK(at({2, 3}, kSix, [](Builder& b, ValueId x) { return b.reshape(b.transpose(x, Ints{1, 0}), Ints{6}); }) ==
        Numbers{1, 4, 2, 5, 3, 6});
  CHECK(at({2}, {1, 2}, [](Builder& b, ValueId x) { return b.broadcast(x, Ints{2, 3}, Ints{0}); }) ==
        Numbers{1, 1, 1, 2, 2, 2});
  CHECK(at({2}, {1, 2}, [](Builder& b, ValueId x) { return b.pad(x, Ints{1}, Ints{2}, Ints{1}); }) ==
        Numbers{0, 1, 0, 2, 0, 0});
  CHECK(at({2, 2}, {1, 2, 3, 4}, [](Builder& b, ValueId x) { return b.concat(x, b.neg(x), 1); }) ==
        Numbers{1, 2, -1, -2, 3, 4, -3, -4});
  CHECK(at({0}, {}, [](Builder& b, ValueId x) { return b.reverse(x, Ints{0}); }).empty());
}

TEST_CASE("reductions and what they give of nothing") {
  const auto over = [](const Ints& axes, auto method) {
    return [axes, method](Builder& b, ValueId x) { return (b.*method)(x, axes); };
  };
  CHECK(at({2, 3}, kSix, over({0}, &Builder::reduce_sum)) == Numbers{5, 7, 9});
  CHECK(at({2, 3}, kSix, over({1}, &Builder::reduce_sum)) == Numbers{6, 15});
  CHECK(at({2, 3}, kSix, over({0, 1}, &Builder::reduce_sum)) == Numbers{21});
  CHECK(at({2, 3}, kSix, over({0}, &Builder::reduce_max)) == Numbers{4, 5, 6});
  CHECK(at({2, 3}, kSix, over({1}, &Builder::reduce_min)) == Numbers{1, 4});
  CHECK(at({2, 3}, kSix, over({1}, &Builder::prod)) == Numbers{6, 120});
  CHECK(at({2}, {3e200, 4e200}, over({0}, &Builder::norm))[0] == Approx(5e200).epsilon(1e-15));
  CHECK(at({2}, {3e-320, 4e-320}, over({0}, &Builder::norm))[0] == Approx(5e-320).epsilon(1e-3));
  CHECK(at({2}, {1000, 1000}, over({0}, &Builder::logsumexp))[0] == Approx(1000 + std::numbers::ln2).epsilon(1e-15));
  CHECK(at({2}, {-kInf, -kInf}, over({0}, &Builder::logsumexp)) == Numbers{-kInf});
  CHECK(at({2}, {1000, 1000}, over({0}, &Builder::softmax)) == Numbers{0.5, 0.5});
  CHECK(at({0}, {}, over({0}, &Builder::reduce_sum)) == Numbers{0});
  CHECK(at({0}, {}, over({0}, &Builder::prod)) == Numbers{1});
  CHECK(at({0}, {}, over({0}, &Builder::reduce_max)) == Numbers{-kInf});
  CHECK(std::isnan(at({2}, {1, std::nan("")}, over({0}, &Builder::reduce_max))[0]));
}

TEST_CASE("the sum of many numbers keeps its digits") {
  const std::size_t n = 1'000'000;
  const Numbers sum = at({static_cast<std::int64_t>(n)}, Numbers(n, 0.1),
                         [](Builder& b, ValueId x) { return b.reduce_sum(x, Ints{0}); });
  CHECK(sum[0] == Approx(1e5).epsilon(1e-14));
}

TEST_CASE("dot contracts any axes, and runs along batch axes") {
  CHECK(at({2, 3}, kSix, [](Builder& b, ValueId x) {
          return b.dot(x, x, {.lhs_contracted = Ints{1}, .rhs_contracted = Ints{1}});
        }) == Numbers{14, 32, 32, 77});
  CHECK(at({2, 3}, kSix, [](Builder& b, ValueId x) {
          return b.dot(x, x, {.lhs_contracted = Ints{0, 1}, .rhs_contracted = Ints{0, 1}});
        }) == Numbers{91});
  CHECK(at({2, 3}, kSix, [](Builder& b, ValueId x) {
          const Ints contracted{1};
          const Ints batch{0};
          return b.dot(x, x, {contracted, contracted, batch, batch});
        }) == Numbers{14, 77});
  CHECK(at({2}, {2, 3}, [](Builder& b, ValueId x) { return b.dot(x, x, {}); }) == Numbers{4, 6, 6, 9});
}

TEST_CASE("gather takes slices, scatter_add puts them back") {
  const auto positions = [](Builder& b, std::int64_t n) { return b.iota(Ints{n}, 0); };
  CHECK(at({2, 3}, kSix, [&](Builder& b, ValueId x) { return b.gather(x, b.sub(b.integer(2), positions(b, 2)), 1); }) ==
        Numbers{3, 2, 6, 5});
  const Numbers outside = at({2}, {7, 8}, [&](Builder& b, ValueId x) { return b.gather(x, positions(b, 3), 0); });
  CHECK(outside[1] == 8);
  CHECK(std::isnan(outside[2]));
  CHECK(at({3}, {7, 8, 9}, [&](Builder& b, ValueId x) {
          return b.scatter_add(x, b.mod(positions(b, 3), b.integer(2)), 0, 4);
        }) == Numbers{16, 8, 0, 0});
  CHECK(at({2, 3}, {1, 5, 2, 7, 7, 0}, [](Builder& b, ValueId x) { return b.argmax(x, 1); }) == Numbers{1, 0});
}

TEST_CASE("elementwise ops take tensors of one shape, and scalars with each element") {
  CHECK(at({2}, {2, 3}, [](Builder& b, ValueId x) { return b.mul(b.integer(2), b.powi(x, 2)); }) == Numbers{8, 18});
  CHECK(at({2}, {2, 3}, [](Builder& b, ValueId x) { return b.select(b.lt(x, b.ratio(5, 2)), x, b.integer(0)); }) ==
        Numbers{2, 0});
  CHECK(error_of("%0: f64[2] param \"x\", %1: f64[3] param \"y\"", "%2 = add %0, %1") ==
        "the operands must have one shape, or be scalars");
}

TEST_CASE("integers that fit no shape are refused") {
  const std::string x = "%0: f64[2,3] param \"x\"";
  for (const char* instruction : {"%1 = reduce_sum[2] %0",
                                  "%1 = reduce_sum[1,0] %0",
                                  "%1 = reduce_sum[0,0] %0",
                                  "%1 = reduce_sum[0;1] %0",
                                  "%1 = reduce_sum[-1] %0",
                                  "%1 = transpose[0] %0",
                                  "%1 = transpose[0,0] %0",
                                  "%1 = reshape[7] %0",
                                  "%1 = reshape[-2,-3] %0",
                                  "%1 = slice[0,0;3,3;1,1] %0",
                                  "%1 = slice[0,0;2,3;0,1] %0",
                                  "%1 = slice[0;2;1] %0",
                                  "%1 = slice[1,0;0,3;1,1] %0",
                                  "%1 = pad[-1,0;0,0;0,0] %0",
                                  "%1 = pad[0,0;0,0;0,9223372036854775807] %0",
                                  "%1 = broadcast[2,3,4;0] %0",
                                  "%1 = broadcast[4,2,3;0,1] %0",
                                  "%1 = broadcast[2,3,9223372036854775807;0,1] %0",
                                  "%1 = concat[2] %0, %0",
                                  "%1 = dot[;;1;0] %0, %0",
                                  "%1 = dot[0;0;0;0] %0, %0",
                                  "%1 = argmax[] %0",
                                  "%1 = iota[3;1]",
                                  "%1 = iota[-3;0]",
                                  "%1 = gather[5] %0, %0",
                                  "%1 = scatter_add[0;] %0, %0"}) {
    INFO(instruction);
    CHECK_FALSE(error_of(x, instruction).empty());
  }
  CHECK(error_of(x, "%1 = dot[;;1;1] %0, %0") == "the value's type is not the one in the first line");
}
