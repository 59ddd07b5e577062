// The one door through which a program comes in, whatever is to be made of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adc/result.hpp"
#include "diag/diagnostics.h"
#include "parser/parse.h"

namespace adc::run {

/// `text` as a program: adc's language, or the text form of the IR, which starts with "adc-ir". Of the options, IR
/// takes limits and the names of inputs. Errors: those of parsing and of reading IR, limits, "no-integers" for IR with
/// integers, "unused-input".
[[nodiscard]] Result<parser::Parsed> read_program(std::string_view text, const parser::ParseOptions& options);

/// The names of a function's inputs, in order.
[[nodiscard]] std::vector<std::string> input_names(const ir::Function& fn);

/// The usage error that `name` is no input of a program whose inputs are `inputs`.
[[nodiscard]] Diagnostic no_input(diag::Slug slug, const std::string& name, const std::vector<std::string>& inputs);

}  // namespace adc::run
