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
  return {{exponential_rules()},
          {hyperbolic_rules()},
          {logarithm_rules()},
          {difference_rules()},
          {root_rules()},
          {trigonometric_rules()},
          {quotient_rules()},
          {special_function_rules()},
          {tail_rules(), true},
          {softmax_rules()},
          {softmax_complement_rules()},
          {tensor_rules()},
          {log_product_rules()},
          {log_of_prod_rules()},
          {kink_rules()},
          {coefficient_rules()},
          {further_factor_rules()}};
}

std::vector<StableRule> join_rules() {
  std::vector<StableRule> rules;
  for (const Subject& subject : subjects()) rules.insert(rules.end(), subject.rules.begin(), subject.rules.end());
  return rules;
}

Rewrite rewrite_of(const StableRule& rule) { return {rule.root, rule.equation, rule.apply, true, 0, rule.order}; }

RewriteTable first_rewrites() {
  std::vector<Rewrite> rewrites;
  for (const auto part : {folding_rewrites(), choice_rewrites(), move_rewrites()})
    rewrites.insert(rewrites.end(), part.begin(), part.end());
  for (const Subject& subject : subjects()) {
    if (!subject.is_last) std::ranges::transform(subject.rules, std::back_inserter(rewrites), rewrite_of);
  }
  for (const auto part : {reciprocal_rewrites(), vanishing_rewrites()}) {
    std::ranges::transform(part, std::back_inserter(rewrites), [](Rewrite rewrite) {
      rewrite.least = 1;
      return rewrite;
    });
  }
  return RewriteTable(rewrites);
}

RewriteTable last_rewrites() {
  std::vector<Rewrite> rewrites(folding_rewrites().begin(), folding_rewrites().end());
  for (const Subject& subject : subjects()) {
    if (subject.is_last) std::ranges::transform(subject.rules, std::back_inserter(rewrites), rewrite_of);
  }
  return RewriteTable(rewrites);
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

// What `rewrite`, one of the functions of core/rewrite.h, makes; if it makes something, what it did is noted where
// `how` says.
template <class Rewrite>
auto noted(const ir::Function& fn, const RewriteTable& rewrites, const Rewriting& how, Rewrite rewrite) {
  std::vector<AppliedRewrite> found;
  std::optional<Rewritten> result =
      rewrite(fn, rewrites, {how.order, how.settled, how.applied != nullptr ? &found : nullptr});
  if (result && how.applied != nullptr) note(*how.applied, found);
  return result;
}

Rewritten rewritten(const ir::Function& fn, const RewriteTable& rewrites, const Rewriting& how) {
  return *noted(fn, rewrites, how, rewrite_all);
}

const RewriteTable& first_table() {
  static const RewriteTable kTable = first_rewrites();
  return kTable;
}

// Without one of their roots there is nothing left to do: the others are done.
Rewritten by_last_rules(Rewritten by_first, const Rewriting& how) {
  static const RewriteTable kTable = last_rewrites();
  const auto is_root = [](const ir::Inst& inst) {
    return std::ranges::any_of(kTable.of(inst.op), [](const Rewrite& rewrite) { return rewrite.is_told; });
  };
  if (std::ranges::none_of(by_first.fn.insts(), is_root)) return by_first;
  return {rewritten(by_first.fn, kTable, how).fn, false};
}

Rewritten by_all_rules(const ir::Function& fn, const Rewriting& how) {
  return by_last_rules(rewritten(fn, first_table(), how), how);
}

}  // namespace

std::span<const StableRule> stable_rules() {
  static const std::vector<StableRule> kRules = join_rules();
  return kRules;
}

ir::Function stable_tensors(const ir::Function& fn, std::vector<AppliedRewrite>* applied) {
  static const RewriteTable kTable = [] {
    std::vector<Rewrite> rewrites(move_rewrites().begin(), move_rewrites().end());
    for (const auto rules : {softmax_rules(), tensor_rules()}) {
      for (const StableRule& rule : rules) {
        if (rule.order == kAnyOrder) rewrites.push_back(rewrite_of(rule));
      }
    }
    return RewriteTable(rewrites);
  }();
  return rewritten(fn, kTable, {.applied = applied}).fn;
}

ir::Function cancel_kinks(const ir::Function& fn, Choices choices, std::vector<AppliedRewrite>* applied) {
  const auto table = [](Choices made) {
    std::vector<Rewrite> rewrites(choice_rewrites().begin(), choice_rewrites().end());
    for (const StableRule& rule : kink_rules()) {
      if (rule.when == When::Always || made == Choices::Made) rewrites.push_back(rewrite_of(rule));
    }
    return RewriteTable(rewrites);
  };
  static const RewriteTable kMade = table(Choices::Made);
  static const RewriteTable kNotMade = table(Choices::NotMade);
  return rewritten(fn, choices == Choices::Made ? kMade : kNotMade, {.applied = applied}).fn;
}

ir::Function stable(const ir::Function& fn, const Rewriting& how) { return by_all_rules(fn, how).fn; }

StableForms stable_forms(const ir::Function& fn, const Rewriting& how) {
  if (std::optional<Rewritten> both = noted(fn, first_table(), how, rewrite_all_alike)) {
    Rewritten values = by_last_rules(*std::move(both), how);
    return {std::move(values.fn), values.is_settled, std::nullopt};
  }
  Rewriting of_values = how;
  of_values.order = 0;
  Rewritten values = by_all_rules(fn, of_values);
  return {std::move(values.fn), values.is_settled, stable(fn, how)};
}

}  // namespace adc::passes
