// How styles look.
#pragma once

#include <string_view>

#include "tools/editor/editing.h"

namespace adc::tools::editor {

/// The escape sequence that turns a style on; empty for a style without a look. Without `colours` there are attributes
/// alone: brightness, underline, reverse.
[[nodiscard]] std::string_view look_of(Style style, bool colours);

/// The one that turns every style off.
inline constexpr std::string_view kPlainLook = "\033[0m";

}  // namespace adc::tools::editor
