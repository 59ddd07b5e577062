// Main programs in C++ and CUDA.
#include <fmt/core.h>

#include <algorithm>

#include "emit/cpp.h"
#include "emit/cuda.h"
#include "tests/languages/foreign.h"

namespace adc::tests {
namespace {

/// Memory of the device where there is one; rows with numbers between them that nobody may change.
constexpr std::string_view kSupport = R"(
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <vector>

static std::FILE *in, *out;

template <class T>
struct Array {
  std::size_t rows, size, gap;
  std::vector<T> numbers;
  T *place;
  Array(std::size_t of_rows, std::size_t of_row, std::size_t between, bool is_input)
      : rows(of_rows), size(of_row), gap(between), numbers(rows * (size + gap), T(NAN)), place(allocate<T>(numbers.size())) {
    for (std::size_t row = 0; row < rows && is_input; ++row) {
      for (std::size_t i = 0; i < size; ++i) {
        double x;
        if (std::fread(&x, sizeof x, 1, in) != 1) std::abort();
        numbers[row * (size + gap) + i] = T(x);
      }
    }
    put(place, numbers);
  }
  void write() {
    get(numbers, place);
    for (std::size_t row = 0; row < rows; ++row) {
      for (std::size_t i = 0; i < size; ++i) {
        const double x = double(numbers[row * (size + gap) + i]);
        std::fwrite(&x, sizeof x, 1, out);
      }
      for (std::size_t i = size; i < size + gap; ++i) {
        if (!std::isnan(numbers[row * (size + gap) + i])) std::abort();
      }
    }
  }
};
)";

constexpr std::string_view kOwnMemory = R"(
#include <algorithm>
#include <vector>
template <class T> T *allocate(std::size_t n) { return new T[n + 1]; }
template <class T> void put(T *to, const std::vector<T> &from) { std::copy(from.begin(), from.end(), to); }
template <class T> void get(std::vector<T> &to, const T *from) { std::copy(from, from + to.size(), to.begin()); }
)";

constexpr std::string_view kDeviceMemory = R"(
#include <cuda_runtime.h>
#include <vector>
static void check(cudaError_t error) { if (error != cudaSuccess) { std::fprintf(stderr, "%s\n", cudaGetErrorString(error)); std::exit(1); } }
template <class T> T *allocate(std::size_t n) { void *p = nullptr; check(cudaMalloc(&p, (n + 1) * sizeof(T))); return static_cast<T *>(p); }
template <class T> void put(T *to, const std::vector<T> &from) { if (!from.empty()) check(cudaMemcpy(to, from.data(), from.size() * sizeof(T), cudaMemcpyHostToDevice)); }
template <class T> void get(std::vector<T> &to, const T *from) { check(cudaDeviceSynchronize()); if (!to.empty()) check(cudaMemcpy(to.data(), from, to.size() * sizeof(T), cudaMemcpyDeviceToHost)); }
)";

bool is_input(const kernel::Array& array) { return std::holds_alternative<kernel::Input>(array.place); }

/// Whether the language gives functions single numbers by themselves.
enum class Style : std::uint8_t { Cpp, Cuda };

bool is_of_scalars(const kernel::Program& program) {
  return !program.tile && program.steps.size() <= 1 && program.workspace_bytes == 0 &&
         std::ranges::all_of(program.arrays, [](const kernel::Array& x) { return x.type.shape.dims().empty(); }) &&
         std::ranges::all_of(program.steps, [](const kernel::Step& x) { return kernel::loops_of(x).loops.empty(); });
}

std::string block(const kernel::Program& program, Style style) {
  const bool is_single = program.float_type == ir::DType::F32;
  const std::string type = is_single ? "float" : "double";
  const bool is_device_function = style == Style::Cuda && is_of_scalars(program);
  std::string text = "  {\n";
  std::string arguments = program.tile ? std::to_string(kForeignRows) : "";
  std::string outputs;
  std::string pointers;
  std::string parameters;
  const auto add = [&](const std::string& argument) { arguments += (arguments.empty() ? "" : ", ") + argument; };
  for (std::size_t id = 0; id < program.arrays.size(); ++id) {
    const kernel::Array& array = program.arrays[id];
    if (!array.is_given()) continue;
    const std::int64_t size = array.type.shape.elements();
    text += fmt::format("    Array<{}> a{}({}, {}, {}, {});\n", type, id, rows_of(program), size,
                        program.tile ? kForeignGap : 0, is_input(array));
    const bool is_scalar = !program.tile && array.type.shape.dims().empty();
    if (is_device_function) {
      add(fmt::format("*p{}", id));
      pointers += fmt::format("{}a{}.place", pointers.empty() ? "" : ", ", id);
      parameters += fmt::format("{}{} *p{}", parameters.empty() ? "" : ", ", type, id);
    } else {
      add(fmt::format("{}a{}.place", style == Style::Cpp && is_scalar ? "*" : "", id));
      if (program.tile) add(std::to_string(static_cast<std::size_t>(size) + kForeignGap));
    }
    if (!is_input(array)) outputs += fmt::format("    a{}.write();\n", id);
  }
  if (program.workspace_bytes > 0) {
    text +=
        fmt::format("    Array<{}> work(1, {}, 0, false);\n", type, program.workspace_bytes / program.float_bytes());
    add("work.place");
  }
  if (is_device_function) {
    text += fmt::format("    call_{}<<<1, 1>>>({});\n", program.name, pointers);
    return text + outputs + "  }\n";
  }
  if (style == Style::Cuda) add("nullptr");
  text += style == Style::Cuda ? fmt::format("    check({}({}));\n", program.name, arguments)
                               : fmt::format("    {}<{}>({});\n", program.name, type, arguments);
  return text + outputs + "  }\n";
}

