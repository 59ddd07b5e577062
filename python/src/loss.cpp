// The class adc.Loss.
#include <pybind11/stl.h>

#include <algorithm>

#include "core.h"

namespace adc::python {
namespace {

template <class T>
using Dense = py::array_t<T, py::array::c_style | py::array::forcecast>;

std::size_t find_data(const Loss& loss, const std::string& name) {
  const auto found = std::ranges::find(loss.data(), name, &Loss::Tensor::name);
  if (found == loss.data().end()) refuse("unused-input", "the loss has no data `" + name + "`");
  return static_cast<std::size_t>(found - loss.data().begin());
}

/// Parameters and data of a call, as the loss takes them: arrays of its type that are row-major are read where they
/// are.
template <class T>
struct Given {
  Given(const Loss& loss, const py::handle& flat, const py::args& args, const py::kwargs& kwargs)
      : params(py::reinterpret_borrow<py::object>(flat)) {
    const std::size_t count = loss.data().size();
    if (args.size() > count) refuse("wrong-size", "there are more arrays than data of the loss");
    arrays.resize(count);
    for (std::size_t i = 0; i < args.size(); ++i) set(i, args[i]);
    for (const auto& [key, value] : kwargs) set(find_data(loss, key.template cast<std::string>()), value);
    for (std::size_t i = 0; i < count; ++i) {
      if (arrays[i].ptr() == nullptr) refuse("missing-input", "the data `" + loss.data()[i].name + "` have no array");
      data.emplace_back(arrays[i].data(), static_cast<std::size_t>(arrays[i].size()));
    }
  }
  [[nodiscard]] std::span<const T> flat() const { return {params.data(), static_cast<std::size_t>(params.size())}; }

  Dense<T> params;
  std::vector<Dense<T>> arrays;
  std::vector<std::span<const T>> data;

