#include "parser/contract_sums.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ir/builder.h"
#include "parser/labelled.h"

namespace adc::parser {
namespace {

using ir::Op;
using ir::ValueId;
using Labels = std::vector<AxisLabel>;

bool has(const Labels& labels, AxisLabel label) { return std::ranges::find(labels, label) != labels.end(); }

// A sum of a product: its factors, with the axes of the product that each has.
struct Sum {
  std::vector<Labelled> factors;
  std::vector<ValueId> numbers;
  bool negative = false;
  Labels kept;
};

constexpr std::size_t kMostFactors = 32;

class Contraction {
 public:
  Contraction(const ir::Function& fn, std::size_t max_instructions)
      : fn_(fn), uses_(fn.size()), builder_(fn.name(), fn.float_type(), max_instructions) {
    for (std::size_t i = 0; i < fn.size(); ++i) {
      for (const ValueId operand : fn.operands(ir::value_id(i))) ++uses_[ir::index(operand)];
    }
    for (const ir::Output& output : fn.outputs()) ++uses_[ir::index(output.value)];
    for (const auto& [value, name] : fn.bindings()) ++uses_[ir::index(value)];
    for (std::size_t i = 0; i < fn.size(); ++i) find(ir::value_id(i));
  }

  [[nodiscard]] bool is_needed() const { return !sums_.empty(); }

  ir::Function run() {
    const std::vector<bool> live = find_live();
    std::vector<ValueId> to(fn_.size());
    std::vector<ValueId> operands;
    for (std::size_t i = 0; i < fn_.size(); ++i) {
      if (!live[i]) continue;
      const ValueId id = ir::value_id(i);
      if (const auto sum = sums_.find(i); sum != sums_.end()) {
        builder_.set_span(fn_.span(id));
        to[i] = build(sum->second, to);
        continue;
      }
      operands.clear();
      for (const ValueId operand : fn_.operands(id)) operands.push_back(to[ir::index(operand)]);
      to[i] = builder_.clone(fn_, id, operands);
    }
    for (const auto& [value, name] : fn_.bindings()) builder_.bind(to[ir::index(value)], name);
    for (const ir::Output& output : fn_.outputs()) builder_.output(to[ir::index(output.value)], output.name);
    return builder_.finish();
  }

 private:
  [[nodiscard]] bool is_inner(ValueId id, Op op) const { return fn_.op(id) == op && uses_[ir::index(id)] == 1; }

  // Keeps the sum that `id` is, if there is something to gain.
  void find(ValueId id) {
    if (fn_.op(id) != Op::ReduceSum) return;
    Sum sum;
    ValueId product = fn_.operands(id)[0];
    while (is_inner(product, Op::Neg)) {
      sum.negative = !sum.negative;
      product = fn_.operands(product)[0];
    }
    if (!is_inner(product, Op::Mul)) return;
    const ir::Shape& shape = fn_.shape(product);
    for (std::size_t axis = 0; axis < shape.rank(); ++axis) {
      const auto label = static_cast<AxisLabel>(axis);
      if (std::ranges::find(fn_.list(id, 0), label) == fn_.list(id, 0).end()) sum.kept.push_back(label);
    }
    if (!take_factors(product, sum) || !is_gain(sum, shape.rank()) || multiplies_logarithm(sum)) return;
    sums_.emplace(ir::index(id), std::move(sum));
  }

  bool take_factors(ValueId product, Sum& sum) const {
    const ir::Shape& shape = fn_.shape(product);
    std::vector<ValueId> stack{product};
    while (!stack.empty()) {
      const ValueId id = stack.back();
      stack.pop_back();
      if (sum.factors.size() + sum.numbers.size() + stack.size() > kMostFactors) return false;
      if (fn_.shape(id).rank() == 0) {
        sum.numbers.push_back(id);
      } else if (is_inner(id, Op::Mul)) {
        stack.push_back(fn_.operands(id)[1]);
        stack.push_back(fn_.operands(id)[0]);
      } else if (is_inner(id, Op::Neg)) {
        sum.negative = !sum.negative;
        stack.push_back(fn_.operands(id)[0]);
      } else if (fn_.op(id) == Op::Broadcast) {
        const ir::List axes = fn_.list(id, 1);
        sum.factors.push_back({fn_.operands(id)[0], Labels(axes.begin(), axes.end())});
      } else {
        Labels all;
        for (std::size_t axis = 0; axis < shape.rank(); ++axis) all.push_back(static_cast<AxisLabel>(axis));
        sum.factors.push_back({id, std::move(all)});
      }
    }
    return true;
  }

  // p·log(q), element by element, has limits where q vanishes with p, which the level stable knows of products.
  [[nodiscard]] bool multiplies_logarithm(const Sum& sum) const {
    return std::ranges::any_of(sum.factors, [&](const Labelled& log) {
      return fn_.op(log.id) == Op::Log && std::ranges::any_of(sum.factors, [&](const Labelled& other) {
               return other.id != log.id && other.labels == log.labels;
             });
    });
  }

