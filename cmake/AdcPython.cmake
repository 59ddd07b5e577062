# Finds what the Python package is built with: ADC_PYTHON says whether all of it is there.
#
# Debian's Python is where Debian's packages are, whatever stands first on PATH; -DPython_EXECUTABLE=… chooses another one.
if(NOT Python_EXECUTABLE AND EXISTS /usr/bin/python3)
  set(Python_EXECUTABLE /usr/bin/python3)
endif()
set(ADC_PYTHON OFF)
if(ADC_SANITIZE)
  return()  # a sanitised library cannot be loaded by a program that is not
endif()
if(NOT jit IN_LIST ADC_LOADED OR NOT targets IN_LIST ADC_LOADED)
  return()  # a wheel has these
endif()
find_package(Python 3.9 QUIET COMPONENTS Interpreter Development.Module)
if(Python_FOUND)
  set(PYBIND11_FINDPYTHON ON)
  find_package(pybind11 2.10 QUIET CONFIG)
  set(ADC_PYTHON ${pybind11_FOUND})
endif()
