# `cpack`, or ./dev package: Debian packages, one for each component of cmake/AdcInstall.cmake, and an archive of the whole
# that runs wherever it is unpacked. What a package needs is read off its libraries, in Debian's versions.
set(components runtime development program)
foreach(component IN ITEMS check mpi solve)
  if(TARGET adc_${component})
    list(APPEND components ${component})
  endif()
endforeach()
if(TARGET adc_notebook)
  list(APPEND components notebook)
endif()
if(ADC_PYTHON)
  list(APPEND components python)
endif()

set(CPACK_PACKAGE_NAME adc)
set(CPACK_PACKAGE_VENDOR "the adc project")
set(CPACK_PACKAGE_CONTACT "the adc project <adc@localhost>" CACHE STRING "Maintainer of the packages, as Debian wants it")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_COMPONENTS_ALL ${components})
set(CPACK_STRIP_FILES ON)
set(CPACK_GENERATOR DEB TGZ)
set(CPACK_THREADS 0)
# The archive holds all of them.
set(CPACK_ARCHIVE_COMPONENT_INSTALL ON)
set(CPACK_COMPONENT_INCLUDE_TOPLEVEL_DIRECTORY ON)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_PROJECT_CONFIG_FILE ${CMAKE_CURRENT_LIST_DIR}/AdcCPack.cmake)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${PROJECT_BINARY_DIR})
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS_POLICY =)
set(CPACK_DEBIAN_ENABLE_COMPONENT_DEPENDS OFF)
set(same "(= ${PROJECT_VERSION})")
set(library libadc${PROJECT_VERSION_MAJOR})

# adc_package(COMPONENT NAME SECTION SUMMARY TEXT [FIELD value]…): the Debian package of a component, with further fields.
macro(adc_package component name section summary text)
  string(TOUPPER ${component} upper)
  set(CPACK_DEBIAN_${upper}_PACKAGE_NAME ${name})
  set(CPACK_DEBIAN_${upper}_PACKAGE_SECTION ${section})
  set(CPACK_DEBIAN_${upper}_DESCRIPTION "${summary}\n${text}")
  cmake_parse_arguments(fields "" "DEPENDS;RECOMMENDS" "" ${ARGN})
  if(fields_DEPENDS)
    set(CPACK_DEBIAN_${upper}_PACKAGE_DEPENDS "${fields_DEPENDS}")
  endif()
  if(fields_RECOMMENDS)
    set(CPACK_DEBIAN_${upper}_PACKAGE_RECOMMENDS "${fields_RECOMMENDS}")
  endif()
  if(component STREQUAL "python")
    set(all EXCLUDE_FROM_ALL)
  else()
    set(all "")
  endif()
  install(FILES ${PROJECT_SOURCE_DIR}/packaging/debian/copyright DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/doc/${name}
          COMPONENT ${component} ${all})
endmacro()

adc_package(runtime ${library} libs "exact derivatives of formulas in native code: libraries"
            "The libraries libadc, libadc-explain, libadc-plot, libadc-session and libadc-train, and libadc-jit and libadc-targets with LLVM inside, which libadc loads for native code."
            RECOMMENDS "${library}-check ${same}, ${library}-solve ${same}")
adc_package(development libadc-dev libdevel "exact derivatives of formulas in native code: headers"
            "Headers for C++ and C, and packages for CMake and pkg-config." DEPENDS "${library} ${same}")
adc_package(program adc math "turns formulas into exact derivatives"
            "Text goes in, as it stands in a lecture; out come values, gradients and Hessians, a derivative that a person can
read, native code, or source in another language." DEPENDS "${library} ${same}" RECOMMENDS "${library}-check ${same}")
adc_package(check ${library}-check libs "exact derivatives of formulas in native code: high precision"
            "What `adc check` compares with: as many digits as are asked for, through MPFR."
            DEPENDS "${library} ${same}")
adc_package(solve ${library}-solve libs "exact derivatives of formulas in native code: minima with constraints"
            "What `adc minimise` with constraints and `adc fit` run: Ipopt, NLopt and Ceres, fed with exact derivatives."
            DEPENDS "${library} ${same}")
adc_package(mpi ${library}-mpi libs "exact derivatives of formulas in native code: several processes"
            "What `adc train` shares its examples by where Open MPI's mpirun starts it."
            DEPENDS "${library} ${same}")
if(TARGET adc_notebook)
  adc_package(notebook adc-notebook math "turns formulas into exact derivatives: notebooks"
              "The kernel for Jupyter's notebooks; `adc kernel install` tells Jupyter of it." DEPENDS "adc ${same}")
endif()
adc_package(python python3-adc python "exact derivatives of formulas in native code: Python"
            "The package adc for Python: functions that take and give arrays of NumPy."
            DEPENDS "${library} ${same}, python3 (>= ${Python_VERSION_MAJOR}.${Python_VERSION_MINOR}), python3 (<< ${Python_VERSION_MAJOR}.${Python_VERSION_MINOR}.99), python3-numpy")
include(CPack)
