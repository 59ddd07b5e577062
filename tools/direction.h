// What the command line says about directions and orders of derivatives.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "adc/adc.hpp"
#include "tools/words.h"

namespace adc::tools {

/// `list` ("x=1,z=pi/2") as a value per entry of `names`, of the shape of the same index, flat; 0 for those that it
/// leaves out; with one name a value alone will do. Throws usage errors: "bad-input", "repeated-input",
/// "unknown-variable".
[[nodiscard]] std::vector<double> direction(const std::string& list, std::span<const std::string> names,
                                            std::span<const Extents> shapes);

/// "x,x,z" as names of inputs, spelled as the language spells them. Throws usage errors.
[[nodiscard]] std::vector<std::string> variable_list(const std::string& word);

/// The variables of `--partial x,x,z`, or of `--order N` of a function of one variable; empty if neither is given.
/// Throws usage errors.
[[nodiscard]] std::vector<std::string> partial_variables(const Words& words, const Function& function);

/// The number after `--order`; 1 if it is not given. Throws a usage error.
[[nodiscard]] std::size_t order(const Words& words);

}  // namespace adc::tools
