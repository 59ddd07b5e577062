#include "run/sparse.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

#include "adc/layout.hpp"
#include "ir/watch.h"
#include "passes/sparse/picked.h"
#include "passes/sparse/sweeps.h"
#include "run/guard.h"
#include "run/scratch.h"

namespace adc::run {
namespace {

using passes::Compression;

std::size_t as_size(std::int32_t i) { return static_cast<std::size_t>(i); }

std::size_t elements(const ir::Function& fn, ir::ValueId value) {
  return static_cast<std::size_t>(fn.shape(value).elements());
}

// `program` with loops for what it repeats: its inputs and outputs are the same numbers, one after the other.
Compiled with_loops(const Compiled& program) {
  Compiled whole = program;
  whole.plan.derive = Derive::Gradient;
  if (!std::ranges::is_sorted(whole.plan.wrt)) return whole;
  if (std::optional<passes::Rolled> loops = passes::rolled(program.fn, whole.plan)) {
    whole.fn = std::move(loops->fn);
    whole.plan.wrt = std::move(loops->wrt);
  }
  return whole;
}

// Of a whole that `with_loops` gives.
Result<Sparsity> all_places(Compiled& whole, Derive derive) {
  whole.plan.derive = derive;
  return passes::sparsity(whole.fn, whole.plan);
}

// `program` with derivatives in which a seed's 0 stays 0.
Compiled careful(const Compiled& program) {
  Compiled result = program;
  auto compression = std::make_shared<Compression>(*program.plan.compression);
  compression->keeps_zeros = true;
  result.plan.compression = std::move(compression);
  return result;
}

}  // namespace

Result<Sparsity> sparsity(const Compiled& program, Derive derive, Triangle triangle) {
  Compiled whole = with_loops(program);
  Result<Sparsity> all = all_places(whole, derive);
  if (!all) return all;
  return derive == Derive::Hessian ? passes::triangle_of(*all, triangle) : all;
}

Result<std::shared_ptr<const Sparse>> Sparse::make(const Compiled& program, Derive derive, Mode mode,
                                                   Triangle triangle) {
  return guarded(program.plan.limits, [&]() -> Result<std::shared_ptr<const Sparse>> {
    Compiled whole = with_loops(program);
    const Result<Sparsity> all = all_places(whole, derive);
    if (!all) return program.rendered(all.error());
    Sparsity wanted = derive == Derive::Hessian ? passes::triangle_of(*all, triangle) : *all;
    passes::Sweeps sweeps =
        derive == Derive::Hessian ? passes::sweeps_of_hessian(*all, triangle) : passes::sweeps_of_jacobian(*all, mode);
    const std::size_t colours = all->size() == 0 ? 0 : as_size(sweeps.compression.colours);
    sweeps.compression.colours = std::max(sweeps.compression.colours, 1);
    whole.plan.compression = std::make_shared<const Compression>(std::move(sweeps.compression));
    std::shared_ptr<Sparse> sparse(new Sparse(std::move(whole), sweeps.derive));
    sparse->places_ = std::move(wanted);
    sparse->colours_ = colours;
    if (const std::optional<Error> error = sparse->variant_.prepare(Tier::Auto)) return *error;
    sparse->lay_out();
    return std::shared_ptr<const Sparse>(std::move(sparse));
  });
}

Sparse::Sparse(Compiled program, Derive derive)
    : program_(std::move(program)),
      derive_(derive),
      variant_(program_, derive),
      careful_program_(careful(program_)),
      careful_(careful_program_, derive) {}

void Sparse::lay_out() {
  const ir::Function& fn = program_.fn;
  const ir::Function& derived = variant_.function().value();
  const Compression& compression = *program_.plan.compression;
  const std::size_t sweeps = as_size(compression.colours);
  for (std::size_t i = 0; i < fn.params().size(); ++i) inputs_.push_back(elements(fn, ir::value_id(i)));
  for (const ir::Output& output : derived.outputs()) results_.push_back(elements(derived, output.value));
  all_results_ = std::accumulate(results_.begin(), results_.end(), std::size_t{0});
  input_size_ = ir::flat_inputs(fn);
  values_ = ir::flat_outputs(fn);
  kept_ = fn.outputs().size();
  if (derive_ == Derive::Hvp) {
    for (const std::uint32_t input : program_.plan.wrt) gradients_ += fn.outputs().size() * inputs_[input];
    kept_ += fn.outputs().size() * program_.plan.wrt.size();
  }
  is_compressed_ = derived.params().size() > fn.params().size();
  if (!is_compressed_) return;
  // the seeds
  std::size_t first = 0;
  for (std::size_t i = fn.params().size(); i < derived.params().size(); ++i) {
    std::vector<double>& seed = seeds_.emplace_back(elements(derived, ir::value_id(i)));
    const std::size_t width = seed.size() / sweeps;
    for (std::size_t k = 0; k < width; ++k) seed[as_size(compression.colour[first + k]) * width + k] = 1;
    first += width;
  }
  // where the numbers that sweeps give are found: in tensors [colours, …]
  std::vector<std::size_t> begin;
  std::vector<std::uint32_t> tensor_of;
  std::vector<std::size_t> first_of;
  std::size_t place = 0;
  std::size_t number = 0;
  for (std::size_t t = kept_; t < results_.size(); ++t) {
    begin.push_back(place);
    first_of.push_back(number);
    tensor_of.insert(tensor_of.end(), results_[t] / sweeps, static_cast<std::uint32_t>(begin.size() - 1));
    place += results_[t];
    number += results_[t] / sweeps;
  }
  from_.reserve(compression.entries.size());
  for (const Compression::Entry& entry : compression.entries) {
    const std::uint32_t t = tensor_of[as_size(entry.number)];
    const std::size_t width = results_[kept_ + t] / sweeps;
    from_.push_back(
        static_cast<std::uint32_t>(begin[t] + as_size(entry.colour) * width + as_size(entry.number) - first_of[t]));
  }
}

Result<ir::Function> Sparse::whole(bool fuses) const {
  return guarded(program_.plan.limits, [&]() -> Result<ir::Function> {
    passes::Plan plan = careful_program_.plan;
    plan.derive = derive_;
    plan.fuse = fuses;
    const Result<ir::Function> derived = passes::run(program_.fn, plan);
    if (!derived) return program_.rendered(derived.error());
    const char* const what = derive_ == Derive::Hvp ? ".hessian" : ".jacobian";
    return passes::picked(*derived,
                          {.name = program_.fn.name() + what,
                           .inputs = program_.fn.params().size(),
                           .seeds = seeds_,
                           .kept = kept_,
                           .from = from_},
                          plan.limits.instructions);
  });
}

namespace {

// Where all are finite, as nearly always, a sum of zeros says so: several at once, for the speed of a processor's
// adders.
bool has_nan(std::span<const double> values) {
  std::array<double, 4> zeros{};
  std::size_t k = 0;
  for (; k + zeros.size() <= values.size(); k += zeros.size()) {
    for (std::size_t lane = 0; lane < zeros.size(); ++lane) zeros[lane] += 0 * values[k + lane];
  }
  for (; k < values.size(); ++k) zeros[0] += 0 * values[k];
  const bool are_finite = zeros[0] + zeros[1] + zeros[2] + zeros[3] == 0;
  return !are_finite && std::ranges::any_of(values, [](double value) { return std::isnan(value); });
}

}  // namespace

void Sparse::run(const double* x, double* y, double* gradient, double* values) const {
  const std::size_t pointers = inputs_.size() + seeds_.size() + results_.size();
  void* const memory = thread_scratch(Scratch::Call, all_results_ * sizeof(double) + pointers * sizeof(double*));
  auto* const results = static_cast<double*>(memory);
  auto** const to = reinterpret_cast<double**>(results + all_results_);
  auto** const from = const_cast<const double**>(to + results_.size());
  double* next = results;
  for (std::size_t k = 0; k < results_.size(); ++k) to[k] = std::exchange(next, next + results_[k]);
  for (std::size_t k = 0; k < inputs_.size(); ++k) from[k] = std::exchange(x, x + inputs_[k]);
  for (std::size_t k = 0; k < seeds_.size(); ++k) from[inputs_.size() + k] = seeds_[k].data();
  variant_.run(from, to);
  if (y != nullptr) std::copy_n(results, values_, y);
  if (gradient != nullptr) std::copy_n(results + values_, gradients_, gradient);
  if (values == nullptr) return;
  const double* const found = results + values_ + gradients_;
  if (!is_compressed_) {
    std::copy_n(found, places_.size(), values);
    return;
  }
  const auto pick = [&] {
    for (std::size_t k = 0; k < from_.size(); ++k) values[k] = found[from_[k]];
    return has_nan({values, from_.size()});
  };
  if (!pick()) return;
  careful_.run(from, to);
  (void)pick();
}

}  // namespace adc::run
