#include "emit/wasm_loader.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <vector>

#include "adc/version.h"
#include "emit/javascript_language.h"
#include "emit/javascript_special.h"
#include "emit/special_functions.h"

namespace adc::emit {
namespace {

using kernel::ArrayId;

/// Arrays begin at multiples of so many bytes: a line of the cache.
constexpr std::size_t kAlignment = 64;

constexpr std::string_view kSingleFma = "fmaf";

/// Functions of C that WebAssembly has instructions for, or some.
bool is_instruction(std::string_view name) {
  constexpr std::array<std::string_view, 11> kNames{"fabs",     "sqrt",  "floor", "ceil",     "trunc",  "nearbyint",
                                                    "copysign", "isnan", "isinf", "isfinite", "signbit"};
  return std::ranges::find(kNames, name) != kNames.end();
}

/// The functions of C's library that the module calls.
std::vector<std::string> imports(const kernel::Program& program) {
  std::set<std::string> called;
  for (const kernel::Step& step : program.steps) {
    for (const kernel::Node& node : kernel::loops_of(step).nodes) {
      const auto* const apply = std::get_if<kernel::Apply>(&node);
      if (apply == nullptr || info(apply->op).function.empty()) continue;
      const bool is_single_fma = apply->op == ir::Op::Fma && program.float_type == ir::DType::F32;
      called.insert(is_single_fma ? std::string(kSingleFma) : std::string(info(apply->op).function));
    }
  }
  std::set<std::string> all = special::functions(called, false).library;
  std::erase_if(all, [](const std::string& name) { return is_instruction(name); });
  return {all.begin(), all.end()};
}

/// Where arrays lie in the module's memory, in bytes from `__heap_base` on.
class Layout {
 public:
  std::size_t add(std::size_t bytes) {
    const std::size_t begin = size_;
    size_ += (bytes + kAlignment - 1) / kAlignment * kAlignment;
    return begin;
  }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  std::size_t size_ = 0;
};

class Loader {
 public:
  Loader(const ir::Function& fn, const kernel::Program& program, const std::string& description, std::string_view file)
      : binary_(fn, program, description),
        signature_({program, description}, javascript_naming()),
        imports_(imports(program)),
        file_(file.empty() ? binary_.name() + ".wasm" : std::string(file)),
        type_(binary_.is_single() ? "Float32Array" : "Float64Array"),
        bytes_(program.float_bytes()) {}

  std::string run() {
    place_arrays();
    std::vector<std::string_view> names(imports_.begin(), imports_.end());
    for (std::string_view& name : names) name = name == kSingleFma ? "fma" : name;
    return notes() + javascript_functions(names) + library() + std::string(kModule) + bind() + load();
  }

 private:
  struct Placed {
    ArrayId id;
    std::size_t begin;  ///< in bytes
    std::size_t size;   ///< in numbers
    bool is_input;
  };

  /// Of a function that takes flat arrays all inputs lie side by side, and all outputs.
  void place_arrays() {
    Layout layout;
    for (const bool are_inputs : {true, false}) {
      std::size_t flat = 0;
      std::vector<Placed> own;
      for (const ArrayId id : signature_.given()) {
        if (signature_.is_input(id) != are_inputs) continue;
        const auto size = static_cast<std::size_t>(signature_.elements(id));
        own.push_back({id, binary_.is_flat() ? bytes_ * flat : layout.add(bytes_ * size), size, are_inputs});
        flat += size;
      }
      if (binary_.is_flat()) {
        const std::size_t begin = layout.add(bytes_ * flat);
        for (Placed& array : own) array.begin += begin;
        pointers_.push_back(begin);
      }
      for (const Placed& array : own) {
        if (!binary_.is_flat()) pointers_.push_back(array.begin);
        placed_.push_back(array);
      }
    }
    if (binary_.workspace_bytes() > 0) pointers_.push_back(layout.add(binary_.workspace_bytes()));
    size_ = layout.size();
  }

  [[nodiscard]] const std::string& name(ArrayId id) const { return signature_.array(id).name; }
  [[nodiscard]] bool is_number(ArrayId id) const { return signature_.array(id).is_scalar; }

  [[nodiscard]] std::string notes() const {
    std::string text = "/* ";
    for (const std::string& line : signature_.about())
      text += (line.empty() ? "" : text == "/* " ? "" : "   ") + line + "\n";
    return text +
           fmt::format(
               "\n   Runs {0}, which adc {1} wrote, too. `(await load()).{2}` takes a number for each scalar and an\n"
               "   array of numbers for each tensor, row-major, in the order above, checks them, and gives an object "
               "with all\n"
               "   outputs; booleans are 0 and 1. Functions that WebAssembly lacks are those of `Math`, which may "
               "differ from\n"
               "   those of other libraries in the last digits. */\n\n",
               c_safe(file_), ADC_VERSION, signature_.name());
  }

  /// A file's name neither ends a comment nor a string.
  static std::string c_safe(std::string text) {
    std::erase_if(text, [](char c) { return c == '\'' || c == '\\' || c == '*' || c == '\n' || c == '\r'; });
    return text;
  }

