#include "cache/key.h"

#include <catch2/catch.hpp>
#include <set>

#include "cache/machine.h"
#include "ir/builder.h"
#include "kernel/summed_rows.h"

using namespace adc;

namespace {

ir::Function line(double slope, ir::DType type = ir::DType::F64) {
  ir::Builder b("line", type);
  const ir::ValueId x = b.param("x", ir::ParamKind::Param, {type, ir::Shape{}});
  b.output(b.add(b.mul(b.constant(ir::Constant::floating(slope)), x), b.sin(x)));
  return b.finish();
}

}  // namespace

TEST_CASE("a key is the same for the same function and options") {
  const auto first = cache::key(line(1), jit::Options{});
  REQUIRE(first);
  CHECK(first == cache::key(line(1), jit::Options{}));
  CHECK(*first == cache::key(line(1), cache::circumstances(line(1), {})));
}

TEST_CASE("a key is another for whatever else may change code") {
  std::vector<cache::Digest> keys;
  const auto add = [&](const ir::Function& fn, const jit::Options& options = {}) {
    keys.push_back(cache::key(fn, options).value());
  };
  add(line(1));
  add(line(1.0000000000000002));
  add(line(-0.0));
  add(line(0.0));
  add(line(1, ir::DType::F32));
  add(line(1), {.threads = 2});
  add(line(1), {.vector_math = false});
  add(line(1), {.product_library = false});
  add(line(1), {.over_rows = true});
  for (const std::int64_t tile : {8, 16}) {
    for (const bool of_rows : {false, true}) {
      const kernel::SummedRows rows{.tile = tile, .inputs = {true}, .outputs = {of_rows}};
      add(line(1), {.summed = &rows});
    }
  }
  const kernel::SummedRows more{.tile = 8, .inputs = {true, false}, .outputs = {true}};
  add(line(1), {.summed = &more});

  const cache::Circumstances here = cache::circumstances(line(1), {});
  const auto elsewhere = [&](auto member) {
    cache::Circumstances other = here;
    CHECK_FALSE((other.*member).empty());
    other.*member += '1';
    keys.push_back(cache::key(line(1), other));
    (other.*member) = "";
    keys.push_back(cache::key(line(1), other));
  };
  elsewhere(&cache::Circumstances::build);
  elsewhere(&cache::Circumstances::machine);
  elsewhere(&cache::Circumstances::libraries);
  elsewhere(&cache::Circumstances::options);
  // The end of one is not the beginning of the next.
  cache::Circumstances moved = here;
  moved.machine = here.machine.substr(1);
  moved.build = here.build + here.machine[0];
  keys.push_back(cache::key(line(1), moved));

  CHECK(std::set(keys.begin(), keys.end()).size() == keys.size());
}

TEST_CASE("the machine, the libraries and adc are named") {
  const cache::Circumstances here = cache::circumstances(line(1), {});
  CHECK_THAT(here.build, Catch::Contains("LLVM 19") && Catch::Contains("interface"));
  CHECK_THAT(here.libraries, Catch::Contains("C 2."));
#ifdef __x86_64__
  CHECK_THAT(here.machine, Catch::StartsWith("x86-64 0.0:") && Catch::Contains(" 7.0:") && Catch::Contains("xcr0:"));
#endif
}
