// The bracket that belongs to the one at the cursor.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "tools/editor/editing.h"

namespace adc::tools::editor {

/// A bracket of ( ) [ ] { }, and the place of the one that it opens or closes with; none if nothing does, or a bracket
/// of another kind.
struct BracketPair {
  std::size_t at = 0;
  std::optional<std::size_t> partner;
};

/// The pair of the bracket before the cursor or, if there is none, at it; nullopt without either. Brackets in comments
/// and strings, which `spans` tell, count for nothing. O(text).
[[nodiscard]] std::optional<BracketPair> bracket_at(std::string_view text, std::size_t cursor,
                                                    const std::vector<Highlight>& spans);

/// How many brackets are open at the end of `text`.
[[nodiscard]] std::size_t open_brackets(std::string_view text, const std::vector<Highlight>& spans);

}  // namespace adc::tools::editor
