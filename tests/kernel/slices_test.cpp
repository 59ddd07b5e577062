// Steps that are done slice by slice.
#include "kernel/slices.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <utility>

#include "kernel/lower.h"
#include "kernel/run.h"
#include "kernel/text.h"
#include "tests/kernel/programs.h"
#include "tests/support/bits.h"
#include "tests/support/random_tensors.h"

using namespace adc;
using namespace adc::tests;
using kernel::SlicedSteps;

namespace {

constexpr std::size_t kAnyNodes = 1 << 20;

/// A program whose steps hand a2, and what else `arrays` declares, from input a0 to output a1, all f64[4,3].
kernel::Program program(const std::string& steps, const std::string& arrays = "a2 = workspace 0 f64[4,3] ") {
  return kernel::read(
             "adc-kernel 1\nprogram \"f\" f64 workspace 1024 { a0 = input 0 \"x\" f64[4,3] a1 = output 0 \"y\" "
             "f64[4,3] " +
             arrays + steps + "}")
      .value();
}
std::string copy_of(const std::string& from, const std::string& to,
                    const std::string& loops = "parallel 4, parallel 3") {
  return "region " + loops + " { %0 = load " + from + " " + to + " = %0 } ";
}
std::string row(const std::string& array) { return array + "[3 i0 + i1]"; }

std::vector<SlicedSteps> sliced(const kernel::Program& program, std::size_t near_bytes = 0) {
  return kernel::sliced_steps(program, kAnyNodes, near_bytes);
}

/// The slice `turn` of a step as a step of its own.
kernel::Step slice_of(const kernel::Step& step, const SlicedSteps& run, std::int64_t turn) {
  kernel::Region region = kernel::loops_of(step);
  region.loops[0].extent /= run.slices;
  const std::int64_t first = region.loops[0].extent * turn;
  for_each_index(region, [&](kernel::Affine& index) { index.offset += index.strides[0] * first; });
  for (const SlicedSteps::Local& local : run.locals) {
    const auto shift = [&](auto& place) {
      if constexpr (requires { place.array; }) {
        if (place.array == local.array) place.index.offset -= local.slice * turn;
      }
    };
    for (kernel::Node& node : region.nodes) std::visit(shift, node);
    for (kernel::Store& store : region.stores) std::visit(shift, store);
  }
  return region;
}

/// The program with its runs typed out, slice by slice.
kernel::Program by_slices(const kernel::Program& program, const std::vector<SlicedSteps>& runs) {
  kernel::Program result = program;
  result.steps.clear();
  std::size_t next = 0;
  const auto whole = [&](std::size_t end) {
    for (; next < end; ++next) result.steps.push_back(program.steps[next]);
  };
  for (const SlicedSteps& run : runs) {
    whole(run.first);
    for (const SlicedSteps::Local& local : run.locals) {
      result.arrays[local.array].place = kernel::Workspace{program.workspace_bytes + local.offset};
      const std::size_t end = local.offset + static_cast<std::size_t>(program.elements(local.array)) * sizeof(double);
      result.workspace_bytes = std::max(result.workspace_bytes, program.workspace_bytes + end);
    }
    for (std::int64_t turn = 0; turn < run.slices; ++turn) {
      for (std::size_t i = 0; i < run.steps; ++i) {
        result.steps.push_back(slice_of(program.steps[run.first + i], run, turn));
      }
    }
    next += run.steps;
  }
  whole(program.steps.size());
  return result;
}

}  // namespace

TEST_CASE("steps by slices have the bits of one step after the other") {
  RandomBits random(5);
  std::size_t runs = 0;
  std::size_t locals = 0;
  for (const auto& [name, fn] : tensor_functions()) {
    const kernel::Program whole = kernel::lower(fn);
    const std::vector<SlicedSteps> found = sliced(whole);
    if (found.empty()) continue;
    runs += found.size();
    for (const SlicedSteps& run : found) locals += run.locals.size();
    const std::vector<double> x = random_numbers(random, ir::flat_inputs(fn), fn.float_type());
    std::vector<double> expected(ir::flat_outputs(fn));
    std::vector<double> got(expected.size());
    kernel::run(whole, x, expected);
    kernel::run(by_slices(whole, found), x, got);
    CAPTURE(name, kernel::print(whole));
    CHECK(same_bits(got, expected));
  }
  CHECK(runs > 20);
  CHECK(locals > 20);
}

TEST_CASE("neighbours that hand on slices are a run") {
  const kernel::Program two = program(copy_of(row("a0"), row("a2")) + copy_of(row("a2"), row("a1")));
  CHECK(sliced(two) == std::vector<SlicedSteps>{{0, 2, 4, {{2, 3, 0}}, 64}});
  CHECK(kernel::sliced_steps(two, 1, 0).empty());
  CHECK(sliced(two, 96).empty());
  CHECK(kernel::sliced_steps(two, kAnyNodes).empty());
}

