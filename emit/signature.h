// What the function of a program is given, by the names of a language.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "adc/sparsity.hpp"
#include "emit/region_writer.h"
#include "kernel/program.h"

namespace adc::emit {

/// A program to be written, and what its comment says that it computes.
struct Source {
  const kernel::Program& program;
  const std::string& description;
  std::span<const std::string> labels = {};  ///< what the output's numbers stand for
  const Sparsity* places = nullptr;          ///< where the numbers of its last output stand, if those are a matrix's
};

/// What names look like.
struct Naming {
  std::string (*function)(std::string_view name);
  std::string (*local)(std::string_view name);  ///< of an input, an output
  bool ignores_case;                            ///< names that differ in case alone are the same
  bool has_scalars;                             ///< single numbers are given by themselves, and not as arrays of one
};

class Signature {
 public:
  /// Throws std::invalid_argument for a program that sums rows: no language has these yet.
  Signature(const Source& source, const Naming& naming);

  [[nodiscard]] const kernel::Program& program() const { return program_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  /// By number; those of the workspace have names of their own.
  [[nodiscard]] const std::vector<ArrayName>& arrays() const { return arrays_; }
  [[nodiscard]] const ArrayName& array(kernel::ArrayId id) const { return arrays_[id]; }

  [[nodiscard]] bool has_workspace() const { return program_.workspace_bytes > 0; }
  /// How many numbers it has room for.
  [[nodiscard]] std::size_t workspace_size() const { return program_.workspace_bytes / program_.float_bytes(); }
  [[nodiscard]] bool is_over_rows() const { return program_.tile.has_value(); }
  [[nodiscard]] bool is_given(kernel::ArrayId id) const { return program_.arrays[id].is_given(); }
  /// What the table of labels is called; "" where there is none.
  [[nodiscard]] std::string labels_name() const;
  /// What the lists of places are called: the first ones of rows, and columns; none where there are no places.
  [[nodiscard]] std::vector<std::string> places_names() const;
  /// Defines the program's tables, its labels and its places, in its file.
  void define_constants(const FloatType& type, Unit& unit) const;
  [[nodiscard]] bool is_input(kernel::ArrayId id) const {
    return std::holds_alternative<kernel::Input>(program_.arrays[id].place);
  }
  /// The inputs, then the outputs.
  [[nodiscard]] std::vector<kernel::ArrayId> given() const;
  [[nodiscard]] std::int64_t elements(kernel::ArrayId id) const { return program_.arrays[id].type.shape.elements(); }
  /// Whether a step needs it.
  [[nodiscard]] bool is_used(kernel::ArrayId id) const { return used_.contains(id); }
  /// Whether a step calls a function whose value depends on who computes it.
  [[nodiscard]] bool calls_functions() const;

  /// Lines of a comment: what is computed, and what each input and output is.
  [[nodiscard]] std::vector<std::string> about() const;

 private:
  void name_arrays(const Naming& naming);
  [[nodiscard]] std::string about(kernel::ArrayId id) const;

  const kernel::Program& program_;
  const std::string& description_;
  std::span<const std::string> labels_;
  const Sparsity* places_;
  std::string name_;
  std::vector<ArrayName> arrays_;
  std::unordered_set<kernel::ArrayId> used_;
};

/// What a step reads and writes, each once, but for tables, which are the file's.
[[nodiscard]] std::set<kernel::ArrayId> arrays_of(const kernel::Program& program, const kernel::Step& step);
[[nodiscard]] std::set<kernel::ArrayId> written_by(const kernel::Step& step);

/// Lines as a comment of C, without its end: "/* line", "   line", …
[[nodiscard]] std::string open_comment(const std::vector<std::string>& lines);

/// "before(word, word, …)after" in lines of about a hundred columns where words allow it.
[[nodiscard]] std::string wrapped(std::string before, const std::vector<std::string>& words, std::string_view after,
                                  std::string_view separator = ",");

}  // namespace adc::emit
