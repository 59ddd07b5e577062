// What differs between languages of loops: a table a language, of which regions and what functions need are written.
//
// Patterns are texts with $T for the type of a program's numbers, $f for what ends its literals and the names of its
// functions, $B for the integers that hold its bits or, in Fortran, its kind, and $0, $1, … for operands.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "ir/op.h"

namespace adc::emit {

/// A type of numbers.
struct FloatType {
  std::string_view type;
  std::string_view suffix;
  std::string_view bits;
  bool is_single;
  std::string_view round = "";  ///< a function that rounds what an op gives to this type, where ops do not do that
  friend bool operator==(const FloatType&, const FloatType&) = default;
};

/// A function that patterns call beside the language's library: a pattern, in which `name` ends with $f.
struct Helper {
  std::string_view name;
  std::string_view text;
};

/// What `$0`, `$1` … stand for is said behind each pattern.
struct Language {
  FloatType f64;
  FloatType f32;
  std::string_view flag_type;   ///< of booleans
  std::string_view index_type;  ///< of loops' variables and places

  // --- ops
  /// The expression of an op that has no function of the library; "" for leaves, for `diff`, which passes remove, and
  /// for ops that have a function.
  std::string_view (*op)(ir::Op op);
  /// The same for bodies of loops. `is_bool`: the op gives a boolean.
  std::string_view (*op_in_loop)(ir::Op op, bool is_bool);
  std::string_view fma;
  std::string_view sine_and_cosine;  ///< an angle, names for both; "" where there is no such function
  /// What a function of C's library, or a special function, is called; null if that is its name.
  std::string_view (*function)(std::string_view c_name);
  bool has_single_functions;  ///< functions of C's library have a sister for singles: sinf
  std::string_view call;      ///< of a function of doubles: its name, the operands
  std::string_view widen;     ///< a single as an operand of such a function
  std::string_view narrow;    ///< what such a function gives as a single
  std::string_view integer;   ///< the type of an op's immediate

  // --- numbers
  /// The shortest decimal that reads back as `x` in this type; negative ones in brackets.
  std::string (*literal)(double x, const FloatType& type);
  std::array<std::string_view, 2> truths;  ///< false and true
  std::string_view flag_as_number;         ///< a boolean
  std::string_view index_as_number;        ///< a place
  std::string_view number_as_index;        ///< a number that is a place
  std::string_view hidden;                 ///< declares, in a function, a constant that compilers do not see: type,
                                           ///< name, value; or ""

  // --- elements
  std::string_view element;         ///< an array, a place
  std::string_view table_element;   ///< the same of a table
  std::string_view scalar_output;   ///< a parameter through which a function gives one number
  std::string_view number_as_flag;  ///< an element of an array of booleans
  std::string_view choose_index;    ///< a condition, a place, another
  std::string_view least_index;     ///< the lesser of two
  std::string_view is_inside;       ///< a place, the number of places
  std::string_view both;            ///< two booleans
  std::string_view unless;          ///< whether the first boolean is false or the second true

  // --- statements
  std::string_view declare;        ///< type, names: where declarations come before all else in a block; else ""
  std::string_view define;         ///< type, name, value
  std::string_view variable;       ///< the same, to be changed
  std::string_view array;          ///< type, name, length; the name to be declared where declarations come first
  std::string_view assign;         ///< place, value
  std::string_view add;            ///< place, what is added
  std::string_view multiply;       ///< place, factor
  std::string_view unused;         ///< a value
  std::string_view loop;           ///< variable, begin, end
  std::string_view loop_in_steps;  ///< variable, begin, end, step
  std::string_view halving_loop;   ///< variable, begin; ends before 0
  std::string_view halve;          ///< its variable, at the end of a turn, where the head of the loop does not; else ""
  std::string_view end_loop;
  std::string_view if_larger;  ///< the largest number so far, a number: unless that is a nan; nan is larger
  std::string_view end_if;

  // --- a file
  bool has_strips;              ///< compilers make vectors of loops over short arrays
  std::string_view table;       ///< name, length, numbers: what a program has, before its functions
  std::string_view table_part;  ///< name, first and last place, numbers: where statements are short; else ""
  std::string (*table_number)(double x, const FloatType& type);  ///< in a table: finite
  std::string_view labels;                       ///< name, length, texts, bytes of the longest: what callers read
  std::string (*quoted)(std::string_view text);  ///< a text
  std::string_view integers;                     ///< name, length, numbers: what callers read; "": not to be had
  std::string_view line_end;                     ///< of a line after which a statement goes on
  /// Around a definition in a file that may be included beside others which have it too: its name, its text; "" where
  /// files have scopes of their own.
  std::string_view guard;
  std::span<const Helper> helpers;
  /// Of functions of C's library and special functions that are called, the texts of those that the language lacks,
  /// and of what they need; null where they are in several places of a file.
  std::string (*functions)(std::span<const std::string_view> names);
};

/// `pattern` with the type's words and the operands.
[[nodiscard]] std::string spell(std::string_view pattern, const FloatType& type,
                                std::span<const std::string> operands = {});

/// How many bytes a character at the beginning of `text` has that turns the direction of what follows, or separates
/// lines; 0: there is none.
[[nodiscard]] std::size_t invisible_at(std::string_view text);

/// A text in quotation marks, with \" and \\, \x1b for a control character, and for what `invisible_at` finds \u{202e},
/// or as `point`, a format of fmt, has its number.
[[nodiscard]] std::string quoted(std::string_view text);
[[nodiscard]] std::string quoted(std::string_view text, std::string_view point);

/// A definition with the language's guard around it.
[[nodiscard]] std::string guarded(std::string_view guard, std::string_view name, std::string_view text);

/// What an op gives, rounded to this type.
[[nodiscard]] std::string rounded(std::string text, const FloatType& type);

/// Whether `op` is computed by a function that compilers might compute otherwise where they see its operands; `fma` is
/// correctly rounded by whatever means.
[[nodiscard]] bool calls_function(ir::Op op);

/// The shortest decimal with a point or an exponent that reads back as `x`, which is finite, in this type.
[[nodiscard]] std::string shortest_decimal(double x, const FloatType& type);

}  // namespace adc::emit
