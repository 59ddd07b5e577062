#include "passes/stable/stable.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "passes/tensors/moves.h"

namespace adc::passes {
namespace {

std::vector<StableRule> join_rules() {
  std::vector<StableRule> rules;
  for (const auto part : {exponential_rules(), hyperbolic_rules(), logarithm_rules(), difference_rules(), root_rules(),
                          trigonometric_rules(), special_function_rules(), tail_rules(), softmax_rules(),
                          softmax_complement_rules(), tensor_rules(), log_product_rules(), log_of_prod_rules(),
                          kink_rules(), coefficient_rules(), further_factor_rules()})
    rules.insert(rules.end(), part.begin(), part.end());
  return rules;
}

bool is_last(const StableRule& rule) {
  return std::ranges::any_of(tail_rules(), [&](const StableRule& last) { return last.equation == rule.equation; });
}

std::vector<Rewrite> last_rewrites() {
  std::vector<Rewrite> rewrites(folding_rewrites().begin(), folding_rewrites().end());
  for (const StableRule& rule : tail_rules()) rewrites.push_back({rule.root, rule.equation, rule.apply});
  return rewrites;
}

std::vector<Rewrite> rewrites_of(int order) {
  std::vector<Rewrite> rewrites;
  for (const auto part : {folding_rewrites(), choice_rewrites(), move_rewrites()})
    rewrites.insert(rewrites.end(), part.begin(), part.end());
  for (const StableRule& rule : stable_rules()) {
    if (rule.order >= order && !is_last(rule)) rewrites.push_back({rule.root, rule.equation, rule.apply});
  }
  if (order == 0) return rewrites;
  for (const auto part : {reciprocal_rewrites(), vanishing_rewrites()})
    rewrites.insert(rewrites.end(), part.begin(), part.end());
  return rewrites;
}

bool is_rule(std::string_view equation) {
  return std::ranges::any_of(stable_rules(), [&](const StableRule& rule) { return rule.equation == equation; });
}

// Adds what is new: two runs of the pass meet the same places.
void note(std::vector<AppliedRewrite>& applied, const std::vector<AppliedRewrite>& found) {
  const auto key = [](const AppliedRewrite& r) { return std::tuple(r.span.begin, r.span.end, r.equation); };
  std::set<std::tuple<std::uint32_t, std::uint32_t, std::string_view>> known;
  for (const AppliedRewrite& rewrite : applied) known.insert(key(rewrite));
  for (const AppliedRewrite& rewrite : found) {
    if (is_rule(rewrite.equation) && known.insert(key(rewrite)).second) applied.push_back(rewrite);
  }
}

ir::Function rewritten(const ir::Function& fn, std::span<const Rewrite> rewrites,
                       std::vector<AppliedRewrite>* applied) {
  std::vector<AppliedRewrite> found;
  ir::Function result = rewrite_all(fn, rewrites, applied != nullptr ? &found : nullptr);
  if (applied != nullptr) note(*applied, found);
  return result;
}

}  // namespace

std::span<const StableRule> stable_rules() {
  static const std::vector<StableRule> kRules = join_rules();
  return kRules;
}

ir::Function stable_tensors(const ir::Function& fn, std::vector<AppliedRewrite>* applied) {
  std::vector<Rewrite> rewrites(move_rewrites().begin(), move_rewrites().end());
  for (const auto rules : {softmax_rules(), tensor_rules()}) {
    for (const StableRule& rule : rules) {
      if (rule.order == kAnyOrder) rewrites.push_back({rule.root, rule.equation, rule.apply});
    }
  }
  return rewritten(fn, rewrites, applied);
}

ir::Function cancel_kinks(const ir::Function& fn, Choices choices, std::vector<AppliedRewrite>* applied) {
  std::vector<Rewrite> rewrites(choice_rewrites().begin(), choice_rewrites().end());
  for (const StableRule& rule : kink_rules()) {
    if (rule.when == When::Always || choices == Choices::Made)
      rewrites.push_back({rule.root, rule.equation, rule.apply});
  }
  return rewritten(fn, rewrites, applied);
}

ir::Function stable(const ir::Function& fn, int order, std::vector<AppliedRewrite>* applied) {
  return rewritten(rewritten(fn, rewrites_of(order), applied), last_rewrites(), applied);
}

}  // namespace adc::passes
