#include "tools/editor/paste.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

namespace adc::tools::editor {
namespace {

constexpr std::array<std::string_view, 2> kPrompts = {"> ", "… "};

// The line without the prompt that it begins with, of which a blank at the line's end may have been lost.
std::optional<std::string_view> without_prompt(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  for (const std::string_view prompt : kPrompts) {
    if (line.starts_with(prompt)) return line.substr(prompt.size());
    if (line == prompt.substr(0, prompt.size() - 1)) return std::string_view{};
  }
  return std::nullopt;
}

std::string plain(std::string_view pasted) {
  std::string text;
  text.reserve(pasted.size());
  for (std::size_t i = 0; i < pasted.size(); ++i) {
    const auto c = static_cast<unsigned char>(pasted[i]);
    if (c == '\r')
      text += i + 1 < pasted.size() && pasted[i + 1] == '\n' ? "" : "\n";
    else if (c == '\n' || c == '\t' || (c >= 0x20 && c != 0x7F))
      text += static_cast<char>(c);
  }
  text.resize(text.find_last_not_of('\n') + 1);  // npos + 1 is 0
  return text;
}

// `text` without the prompts of its lines; nullopt if one has none.
std::optional<std::string> without_prompts(std::string_view text) {
  std::string result;
  bool is_first = true;
  while (true) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.find_first_not_of(" \t") != std::string_view::npos) {
      const auto bare = without_prompt(line);
      if (!bare) return std::nullopt;
      line = *bare;
    }
    if (!is_first) result += '\n';
    is_first = false;
    result += line;
    if (end == text.size()) return result;
    text.remove_prefix(end + 1);
  }
}

}  // namespace

std::string cleaned_paste(std::string_view pasted, bool begins_line) {
  std::string text = plain(pasted);
  if (begins_line) {
    if (auto bare = without_prompts(text)) return *bare;
  }
  return text;
}

}  // namespace adc::tools::editor
