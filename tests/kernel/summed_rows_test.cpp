// Programs that sum rows: for any number of them what the program of as many gives, in the order that the form says.
#include "kernel/summed_rows.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <optional>

#include "ir/builder.h"
#include "ir/text.h"
#include "kernel/lower.h"
#include "kernel/run.h"
#include "kernel/text.h"
#include "kernel/verify.h"
#include "passes/core/sharing_builder.h"
#include "passes/pipeline.h"
#include "passes/tensors/batch.h"
#include "tests/jit/native.h"
#include "tests/kernel/programs.h"
#include "tests/passes/random_programs.h"
#include "tests/passes/tensor_cases.h"
#include "tests/support/bits.h"
#include "tests/support/random_tensors.h"

using namespace adc;
using namespace adc::tests;

namespace {

using ir::Builder;
using ir::ValueId;
using Ints = std::vector<std::int64_t>;
using Numbers = std::vector<double>;

/// The loss of one example, whose data are rows.
struct Loss {
  std::string name;
  ir::Function one;
};

std::vector<bool> data_of(const ir::Function& fn) {
  std::vector<bool> result;
  for (const ir::Param& input : fn.params()) result.push_back(input.kind == ir::ParamKind::Data);
  return result;
}

ir::Function derived(const ir::Function& one, std::int64_t rows, Derive derive) {
  const ir::Function all = passes::weighted_sum_over_batch(one, data_of(one), rows, Limits{}.instructions);
  return passes::run(all, {.derive = derive, .wrt = {}, .limits = {}}).value();
}

/// Its inputs, the data after the others, each with all rows; the last are the weights.
struct Given {
  std::size_t rows;
  Numbers numbers;
};

Given random_rows(RandomBits& random, const ir::Function& one, std::size_t rows) {
  Given result{rows, {}};
  for (std::size_t i = 0; i < one.params().size(); ++i) {
    const bool is_data = one.params()[i].kind == ir::ParamKind::Data;
    const auto size = static_cast<std::size_t>(one.shape(ir::value_id(i)).elements()) * (is_data ? rows : 1);
    for (std::size_t k = 0; k < size; ++k) result.numbers.push_back(0.25 + std::ldexp(random() >> 11U, -53));
  }
  for (std::size_t row = 0; row < rows; ++row) result.numbers.push_back(1 / static_cast<double>(rows));
  return result;
}

std::size_t outputs_of(const ir::Function& fn, const kernel::SummedRows& rows, std::size_t count) {
  std::size_t size = 0;
  for (std::size_t i = 0; i < fn.outputs().size(); ++i) {
    const auto whole = static_cast<std::size_t>(fn.shape(fn.outputs()[i].value).elements());
    size += rows.outputs[i] ? whole / static_cast<std::size_t>(rows.tile) * count : whole;
  }
  return size;
}

/// Native code, tile after tile, as whoever calls it does.
template <class T>
Numbers call_tiles(const ir::Function& fn, const kernel::SummedRows& rows, const object::NativeCode& code,
                   const Given& x) {
  const std::vector<T> from(x.numbers.begin(), x.numbers.end());
  std::vector<T> to(outputs_of(fn, rows, x.rows), std::numeric_limits<T>::quiet_NaN());
  AlignedBytes workspace(code.workspace_bytes());
  for (std::size_t first = 0; first < x.rows; first += static_cast<std::size_t>(rows.tile)) {
    const auto pointers = [&](auto* at, const std::vector<bool>& of_rows, auto shape) {
      std::vector<decltype(at)> result;
      for (std::size_t i = 0; i < of_rows.size(); ++i) {
        const auto whole = static_cast<std::size_t>(shape(i).elements());
        const std::size_t row = whole / static_cast<std::size_t>(rows.tile);
        result.push_back(of_rows[i] ? at + first * row : at);
        at += of_rows[i] ? x.rows * row : whole;
      }
      return result;
    };
    const auto in = pointers(from.data(), rows.inputs, [&](std::size_t i) { return fn.shape(ir::value_id(i)); });
    const auto out = pointers(to.data(), rows.outputs, [&](std::size_t i) { return fn.shape(fn.outputs()[i].value); });
    const std::size_t count = std::min(static_cast<std::size_t>(rows.tile), x.rows - first);
    code.tile_entry()(reinterpret_cast<const void* const*>(in.data()), reinterpret_cast<void* const*>(out.data()),
                      workspace.data(), static_cast<std::int64_t>(count), first == 0 ? 1 : 0);
  }
  return {to.begin(), to.end()};
}

/// Near, as sums in different orders are.
bool are_near(const Numbers& found, const Numbers& wanted, double tolerance) {
  if (found.size() != wanted.size()) return false;
  double largest = 1;
  for (const double y : wanted) largest = std::max(largest, std::isfinite(y) ? std::fabs(y) : 0);
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (std::isnan(found[i]) && std::isnan(wanted[i])) continue;
    if (!(found[i] == wanted[i] || std::fabs(found[i] - wanted[i]) <= tolerance * largest)) return false;
  }
  return true;
}

