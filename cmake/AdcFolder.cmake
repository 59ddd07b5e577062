# The rules that every folder's target follows.

add_library(adc_flags INTERFACE)
target_compile_options(adc_flags INTERFACE -Wall -Wextra -Wpedantic -Werror -Wshadow -Wconversion -Wno-sign-conversion
                                           -Wno-missing-field-initializers
                                           -ffp-contract=off)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # g++ 12 reports overlaps in "literal" + std::string where there are none.
  target_compile_options(adc_flags INTERFACE -Wno-restrict)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # The stable_sort of g++ 12's library calls what C++17 deprecates, and clang warns of that.
  target_compile_options(adc_flags INTERFACE -Wno-deprecated-declarations)
endif()
if(ADC_SANITIZE)
  target_compile_options(adc_flags INTERFACE -fsanitize=${ADC_SANITIZE} -fno-omit-frame-pointer
                                             -fno-sanitize-recover=undefined)
  target_link_options(adc_flags INTERFACE -fsanitize=${ADC_SANITIZE})
endif()
# For what calls generated code: where clang checks the types of such calls it reads what stands before the function,
# but nothing need be mapped there.
add_library(adc_native_calls INTERFACE)
if(ADC_SANITIZE AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  target_compile_options(adc_native_calls INTERFACE -fno-sanitize=function)
endif()
# Shared libraries lack nothing; but those that clang's sanitizers are in find the runtime in the program.
set(ADC_NO_UNDEFINED -Wl,--no-undefined)
if(ADC_SANITIZE AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  set(ADC_NO_UNDEFINED "")
endif()

# adc_folder(NAME SOURCES file… [USES folder…] [LIBRARIES target…])
#
# Makes the static library adc_NAME from a folder's sources. The only include root that it gets holds links to
# the folder itself, to the public headers and to the folders it USES, so that a wrong include fails to build.
function(adc_folder name)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES;LIBRARIES" ${ARGN})
  add_library(adc_${name} STATIC ${ARG_SOURCES})
  adc_include_root(adc_${name} ${name} ${ARG_USES})
  set(uses ${ARG_USES})
  list(TRANSFORM uses PREPEND adc_)
  target_link_libraries(adc_${name} PUBLIC ${uses} PRIVATE adc_flags ${ARG_LIBRARIES})
endfunction()

# adc_library(NAME SOURCES file… [LIBRARIES target…]): the shared library libadc-NAME of a folder, adc::NAME, which is built on
# the public API alone, as any user's library would be. It finds those that it needs beside itself, in a wheel too.
function(adc_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_library(adc_${name} SHARED ${ARG_SOURCES})
  add_library(adc::${name} ALIAS adc_${name})
  set_target_properties(adc_${name} PROPERTIES
    OUTPUT_NAME adc-${name} EXPORT_NAME ${name} VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}
    INSTALL_RPATH "$ORIGIN" BUILD_WITH_INSTALL_RPATH ON LINK_DEPENDS ${PROJECT_SOURCE_DIR}/api/exports.map)
  adc_include_root(adc_${name} ${name} common)
  target_link_libraries(adc_${name} PUBLIC adc PRIVATE adc_common adc_flags ${ARG_LIBRARIES})
  target_link_options(adc_${name} PRIVATE -Wl,--exclude-libs,ALL -Wl,-Bsymbolic ${ADC_NO_UNDEFINED}
                                          -Wl,--version-script=${PROJECT_SOURCE_DIR}/api/exports.map)
endfunction()

# adc_plugin_build(SOURCE NAME header…): defines NAME in SOURCE of this folder: the version, and a hash of these headers of the
# project, which say what crosses between a library and the one that loads it (loading/library.h). Both define it.
function(adc_plugin_build source name)
  set(hashes "")
  foreach(header IN LISTS ARGN)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${header})
    file(SHA256 ${PROJECT_SOURCE_DIR}/${header} hash)
    string(APPEND hashes ${hash})
  endforeach()
  string(SHA256 hash "${hashes}")
  string(SUBSTRING ${hash} 0 12 hash)
  set_property(SOURCE ${source} APPEND PROPERTY COMPILE_DEFINITIONS ${name}="${PROJECT_VERSION}\ \(interface\ ${hash}\)")
endfunction()

# adc_plugin(NAME SOURCES file… [LIBRARIES target…]): libadc-NAME, which another library loads beside itself
# (loading/library.h). It exports what its sources mark, alone.
function(adc_plugin name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_library(adc_${name} SHARED ${ARG_SOURCES})
  set_target_properties(adc_${name} PROPERTIES OUTPUT_NAME adc-${name})
  adc_include_root(adc_${name} ${name})
  target_link_libraries(adc_${name} PRIVATE adc_flags ${ARG_LIBRARIES})
  target_link_options(adc_${name} PRIVATE -Wl,--exclude-libs,ALL -Wl,-Bsymbolic -Wl,--as-needed ${ADC_NO_UNDEFINED})
endfunction()

# adc_optimise_less(TARGET): for what is run once a command, and where compiling takes longer than it could ever save. It
# takes two thirds of the time; and less again without fmt's checks of each format, which builds for testing have.
function(adc_optimise_less target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
  target_compile_definitions(${target} PRIVATE $<$<CONFIG:Release>:FMT_CONSTEVAL=>)
endfunction()

# adc_include_root(TARGET folder…): gives TARGET an include root with links to the public headers and the folders; with
# ir to diag, whose failures are part of its interface.
function(adc_include_root target)
  set(root ${PROJECT_BINARY_DIR}/include-roots/${target})
  file(MAKE_DIRECTORY ${root})
  file(CREATE_LINK ${PROJECT_SOURCE_DIR}/include/adc ${root}/adc SYMBOLIC)
  if(ir IN_LIST ARGN)
    file(CREATE_LINK ${PROJECT_SOURCE_DIR}/diag ${root}/diag SYMBOLIC)
  endif()
  foreach(folder IN LISTS ARGN)
    cmake_path(GET folder PARENT_PATH parent)
    file(MAKE_DIRECTORY ${root}/${parent})
    file(CREATE_LINK ${PROJECT_SOURCE_DIR}/${folder} ${root}/${folder} SYMBOLIC)
  endforeach()
  target_include_directories(${target} PRIVATE ${root})
endfunction()
