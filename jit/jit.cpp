#include "jit/jit.h"

#include <llvm/IR/LLVMContext.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <span>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "ir/build.h"
#include "ir/vector_functions.h"
#include "jit/lower_scalars.h"
#include "jit/lower_tensors.h"
#include "jit/product.h"
#include "jit/symbols.h"
#include "jit/target.h"
#include "kernel/lower.h"
#include "kernel/rows.h"
#include "kernel/schedule.h"
#include "kernel/slices.h"
#include "kernel/summed_rows.h"

namespace adc::jit {
namespace {

constexpr std::size_t kSlotBytes = sizeof(double);

/// A module, and what its object file comes with.
struct Compiled {
  std::unique_ptr<llvm::Module> module;
  std::size_t size = 0;  ///< how much it computes
  Object object = {};    ///< but for its bytes
};

Compiled compile_scalars(const kernel::Program& program, const Lowering& how, llvm::LLVMContext& context) {
  const kernel::Schedule plan = kernel::schedule(std::get<kernel::Region>(program.steps[0]));
  return {lower_scalars(program, plan, how, context), plan.work(), {.workspace_bytes = plan.slots * kSlotBytes}};
}

/// The plans of a program's products, and what an object file says of them.
struct Plans {
  std::vector<std::optional<std::size_t>> numbers;  ///< by calls; nullopt: loops
  std::size_t packing = 0;                          ///< bytes of workspace
};

Plans plan_products(const kernel::Program& program, std::span<const kernel::SlicedSteps> sliced, const Options& options,
                    Object& object) {
  Plans result;
  auto run = sliced.begin();
  for (std::size_t i = 0; i < program.steps.size(); ++i) {
    if (run != sliced.end() && i == run->first + run->steps) ++run;
    const auto* const call = std::get_if<kernel::Call>(&program.steps[i]);
    if (call == nullptr) continue;
    MatrixProduct product = call->product;
    if (run != sliced.end() && i >= run->first) product.batch /= run->slices;
    std::optional<std::size_t>& number = result.numbers.emplace_back();
    if (!options.product_library) continue;
    try {
      const ProductPlanPointer plan = plan_product(product, program.float_type, options.threads);
      result.packing = std::max(result.packing, packing_bytes(*plan));
      number = object.products.size();
      object.products.push_back(product);
    } catch (const NoProductKernel&) {
      object.lacks_plans = true;
    }
  }
  return result;
}

/// Whether threads get about as many slices each.
bool can_share(const kernel::SlicedSteps& run, int threads) {
  constexpr std::int64_t kFewSlices = 4;
  return threads == 1 || run.slices % threads == 0 || run.slices >= kFewSlices * threads;
}

Compiled compile_tensors(const kernel::Program& program, const Lowering& how, const Options& options,
                         llvm::LLVMContext& context) {
  Compiled result{
      .object = {.kind = EntryKind::Tensors, .product_type = program.float_type, .product_threads = options.threads}};
  std::vector<kernel::SlicedSteps> sliced = kernel::sliced_steps(program, kPieceNodes);
  std::erase_if(sliced, [&](const kernel::SlicedSteps& run) { return !can_share(run, options.threads); });
  const Plans plans = plan_products(program, sliced, options, result.object);
  std::size_t calls = 0;
  for (const kernel::Step& step : program.steps) {
    const bool is_planned = std::holds_alternative<kernel::Call>(step) && plans.numbers[calls++].has_value();
    if (!is_planned) result.size += kernel::loops_of(step).nodes.size();
  }
  std::size_t locals = 0;
  for (const kernel::SlicedSteps& run : sliced) locals = std::max(locals, run.bytes);
  const auto parts = static_cast<std::size_t>(sliced.empty() ? 1 : options.threads);
  const TensorLowering tensors{.names = how,
                               .register_bits = ir::register_bits(),
                               .vector_math = options.vector_math,
                               .sliced = sliced,
                               .plans = plans.numbers,
                               .locals = program.workspace_bytes,
                               .packing = program.workspace_bytes + parts * locals,
                               .packing_bytes = plans.packing,
                               .threads = options.threads,
                               .flat = options.flat};
  result.module = lower_tensors(program, tensors, context);
  result.object.workspace_bytes = tensors.packing + parts * plans.packing;
  if (options.flat) {
    result.object.kind = EntryKind::Scalars;
    if (result.object.workspace_bytes > 0) result.object.workspace_bytes += kernel::kArrayAlignment;
  }
  return result;
}

Compiled compile_rows(const kernel::Program& one, const Lowering& how, Options options, llvm::LLVMContext& context) {
  options.threads = 1;
  const kernel::Program program = kernel::in_pieces(kernel::over_rows(one), kPieceNodes);
  Compiled result = compile_tensors(program, how, options, context);
  result.object.kind = EntryKind::Rows;
  result.object.least_rows = rows_at_once(program, ir::register_bits());
  result.object.most_rows = *program.tile;
  return result;
}

Compiled compile_summed(const ir::Function& fn, const Lowering& how, const Options& options,
                        llvm::LLVMContext& context) {
  const std::optional<kernel::Program> program = kernel::lower_summed(fn, *options.summed);
  if (!program) throw std::runtime_error("the rows of the function are not summed");
  Compiled result = compile_tensors(*program, how, options, context);
  result.object.kind = EntryKind::Tile;
  result.object.least_rows = 1;
  result.object.most_rows = *program->tile;
  return result;
}

Compiled compile(const ir::Function& fn, const Lowering& how, Options options, llvm::LLVMContext& context) {
  options.threads = std::max(options.threads, 1);
  if (options.summed != nullptr) {
    Compiled result = compile_summed(fn, how, options, context);
    Target::host().describe(*result.module);
    return result;
  }
  const kernel::Program program = kernel::lower(fn);
  Compiled result = options.over_rows ? compile_rows(program, how, options, context)
                    : fn.is_scalar()  ? compile_scalars(program, how, context)
                                      : compile_tensors(program, how, options, context);
  Target::host().describe(*result.module);
  return result;
}

/// Runs `work`; false and the message if it throws.
template <typename Work>
bool guarded(std::string& error, const Work& work) {
  try {
    work();
    return true;
  } catch (const std::exception& failure) {
    error = failure.what();
    return false;
  }
}

}  // namespace

const char* adc_jit_build() { return ir::build(); }

bool adc_jit_compile(const ir::Function& fn, const Options& options, Object& object, std::string& error) {
  return guarded(error, [&] {
    Target& target = Target::host();
    llvm::LLVMContext context;
    context.setDiscardValueNames(true);  // nobody reads this module
    Compiled made =
        compile(fn, {std::string(kEntrySymbol), std::string(kRuntimePrefix), target.has_fma()}, options, context);
    const auto bytes = target.emit(*made.module, llvm::CodeGenFileType::ObjectFile, made.size);
    made.object.bytes.assign(bytes.data(), bytes.size());
    object = std::move(made.object);
  });
}

}  // namespace adc::jit
