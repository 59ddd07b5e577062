#include "passes/stable/linear.h"

namespace adc::passes {
namespace {

constexpr std::size_t kMaxTerms = 16;

// Takes sums apart; false where there are more than `kMaxTerms` parts.
bool take_apart(const Site& s, std::vector<SignedTerm> open, std::vector<SignedTerm>& terms) {
  for (std::size_t steps = 0; !open.empty(); ++steps) {
    if (steps > 2 * kMaxTerms) return false;
    const auto [value, sign] = open.back();
    open.pop_back();
    const bool difference = s.is(value, Op::Sub);
    if (s.is(value, Op::Neg)) {
      open.push_back({s.arg(value), -sign});
    } else if (difference || s.is(value, Op::Add)) {
      open.push_back({s.arg(value, 1), difference ? -sign : sign});
      open.push_back({s.arg(value, 0), sign});
    } else {
      terms.push_back({value, sign});
    }
  }
  return terms.size() <= kMaxTerms;
}

}  // namespace

std::vector<SignedTerm> signed_terms(const Site& s, const Form& f) {
  std::vector<SignedTerm> terms;
  const std::vector<SignedTerm> open{{f.x[1], f.op == Op::Sub ? -1 : 1}, {f.x[0], 1}};
  return take_apart(s, open, terms) ? terms : std::vector<SignedTerm>{};
}

ValueId sum_of(const Site& s, const std::vector<SignedTerm>& terms) {
  ValueId sum = terms.front().sign > 0 ? terms.front().value : s.b.neg(terms.front().value);
  for (std::size_t i = 1; i < terms.size(); ++i) {
    sum = terms[i].sign > 0 ? s.b.add(sum, terms[i].value) : s.b.sub(sum, terms[i].value);
  }
  return sum;
}

}  // namespace adc::passes
