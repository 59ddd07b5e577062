#include "emit/cuda.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <set>

#include "emit/c_language.h"
#include "emit/c_names.h"
#include "emit/cpp_family.h"

namespace adc::emit {
namespace {

using kernel::ArrayId;
using Role = kernel::Loop::Role;

/// Whether it is a type of a few numbers, such as float4 or uint3.
bool is_vector_type(std::string_view name) {
  if (name.empty() || name.back() < '1' || name.back() > '4') return false;
  name.remove_suffix(1);
  if (name.starts_with('u')) name.remove_prefix(1);
  constexpr std::array<std::string_view, 7> kElements = {"char", "short", "int", "long", "longlong", "float", "double"};
  return std::ranges::find(kElements, name) != kElements.end();
}

/// Whether nvcc, which includes CUDA's headers by itself, has the name for something else: what each thread knows of
/// itself, types, and all that begins as the runtime's and the driver's names do.
bool is_reserved(std::string_view name) {
  constexpr std::array<std::string_view, 6> kWords = {"threadIdx", "blockIdx", "blockDim",
                                                      "gridDim",   "warpSize", "dim3"};
  const auto begins = [&](std::string_view prefix) {
    return name.starts_with(prefix) && name.size() > prefix.size() && name[prefix.size()] >= 'A' &&
           name[prefix.size()] <= 'Z';
  };
  return std::ranges::find(kWords, name) != kWords.end() || is_vector_type(name) || begins("cuda") || begins("CU");
}

std::string function_name(std::string_view name) {
  std::string result = c_identifier(name);
  return is_reserved(result) ? result + '_' : result;
}

std::string local(std::string_view name) {
  std::string result = c_local(name);
  constexpr std::array<std::string_view, 4> kTaken = {"stream", "turn", "turns", "adc_thread"};
  return is_reserved(result) || std::ranges::find(kTaken, result) != kTaken.end() ? result + '_' : result;
}

constexpr Naming kScalars{.function = function_name, .local = local, .ignores_case = false, .has_scalars = true};
constexpr Naming kArrays{.function = function_name, .local = local, .ignores_case = false, .has_scalars = false};

constexpr std::array<Helper, 6> kHelpers = {{
    {"adc_min",
     "/* nan if either is; -0 is less than +0 */\n"
     "static __device__ $T adc_min$f($T x, $T y) {\n"
     "  if (isnan(x) || isnan(y)) return x + y;\n"
     "  return x < y || (x == y && signbit(x)) ? x : y;\n"
     "}\n"},
    {"adc_max",
     "/* nan if either is; +0 is more than -0 */\n"
     "static __device__ $T adc_max$f($T x, $T y) {\n"
     "  if (isnan(x) || isnan(y)) return x + y;\n"
     "  return y < x || (x == y && signbit(y)) ? x : y;\n"
     "}\n"},
    {"adc_copysign",
     "/* nan if either is */\n"
     "static __device__ $T adc_copysign$f($T x, $T y) { return isnan(y) ? y : copysign$f(x, y); }\n"},
    {"adc_sign", "static __device__ $T adc_sign$f($T x) { return x > 0.0$f ? 1.0$f : x < 0.0$f ? -1.0$f : x; }\n"},
    {"adc_select", "static __device__ $T adc_select$f(bool c, $T x, $T y) { return c ? x : y; }\n"},
    {"adc_is_index",
     "/* whether x is an integer from 0 to extent - 1 */\n"
     "static __device__ bool adc_is_index$f($T x, $T extent) { return x >= 0.0$f && x < extent && trunc$f(x) == x; "
     "}\n"},
}};

std::string functions(std::span<const std::string_view> names) {
  return cpp_special_functions(names, "static __device__ ", "static __device__ ", kCGuard);
}

Language table() {
  Language cuda = cpp_family();
  cuda.sine_and_cosine = "$T $1, $2; sincos$f($0, &$1, &$2);";
  cuda.has_single_functions = true;
  cuda.has_strips = false;
  cuda.labels = "extern const char *const $0[$1];\nconst char *const $0[$1] = {$2};";
  cuda.integers = "extern const int $0[$1];\nconst int $0[$1] = {$2};";
  cuda.table = "static __device__ const $T $0[$1] = {$2};";
  cuda.guard = kCGuard;
  cuda.helpers = kHelpers;
  cuda.functions = functions;
  return cuda;
}

const Language& language() {
  static const Language kCuda = table();
  return kCuda;
}

std::string comment(const Signature& signature) {
  std::string text = open_comment(signature.about());
  if (signature.has_workspace())
    text += fmt::format("   workspace: {} bytes ({}_workspace_bytes), whose contents do not matter before or after\n",
                        signature.program().workspace_bytes, signature.name());
  if (signature.is_over_rows())
    text +=
        "\n   Row r of `rows` begins r * stride numbers after the pointer; a stride of 0 is an input that is the same "
        "in all.\n";
  text.back() = ' ';
  return text + "*/\n";
}

/// Writes a function of single numbers for kernels.
class DevicePrinter {
 public:
  DevicePrinter(const Source& source, const FloatType& type, Unit& unit)
      : signature_(source, kScalars), type_(type), unit_(unit) {}

