#include "kernel/place.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <utility>

#include "kernel/workspace.h"

namespace adc::kernel {
namespace {

/// No array yet.
constexpr ArrayId kNone = std::numeric_limits<ArrayId>::max();

class Placer {
 public:
  Placer(const ir::Function& fn, std::vector<Step> steps, Tables tables)
      : fn_(fn), tables_(std::move(tables)), known_(fn.size() + fn.outputs().size(), kNone) {
    program_.name = fn.name();
    program_.float_type = fn.float_type();
    program_.steps = std::move(steps);
  }

  Program run() {
    add_inputs_and_outputs();
    add_tables();
    add_workspace();
    return std::move(program_);
  }

 private:
  ArrayId add(const ir::Type& type, Place place) {
    program_.arrays.push_back({type, std::move(place)});
    return static_cast<ArrayId>(program_.arrays.size() - 1);
  }

  void add_inputs_and_outputs() {
    for (std::size_t i = 0; i < fn_.params().size(); ++i) {
      known_[i] = add(fn_.type(ir::value_id(i)), Input{i, fn_.params()[i].name});
    }
    std::vector<bool> is_copy(fn_.outputs().size(), false);
    for (const Step& step : program_.steps) {
      for_each_array(step, [&](ArrayId array) {
        if (array >= fn_.size()) is_copy[array - fn_.size()] = true;
      });
    }
    for (std::size_t i = 0; i < fn_.outputs().size(); ++i) {
      const ir::ValueId value = fn_.outputs()[i].value;
      const ArrayId array = add(fn_.type(value), Output{i, fn_.outputs()[i].name});
      known_[fn_.size() + i] = array;
      if (known_[index(value)] == kNone && !is_copy[i]) known_[index(value)] = array;
    }
  }

  /// Those that steps read, in the order of their values.
  void add_tables() {
    std::vector<bool> is_read(known_.size(), false);
    for (const Step& step : program_.steps) for_each_array(step, [&](ArrayId array) { is_read[array] = true; });
    for (auto& [value, table] : tables_) {
      if (is_read[value]) known_[value] = add(fn_.type(ir::value_id(value)), std::move(table));
    }
  }

  /// Numbers all other arrays in the order in which steps name them first.
  void add_workspace() {
    for (Step& step : program_.steps) {
      for_each_array(step, [&](ArrayId& array) {
        ArrayId& id = known_[array];
        if (id == kNone) id = add(fn_.type(ir::value_id(array)), Workspace{});
        array = id;
      });
    }
    share_workspace(program_);
  }

  const ir::Function& fn_;
  Tables tables_;
  Program program_;
  std::vector<ArrayId> known_;  // per array of the steps: its number in the program
};

}  // namespace

void share_workspace(Program& program) {
  const auto is_part = [](const Array& array) { return std::holds_alternative<Workspace>(array.place); };
  const auto first = static_cast<std::size_t>(std::ranges::find_if(program.arrays, is_part) - program.arrays.begin());
  std::vector<Lifetime> lifetimes(program.arrays.size() - first, {.first = program.steps.size()});
  for (std::size_t step = 0; step < program.steps.size(); ++step) {
    for_each_array(program.steps[step], [&](ArrayId id) {
      if (id < first) return;
      Lifetime& lifetime = lifetimes[id - first];
      lifetime.first = std::min(lifetime.first, step);
      lifetime.bytes = static_cast<std::size_t>(program.elements(id)) * program.float_bytes();
      lifetime.last = step;
    });
  }
  const Placement placement = place(lifetimes, kArrayAlignment);
  for (std::size_t i = 0; i < lifetimes.size(); ++i) program.arrays[first + i].place = Workspace{placement.offsets[i]};
  program.workspace_bytes = placement.bytes;
}

Program place_arrays(const ir::Function& fn, std::vector<Step> steps, Tables tables) {
  return Placer(fn, std::move(steps), std::move(tables)).run();
}

}  // namespace adc::kernel
