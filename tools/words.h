// The words of a command line, sorted into options and the rest.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace adc::tools {

/// An option that a command declares.
struct Option {
  std::string_view name;   ///< "--mode"
  std::string_view brief;  ///< "-m", or ""
  std::string_view value;  ///< what the help calls its value; "" for a flag
  std::string_view help;
  std::string_view also = "";  ///< other names that are understood, with blanks between them: "--lr --learning-rate"
};

/// What a command line says.
class Words {
 public:
  /// Sorts `words`. A word is an option only if it equals a declared one, or starts with a declared long one and `=`;
  /// another word `--letters` is a usage error; all else is positional, also when it starts with `-`, so that formulas
  /// and values need no quoting beyond the shell's. After `--` everything is positional. Of an option that is given
  /// twice the last counts.
  Words(std::span<const std::string_view> words, std::vector<Option> options);

  [[nodiscard]] const std::vector<std::string>& positional() const { return positional_; }
  [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
  /// The option's value; nullptr if it is not given.
  [[nodiscard]] const std::string* find(std::string_view name) const;
  /// The options that are given, by their long names, each with its value ("" of a flag), in order.
  [[nodiscard]] const std::vector<std::pair<std::string_view, std::string>>& given() const { return given_; }
  /// The same, as if the options of `earlier` stood before all words. Throws a usage error for an unknown one.
  [[nodiscard]] Words after(const std::vector<std::pair<std::string, std::string>>& earlier) const;

 private:
  [[nodiscard]] const Option* declared(std::string_view word) const;

  std::vector<Option> options_;
  std::vector<std::string> positional_;
  std::vector<std::pair<std::string_view, std::string>> given_;
};

/// Throws the usage error that says which values `option` takes.
[[noreturn]] void refuse_choice(std::string_view option, const std::string& word,
                                const std::vector<std::string>& choices);

template <typename T>
using Choices = std::initializer_list<std::pair<std::string_view, T>>;

/// What a value of the option stands for. Throws a usage error for a word that is none of them.
template <typename T>
[[nodiscard]] T chosen(std::string_view option, const std::string& word, Choices<T> choices) {
  std::vector<std::string> names;
  for (const auto& [name, value] : choices) {
    if (name == word) return value;
    names.emplace_back(name);
  }
  refuse_choice(option, word, names);
}

/// What the option's value stands for; the first of `choices` if it is not given. Throws a usage error for another
/// word.
template <typename T>
[[nodiscard]] T choice(const Words& words, std::string_view option, Choices<T> choices) {
  const std::string* const word = words.find(option);
  return word == nullptr ? choices.begin()->second : chosen(option, *word, choices);
}

}  // namespace adc::tools
