// Names that a person may have meant.
#include <algorithm>
#include <vector>

#include "diag/unicode.h"
#include "parser/parse.h"

namespace adc::parser {
namespace {

// Its code points; capitals as small letters, because `Sin` is `sin` mistyped.
std::u32string code_points(std::string_view text) {
  std::u32string points;
  while (!text.empty()) {
    const diag::CodePoint c = diag::decode(text).value_or(diag::CodePoint{});
    points += diag::lower_case(c.value);
    text.remove_prefix(c.bytes);
  }
  return points;
}

// Damerau–Levenshtein distance in the form of optimal string alignment: insertions, deletions, substitutions and swaps
// of neighbours, each 1. Wagner and Fischer's table, three rows at a time.
std::size_t edit_distance(const std::u32string& a, const std::u32string& b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(above);
    above.swap(row);
  }
  return above[b.size()];
}

}  // namespace

std::vector<std::string> suggest(std::string_view name, const std::vector<std::string>& candidates) {
  constexpr std::size_t kLongest = 64;  // nobody mistypes longer names, and the table is quadratic
  constexpr std::size_t kMost = 3;
  const std::u32string wanted = code_points(name.substr(0, 4 * kLongest + 4));
  if (wanted.empty() || wanted.size() > kLongest) return {};
  const std::size_t allowed = wanted.size() <= 2 ? 1 : (wanted.size() + 2) / 4 + (wanted.size() < 6 ? 0 : 1);
  std::vector<std::pair<std::size_t, std::string>> near;
  for (const std::string& candidate : candidates) {
    const std::u32string other = code_points(candidate);
    const std::size_t length_gap = std::max(other.size(), wanted.size()) - std::min(other.size(), wanted.size());
    if (other.empty() || length_gap > allowed || candidate == name) continue;
    const std::size_t distance = edit_distance(wanted, other);
    const bool is_near = wanted.size() <= 2 ? distance < wanted.size() : 2 * distance < wanted.size();
    if (distance <= allowed && is_near) near.emplace_back(distance, candidate);
  }
  std::ranges::sort(near);  // those at the least distance, by the alphabet
  std::vector<std::string> names;
  for (auto& [distance, candidate] : near) {
    if (names.size() == kMost || distance > near.front().first) break;
    if (names.empty() || candidate != names.back()) names.push_back(std::move(candidate));
  }
  return names;
}

}  // namespace adc::parser
