#include "tools/editor/palette.h"

namespace adc::tools::editor {

// The colours that a terminal's owner chose to be read on its background: no others are sure to be.
std::string_view look_of(Style style, bool colours) {
  switch (style) {
    case Style::Number: return colours ? "\033[36m" : "";
    case Style::Function: return colours ? "\033[34m" : "";
    case Style::Constant: return colours ? "\033[35m" : "";
    case Style::Command: return colours ? "\033[1;33m" : "";
    case Style::String: return colours ? "\033[32m" : "";
    case Style::Error: return colours ? "\033[31m" : "";
    case Style::Prompt: return colours ? "\033[1;32m" : "";
    case Style::Comment:
    case Style::Hint:
    case Style::Detail: return colours ? "\033[90m" : "\033[2m";
    case Style::Bracket: return colours ? "\033[1;4;33m" : "\033[4m";
    case Style::Lonely: return colours ? "\033[1;4;31m" : "";
    case Style::Match: return "\033[4m";
    case Style::Selected: return "\033[7m";
    case Style::Plain:
    case Style::Operator: return "";
  }
  return "";
}

}  // namespace adc::tools::editor
