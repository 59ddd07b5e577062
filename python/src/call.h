// Calls of a function from Python.
#pragma once

#include "core.h"

namespace adc::python {

/// What to compute, and what of it is wanted.
struct Request {
  Derive derive = Derive::Value;
  bool all_parts = false;  ///< else the last part alone
  py::object direction;    ///< a tangent or a seed where `derive` takes one
  py::object out;          ///< arrays to write into: None, one, or a tuple
  int threads = 1;
  bool is_map = false;  ///< results have an axis of rows, even where nothing has
};

/// Evaluates at a point, or at each row where an input has rows. One part as it is, several in a tuple.
[[nodiscard]] py::object evaluate(const PyFunction& self, const py::args& args, const py::kwargs& kwargs,
                                  const Request& request);

/// The value; of numbers in one array as adc.Value.
[[nodiscard]] py::object call(const PyFunction& self, const py::object& handle, const py::args& args,
                              const py::kwargs& kwargs);

/// The Jacobian as one matrix [numbers of outputs, numbers of variables].
[[nodiscard]] py::object jacobian(const PyFunction& self, const py::args& args, const py::kwargs& kwargs);

/// Value and gradient of a program of scalars with one output, at numbers alone, without an array of NumPy on the way:
/// the value if `with_value`, and the gradient. Null where that is not what is called.
[[nodiscard]] py::object short_gradient(const PyFunction& self, const py::args& args, const py::kwargs& kwargs,
                                        bool with_value);

/// The slot tp_call: numbers alone go the short way, without pybind11.
PyObject* call_slot(PyObject* self, PyObject* args, PyObject* kwargs);

}  // namespace adc::python
