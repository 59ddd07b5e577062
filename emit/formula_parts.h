// Names for what occurs often in a formula, where that makes it shorter.
#pragma once

#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "emit/formula_items.h"
#include "ir/function.h"

namespace adc::emit {

/// A value with a name: `s = softmax(x)`.
struct NamedPart {
  ir::ValueId value;
  std::string name;
};

/// A name that a program has for a value, and that value as a formula; "" where it is not known.
struct KnownName {
  std::string name;
  std::string text;
};

/// Which parts of the expression `root` to name behind it, `E where s = F`, and how; in the order of their values.
/// `texts` has of each value that the expression needs its text, without brackets around the whole.
///
/// A number is named where the whole gets shorter, in characters. A vector or a matrix is also named where fewer
/// operations are to be read, the name counted as one, and the text hardly grows: people think of `s = softmax(x)` as
/// of one thing. σ(−u) counts as 1 − p where p = σ(u) is named. At most three names, one after another; none in long
/// texts. Names are single letters that `taken` lacks. O(values · trials).
[[nodiscard]] std::vector<NamedPart> parts_to_name(const ir::Function& fn,
                                                   const std::vector<std::optional<Written>>& texts, ir::ValueId root,
                                                   const std::unordered_set<std::string>& taken);

/// Whether `v` is σ(−u), and `of` is σ(u).
[[nodiscard]] bool is_complement(const ir::Function& fn, ir::ValueId v, ir::ValueId of);

}  // namespace adc::emit