 private:
  void set(std::size_t i, const py::handle& value) { arrays[i] = Dense<T>(py::reinterpret_borrow<py::object>(value)); }
};

/// `run(T())`, of the loss's type.
template <class Run>
py::object by_type(const Loss& loss, Run run) {
  // NOLINTNEXTLINE(bugprone-branch-clone): of two types
  return loss.options().dtype == DType::F32 ? run(float()) : run(double());
}

py::object value(const PyLoss& self, const py::object& params, const py::args& args, const py::kwargs& kwargs) {
  return by_type(self.loss, [&]<class T>(T) -> py::object {
    const Given<T> given(self.loss, params, args, kwargs);
    T result = 0;
    {
      const py::gil_scoped_release release;
      result = self.loss.value(given.flat(), given.data);
    }
    return py::float_(static_cast<double>(result));
  });
}

py::object value_and_grad(const PyLoss& self, const py::object& params, const py::args& args,
                          const py::kwargs& kwargs) {
  return by_type(self.loss, [&]<class T>(T) -> py::object {
    const Given<T> given(self.loss, params, args, kwargs);
    py::array_t<T> gradient(static_cast<py::ssize_t>(self.loss.param_size()));
    const std::span<T> to(gradient.mutable_data(), self.loss.param_size());
    T result = 0;
    {
      const py::gil_scoped_release release;
      result = self.loss.value_and_gradient(given.flat(), given.data, to);
    }
    return py::make_tuple(static_cast<double>(result), gradient);
  });
}

/// How many examples the data are of, where there may be any number.
template <class T>
std::size_t examples(const Loss& loss, const Given<T>& given) {
  const std::vector<std::string>& shared = loss.options().shared;
  for (std::size_t i = 0; i < given.data.size(); ++i) {
    const Loss::Tensor& tensor = loss.data()[i];
    if (tensor.size > 0 && std::ranges::find(shared, tensor.name) == shared.end())
      return given.data[i].size() / tensor.size;
  }
  return 1;
}

py::object evaluate(const PyLoss& self, const py::object& params, const py::args& args, const py::kwargs& kwargs) {
  return by_type(self.loss, [&]<class T>(T) -> py::object {
    const Loss& loss = self.loss;
    const Given<T> given(loss, params, args, kwargs);
    const bool any = loss.options().any_number;
    const std::size_t n = any ? examples(loss, given) : 1;
    std::vector<T> flat(any ? 1 + n * (loss.output_size() - 1) : loss.output_size());
    {
      const py::gil_scoped_release release;
      loss.evaluate(given.flat(), given.data, std::span<T>(flat));
    }
    py::tuple all(loss.outputs().size());
    const T* at = flat.data();
    for (std::size_t k = 0; k < all.size(); ++k) {
      const Loss::Tensor& tensor = loss.outputs()[k];
      std::vector<py::ssize_t> shape(tensor.shape.begin(), tensor.shape.end());
      if (any && k > 0) shape.insert(shape.begin(), static_cast<py::ssize_t>(n));
      py::array_t<T> array(shape, at);
      at += array.size();
      if (shape.empty())
        all[k] = array.attr("item")();
      else
        all[k] = std::move(array);
    }
    return all;
  });
}

py::dict unpack(const PyLoss& self, const py::array& flat) {
  if (flat.ndim() != 1 || static_cast<std::size_t>(flat.size()) != self.loss.param_size())
    refuse("wrong-size", "the parameters are " + std::to_string(self.loss.param_size()) + " numbers");
  py::dict all;
  for (const Loss::Tensor& tensor : self.loss.params()) {
    const py::slice part(static_cast<py::ssize_t>(tensor.offset), static_cast<py::ssize_t>(tensor.offset + tensor.size),
                         1);
    all[py::str(tensor.name)] = flat.attr("__getitem__")(part).attr("reshape")(shape_tuple(tensor.shape));
  }
  return all;
}

py::object pack(const PyLoss& self, const py::dict& tensors) {
  return by_type(self.loss, [&]<class T>(T) -> py::object {
    py::array_t<T> flat(static_cast<py::ssize_t>(self.loss.param_size()));
    for (const Loss::Tensor& tensor : self.loss.params()) {
      const py::str name(tensor.name);
      if (!tensors.contains(name)) refuse("missing-input", "the parameter `" + tensor.name + "` has no array");
      const auto array = Dense<T>(py::reinterpret_borrow<py::object>(tensors[name]));
      const std::vector<py::ssize_t> wanted(tensor.shape.begin(), tensor.shape.end());
      if (!std::equal(wanted.begin(), wanted.end(), array.shape(), array.shape() + array.ndim()))
        refuse("wrong-size", "the parameter `" + tensor.name + "` has another shape");
      std::copy_n(array.data(), tensor.size, flat.mutable_data() + tensor.offset);
    }
    return flat;
  });
}

py::dict described(std::span<const Loss::Tensor> tensors) {
  py::dict all;
  for (const Loss::Tensor& tensor : tensors) all[py::str(tensor.name)] = shape_tuple(tensor.shape);
  return all;
}

PyLoss compile_loss(const std::string& text, const py::kwargs& keywords) {
  const LossOptions options = loss_options(keywords);
  Result<Loss> made = [&] {
    const py::gil_scoped_release release;
    return Loss::compile(text, options);
  }();
  return {std::move(made).value(), py::make_tuple("loss", text, py::dict(keywords))};
}

/// A loss without a program would hold nothing.
PyObject* new_slot(PyTypeObject* type, PyObject* args, PyObject* keywords) {
  if (PyTuple_GET_SIZE(args) == 0 && (keywords == nullptr || PyDict_GET_SIZE(keywords) == 0)) {
    PyErr_SetString(PyExc_TypeError, "adc.Loss wants a program");
    return nullptr;
  }
  const PyTypeObject* base = type;
  while (base->tp_new == &new_slot) base = base->tp_base;
  return base->tp_new(type, args, keywords);
}

}  // namespace

void bind_loss(py::module_& m) {
  py::class_<PyLoss>(m, "Loss", py::custom_type_setup([](PyHeapTypeObject* heap) { heap->ht_type.tp_new = &new_slot; }),
                     R"doc(A compiled loss of `param` and `data`, over a batch or any number of examples.

Parameters are one flat array, `data` arrays in order or by name; the first output of the program is the loss.

>>> import adc, numpy as np
>>> loss = adc.Loss("param w: R[2]; data x: R[2], t; (dot(w, x) - t)²/2", any_number=True)
>>> loss.value_and_grad([1.0, 0.0], x=[[1.0, 2.0], [3.0, 4.0]], t=[0.0, 1.0])
(1.25, array([3.5, 5. ]))
>>> loss.unpack(np.array([1.0, 0.0]))
{'w': array([1., 0.])}

Options: `batch`, `any_number`, `shared` (data that all examples have in common), `dtype`, `math` ("accurate", "fast"),
`tier`, `threads`, `dims`, `source_name`, and the limits `seconds`, `instructions`, `bytes`.
)doc")
      .def(py::init(&compile_loss), py::arg("text"))
      .def("__call__", &value, py::arg("params"), "The loss.")
      .def("value", &value, py::arg("params"), "The loss.")
      .def("value_and_grad", &value_and_grad, py::arg("params"),
           "The loss and its derivatives by all parameters, flat as they are.")
      .def("evaluate", &evaluate, py::arg("params"),
           "All outputs: the loss, then the others with the examples in front.")
      .def("unpack", &unpack, py::arg("flat"), "Parameters by name: views of the flat array.")
      .def("pack", &pack, py::arg("tensors"), "The flat array of parameters by name.")
      .def(
          "prepare",
          [](const PyLoss& self) {
            const py::gil_scoped_release release;
            if (const std::optional<Error> error = self.loss.prepare()) throw Error(*error);
          },
          "Derives and compiles now what calls do at first use.")
      .def_property_readonly(
          "params", [](const PyLoss& self) { return described(self.loss.params()); }, "Shapes by name, in order.")
      .def_property_readonly(
          "data", [](const PyLoss& self) { return described(self.loss.data()); },
          "Shapes by name, in order; of any number of examples that of one.")
      .def_property_readonly("param_size", [](const PyLoss& self) { return self.loss.param_size(); })
      .def_property_readonly("dtype",
                             [](const PyLoss& self) {
                               return self.loss.options().dtype == DType::F32 ? py::dtype::of<float>()
                                                                              : py::dtype::of<double>();
                             })
      .def("__reduce__", [](const PyLoss& self) {
        return py::make_tuple(py::module_::import("adc._pickle").attr("make"), self.recipe);
      });
}

}  // namespace adc::python
