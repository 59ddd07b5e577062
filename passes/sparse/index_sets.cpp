#include "passes/sparse/index_sets.h"

#include <algorithm>
#include <iterator>
#include <numeric>

#include "diag/diagnostics.h"
#include "ir/watch.h"
#include "passes/core/sorted.h"

namespace adc::passes {

void fail_too_many_places() {
  diag::fail("too-much-memory", {},
             "the derivative has more numbers that may be other than 0 than memory is allowed for",
             {"--max-bytes=N moves the limit", "products with a direction (jvp, vjp, hvp) need no matrix"});
}

IndexSets::IndexSets(std::size_t n, std::size_t most) : n_(n), most_(most), members_(n), begin_(n + 2) {
  if (n > most || n > static_cast<std::size_t>(INT32_MAX) / 2) fail_too_many_places();
  std::iota(members_.begin(), members_.end(), 0);
  std::iota(begin_.begin() + 1, begin_.end(), std::size_t{0});
}

IndexSets::Id IndexSets::keep(std::span<const std::int32_t> members) {
  if (members_.size() + members.size() > most_ || begin_.size() >= static_cast<std::size_t>(UINT32_MAX))
    fail_too_many_places();
  ir::check_time(1 + members.size() / 8);
  members_.insert(members_.end(), members.begin(), members.end());
  begin_.push_back(members_.size());
  return static_cast<Id>(begin_.size() - 2);
}

IndexSets::Id IndexSets::unite(Id a, Id b) {
  if (a == b || b == kEmpty || is_whole(a)) return a;
  if (a == kEmpty || is_whole(b)) return b;
  const std::span<const std::int32_t> of_a = (*this)[a];
  const std::span<const std::int32_t> of_b = (*this)[b];
  united_.clear();
  std::ranges::set_union(of_a, of_b, std::back_inserter(united_));
  if (united_.size() == of_a.size()) return a;
  if (united_.size() == of_b.size()) return b;
  return keep(united_);
}

IndexSets::Id IndexSets::unite(std::span<const Id> ids) {
  distinct_.assign(ids.begin(), ids.end());
  sort_unique(distinct_);
  if (!distinct_.empty() && distinct_.front() == kEmpty) distinct_.erase(distinct_.begin());
  if (distinct_.empty()) return kEmpty;
  if (distinct_.size() == 1) return distinct_.front();
  if (distinct_.size() == 2) return unite(distinct_[0], distinct_[1]);
  const auto whole = std::ranges::find_if(distinct_, [&](Id id) { return is_whole(id); });
  if (whole != distinct_.end()) return *whole;
  united_.clear();
  for (const Id id : distinct_) {
    ir::check_time();
    united_.insert(united_.end(), (*this)[id].begin(), (*this)[id].end());
  }
  sort_unique(united_);
  const Id largest = *std::ranges::max_element(distinct_, {}, [&](Id id) { return (*this)[id].size(); });
  return (*this)[largest].size() == united_.size() ? largest : keep(united_);
}

}  // namespace adc::passes
