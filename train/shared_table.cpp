#include "train/shared_table.h"

#include <algorithm>
#include <type_traits>

namespace adc::inline ADC_ABI::train {
namespace {

/// Of the examples of one call, numbers and terms of the gradient each, to be worth several threads within it.
constexpr std::size_t kFewestForThreads = std::size_t{1} << 22U;

/// Of a chunk when all are evaluated.
constexpr std::size_t kFewestEvaluated = 256;

std::size_t numbers_of_example(const Table& table) {
  std::size_t numbers = 0;
  for (const Loss::Tensor& data : table.loss.data()) numbers += data.size;
  return numbers;
}

}  // namespace

Workers& SharedTable::workers() {
  if (!workers_) {
    workers_.emplace(static_cast<std::size_t>(std::max(1, table_.loss.options().threads)));
    calls_.resize(workers_->count());
    std::get<0>(memory_).sums.resize(workers_->count());
    std::get<1>(memory_).sums.resize(workers_->count());
  }
  return *workers_;
}

Chunks SharedTable::chunks(std::size_t examples) const {
  if (table_.loss.data().empty()) examples = 1;  // a function of parameters alone
  return {examples, fewest_examples(numbers_of_example(table_), table_.loss.param_size())};
}

Range SharedTable::share_of(const Chunks& chunks) const {
  return processes_ ? chunks.share(processes_->rank(), processes_->size()) : chunks.all();
}

double SharedTable::gradient(std::span<const double> params, std::span<const std::size_t> rows,
                             std::span<double> gradient) {
  params_.set(params, table_.dtype());
  return table_.dtype() == DType::F64 ? gradient_in<double>(rows, gradient) : gradient_in<float>(rows, gradient);
}

template <typename Number>
double SharedTable::gradient_in(std::span<const std::size_t> rows, std::span<double> gradient) {
  const Chunks chunks = this->chunks(rows.size());
  if (chunks.count() == 1) return gradient_of_one<Number>(rows, gradient);
  const std::vector<Subtree<Number>> made = sums_of<Number>(chunks, rows, gradient.size() + 1);
  const std::span<const Subtree<Number>> sums = made;
  auto& memory = std::get<Memory<Number>>(memory_);
  if (processes_) return memory.processes.add(*processes_, chunks, sums, gradient, workers());
  add_by_all(workers(), sums, {0, gradient.size()}, gradient.data());
  double value = 0;
  add(sums, {gradient.size(), gradient.size() + 1}, &value);
  return value;
}

template <typename Number>
double SharedTable::gradient_of_one(std::span<const std::size_t> rows, std::span<double> gradient) {
  workers();
  const bool is_much = rows.size() * (numbers_of_example(table_) + gradient.size()) >= kFewestForThreads;
  const Loss& loss = table_.of(rows.size(), is_much ? table_.loss.options().threads : 1);
  if constexpr (std::is_same_v<Number, double>) {
    return calls_[0].gradient(loss, table_, params_, rows, gradient);
  } else {
    std::vector<Number>& held = std::get<Memory<Number>>(memory_).gradient;
    held.resize(gradient.size());
    const double value = calls_[0].gradient(loss, table_, params_, rows, std::span(held));
    std::ranges::copy(held, gradient.begin());
    return value;
  }
}

template <typename Number>
std::vector<Subtree<Number>> SharedTable::sums_of(const Chunks& chunks, std::span<const std::size_t> rows,
                                                  std::size_t size) {
  const Loss& loss = table_.of(chunks.examples(0).size());
  const Range own = share_of(chunks);
  const std::size_t parts = std::clamp<std::size_t>(own.size(), 1, workers().count());
  std::vector<TreeSum<Number>>& sums = std::get<Memory<Number>>(memory_).sums;
  workers().run(parts, [&](std::size_t part) {
    const Range some = part_of(own, part, parts);
    sums[part].begin(size, some.size());
    for (std::size_t chunk = some.begin; chunk < some.end; ++chunk) {
      const Range examples = chunks.examples(chunk);
      const std::span<Number> to = sums[part].next();
      to.back() = calls_[part].gradient(loss, table_, params_, rows.subspan(examples.begin, examples.size()),
                                        to.first(size - 1));
      sums[part].push(chunk, chunks.weight(chunk));
    }
  });
  std::vector<Subtree<Number>> all;
  for (std::size_t part = 0; part < parts; ++part) {
    all.insert(all.end(), sums[part].parts().begin(), sums[part].parts().end());
  }
  return all;
}

void SharedTable::evaluate(std::span<const double> params, const Chunks& chunks, std::size_t at_once,
                           const Take& take) {
  params_.set(params, table_.dtype());
  (void)table_.of(std::min(chunks.examples(0).size(), at_once));  // before there are threads
  const Range own = share_of(chunks);
  const std::size_t parts = std::clamp<std::size_t>(own.size(), 1, workers().count());
  workers().run(parts, [&](std::size_t part) {
    const Range some = part_of(own, part, parts);
    for (std::size_t chunk = some.begin; chunk < some.end; ++chunk) {
      const Range examples = chunks.examples(chunk);
      const std::size_t count = std::min(examples.size(), at_once);
      for (std::size_t row = examples.begin; row < examples.end; row += count) {
        take(chunk, row, calls_[part].evaluate(table_.of(count), table_, params_, row, count));
      }
    }
  });
}

double SharedTable::loss(std::span<const double> params) {
  const Chunks chunks(table_.rows, kFewestEvaluated);
  std::vector<double> losses(chunks.count());
  evaluate(params, chunks, table_.rows, [&](std::size_t chunk, std::size_t /*row*/, std::span<const double> outputs) {
    losses[chunk] = outputs[0];
  });
  if (processes_) {
    std::vector<std::size_t> sizes;
    for (std::size_t p = 0; p < processes_->size(); ++p) sizes.push_back(chunks.share(p, processes_->size()).size());
    const Range own = share_of(chunks);
    losses = gather(*processes_, std::span(losses).subspan(own.begin, own.size()), sizes);
  }
  std::vector<Subtree<double>> sums;
  for (std::size_t k = 0; k < losses.size(); ++k) sums.push_back({{k, k + 1}, chunks.weight(k), &losses[k]});
  double sum = 0;
  add(std::span<const Subtree<double>>(sums), {0, 1}, &sum);
  return sum;
}

std::vector<double> SharedTable::output(std::span<const double> params, std::size_t index) {
  const Loss::Tensor& output = table_.loss.outputs()[index];
  const Chunks chunks(table_.rows, kFewestEvaluated);
  std::vector<double> all(table_.rows * output.size);
  // The loss of many is a mean; what it is of each only calls for one say.
  const std::size_t at_once = index == 0 ? 1 : table_.rows;
  evaluate(params, chunks, at_once, [&](std::size_t chunk, std::size_t row, std::span<const double> outputs) {
    const std::size_t count = std::min(at_once, chunks.examples(chunk).size());
    std::ranges::copy(outputs.subspan(outputs_before(output.offset, count), count * output.size),
                      all.begin() + static_cast<std::ptrdiff_t>(row * output.size));
  });
  if (!processes_) return all;
  std::vector<std::size_t> sizes;
  Range own;
  for (std::size_t p = 0; p < processes_->size(); ++p) {
    const Range share = chunks.share(p, processes_->size());
    const Range rows{chunks.examples(share.begin).begin, chunks.examples(share.end).begin};
    if (p == processes_->rank()) own = rows;
    sizes.push_back(rows.size() * output.size);
  }
  return gather(*processes_, std::span(all).subspan(own.begin * output.size, own.size() * output.size), sizes);
}

}  // namespace adc::inline ADC_ABI::train
