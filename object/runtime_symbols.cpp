#include "object/runtime_symbols.h"

#include <cmath>
#include <unordered_map>

#include "ir/external.h"
#include "ir/op.h"
#include "ir/runtime.h"
#include "ir/vector_functions.h"
#include "jit/symbols.h"

namespace adc::object {
namespace {

using Addresses = std::unordered_map<std::string_view, const void*>;

Addresses c_functions() {
  Addresses result;
  for (const ir::Op op : ir::elementwise_ops()) {
    if (const void* const address = ir::function_address(op)) result.emplace(info(op).function, address);
  }
  for (std::size_t arity = 1; arity <= ir::kMostExternalArguments; ++arity) {
    const ir::Op op = ir::external_op(arity);
    result.emplace(info(op).function, ir::function_address(op));
  }
  result.emplace(jit::kSincos, ir::sincos_address());
  result.emplace(jit::kFmaf, reinterpret_cast<const void*>(&::fmaf));
  return result;
}

Addresses vector_functions() {
  Addresses result;
  for (const ir::VectorFunction& function : ir::vector_functions(ir::register_bits())) {
    result.emplace(function.symbol, function.address);
  }
  return result;
}

const void* find(const Addresses& known, std::string_view name) {
  const auto found = known.find(name);
  return found != known.end() ? found->second : nullptr;
}

}  // namespace

const void* runtime_function(std::string_view symbol) {
  static const Addresses& of_c = *new Addresses(c_functions());
  if (symbol.starts_with(jit::kRuntimePrefix)) return find(of_c, symbol.substr(jit::kRuntimePrefix.size()));
  static const Addresses& of_vectors = *new Addresses(vector_functions());
  return find(of_vectors, symbol);
}

}  // namespace adc::object
