#include "run/sparse.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

#include "adc/layout.hpp"
#include "ir/watch.h"
#include "passes/sparse/colouring.h"
#include "passes/sparse/picked.h"
#include "run/guard.h"
#include "run/scratch.h"

namespace adc::run {
namespace {

using passes::Colouring;
using passes::Compression;

// A sweep of adjoints costs about so many of tangents.
constexpr double kAdjoints = 1.5;

std::size_t as_size(std::int32_t i) { return static_cast<std::size_t>(i); }

// `visit(row, column, number)` for each place.
template <class Visit>
void for_each_place(const Sparsity& places, const Visit& visit) {
  for (std::size_t i = 0; i < places.rows; ++i) {
    for (auto k = as_size(places.row_begin[i]); k < as_size(places.row_begin[i + 1]); ++k)
      visit(i, as_size(places.column[k]), k);
  }
}

bool is_in(Triangle triangle, std::size_t row, std::size_t column) {
  return triangle == Triangle::Both || (triangle == Triangle::Lower ? column <= row : row <= column);
}

// What is computed together, and how each place is found.
struct Choice {
  Derive derive;
  Compression compression;
};

Choice by_columns(const Sparsity& places, Colouring colouring) {
  Choice choice{Derive::Jvp, {.colours = colouring.colours, .colour = std::move(colouring.colour), .entries = {}}};
  choice.compression.entries.reserve(places.size());
  for (std::size_t r = 0; r < places.rows; ++r) {
    for (const std::int32_t c : places.row(r))
      choice.compression.entries.push_back({static_cast<std::int32_t>(r), choice.compression.colour[as_size(c)]});
  }
  return choice;
}

Choice by_rows(const Sparsity& places, Colouring colouring) {
  Choice choice{Derive::Vjp, {.colours = colouring.colours, .colour = std::move(colouring.colour), .entries = {}}};
  choice.compression.entries.reserve(places.size());
  for (std::size_t r = 0; r < places.rows; ++r) {
    for (const std::int32_t c : places.row(r)) choice.compression.entries.push_back({c, choice.compression.colour[r]});
  }
  return choice;
}

// The better one is not looked for where what is known to be needed says which that is.
Choice for_jacobian(const Sparsity& places, Mode mode) {
  const Sparsity columns = passes::transposed(places);
  const double forward = passes::fewest_colours(places);
  const double reverse = kAdjoints * passes::fewest_colours(columns);
  const bool is_forward_first = mode == Mode::Forward || (mode != Mode::Reverse && forward <= reverse);
  Colouring first = passes::colour_columns(is_forward_first ? places : columns);
  if (mode == Mode::Auto) {
    const bool is_settled = is_forward_first ? first.colours <= reverse : kAdjoints * first.colours <= forward;
    if (!is_settled) {
      Colouring second = passes::colour_columns(is_forward_first ? columns : places);
      const double of_first = (is_forward_first ? 1 : kAdjoints) * first.colours;
      const double of_second = (is_forward_first ? kAdjoints : 1) * second.colours;
      if (of_second < of_first)
        return is_forward_first ? by_rows(places, std::move(second)) : by_columns(places, std::move(second));
    }
  }
  return is_forward_first ? by_columns(places, std::move(first)) : by_rows(places, std::move(first));
}

// For each place, whether it stands alone in its row among columns of its colour.
std::vector<bool> alone(const Sparsity& places, const Colouring& colouring) {
  std::vector<bool> is_alone(places.size());
  std::vector<std::int32_t> row_of(as_size(colouring.colours), -1);  // by colour, the last row with such columns,
  std::vector<std::size_t> first(as_size(colouring.colours));        // and the first of them
  for (std::size_t i = 0; i < places.rows; ++i) {
    const auto row = static_cast<std::int32_t>(i);
    ir::check_time(1 + places.row(i).size());
    for (auto k = as_size(places.row_begin[i]); k < as_size(places.row_begin[i + 1]); ++k) {
      const std::size_t colour = as_size(colouring.colour[as_size(places.column[k])]);
      is_alone[k] = std::exchange(row_of[colour], row) != row;
      if (is_alone[k]) first[colour] = k;
      is_alone[first[colour]] = is_alone[k];
    }
  }
  return is_alone;
}

// Of (i, j) and (j, i) the one is taken that stands alone: the upper one, as of dense Hessians, where that does. `both`
// has both triangles.
Choice for_hessian(const Sparsity& both, Triangle wanted) {
  Colouring colouring = passes::star_colouring(both);
  const std::vector<bool> is_alone = alone(both, colouring);
  std::vector<Compression::Entry> entries(both.size());
  std::vector<std::int32_t> mirrored(both.row_begin.begin(), both.row_begin.end());
  for (std::size_t i = 0; i < both.rows; ++i) {
    for (auto k = as_size(both.row_begin[i]); k < as_size(both.row_begin[i + 1]); ++k) {
      const std::size_t j = as_size(both.column[k]);
      if (j < i) continue;  // filled by row j: in the order of the rows above
      const std::size_t row = is_alone[k] ? i : j;
      entries[k] = {static_cast<std::int32_t>(row), colouring.colour[is_alone[k] ? j : i]};
      if (i != j) entries[as_size(mirrored[j]++)] = entries[k];
    }
  }
  Choice choice{Derive::Hvp, {.colours = colouring.colours, .colour = std::move(colouring.colour), .entries = {}}};
  for_each_place(both, [&](std::size_t i, std::size_t j, std::size_t k) {
    if (is_in(wanted, i, j)) choice.compression.entries.push_back(entries[k]);
  });
  return choice;
}

Sparsity triangle_of(const Sparsity& both, Triangle triangle) {
  if (triangle == Triangle::Both) return both;
  Sparsity part{
      .rows = both.rows, .columns = both.columns, .row_begin = std::vector<std::int32_t>(both.rows + 1), .column = {}};
  for_each_place(both, [&](std::size_t i, std::size_t j, std::size_t) {
    if (is_in(triangle, i, j)) part.column.push_back(static_cast<std::int32_t>(j));
    part.row_begin[i + 1] = static_cast<std::int32_t>(part.column.size());
  });
  for (std::size_t i = 0; i < both.rows; ++i)
    part.row_begin[i + 1] = std::max(part.row_begin[i + 1], part.row_begin[i]);
  return part;
}

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
  return derive == Derive::Hessian ? triangle_of(*all, triangle) : all;
}

Result<std::shared_ptr<const Sparse>> Sparse::make(const Compiled& program, Derive derive, Mode mode,
                                                   Triangle triangle) {
  return guarded(program.plan.limits, [&]() -> Result<std::shared_ptr<const Sparse>> {
    Compiled whole = with_loops(program);
    const Result<Sparsity> all = all_places(whole, derive);
    if (!all) return program.rendered(all.error());
    Sparsity wanted = derive == Derive::Hessian ? triangle_of(*all, triangle) : *all;
    Choice choice = derive == Derive::Hessian ? for_hessian(*all, triangle) : for_jacobian(*all, mode);
    const std::size_t colours = all->size() == 0 ? 0 : as_size(choice.compression.colours);
    choice.compression.colours = std::max(choice.compression.colours, 1);
    whole.plan.compression = std::make_shared<const Compression>(std::move(choice.compression));
    std::shared_ptr<Sparse> sparse(new Sparse(std::move(whole), choice.derive));
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
