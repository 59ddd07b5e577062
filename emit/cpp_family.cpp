#include "emit/cpp_family.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "emit/c_language.h"
#include "ir/special/source.h"

namespace adc::emit {
std::string_view cpp_pattern(ir::Op op) { return op == ir::Op::ToFloat ? "$0 ? $T(1) : $T(0)" : c_language().op(op); }

std::string_view cpp_pattern_in_loop(ir::Op op, bool is_bool) {
  return op == ir::Op::ToFloat ? cpp_pattern(op) : c_language().op_in_loop(op, is_bool);
}

Language cpp_family() {
  Language cpp = c_language();
  cpp.flag_type = "bool";
  cpp.op = cpp_pattern;
  cpp.op_in_loop = cpp_pattern_in_loop;
  cpp.truths = {"false", "true"};
  cpp.flag_as_number = "$0 ? $T(1) : $T(0)";
  cpp.hidden = "";
  cpp.guard = "";
  cpp.scalar_output = "$0";
  return cpp;
}

std::string cpp_special_functions(std::span<const std::string_view> names, std::string_view functions,
                                  std::string_view constants, std::string_view guard) {
  std::vector<std::string_view> special;
  std::ranges::copy_if(names, std::back_inserter(special),
                       [](std::string_view name) { return name.starts_with("adc_"); });
  std::string text = "\n";
  for (const ir::SpecialSection& section : ir::special_sections(special))
    text += guarded(guard, section.name, section.text);
  const auto replace = [&](std::string_view before, std::string_view after) {
    for (std::size_t at = text.find(before); at != std::string::npos; at = text.find(before, at + after.size()))
      text.replace(at, before.size(), after);
  };
  replace("\nstatic const ", std::string("\n") + std::string(constants) + "const ");
  replace("\nstatic inline ", std::string("\n") + std::string(functions));
  for (const std::string_view type : {"double ", "void ", "int ", "adc_"})
    replace("\nstatic " + std::string(type), "\n" + std::string(functions) + std::string(type));
  return text.substr(1);
}

}  // namespace adc::emit
