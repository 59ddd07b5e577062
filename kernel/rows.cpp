#include "kernel/rows.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "kernel/place.h"
#include "kernel/verify.h"

namespace adc::kernel {
namespace {

/// What inputs, outputs and workspace of a tile take.
std::size_t tile_bytes(const Program& program) {
  std::size_t bytes = program.workspace_bytes;
  for (ArrayId id = 0; id < program.arrays.size(); ++id) {
    if (!program.arrays[id].is_given()) continue;
    bytes += static_cast<std::size_t>(program.elements(id)) * program.float_bytes();
  }
  return bytes;
}

/// Puts a loop over rows around the others; how many turns it has says `choose_tile`.
void add_rows(const Program& program, Region& region) {
  region.loops.insert(region.loops.begin(), {1, Loop::Role::Parallel, true});
  for_each_index(region, [](Affine& index) { index.strides.insert(index.strides.begin(), 0); });
  const auto move = [&](auto& access) {
    if constexpr (requires { access.array; }) {
      if (!program.is_table(access.array)) access.index.strides[0] = program.arrays[access.array].type.shape.elements();
    }
  };
  for (Node& node : region.nodes) std::visit(move, node);
  for (Store& store : region.stores) std::visit(move, store);
}

}  // namespace

void choose_tile(Program& program) {
  const auto is_number = [](const Array& array) { return array.type.shape.elements() == 1; };
  const std::int64_t fewest = std::ranges::all_of(program.arrays, is_number) ? kFewestOfScalars : 1;
  for (std::int64_t rows = kMostRows; rows >= fewest; rows /= 2) {
    program.tile = rows;
    share_workspace(program);
    if (tile_bytes(program) <= kTileBytes) break;
  }
  for (Step& step : program.steps) std::get<Region>(step).loops[0].extent = *program.tile;
}

Program over_rows(Program program) {
  assert(!program.tile);
  for (Step& step : program.steps) {
    if (auto* const call = std::get_if<Call>(&step)) step = Region(std::move(call->fallback));
    add_rows(program, std::get<Region>(step));
  }
  choose_tile(program);
  assert(verify(program).empty());
  return program;
}

}  // namespace adc::kernel
