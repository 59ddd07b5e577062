// adc.plot, adc.graph and adc.explain_page, and what they give: adc.Picture and adc.Page.
#include <pybind11/stl.h>

#include <chrono>
#include <fstream>
#include <future>

#include "adc/explain.hpp"
#include "adc/plot.hpp"
#include "core.h"
#include "inputs.h"

namespace adc::python {
namespace {

/// A picture as SVG, and as characters or a graph's tables.
struct PyPicture {
  std::string svg;
  std::string text;
};

struct PyPage {
  std::string html;
};

/// A program, with the text that it was compiled from.
struct Program {
  Function function;
  std::string text;
};

/// Works in a thread of its own, so that this one hears of Ctrl-C, and then sets `stop`, which `work` looks at.
template <typename Work>
auto interruptibly(std::atomic<bool>& stop, const Work& work) -> decltype(work()) {
  auto result = std::async(std::launch::async, work);
  for (;;) {
    {
      const py::gil_scoped_release release;
      if (result.wait_for(std::chrono::milliseconds(20)) == std::future_status::ready) return result.get();
    }
    if (PyErr_CheckSignals() == 0) continue;
    {
      const py::gil_scoped_release release;
      stop = true;
      result.wait();
    }
    throw py::error_already_set();
  }
}

/// "x=(-5, 5)": both ends, of which None is found.
std::optional<plot::Range> range_in(const py::handle& given) {
  if (!py::isinstance<py::tuple>(given) || py::len(given) != 2) return std::nullopt;
  const auto ends = py::reinterpret_borrow<py::tuple>(given);
  const auto end = [](const py::handle& at) {
    return at.is_none() ? std::nullopt : std::optional(py::cast<double>(at));
  };
  return plot::Range{end(ends[0]), end(ends[1])};
}

/// What the keywords of adc.plot say.
struct PlotWords {
  plot::PlotOptions picture;
  plot::SvgOptions svg;
  std::map<std::string, Fixed> values;
};

std::vector<std::string> names_in(const py::handle& given) {
  if (py::isinstance<py::str>(given)) return {py::cast<std::string>(given)};
  return py::cast<std::vector<std::string>>(given);
}

PlotWords plot_words(const py::kwargs& keywords) {
  PlotWords words;
  plot::PlotOptions& picture = words.picture;
  for (const auto& [key, given] : keywords) {
    const auto name = py::cast<std::string>(key);
    if (name == "title") {
      picture.title = py::cast<std::string>(given);
    } else if (name == "order") {
      picture.derivatives = std::clamp(py::cast<int>(given), 0, 8);
    } else if (name == "grad") {
      picture.gradient = py::cast<bool>(given);
      if (picture.gradient) picture.derivatives = std::max(picture.derivatives, 1);
    } else if (name == "log") {
      picture.log = names_in(given);
    } else if (name == "units") {
      picture.units = py::cast<std::map<std::string, std::string>>(given);
    } else if (name == "levels") {
      picture.levels = py::cast<std::vector<double>>(given);
    } else if (name == "seconds") {
      picture.seconds = py::cast<double>(given);
    } else if (name == "size") {
      const auto size = py::cast<std::pair<double, double>>(given);
      words.svg = {std::clamp(size.first, 100.0, 10'000.0), std::clamp(size.second, 100.0, 10'000.0)};
    } else if (const std::optional<plot::Range> range = range_in(given)) {
      picture.ranges[canonical_name(name).value_or(name)] = *range;
    } else {
      words.values.emplace(canonical_name(name).value_or(name), Fixed(to_array(given)));
    }
  }
  return words;
}

/// The program of inputs with these shapes; `compile` takes the text.
template <typename Compile>
Program program_of(const py::object& given, const std::map<std::string, Fixed>& values, const std::atomic<bool>& stop,
                   const Compile& compile) {
  if (py::isinstance<PyFunction>(given)) {
    const auto& made = py::cast<const PyFunction&>(given);
    return {made.function, made.text};
  }
  if (!py::isinstance<py::str>(given)) throw py::type_error("a program is a text, or what adc.compile gives");
  const auto text = py::cast<std::string>(given);
  CompileOptions options;
  options.limits.stop = &stop;
  for (const auto& [name, value] : values) {
    if (!value.shape.empty()) options.shapes[name] = value.shape;
  }
  return {compile(text, options).value(), text};
}

PyPicture plot_program(const py::object& program, const py::kwargs& keywords) {
  std::atomic<bool> stop = false;
  PlotWords words = plot_words(keywords);
  std::vector<std::string> ranged;
  for (const auto& [name, range] : words.picture.ranges) ranged.push_back(name);
  Program of = program_of(program, words.values, stop, [&](const std::string& text, const CompileOptions& options) {
    return plot::compile_picture(text, options, ranged);
  });
  words.picture.stop = &stop;
  words.picture.program = of.text;
  return interruptibly(stop, [&] {
    const Function function = words.values.empty() ? of.function : of.function.bind(words.values).value();
    const plot::Scene scene = plot::plot(function, words.picture).value();
    return PyPicture{plot::to_svg(scene, words.svg), plot::to_terminal(scene)};
  });
}

/// A program at a point, which is given as a call's arguments are, or by a dict.
struct AtPoint {
  Program program;
  std::vector<double> point;
};

AtPoint at_point(const py::object& program, py::args args, py::kwargs keywords, const std::atomic<bool>& stop) {
  if (args.size() == 1 && py::isinstance<py::dict>(args[0])) {
    for (const auto& [key, value] : py::reinterpret_borrow<py::dict>(args[0])) keywords[key] = value;
    args = py::args();
  }
  std::map<std::string, Fixed> shapes;
  for (const auto& [key, value] : keywords) {
    const auto name = py::cast<std::string>(key);
    shapes.emplace(canonical_name(name).value_or(name), Fixed(to_array(value)));
  }
  AtPoint at{program_of(program, shapes, stop, &compile), {}};
  const Inputs<double> inputs(at.program.function, args, keywords);
  if (inputs.is_mapped()) refuse("bad-input", "a graph and a page are of one point");
  at.point = inputs.flat(at.program.function);
  return at;
}

PyPicture draw_graph(const py::object& program, const py::args& args, const py::kwargs& keywords) {
  std::atomic<bool> stop = false;
  const AtPoint at = at_point(program, args, keywords, stop);
  return interruptibly(stop, [&] {
    const Graph made = graph(at.program.function, at.point).value();
    return PyPicture{graph_svg(made), trace(made)};
  });
}

PyPage explain(const py::object& program, const py::args& args, const py::kwargs& keywords) {
  std::atomic<bool> stop = false;
  const AtPoint at = at_point(program, args, keywords, stop);
  return interruptibly(
      stop, [&] { return PyPage{explain_page(at.program.function, at.point, {.program = at.program.text}).value()}; });
}

void save(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) {
    PyErr_SetFromErrnoWithFilename(PyExc_OSError, path.c_str());
    throw py::error_already_set();
  }
}

constexpr const char* kPlot = R"doc(The picture of a program of one or two inputs: a text, or what adc.compile gives.

>>> picture = adc.plot("a*sin(x)/x", x=(-20, 20), a=2)
>>> picture.svg[:5]
'<svg '

A keyword with a pair is the range of an axis (None: an end that is found; `y` is that of a graph's values), one with
a number or an array the value of an input that is no axis. Others: title, order (derivatives up to it), grad (also
the derivative; of contours arrows), log (names of logarithmic axes), units, levels (of contours), size (of the SVG in
pixels), seconds (that drawing may take). Notebooks show the picture; Ctrl-C ends drawing.)doc";

constexpr const char* kGraph =
    R"doc(The computation graph of a program at a point, with values, adjoints and local derivatives.

>>> print(str(adc.graph("t = x²; J = cos(t)", x=0.5)).splitlines()[1])
  x            = 0.5

The point is given as to a function, or as a dict. `str` gives the tables of backpropagation.)doc";

