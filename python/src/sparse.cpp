// Sparse Jacobians and Hessians.
#include "adc/sparse.hpp"

#include "call.h"
#include "inputs.h"

namespace adc::python {
namespace {

/// A sparse derivative, and the function whose inputs it takes.
struct PySparse {
  SparseDerivative derivative;
  Function function;
};

template <class T>
py::array_t<T> array_of(const std::vector<T>& numbers) {
  return py::array_t<T>(static_cast<py::ssize_t>(numbers.size()), numbers.data());
}

template <class Make>
PySparse made(const PyFunction& self, const Make& make) {
  Result<SparseDerivative> derivative = [&] {
    const py::gil_scoped_release release;
    return make(self.function);
  }();
  return {std::move(derivative).value(), self.function};
}

Mode mode_of(const std::string& word) {
  if (word == "auto") return Mode::Auto;
  if (word == "forward") return Mode::Forward;
  if (word == "reverse") return Mode::Reverse;
  refuse("bad-value", "`mode` is \"auto\", \"forward\" or \"reverse\"");
}

Triangle triangle_of(const std::string& word) {
  if (word == "both") return Triangle::Both;
  if (word == "lower") return Triangle::Lower;
  if (word == "upper") return Triangle::Upper;
  refuse("bad-value", "`triangle` is \"both\", \"lower\" or \"upper\"");
}

py::array_t<double> values(const PySparse& self, const py::args& args, const py::kwargs& kwargs) {
  const Inputs<double> inputs(self.function, args, kwargs);
  if (inputs.is_mapped()) refuse("wrong-size", "a sparse matrix is of one point, and this has rows");
  const std::vector<double> point = inputs.flat(self.function);
  py::array_t<double> result(static_cast<py::ssize_t>(self.derivative.places().size()));
  const std::span<double> to(result.mutable_data(), self.derivative.places().size());
  const py::gil_scoped_release release;
  self.derivative.evaluate(point, to);
  return result;
}

py::object matrix(const PySparse& self, const py::args& args, const py::kwargs& kwargs) {
  const Sparsity& places = self.derivative.places();
  return py::module_::import("scipy.sparse")
      .attr("csr_matrix")(
          py::make_tuple(values(self, args, kwargs), array_of(places.column), array_of(places.row_begin)),
          py::arg("shape") = py::make_tuple(places.rows, places.columns));
}

}  // namespace

void bind_sparse(py::module_& m, py::class_<PyFunction>& function) {
  py::class_<PySparse>(m, "SparseDerivative",
                       "A Jacobian or Hessian of which only those numbers are computed that may be other than 0.")
      .def_property_readonly("shape",
                             [](const PySparse& self) {
                               return py::make_tuple(self.derivative.places().rows, self.derivative.places().columns);
                             })
      .def_property_readonly(
          "indptr", [](const PySparse& self) { return array_of(self.derivative.places().row_begin); },
          "Where each row's places begin: as SciPy's CSR.")
      .def_property_readonly(
          "indices", [](const PySparse& self) { return array_of(self.derivative.places().column); },
          "The column of each place.")
      .def_property_readonly(
          "row", [](const PySparse& self) { return array_of(rows_of(self.derivative.places())); },
          "The row of each place, as coordinate formats have it.")
      .def_property_readonly(
          "colours", [](const PySparse& self) { return self.derivative.colours(); },
          "How many sweeps an evaluation takes.")
      .def("__len__", [](const PySparse& self) { return self.derivative.places().size(); })
      .def("__call__", &values, "The numbers of the places at a point, which is given as to the function.")
      .def("matrix", &matrix, "The same as a csr_matrix of SciPy.");
  function
      .def(
          "sparse_jacobian",
          [](const PyFunction& self, const std::string& mode) {
            const Mode wanted = mode_of(mode);
            return made(self, [&](const Function& f) { return sparse_jacobian(f, wanted); });
          },
          py::arg("mode") = "auto",
          R"doc(The Jacobian of all outputs by all variables without what is always 0: a function of the same inputs.

>>> import adc
>>> jacobian = adc.compile("x², x·z, z³").sparse_jacobian()
>>> jacobian.indptr, jacobian.indices
(array([0, 1, 3, 4], dtype=int32), array([0, 0, 1, 1], dtype=int32))
>>> jacobian(3.0, 2.0)
array([ 6.,  2.,  3., 12.])
)doc")
      .def(
          "sparse_hessian",
          [](const PyFunction& self, const std::string& triangle) {
            const Triangle wanted = triangle_of(triangle);
            return made(self, [&](const Function& f) { return sparse_hessian(f, wanted); });
          },
          py::arg("triangle") = "both",
          R"doc(The Hessian of the one output without what is always 0: a function of the same inputs. `triangle`: "both",
"lower" or "upper".

>>> import adc
>>> hessian = adc.compile("param x: R[1000]; sum((x[2:1000] - x[1:999].^2).^2)").sparse_hessian("lower")
>>> len(hessian), hessian.colours
(1999, 3)
)doc");
}

}  // namespace adc::python
