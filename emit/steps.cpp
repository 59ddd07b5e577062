#include "emit/steps.h"

namespace adc::emit {
namespace {

std::vector<ArrayName> in_one_function(const Signature& signature) {
  std::vector<ArrayName> arrays = signature.arrays();
  for (kernel::ArrayId id = 0; id < arrays.size(); ++id) {
    const auto* const part = std::get_if<kernel::Workspace>(&signature.program().arrays[id].place);
    if (part == nullptr) continue;
    arrays[id].name = "workspace";
    if (part->offset > 0) arrays[id].offset = std::to_string(part->offset / signature.program().float_bytes());
  }
  return arrays;
}

}  // namespace

void write_steps(const Signature& signature, const FloatType& type, const Blocks& blocks, Unit& unit, Lines& out) {
  signature.define_constants(type, unit);
  const kernel::Program& program = signature.program();
  const Language& language = unit.language();
  const std::vector<ArrayName> arrays = in_one_function(signature);
  Context context{program, arrays, type, false, unit};
  const bool has_tiles = program.tile && (program.steps.size() > 1 || signature.has_workspace());
  const auto say = [&](std::string_view pattern, const std::vector<std::string>& operands) {
    return spell(pattern, type, operands);
  };
  const bool declares = !language.declare.empty();
  if (has_tiles) {
    const std::string tile = std::to_string(*program.tile);
    for (const char* const name : {"first", "left", "count"}) {
      if (declares) out.line(say(language.declare, {std::string(language.index_type), name}));
    }
    out.open(say(language.loop_in_steps, {"first", "0", std::string(kRows), tile}));
    const std::string left = std::string(kRows) + " - first";
    const std::string index(language.index_type);
    out.line(say(language.define, {index, "left", left}));
    out.line(say(language.define, {index, "count", say(language.least_index, {"left", tile})}));
    context.rows = "count";
    context.row = "(first + i0)";
  }
  const bool has_blocks = program.steps.size() > 1 || (has_tiles && declares);
  for (const kernel::Step& step : program.steps) {
    if (has_blocks) out.open(blocks.begin);
    RegionWriter(kernel::loops_of(step), context, out).run();
    if (has_blocks) out.close(blocks.end);
  }
  if (has_tiles) out.close(language.end_loop);
}

}  // namespace adc::emit