  std::string run() {
    signature_.define_constants(type_, unit_);
    const kernel::Program& program = signature_.program();
    std::vector<std::string> parameters;
    for (const ArrayId id : signature_.given())
      parameters.push_back(
          fmt::format("{} {}{}", type_.type, signature_.is_input(id) ? "" : "&", signature_.array(id).name));
    const Context context{program, signature_.arrays(), type_, false, unit_};
    Lines out;
    out.open(wrapped("__device__ void " + signature_.name(), parameters, " {"));
    for (const ArrayId id : signature_.given()) {
      if (!signature_.is_used(id)) out.line(fmt::format("(void){};", signature_.array(id).name));
    }
    for (const kernel::Step& step : program.steps) RegionWriter(kernel::loops_of(step), context, out).run();
    out.close("}");
    return comment(signature_) + out.take();
  }

 private:
  Signature signature_;
  FloatType type_;
  Unit& unit_;
};

/// Writes a program as kernels and a function that launches them.
class KernelsPrinter {
 public:
  KernelsPrinter(const Source& source, const FloatType& type, Unit& unit)
      : signature_(source, kArrays), program_(source.program), type_(type), unit_(unit) {}

  std::string run() {
    signature_.define_constants(type_, unit_);
    std::string steps;
    for (std::size_t i = 0; i < program_.steps.size(); ++i) steps += step(i) + "\n";
    return steps + comment(signature_) + launcher();
  }

 private:
  [[nodiscard]] std::string step_name(std::size_t i) const { return fmt::format("{}_step{}", signature_.name(), i); }

  void add_parameters(ArrayId id, bool is_written, std::vector<std::string>& parameters) const {
    const ArrayName& array = signature_.array(id);
    parameters.push_back(fmt::format("{}{} *__restrict__ {}", is_written ? "" : "const ", type_.type, array.name));
    if (!array.stride.empty()) parameters.push_back("ptrdiff_t " + array.stride);
  }

  [[nodiscard]] bool has_tiles() const {
    return signature_.is_over_rows() && (program_.steps.size() > 1 || signature_.has_workspace());
  }

  /// How many threads can share a step's work: the turns of its parallel loops.
  [[nodiscard]] static std::string turns(const kernel::Region& region) {
    std::int64_t count = 1;
    bool has_rows = false;
    for (std::size_t l = 0; l < region.kept(); ++l) {
      const kernel::Loop& loop = region.loops[l];
      if (loop.role != Role::Parallel) continue;
      if (loop.is_of_rows)
        has_rows = true;
      else
        count *= loop.extent;
    }
    if (!has_rows) return std::to_string(count);
    return count == 1 ? "rows" : fmt::format("rows * {}", count);
  }

