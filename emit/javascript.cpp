#include "emit/javascript.h"

#include <fmt/core.h>

#include "emit/javascript_language.h"
#include "emit/steps.h"

namespace adc::emit {
namespace {

using kernel::ArrayId;

class Printer {
 public:
  Printer(const Source& source, Unit& unit)
      : signature_(source, javascript_naming()),
        unit_(unit),
        type_(source.program.float_type == ir::DType::F32 ? javascript_language().f32 : javascript_language().f64) {}

  std::string run() {
    Lines out;
    out.open(wrapped("export function " + signature_.name(), parameters(), " {"));
    for (const ArrayId id : signature_.given()) {
      const ArrayName& array = signature_.array(id);
      if (array.is_scalar && signature_.is_input(id) && !type_.round.empty())
        out.line(fmt::format("{0} = {1}({0});", array.name, type_.round));
    }
    if (!signature_.is_over_rows()) define_outputs(out);
    if (signature_.has_workspace()) out.line(fmt::format("const workspace = {}_workspace;", signature_.name()));
    write_steps(signature_, type_, {"{", "}"}, unit_, out);
    if (!signature_.is_over_rows()) out.line(fmt::format("return {{ {} }};", joined(outputs())));
    out.close("}");
    const std::string workspace = signature_.has_workspace()
                                      ? fmt::format("const {}_workspace = new {}({});\n\n", signature_.name(),
                                                    type_.type, signature_.workspace_size())
                                      : "";
    return workspace + comment() + out.take();
  }

 private:
  [[nodiscard]] std::vector<std::string> parameters() const {
    std::vector<std::string> all;
    if (signature_.is_over_rows()) all.emplace_back(kRows);
    for (const ArrayId id : signature_.given()) {
      const ArrayName& array = signature_.array(id);
      if (!signature_.is_input(id) && !signature_.is_over_rows()) continue;
      all.push_back(array.name);
      if (!array.stride.empty()) all.push_back(array.stride);
    }
    return all;
  }

  [[nodiscard]] std::vector<std::string> outputs() const {
    std::vector<std::string> all;
    for (const ArrayId id : signature_.given()) {
      if (!signature_.is_input(id)) all.push_back(signature_.array(id).name);
    }
    return all;
  }

  void define_outputs(Lines& out) const {
    for (const ArrayId id : signature_.given()) {
      if (signature_.is_input(id)) continue;
      const ArrayName& array = signature_.array(id);
      out.line(array.is_scalar
                   ? fmt::format("let {};", array.name)
                   : fmt::format("const {} = new {}({});", array.name, type_.type, signature_.elements(id)));
    }
  }

  [[nodiscard]] std::string comment() const {
    std::string text = "/**\n";
    for (const std::string& line : signature_.about()) text += (line.empty() ? " *" : " * " + line) + "\n";
    if (signature_.is_over_rows())
      text +=
          " *\n * Row r of `rows` begins at element r * stride; a stride of 0 is an input that is the same in all.\n";
    return text + " */\n";
  }

  Signature signature_;
  Unit& unit_;
  FloatType type_;
};

constexpr std::string_view kNotes =
    "/* A module of ECMAScript 2020. Arrays are typed, row-major, without gaps; booleans are 0 and 1. Functions give "
    "an\n"
    "   object with all outputs, and keep nothing but the memory that they work in. */\n\n";

}  // namespace

std::string javascript_source(std::span<const Source> programs) {
  Unit unit(javascript_language());
  std::string functions;
  for (const Source& source : programs) {
    functions += "\n" + Printer(source, unit).run();
  }
  return std::string(kNotes) + unit.definitions() + functions;
}

}  // namespace adc::emit