TEST_CASE("a run ends where slices need others, or are others") {
  const std::string first = copy_of(row("a0"), row("a2"));
  CHECK(sliced(program(first + copy_of("a2[-3 i0 + i1 + 9]", row("a1")))).empty());
  CHECK(sliced(program(first + copy_of("a2[i1]", row("a1")))).empty());
  CHECK(sliced(program(first + copy_of("a2[i0 + 4 i1]", "a1[i0 + 4 i1]", "parallel 4, parallel 3"))).empty());
  CHECK(sliced(program(first + copy_of("a2[i0 + 3 i1]", "a1[i0 + 3 i1]", "parallel 3, parallel 4"))).empty());
  CHECK(sliced(program(first + copy_of("a2[i0]", "a1[i0]", "parallel 12"))).empty());
  CHECK(sliced(program(first + "region parallel 4, parallel 3 { %0 = load a0[3 i0 + i1] %1 = gather a2[0 + 1 %0 of 12] "
                               "a1[3 i0 + i1] = %1 } "))
            .empty());
  CHECK(sliced(program(first + "region parallel 4, parallel 3 { %0 = const 0x1p+0 %1 = exp %0 %2 = load a2[3 i0 + i1] "
                               "%3 = mul %1, %2 a1[3 i0 + i1] = %3 } "))
            .empty());
}

TEST_CASE("slices are those of the step that has the fewest, if the others' turns can be dealt out to them") {
  const std::string pairs = "parallel 2, parallel 6";
  const kernel::Program fewer = program(
      copy_of(row("a0"), row("a2")) + copy_of("a2[6 i0 + i1]", "a3[6 i0 + i1]", pairs) + copy_of(row("a3"), row("a1")),
      "a2 = workspace 0 f64[4,3] a3 = workspace 256 f64[4,3] ");
  CHECK(sliced(fewer) == std::vector<SlicedSteps>{{0, 3, 2, {{2, 6, 0}, {3, 6, 64}}, 128}});
  const kernel::Program first =
      program(copy_of("a0[6 i0 + i1]", "a2[6 i0 + i1]", pairs) + copy_of(row("a2"), row("a1")));
  CHECK(sliced(first) == std::vector<SlicedSteps>{{0, 2, 2, {{2, 6, 0}}, 64}});
  const kernel::Program others = program(copy_of("a0[4 i0 + i1]", "a2[4 i0 + i1]", "parallel 3, parallel 4") +
                                         copy_of("a2[6 i0 + i1]", "a1[6 i0 + i1]", pairs));
  CHECK(sliced(others).empty());
}

TEST_CASE("what lives in one slice has a place of its own") {
  const std::string arrays = "a2 = workspace 0 f64[4,3] a3 = workspace 256 f64[4,3] a4 = workspace 0 f64[4,6] ";
  const std::string steps = copy_of(row("a0"), row("a2")) + copy_of(row("a2"), row("a3"));
  const std::string wider = copy_of(row("a3"), "a4[6 i0 + i1]") + copy_of("a4[6 i0 + i1]", row("a1"));
  CHECK(sliced(program(steps + wider, arrays)) ==
        std::vector<SlicedSteps>{{0, 4, 4, {{2, 3, 0}, {3, 3, 64}, {4, 6, 128}}, 192}});
}

TEST_CASE("what was there before a run has the same slices as what takes its place") {
  const std::string whole = copy_of("a0[i0]", "a2[i0]", "parallel 12");
  const std::string first = copy_of(row("a2"), row("a3"));
  const auto runs = [&](const std::string& a4, const std::string& at) {
    return sliced(program(whole + first + copy_of(row("a3"), at) + copy_of(at, row("a1")),
                          "a2 = workspace 0 f64[4,3] a3 = workspace 256 f64[4,3] a4 = workspace " + a4));
  };
  CHECK(runs("0 f64[4,3] ", row("a4")) == std::vector<SlicedSteps>{{1, 3, 4, {{3, 3, 0}, {4, 3, 64}}, 128}});
  CHECK(runs("0 f64[4,6] ", "a4[6 i0 + i1]").front().first == 2);
  CHECK(runs("64 f64[4,3] ", row("a4")).front().first == 2);
}

TEST_CASE("what is needed after a run keeps all its slices") {
  const std::string arrays = "a2 = workspace 0 f64[4,3] a3 = workspace 256 f64[4,3] a4 = workspace 0 f64[4,3] ";
  const std::string steps =
      copy_of(row("a0"), row("a2")) + copy_of(row("a2"), row("a3")) + copy_of(row("a3"), row("a4"));
  const kernel::Program later = program(steps + copy_of("a4[i0]", "a1[i0]", "parallel 12"), arrays);
  CHECK(sliced(later) == std::vector<SlicedSteps>{{0, 3, 4, {{2, 3, 0}, {3, 3, 64}}, 128}});
}

TEST_CASE("programs over rows are not sliced") {
  kernel::Program rows = program(copy_of(row("a0"), row("a2")) + copy_of(row("a2"), row("a1")));
  rows.tile = 4;
  CHECK(sliced(rows).empty());
}
