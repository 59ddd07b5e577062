#include "analysis/affine_index.h"

#include <numeric>
#include <set>
#include <utility>

namespace adc::analysis {
namespace {

// a = m·high + low with |low| < m for all values: then a = 0 only where both are.
std::optional<std::pair<Affine, Affine>> split(const Affine& a, std::int64_t m,
                                               const std::vector<std::int64_t>& extents) {
  Affine high;
  Affine low;
  for (const auto& [v, c] : a.factors) {
    const std::int64_t q = c / m;
    if (q != 0) high.factors[v] = q;
    if (c != q * m) low.factors[v] = c - q * m;
  }
  if (low.factors.empty() || high.factors.empty()) return std::nullopt;
  const std::int64_t rest = ((a.constant % m) + m) % m;
  for (const std::int64_t r : {rest, rest - m}) {
    low.constant = r;
    const Bounds b = bounds(low, extents);
    if (b.least <= -m || b.most >= m) continue;
    high.constant = (a.constant - r) / m;
    return std::pair(high, low);
  }
  return std::nullopt;
}

}  // namespace

Affine operator+(Affine a, const Affine& b) {
  a.constant += b.constant;
  for (const auto& [v, c] : b.factors) {
    if ((a.factors[v] += c) == 0) a.factors.erase(v);
  }
  return a;
}

Affine operator*(Affine a, std::int64_t c) {
  if (c == 0) return {};
  a.constant *= c;
  for (auto& [v, factor] : a.factors) factor *= c;
  return a;
}

Affine operator-(Affine a, const Affine& b) { return std::move(a) + b * -1; }

Affine substituted(const Affine& a, IndexVariable v, const Affine& e) {
  const std::int64_t c = a.factor(v);
  if (c == 0) return a;
  Affine rest = a;
  rest.factors.erase(v);
  return rest + e * c;
}

Bounds bounds(const Affine& a, const std::vector<std::int64_t>& extents) {
  Bounds b{a.constant, a.constant};
  for (const auto& [v, c] : a.factors) (c < 0 ? b.least : b.most) += c * (extents[v] - 1);
  return b;
}

std::optional<std::vector<Affine>> equations(const Affine& a, const std::vector<std::int64_t>& extents) {
  std::vector<Affine> open{a};
  std::vector<Affine> found;
  while (!open.empty()) {
    Affine e = std::move(open.back());
    open.pop_back();
    const Bounds b = bounds(e, extents);
    if (b.least > 0 || b.most < 0) return std::nullopt;
    if (b.least == 0 && b.most == 0) continue;
    std::int64_t divisor = 0;
    std::set<std::int64_t, std::greater<>> moduli;
    for (const auto& [v, c] : e.factors) {
      divisor = std::gcd(divisor, c);
      if (c > 1 || c < -1) moduli.insert(c < 0 ? -c : c);
    }
    if (e.constant % divisor != 0) return std::nullopt;
    e.constant /= divisor;
    for (auto& [v, c] : e.factors) c /= divisor;
    std::optional<std::pair<Affine, Affine>> parts;
    for (const std::int64_t m : moduli) {
      if (!parts && m / divisor > 1) parts = split(e, m / divisor, extents);
    }
    if (!parts) {
      if (e.factors.begin()->second < 0) e = e * -1;
      found.push_back(std::move(e));
      continue;
    }
    open.push_back(std::move(parts->second));
    open.push_back(std::move(parts->first));
  }
  return found;
}

}  // namespace adc::analysis
