// The class adc.Function, and what makes its objects.
#include <pybind11/stl.h>

#include <algorithm>

#include "adc/latex.hpp"
#include "adc/series.hpp"
#include "adc/taylor.hpp"
#include "call.h"
#include "inputs.h"

namespace adc::python {

PyFunction::PyFunction(Function f, std::string program, py::tuple made_by)
    : function(std::move(f)), text(std::move(program)), recipe(std::move(made_by)) {
  const auto is_scalar = [](const Extents& shape) { return shape.empty(); };
  takes_floats = function.outputs().size() == 1 && std::ranges::all_of(function.output_shapes(), is_scalar) &&
                 std::ranges::all_of(function.input_shapes(), is_scalar);
}

namespace {

PyFunction compile_text(const std::string& text, const py::kwargs& keywords) {
  const CompileOptions options = compile_options(keywords);
  Result<Function> made = [&] {
    const py::gil_scoped_release release;
    return compile(text, options);
  }();
  return {std::move(made).value(), text, py::make_tuple("compiled", text, py::dict(keywords))};
}

std::string read_latex_text(const std::string& text, const py::kwargs& keywords) {
  const CompileOptions options = compile_options(keywords);
  const py::gil_scoped_release release;
  return read_latex(text, options).value().text();
}

PyFunction partial(const py::object& self, const py::args& variables) {
  const auto& f = self.cast<const PyFunction&>();
  const auto names = variables.cast<std::vector<std::string>>();
  Result<Function> made = [&] {
    const py::gil_scoped_release release;
    return f.function.partial(names);
  }();
  return {std::move(made).value(), f.text, py::make_tuple("partial", self, py::tuple(variables))};
}

/// A function made of others: it is pickled as what it has become.
PyFunction composed(Result<Function> made, const std::string& text) {
  Function function = std::move(made).value();
  const std::string bytes = function.save().value();
  return {std::move(function), text, py::make_tuple("saved", py::bytes(bytes), text)};
}

PyFunction bind(const PyFunction& self, const py::kwargs& values) {
  std::map<std::string, Fixed> fixed;
  for (const auto& [name, value] : values) {
    const auto numbers = py::array_t < double, py::array::c_style | py::array::forcecast > ::ensure(value);
    if (!numbers) {
      PyErr_Clear();
      refuse("bad-value", "`" + name.cast<std::string>() + "` is fixed at numbers");
    }
    fixed.emplace(name.cast<std::string>(), Array{Extents(numbers.shape(), numbers.shape() + numbers.ndim()),
                                                  {numbers.data(), numbers.data() + numbers.size()}});
  }
  Result<Function> made = [&] {
    const py::gil_scoped_release release;
    return self.function.bind(fixed);
  }();
  return composed(std::move(made), self.text);
}

PyFunction with(const PyFunction& self, const std::string& name, const PyFunction& inner, bool share) {
  Result<Function> made = [&] {
    const py::gil_scoped_release release;
    return self.function.with(name, inner.function, share ? SameNames::Share : SameNames::Refuse);
  }();
  return composed(std::move(made), self.text);
}

PyFunction loaded(const py::bytes& bytes, const std::string& text) {
  const std::string all = bytes;
  return {load(all).value(), text, py::make_tuple("saved", bytes, text)};
}

/// The last positional argument, or the keyword `name`, taken out of them. A keyword that names an input is that.
py::object take_direction(const Function& f, py::args& args, py::kwargs& kwargs, const char* name) {
  const std::size_t inputs = f.inputs().size();
  if (kwargs.contains(name) && !f.input_index(name)) return kwargs.attr("pop")(name);
  const bool packed = args.size() == 2 && inputs > 1;
  if (!packed && args.size() + kwargs.size() != inputs + 1)
    refuse("missing-input", std::string("there is no ") + name + ": it is the last argument");
  py::object direction = args[args.size() - 1];
  args = args.attr("__getitem__")(py::slice(0, static_cast<py::ssize_t>(args.size()) - 1, 1));
  return direction;
}

py::object directed(const PyFunction& self, Derive derive, bool all, const char* name, py::args args,
                    py::kwargs kwargs) {
  const py::object direction = take_direction(self.function, args, kwargs, name);
  return evaluate(self, args, kwargs, {.derive = derive, .all_parts = all, .direction = direction});
}

py::object map(const PyFunction& self, const std::string& derive, const py::object& inputs, const py::object& direction,
               const py::object& out, int threads, const py::kwargs& columns) {
  const Derive wanted = derive_of(derive);
  if (threads < 1) refuse("bad-value", "`threads` is a number from 1 on");
  if (!direction.is_none() && direction_of(wanted) == Direction::None)
    refuse("bad-value", "`direction` is for \"jvp\", \"vjp\" and \"hvp\"");
  py::dict all = columns;
  if (!inputs.is_none()) {
    for (const auto& [name, column] : inputs.cast<py::dict>()) {
      if (all.contains(name))
        refuse("repeated-input", "the input `" + py::str(name).cast<std::string>() + "` is given twice");
      all[name] = column;
    }
  }
  return evaluate(
      self, py::args(), py::kwargs(all),
      {.derive = wanted, .all_parts = true, .direction = direction, .out = out, .threads = threads, .is_map = true});
}

TargetChoice target_of(const std::string& word) {
  if (const std::optional<TargetChoice> choice = target_choice(word)) return *choice;
  refuse("bad-value", "there is no target `" + word + "`");
}

py::object emit(const PyFunction& self, const std::string& target, const std::string& derive) {
  const TargetChoice wanted = target_of(target);
  const Derive derived = derive_of(derive);
  const std::string text = [&] {
    const py::gil_scoped_release release;
    return self.function.emit(derived, wanted.target, wanted.options).value();
  }();
  const bool is_binary = std::ranges::find(targets(), wanted.target, &TargetWord::target)->is_binary;
  if (is_binary) return py::bytes(text);
  return py::str(text);
}

std::string derivative(const PyFunction& self, const py::args& variables, std::size_t output) {
  const auto names = variables.cast<std::vector<std::string>>();
  const py::gil_scoped_release release;
  return names.size() == 1 ? self.function.derivative(names[0], output).value()
                           : self.function.mixed_derivative(names, output).value();
}

void prepare(const PyFunction& self, const std::string& derive, const std::string& tier) {
  const Derive derived = derive_of(derive);
  const Tier wanted = tier_of(tier);
  const py::gil_scoped_release release;
  if (const std::optional<Error> error = self.function.prepare(derived, wanted)) throw Error(*error);
}

py::list shapes(std::span<const Extents> all) {
  py::list list;
  for (const Extents& shape : all) list.append(shape_tuple(shape));
  return list;
}

py::tuple name_tuple(std::span<const std::string> all) {
  py::tuple names(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) names[i] = all[i];
  return names;
}

std::string repr(const PyFunction& self) {
  return "<adc.Function " + self.function.name() + py::str(name_tuple(self.function.inputs())).cast<std::string>() +
         ">";
}

void bind_description(py::class_<PyFunction>& type) {
  type.def_property_readonly("name", [](const PyFunction& self) { return self.function.name(); })
      .def_property_readonly(
          "text", [](const PyFunction& self) { return self.text; }, "The program.")
      .def_property_readonly(
          "inputs", [](const PyFunction& self) { return name_tuple(self.function.inputs()); },
          "Their names, in order of first appearance in the text.")
      .def_property_readonly(
          "outputs", [](const PyFunction& self) { return name_tuple(self.function.outputs()); },
          "Their names; one may be empty.")
      .def_property_readonly(
          "wrt", [](const PyFunction& self) { return name_tuple(self.function.wrt()); },
          "The inputs that derivatives are taken for.")
      .def_property_readonly("input_shapes",
                             [](const PyFunction& self) { return shapes(self.function.input_shapes()); })
      .def_property_readonly("output_shapes",
                             [](const PyFunction& self) { return shapes(self.function.output_shapes()); })
      .def_property_readonly("wrt_shapes", [](const PyFunction& self) { return shapes(self.function.wrt_shapes()); })
      .def_property_readonly("dtype",
                             [](const PyFunction& self) {
                               return self.function.dtype() == DType::F32 ? py::dtype::of<float>()
                                                                          : py::dtype::of<double>();
                             })
      .def("__repr__", &repr)
      .def("__reduce__", [](const PyFunction& self) {
        return py::make_tuple(py::module_::import("adc._pickle").attr("make"), self.recipe);
      });
}

void bind_derivatives(py::class_<PyFunction>& type) {
  type.def(
          "grad",
          [](const PyFunction& self, const py::args& args, const py::kwargs& kwargs) {
            if (py::object result = short_gradient(self, args, kwargs, false)) return result;
            return evaluate(self, args, kwargs, {.derive = Derive::Gradient});
          },
          R"doc(The derivatives by all of `wrt`.

A number for one variable, an array along whose last axis the variables are for several; of tensors an array
of the variable's shape, in a tuple where there are several. Of several outputs a tuple.

>>> import adc
>>> adc.compile("x²·y").grad(3.0, 2.0)
array([12.,  9.])
)doc")
      .def(
          "value_and_grad",
          [](const PyFunction& self, const py::args& args, const py::kwargs& kwargs) {
            if (py::object result = short_gradient(self, args, kwargs, true)) return result;
            return evaluate(self, args, kwargs, {.derive = Derive::Gradient, .all_parts = true});
          },
          R"doc(The value and what `grad` gives, for the price of the gradient.

>>> import adc
>>> adc.compile("cos(sin(x²)+3x²)").value_and_grad(0.5)
(0.5424849757140324, -3.334146414144972)
)doc")
      .def(
          "hessian",
          [](const PyFunction& self, const py::args& args, const py::kwargs& kwargs) {
            return evaluate(self, args, kwargs, {.derive = Derive::Hessian});
          },
          R"doc(The second derivatives by all pairs of `wrt`.

>>> import adc
>>> adc.compile("x²·y").hessian(3.0, 2.0)
array([[4., 6.],
       [6., 0.]])
)doc")
      .def(
          "jacobian", &jacobian,
          R"doc(The derivatives as one matrix: a row for each number of all outputs, a column for each of all variables.

>>> import adc
>>> adc.compile("x·y, x + 2y").jacobian(3.0, 5.0)
array([[5., 3.],
       [1., 2.]])
)doc");
}

/// The Taylor coefficients at a point: [order + 1], of several outputs [outputs, order + 1].
py::object taylor_at(const PyFunction& self, std::size_t order, const py::args& args, const py::kwargs& kwargs) {
  py::kwargs named(kwargs);
  std::vector<double> along;
  if (named.contains("along")) along = named.attr("pop")("along").cast<std::vector<double>>();
  const Inputs<double> inputs(self.function, args, named);
  if (inputs.is_mapped()) refuse("wrong-size", "a Taylor series is at one point, and this has rows");
  const std::vector<double> point = inputs.flat(self.function);
  const Taylor made = [&] {
    const py::gil_scoped_release release;
    return taylor(self.function, point, along, order).value();
  }();
  const auto outputs = static_cast<py::ssize_t>(made.coefficients.size());
  const auto count = static_cast<py::ssize_t>(order + 1);
  py::array_t<double> all(outputs == 1 ? std::vector{count} : std::vector{outputs, count});
  double* to = all.mutable_data();
  for (const std::vector<double>& one : made.coefficients) to = std::copy(one.begin(), one.end(), to);
  return all;
}

/// The series about a point as text.
std::string series_text(const PyFunction& self, const std::string& variable, const py::object& at, std::size_t order,
                        const std::string& side, std::size_t output) {
  SeriesOptions options{.variable = variable, .at = py::str(at).cast<std::string>(), .order = order, .output = output};
  if (side != "either" && side != "above" && side != "below") {
    refuse("bad-value", "`side` is \"either\", \"above\" or \"below\", not \"" + side + "\"");
  }
  if (side != "either") options.side = side == "above" ? Side::Above : Side::Below;
  const py::gil_scoped_release release;
  return to_text(series(self.function, options).value());
}

void bind_products(py::class_<PyFunction>& type) {
  type.def(
          "jvp",
          [](const PyFunction& self, const py::args& args, const py::kwargs& kwargs) {
            return directed(self, Derive::Jvp, true, "tangent", args, kwargs);
          },
          R"doc(The value, and the Jacobian times `tangent`: the last argument, flat, a number for each of all variables.

>>> import adc
>>> adc.compile("x·y, x + 2y").jvp(3.0, 5.0, [1.0, 10.0])
((15.0, 13.0), (35.0, 21.0))
)doc")
      .def(
          "vjp",
          [](const PyFunction& self, const py::args& args, const py::kwargs& kwargs) {
            return directed(self, Derive::Vjp, true, "seed", args, kwargs);
          },
          R"doc(The value, and `seed` times the Jacobian: the last argument, flat, a number for each of all outputs.

>>> import adc
>>> adc.compile("x·y, x + 2y").vjp(3.0, 5.0, [1.0, 10.0])
((15.0, 13.0), array([15., 23.]))
)doc")
      .def(
          "hvp",
          [](const PyFunction& self, const py::args& args, const py::kwargs& kwargs) {
            return directed(self, Derive::Hvp, false, "tangent", args, kwargs);
          },
          R"doc(The Hessian times `tangent`, at a small multiple of the gradient's cost.

>>> import adc
>>> adc.compile("x²·y").hvp(3.0, 2.0, [1.0, 0.0])
array([4., 6.])
)doc")
      .def(
          "taylor", &taylor_at, py::arg("order"),
          R"doc(The Taylor coefficients to `order` at a point: derivatives over factorials, [order + 1], of several outputs
[outputs, order + 1]. Of several variables along the direction `along`, a number for each.

>>> import adc
>>> adc.compile("1/(1 - x)").taylor(3, 0.5)
array([ 2.,  4.,  8., 16.])
>>> adc.compile("x·y").taylor(2, 1.0, 2.0, along=[1.0, -1.0])
array([ 2.,  1., -1.])
)doc")
      .def(
          "series", &series_text, py::arg("variable") = "", py::kw_only(), py::arg("at") = "0", py::arg("order") = 5,
          py::arg("side") = "either", py::arg("output") = 0,
          R"doc(The series in `variable` about the point `at`, a number, an expression of other inputs, "inf" or "-inf": powers to
`order`, with exact coefficients, and what is left out. Where it is another on the two sides of a point it is that above,
unless `side` is "below".

>>> import adc
>>> adc.compile("exp(a·x)").series("x", order=2)
'1 + a·x + a²·x²/2 + O(x³)'
>>> adc.compile("1/sin(x)").series(order=3)
'1/x + x/6 + 7x³/360 + O(x⁴)'
>>> adc.compile("sqrt(x² + x)").series(at="inf", order=1)
'x + 1/2 - 1/(8x) + O(1/x²)'
)doc");
}

void bind_calls(py::class_<PyFunction>& type) {
  type.def(
          "map", &map, py::arg("derive") = "value", py::arg("inputs") = py::none(), py::kw_only(),
          py::arg("direction") = py::none(), py::arg("out") = py::none(), py::arg("threads") = 1,
          R"doc(Evaluates at each row: inputs by keyword, arrays with rows along the first axes, or one number for all rows.

`derive`: "value", or with it "gradient", "hessian", "jvp", "vjp", "hvp" (the last three with a `direction`): a tuple of
what they give. `out`: the arrays to write into, of the shapes of the results. Arrays of the function's type are read and
written where they are; the GIL is free meanwhile. `inputs`: a dict, for inputs named like one of these words. A row's bits depend neither on its place nor on `threads`.

>>> import adc, numpy as np
>>> f = adc.compile("r·cos(φ)")
>>> f.map(r=np.array([1.0, 2.0]), φ=0.0)
array([1., 2.])
>>> value, grad = f.map("gradient", r=np.array([1.0, 2.0]), φ=0.0)
>>> grad[:, 0]
array([1., 1.])
)doc")
      .def(
          "emit", &emit, py::arg("target") = "c", py::arg("derive") = "value",
          R"doc(The program, or what is derived from it, as text: "c", "c-blas", "c-rows", "ir", "kernel", "kernel-rows",
"llvm", "asm", "formula" …; "obj", "shared" and "wasm" as bytes, beside which "header" and "loader" are what calls them.
Machine code is for this machine, or for another: "obj:aarch64-linux-gnu", "shared:x86_64-linux-gnu:x86-64-v3".

>>> import adc
>>> "double" in adc.compile("x²").emit("c", "gradient")
True
)doc")
      .def("derivative", &derivative, py::arg("output") = 0,
           R"doc(A derivative by these inputs, in order, as a formula that `adc.compile` reads.

>>> import adc
>>> adc.compile("cos(sin(x²)+3x²)").derivative("x")
'-2x·sin(sin(x²) + 3x²)·(cos(x²) + 3)'
)doc")
      .def("partial", &partial,
           R"doc(The function that gives the derivative by these inputs, in order.

>>> import adc
>>> adc.compile("x³").partial("x", "x")(2.0)
12.0
)doc")
      .def("bind", &bind,
           R"doc(The function of the other inputs, in which these are fixed at numbers or arrays.

>>> import adc
>>> adc.compile("k·x³").bind(k=2)(3.0)
54.0
)doc")
      .def("with_", &with, py::arg("name"), py::arg("inner"), py::kw_only(), py::arg("share") = false,
           R"doc(The function in which the input `name` is computed by another function, through which derivatives go.
Inputs of one name are an error, or with `share` one input.

>>> import adc
>>> adc.compile("x²").with_("x", adc.compile("sin(t)")).inputs
('t',)
)doc")
      .def(
          "save", [](const PyFunction& self) { return py::bytes(self.function.save().value()); },
          "The function as bytes that `adc.load` reads, with its variables and options.")
      .def("prepare", &prepare, py::arg("derive") = "value", py::arg("tier") = "native",
           "Derives and compiles now what calls do at first use.")
      .def(
          "is_native",
          [](const PyFunction& self, const std::string& derive) {
            return self.function.native_available(derive_of(derive));
          },
          py::arg("derive") = "value", "Whether native code for single evaluations is there.");
}

/// There is no function without a program: pybind11's own would leave one that holds nothing.
PyObject* new_slot(PyTypeObject* /*type*/, PyObject* /*args*/, PyObject* /*keywords*/) {
  PyErr_SetString(PyExc_TypeError, "functions are made by adc.compile");
  return nullptr;
}

}  // namespace

void bind_function(py::module_& m) {
  py::class_<PyFunction> type(m, "Function", py::custom_type_setup([](PyHeapTypeObject* heap) {
                                heap->ht_type.tp_call = &call_slot;
                                heap->ht_type.tp_new = &new_slot;
                              }),
                              R"doc(A compiled program: immutable, callable from any number of threads at once.

Inputs are given in order or by name: numbers, or arrays with rows, all of one shape, for which the result has
an element each; or all together as one array along its last axis, as minimisers do. Called with one array of
one point it gives an `adc.Value`.

>>> import adc, numpy as np
>>> f = adc.compile("(1 - x)² + 100(y - x²)²")
>>> f(0.0, 1.0)
101.0
>>> f(x=np.array([0.0, 1.0]), y=1.0)
array([101.,   0.])
>>> value, gradient = f(np.array([0.0, 1.0]))
>>> gradient
array([ -2., 200.])
)doc");
  bind_description(type);
  bind_sparse(m, type);
  bind_derivatives(type);
  bind_products(type);
  bind_calls(type);

  m.def(
      "load", &loaded, py::arg("bytes"), py::arg("text") = "",
      R"doc(What `Function.save` has written. Any bytes are safe to load; "bad-function" is what is damaged. `text` is what
the function's own `text` will be.

>>> import adc
>>> adc.load(adc.compile("x²", name="g").save()).name
'g'
)doc");
  m.def("compile", &compile_text, py::arg("text"),
        R"doc(Compiles a program.

>>> import adc
>>> f = adc.compile("cos(sin(x²)+3x²)")
>>> f(0.5)
0.5424849757140324
>>> f.grad(0.5)
-3.334146414144972
>>> adc.compile("2 * sni(x)")
Traceback (most recent call last):
adc._errors.ProgramError: <formula>:1:5: error: unknown function `sni` [unknown-function]
  2 * sni(x)
      ^~~
  help: did you mean `sin`?
  help: for a product write `sni*(…)`

A text that plainly is LaTeX is read as that, any text with `syntax="latex"`:

>>> adc.compile(r"\frac{x^2}{2} + \sin 2x")(0.5)
0.9664709848078965

Options: `name`, `source_name`, `syntax` ("auto", "adc", "latex"), `inputs` (names that win over constants and functions), `wrt` (the inputs that
derivatives are taken for), `dims` and `shapes` of tensors, `mode` ("auto", "symbolic", "forward", "reverse"), `tier`
("auto", "interpret", "native"), `dtype`, `as_written`, `vector_math`, and the limits `seconds`, `instructions`, `bytes`.
)doc");
  m.def(
      "read_latex", &read_latex_text, py::arg("text"),
      R"doc(A program in LaTeX in adc's language. Options are those of `compile`: names that they give values to are spelled
as there.

>>> import adc
>>> adc.read_latex(r"\sqrt[3]{x} \cos 2y")
'cbrt(x)*cos(2*y)'
>>> adc.read_latex(r"\sin x / 2")
Traceback (most recent call last):
adc._errors.ProgramError: <formula>:1:8: error: the function could be of what stands before this sign, or of all [two-meanings]
  \sin x / 2
         ^
  help: put brackets around the argument: `\sin(x)`
)doc");
}

}  // namespace adc::python
