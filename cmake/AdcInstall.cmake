# `cmake --install`: the headers, libadc with libadc-jit and libadc-check beside it, the program, and the packages for CMake and pkg-config.
include(CMakePackageConfigHelpers)

install(FILES include/adc.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY include/adc DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(TARGETS adc adc_train EXPORT adcTargets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS adc_jit LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
if(TARGET adc_check)
  install(TARGETS adc_check LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
endif()
install(TARGETS adc_program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})

set(ADC_PACKAGE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/adc)
install(EXPORT adcTargets NAMESPACE adc:: DESTINATION ${ADC_PACKAGE_DIR})
configure_package_config_file(cmake/adcConfig.cmake.in ${PROJECT_BINARY_DIR}/adcConfig.cmake
                              INSTALL_DESTINATION ${ADC_PACKAGE_DIR})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/adcConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/adcConfig.cmake ${PROJECT_BINARY_DIR}/adcConfigVersion.cmake
        DESTINATION ${ADC_PACKAGE_DIR})
configure_file(cmake/adc.pc.in ${PROJECT_BINARY_DIR}/adc.pc @ONLY)
configure_file(cmake/adc-train.pc.in ${PROJECT_BINARY_DIR}/adc-train.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/adc.pc ${PROJECT_BINARY_DIR}/adc-train.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
install(FILES docs/adc.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
