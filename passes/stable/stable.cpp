#include "passes/stable/stable.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>

#include "passes/tensors/moves.h"

namespace adc::passes {
namespace {

/// Rules of one subject; the last ones are asked when the others are done.
struct Subject {
  std::span<const StableRule> rules;
  bool is_last = false;
};

std::vector<Subject> subjects() {
  return {{exponential_rules()},        {hyperbolic_rules()}, {logarithm_rules()},
          {difference_rules()},         {root_rules()},       {trigonometric_rules()},
          {special_function_rules()},   {tail_rules(), true}, {softmax_rules()},
          {softmax_complement_rules()}, {tensor_rules()},     {log_product_rules()},
          {log_of_prod_rules()},        {kink_rules()},       {coefficient_rules()},
          {further_factor_rules()}};
}

std::vector<StableRule> join_rules() {
  std::vector<StableRule> rules;
  for (const Subject& subject : subjects()) rules.insert(rules.end(), subject.rules.begin(), subject.rules.end());
  return rules;
}

Rewrite rewrite_of(const StableRule& rule) { return {rule.root, rule.equation, rule.apply, true}; }

std::vector<Rewrite> last_rewrites() {
  std::vector<Rewrite> rewrites(folding_rewrites().begin(), folding_rewrites().end());
  for (const Subject& subject : subjects()) {
    if (subject.is_last) std::ranges::transform(subject.rules, std::back_inserter(rewrites), rewrite_of);
  }
  return rewrites;
}

std::vector<Rewrite> rewrites_of(int order) {
  std::vector<Rewrite> rewrites;
  for (const auto part : {folding_rewrites(), choice_rewrites(), move_rewrites()})
    rewrites.insert(rewrites.end(), part.begin(), part.end());
  for (const Subject& subject : subjects()) {
    if (subject.is_last) continue;
    for (const StableRule& rule : subject.rules) {
      if (rule.order >= order) rewrites.push_back(rewrite_of(rule));
    }
  }
  if (order == 0) return rewrites;
  for (const auto part : {reciprocal_rewrites(), vanishing_rewrites()})
    rewrites.insert(rewrites.end(), part.begin(), part.end());
  return rewrites;
}

// Adds what is new: two runs of the pass meet the same places.
void note(std::vector<AppliedRewrite>& applied, const std::vector<AppliedRewrite>& found) {
  const auto key = [](const AppliedRewrite& r) { return std::tuple(r.span.begin, r.span.end, r.equation); };
  std::set<std::tuple<std::uint32_t, std::uint32_t, std::string_view>> known;
  for (const AppliedRewrite& rewrite : applied) known.insert(key(rewrite));
  for (const AppliedRewrite& rewrite : found) {
    if (known.insert(key(rewrite)).second) applied.push_back(rewrite);
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
      if (rule.order == kAnyOrder) rewrites.push_back(rewrite_of(rule));
    }
  }
  return rewritten(fn, rewrites, applied);
}

ir::Function cancel_kinks(const ir::Function& fn, Choices choices, std::vector<AppliedRewrite>* applied) {
  std::vector<Rewrite> rewrites(choice_rewrites().begin(), choice_rewrites().end());
  for (const StableRule& rule : kink_rules()) {
    if (rule.when == When::Always || choices == Choices::Made) rewrites.push_back(rewrite_of(rule));
  }
  return rewritten(fn, rewrites, applied);
}

ir::Function stable(const ir::Function& fn, int order, std::vector<AppliedRewrite>* applied) {
  return rewritten(rewritten(fn, rewrites_of(order), applied), last_rewrites(), applied);
}

}  // namespace adc::passes