/// A kernel that calls a device function.
std::string caller(const kernel::Program& program) {
  if (!is_of_scalars(program)) return "";
  const std::string type = program.float_type == ir::DType::F32 ? "float" : "double";
  std::string parameters;
  std::string arguments;
  for (std::size_t id = 0; id < program.arrays.size(); ++id) {
    parameters += fmt::format("{}{} *p{}", parameters.empty() ? "" : ", ", type, id);
    arguments += fmt::format("{}*p{}", arguments.empty() ? "" : ", ", id);
  }
  return fmt::format("static __global__ void call_{}({}) {{ {}({}); }}\n", program.name, parameters, program.name,
                     arguments);
}

std::string main_program(const std::vector<kernel::Program>& programs, Style style) {
  std::string functions;
  std::string calls;
  for (const kernel::Program& program : programs) {
    if (style == Style::Cuda) functions += caller(program);
    functions += fmt::format("static void run_{}() {{\n{}}}\n", program.name, block(program, style));
    calls += fmt::format("  run_{}();\n", program.name);
  }
  return fmt::format(
      "{}\nint main() {{\n  in = std::fopen(\"in\", \"rb\");\n  out = std::fopen(\"out\", \"wb\");\n{}"
      "  return std::fclose(out);\n}}\n",
      functions, calls);
}

std::string cpp_driver(const std::vector<kernel::Program>& programs) {
  return fmt::format("#include \"programs.hpp\"\n{}{}{}", kOwnMemory, kSupport, main_program(programs, Style::Cpp));
}

std::string cuda_driver(const std::vector<kernel::Program>& programs) {
  return fmt::format("#include <cstdio>\n#include <cstdlib>\n#include \"programs.cu\"\n{}{}{}", kDeviceMemory, kSupport,
                     main_program(programs, Style::Cuda));
}

/// What C++ has for "name<<<blocks, threads, …>>>(arguments);".
std::string without_launches(std::string text) {
  for (std::size_t at = text.find("<<<"); at != std::string::npos; at = text.find("<<<", at)) {
    const std::size_t begin = text.find_last_of(" \n", at) + 1;
    const std::size_t close = text.find(">>>", at);
    const std::size_t end = text.find(";\n", close);
    const std::string kernel = text.substr(begin, at - begin);
    const std::string shape = text.substr(at + 3, close - at - 3);
    const std::string arguments = text.substr(close + 3, end - close - 3);
    text.replace(begin, end - begin, fmt::format("on_processor([=] {{ {}{}; }}, {})", kernel, arguments, shape));
  }
  return text;
}

}  // namespace

Foreign foreign_cpp() {
  return {"cpp",
          emit::cpp_source,
          "programs.hpp",
          cpp_driver,
          "main.cpp",
          "g++ -std=c++17 -O0 -ffp-contract=off -fno-builtin -Wall -Wextra -Wpedantic -Wshadow -Werror main.cpp -o "
          "main && ./main"};
}

Foreign foreign_cuda_on_processor() {
  return {
      "cuda",
      [](std::span<const emit::Source> sources) { return without_launches(emit::cuda_source(sources)); },
      "programs.cu",
      [](const std::vector<kernel::Program>& programs) { return without_launches(cuda_driver(programs)); },
      "main.cpp",
      "g++ -std=c++17 -O0 -ffp-contract=off -fno-builtin -Wall -Wextra -Wno-unused-function -Werror -I" ADC_SOURCE_DIR
      "/tests/languages/cuda main.cpp -o main && ./main"};
}

Foreign foreign_cuda() {
  return {"cuda",      emit::cuda_source, "programs.cu",
          cuda_driver, "main.cu",         "nvcc -std=c++17 -O2 -fmad=false -arch=native main.cu -o main && ./main"};
}

}  // namespace adc::tests
