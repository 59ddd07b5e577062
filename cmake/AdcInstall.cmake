# `cmake --install`: the headers, libadc with the libraries that it loads beside it, the program, and the packages for
# CMake and pkg-config. Each file belongs to a component, which cmake/AdcPackages.cmake makes a package of; a library that
# names none is one that libadc loads, and goes where libadc goes.
include(CMakePackageConfigHelpers)
set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME runtime)

install(FILES include/adc.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development)
install(DIRECTORY include/adc DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development)
install(TARGETS adc EXPORT adcTargets
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT runtime NAMELINK_COMPONENT development)
install(TARGETS adc_plot EXPORT adc-plot
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT runtime NAMELINK_COMPONENT development)
install(TARGETS adc_train EXPORT adc-train
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT runtime NAMELINK_COMPONENT development)
install(TARGETS adc_explain EXPORT adc-explain
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT runtime NAMELINK_COMPONENT development)
install(TARGETS adc_session EXPORT adc-session
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT runtime NAMELINK_COMPONENT development)
foreach(library IN ITEMS adc_jit adc_targets)
  if(TARGET ${library})
    install(TARGETS ${library} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT runtime)
  endif()
endforeach()
foreach(component IN ITEMS check mpi solve)
  if(TARGET adc_${component})
    install(TARGETS adc_${component} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT ${component})
  endif()
endforeach()
install(TARGETS adc_program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT program)

set(ADC_PACKAGE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/adc)
set(exports adcTargets adc-explain adc-plot adc-session adc-train)
if(TARGET adc_static)
  install(TARGETS adc_static EXPORT adc-static ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development
          OPTIONAL)
  list(APPEND exports adc-static)
endif()
# The build tree is a package, too: whose prefix path leads there finds what has been built.
foreach(export IN LISTS exports)
  install(EXPORT ${export} NAMESPACE adc:: DESTINATION ${ADC_PACKAGE_DIR} COMPONENT development)
  export(EXPORT ${export} NAMESPACE adc:: FILE ${PROJECT_BINARY_DIR}/${export}.cmake)
endforeach()
configure_package_config_file(cmake/adcConfig.cmake.in ${PROJECT_BINARY_DIR}/adcConfig.cmake
                              INSTALL_DESTINATION ${ADC_PACKAGE_DIR})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/adcConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/adcConfig.cmake ${PROJECT_BINARY_DIR}/adcConfigVersion.cmake
        DESTINATION ${ADC_PACKAGE_DIR} COMPONENT development)
# From the folder of the .pc files up to the prefix, as many steps as this libdir has (lib/x86_64-linux-gnu, say).
file(RELATIVE_PATH ADC_PREFIX_OF_PC /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
configure_file(cmake/adc.pc.in ${PROJECT_BINARY_DIR}/adc.pc @ONLY)
configure_file(cmake/adc-plot.pc.in ${PROJECT_BINARY_DIR}/adc-plot.pc @ONLY)
configure_file(cmake/adc-train.pc.in ${PROJECT_BINARY_DIR}/adc-train.pc @ONLY)
configure_file(cmake/adc-explain.pc.in ${PROJECT_BINARY_DIR}/adc-explain.pc @ONLY)
configure_file(cmake/adc-session.pc.in ${PROJECT_BINARY_DIR}/adc-session.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/adc.pc ${PROJECT_BINARY_DIR}/adc-explain.pc ${PROJECT_BINARY_DIR}/adc-plot.pc
              ${PROJECT_BINARY_DIR}/adc-session.pc ${PROJECT_BINARY_DIR}/adc-train.pc
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)

# What users read; how adc is built stays with the sources.
foreach(document IN ITEMS c cache cookbook cpp distributed fit language latex minimise plots program python terminal training tutorial)
  install(FILES docs/${document}.md DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)
endforeach()
install(DIRECTORY docs/reference docs/pictures DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)

# The program writes its own manual pages, and its completions where each shell looks for those of programs under its prefix.
function(adc_install_printed file)
  list(JOIN ARGN "\" \"" words)
  install(CODE "
    set(file \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${file}\")
    get_filename_component(folder \"\${file}\" DIRECTORY)
    file(MAKE_DIRECTORY \"\${folder}\")
    message(STATUS \"Installing: \${file}\")
    execute_process(COMMAND \"$<TARGET_FILE:adc_program>\" \"${words}\" OUTPUT_FILE \"\${file}\"
                    COMMAND_ERROR_IS_FATAL ANY)" COMPONENT program)
endfunction()
if(NOT CMAKE_CROSSCOMPILING)
  adc_install_printed(${CMAKE_INSTALL_DATADIR}/bash-completion/completions/adc --completions bash)
  adc_install_printed(${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions/_adc --completions zsh)
  adc_install_printed(${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d/adc.fish --completions fish)
  adc_install_printed(${CMAKE_INSTALL_MANDIR}/man1/adc.1 --man)
  # Each command is declared in tools/command.h: a page for each.
  file(STRINGS tools/command.h declared REGEX "Command [a-z]+_command\\(\\)")
  foreach(line IN LISTS declared)
    string(REGEX REPLACE ".*Command ([a-z]+)_command.*" "\\1" command "${line}")
    adc_install_printed(${CMAKE_INSTALL_MANDIR}/man1/adc-${command}.1 --man ${command})
  endforeach()
endif()

# The Python package goes into packages alone: a prefix of one's own is not where Python looks; there is `ninja wheel`.
if(ADC_PYTHON)
  set(ADC_PYTHON_DIR lib/python3/dist-packages CACHE STRING "Where packages have the Python package, below the prefix")
  file(GLOB python_sources CONFIGURE_DEPENDS python/adc/*.py python/adc/*.pyi python/adc/py.typed)
  install(TARGETS adc_python LIBRARY DESTINATION ${ADC_PYTHON_DIR}/adc COMPONENT python EXCLUDE_FROM_ALL)
  install(FILES ${python_sources} DESTINATION ${ADC_PYTHON_DIR}/adc COMPONENT python EXCLUDE_FROM_ALL)
endif()
include(AdcPackages)
