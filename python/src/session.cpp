// The classes adc.Session and adc.Reply.
#include "adc/session.hpp"

#include <pybind11/stl.h>

#include <chrono>
#include <future>

#include "core.h"

namespace adc::python {
namespace {

py::object to_python(const Array& array) {
  if (array.shape.empty()) return py::float_(array.numbers[0]);
  return py::array_t<double>(std::vector<py::ssize_t>(array.shape.begin(), array.shape.end()), array.numbers.data());
}

/// Submits in a thread of its own, so that this one hears of Ctrl-C, and then ends what is under way.
Reply submit(Session& session, const std::string& text) {
  std::future<Reply> reply = std::async(std::launch::async, [&] { return session.submit(text); });
  for (;;) {
    {
      const py::gil_scoped_release release;
      if (reply.wait_for(std::chrono::milliseconds(20)) == std::future_status::ready) return reply.get();
    }
    if (PyErr_CheckSignals() == 0) continue;
    {
      const py::gil_scoped_release release;
      session.interrupt();
      reply.wait();
    }
    throw py::error_already_set();
  }
}

py::dict values(const Reply& reply) {
  py::dict all;
  for (const Reply::Part& part : reply.parts) {
    for (const NamedValue& value : part.values) all[py::str(value.label)] = to_python(value.value);
  }
  return all;
}

py::object latex(const Reply& reply) {
  std::string text;
  for (const Reply::Part& part : reply.parts) {
    const std::string one = to_latex(part);
    if (!one.empty()) text += (text.empty() ? "" : "\n") + ("$$" + one + "$$");
  }
  return text.empty() ? py::object(py::none()) : py::object(py::str(text));
}

std::string escaped(std::string_view text) {
  std::string html;
  for (const char c : text) {
    if (c == '&')
      html += "&amp;";
    else if (c == '<')
      html += "&lt;";
    else if (c == '>')
      html += "&gt;";
    else
      html += c;
  }
  return html;
}

/// Pictures and pages as they are, the rest as a terminal shows it.
std::string html(const Reply& reply) {
  std::string text;
  for (const Reply::Part& part : reply.parts) {
    Reply alone;
    alone.parts.push_back(part);
    if (part.pictures.empty()) text += "<pre>" + escaped(to_text(alone)) + "</pre>\n";
    for (const Picture& picture : part.pictures) text += picture.data + "\n";
  }
  if (const std::string told = messages(reply); !told.empty()) text += "<pre>" + escaped(told) + "</pre>\n";
  return text;
}

py::object error(const Reply& reply) { return reply.error ? py::object(py::str(reply.error->slug)) : py::none(); }

py::object describe(const Session& session, const std::string& name) {
  const std::optional<Description> found = session.describe(name);
  if (!found) return py::none();
  py::dict all;
  all["name"] = found->name;
  all["signature"] = found->signature;
  all["text"] = found->text;
  all["definition"] = found->definition;
  py::dict derivatives;
  for (const NamedFormula& formula : found->derivatives) derivatives[py::str(formula.label)] = formula.text;
  all["derivatives"] = derivatives;
  all["domain"] = found->domain;
  all["convention"] = found->convention;
  all["accuracy"] = found->accuracy;
  all["example"] = found->example;
  return all;
}

py::object item(const Session& session, const std::string& name) {
  if (const Array* const value = session.value(name)) return to_python(*value);
  const std::string wanted = canonical_name(name).value_or(name);
  for (const Variable& variable : session.variables()) {
    if (variable.name == wanted) return py::str(variable.text);
  }
  throw py::key_error(name);
}

std::vector<std::string> names(const Session& session) {
  std::vector<std::string> all;
  for (const Variable& variable : session.variables()) all.push_back(variable.name);
  return all;
}

std::vector<std::string> complete(const Session& session, const std::string& text) {
  std::vector<std::string> all;
  for (const Completions::Candidate& candidate : session.complete(text, text.size()).candidates) {
    all.push_back(candidate.text);
  }
  return all;
}

}  // namespace

Array to_array(const py::handle& value) {
  using Dense = py::array_t<double, py::array::c_style | py::array::forcecast>;
  const auto dense = Dense(py::reinterpret_borrow<py::object>(value));
  Array array{{dense.shape(), dense.shape() + dense.ndim()}, {}};
  array.numbers.assign(dense.data(), dense.data() + dense.size());
  return array;
}

void bind_session(py::module_& m) {
  py::class_<Reply>(m, "Reply", "What a session says. `str` gives it as a terminal shows it; notebooks typeset it.")
      .def_property_readonly("values", &values, "The values in it, by label: a float or an array each.")
      .def_property_readonly(
          "messages", [](const Reply& reply) { return messages(reply); },
          "Notes and the error, with their places in the text.")
      .def_property_readonly("error", &error, "The slug of what ended it; None if nothing did.")
      .def_property_readonly(
          "ends", [](const Reply& reply) { return reply.ends; }, "Whether it was `:quit`.")
      .def("_repr_latex_", &latex)
      .def("_repr_html_", &html)
      .def("__str__", [](const Reply& reply) { return to_text(reply) + messages(reply); })
      .def("__repr__", [](const Reply& reply) { return to_text(reply) + messages(reply); });
  py::class_<Session>(m, "Session", R"doc(Definitions made one after another, and answers to what is asked.

>>> session = adc.Session()
>>> session.submit("x = 0.5; f(t) = t²").error
>>> session.submit("f(x)").values
{'value': 0.25, 'd/dx': 1.0}
>>> session["x"] = [1.0, 2.0]
>>> print(session.submit("sum(x.^2)"), end="")
value  5
d/dx   [2, 4]

A session belongs to one thread at a time; Ctrl-C ends what it is doing, and what it has stays.)doc")
      .def(py::init([](const py::kwargs& options) { return std::make_unique<Session>(compile_options(options)); }))
      .def("submit", &submit, py::arg("text"),
           "Does what a text says: statements, questions (`?sin`), commands (`:vars`).")
      .def("__call__", &submit, py::arg("text"))
      .def("is_complete", &Session::is_complete, py::arg("text"),
           "False where a bracket is open or an operator comes last.")
      .def("complete", &complete, py::arg("text"),
           "What may stand at the end of `text` in place of the name begun there.")
      .def("describe", &describe, py::arg("name"), "What a name means, as a dict; None if it means nothing.")
      .def("undo", &Session::undo, "Takes back the last change; False if there is none.")
      .def("save", &Session::save, "The definitions as a text that can be submitted.")
      .def("interrupt", &Session::interrupt, "Ends what another thread has submitted.")
      .def("keys", &names, "The names that are defined.")
      .def("__getitem__", &item, py::arg("name"))
      .def("__setitem__", [](Session& session, const std::string& name, const py::object& value) {
        session.set(name, to_array(value));
      });
}

}  // namespace adc::python
