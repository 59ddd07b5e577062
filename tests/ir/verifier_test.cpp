#include "ir/verifier.h"

#include <catch2/catch.hpp>
#include <functional>

#include "ir/builder.h"
#include "ir/function_access.h"

using namespace adc::ir;
using Access = FunctionAccess;

namespace {

/// select(x < 1/3, polygamma(1, x), powi(y, 2)), its constant and its instructions known by index.
Function example() {
  Builder b("f");
  const ValueId x = b.param("x");                 // %0
  const ValueId y = b.param("y");                 // %1
  const ValueId third = b.ratio(1, 3);            // %2
  const ValueId less = b.lt(x, third);            // %3
  const ValueId left = b.polygamma(x, 1);         // %4
  const ValueId right = b.powi(y, 2);             // %5
  const ValueId z = b.select(less, left, right);  // %6
  b.bind(z, "z");
  b.output(z, "z");
  return b.finish();
}

/// What the verifier says first after `damage`.
std::string after(const std::function<void(Function&)>& damage) {
  Function fn = example();
  REQUIRE(verify(fn).empty());
  damage(fn);
  const std::vector<std::string> wrong = verify(fn);
  return wrong.empty() ? "" : wrong.front();
}

Inst& inst(Function& fn, std::size_t i) { return Access::insts(fn)[i]; }

}  // namespace

TEST_CASE("1: the first instructions are the parameters, in order") {
  CHECK(after([](Function& fn) { std::swap(inst(fn, 0), inst(fn, 1)); }) == "%0 (param): parameters stand in order");
  CHECK(after([](Function& fn) { inst(fn, 1) = inst(fn, 2); }) ==
        "%1 (const): the first instructions, and no others, are the parameters");
  CHECK(after([](Function& fn) { inst(fn, 5) = inst(fn, 0); }) ==
        "%5 (param): the first instructions, and no others, are the parameters");
  CHECK(after([](Function& fn) { Access::insts(fn).resize(1); }) == "there are fewer instructions than parameters");
}

TEST_CASE("2: operands are earlier values, as many as the op wants") {
  CHECK(after([](Function& fn) { Access::operand_pool(fn)[0] = value_id(3); }) ==
        "%3 (lt): an operand is no earlier value");
  CHECK(after([](Function& fn) { Access::operand_pool(fn)[0] = value_id(4000000000); }) ==
        "%3 (lt): an operand is no earlier value");
  CHECK(after([](Function& fn) { inst(fn, 3).operand_count = 1; }) == "%3 (lt): wrong number of operands");
  CHECK(after([](Function& fn) { inst(fn, 3).first_operand = 4294967295U; }) ==
        "%3 (lt): its operands lie outside the pool");
  CHECK(after([](Function& fn) { inst(fn, 3).op = static_cast<Op>(255); }) == "an instruction has no op of the table");
}

TEST_CASE("3: types are what the operands give") {
  CHECK(after([](Function& fn) { inst(fn, 4).type = inst(fn, 3).type; }) ==
        "%4 (polygamma): the type is not what its operands give");
  CHECK(after([](Function& fn) { inst(fn, 3).type = inst(fn, 4).type; }) ==
        "%3 (lt): the type is not what its operands give");
  CHECK(after([](Function& fn) { inst(fn, 3).type = static_cast<TypeId>(77); }) == "%3 (lt): no such type");
  CHECK(after([](Function& fn) { inst(fn, 6).op = Op::Fma; }) ==
        "%6 (fma): the operands must be of the function's float type");
  CHECK(after([](Function& fn) { inst(fn, 3).op = Op::Or; }) == "%3 (logical_or): the operands must be bool");
  CHECK(after([](Function& fn) { std::swap(Access::operand_pool(fn)[4], Access::operand_pool(fn)[5]); }) ==
        "%6 (select): the condition must be bool");
  CHECK(after([](Function& fn) { Access::operand_pool(fn)[5] = value_id(3); }) ==
        "%6 (select): the choices must have one type");
  CHECK(after([](Function& fn) {
          const std::int64_t dims[] = {2};
          Access::types(fn).push_back({DType::F64, Shape(dims)});
          inst(fn, 0).type = static_cast<TypeId>(Access::types(fn).size() - 1);
        }) == "%3 (lt): the type is not what its operands give");
  CHECK(after([](Function& fn) {
          Access::types(fn).push_back({DType::F64, Shape{2}});
          Access::types(fn).push_back({DType::F64, Shape{3}});
          inst(fn, 0).type = static_cast<TypeId>(Access::types(fn).size() - 1);
          inst(fn, 1).type = static_cast<TypeId>(Access::types(fn).size() - 2);
          Access::operand_pool(fn)[1] = value_id(1);
        }) == "%3 (lt): the operands must have one shape, or be scalars");
  CHECK(after([](Function& fn) { Access::types(fn).push_back({DType::F64, Shape{-1}}); }) ==
        "a type has a negative extent or too many elements");
}

