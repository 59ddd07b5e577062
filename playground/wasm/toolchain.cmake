# For WebAssembly: Debian's clang, and its C and C++ libraries for WASI. One thread; exceptions are WebAssembly's own.
set(CMAKE_SYSTEM_NAME WASI)
set(CMAKE_SYSTEM_PROCESSOR wasm32)
set(CMAKE_C_COMPILER clang-19)
set(CMAKE_CXX_COMPILER clang++-19)
set(CMAKE_AR llvm-ar-19)
set(CMAKE_RANLIB llvm-ranlib-19)
set(CMAKE_C_COMPILER_TARGET wasm32-wasi)
set(CMAKE_CXX_COMPILER_TARGET wasm32-wasi)
list(APPEND CMAKE_MODULE_PATH ${CMAKE_CURRENT_LIST_DIR})

# Libraries that are headers alone are the machine's own: the compiler looks for them last, behind what is WASI's.
set(CMAKE_PREFIX_PATH /usr)

set(features "-fwasm-exceptions -mbulk-memory -mnontrapping-fptoint -Wno-unused-command-line-argument -D_WASI_EMULATED_MMAN -isystem ${CMAKE_CURRENT_LIST_DIR}/include")
set(CMAKE_C_FLAGS_INIT "${features}")
# Boost 1.74 still knows what C++17 has taken away.
set(CMAKE_CXX_FLAGS_INIT "${features} -DBOOST_NO_CXX98_FUNCTION_BASE")
