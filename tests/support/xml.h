// Is a text well-formed XML, as far as pictures use it?
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace adc::tests {

inline std::size_t count(std::string_view text, std::string_view part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

/// Whether every element that opens closes, in order, attributes are in quotes, and no character is left that XML
/// reserves.
inline bool is_well_formed(const std::string& text) {
  std::vector<std::string> open;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '>') return false;
    if (text[at] == '&' && text.find(';', at) > at + 6) return false;
    if (text[at] != '<') continue;
    const std::size_t end = text.find('>', at);
    if (end == std::string::npos) return false;
    const std::string tag = text.substr(at + 1, end - at - 1);
    const std::size_t first = tag.starts_with('/') ? 1 : 0;
    const std::string name = tag.substr(first, tag.find_first_of(" /", 1) - first);
    if (tag.find('<') != std::string::npos || count(tag, "\"") % 2 != 0) return false;
    if (first == 1) {
      if (open.empty() || open.back() != name) return false;
      open.pop_back();
    } else if (tag.back() != '/') {
      open.push_back(name);
    }
    at = end;
  }
  return open.empty();
}

}  // namespace adc::tests
