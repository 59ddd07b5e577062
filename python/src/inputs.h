// What Python gives a function, as columns of numbers.
#pragma once

#include <deque>
#include <vector>

#include "core.h"

namespace adc::python {

using Shape = std::vector<py::ssize_t>;

/// The inputs of a call: each a number or a tensor for all rows, or an array with one for each row. Arrays of NumPy of
/// the function's type are read where they are; others, and tensors whose numbers are not beside each other, are
/// copied.
template <class T>
class Inputs {
 public:
  /// Those of the program `f`: positional in order, by keyword, or all numbers in one array along its last axis.
  /// Throws `Error`: "missing-input", "unused-input", "repeated-input", "wrong-size".
  Inputs(const Function& f, const py::args& args, const py::kwargs& kwargs);

  /// Further inputs, flat: a direction for tensors of these shapes.
  void add_direction(const py::handle& given, std::span<const Extents> shapes, const char* name);

  [[nodiscard]] bool is_mapped() const { return is_mapped_; }
  [[nodiscard]] std::size_t rows() const { return rows_; }
  /// The axes of rows; empty where there are none.
  [[nodiscard]] const Shape& batch() const { return batch_; }
  [[nodiscard]] const std::vector<Column<const T>>& columns() const { return columns_; }
  /// Whether the numbers came in one array, as minimisers give them, and not one by one.
  [[nodiscard]] bool is_point() const { return is_point_; }
  /// The arrays that the columns lie in.
  [[nodiscard]] const std::vector<py::object>& arrays() const { return held_; }
  /// All numbers, flat; of calls without rows.
  [[nodiscard]] std::vector<T> flat(const Function& f) const;

 private:
  using Array = py::array_t<T, py::array::forcecast>;

  /// Throws TypeError for what holds no real numbers.
  static Array array_of(const py::handle& given, const std::string& name);
  void add(const py::handle& given, const Extents& shape, const std::string& name);
  void add_packed(const py::handle& given, std::size_t count);
  /// Takes the axes before the last `inner`; gives the array with one axis for all of them.
  Array with_rows(Array array, std::size_t inner, const std::string& name);

  bool is_mapped_ = false;
  bool is_point_ = false;
  std::size_t rows_ = 1;
  Shape batch_;
  std::vector<Column<const T>> columns_;
  std::deque<T> numbers_;         // that columns point to
  std::vector<py::object> held_;  // that columns point into
};

extern template class Inputs<double>;
extern template class Inputs<float>;

}  // namespace adc::python
