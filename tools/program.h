// What a command line says about the program and its inputs.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adc/adc.hpp"
#include "adc/train/model.hpp"
#include "tools/words.h"

namespace adc::tools {

/// PROGRAM of a command line, and the words after it.
struct ProgramWords {
  std::string text;
  std::string source_name;
  std::vector<std::string> rest;
  std::shared_ptr<const train::Model> model = nullptr;  ///< if it is a trained one: `text` is its program
  Syntax syntax = Syntax::Auto;                         ///< how the text is written
};

/// PROGRAM is the file of `-f`, or the first positional word: a file if it ends in `.adc` or `.tex` or starts with `/`,
/// `./` or
/// `../`; a trained model, that stands for what it predicts, if it ends in `.safetensors`; stdin if it is `-`;
/// otherwise a formula. `--from` says how it is written; what ends in `.tex` is LaTeX. Throws `Error`:
/// "missing-program", "cannot-read", those of `train::load`.
[[nodiscard]] ProgramWords program_words(const Words& words);

/// What `--from` says: how the program is written, and of commands over tables what the table is.
struct FromWords {
  std::optional<Syntax> syntax;
  std::optional<std::string> table;  ///< any other word
};
[[nodiscard]] FromWords from_words(const Words& words);

/// The options that `compile_options` understands, for commands to declare.
[[nodiscard]] std::vector<Option> program_options();
[[nodiscard]] std::vector<Option> compute_options();
[[nodiscard]] Option dtype_option();

/// `word` as the language spells the name: `x₁` is `x_1`. Throws a usage error if it is no name.
[[nodiscard]] std::string input_name(const std::string& word);

/// The names that the words spell, blanks around them left out. Throws a usage error for what is no name, and for a
/// name that is given twice.
[[nodiscard]] std::vector<std::string> input_names(const std::vector<std::string>& words);

/// The inputs that `--wrt` names; empty if it is not given. Throws as `input_names`.
[[nodiscard]] std::vector<std::string> wrt(const Words& words);

/// Throws a usage error if there are words left that the command has no use for.
void refuse_more(const std::vector<std::string>& rest);

/// The seconds that `--max-seconds` allows; infinite if it is not given. Throws a usage error if that is no number.
[[nodiscard]] double max_seconds(const Words& words);

/// The number after an option, or `fallback`. Throws a usage error if it is no whole number.
[[nodiscard]] std::size_t whole_number(const Words& words, std::string_view option, std::size_t fallback);

/// An input's value.
struct Binding {
  std::string name;
  Array value;
};

/// The words `name=value`, whose values are constant expressions, such as `pi/4` and `[1, 2; 3, 4]`, or files of
/// NumPy's format, `@x.npy`. Throws usage errors.
[[nodiscard]] std::vector<Binding> bindings(const std::vector<std::string>& words);

/// The number that a binding gives. Throws a usage error if it gives a tensor.
[[nodiscard]] double scalar(const Binding& binding);

/// What the options say, `--wrt` and `--dim` too; the names in `given` are inputs, and have the shapes of the values.
/// Throws usage errors.
[[nodiscard]] CompileOptions compile_options(const Words& words, const ProgramWords& program,
                                             const std::vector<Binding>& given = {});

/// A compiled program and the point to evaluate it at.
struct Evaluation {
  ProgramWords program;
  Function function;
  std::vector<double> point;  ///< flat
};

/// What a command knows of a program beside its words.
struct Knowledge {
  std::map<std::string, Array> values;  ///< of inputs that the words may leave out
  std::vector<std::string> help;        ///< for who gives too few
};
using Know = std::function<Knowledge(const ProgramWords& program, const CompileOptions& options, Function& function)>;

/// Compiles PROGRAM for the inputs that the remaining words give; prints its notes. Throws `Error`: what is wrong with
/// the program, an input without a value, a value without an input. `know`, if any, is asked for more once the function
/// is known, and may change it.
[[nodiscard]] Evaluation evaluation(const Words& words, const Know& know = {});

/// The same of a program whose words are known: `program.rest` has those that give values.
[[nodiscard]] Evaluation evaluation(const Words& words, const ProgramWords& program, const Know& know = {});

/// Compiles; prints the notes. Throws `Error`.
[[nodiscard]] Function compile_program(const ProgramWords& program, const CompileOptions& options);

}  // namespace adc::tools
