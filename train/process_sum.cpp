#include "train/process_sum.h"

#include <algorithm>
#include <type_traits>

namespace adc::inline ADC_ABI::train {
namespace {

/// Those of `parts` that belong to `tree`.
template <typename Number>
std::span<const Subtree<Number>> within(std::span<const Subtree<Number>> parts, Range tree) {
  const auto begin = std::ranges::find_if(parts, [&](const auto& part) { return part.chunks.begin >= tree.begin; });
  const auto end = std::find_if(begin, parts.end(), [&](const auto& part) { return part.chunks.begin >= tree.end; });
  return {begin, end};
}

}  // namespace

template <typename Number>
void ProcessSum<Number>::pack(const std::vector<Range>& trees, std::span<const Subtree<Number>> own, std::size_t size,
                              Workers& workers) {
  for (std::size_t p = 0; p < sent_.size(); ++p) {
    const Range part = part_of({0, size}, p, sent_.size());
    const std::size_t length = part.size() + 1;
    sent_[p].resize(trees.size() * length);
    for (std::size_t k = 0; k < trees.size(); ++k) {
      Number* const to = sent_[p].data() + k * length;
      add_by_all(workers, within(own, trees[k]), part, to);
      train::add(within(own, trees[k]), {size, size + 1}, to + part.size());
    }
  }
}

template <typename Number>
std::vector<Subtree<Number>> ProcessSum<Number>::receive(Communicator& processes, const Chunks& chunks,
                                                         std::size_t size) {
  const std::size_t here = processes.rank();
  const std::size_t length = part_of({0, size}, here, sent_.size()).size() + 1;
  std::vector<Subtree<Number>> all;
  for (std::size_t p = 0; p < sent_.size(); ++p) {
    const std::vector<Range> trees = subtrees(chunks.share(p, sent_.size()));
    std::vector<Number>& numbers = p == here ? sent_[p] : received_[p];
    numbers.resize(trees.size() * length);
    for (std::size_t k = 0; k < trees.size(); ++k) all.push_back({trees[k], 1, numbers.data() + k * length});
  }
  std::vector<std::span<const std::byte>> to;
  std::vector<std::span<std::byte>> from;
  for (std::size_t p = 0; p < sent_.size(); ++p) {
    to.push_back(std::as_bytes(std::span(sent_[p])));
    from.push_back(std::as_writable_bytes(std::span(received_[p])));
  }
  processes.exchange(to, from);
  return all;
}

template <typename Number>
void ProcessSum<Number>::share(Communicator& processes, std::span<Number> sum) {
  std::vector<std::span<std::byte>> parts;
  for (std::size_t p = 0; p < processes.size(); ++p) {
    const Range part = part_of({0, sum.size()}, p, processes.size());
    parts.push_back(std::as_writable_bytes(sum.subspan(part.begin, part.size())));
  }
  processes.exchange(std::vector<std::span<const std::byte>>(parts.size(), parts[processes.rank()]), parts);
}

template <typename Number>
double ProcessSum<Number>::add(Communicator& processes, const Chunks& chunks, std::span<const Subtree<Number>> own,
                               std::span<double> to, Workers& workers) {
  const std::size_t here = processes.rank();
  sent_.resize(processes.size());
  received_.resize(processes.size());
  pack(subtrees(chunks.share(here, processes.size())), own, to.size(), workers);
  const std::vector<Subtree<Number>> all = receive(processes, chunks, to.size());
  std::span<Number> sum;
  if constexpr (std::is_same_v<Number, double>) {
    sum = to;
  } else {
    sum_.resize(to.size());
    sum = sum_;
  }
  const Range part = part_of({0, to.size()}, here, processes.size());
  const std::span<const Subtree<Number>> parts = all;
  add_by_all(workers, parts, {0, part.size()}, sum.data() + part.begin);
  double last = 0;
  train::add(parts, {part.size(), part.size() + 1}, &last);
  share(processes, sum);
  std::ranges::copy(sum_, to.begin());  // of doubles it is empty
  return last;
}

template class ProcessSum<double>;
template class ProcessSum<float>;

}  // namespace adc::inline ADC_ABI::train