kernel::SummedRows rows_of(const ir::Function& fn, const ir::Function& one, std::int64_t tile) {
  kernel::SummedRows rows{.tile = tile, .inputs = data_of(one), .outputs = std::vector(fn.outputs().size(), false)};
  rows.inputs.push_back(true);
  return rows;
}

/// Whether rows can be summed; checks it if so.
bool check(RandomBits& random, const Loss& loss, Derive derive, std::int64_t tile,
           const std::vector<std::size_t>& counts) {
  const ir::Function fn = derived(loss.one, tile, derive);
  kernel::SummedRows rows = rows_of(fn, loss.one, tile);
  if (derive == Derive::Value) {
    for (std::size_t i = 1; i < rows.outputs.size(); ++i) rows.outputs[i] = true;
  }
  const std::optional<kernel::Program> program = kernel::lower_summed(fn, rows);
  if (!program) return false;
  CAPTURE(loss.name, ir::print(fn), kernel::print(*program));
  REQUIRE(kernel::verify(*program) == std::vector<std::string>{});
  REQUIRE(kernel::read(kernel::print(*program)).value() == *program);
  const Native exact(fn, {.vector_math = false, .product_library = false, .summed = &rows});
  const Native usual(fn, {.summed = &rows});
  REQUIRE(exact.code().most_rows() == static_cast<std::size_t>(tile));
  const bool is_float = fn.float_type() == ir::DType::F32;
  const double tolerance = is_float ? 1e-5 : 1e-13;
  for (const std::size_t count : counts) {
    const Given x = random_rows(random, loss.one, count);
    Numbers y(outputs_of(fn, rows, count), -1);
    kernel::run(*program, count, x.numbers, y);
    CAPTURE(count);
    if (count == 0) {
      CHECK(y == Numbers(y.size(), 0));
      continue;
    }
    const auto call = [&](const Native& code) {
      return is_float ? call_tiles<float>(fn, rows, code.code(), x) : call_tiles<double>(fn, rows, code.code(), x);
    };
    CHECK(same_bits(call(exact), y));
    CHECK(are_near(call(usual), y, tolerance));
    const ir::Function whole = derived(loss.one, static_cast<std::int64_t>(count), derive);
    Numbers wanted(ir::flat_outputs(whole));
    kernel::run(kernel::lower(whole), x.numbers, wanted);
    CHECK(are_near(y, wanted, tolerance));
  }
  return true;
}

/// A program of tensors as the loss of an example, which is its first input.
ir::Function loss_of(const test::TensorCase& c, bool has_others) {
  Builder b("f");
  std::vector<ValueId> x;
  for (std::size_t i = 0; i < c.shapes.size(); ++i) {
    const ir::ParamKind kind = i == 0 ? ir::ParamKind::Data : ir::ParamKind::Param;
    x.push_back(b.param("x" + std::to_string(i), kind, {ir::DType::F64, ir::Shape(c.shapes[i])}));
  }
  const ValueId w = b.param("w", ir::ParamKind::Param, {ir::DType::F64, ir::Shape(c.shapes[0])});
  x[0] = b.mul(x[0], w);
  const ValueId y = c.body(b, x);
  Ints axes;
  for (std::size_t axis = 0; axis < b.function().shape(y).rank(); ++axis)
    axes.push_back(static_cast<std::int64_t>(axis));
  b.output(axes.empty() ? b.tanh(y) : b.reduce_sum(b.tanh(y), axes), "loss");
  if (has_others) b.output(y, "y");
  return b.finish();
}

}  // namespace

