#include "common/typeset.h"

#include <algorithm>

namespace adc::common {
namespace {

/// Without the comment in front and the blank lines behind.
std::string_view body(std::string_view text) {
  while (text.starts_with('%')) text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  if (text.starts_with("<!--")) text.remove_prefix(std::min(text.find("<math"), text.size()));
  while (text.ends_with('\n')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::string typeset(const Function& function, Target target) {
  const Result<std::string> emitted = function.emit(Derive::Value, target);
  if (!emitted) return "";
  std::string text(body(*emitted));
  if (function.outputs().size() != 1) return text;
  const std::string_view equals = target == Target::Latex ? " = " : "<mo>=</mo>";
  const std::size_t begin = target == Target::Latex ? 0 : text.find("<mi>");
  const std::size_t end = text.find(equals);
  const bool has_name =
      end != std::string::npos && begin < end && end < text.find("<mtd>") && !text.starts_with("\\begin");
  if (has_name) text.erase(begin, end + equals.size() - begin);
  return text;
}

std::string typeset(std::string_view formula, Target target) {
  const Result<Function> function = compile(formula);
  return function ? typeset(*function, target) : "";
}

}  // namespace adc::common
