// Text to adc::Function.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "adc/adc.hpp"
#include "adc/version.h"
#include "api/externals.h"
#include "api/parse_options.h"
#include "api/state.h"
#include "diag/diagnostics.h"
#include "diag/render.h"
#include "diag/slug.h"
#include "diag/unicode.h"
#include "ir/external.h"
#include "ir/interpreter.h"
#include "parser/parse.h"
#include "passes/compose/as_data.h"
#include "passes/lower/with_float_type.h"
#include "run/guard.h"
#include "run/read_program.h"

namespace adc::inline ADC_ABI {
namespace {

/// What keeps those of the host's functions that `fn` calls.
std::vector<std::shared_ptr<const void>> owners_of(const ir::Function& fn, const CompileOptions& options) {
  std::vector<std::shared_ptr<const void>> owners;
  for (const External& external : options.externals) {
    const auto calls_it = [&, number = ExternalAccess::number(external)](const ir::Inst& inst) {
      return ir::is_external(inst.op) && fn.immediates(inst).front() == number;
    };
    if (std::ranges::any_of(fn.insts(), calls_it)) owners.push_back(ExternalAccess::owner(external));
  }
  return owners;
}

Result<parser::Parsed> parse(std::string_view text, const CompileOptions& options) {
  const Result<parser::ParseOptions> parse_options = parse_options_of(options);
  if (!parse_options) return parse_options.error();
  Result<parser::Parsed> parsed = run::read_program(text, *parse_options);
  if (parsed && options.dtype) {
    const ir::DType type = *options.dtype == DType::F32 ? ir::DType::F32 : ir::DType::F64;
    if (parsed->fn.float_type() == type) return parsed;
    Result<ir::Function> converted = passes::with_float_type(parsed->fn, type);
    if (!converted) return converted.error();
    parsed->fn = *std::move(converted);
  }
  return parsed;
}

Result<std::vector<std::uint32_t>> find_inputs(std::span<const std::string> names,
                                               const std::vector<std::string>& inputs) {
  std::vector<std::uint32_t> indices;
  for (const std::string& name : names) {
    const auto found = std::ranges::find(inputs, name);
    if (found == inputs.end()) return run::no_input("unknown-variable", name, inputs);
    indices.push_back(static_cast<std::uint32_t>(found - inputs.begin()));
  }
  return indices;
}

/// The inputs that derivatives are taken for: those named, or else every param; but not those excepted. A host with a
/// closed set of inputs may except some that a text does not use.
Result<std::vector<std::uint32_t>> variables(const ir::Function& fn, const CompileOptions& options) {
  const std::vector<std::string> inputs = run::input_names(fn);
  std::vector<std::string> excepted = options.wrt_except;
  if (const auto& allowed = options.allowed_inputs) {
    std::erase_if(excepted, [&](const std::string& name) {
      return std::ranges::find(*allowed, name) != allowed->end() && std::ranges::find(inputs, name) == inputs.end();
    });
  }
  const Result<std::vector<std::uint32_t>> without = find_inputs(excepted, inputs);
  if (!without) return without.error();
  Result<std::vector<std::uint32_t>> indices = find_inputs(options.wrt, inputs);
  if (!indices) return indices.error();
  for (std::uint32_t i = 0; options.wrt.empty() && i < inputs.size(); ++i) {
    if (fn.params()[i].kind == ir::ParamKind::Param) indices->push_back(i);
  }
  std::erase_if(*indices, [&](std::uint32_t i) { return std::ranges::find(*without, i) != without->end(); });
  return indices;
}

Error rendered(const Error& error, std::string_view source_name, std::string_view text) {
  return {diag::render(error.diagnostic(), source_name, text), error.diagnostic()};
}

Extents extents_of(const ir::Function& fn, ir::ValueId value) {
  const auto dims = fn.shape(value).dims();
  return {dims.begin(), dims.end()};
}

std::size_t elements_of(const ir::Function& fn, ir::ValueId value) {
  return static_cast<std::size_t>(fn.shape(value).elements());
}

}  // namespace

Function::State::State(run::Compiled compiled) : program(std::move(compiled)) {
  const ir::Function& fn = program.fn;
  inputs = run::input_names(fn);
  for (std::size_t i = 0; i < inputs.size(); ++i) input_shapes.push_back(extents_of(fn, ir::value_id(i)));
  for (const ir::Output& output : fn.outputs()) {
    outputs.push_back(output.name);
    output_shapes.push_back(extents_of(fn, output.value));
  }
  for (const std::uint32_t input : program.plan.wrt) {
    wrt.push_back(inputs[input]);
    wrt_shapes.push_back(input_shapes[input]);
    wrt_size += elements_of(fn, ir::value_id(input));
  }
  input_size = ir::flat_inputs(fn);
  output_size = ir::flat_outputs(fn);
  for (std::size_t i = 0; i < variants.size(); ++i) {
    const auto derive = static_cast<Derive>(i);
    const Layout numbers(derive, output_size, wrt_size);
    const Layout tensors(derive, outputs.size(), wrt.size());
    all_numbers[i] = {input_size + numbers.directions(), numbers.size()};
    all_tensors[i] = {inputs.size() + tensors.directions(), tensors.size()};
  }
}

Result<std::vector<std::uint32_t>> Function::State::indices(std::span<const std::string> names) const {
  return find_inputs(names, inputs);
}

run::Compiled for_variables(run::Compiled program, std::vector<std::uint32_t> wrt) {
  if (wrt.empty()) {  // a plan without variables is one for all that are not data
    std::vector<std::uint32_t> all;
    for (std::uint32_t i = 0; i < program.fn.params().size(); ++i) {
      if (program.fn.params()[i].kind == ir::ParamKind::Param) all.push_back(i);
    }
    if (!all.empty()) program.fn = passes::as_data(program.fn, all);
  }
  program.plan.wrt = std::move(wrt);
  return program;
}

Result<Function> compile(std::string_view text, const CompileOptions& options) {
  Result<parser::Parsed> parsed = run::guarded(options.limits, [&] { return parse(text, options); });
  if (!parsed) return rendered(parsed.error(), options.source_name, text);
  Result<std::vector<std::uint32_t>> wrt = variables(parsed->fn, options);
  if (!wrt) return rendered(wrt.error(), options.source_name, text);

  std::vector<std::shared_ptr<const void>> owners = owners_of(parsed->fn, options);
  auto state = std::make_shared<Function::State>(
      for_variables({.fn = std::move(parsed->fn),
                     .text = std::string(text),
                     .source_name = options.source_name,
                     .plan = {.mode = options.mode, .level = options.level, .limits = options.limits},
                     .tier = options.tier,
                     .vector_math = options.vector_math,
                     .externals = std::move(owners)},
                    *std::move(wrt)));
  state->defaults = std::move(parsed->defaults);
  state->notes = std::move(parsed->notes);
  state->only_defines = parsed->only_defines;
  return Function(std::move(state));
}

std::string render(const Diagnostic& diagnostic, std::string_view source_name, std::string_view text,
                   std::string_view severity) {
  return diag::render(diagnostic, source_name, text, severity);
}

Diagnostic diagnose(std::string_view slug, std::string message, std::vector<std::string> help) {
  const auto* const row = std::ranges::find(diag::kSlugs, slug, &diag::SlugInfo::slug);
  const ErrorClass error_class = row == diag::kSlugs.end() ? ErrorClass::Internal : row->error_class;
  return {std::string(slug), error_class, {}, std::move(message), {}, std::move(help)};
}

std::vector<std::string> nearest_names(std::string_view name, const std::vector<std::string>& candidates) {
  return parser::suggest(name, candidates);
}

std::optional<std::string> canonical_name(std::string_view name) {
  if (name.empty() || diag::first_invalid(name)) return std::nullopt;
  std::string_view rest = name;
  for (bool first = true; !rest.empty(); first = false) {
    const diag::CodePoint c = *diag::decode(rest);
    if (!(first ? diag::starts_name(c.value) : diag::continues_name(c.value))) return std::nullopt;
    rest.remove_prefix(c.bytes);
  }
  return diag::canonical_name(name);
}

const char* version() { return ADC_VERSION; }

}  // namespace adc::inline ADC_ABI
