#include "notebook/mime.h"

#include <algorithm>

namespace adc::notebook {
namespace {

bool begins_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

}  // namespace

nlohmann::json bundle(const Reply::Part& part) {
  Reply alone;
  alone.parts.push_back(part);
  nlohmann::json data = {{"text/plain", to_text(alone)}};
  if (const std::string latex = to_latex(part); !latex.empty()) data["text/latex"] = "$$" + latex + "$$";
  for (const Picture& picture : part.pictures) data[picture.media_type] = picture.data;
  return data;
}

int code_points(std::string_view text, std::size_t at) {
  return static_cast<int>(std::ranges::count_if(text.substr(0, at), begins_code_point));
}

std::size_t byte_at(std::string_view text, int code_points) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (begins_code_point(text[at]) && code_points-- == 0) return at;
  }
  return text.size();
}

}  // namespace adc::notebook
