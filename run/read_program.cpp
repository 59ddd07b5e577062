#include "run/read_program.h"

#include <fmt/core.h>

#include <algorithm>

#include "diag/diagnostics.h"
#include "ir/text.h"

namespace adc::run {
namespace {

/// Integers are in the text form of the IR, but nothing computes with them.
std::optional<Diagnostic> beyond_floats(const ir::Function& fn) {
  for (std::size_t i = 0; i < fn.size(); ++i) {
    const ir::Type& type = fn.type(ir::value_id(i));
    if (type.dtype != ir::DType::I64) continue;
    return diag::diagnose(
        "no-integers", {},
        fmt::format("%{} is of type {}; programs compute with floats and booleans", i, to_string(type)));
  }
  return std::nullopt;
}

Result<parser::Parsed> read_ir(std::string_view text, const parser::ParseOptions& options) {
  parser::check_size(text, options.limits.source_bytes);
  Result<ir::Function> fn = ir::read(text, options.limits.instructions);
  if (!fn) return fn.error();
  if (const std::optional<Diagnostic> diagnostic = beyond_floats(*fn)) return *diagnostic;
  const std::vector<std::string> names = input_names(*fn);
  for (const std::string& given : options.inputs) {
    if (std::ranges::find(names, given) == names.end()) return no_input("unused-input", given, names);
  }
  for (const std::string& name : names) {
    const auto is_among = [&name](const std::vector<std::string>& all) {
      return std::ranges::find(all, name) != all.end();
    };
    if (!options.allowed || is_among(*options.allowed) || is_among(options.inputs) || is_among(options.columns))
      continue;
    return diag::diagnose("unknown-input", {}, diag::quote(name) + " is none of the inputs that this program may have");
  }
  const std::size_t inputs = names.size();
  return parser::Parsed{*std::move(fn), std::vector<std::optional<double>>(inputs), {}, false};
}

}  // namespace

std::vector<std::string> input_names(const ir::Function& fn) {
  std::vector<std::string> names;
  for (const ir::Param& param : fn.params()) names.push_back(param.name);
  return names;
}

Diagnostic no_input(diag::Slug slug, const std::string& name, const std::vector<std::string>& inputs) {
  Diagnostic diagnostic = diag::diagnose(slug, {}, fmt::format("the program has no input `{}`", name));
  for (const std::string& near : parser::suggest(name, inputs)) {
    diagnostic.help.push_back(fmt::format("did you mean `{}`?", near));
  }
  return diagnostic;
}

Result<parser::Parsed> read_program(std::string_view text, const parser::ParseOptions& options) {
  return text.starts_with("adc-ir") ? read_ir(text, options) : parser::parse(text, options);
}

}  // namespace adc::run
