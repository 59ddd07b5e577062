// What the functions of one file need before them.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "emit/language.h"

namespace adc::emit {

/// Collects what is called and which constants are hidden while functions are written.
class Unit {
 public:
  explicit Unit(const Language& language) : language_(language) {}

  [[nodiscard]] const Language& language() const { return language_; }

  /// The expression for an elementwise op by its pattern, or as a call. Operands that compilers must not see the value
  /// of are hidden by the caller.
  std::string apply(ir::Op op, std::string_view pattern, std::optional<std::int64_t> immediate,
                    std::span<const std::string> operands, const FloatType& type);

  /// A constant that compilers do not see the value of: they compute functions of known numbers by other means than the
  /// library, and replace some calls, as of pow(x, 2.0), which changes bits. It is one of the function that is written.
  std::string hide(std::string_view type, const std::string& value);

  /// A call of one of the language's helpers.
  std::string help(std::string_view helper, std::span<const std::string> operands, const FloatType& type);

  /// Declarations of the constants that were hidden since the last call.
  [[nodiscard]] std::vector<std::string> take_hidden();

  /// Numbers that functions read; `name` is the file's. Finite.
  void define_table(const std::string& name, std::span<const double> numbers, const FloatType& type);

  /// Texts that callers read.
  void define_labels(const std::string& name, std::span<const std::string> labels);

  /// Whole numbers that callers read, in a language that has them.
  void define_integers(const std::string& name, std::span<const std::int32_t> numbers);

  /// The helpers, the special functions, the tables and the labels.
  [[nodiscard]] std::string definitions() const;
  /// Their parts, where a language has them in several places: the helpers, and the names in C of the functions that
  /// are called, in the order of the ops.
  [[nodiscard]] std::string helpers() const;
  [[nodiscard]] std::vector<std::string_view> functions() const;
  /// The tables and the labels, in such a language.
  [[nodiscard]] const std::string& tables() const { return tables_; }

 private:
  /// Numbers of a table in lines.
  [[nodiscard]] std::string lines_of(std::span<const double> numbers, const FloatType& type) const;
  std::string call(ir::Op op, std::optional<std::int64_t> immediate, std::span<const std::string> operands,
                   const FloatType& type);

  struct Parts {
    std::string helpers;
    std::vector<std::string_view> functions;
  };
  [[nodiscard]] Parts parts() const;

  const Language& language_;
  std::set<std::string, std::less<>> called_;
  std::unordered_map<std::string, std::string> hidden_names_;
  std::vector<std::string> hidden_;
  std::string tables_;
};

}  // namespace adc::emit
