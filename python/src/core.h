// The extension module adc._core: what its classes hold, and what binds them.
#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <string>

#include "adc/adc.hpp"
#include "adc/loss.hpp"

namespace adc::python {

namespace py = pybind11;

/// adc.Function. Immutable, as what it holds.
struct PyFunction {
  Function function;
  std::string text;   ///< of the program
  py::tuple recipe;   ///< what pickling keeps: a function's name in adc._pickle, and its arguments
  bool takes_floats;  ///< scalars alone in and one out, so that a call may take the short way

  PyFunction(Function f, std::string program, py::tuple made_by);
};

/// adc.Loss.
struct PyLoss {
  Loss loss;
  py::tuple recipe;
};

/// Throws `adc::Error` of class Usage, which Python gets as adc.UsageError.
[[noreturn]] void refuse(std::string_view slug, std::string message);

/// Sets the Python exception for the C++ exception that is being handled.
void set_exception() noexcept;

/// The enumerator that a word names. Throws "bad-value".
[[nodiscard]] Derive derive_of(const std::string& given);
[[nodiscard]] Tier tier_of(const std::string& given);

/// Options by keyword. Throw "unknown-option", "bad-value".
[[nodiscard]] CompileOptions compile_options(const py::dict& keywords);
[[nodiscard]] LossOptions loss_options(const py::dict& keywords);

/// A tuple of the extents.
[[nodiscard]] py::tuple shape_tuple(std::span<const std::int64_t> extents);

/// A number, or what NumPy makes an array of.
[[nodiscard]] Array to_array(const py::handle& value);

void bind_errors(py::module_& m);
void bind_function(py::module_& m);
void bind_sparse(py::module_& m, py::class_<PyFunction>& function);
void bind_loss(py::module_& m);
void bind_pictures(py::module_& m);
void bind_session(py::module_& m);

}  // namespace adc::python
