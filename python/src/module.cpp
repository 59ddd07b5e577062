#include "core.h"

PYBIND11_MODULE(_core, m) {
  pybind11::options options;
  options.disable_function_signatures();  // the stubs have them
  m.doc() = "What `adc` is made of; import that.";
  m.attr("__version__") = adc::version();
  adc::python::bind_errors(m);
  adc::python::bind_function(m);
  adc::python::bind_loss(m);
  adc::python::bind_pictures(m);
  adc::python::bind_session(m);
}
