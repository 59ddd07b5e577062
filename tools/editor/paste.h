// What is pasted, made fit to be edited.
#pragma once

#include <string>
#include <string_view>

namespace adc::tools::editor {

/// `pasted` as it is inserted: newlines are `\n`, tabs stay, other control characters fall away, and so do newlines at
/// its end. Where `begins_line` (only blanks stand before it in its line) and each line that is not blank has a prompt
/// of a session, `> ` or `… `, the prompts fall off.
[[nodiscard]] std::string cleaned_paste(std::string_view pasted, bool begins_line);

}  // namespace adc::tools::editor
