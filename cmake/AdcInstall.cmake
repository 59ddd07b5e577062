# `cmake --install`: the headers, libadc with libadc-jit, libadc-targets and libadc-check beside it, the program, and the packages for CMake and pkg-config.
include(CMakePackageConfigHelpers)

install(FILES include/adc.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY include/adc DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(TARGETS adc EXPORT adcTargets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS adc_train EXPORT adc-train LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS adc_jit adc_targets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
if(TARGET adc_check)
  install(TARGETS adc_check LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
endif()
install(TARGETS adc_program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})

set(ADC_PACKAGE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/adc)
set(exports adcTargets adc-train)
if(TARGET adc_static)
  install(TARGETS adc_static EXPORT adc-static ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  list(APPEND exports adc-static)
endif()
# The build tree is a package, too: whose prefix path leads there finds what has been built.
foreach(export IN LISTS exports)
  install(EXPORT ${export} NAMESPACE adc:: DESTINATION ${ADC_PACKAGE_DIR})
  export(EXPORT ${export} NAMESPACE adc:: FILE ${PROJECT_BINARY_DIR}/${export}.cmake)
endforeach()
configure_package_config_file(cmake/adcConfig.cmake.in ${PROJECT_BINARY_DIR}/adcConfig.cmake
                              INSTALL_DESTINATION ${ADC_PACKAGE_DIR})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/adcConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/adcConfig.cmake ${PROJECT_BINARY_DIR}/adcConfigVersion.cmake
        DESTINATION ${ADC_PACKAGE_DIR})
configure_file(cmake/adc.pc.in ${PROJECT_BINARY_DIR}/adc.pc @ONLY)
configure_file(cmake/adc-train.pc.in ${PROJECT_BINARY_DIR}/adc-train.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/adc.pc ${PROJECT_BINARY_DIR}/adc-train.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
install(FILES docs/adc.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
