#include "tools/words.h"

#include <fmt/core.h>

#include <algorithm>
#include <ranges>

#include "tools/failure.h"

namespace adc::tools {
namespace {

bool looks_like_an_option(std::string_view word) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return word.size() > 2 && word.starts_with("--") && is_letter(word[2]);
}

/// Whether `word` is one of `names`, which have blanks between them.
bool is_among(std::string_view names, std::string_view word) {
  return std::ranges::any_of(names | std::views::split(' '),
                             [&](const auto& name) { return std::ranges::equal(name, word); });
}

Error unknown_option(std::string_view word, const std::vector<Option>& options) {
  std::vector<std::string> names;
  names.reserve(options.size());
  for (const Option& option : options) names.emplace_back(option.name);
  const std::string name(word.substr(0, word.find('=')));
  std::vector<std::string> help;
  for (const std::string& near : nearest_names(name, names)) help.push_back(fmt::format("did you mean `{}`?", near));
  help.emplace_back("a formula that starts with two minus signs can stand after `--`");
  return failure("unknown-option", fmt::format("unknown option `{}`", name), std::move(help));
}

}  // namespace

const Option* Words::declared(std::string_view word) const {
  const auto found = std::ranges::find_if(options_, [&](const Option& option) {
    return word == option.name || (!option.brief.empty() && word == option.brief) || is_among(option.also, word);
  });
  return found == options_.end() ? nullptr : &*found;
}

Words::Words(std::span<const std::string_view> words, std::vector<Option> options) : options_(std::move(options)) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (word == "--") {
      positional_.insert(positional_.end(), words.begin() + static_cast<std::ptrdiff_t>(i) + 1, words.end());
      return;
    }
    const std::size_t equals = word.starts_with("--") ? word.find('=') : std::string_view::npos;
    const Option* option = declared(word.substr(0, equals));
    if (option == nullptr) {
      if (looks_like_an_option(word)) throw unknown_option(word, options_);
      positional_.emplace_back(word);
      continue;
    }
    if (equals != std::string_view::npos) {
      if (option->value.empty()) {
        throw failure("unexpected-value", fmt::format("`{}` takes no value", option->name));
      }
      given_.emplace_back(option->name, word.substr(equals + 1));
    } else if (option->value.empty()) {
      given_.emplace_back(option->name, "");
    } else {
      if (++i == words.size()) {
        throw failure("missing-value", fmt::format("`{}` needs a value: {} {}", word, option->name, option->value));
      }
      given_.emplace_back(option->name, words[i]);
    }
  }
}

const std::string* Words::find(std::string_view name) const {
  const auto latest_first = std::views::reverse(given_);
  const auto found = std::ranges::find_if(latest_first, [&](const auto& given) { return given.first == name; });
  return found == latest_first.end() ? nullptr : &found->second;
}

Words Words::after(const std::vector<std::pair<std::string, std::string>>& earlier) const {
  Words all = *this;
  all.given_.clear();
  for (const auto& [name, value] : earlier) {
    const Option* const option = declared(name);
    if (option == nullptr) throw unknown_option(name, options_);
    all.given_.emplace_back(option->name, value);
  }
  all.given_.insert(all.given_.end(), given_.begin(), given_.end());
  return all;
}

void refuse_choice(std::string_view option, const std::string& word, const std::vector<std::string>& choices) {
  std::vector<std::string> help{"it takes " + list(choices)};
  for (const std::string& near : nearest_names(word, choices)) help.push_back(fmt::format("did you mean `{}`?", near));
  throw failure("bad-value", fmt::format("`{}` has no value `{}`", option, word), std::move(help));
}

}  // namespace adc::tools
