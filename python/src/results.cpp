#include "results.h"

#include <algorithm>

namespace adc::python {
namespace {

std::size_t power(std::size_t base, int exponent) {
  std::size_t result = 1;
  for (int i = 0; i < exponent; ++i) result *= base;
  return result;
}

py::object tuple_or_one(std::vector<py::object> all) {
  if (all.size() == 1) return std::move(all[0]);
  py::tuple tuple(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) tuple[i] = std::move(all[i]);
  return tuple;
}

}  // namespace

template <class T>
Results<T>::Results(const Function& f, Shape batch, std::vector<py::object> out)
    : f_(f),
      batch_(std::move(batch)),
      out_(std::move(out)),
      scalars_(std::ranges::all_of(f.wrt_shapes(), [](const Extents& shape) { return shape.empty(); })) {}

template <class T>
py::array_t<T> Results<T>::make(const Extents& shape) {
  Shape wanted = batch_;
  wanted.insert(wanted.end(), shape.begin(), shape.end());
  if (out_.empty()) return py::array_t<T>(wanted);
  if (used_ == out_.size()) refuse("wrong-size", "there are too few arrays in `out`");
  const py::object given = out_[used_++];
  if (py::isinstance<py::array_t<T, py::array::c_style>>(given)) {
    auto array = py::reinterpret_borrow<py::array_t<T>>(given);
    if (array.writeable() && std::equal(wanted.begin(), wanted.end(), array.shape(), array.shape() + array.ndim()))
      return array;
  }
  refuse("wrong-size", "an array of `out` is to have the shape " +
                           py::str(shape_tuple({wanted.begin(), wanted.end()})).cast<std::string>() + " and " +
                           py::str(py::dtype::of<T>()).cast<std::string>() + " numbers, row-major, and be writeable");
}

template <class T>
py::object Results<T>::add_blocks(int variables, const Extents& shape) {
  if (variables == 0) {
    py::array_t<T> array = make(shape);
    columns_.push_back({array.mutable_data(), static_cast<std::ptrdiff_t>(elements(shape))});
    return array;
  }
  std::vector<py::object> blocks;
  for (const Extents& variable : f_.wrt_shapes()) {
    Extents extended = shape;
    extended.insert(extended.end(), variable.begin(), variable.end());
    blocks.push_back(add_blocks(variables - 1, extended));
  }
  return tuple_or_one(std::move(blocks));
}

template <class T>
py::object Results<T>::add_one(const PartInfo& part, const Extents& output) {
  const std::size_t n = f_.wrt().size();
  if (part.variables == 0 || !scalars_ || !output.empty() || n == 0) return add_blocks(part.variables, output);
  const Extents axes(n == 1 ? 0 : static_cast<std::size_t>(part.variables), static_cast<std::int64_t>(n));
  py::array_t<T> array = make(axes);
  const std::size_t width = power(n, part.variables);
  for (std::size_t k = 0; k < width; ++k) {
    columns_.push_back({array.mutable_data() + k, static_cast<std::ptrdiff_t>(width)});
  }
  return array;
}

template <class T>
py::object Results<T>::add(Part part) {
  if (!info(part).by_output) return add_one(info(part), {});
  std::vector<py::object> all;
  for (const Extents& output : f_.output_shapes()) all.push_back(add_one(info(part), output));
  return tuple_or_one(std::move(all));
}

template <class T>
void Results<T>::skip(Part part, bool is_mapped) {
  if (!is_mapped) {
    std::vector<py::object> out;
    std::swap(out, out_);
    thrown_away_.push_back(add(part));
    std::swap(out, out_);
    return;
  }
  const std::size_t outputs = info(part).by_output ? f_.outputs().size() : 1;
  columns_.resize(columns_.size() + outputs * power(f_.wrt().size(), info(part).variables), {nullptr, 1});
}

template <class T>
void Results<T>::finish() const {
  if (used_ != out_.size()) refuse("wrong-size", "there are too many arrays in `out`");
}

py::object as_numbers(const py::object& result) {
  if (py::isinstance<py::tuple>(result)) {
    const auto all = py::reinterpret_borrow<py::tuple>(result);
    py::tuple numbers(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) numbers[i] = as_numbers(all[i]);
    return numbers;
  }
  const auto array = py::reinterpret_borrow<py::array>(result);
  return array.ndim() == 0 ? array.attr("item")() : result;
}

template class Results<double>;
template class Results<float>;

}  // namespace adc::python
