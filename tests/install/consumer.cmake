# cmake -DBUILD=… -DSOURCE=… -DCOMPILER=… -P consumer.cmake: is an installed adc complete, and can it be moved?
set(work ${BUILD}/install-test)
file(REMOVE_RECURSE ${work})

# run(OUTPUT command…): the command's standard output; fails if the command does.
function(run output)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE out ERROR_VARIABLE err)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "${ARGN} failed (${code}):\n${out}${err}")
  endif()
  set(${output} "${out}" PARENT_SCOPE)
endfunction()

# expect(TEXT PATTERN): fails unless the text matches.
function(expect text pattern)
  if(NOT text MATCHES "${pattern}")
    message(FATAL_ERROR "expected ${pattern}, got:\n${text}")
  endif()
endfunction()

run(ignored ${CMAKE_COMMAND} --install ${BUILD} --prefix ${work}/first)
file(RENAME ${work}/first ${work}/prefix)

run(out ${work}/prefix/bin/adc eval "cos(sin(x²)+3x²)" x=0.5 --grad --tier native)
expect("${out}" "0\\.54248497571403.*-3\\.33414641414497")

# Each command has its manual page.
run(help ${work}/prefix/bin/adc --help)
string(REGEX MATCHALL "\n  [a-z]+ " commands "${help}")
foreach(command IN LISTS commands)
  string(STRIP "${command}" command)
  file(READ ${work}/prefix/share/man/man1/adc-${command}.1 page)
  expect("${page}" "^\\.TH adc-${command} 1 .*SEE ALSO")
endforeach()
file(READ ${work}/prefix/share/man/man1/adc.1 page)
expect("${page}" "BR adc\\\\-repl \\(1\\)")

file(READ ${work}/prefix/share/doc/adc/tutorial.md page)
expect("${page}" "See backpropagation")

run(ignored ${CMAKE_COMMAND} -G Ninja -S ${SOURCE}/examples/gradient -B ${work}/consumer -DCMAKE_PREFIX_PATH=${work}/prefix
    -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_BUILD_TYPE=Release)
run(ignored ${CMAKE_COMMAND} --build ${work}/consumer)
run(out ${work}/consumer/gradient)
expect("${out}" "f = 0\\.000000 at x = 1\\.000000 y = 1\\.000000")

# The library for training is a target of its own.
run(ignored ${CMAKE_COMMAND} -G Ninja -S ${SOURCE}/examples/xor -B ${work}/xor -DCMAKE_PREFIX_PATH=${work}/prefix
    -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_BUILD_TYPE=Release)
run(ignored ${CMAKE_COMMAND} --build ${work}/xor)
run(out ${work}/xor/xor)
expect("${out}" "the loss is small enough\n0 xor 0 = 0\\.0")
foreach(library explain plot session train)
  run(symbols nm -D --defined-only --demangle ${work}/prefix/lib/libadc-${library}.so)
  string(REGEX MATCHALL "[^\n]+" lines "${symbols}")
  foreach(line IN LISTS lines)
    expect("${line}" " (adc_[a-z_]+$|adc::v0::|typeinfo for adc::v0::Error|typeinfo name for adc::v0::Error|vtable for adc::v0::Error)")
  endforeach()
endforeach()

# Components that are installed are found, others are not, with the reason.
run(ignored ${CMAKE_COMMAND} -S ${SOURCE}/tests/install/components -B ${work}/components -DCMAKE_PREFIX_PATH=${work}/prefix
    -DCMAKE_CXX_COMPILER=${COMPILER} "-DWANTED=explain;plot;session;train")
execute_process(COMMAND ${CMAKE_COMMAND} -S ${SOURCE}/tests/install/components -B ${work}/no_component -DCMAKE_PREFIX_PATH=${work}/prefix
                        -DCMAKE_CXX_COMPILER=${COMPILER} "-DWANTED=train;fast" RESULT_VARIABLE code OUTPUT_QUIET ERROR_VARIABLE errors)
if(code EQUAL 0)
  message(FATAL_ERROR "a component that there is not is found")
endif()
string(REGEX REPLACE "[ \n]+" " " errors "${errors}")
expect("${errors}" "has no component \"fast\"; it has: explain, plot, session, train")

# The build tree is a package, too.
run(ignored ${CMAKE_COMMAND} -G Ninja -S ${SOURCE}/examples/gradient -B ${work}/of_build -Dadc_DIR=${BUILD} -DCMAKE_CXX_COMPILER=${COMPILER}
    -DCMAKE_BUILD_TYPE=Release)
run(ignored ${CMAKE_COMMAND} --build ${work}/of_build)
run(out ${work}/of_build/gradient)
expect("${out}" "f = 0\\.000000 at x = 1\\.000000 y = 1\\.000000")

# A program that has libadc inside is one file. Native code it makes where libadc-jit is found: beside it, or where the
# linker looks; elsewhere it says so, and computes all the same.
if(EXISTS ${work}/prefix/lib/libadc.a)
  run(ignored ${CMAKE_COMMAND} -G Ninja -S ${SOURCE}/tests/install/static -B ${work}/static -DCMAKE_PREFIX_PATH=${work}/prefix
      -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_BUILD_TYPE=Release)
  run(ignored ${CMAKE_COMMAND} --build ${work}/static)
  run(needed objdump -p ${work}/static/static)
  if(needed MATCHES "NEEDED +libadc")
    message(FATAL_ERROR "the program that has libadc inside needs it:\n${needed}")
  endif()
  set(ENV{ADC_CACHE} off)
  run(out ${work}/static/static)
  expect("${out}" "0\\.54248497571403.*-3\\.33414641414497.*native code is not available.*static/libadc-jit.so")
  run(out ${CMAKE_COMMAND} -E env LD_LIBRARY_PATH=${work}/prefix/lib ${work}/static/static)
  expect("${out}" "natively 0\\.54248497571403")
  file(COPY ${work}/static/static DESTINATION ${work}/prefix/lib)
  run(out ${work}/prefix/lib/static)
  expect("${out}" "natively 0\\.54248497571403")
  unset(ENV{ADC_CACHE})