  // Some factor lacks an axis, or all axes go; and no axis is lacked by all.
  static bool is_gain(const Sum& sum, std::size_t rank) {
    if (sum.factors.size() < 2) return false;
    bool some_lack = false;
    for (std::size_t axis = 0; axis < rank; ++axis) {
      const auto count = std::ranges::count_if(
          sum.factors, [&](const Labelled& factor) { return has(factor.labels, static_cast<AxisLabel>(axis)); });
      if (count == 0) return false;
      some_lack = some_lack || static_cast<std::size_t>(count) < sum.factors.size();
    }
    return some_lack || sum.kept.empty();
  }

  [[nodiscard]] std::vector<bool> find_live() const {
    std::vector<bool> live(fn_.size());
    for (std::size_t i = 0; i < fn_.params().size(); ++i) live[i] = true;
    for (const ir::Output& output : fn_.outputs()) live[ir::index(output.value)] = true;
    for (const auto& [value, name] : fn_.bindings()) live[ir::index(value)] = true;
    for (std::size_t i = fn_.size(); i-- > 0;) {
      if (!live[i]) continue;
      if (const auto sum = sums_.find(i); sum != sums_.end()) {
        for (const Labelled& factor : sum->second.factors) live[ir::index(factor.id)] = true;
        for (const ValueId number : sum->second.numbers) live[ir::index(number)] = true;
      } else {
        for (const ValueId operand : fn_.operands(ir::value_id(i))) live[ir::index(operand)] = true;
      }
    }
    return live;
  }

  // --- building ---------------------------------------------------------------------------------------------------

  ValueId build(const Sum& sum, const std::vector<ValueId>& to) {
    std::vector<Labelled> factors = sum.factors;
    for (Labelled& factor : factors) factor.id = to[ir::index(factor.id)];
    while (factors.size() > 2) join_cheapest(factors, sum.kept);
    ValueId result = contract(builder_, factors[0], factors[1], sum.kept);
    for (const ValueId number : sum.numbers) result = builder_.mul(to[ir::index(number)], result);
    return sum.negative ? builder_.neg(result) : result;
  }

  [[nodiscard]] double products(const Labelled& x, const Labelled& y) const {
    double count = 1;
    const auto add = [&](const Labelled& of, const Labels& but) {
      for (std::size_t k = 0; k < of.labels.size(); ++k) {
        if (!has(but, of.labels[k])) count *= static_cast<double>(builder_.function().shape(of.id)[k]);
      }
    };
    add(x, {});
    add(y, x.labels);
    return count;
  }

  // Multiplies the two factors that take the fewest products, and adds up what no other factor has.
  void join_cheapest(std::vector<Labelled>& factors, const Labels& kept) {
    std::size_t first = 0;
    std::size_t second = 1;
    for (std::size_t i = 0; i < factors.size(); ++i) {
      for (std::size_t j = i + 1; j < factors.size(); ++j) {
        const bool cheaper = products(factors[i], factors[j]) < products(factors[first], factors[second]);
        if (cheaper) std::tie(first, second) = std::pair(i, j);
      }
    }
    const Labelled x = std::move(factors[first]);
    const Labelled y = std::move(factors[second]);
    factors.erase(factors.begin() + static_cast<std::ptrdiff_t>(second));
    Labels wanted;
    for (const Labels& labels : {x.labels, y.labels}) {
      for (const AxisLabel label : labels) {
        const bool elsewhere = has(kept, label) || is_elsewhere(factors, first, label);
        if (elsewhere && !has(wanted, label)) wanted.push_back(label);
      }
    }
    std::ranges::sort(wanted);
    const bool same = x.labels == y.labels && wanted == x.labels;
    factors[first] = {same ? builder_.mul(x.id, y.id) : contract(builder_, x, y, wanted), wanted};
  }

  static bool is_elsewhere(const std::vector<Labelled>& factors, std::size_t but, AxisLabel label) {
    for (std::size_t i = 0; i < factors.size(); ++i) {
      if (i != but && has(factors[i].labels, label)) return true;
    }
    return false;
  }

  const ir::Function& fn_;
  std::vector<std::uint32_t> uses_;
  std::unordered_map<std::size_t, Sum> sums_;  // by the value that the sum is
  ir::Builder builder_;
};

}  // namespace

ir::Function contract_sums(ir::Function fn, std::size_t max_instructions) {
  const auto is_sum = [](const ir::Inst& inst) { return inst.op == Op::ReduceSum; };
  if (std::ranges::none_of(fn.insts(), is_sum)) return fn;
  Contraction contraction(fn, max_instructions);
  return contraction.is_needed() ? contraction.run() : std::move(fn);
}

}  // namespace adc::parser
