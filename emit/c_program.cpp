#include "emit/c_program.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <vector>

#include "emit/c_language.h"
#include "emit/c_names.h"
#include "emit/c_product.h"
#include "emit/region_writer.h"
#include "emit/signature.h"

namespace adc::emit {
namespace {

using kernel::Array;
using kernel::ArrayId;

/// The same in lines of a block.
std::string wrapped_in(const Lines& out, const std::string& before, const std::vector<std::string>& words,
                       std::string_view after, std::string_view separator = ",") {
  return wrapped(std::string(out.indent(), ' ') + before, words, after, separator).substr(out.indent());
}

/// Writes one program.
class Printer {
 public:
  Printer(const Source& source, CProducts products, Unit& unit)
      : signature_(source, kCNaming),
        program_(source.program),
        products_(products),
        unit_(unit),
        type_(program_.float_type == ir::DType::F32 ? c_language().f32 : c_language().f64),
        name_(signature_.name()) {}

  std::string run() {
    signature_.define_constants(type_, unit_);
    std::string steps;
    for (std::size_t i = 0; i < program_.steps.size(); ++i) steps += step(i);
    return steps + function();
  }

  [[nodiscard]] std::string heading() const {
    std::string text = open_comment(signature_.about());
    if (has_workspace()) {
      text += fmt::format("   workspace: {} bytes ({}_workspace_bytes), whose contents do not matter before or after\n",
                          program_.workspace_bytes, name_);
    }
    if (is_over_rows()) {
      text +=
          "\n   There are `rows` rows of each, of which row r begins r * stride numbers after the pointer: 1 is the "
          "stride\n"
          "   of a column, the width of a matrix that of one of its columns, 0 that of an input which is the same in "
          "all\n"
          "   rows. Rows of results do not overlap. A row has the same bits wherever it is.\n";
    }
    text.back() = ' ';
    return text + "*/\n";
  }

  [[nodiscard]] bool calls_blas() const {
    return std::ranges::any_of(program_.steps, [&](const kernel::Step& step) { return is_blas(step); });
  }

 private:
  [[nodiscard]] bool has_workspace() const { return signature_.has_workspace(); }
  [[nodiscard]] bool is_over_rows() const { return signature_.is_over_rows(); }
  [[nodiscard]] const std::string& stride(ArrayId id) const { return signature_.array(id).stride; }

  [[nodiscard]] std::string pointer(ArrayId id, bool is_written) const {
    return fmt::format("{}{} *restrict {}", is_written ? "" : "const ", type_.type, signature_.array(id).name);
  }

  /// A parameter for the array, and over rows one for its stride.
  void add_parameters(ArrayId id, bool is_written, std::vector<std::string>& parameters) const {
    parameters.push_back(pointer(id, is_written));
    if (!stride(id).empty()) parameters.push_back("ptrdiff_t " + stride(id));
  }

  // --- steps

  [[nodiscard]] std::string step_name(std::size_t i) const { return fmt::format("{}_step{}", name_, i); }

  [[nodiscard]] bool is_blas(const kernel::Step& step) const {
    const auto* const call = std::get_if<kernel::Call>(&step);
    return products_ == CProducts::Blas && call != nullptr && fits_blas(call->product);
  }

  std::string step(std::size_t i) {
    const kernel::Step& step = program_.steps[i];
    const std::set<ArrayId> written = written_by(step);
    std::vector<std::string> parameters;
    if (is_over_rows()) parameters.push_back("ptrdiff_t " + std::string(kRows));
    for (const ArrayId id : arrays_of(program_, step)) add_parameters(id, written.contains(id), parameters);
    const Context context{program_, signature_.arrays(), type_, signature_.calls_functions(), unit_};
    Lines out;
    out.open(wrapped("static void " + step_name(i), parameters, " {"));
    Lines body = out.inside();
    if (is_blas(step))
      call_blas(std::get<kernel::Call>(step).product, context, body);
    else
      RegionWriter(kernel::loops_of(step), context, body).run();
    for (const std::string& constant : unit_.take_hidden()) out.line(constant);
    out.append(body);
    out.close("}");
    return out.take() + "\n";
  }

  // --- the function

  [[nodiscard]] std::string function() const {
    std::vector<std::string> parameters;
    if (is_over_rows()) parameters.push_back("size_t " + std::string(kRows));
    for (const ArrayId id : signature_.given()) add_parameters(id, !signature_.is_input(id), parameters);
    if (has_workspace()) parameters.push_back(std::string(type_.type) + " *restrict workspace");
    if (parameters.empty()) parameters.emplace_back("void");
    std::string text;
    if (has_workspace()) {
      const std::string size = fmt::format("const size_t {}_workspace_bytes", name_);
      text += fmt::format("extern {};\n{} = {};\n\n", size, size, program_.workspace_bytes);
    }
    text += wrapped("void " + name_, parameters, ";\n\n");
    Lines out;
    out.open(wrapped("void " + name_, parameters, " {"));
    body(out);
    out.close("}");
    return text + out.take();
  }

