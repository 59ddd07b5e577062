#include "call.h"

#include <array>

#include "inputs.h"
#include "results.h"

namespace adc::python {
namespace {

std::vector<py::object> out_arrays(const py::object& out) {
  if (!out || out.is_none()) return {};
  if (!py::isinstance<py::tuple>(out)) return {out};
  std::vector<py::object> all;
  for (const py::handle one : out) {
    for (py::object& array : out_arrays(py::reinterpret_borrow<py::object>(one))) all.push_back(std::move(array));
  }
  return all;
}

/// Results may not lie where inputs or other results do.
void require_apart(const std::vector<py::object>& out, const std::vector<py::object>& inputs) {
  if (out.empty()) return;
  const py::object share = py::module_::import("numpy").attr("may_share_memory");
  std::vector<py::object> others = inputs;
  for (const py::object& array : out) {
    for (const py::object& other : others) {
      if (share(array, other).cast<bool>()) refuse("bad-value", "an array of `out` overlaps an input or another one");
    }
    others.push_back(array);
  }
}

/// Without rows: by pointers to each tensor.
template <class T>
void run_point(const Function& f, Derive derive, const Inputs<T>& inputs, const Results<T>& results) {
  std::vector<const T*> from;
  std::vector<T*> to;
  for (const auto& column : inputs.columns()) from.push_back(column.data);
  for (const auto& column : results.columns()) to.push_back(column.data);
  const py::gil_scoped_release release;
  f.evaluate(derive, std::span<const T* const>(from), std::span<T* const>(to));
}

template <class T>
void run_rows(const Function& f, const Request& request, const Inputs<T>& inputs, const Results<T>& results) {
  const py::gil_scoped_release release;
  f.map(request.derive, inputs.rows(), std::span<const Column<const T>>(inputs.columns()),
        std::span<const Column<T>>(results.columns()), request.threads);
}

template <class T>
py::object evaluate_with(Inputs<T>& inputs, const Function& f, const Request& request) {
  const bool is_mapped = inputs.is_mapped();
  if (request.is_map && !is_mapped) refuse("wrong-size", "a map needs an array with rows");
  if (const Direction direction = direction_of(request.derive); direction == Direction::Tangent) {
    inputs.add_direction(request.direction, f.wrt_shapes(), "tangent");
  } else if (direction == Direction::Seed) {
    inputs.add_direction(request.direction, f.output_shapes(), "seed");
  }
  const std::vector<py::object> out = out_arrays(request.out);
  require_apart(out, inputs.arrays());
  Results<T> results(f, inputs.batch(), out);
  const std::span<const Part> parts = parts_of(request.derive);
  std::vector<py::object> wanted;
  for (const Part part : parts) {
    if (request.all_parts || part == parts.back())
      wanted.push_back(results.add(part));
    else
      results.skip(part, is_mapped);
  }
  results.finish();
  if (is_mapped)
    run_rows(f, request, inputs, results);
  else
    run_point(f, request.derive, inputs, results);
  if (!is_mapped) {
    for (py::object& result : wanted) result = as_numbers(result);
  }
  if (wanted.size() == 1) return wanted[0];
  py::tuple all(wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) all[i] = wanted[i];
  return all;
}

}  // namespace

py::object evaluate(const PyFunction& self, const py::args& args, const py::kwargs& kwargs, const Request& request) {
  if (self.function.dtype() == DType::F32) {
    Inputs<float> inputs(self.function, args, kwargs);
    return evaluate_with(inputs, self.function, request);
  }
  Inputs<double> inputs(self.function, args, kwargs);
  return evaluate_with(inputs, self.function, request);
}

namespace {

template <class T>
py::object call_with(const Function& f, const py::object& handle, const py::args& args, const py::kwargs& kwargs) {
  Inputs<T> inputs(f, args, kwargs);
  py::object result = evaluate_with(inputs, f, {});
  if (!inputs.is_point() || f.outputs().size() != 1 || f.output_size() != 1) return result;
  const std::vector<T> x = inputs.flat(f);
  const py::array_t<T> point(static_cast<py::ssize_t>(x.size()), x.data());
  return py::module_::import("adc._value").attr("Value")(result, handle, point);
}

}  // namespace

py::object call(const PyFunction& self, const py::object& handle, const py::args& args, const py::kwargs& kwargs) {
  const Function& f = self.function;
  return f.dtype() == DType::F32 ? call_with<float>(f, handle, args, kwargs)
                                 : call_with<double>(f, handle, args, kwargs);
}

py::object jacobian(const PyFunction& self, const py::args& args, const py::kwargs& kwargs) {
  const Function& f = self.function;
  const Inputs<double> inputs(f, args, kwargs);
  const auto rows = static_cast<py::ssize_t>(f.output_size());
  const auto columns = static_cast<py::ssize_t>(f.wrt_size());
  Shape shape = inputs.batch();
  shape.insert(shape.end(), {rows, columns});
  py::array_t<double> matrix(shape);
  if (!inputs.is_mapped()) {
    const std::vector<double> x = inputs.flat(f);
    const std::span<double> to(matrix.mutable_data(), static_cast<std::size_t>(rows * columns));
    const py::gil_scoped_release release;
    f.jacobian(x, to, JacobianOrder::Matrix);
    return matrix;
  }
  if (f.output_size() != f.outputs().size() || f.wrt_size() != f.wrt().size())
    refuse("not-scalar", "the matrix of derivatives at each row is for programs of scalars");
  std::vector<OutputColumn> to(f.outputs().size(), {nullptr, 1});
  for (py::ssize_t k = 0; k < rows * columns; ++k) to.push_back({matrix.mutable_data() + k, rows * columns});
  const py::gil_scoped_release release;
  f.map(Derive::Gradient, inputs.rows(), inputs.columns(), to);
  return matrix;
}

namespace {

constexpr Py_ssize_t kMostFloats = 16;

/// The arguments as numbers, if all of them are float or int and there are `count`.
bool read_floats(PyObject* args, Py_ssize_t count, std::array<double, kMostFloats>& x) {
  if (PyTuple_GET_SIZE(args) != count || count > kMostFloats) return false;
  for (Py_ssize_t i = 0; i < count; ++i) {
    PyObject* const arg = PyTuple_GET_ITEM(args, i);
    if (PyFloat_CheckExact(arg)) {
      x[static_cast<std::size_t>(i)] = PyFloat_AS_DOUBLE(arg);
    } else if (PyLong_CheckExact(arg)) {
      x[static_cast<std::size_t>(i)] = PyLong_AsDouble(arg);
      if (PyErr_Occurred() != nullptr) return PyErr_Clear(), false;  // too large: the long way says so
    } else {
      return false;
    }
  }
  return true;
}

/// What the object holds. Instances of the class and of what derives from it have one holder, the first.
const PyFunction& held(PyObject* self) {
  return *static_cast<const PyFunction*>(
      reinterpret_cast<py::detail::instance*>(self)->get_value_and_holder().value_ptr());
}

}  // namespace

py::object short_gradient(const PyFunction& self, const py::args& args, const py::kwargs& kwargs, bool with_value) {
  const Function& f = self.function;
  const std::size_t count = f.inputs().size();
  std::array<double, kMostFloats> x;  // NOLINT: read_floats writes what is read
  if (!self.takes_floats || f.dtype() == DType::F32 || !kwargs.empty() ||
      !read_floats(args.ptr(), static_cast<Py_ssize_t>(count), x)) {
    return {};
  }
  double derivative = 0;
  const std::size_t n = f.wrt_size();
  py::object gradient;
  std::span<double> to(&derivative, 1);
  if (n != 1) {
    py::array_t<double> array(static_cast<py::ssize_t>(n));
    to = {array.mutable_data(), n};
    gradient = std::move(array);
  }
  double y = 0;
  {
    const py::gil_scoped_release release;
    y = f.value_and_gradient({x.data(), count}, to);
  }
  if (n == 1) gradient = py::float_(derivative);
  return with_value ? py::make_tuple(y, gradient) : std::move(gradient);
}

PyObject* call_slot(PyObject* self, PyObject* args, PyObject* kwargs) {
  try {
    const PyFunction& f = held(self);
    std::array<double, kMostFloats> x;  // NOLINT: read_floats writes what is read
    const auto count = static_cast<Py_ssize_t>(f.function.inputs().size());
    if (f.takes_floats && (kwargs == nullptr || PyDict_GET_SIZE(kwargs) == 0) && read_floats(args, count, x)) {
      double y = 0;
      {
        const py::gil_scoped_release release;
        y = f.function.value({x.data(), static_cast<std::size_t>(count)});
      }
      return PyFloat_FromDouble(y);
    }
    const auto keywords = kwargs == nullptr ? py::kwargs() : py::reinterpret_borrow<py::kwargs>(kwargs);
    return call(f, py::reinterpret_borrow<py::object>(self), py::reinterpret_borrow<py::args>(args), keywords)
        .release()
        .ptr();
  } catch (...) {
    set_exception();
    return nullptr;
  }
}

}  // namespace adc::python
