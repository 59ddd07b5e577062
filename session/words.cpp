#include "session/words.h"

#include "adc/adc.hpp"

namespace adc::session {

std::string list(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += "`" + names[i] + "`";
  }
  return text;
}

Diagnostic no_value(const std::vector<std::string>& names) {
  return diagnose("no-value", list(names) + (names.size() == 1 ? " has" : " have") + " no value yet",
                  {"`" + names[0] + " = 1` gives one"});
}

}  // namespace adc::session