constexpr const char* kPage = R"doc(A page of HTML that explains a program and its derivatives at a point, step by step.

>>> adc.explain_page("cos(x²)", {"x": 0.5}).html[:15]
'<!DOCTYPE html>'

It needs nothing but a browser: `save("page.html")`.)doc";

}  // namespace

void bind_pictures(py::module_& m) {
  py::class_<PyPicture>(m, "Picture", "A picture: `svg`, and `str` as characters. Notebooks show it.")
      .def_readonly("svg", &PyPicture::svg, "The picture as SVG.")
      .def(
          "save", [](const PyPicture& picture, const std::string& path) { save(path, picture.svg); }, py::arg("path"),
          "Writes the SVG to a file.")
      .def("_repr_svg_", [](const PyPicture& picture) { return picture.svg; })
      .def("__str__", [](const PyPicture& picture) { return picture.text; });
  py::class_<PyPage>(m, "Page", "A page of HTML.")
      .def_readonly("html", &PyPage::html, "The page.")
      .def(
          "save", [](const PyPage& page, const std::string& path) { save(path, page.html); }, py::arg("path"),
          "Writes the page to a file.")
      .def("__str__", [](const PyPage& page) { return page.html; });
  m.def("plot", &plot_program, py::arg("program"), py::pos_only(), kPlot);
  m.def("graph", &draw_graph, py::arg("program"), py::pos_only(), kGraph);
  m.def("explain_page", &explain, py::arg("program"), py::pos_only(), kPage);
}

}  // namespace adc::python
