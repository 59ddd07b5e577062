#include "passes/sparse/compressed.h"

#include <utility>

#include "passes/derive/derive.h"
#include "passes/derive/seed_batch.h"
#include "passes/derive/sweep.h"
#include "passes/tensors/axes.h"

namespace adc::passes {
namespace {

using ir::ValueId;

// Entries and seeded values, by colour.
struct ByColour {
  std::vector<std::vector<std::size_t>> entries;
  std::vector<std::vector<std::size_t>> seeded;

  explicit ByColour(const Compression& compression)
      : entries(static_cast<std::size_t>(compression.colours)), seeded(entries.size()) {
    for (std::size_t e = 0; e < compression.entries.size(); ++e)
      entries[static_cast<std::size_t>(compression.entries[e].colour)].push_back(e);
    for (std::size_t s = 0; s < compression.colour.size(); ++s)
      seeded[static_cast<std::size_t>(compression.colour[s])].push_back(s);
  }
};

// The values of those entries, with repetitions.
std::vector<ValueId> values_of(const Compression& compression, const std::vector<std::size_t>& entries,
                               std::span<const ValueId> values) {
  std::vector<ValueId> result;
  for (const std::size_t e : entries) result.push_back(values[static_cast<std::size_t>(compression.entries[e].number)]);
  return result;
}

void give_entries(SharingBuilder& b, std::span<const ValueId> entries, ir::OutputRole role) {
  for (const ValueId entry : entries) b.output(entry, "", role);
}

// A further input for each tensor that is seeded.
Wish batch_of(std::string name, const ir::Shape& shape, std::int32_t n) {
  return {std::move(name), ir::Shape(joined({n}, extents(shape)))};
}

template <class Sweep>
void give_seed(Sweep& sweep, ValueId value, ValueId seed, SeedBatch& seeds, const Compression& compression) {
  if (compression.keeps_zeros)
    sweep.seed(value, value_term(seed), seeds.active(seed));
  else
    sweep.seed(value, value_term(seed));
}

}  // namespace

ir::Function compressed_forward(const ir::Function& fn, std::span<const std::uint32_t> wrt,
                                const Compression& compression, std::size_t max_instructions, std::size_t first_output,
                                Level level) {
  SharingBuilder b(fn.name() + ".sparse", fn.float_type(), max_instructions);
  std::vector<Wish> wishes;
  for (const std::uint32_t input : wrt) {
    if (!fn.is_scalar())
      wishes.push_back(batch_of(fn.params()[input].name + ".dot", fn.shape(ir::value_id(input)), compression.colours));
  }
  const Primal primal = copy_primal(fn, b, wishes);
  const std::vector<ValueId> inputs = variables_of(primal, wrt);
  const std::span<const ValueId> roots = std::span(primal.outputs).subspan(first_output);
  Reach reach;
  if (fn.is_scalar()) {
    const ByColour by(compression);
    std::vector<ValueId> results(compression.entries.size());
    for (std::size_t k = 0; k < by.entries.size(); ++k) {
      Tangents tangents(b, level);
      std::vector<ValueId> seeded;
      for (const std::size_t s : by.seeded[k]) {
        seeded.push_back(inputs[s]);
        tangents.seed(inputs[s], constant_term(1));
      }
      const std::vector<ValueId> wanted = values_of(compression, by.entries[k], roots);
      tangents.sweep(reach.between(b.function(), seeded, wanted));
      for (std::size_t e = 0; e < wanted.size(); ++e)
        results[by.entries[k][e]] = materialise(b, tangents.of(wanted[e]));
    }
    give_entries(b, results, ir::OutputRole::Tangent);
    return b.finish();
  }
  SeedBatch seeds(b, compression.colours);
  Tangents tangents(b, level);
  for (std::size_t w = 0; w < wrt.size(); ++w) {
    const ValueId seed = seeds.stand_in(fn.shape(ir::value_id(wrt[w])));
    give_seed(tangents, inputs[w], seed, seeds, compression);
    seeds.put(seed, primal.extra[w]);
  }
  tangents.sweep(reach.between(b.function(), inputs, roots));
  std::vector<ValueId> results;
  for (const ValueId root : roots)
    results.push_back(materialise(b, tangents.of(root), ir::Shape(b.function().shape(root))));
  give_entries(b, seeds.for_each_seed(results), ir::OutputRole::Tangent);
  return finish(b);
}

ir::Function compressed_reverse(const ir::Function& fn, std::span<const std::uint32_t> wrt,
                                const Compression& compression, std::size_t max_instructions, Level level) {
  SharingBuilder b(fn.name() + ".sparse", fn.float_type(), max_instructions);
  std::vector<Wish> wishes;
  for (std::size_t o = 0; o < fn.outputs().size() && !fn.is_scalar(); ++o)
    wishes.push_back(batch_of(std::to_string(o + 1) + ".bar", fn.shape(fn.outputs()[o].value), compression.colours));
  const Primal primal = copy_primal(fn, b, wishes);
  const std::vector<ValueId> inputs = variables_of(primal, wrt);
  Reach reach;
  if (fn.is_scalar()) {
    const ByColour by(compression);
    std::vector<ValueId> results(compression.entries.size());
    for (std::size_t k = 0; k < by.entries.size(); ++k) {
      Adjoints adjoints(b, level);
      std::vector<ValueId> seeded;
      for (const std::size_t s : by.seeded[k]) {
        seeded.push_back(primal.outputs[s]);
        adjoints.seed(primal.outputs[s], constant_term(1));
      }
      const std::vector<ValueId> wanted = values_of(compression, by.entries[k], inputs);
      const std::vector<Term> row = adjoints.sweep(reach.between(b.function(), wanted, seeded), wanted);
      for (std::size_t e = 0; e < wanted.size(); ++e) results[by.entries[k][e]] = materialise(b, row[e]);
    }
    give_entries(b, results, ir::OutputRole::Adjoint);
    return b.finish();
  }
  SeedBatch seeds(b, compression.colours);
  Adjoints adjoints(b, level);
  for (std::size_t o = 0; o < primal.outputs.size(); ++o) {
    const ValueId seed = seeds.stand_in(fn.shape(fn.outputs()[o].value));
    give_seed(adjoints, primal.outputs[o], seed, seeds, compression);
    seeds.put(seed, primal.extra[o]);
  }
  const std::vector<Term> row = adjoints.sweep(reach.between(b.function(), inputs, primal.outputs), inputs);
  std::vector<ValueId> results;
  for (std::size_t w = 0; w < wrt.size(); ++w)
    results.push_back(materialise(b, row[w], ir::Shape(b.function().shape(inputs[w]))));
  give_entries(b, seeds.for_each_seed(results), ir::OutputRole::Adjoint);
  return finish(b);
}

}  // namespace adc::passes