endif()

# Sources in an older C++ are told what they need.
execute_process(COMMAND ${COMPILER} -std=c++17 -fsyntax-only -I${work}/prefix/include ${SOURCE}/examples/gradient/main.cpp
                RESULT_VARIABLE code ERROR_VARIABLE errors)
expect("${errors}" "needs C\\+\\+20")

# What has the strings of before C++11 does not link, where it would crash.
execute_process(COMMAND ${COMPILER} -std=c++20 -D_GLIBCXX_USE_CXX11_ABI=0 -I${work}/prefix/include ${SOURCE}/examples/gradient/main.cpp
                        -o ${work}/old_strings -L${work}/prefix/lib -ladc RESULT_VARIABLE code ERROR_VARIABLE errors)
if(code EQUAL 0)
  message(FATAL_ERROR "a program with the strings of before C++11 links")
endif()
expect("${errors}" "undefined reference to `adc::v0_old_strings::compile")

# C programs, by CMake's package and by pkg-config's.
run(ignored ${CMAKE_COMMAND} -G Ninja -S ${SOURCE}/examples/c -B ${work}/c -DCMAKE_PREFIX_PATH=${work}/prefix
    -DCMAKE_C_COMPILER=${C_COMPILER} -DCMAKE_BUILD_TYPE=Release)
run(ignored ${CMAKE_COMMAND} --build ${work}/c)
run(out ${work}/c/formulas)
expect("${out}" "f = 24\\.2000  df/dx = -215\\.6000  df/dy = -88\\.0000")
find_program(pkg_config NAMES pkg-config pkgconf)
if(pkg_config)
  set(ENV{PKG_CONFIG_PATH} ${work}/prefix/lib/pkgconfig)
  run(flags ${pkg_config} --cflags --libs adc)
  separate_arguments(flags UNIX_COMMAND "${flags}")
  run(ignored ${C_COMPILER} -std=c99 -Wall -Wextra -Wpedantic -Werror ${SOURCE}/examples/c/main.c -o ${work}/by_pkg_config ${flags}
      -Wl,-rpath,${work}/prefix/lib)
  run(again ${work}/by_pkg_config)
  if(NOT again STREQUAL out)
    message(FATAL_ERROR "one program says\n${again}and\n${out}")
  endif()
  run(of_cxx ${pkg_config} --variable=cxxflags adc)
  separate_arguments(of_cxx UNIX_COMMAND "${of_cxx}")
  run(ignored ${COMPILER} ${of_cxx} ${SOURCE}/examples/gradient/main.cpp -o ${work}/cxx_by_pkg_config ${flags} -Wl,-rpath,${work}/prefix/lib)
  run(again ${work}/cxx_by_pkg_config)
  expect("${again}" "f = 0\\.000000 at x = 1\\.000000 y = 1\\.000000")
else()
  message("there is no pkg-config: that a program compiles by it is not looked at")
endif()

# The functions of C that it exports are those of its headers.
file(STRINGS ${SOURCE}/include/adc.h header)
file(STRINGS ${SOURCE}/include/adc/sparse.h sparse)
list(APPEND header ${sparse})
string(REGEX MATCHALL "adc_[a-z0-9_]+\\(" declared "${header}")
list(TRANSFORM declared REPLACE "\\($" "")
run(symbols nm -D --defined-only --format=just-symbols ${work}/prefix/lib/libadc.so)
string(REGEX MATCHALL "[^\n]+" exported "${symbols}")
list(FILTER exported INCLUDE REGEX "^adc_")
list(LENGTH exported count)
list(REMOVE_ITEM exported ${declared})
if(exported)
  message(FATAL_ERROR "libadc exports ${exported}, which adc.h and adc/sparse.h do not declare")
endif()
if(count LESS 50)
  message(FATAL_ERROR "libadc exports only ${count} functions of C")
endif()

# What else the library exports is the public namespace alone.
run(symbols nm -D --defined-only --demangle ${work}/prefix/lib/libadc.so)
string(REGEX MATCHALL "[^\n]+" lines "${symbols}")
foreach(line IN LISTS lines)
  expect("${line}" " (adc_[a-z0-9_]+$|adc::v0::[A-Za-z_]+(::|\\(|\\[abi)|typeinfo for adc::v0::Error|typeinfo name for adc::v0::Error|vtable for adc::v0::Error)")
  if(line MATCHES "adc::(v0::)?(analysis|api|c|cache|data|diag|emit|ir|jit|kernel|object|parser|passes|precise|run|tape)::")
    message(FATAL_ERROR "libadc exports ${line}")
  endif()
endforeach()

# libadc-jit and libadc-targets export their entry points alone, and have LLVM inside.
foreach(part jit targets)
  run(symbols nm -D --defined-only ${work}/prefix/lib/libadc-${part}.so)
  string(REGEX MATCHALL "[^\n]+" lines "${symbols}")
  foreach(line IN LISTS lines)
    expect("${line}" " T adc_${part}_[a-z_]+$")
  endforeach()
  run(needed objdump -p ${work}/prefix/lib/libadc-${part}.so)
  if(needed MATCHES "NEEDED +lib(LLVM|z3|xml2|ffi|utf8proc|mpfr)")
    message(FATAL_ERROR "libadc-${part} needs what it should not:\n${needed}")
  endif()
endforeach()
