// Writes a function of arrays in Python: emit/numpy.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "emit/lines.h"
#include "emit/numpy.h"
#include "kernel/tables.h"

namespace adc::emit {

/// What the functions of a module call.
struct NumpyNeeds {
  std::set<std::string_view> library;               ///< of arrays
  std::set<std::string_view> arrays;                ///< of ir/special/
  std::set<std::string_view> numbers;               ///< of C's library and ir/special/, for each element
  std::map<std::string_view, bool> has_array_form;  ///< of ir/special/, once asked
};

/// "(3, 4)", "(3,)"
[[nodiscard]] std::string python_tuple(ir::List numbers);

/// A number as Python reads it back.
[[nodiscard]] std::string numpy_literal(double x);

/// Statements in the order of the values; constants stand where they are used first.
class NumpyWriter {
 public:
  NumpyWriter(const NumpyProgram& program, NumpyNeeds& needs);
  std::string run();

 private:
  using Op = ir::Op;
  using Shape = ir::Shape;
  using ValueId = ir::ValueId;

  [[nodiscard]] std::size_t inputs() const { return fn_.params().size(); }
  [[nodiscard]] const Shape& shape(ValueId id) const { return fn_.shape(id); }
  [[nodiscard]] bool is_bool(ValueId id) const { return fn_.type(id).dtype == ir::DType::Bool; }
  [[nodiscard]] ValueId x(ValueId id, std::size_t k = 0) const { return fn_.operands(id)[k]; }
  static bool is_alias(Op op) { return op == Op::Copy || op == Op::StopGradient; }

  void find_live();
  void name_values();

  // emit/numpy.cpp: what stands before the function
  [[nodiscard]] std::string labels_name() const { return name_ + "_labels"; }
  [[nodiscard]] std::string table_name(std::size_t value) const;
  [[nodiscard]] std::string constants() const;

  // emit/numpy.cpp: the docstring
  [[nodiscard]] std::string about(const std::string& name, ValueId id) const;
  void docstring();
  void blank() { blank_lines(); }
  void blank_lines();

  // emit/numpy.cpp: inputs and results
  void input(ValueId id);
  void results();

  // emit/numpy_values.cpp
  void statement(ValueId id);

  /// A value as an array.
  std::string array(ValueId id);

  /// A value beside `other` in an operation with a mark. A number among 0-dimensional arrays would be of double
  /// precision.
  std::string number(ValueId id, ValueId other);
  std::vector<std::string> arrays(ValueId id);

  /// A call of a function of the library of arrays.
  std::string call(std::string_view name, std::vector<std::string> arguments);
  std::string expression(ValueId id);

  /// An op with a function in C: an operation of arrays, else one of adc's made of such, else for each element.
  std::string function(ValueId id);
  bool has_array_form_of(std::string_view name);
  static std::string_view special_of(std::string_view name);
  std::string by_arrays(ValueId id, std::string_view name);

  // emit/numpy_tensors.cpp
  std::string tensor(ValueId id);
  std::string extreme(ValueId id, std::string_view name, std::string_view of_none);

  /// Axis by axis, as torch does it.
  std::string product(ValueId id);
  std::string broadcast(ValueId id);
  std::string slice(ValueId id);
  std::string iota(ValueId id);
  std::string dot(ValueId id);

  /// "bij,bjk->bik"
  [[nodiscard]] std::string subscripts(ValueId id) const;

  const ir::Function& fn_;
  const std::string& description_;
  std::span<const std::string> labels_;
  const Sparsity* places_;
  NumpyNeeds& needs_;
  std::string dtype_;
  std::string name_;
  std::vector<bool> is_live_;
  std::vector<std::string> names_;
  std::map<std::size_t, kernel::Table> tables_;  // by the number of the value
  std::vector<std::uint64_t> depends_on_;        // of up to 64 inputs, which
  std::unordered_set<std::size_t> is_written_;
  Lines out_{0, 4};
};

}  // namespace adc::emit