  /// A file's name as a part of a URL.
  static std::string in_url(std::string_view file) {
    constexpr std::string_view kPlain = "-._~";
    std::string text;
    for (const char c : file) {
      const auto byte = static_cast<unsigned char>(c);
      const bool is_plain = byte < 0x80 && (std::isalnum(byte) != 0 || kPlain.find(c) != std::string_view::npos);
      text += is_plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
    }
    return text;
  }

  /// The object that the module imports from; `memory()` is the module's.
  [[nodiscard]] std::string library() const {
    std::string text = "\nconst $library = (memory) => ({\n";
    for (const std::string& name : imports_) {
      if (name == "frexp")
        text +=
            "  frexp: (x, at) => {\n"
            "    const exponent = { at: 0 };\n"
            "    const m = adc_frexp(x, exponent);\n"
            "    new DataView(memory().buffer).setInt32(at, exponent.at, true);\n"
            "    return m;\n"
            "  },\n";
      else
        text += fmt::format("  {}: {},\n", name, javascript_name(name == kSingleFma ? "fma" : name));
    }
    return text + "});\n";
  }

  static constexpr std::string_view kModule = R"js(
/* A module from where it is: a URL, a response, or its bytes. */
async function $compiled(source) {
  if (source instanceof WebAssembly.Module) return source;
  if (typeof source === 'string' || source instanceof URL) {
    const url = new URL(source, import.meta.url);
    if (url.protocol === 'file:') {
      const { readFile } = await import('fs/promises');
      source = await readFile(url);
    } else {
      source = await fetch(url);
    }
  }
  if (typeof Response !== 'undefined' && source instanceof Response) {
    if (!source.ok) throw new Error(`${source.url}: ${source.status}`);
    source = await source.arrayBuffer();
  }
  return WebAssembly.compile(source);
}

function $checked(name, x) {
  if (typeof x !== 'number') throw new TypeError(`${name} is a number`);
  return x;
}

function $checkedAll(name, x, length) {
  if (!ArrayBuffer.isView(x) && !Array.isArray(x)) throw new TypeError(`${name} is an array of numbers`);
  if (x.length !== length) throw new RangeError(`${name} has ${length} numbers, and not ${x.length}`);
  return x;
}
)js";

  /// What inputs and the function may be called has no `$`.
  [[nodiscard]] std::string bind() const {
    std::string text = fmt::format(
        "\n/* In the module's memory, from `__heap_base` on: inputs, outputs{}, each at a multiple of {} bytes. */\n"
        "function $bound($exports) {{\n"
        "  const $base = Math.ceil($exports.__heap_base.value / {}) * {};\n"
        "  const $memory = $exports.memory;\n"
        "  const $missing = $base + {} - $memory.buffer.byteLength;\n"
        "  if ($missing > 0) $memory.grow(Math.ceil($missing / 65536));\n",
        binary_.workspace_bytes() > 0 ? ", a workspace" : "", kAlignment, kAlignment, kAlignment, size_);
    std::vector<std::string> parameters;
    std::string puts;
    std::vector<std::string> results;
    for (std::size_t i = 0; i < placed_.size(); ++i) {
      const Placed& array = placed_[i];
      text += fmt::format("  const $array{} = new {}($memory.buffer, $base + {}, {});\n", i, type_, array.begin,
                          array.size);
      const std::string& own = name(array.id);
      if (array.is_input) {
        parameters.push_back(own);
        puts += is_number(array.id)
                    ? fmt::format("    $array{}[0] = $checked('{}', {});\n", i, own, own)
                    : fmt::format("    $array{}.set($checkedAll('{}', {}, {}));\n", i, own, own, array.size);
      } else {
        results.push_back(is_number(array.id) ? fmt::format("{}: $array{}[0]", own, i)
                                              : fmt::format("{}: $array{}.slice()", own, i));
      }
    }
    std::vector<std::string> addresses;
    for (const std::size_t begin : pointers_) addresses.push_back(fmt::format("$base + {}", begin));
    text += fmt::format("  const $run = $exports['{}'];\n", binary_.name());
    return text + wrapped("  function " + signature_.name(), parameters, " {\n") + puts +
           wrapped("    $run", addresses, ";\n") + fmt::format("    return {{ {} }};\n  }}\n", joined(results)) +
           fmt::format("  return {{ {} }};\n}}\n", signature_.name());
  }

  [[nodiscard]] std::string load() const {
    return fmt::format(
        "\n/** Gives {{ {0} }}. `source`: a URL, a Response, the module's bytes, or a WebAssembly.Module. */\n"
        "export async function load(source = './{1}') {{\n"
        "  const module = await $compiled(source);\n"
        "  const instance = await WebAssembly.instantiate(module, {{ env: $library(() => instance.exports.memory) "
        "}});\n"
        "  return $bound(instance.exports);\n"
        "}}\n",
        signature_.name(), in_url(file_));
  }

  BinaryInterface binary_;
  Signature signature_;
  std::vector<std::string> imports_;
  std::string file_;
  std::string type_;
  std::size_t bytes_;
  std::vector<Placed> placed_;         // inputs, then outputs
  std::vector<std::size_t> pointers_;  // that the function is given, in bytes
  std::size_t size_ = 0;               // of all arrays, in bytes
};

}  // namespace

std::string wasm_loader(const ir::Function& fn, const kernel::Program& program, const std::string& description,
                        std::string_view file) {
  return Loader(fn, program, description, file).run();
}

}  // namespace adc::emit