TEST_CASE("4: payloads exist and immediates are in range") {
  CHECK(after([](Function& fn) { inst(fn, 2).payload = 1; }) == "%2 (const): no such constant");
  // The pool of immediates: one for polygamma, the 1; one for powi, the 2.
  CHECK(after([](Function& fn) { inst(fn, 4).payload = 4; }) == "%4 (polygamma): its immediates lie outside the pool");
  for (const std::int64_t count : {-1, 4}) {
    CHECK(after([count](Function& fn) { Access::immediates(fn)[0] = count; }) ==
          "%4 (polygamma): its immediates lie outside the pool");
  }
  const std::string illegal = "the integers in brackets are not as the op has them";
  CHECK(after([](Function& fn) { Access::immediates(fn)[0] = 0; }) == "%4 (polygamma): " + illegal);
  CHECK(after([](Function& fn) { Access::immediates(fn)[1] = 65; }) == "%4 (polygamma): " + illegal);
  CHECK(after([](Function& fn) { Access::immediates(fn)[1] = -1; }) == "%4 (polygamma): " + illegal);
  CHECK(after([](Function& fn) { Access::immediates(fn)[3] = std::int64_t{1} << 40; }) == "%5 (powi): " + illegal);
}

TEST_CASE("5: constants have their type and are not repeated") {
  CHECK(after([](Function& fn) { Access::constants(fn)[0] = Constant::boolean(true); }) ==
        "%2 (const): the type is not the constant's");
  CHECK(after([](Function& fn) { inst(fn, 2).type = inst(fn, 3).type; }) ==
        "%2 (const): the type is not the constant's");
  CHECK(after([](Function& fn) { inst(fn, 5) = inst(fn, 2); }) ==
        "%5 (const): an earlier instruction is the same constant");
}

TEST_CASE("6: outputs, bindings, names and spans") {
  CHECK(after([](Function& fn) { Access::outputs(fn).clear(); }) == "there is no output");
  CHECK(after([](Function& fn) { Access::outputs(fn)[0].value = value_id(7); }) == "an output is no value");
  CHECK(after([](Function& fn) { Access::bindings(fn)[0].first = value_id(7); }) == "the binding z is no value");
  CHECK(after([](Function& fn) { Access::params(fn)[1].name = "x"; }) == "two parameters are named x");
  CHECK(after([](Function& fn) { Access::params(fn)[1].name.clear(); }) == "a parameter has no name");
  CHECK(after([](Function& fn) { Access::spans(fn).pop_back(); }) == "the number of spans is not that of instructions");
}

TEST_CASE("7: there is one float type") {
  CHECK(after([](Function& fn) { Access::float_type(fn) = DType::I64; }) == "the float type is neither f64 nor f32");
  CHECK(after([](Function& fn) { Access::float_type(fn) = DType::F32; }) ==
        "a type has another float type than the function");
  Builder b("f", DType::F32);
  b.output(b.constant(Constant::floating(0.1)));
  CHECK(verify(b.finish()).front() == "%0 (const): the constant is not an f32");
}

TEST_CASE("the report of a function with a million faults is short") {
  Builder b("f");
  const ValueId x = b.param("x");
  for (int i = 0; i < 1000000; ++i) b.neg(x);
  b.output(x);
  Function fn = b.finish();
  CHECK(verify(fn).empty());
  for (Inst& broken : Access::insts(fn)) broken.operand_count = 2;
  CHECK(verify(fn).size() == 100);
}
