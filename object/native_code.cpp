#include "object/native_code.h"

#include <charconv>

#include "jit/symbols.h"
#include "object/elf_file.h"
#include "object/runtime_symbols.h"

namespace adc::object {
namespace {

template <class Deleter>
std::vector<std::unique_ptr<const jit::ProductPlan, Deleter>> plan(const jit::Object& object,
                                                                   const std::function<JitFunctions()>& jit) {
  std::vector<std::unique_ptr<const jit::ProductPlan, Deleter>> plans;
  if (object.products.empty()) return plans;
  const JitFunctions functions = jit();
  for (const kernel::MatrixProduct& product : object.products) {
    plans.emplace_back(functions.plan(product, object.product_type, object.product_threads), functions.release_plan);
    if (plans.back() == nullptr) throw Refused("there is no code for a matrix product");
  }
  return plans;
}

}  // namespace

NativeCode::NativeCode(const jit::Object& object, const std::function<JitFunctions()>& jit)
    : kind_(object.kind),
      least_rows_(static_cast<std::size_t>(object.least_rows)),
      most_rows_(static_cast<std::size_t>(object.most_rows)),
      workspace_bytes_(object.workspace_bytes),
      plans_(plan<decltype(&jit::adc_jit_release_plan)>(object, jit)),
      code_(load(object.bytes, jit::kEntrySymbol, [&](std::string_view symbol) { return find(symbol, jit); })) {}

const void* NativeCode::find(std::string_view symbol, const std::function<JitFunctions()>& jit) const {
  if (symbol == jit::kProduct) return reinterpret_cast<const void*>(jit().product);
  if (symbol == jit::kParallel) return reinterpret_cast<const void*>(jit().parallel);
  if (!symbol.starts_with(jit::kPlanPrefix)) return runtime_function(symbol);
  symbol.remove_prefix(jit::kPlanPrefix.size());
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(symbol.data(), symbol.data() + symbol.size(), number);
  const bool is_number = error == std::errc() && end == symbol.data() + symbol.size();
  return is_number && number < plans_.size() ? plans_[number].get() : nullptr;
}

}  // namespace adc::object