  std::string step(std::size_t i) {
    const kernel::Region& region = kernel::loops_of(program_.steps[i]);
    const std::set<ArrayId> written = written_by(program_.steps[i]);
    std::vector<std::string> parameters;
    if (signature_.is_over_rows()) parameters.emplace_back("ptrdiff_t rows");
    for (const ArrayId id : arrays_of(program_, program_.steps[i]))
      add_parameters(id, written.contains(id), parameters);
    Lines out;
    out.open(wrapped("static __global__ void " + step_name(i), parameters, " {"));
    out.line(fmt::format("const ptrdiff_t turns = {};", turns(region)));
    out.open("for (ptrdiff_t turn = adc_thread(); turn < turns; turn += adc_threads()) {");
    number_turns(region, out);
    Context context{program_, signature_.arrays(), type_, false, unit_};
    context.are_turns_given = true;
    RegionWriter(region, context, out).run();
    out.close("}");
    out.close("}");
    return out.take();
  }

  /// A thread's turn in each of the parallel loops: threads side by side do turns side by side of the innermost one; of
  /// rows, they do rows side by side.
  static void number_turns(const kernel::Region& region, Lines& out) {
    std::vector<std::size_t> loops;  // the fastest first
    for (std::size_t l = region.kept(); l-- > 0;) {
      if (region.loops[l].role == Role::Parallel) loops.push_back(l);
    }
    std::ranges::stable_partition(loops, [&](std::size_t l) { return region.loops[l].is_of_rows; });
    std::string rest = "turn";
    for (std::size_t k = 0; k < loops.size(); ++k) {
      const kernel::Loop& loop = region.loops[loops[k]];
      const std::string extent = loop.is_of_rows ? "rows" : std::to_string(loop.extent);
      if (k + 1 == loops.size()) {
        out.line(fmt::format("const ptrdiff_t i{} = {};", loops[k], rest));
      } else {
        out.line(fmt::format("const ptrdiff_t i{} = {} % {};", loops[k], rest, extent));
        const std::string left = fmt::format("rest{}", k);
        out.line(fmt::format("const ptrdiff_t {} = {} / {};", left, rest, extent));
        rest = left;
      }
    }
  }

  [[nodiscard]] std::string launcher() const {
    std::vector<std::string> parameters;
    if (signature_.is_over_rows()) parameters.emplace_back("size_t row_count");
    for (const ArrayId id : signature_.given()) {
      const ArrayName& array = signature_.array(id);
      parameters.push_back(fmt::format("{}{} *{}", signature_.is_input(id) ? "const " : "", type_.type, array.name));
      if (!array.stride.empty()) parameters.push_back("ptrdiff_t " + array.stride);
    }
    if (signature_.has_workspace()) parameters.push_back(fmt::format("{} *workspace", type_.type));
    parameters.emplace_back("cudaStream_t stream");
    Lines out;
    if (signature_.has_workspace())
      out.line(fmt::format("extern const size_t {0}_workspace_bytes;\nconst size_t {0}_workspace_bytes = {1};\n",
                           signature_.name(), program_.workspace_bytes));
    out.open(wrapped("cudaError_t " + signature_.name(), parameters, " {"));
    for (const ArrayId id : signature_.given()) {
      const ArrayName& array = signature_.array(id);
      if (!signature_.is_used(id)) out.line(fmt::format("(void){};", array.name));
      if (!signature_.is_used(id) && !array.stride.empty()) out.line(fmt::format("(void){};", array.stride));
    }
    for (ArrayId id = 0; id < program_.arrays.size(); ++id) {
      const auto* const part = std::get_if<kernel::Workspace>(&program_.arrays[id].place);
      if (part == nullptr) continue;
      const std::string offset = std::to_string(part->offset / program_.float_bytes());
      out.line(fmt::format("{} *const {} = workspace{};", type_.type, signature_.array(id).name,
                           part->offset == 0 ? "" : " + " + offset));
    }
    if (program_.steps.empty()) {
      if (signature_.is_over_rows()) out.line("(void)row_count;");
      out.line("(void)stream;");
    } else if (has_tiles()) {
      tiles(out);
    } else {
      if (signature_.is_over_rows()) out.line("const ptrdiff_t rows = (ptrdiff_t)row_count;");
      launch(out, "");
    }
    out.line("return cudaGetLastError();");
    out.close("}");
    return out.take();
  }

