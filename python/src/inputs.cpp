#include "inputs.h"

#include <algorithm>

namespace adc::python {
namespace {

bool is_number(const py::handle& given) { return PyFloat_Check(given.ptr()) || PyLong_Check(given.ptr()); }

std::string shape_text(const py::array& array) { return py::str(py::getattr(array, "shape")).cast<std::string>(); }

/// Whether the numbers along the last `inner` axes stand beside each other, row-major.
bool is_dense(const py::array& array, std::size_t inner) {
  py::ssize_t wanted = array.itemsize();
  const py::ssize_t axes = array.ndim();
  for (py::ssize_t axis = axes - 1; axis >= axes - static_cast<py::ssize_t>(inner); --axis) {
    if (array.shape(axis) != 1 && array.strides(axis) != wanted) return false;
    wanted *= array.shape(axis);
  }
  return true;
}

/// Whether pointers to numbers may point into it.
bool is_aligned(const py::array& array, std::size_t inner) {
  const auto at = reinterpret_cast<std::uintptr_t>(array.data());
  const py::ssize_t size = array.itemsize();
  const bool steps = array.ndim() == static_cast<py::ssize_t>(inner) || array.strides(0) % size == 0;
  return at % static_cast<std::size_t>(size) == 0 && steps;
}

std::size_t find_input(const Function& f, const std::string& name) {
  const auto inputs = f.inputs();
  auto found = std::ranges::find(inputs, name);
  if (found == inputs.end()) found = std::ranges::find(inputs, canonical_name(name).value_or(name));
  if (found != inputs.end()) return static_cast<std::size_t>(found - inputs.begin());
  const std::vector<std::string> near = nearest_names(name, {inputs.begin(), inputs.end()});
  throw Error(diagnose("unused-input", "the program has no input `" + name + "`" +
                                           (near.empty() ? "" : ": did you mean `" + near[0] + "`?")));
}

}  // namespace

template <class T>
Inputs<T>::Inputs(const Function& f, const py::args& args, const py::kwargs& kwargs) {
  const std::size_t count = f.inputs().size();
  const bool scalars = f.input_size() == count &&
                       std::ranges::all_of(f.input_shapes(), [](const Extents& shape) { return shape.empty(); });
  columns_.reserve(count);
  if (count > 1 && scalars && args.size() == 1 && kwargs.empty() && !is_number(args[0])) {
    add_packed(args[0], count);
    return;
  }
  if (args.size() > count) {
    refuse("wrong-size", "there are " + std::to_string(args.size()) + " values for the program's " +
                             std::to_string(count) + " inputs");
  }
  std::vector<py::handle> given(count);
  for (std::size_t i = 0; i < args.size(); ++i) given[i] = args[i];
  for (const auto& [key, value] : kwargs) {
    const auto name = key.template cast<std::string>();
    const std::size_t i = find_input(f, name);
    if (given[i]) refuse("repeated-input", "the input `" + name + "` is given twice");
    given[i] = value;
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (!given[i]) refuse("missing-input", "the input `" + f.inputs()[i] + "` has no value");
    add(given[i], f.input_shapes()[i], f.inputs()[i]);
  }
  is_point_ = count == 1 && !scalars && !is_mapped_;
}

template <class T>
typename Inputs<T>::Array Inputs<T>::array_of(const py::handle& given, const std::string& name) {
  const py::array array(py::reinterpret_borrow<py::object>(given));
  if (std::string_view("fiubO").find(array.dtype().kind()) == std::string_view::npos) {
    throw py::type_error("`" + name + "` is no real number, nor an array of them, but of " +
                         py::str(array.dtype()).cast<std::string>());
  }
  if (array.dtype().kind() == 'O') {
    for (const py::handle item : array.attr("flat")) {
      if (PyNumber_Check(item.ptr()) == 0)
        throw py::type_error("`" + name + "` holds what is no number: " + py::repr(item).cast<std::string>());
    }
  }
  return Array(array);
}

template <class T>
typename Inputs<T>::Array Inputs<T>::with_rows(Array array, std::size_t inner, const std::string& name) {
  const auto axes = static_cast<std::size_t>(array.ndim()) - inner;
  const Shape batch(array.shape(), array.shape() + axes);
  if (is_mapped_ && batch != batch_) {
    refuse("wrong-size", "the array for `" + name + "` has other rows than those before: " + shape_text(array));
  }
  is_mapped_ = true;
  batch_ = batch;
  rows_ = 1;
  for (const py::ssize_t extent : batch) rows_ *= static_cast<std::size_t>(extent);
  if (axes == 1) return array;
  Shape flat{static_cast<py::ssize_t>(rows_)};
  flat.insert(flat.end(), array.shape() + axes, array.shape() + array.ndim());
  return Array(array.reshape(flat));
}

template <class T>
void Inputs<T>::add(const py::handle& given, const Extents& shape, const std::string& name) {
  if (shape.empty() && is_number(given)) {
    const double number = PyFloat_AsDouble(given.ptr());
    if (PyErr_Occurred() != nullptr) throw py::error_already_set();
    numbers_.push_back(static_cast<T>(number));
    columns_.push_back({&numbers_.back(), 0});
    return;
  }
  Array array = array_of(given, name);
  const std::size_t inner = shape.size();
  const auto axes = static_cast<std::size_t>(array.ndim());
  if (axes < inner || !std::equal(shape.begin(), shape.end(), array.shape() + (axes - inner))) {
    refuse("wrong-size", "`" + name + "` has the shape " + py::str(shape_tuple(shape)).cast<std::string>() +
                             ", but the array " + shape_text(array));
  }
  const bool by_row = axes > inner;
  if (by_row) array = with_rows(std::move(array), inner, name);
  if (!is_dense(array, inner) || !is_aligned(array, inner)) {
    array = py::array_t < T, py::array::c_style | py::array::forcecast > ::ensure(array.attr("copy")());
  }
  const py::ssize_t stride = by_row ? array.strides(0) / array.itemsize() : 0;
  columns_.push_back({array.data(), stride});
  held_.push_back(std::move(array));
}

template <class T>
void Inputs<T>::add_packed(const py::handle& given, std::size_t count) {
  Array array = array_of(given, "inputs");
  const py::ssize_t axes = array.ndim();
  if (axes == 0 || array.shape(axes - 1) != static_cast<py::ssize_t>(count)) {
    refuse("wrong-size",
           "the program has " + std::to_string(count) + " inputs, but the array the shape " + shape_text(array));
  }
  if (axes > 1) array = with_rows(std::move(array), 1, "inputs");
  if (!is_dense(array, 1) || !is_aligned(array, 1)) {
    array = py::array_t < T, py::array::c_style | py::array::forcecast > ::ensure(array.attr("copy")());
  }
  const py::ssize_t stride = axes > 1 ? array.strides(0) / array.itemsize() : 0;
  for (std::size_t i = 0; i < count; ++i) columns_.push_back({array.data() + i, stride});
  held_.push_back(std::move(array));
  is_point_ = axes == 1;
}

template <class T>
void Inputs<T>::add_direction(const py::handle& given, std::span<const Extents> shapes, const char* name) {
  std::size_t size = 0;
  for (const Extents& shape : shapes) size += elements(shape);
  py::array_t<T, py::array::c_style | py::array::forcecast> array(py::reinterpret_borrow<py::object>(given));
  if (static_cast<std::size_t>(array.size()) != size) {
    refuse("wrong-size", std::string("the ") + name + " has " + std::to_string(array.size()) + " numbers for " +
                             std::to_string(size));
  }
  const T* at = array.data();
  for (const Extents& shape : shapes) {
    columns_.push_back({at, 0});
    at += elements(shape);
  }
  held_.push_back(std::move(array));
}

template <class T>
std::vector<T> Inputs<T>::flat(const Function& f) const {
  std::vector<T> all;
  all.reserve(f.input_size());
  for (std::size_t i = 0; i < f.inputs().size(); ++i) {
    all.insert(all.end(), columns_[i].data, columns_[i].data + elements(f.input_shapes()[i]));
  }
  return all;
}

template class Inputs<double>;
template class Inputs<float>;

}  // namespace adc::python