TEST_CASE("rows of programs of tensors are summed") {
  RandomBits random(73);
  std::string refused;
  for (const test::TensorCase& c : test::tensor_cases()) {
    for (const Derive derive : {Derive::Value, Derive::Gradient}) {
      const Loss loss{c.name, loss_of(c, derive == Derive::Value)};
      if (!check(random, loss, derive, 8, {0, 1, 7, 8, 9, 20}))
        refused += loss.name + (derive == Derive::Value ? "" : ", gradient") + "\n";
    }
  }
  CHECK(refused == "");
}

namespace {

/// log(1 + exp(−t·(w·x + c))).
ir::Function logistic(std::int64_t n, ir::DType type) {
  Builder b("loss", type);
  const ir::Type vector{type, ir::Shape({n})};
  const ValueId w = b.param("w", ir::ParamKind::Param, vector);
  const ValueId c = b.param("c", ir::ParamKind::Param, {type, {}});
  const ValueId x = b.param("x", ir::ParamKind::Data, vector);
  const ValueId t = b.param("t", ir::ParamKind::Data, {type, {}});
  const Ints all{0};
  const ValueId z = b.add(b.dot(w, x, {.lhs_contracted = all, .rhs_contracted = all}), c);
  b.output(b.log(b.add(b.integer(1), b.exp(b.neg(b.mul(t, z))))), "loss");
  return b.finish();
}

}  // namespace

namespace {

/// Σ tanh of a program's result as the loss of an example, which is its first input.
ir::Function loss_of(const ir::Function& fn) {
  passes::SharingBuilder b("f", fn.float_type(), Limits{}.instructions);
  std::vector<ValueId> known;
  for (std::size_t i = 0; i < fn.size(); ++i) {
    const ValueId id = ir::value_id(i);
    std::vector<ValueId> operands;
    for (const ValueId x : fn.operands(id)) operands.push_back(known[ir::index(x)]);
    const ir::ParamKind kind = i == 0 ? ir::ParamKind::Data : ir::ParamKind::Param;
    known.push_back(i < fn.params().size() ? b.param(fn.params()[i].name, kind, fn.type(id))
                                           : b.clone(fn, id, operands));
  }
  const ValueId y = b.tanh(known[ir::index(fn.outputs()[0].value)]);
  Ints axes;
  for (std::size_t i = 0; i < b.function().shape(y).rank(); ++i) axes.push_back(static_cast<std::int64_t>(i));
  b.output(axes.empty() ? y : b.reduce_sum(y, axes), "loss");
  return b.finish();
}

}  // namespace

TEST_CASE("rows of random programs are summed") {
  RandomBits random(89);
  std::size_t refused = 0;
  for (const ir::Op op : test::tensor_ops()) {
    for (int i = 0; i < 5; ++i) {
      const Loss loss{std::string(ir::info(op).spelling), loss_of(test::random_program(op, random))};
      for (const Derive derive : {Derive::Value, Derive::Gradient}) {
        if (!check(random, loss, derive, 8, {1, 7, 8, 9})) ++refused;
      }
    }
  }
  CHECK(refused == 0);
}

TEST_CASE("losses of networks and regressions sum any number of rows") {
  RandomBits random(79);
  for (const ir::DType type : {ir::DType::F64, ir::DType::F32}) {
    const std::vector<Loss> losses = {{"network", network({70, 33, 10}, type)}, {"logistic", logistic(5, type)}};
    for (const Loss& loss : losses) {
      for (const Derive derive : {Derive::Value, Derive::Gradient}) {
        CHECK(check(random, loss, derive, 64, {1, 7, 8, 9, 63, 64, 65, 130, 200}));
        CHECK(check(random, loss, derive, 256, {0, 1, 15, 16, 17, 100, 255, 256, 300}));
      }
    }
  }
}

namespace {

/// Σ exp y over the slices y of tanh(W)∘x at positions, some beyond the end, that are data, too: each row looks up in
/// what it has itself.
ir::Function looking_up(ir::DType type, const Ints& extents, std::int64_t axis) {
  Builder b("loss", type);
  const auto tensor = [&](const Ints& shape) { return ir::Type{type, ir::Shape(shape)}; };
  const ValueId w = b.param("W", ir::ParamKind::Param, tensor(extents));
  const ValueId x = b.param("x", ir::ParamKind::Data, tensor(extents));
  const ValueId k = b.param("k", ir::ParamKind::Data, tensor({2}));
  const ValueId z = b.mul(b.tanh(w), x);
  const ValueId p = b.floor(b.mul(b.integer(extents[static_cast<std::size_t>(axis)]), k));  // k is below 1.25
  const ValueId y = b.gather(z, p, axis);
  Ints all;
  for (std::size_t i = 0; i < b.function().shape(y).rank(); ++i) all.push_back(static_cast<std::int64_t>(i));
  b.output(b.reduce_sum(b.exp(y), all), "loss");
  return b.finish();
}

}  // namespace

