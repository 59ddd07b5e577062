#include "emit/fortran.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "emit/fortran_language.h"
#include "emit/fortran_library.h"
#include "emit/fortran_lines.h"
#include "emit/fortran_special.h"
#include "emit/steps.h"

namespace adc::emit {
namespace {

using kernel::ArrayId;

class Printer {
 public:
  Printer(const Source& source, Unit& unit)
      : signature_(source, fortran_naming()),
        unit_(unit),
        type_(source.program.float_type == ir::DType::F32 ? fortran_language().f32 : fortran_language().f64) {}

  std::string run() {
    Lines out;
    std::vector<std::string> names;
    for (const Parameter& parameter : parameters()) names.push_back(parameter.name);
    out.open(fmt::format("pure subroutine {}({})", signature_.name(), joined(names)));
    for (const auto& [name, type] : parameters()) out.line(fmt::format("{} :: {}", type, bounded(name)));
    write_steps(signature_, type_, {"block", "end block"}, unit_, out);
    out.close(fmt::format("end subroutine {}", signature_.name()));
    return comment() + out.take();
  }

  [[nodiscard]] const std::string& name() const { return signature_.name(); }
  [[nodiscard]] std::string labels_name() const { return signature_.labels_name(); }
  [[nodiscard]] bool has_workspace() const { return signature_.has_workspace(); }
  [[nodiscard]] std::size_t workspace_size() const { return signature_.workspace_size(); }

 private:
  struct Parameter {
    std::string name;
    std::string type;
  };

  [[nodiscard]] std::vector<Parameter> parameters() const {
    const std::string index = std::string(fortran_language().index_type) + ", intent(in)";
    std::vector<Parameter> all;
    if (signature_.is_over_rows()) all.push_back({std::string(kRows), index});
    for (const ArrayId id : signature_.given()) {
      const ArrayName& array = signature_.array(id);
      // What lies between rows keeps its values.
      const std::string_view intent = signature_.is_input(id) ? "in" : signature_.is_over_rows() ? "inout" : "out";
      all.push_back({array.name, fmt::format("{}, intent({})", type_.type, intent)});
      if (!array.stride.empty()) all.push_back({array.stride, index});
    }
    if (has_workspace()) all.push_back({"workspace", fmt::format("{}, intent(inout)", type_.type)});
    return all;
  }

  /// A parameter's name with the bounds of its array.
  [[nodiscard]] std::string bounded(const std::string& name) const {
    if (name == "workspace") return fmt::format("workspace(0:{}_workspace - 1)", signature_.name());
    for (const ArrayId id : signature_.given()) {
      const ArrayName& array = signature_.array(id);
      if (array.name != name || array.is_scalar) continue;
      return signature_.is_over_rows() ? name + "(0:*)" : fmt::format("{}(0:{})", name, signature_.elements(id) - 1);
    }
    return name;
  }

  [[nodiscard]] std::string comment() const {
    std::string text;
    for (const std::string& line : signature_.about()) text += (line.empty() ? "!>" : "!> " + line) + "\n";
    if (has_workspace())
      text += fmt::format("!> workspace: {} numbers ({}_workspace), whose values do not matter before or after\n",
                          workspace_size(), name());
    if (signature_.is_over_rows())
      text +=
          "!>\n!> Row r of `rows` begins at element r * stride; a stride of 0 is an input that is the same in all.\n";
    return text;
  }

  Signature signature_;
  Unit& unit_;
  FloatType type_;
};

constexpr std::string_view kNotes =
    "! Written by adc. Fortran 2008; functions are those of C's library (-lm).\n"
    "!\n"
    "! dp and sp are the kinds c_double and c_float, ip is c_int64_t. Arrays are row-major, without gaps: element (i, "
    "j) "
    "of a matrix m x n is element (j, i) of an array (n, m). Booleans are 0 and 1. What is written overlaps nothing "
    "else. Nothing is allocated or kept.\n"
    "!\n"
    "! Compilers keep the bits where they neither contract products and sums nor reorder them: "
    "gfortran -ffp-contract=off, ifx -fp-model=strict, nvfortran -Kieee -Mnofma, never -ffast-math.\n";

/// What a text may use, by a part that shows it.
struct Declared {
  std::string_view sign;
  std::string_view text;
};

constexpr std::array<Declared, 5> kKinds{{{"dp", "dp => c_double"},
                                          {"sp", "sp => c_float"},
                                          {"ip", "ip => c_int64_t"},
                                          {"c_int", "c_int"},
                                          {"c_int32_t", "c_int32_t"}}};

constexpr std::array<Declared, 4> kConstants{{
    {"adc_nan_dp", "real(dp), parameter :: adc_nan_dp = transfer(9221120237041090560_ip, 0.0_dp)"},
    {"adc_inf_dp", "real(dp), parameter :: adc_inf_dp = transfer(9218868437227405312_ip, 0.0_dp)"},
    {"adc_nan_sp", "real(sp), parameter :: adc_nan_sp = transfer(2143289344_c_int32_t, 0.0_sp)"},
    {"adc_inf_sp", "real(sp), parameter :: adc_inf_sp = transfer(2139095040_c_int32_t, 0.0_sp)"},
}};

/// Whether a kind stands in a text, also behind a number: "(dp)", "1.0_dp".
bool has_kind(const std::string& text, std::string_view kind) {
  const auto is_letter = [&](std::size_t at) {
    return at < text.size() && (std::isalnum(static_cast<unsigned char>(text[at])) != 0);
  };
  for (std::size_t at = text.find(kind); at != std::string::npos; at = text.find(kind, at + 1)) {
    const std::size_t end = at + kind.size();
    if (at > 0 && !is_letter(at - 1) && !is_letter(end) && text[end] != '_') return true;
  }
  return false;
}

}  // namespace

std::string fortran_source(std::span<const Source> programs) {
  Unit unit(fortran_language());
  std::string subroutines;
  std::vector<std::string> names;
  std::string workspaces;
  for (const Source& source : programs) {
    Printer printer(source, unit);
    names.push_back(printer.name());
    subroutines += printer.run() + "\n";
    if (!printer.labels_name().empty()) names.push_back(printer.labels_name());
    if (!printer.has_workspace()) continue;
    names.push_back(printer.name() + "_workspace");
    workspaces += fmt::format("  integer, parameter :: {} = {}\n", names.back(), printer.workspace_size());
  }
  const FortranSpecial special = fortran_special(unit.functions());
  const std::string functions = unit.helpers() + special.procedures;
  const std::string procedures = fortran_library(functions) + functions + subroutines;
  std::string declarations = fortran_interfaces(procedures);
  for (const auto& [sign, text] : kConstants) {
    if (procedures.find(sign) != std::string::npos) declarations += fmt::format("  {}\n", text);
  }
  declarations += special.declarations + workspaces + unit.tables();
  std::vector<std::string> kinds;
  for (const auto& [sign, text] : kKinds) {
    if (has_kind(declarations + procedures, sign)) kinds.emplace_back(text);
  }
  const std::string module = (names.empty() ? "adc" : names.front()) + "_module";
  const std::string use =
      kinds.empty() ? "" : fmt::format("  use, intrinsic :: iso_c_binding, only: {}\n", joined(kinds));
  return fortran_lines(fmt::format(
      "{}module {}\n{}  implicit none\n  private\n{}{}contains\n\n{}end module {}\n", kNotes, module, use,
      names.empty() ? "" : fmt::format("  public :: {}\n", joined(names)), declarations, procedures, module));
}

}  // namespace adc::emit
