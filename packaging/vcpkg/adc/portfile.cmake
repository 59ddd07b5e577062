# An overlay port: vcpkg install adc --overlay-ports=packaging/vcpkg. It builds the sources that it stands in. libxsmm is
# no port: the system's is found (libxsmm-dev), or -DADC_XSMM=…, -DADC_XSMM_NOBLAS=… and -DADC_XSMM_INCLUDE=… say where.
get_filename_component(SOURCE_PATH "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

vcpkg_cmake_configure(SOURCE_PATH "${SOURCE_PATH}" OPTIONS -DADC_TESTS=OFF -DADC_BENCH=OFF -DADC_UNITY=ON)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH lib/cmake/adc)
vcpkg_fixup_pkgconfig()
vcpkg_copy_tools(TOOL_NAMES adc AUTO_CLEAN)
file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/debug/include" "${CURRENT_PACKAGES_DIR}/debug/share")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