TEST_CASE("each row may look up in what it has itself") {
  RandomBits random(83);
  for (const ir::DType type : {ir::DType::F64, ir::DType::F32}) {
    const std::vector<Loss> losses = {{"vector", looking_up(type, {5}, 0)}, {"matrix", looking_up(type, {5, 3}, 0)}};
    for (const Loss& loss : losses) {
      for (const Derive derive : {Derive::Value, Derive::Gradient}) {
        CAPTURE(loss.name);
        CHECK(check(random, loss, derive, 8, {1, 7, 8, 9, 20}));
        CHECK(check(random, loss, derive, 64, {1, 63, 65}));
      }
    }
    // the axes change places first, in a tensor of its own, row by row of a whole tile
    CHECK_FALSE(check(random, {"second axis", looking_up(type, {5, 3}, 1)}, Derive::Value, 8, {1}));
  }
}

TEST_CASE("rows that are not only summed are refused") {
  const auto is_possible = [](const std::string& body, const std::string& result = "f64", bool has_rows = false) {
    const std::string text =
        "adc-ir 1 fn f(%0: f64[4,3] data \"x\", %1: f64 param \"w\") -> (" + result + ") {" + body + "}";
    const Result<ir::Function> fn = ir::read(text);
    REQUIRE(fn);
    return kernel::lower_summed(*fn, {.tile = 4, .inputs = {true, false}, .outputs = {has_rows}}).has_value();
  };
  const std::string sum = "%2 = reduce_sum[0,1] %0 ";
  CHECK(is_possible(sum + "ret %2"));
  CHECK(is_possible(sum + "%3 = mul %2, %1 ret %3"));
  CHECK(is_possible(sum + "%3 = mul %1, %1 %4 = div %2, %3 %5 = sub %4, %2 ret %5"));
  CHECK_FALSE(is_possible(sum + "%3 = mul %2, %2 ret %3"));  // not linear
  CHECK_FALSE(is_possible(sum + "%3 = add %2, %1 ret %3"));  // once a tile
  CHECK_FALSE(is_possible(sum + "%3 = exp %2 ret %3"));
  CHECK_FALSE(is_possible("%2 = const 0x1p+0 ret %2"));
  CHECK(is_possible("%2 = const 0x0p+0 ret %2"));
  CHECK_FALSE(is_possible("%2 = reduce_max[0,1] %0 ret %2"));  // no sum
  CHECK_FALSE(is_possible("%2 = reduce_max[0] %0 %3 = reduce_sum[0] %2 ret %3"));
  CHECK(is_possible("%2 = reduce_max[1] %0 %3 = reduce_sum[0] %2 ret %3"));
  CHECK_FALSE(is_possible("%2 = reverse[0] %0 ret %2", "f64[4,3]", true));  // rows change places
  CHECK(is_possible("%2 = reverse[1] %0 ret %2", "f64[4,3]", true));
  CHECK_FALSE(is_possible("%2 = concat[0] %0, %0 %3 = reduce_sum[0,1] %2 ret %3"));
  CHECK(is_possible("%2 = concat[1] %0, %0 %3 = reduce_sum[0,1] %2 ret %3"));
  CHECK_FALSE(is_possible("%2 = reshape[12] %0 %3 = reduce_sum[0] %2 ret %3"));
  CHECK(is_possible("%2 = reshape[4,3,1] %0 %3 = reduce_sum[0,1,2] %2 ret %3"));
  CHECK_FALSE(is_possible("%2 = slice[0,0;2,3;1,1] %0 %3 = reduce_sum[0,1] %2 ret %3"));
  CHECK_FALSE(is_possible("%2 = dot[;;1;1] %0, %0 %3 = reduce_sum[0,1] %2 ret %3"));  // each with each
  CHECK(is_possible("%2 = dot[;;0;0] %0, %0 ret %2", "f64[3,3]"));
  CHECK_FALSE(is_possible("%2 = transpose[1,0] %0 ret %2", "f64[3,4]", true));
  CHECK_FALSE(is_possible(sum + "ret %2", "f64", true));
}