  void body(Lines& out) const {
    for (ArrayId id = 0; id < program_.arrays.size(); ++id) {
      if (program_.is_table(id)) continue;
      const auto* const part = std::get_if<kernel::Workspace>(&program_.arrays[id].place);
      if (part == nullptr) {
        if (!signature_.is_used(id)) out.line(fmt::format("(void){};", signature_.array(id).name));
        if (!signature_.is_used(id) && !stride(id).empty()) out.line(fmt::format("(void){};", stride(id)));
        continue;
      }
      const std::string offset = std::to_string(part->offset / program_.float_bytes());
      out.line(fmt::format("{} *const {} = workspace{};", type_.type, signature_.array(id).name,
                           part->offset == 0 ? "" : " + " + offset));
    }
    is_over_rows() ? tiles(out) : steps(out);
  }

  /// Tile after tile; a step that is alone and wants no workspace does all rows.
  void tiles(Lines& out) const {
    const std::string rows = "(ptrdiff_t)" + std::string(kRows);
    if (program_.steps.empty()) return out.line(fmt::format("(void){};", kRows));
    if (program_.steps.size() == 1 && !has_workspace()) return all_rows(out, rows);
    const std::string tile = std::to_string(*program_.tile);
    out.open(fmt::format("for (ptrdiff_t first = 0; first < {}; first += {}) {{", rows, tile));
    out.line(fmt::format("const ptrdiff_t left = {} - first;", rows));
    out.line(fmt::format("const ptrdiff_t count = left < {} ? left : {};", tile, tile));
    steps(out, {"count", "first", false});
    out.close("}");
  }

  /// Of columns that lie by themselves compilers make vectors, where they see that: gcc 12 looks at some strides only.
  void all_rows(Lines& out, const std::string& rows) const {
    std::vector<std::string> are_dense;
    for (const ArrayId id : arrays_of(program_, program_.steps[0]))
      are_dense.push_back(fmt::format("{} == {}", stride(id), row_size(id)));
    out.open(wrapped_in(out, "if ", are_dense, " {", " &&"));
    steps(out, {rows, "", true});
    out.line("return;");
    out.close("}");
    steps(out, {rows, "", false});
  }

  [[nodiscard]] std::string row_size(ArrayId id) const { return std::to_string(signature_.elements(id)); }

  /// The rows of a call of all steps.
  struct Rows {
    std::string count;
    std::string first;  ///< its number; "": that which pointers point to
    bool are_dense;     ///< without gaps
  };

  void steps(Lines& out, const Rows& rows = {}) const {
    for (std::size_t i = 0; i < program_.steps.size(); ++i) {
      std::vector<std::string> arguments;
      if (is_over_rows()) arguments.push_back(rows.count);
      for (const ArrayId id : arrays_of(program_, program_.steps[i])) {
        const auto& [name, stride, offset, is_scalar] = signature_.array(id);
        arguments.push_back(
            name + (stride.empty() || rows.first.empty() ? "" : fmt::format(" + {} * {}", rows.first, stride)));
        if (!stride.empty()) arguments.push_back(rows.are_dense ? row_size(id) : stride);
      }
      out.line(wrapped_in(out, step_name(i), arguments, ";"));
    }
  }

  Signature signature_;
  const kernel::Program& program_;
  CProducts products_;
  Unit& unit_;
  FloatType type_;
  std::string name_;
};

constexpr std::string_view kNotes =
    "/* Arrays are row-major, without gaps; a scalar is an array of one number, booleans are 0 and 1. What is written\n"
    "   overlaps nothing else. Nothing is allocated and nothing kept from call to call.\n\n";

}  // namespace

std::string c_source(std::span<const Source> programs, CProducts products) {
  Unit unit(c_language());
  std::string comments;
  std::string functions;
  bool calls_blas = false;
  for (const Source& program : programs) {
    Printer printer(program, products, unit);
    comments += printer.heading() + "\n";
    const std::string text = printer.run();
    functions += (functions.empty() ? "" : "\n") + text;
    calls_blas = calls_blas || printer.calls_blas();
  }
  return fmt::format("{}{}{}{}#include <math.h>\n#include <stddef.h>\n#include <stdint.h>\n\n{}{}{}", comments, kNotes,
                     kCNotes, calls_blas ? "#include <cblas.h>\n" : "", kCPragmas, unit.definitions(), functions);
}

}  // namespace adc::emit
