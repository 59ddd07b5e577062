// What a function gives, as arrays of NumPy.
#pragma once

#include <vector>

#include "adc/layout.hpp"
#include "inputs.h"

namespace adc::python {

/// Arrays for the results of a derived function, which is written into them where they are. Derivatives of a scalar by
/// scalars stand in one array with an axis of the variables for each order, unless there is only one variable; with
/// tensors there is an array for each variable, in tuples unless there is only one, of the extents of output and
/// variables.
template <class T>
class Results {
 public:
  /// With these axes of rows in front. `out`: arrays to write into, in order, or empty.
  Results(const Function& f, Shape batch, std::vector<py::object> out);

  /// Makes room for a part: an object per output, in a tuple unless there is one. Throws "wrong-size" for an array of
  /// `out` that is not of the wanted shape and type, row-major and writeable.
  [[nodiscard]] py::object add(Part part);
  /// Likewise without keeping it: results of a map are not computed, others are thrown away.
  void skip(Part part, bool is_mapped);
  /// Throws "wrong-size" where arrays of `out` have not been used.
  void finish() const;

  [[nodiscard]] const std::vector<Column<T>>& columns() const { return columns_; }

 private:
  py::object add_one(const PartInfo& part, const Extents& output);
  py::object add_blocks(int variables, const Extents& shape);
  py::array_t<T> make(const Extents& shape);

  const Function& f_;
  Shape batch_;
  std::vector<py::object> out_;
  std::size_t used_ = 0;
  bool scalars_;  // all variables are
  std::vector<Column<T>> columns_;
  std::vector<py::object> thrown_away_;
};

/// Arrays without axes as numbers, in tuples too.
[[nodiscard]] py::object as_numbers(const py::object& result);

extern template class Results<double>;
extern template class Results<float>;

}  // namespace adc::python
