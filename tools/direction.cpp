#include "tools/direction.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "tools/failure.h"
#include "tools/program.h"
#include "tools/report/output.h"
#include "tools/report/results.h"

namespace adc::tools {
namespace {

/// The parts of `list` between commas outside brackets.
std::vector<std::string> entries(const std::string& list) {
  std::vector<std::string> parts(1);
  int depth = 0;
  for (const char c : list) {
    if (c == '(' || c == '[') ++depth;
    if (c == ')' || c == ']') --depth;
    if (c == ',' && depth == 0)
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

}  // namespace

std::vector<double> direction(const std::string& list, std::span<const std::string> names,
                              std::span<const Extents> shapes) {
  std::vector<std::string> words = entries(list);
  if (names.size() == 1 && words.size() == 1 && list.find('=') == std::string::npos)
    words[0] = fmt::format("{}={}", names[0], list);
  std::vector<std::size_t> begin{0};
  for (const Extents& shape : shapes) begin.push_back(begin.back() + elements(shape));
  std::vector<double> numbers(begin.back(), 0.0);
  for (const Binding& entry : bindings(words)) {
    const auto found = std::ranges::find(names, entry.name);
    if (found == names.end()) {
      throw failure("unknown-variable", fmt::format("a direction has no component `{}` here", entry.name),
                    {"its components are " + tools::list({names.begin(), names.end()})});
    }
    const auto i = static_cast<std::size_t>(found - names.begin());
    if (entry.value.shape != shapes[i]) {
      throw failure("bad-input",
                    fmt::format("the component `{}` of a direction has the shape of what it is for", entry.name));
    }
    std::ranges::copy(entry.value.numbers, numbers.begin() + static_cast<std::ptrdiff_t>(begin[i]));
  }
  return numbers;
}

std::vector<std::string> variable_list(const std::string& word) {
  std::vector<std::string> names;
  for (const std::string& name : split(word, ',')) names.push_back(input_name(name));
  return names;
}

std::size_t order(const Words& words) {
  constexpr std::size_t kMaxOrder = 1000;
  const std::string* const text = words.find("--order");
  if (text == nullptr) return 1;
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc{} || end != text->data() + text->size() || value == 0 || value > kMaxOrder) {
    throw failure("bad-value", fmt::format("`--order` wants a whole number from 1 to 1000, not `{}`", *text));
  }
  return value;
}

std::vector<std::string> partial_variables(const Words& words, const Function& function) {
  const std::string* const names = words.find("--partial");
  if (names != nullptr && words.has("--order")) {
    throw failure("bad-value", "`--order` and `--partial` cannot be given together",
                  {"`--partial x,x,z` says how often to derive by each input"});
  }
  if (names != nullptr) return variable_list(*names);
  if (!words.has("--order")) return {};
  if (function.wrt().size() != 1) {
    throw failure("bad-value",
                  "`--order` is for one variable, and the program has " + std::to_string(function.wrt().size()),
                  {"`--wrt x` chooses one, and `--partial x,x,z` gives a mixed derivative"});
  }
  return std::vector<std::string>(order(words), function.wrt()[0]);
}

}  // namespace adc::tools