  void tiles(Lines& out) const {
    out.open(fmt::format("for (ptrdiff_t first = 0; first < (ptrdiff_t)row_count; first += {}) {{", *program_.tile));
    out.line("const ptrdiff_t left = (ptrdiff_t)row_count - first;");
    out.line(fmt::format("const ptrdiff_t rows = left < {} ? left : {};", *program_.tile, *program_.tile));
    launch(out, "first");
    out.close("}");
  }

  void launch(Lines& out, const std::string& first) const {
    for (std::size_t i = 0; i < program_.steps.size(); ++i) {
      const std::string threads = turns(kernel::loops_of(program_.steps[i]));
      if (threads == "0") continue;
      std::vector<std::string> arguments;
      if (signature_.is_over_rows()) arguments.emplace_back("rows");
      for (const ArrayId id : arrays_of(program_, program_.steps[i])) {
        const ArrayName& array = signature_.array(id);
        const bool moves = !array.stride.empty() && !first.empty();
        arguments.push_back(array.name + (moves ? fmt::format(" + {} * {}", first, array.stride) : ""));
        if (!array.stride.empty()) arguments.push_back(array.stride);
      }
      out.line(fmt::format("{}<<<adc_blocks({}), 256, 0, stream>>>({});", step_name(i), threads, joined(arguments)));
    }
  }

  Signature signature_;
  const kernel::Program& program_;
  FloatType type_;
  Unit& unit_;
};

bool is_for_kernels(const kernel::Program& program) {
  return !program.tile && program.steps.size() <= 1 && program.workspace_bytes == 0 &&
         std::ranges::all_of(program.arrays,
                             [](const kernel::Array& array) { return array.type.shape.dims().empty(); }) &&
         std::ranges::all_of(program.steps,
                             [](const kernel::Step& step) { return kernel::loops_of(step).loops.empty(); });
}

constexpr std::string_view kNotes =
    "/* CUDA C++; for the last bits of the sums and products that are written: nvcc -fmad=false. Arrays are "
    "row-major,\n"
    "   without gaps; a scalar is an array of one number, booleans are 0 and 1. What is written overlaps nothing "
    "else.\n"
    "   Nothing is allocated and nothing kept from call to call. */\n\n";

constexpr std::string_view kThreads =
    "static __device__ ptrdiff_t adc_thread() { return (ptrdiff_t)blockIdx.x * blockDim.x + threadIdx.x; }\n"
    "static __device__ ptrdiff_t adc_threads() { return (ptrdiff_t)gridDim.x * blockDim.x; }\n\n"
    "/* Blocks of 256 threads for so many turns, at most 32 for each multiprocessor: a thread does turn after turn. "
    "*/\n"
    "static inline unsigned adc_blocks(ptrdiff_t turns) {\n"
    "  int device = 0, processors = 1;\n"
    "  cudaGetDevice(&device);\n"
    "  cudaDeviceGetAttribute(&processors, cudaDevAttrMultiProcessorCount, device);\n"
    "  const ptrdiff_t blocks = (turns + 255) / 256;\n"
    "  const ptrdiff_t most = (ptrdiff_t)processors * 32;\n"
    "  return (unsigned)(blocks < 1 ? 1 : blocks < most ? blocks : most);\n"
    "}\n\n";

}  // namespace

std::string cuda_source(std::span<const Source> programs) {
  Unit unit(language());
  std::string functions;
  bool has_kernels = false;
  for (const Source& source : programs) {
    const FloatType type = source.program.float_type == ir::DType::F32 ? language().f32 : language().f64;
    const bool is_device = is_for_kernels(source.program);
    functions += (functions.empty() ? "" : "\n") +
                 (is_device ? DevicePrinter(source, type, unit).run() : KernelsPrinter(source, type, unit).run());
    has_kernels = has_kernels || !is_device;
  }
  return fmt::format("{}#include <math.h>\n#include <stddef.h>\n\n#include <cuda_runtime.h>\n\n{}{}{}", kNotes,
                     has_kernels ? kThreads : "", unit.definitions(), functions);
}

}  // namespace adc::emit
