// Errors of adc as exceptions of Python.
#include <exception>
#include <new>

#include "core.h"

namespace adc::python {
namespace {

const char* class_name(ErrorClass error_class) {
  switch (error_class) {
    case ErrorClass::Computation: return "ComputationError";
    case ErrorClass::Usage: return "UsageError";
    case ErrorClass::Program: return "ProgramError";
    case ErrorClass::Limit: return "LimitError";
    case ErrorClass::Internal: return "InternalError";
  }
  return "Error";
}

void set(const Error& error) {
  const Diagnostic& diagnostic = error.diagnostic();
  std::string text = error.what();
  while (!text.empty() && text.back() == '\n') text.pop_back();
  py::tuple help(diagnostic.help.size());
  for (std::size_t i = 0; i < help.size(); ++i) help[i] = diagnostic.help[i];
  py::object span = py::none();
  if (!diagnostic.span.empty()) span = py::make_tuple(diagnostic.span.begin, diagnostic.span.end);
  const py::object type = py::module_::import("adc._errors").attr(class_name(diagnostic.error_class));
  const py::object made = type(text, diagnostic.slug, diagnostic.message, span, help);
  PyErr_SetObject(type.ptr(), made.ptr());
}

}  // namespace

void refuse(std::string_view slug, std::string message) { throw Error(diagnose(slug, std::move(message))); }

void set_exception() noexcept {
  try {
    try {
      throw;
    } catch (const Error& error) {
      set(error);
    }
  } catch (py::error_already_set& error) {
    error.restore();
  } catch (const py::builtin_exception& error) {
    error.set_error();
  } catch (const std::bad_alloc&) {
    PyErr_NoMemory();
  } catch (const std::exception& error) {
    PyErr_SetString(PyExc_RuntimeError, error.what());
  }
}

void bind_errors(py::module_&) {
  py::register_exception_translator([](std::exception_ptr thrown) {  // NOLINT(performance-unnecessary-value-param)
    try {
      if (thrown) std::rethrow_exception(thrown);
    } catch (const Error& error) {
      set(error);
    }
  });
}

}  // namespace adc::python
