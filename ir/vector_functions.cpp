#include "ir/vector_functions.h"

#include <fmt/core.h>

#include <dlfcn.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <vector>

namespace adc::ir {
namespace {

constexpr Op kFunctions[] = {
    Op::Acos, Op::Acosh, Op::Asin, Op::Asinh, Op::Atan,  Op::Atanh, Op::Cos,   Op::Cosh,
    Op::Erf,  Op::Erfc,  Op::Exp,  Op::Exp2,  Op::Expm1, Op::Log,   Op::Log10, Op::Log1p,
    Op::Log2, Op::Sin,   Op::Sinh, Op::Tan,   Op::Tanh,  Op::Atan2, Op::Hypot, Op::Pow,
};

/// The name in the x86 vector function ABI.
std::string symbol(Op op, unsigned bits, bool is_float) {
  const char* const isa = bits == 512 ? "e" : bits == 256 ? "d" : "b";
  return fmt::format("_ZGV{}N{}{}_{}{}", isa, bits / (is_float ? 32 : 64), std::string(info(op).arity, 'v'),
                     info(op).function, is_float ? "f" : "");
}

std::vector<VectorFunction> find_functions(unsigned bits) {
  std::vector<VectorFunction> found;
  void* const library = dlopen("libmvec.so.1", RTLD_NOW | RTLD_LOCAL);  // never closed: code calls it
  if (library == nullptr) return found;
  for (const Op op : kFunctions) {
    for (const bool is_float : {false, true}) {
      const std::string name = symbol(op, bits, is_float);
      if (const void* const address = dlsym(library, name.c_str())) found.push_back({op, is_float, name, address});
    }
  }
  return found;
}

}  // namespace

unsigned register_bits() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512dq")) return 512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return 256;
#endif
  return 128;
}

std::span<const VectorFunction> vector_functions(unsigned bits) {
  static std::mutex mutex;
  static auto& known = *new std::map<unsigned, std::vector<VectorFunction>>;
  const std::scoped_lock lock(mutex);
  const auto found = known.find(bits);
  return found != known.end() ? found->second : known.emplace(bits, find_functions(bits)).first->second;
}

const VectorFunction* vector_function(Op op, bool is_float, unsigned bits) {
  const std::span<const VectorFunction> known = vector_functions(bits);
  const auto found =
      std::ranges::find_if(known, [&](const VectorFunction& f) { return f.op == op && f.is_float == is_float; });
  return found != known.end() ? &*found : nullptr;
}

}  // namespace adc::ir
