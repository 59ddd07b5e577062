#include "emit/binary.h"

#include <fmt/core.h>

#include "adc/version.h"
#include "emit/c.h"
#include "emit/c_program.h"
#include "kernel/schedule.h"

namespace adc::emit {
namespace {

/// Values between the pieces of a function of scalars.
std::size_t slot_bytes(const kernel::Program& program) {
  return kernel::schedule(std::get<kernel::Region>(program.steps[0])).slots * sizeof(double);
}

}  // namespace

BinaryInterface::BinaryInterface(const ir::Function& fn, const kernel::Program& program, const std::string& description)
    : fn_(fn),
      program_(program),
      description_(description),
      signature_({program, description_}, kCNaming),
      is_flat_(fn.is_scalar() && program.float_type == ir::DType::F64),
      workspace_bytes_(fn.is_scalar() ? slot_bytes(program) : program.workspace_bytes) {}

std::string BinaryInterface::c_header() const {
  const std::string type = is_single() ? "float" : "double";
  std::string text = is_flat_ ? c_heading(fn_, description_) : open_comment(signature_.about());
  std::vector<std::string> parameters;
  if (is_flat_) parameters = {"const double *x", "double *y"};
  for (const kernel::ArrayId id : signature_.given()) {
    if (is_flat_) break;
    parameters.push_back(
        fmt::format("{}{} *{}", signature_.is_input(id) ? "const " : "", type, signature_.array(id).name));
  }
  const std::string& name = signature_.name();
  std::string size;
  if (workspace_bytes_ > 0) {
    const std::string word = name + "_workspace_bytes";
    parameters.push_back(type + " *workspace");
    size = fmt::format("#define {} {}\n\n", word, workspace_bytes_);
    text += fmt::format("   workspace: {} bytes ({}), whose contents do not matter before or after\n", workspace_bytes_,
                        word);
  }
  if (parameters.empty()) parameters.emplace_back("void");
  text += fmt::format(
      "\n   Arrays are row-major, without gaps; a scalar is {}, booleans are 0 and 1. What is written overlaps\n"
      "   nothing else. Nothing is allocated and nothing kept from call to call, so that threads may call at once.\n"
      "   Written by adc {}; links with -lm. */\n",
      is_flat_ ? "one number" : "an array of one number", ADC_VERSION);
  const std::string guard = "ADC_" + name + "_H";
  return fmt::format(
      "{}#ifndef {}\n#define {}\n\n#ifdef __cplusplus\nextern \"C\" {{\n#endif\n\n{}{}#ifdef "
      "__cplusplus\n}}\n#endif\n\n"
      "#endif\n",
      text, guard, guard, size, wrapped("void " + name, parameters, ";\n\n"));
}

}  // namespace adc::emit
