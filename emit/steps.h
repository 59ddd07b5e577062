// The steps of a program inside one function.
#pragma once

#include <string_view>

#include "emit/lines.h"
#include "emit/signature.h"
#include "emit/unit.h"

namespace adc::emit {

/// How a language begins and ends a block that has names of its own.
struct Blocks {
  std::string_view begin;
  std::string_view end;
};

/// Writes the steps of a program one after the other, in blocks if there are several; over `rows` rows, of the
/// language's type of places, tile by tile. The workspace is an array `workspace`. O(nodes · loops).
void write_steps(const Signature& signature, const FloatType& type, const Blocks& blocks, Unit& unit, Lines& out);

}  // namespace adc::emit
