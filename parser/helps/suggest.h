// What a person may have meant by the name of a function, or of a constant, that adc does not have.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace adc::parser {

/// How adc writes the function that others call `name` ("besselj(0, …)" for `J0`): by the table of meanings
/// (parser/helps/meanings.def), or where only capitals and `_` differ; nullopt if there is no such function.
[[nodiscard]] std::optional<std::string> meaning_of_function(std::string_view name);

/// What may be meant by `name(…)`, for "did you mean": its meaning, else the functions of the nearest spelling.
[[nodiscard]] std::vector<std::string> suggest_functions(std::string_view name);

/// The same as lines of help.
[[nodiscard]] std::vector<std::string> did_you_mean_functions(std::string_view name);

/// How adc writes the constant or word that others write `word` ("pi" for `M_PI`, "and" for `AND`); nullopt for others.
[[nodiscard]] std::optional<std::string_view> meaning_of_word(std::string_view word);

/// How adc writes a command of LaTeX, `word` being what follows its backslash; nullopt if that is not known.
[[nodiscard]] std::optional<std::string> meaning_of_latex(std::string_view word);

}  // namespace adc::parser
