#include "analysis/by_indices.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "analysis/elements.h"
#include "analysis/extract.h"
#include "emit/formula.h"
#include "ir/builder.h"
#include "passes/real/simplify_real.h"

namespace adc::analysis {
namespace {

using ir::Op;
using ir::ValueId;

constexpr std::size_t kClauseLength = 11;  // " where s = "
// How much longer a text of matrices may be before that of elements is preferred; of more than two axes matrices say
// little.
constexpr double kMuchLonger = 1.4;
constexpr double kClearer = 0.65;

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

bool is_name(std::string_view text) {
  return text.find_first_of(" ()[]+-*/^.,<>=|") == std::string_view::npos && text.find("·") == std::string_view::npos &&
         text.find("‖") == std::string_view::npos;
}

/// Whether a text is a length, ‖…‖.
bool is_length(std::string_view text) {
  constexpr std::string_view kBars = "‖";
  return text.size() > kBars.size() && text.starts_with(kBars) &&
         text.find(kBars, kBars.size()) == text.size() - kBars.size();
}

/// Whether a text is one call, `f(…)`, or one literal.
bool is_closed(std::string_view text) {
  const std::size_t open = text.find_first_of("([");
  if (open == std::string_view::npos || !is_name(text.substr(0, open))) return false;
  int depth = 0;
  for (std::size_t i = open; i < text.size(); ++i) {
    if (text[i] == '(' || text[i] == '[') ++depth;
    if ((text[i] == ')' || text[i] == ']') && --depth == 0) return i + 1 == text.size();
  }
  return false;
}

std::string as_atom(const std::string& text) {
  return is_name(text) || is_closed(text) || is_length(text) ? text : '(' + text + ')';
}

std::size_t occurrences(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

/// -a·b without its sign; nullopt for sums, and what has none.
std::optional<std::string> without_sign(const std::string& text) {
  const bool is_sum = text.find(" + ") != std::string::npos || text.find(" - ") != std::string::npos;
  return text.starts_with('-') && !is_sum ? std::optional(text.substr(1)) : std::nullopt;
}

/// Writes sums of guarded terms. Each value becomes a function of scalars, whose inputs are named as its leaves are
/// written, `x[i]`, so that it is simplified and printed as any other.
class Writer {
 public:
  Writer(const ir::Function& fn, std::span<const emit::KnownName> known) : fn_(fn), elements_(fn) {
    for (const emit::KnownName& each : known) taken_.insert(each.name);
    for (const ir::Param& param : fn.params()) taken_.insert(param.name);
  }

  std::optional<std::string> write() {
    const ValueId root = fn_.outputs()[0].value;
    std::vector<Affine> at;
    std::string ranges;
    for (const std::int64_t extent : fn_.shape(root).dims()) {
      const IndexVariable v = elements_.variable(extent);
      at.push_back(Affine::variable(v));
      ranges += fmt::format("{} = 1:{}, ", name(v), extent);
    }
    const std::optional<GuardedSum> sum = elements_.element(root, at);
    if (!sum) return std::nullopt;
    return with_names(fmt::format("[{}{}]", ranges, text(*sum)));
  }

  /// The elements one by one, where they are few: [x[2], x[1], 2x[3], 0].
  std::optional<std::string> write_elements() {
    constexpr std::int64_t kMost = 16;
    const ValueId root = fn_.outputs()[0].value;
    const ir::Shape& shape = fn_.shape(root);
    const bool is_row = shape.rank() == 2 && (shape[0] == 1 || shape[1] == 1);  // which no literal is
    if (shape.rank() > 2 || is_row || shape.elements() > kMost || shape.elements() < 2) return std::nullopt;
    std::string all;
    for (std::int64_t n = 0; n < shape.elements(); ++n) {
      std::vector<Affine> at(1, Affine{n, {}});
      if (shape.rank() == 2) at = {Affine{n / shape[1], {}}, Affine{n % shape[1], {}}};
      const std::optional<GuardedSum> element = elements_.element(root, at);
      if (!element) return std::nullopt;
      const bool begins_row = shape.rank() == 2 && n % shape[1] == 0;
      all += (n == 0 ? "" : begins_row ? "; " : ", ") + text(*element);
    }
    return with_names('[' + all + ']');
  }

 private:
  /// The text with letters for tensors that are long and occur often, `s[i]·s[j] where s = softmax(x)`.
  std::string with_names(std::string all) {
    std::string behind;
    for (const auto& [v, whole] : tensors_) {
      const std::size_t times = occurrences(all, whole + '[');
      const std::size_t length = characters(whole);
      if (fn_.op(v) == Op::Param || times * (length - 1) <= length + kClauseLength) continue;
      const std::string letter = free_letter(fn_.op(v));
      for (std::size_t from = 0; (from = all.find(whole + '[', from)) != std::string::npos;)
        all.replace(from, whole.size(), letter);
      behind += fmt::format("{}{} = {}", behind.empty() ? " where " : ", ", letter, whole);
    }
    return all + behind;
  }

  /// A function that is made of one value.
  struct Part {
    ir::Builder builder{"part"};
    std::map<std::string, ValueId> inputs = {};

    ValueId input(const std::string& text) {
      const auto known = inputs.find(text);
      return known != inputs.end() ? known->second : inputs.emplace(text, builder.param(text)).first->second;
    }
  };

  std::string name(IndexVariable v) {
    constexpr auto kNames = std::to_array<std::string_view>({"i", "j", "k", "l", "m", "n", "o", "p", "q", "r"});
    if (names_.contains(v)) return names_[v];
    std::string chosen;
    for (const std::string_view each : kNames) {
      if (chosen.empty() && taken_.insert(std::string(each)).second) chosen = each;
    }
    for (int n = 1; chosen.empty(); ++n) {
      if (std::string each = fmt::format("i{}", n); taken_.insert(each).second) chosen = each;
    }
    return names_[v] = chosen;
  }

  std::string free_letter(Op op) {
    const std::string_view usual = op == Op::Softmax ? "s" : "t";
    for (const std::string_view each : {usual, std::string_view("u"), std::string_view("v"), std::string_view("w")}) {
      if (taken_.insert(std::string(each)).second) return std::string(each);
    }
    for (int n = 1;; ++n) {
      if (std::string each = fmt::format("t{}", n); taken_.insert(each).second) return each;
    }
  }

  // --- terms

  std::string text(const GuardedSum& sum) {
    std::vector<std::pair<std::string, std::vector<NodeId>>> groups;  // by condition
    for (const GuardedTerm& term : sum) {
      const NodeId value = at_first_indices(term);
      std::string condition = text_of_zeros(term.zeros);
      const auto same = std::ranges::find(groups, condition, [](const auto& group) { return group.first; });
      if (same != groups.end())
        same->second.push_back(value);
      else
        groups.push_back({std::move(condition), {value}});
    }
    std::ranges::stable_partition(groups, [](const auto& group) { return group.first.empty(); });
    std::string all;
    for (const auto& [condition, values] : groups) {
      const std::string value = text_of_values(values);
      if (value == "0") continue;
      const auto negated = all.empty() ? std::nullopt : without_sign(value);
      if (!all.empty()) all += negated ? " - " : " + ";
      const std::string& shown = negated ? *negated : value;
      const bool stands_alone = groups.size() == 1 || shown.find(" where ") == std::string::npos;
      if (!condition.empty())
        all += fmt::format("if({}, {}, 0)", condition, shown);
      else
        all += stands_alone ? shown : '(' + shown + ')';
    }
    return all.empty() ? "0" : all;
  }

  // The value with the first of indices that are equal in place of the others.
  NodeId at_first_indices(const GuardedTerm& term) {
    NodeId value = term.value;
    for (const Affine& zero : term.zeros) {
      const bool is_pair = zero.factors.size() == 2 && zero.constant == 0;
      if (!is_pair) continue;
      const auto [first, c] = *zero.factors.begin();
      const auto [second, d] = *std::next(zero.factors.begin());
      if (c != 1 || d != -1 || elements_.data(first) || elements_.data(second)) continue;
      const NodeId moved = elements_.substituted(value, second, Affine::variable(first));
      if (elements_.stays_inside(moved)) value = moved;
    }
    return value;
  }

  std::string text_of_values(const std::vector<NodeId>& values) {
    Part part;
    // Inputs stand first in a function, so they are found before anything is computed.
    std::set<std::string> inputs;
    for (const NodeId value : values) find_inputs(value, inputs);
    for (const std::string& text : inputs) part.input(text);
    std::optional<ValueId> sum;
    for (const NodeId value : values) {
      const ValueId next = build(value, part);
      sum = sum ? part.builder.add(*sum, next) : next;
    }
    part.builder.output(*sum);
    return emit::formula_without_names(passes::simplify_real(part.builder.finish()));
  }

  // --- equations: i == j == k, j == i + 1

  std::string text_of_zeros(const std::vector<Affine>& zeros) {
    std::vector<std::vector<IndexVariable>> classes;
    std::string rest;
    for (const Affine& zero : zeros) {
      if (add_equal(zero, classes)) continue;
      rest += fmt::format("{}{}", rest.empty() ? "" : " and ", equation(zero));
    }
    std::string all;
    for (std::vector<IndexVariable>& equal : classes) {
      std::ranges::sort(equal);
      if (!all.empty()) all += " and ";
      for (std::size_t n = 0; n < equal.size(); ++n) all += (n == 0 ? "" : " == ") + name(equal[n]);
    }
    return all + (all.empty() || rest.empty() ? "" : " and ") + rest;
  }

  bool add_equal(const Affine& zero, std::vector<std::vector<IndexVariable>>& classes) const {
    if (zero.factors.size() != 2 || zero.constant != 0) return false;
    const auto [a, c] = *zero.factors.begin();
    const auto [b, d] = *std::next(zero.factors.begin());
    if (c + d != 0 || (c != 1 && d != 1) || elements_.data(a) || elements_.data(b)) return false;
    const auto place = [&](IndexVariable v) {
      return std::ranges::find_if(classes, [&](const auto& one) { return std::ranges::find(one, v) != one.end(); });
    };
    const auto of_a = place(a);
    const auto of_b = place(b);
    if (of_a == classes.end() && of_b == classes.end()) {
      classes.push_back({a, b});
    } else if (of_a == classes.end()) {
      of_b->push_back(a);
    } else if (of_b == classes.end()) {
      of_a->push_back(b);
    } else if (of_a != of_b) {
      of_a->insert(of_a->end(), of_b->begin(), of_b->end());
      classes.erase(of_b);
    }
    return true;
  }

  std::string equation(const Affine& zero) {
    Affine left;
    Affine right;
    std::int64_t constant = zero.constant;
    for (const auto& [v, c] : zero.factors) {
      constant -= c;
      (c > 0 ? left : right).factors[v] = c > 0 ? c : -c;
    }
    (constant > 0 ? left : right).constant = constant > 0 ? constant : -constant;
    const bool turns = left.factors.empty() || (right.factors.size() == 1 && left.factors.size() > 1);
    if (turns) std::swap(left, right);
    return fmt::format("{} == {}", counted_from_one(left), counted_from_one(right));
  }

  /// c + Σ cᵥ·v where each v counts from 1.
  std::string counted_from_one(const Affine& a) {
    Part part;
    std::vector<std::pair<ValueId, std::int64_t>> terms;
    for (const auto& [v, c] : a.factors) terms.emplace_back(part.input(as_atom(index_text(v))), c);
    ValueId sum = part.builder.integer(a.constant);
    for (const auto& [input, c] : terms) sum = part.builder.add(sum, part.builder.mul(part.builder.integer(c), input));
    part.builder.output(sum);
    return emit::formula_without_names(passes::simplify_real(part.builder.finish()));
  }

  std::string index_text(IndexVariable v) {
    const auto data = elements_.data(v);
    if (!data) return name(v);
    Part part;
    std::set<std::string> inputs;
    find_inputs(*data, inputs);
    for (const std::string& text : inputs) part.input(text);
    part.builder.output(part.builder.add(build(*data, part), part.builder.integer(1)));
    return emit::formula_without_names(passes::simplify_real(part.builder.finish()));
  }

  /// A place as an index, from 1.
  std::string place(const Affine& a) {
    Affine from_one = a;
    for (const auto& [v, c] : a.factors) from_one.constant -= c;
    ++from_one.constant;
    return counted_from_one(from_one);
  }

  // --- values

  void find_inputs(NodeId id, std::set<std::string>& inputs) {
    if (const auto text = input_text(id)) inputs.insert(*text);
    const std::vector<NodeId> args = elements_.node(id).args;
    for (const NodeId arg : args) find_inputs(arg, inputs);
  }

  std::optional<std::string> input_text(NodeId id) {
    if (const auto known = inputs_.find(id); known != inputs_.end()) return known->second;
    const ElementNode node = elements_.node(id);
    std::optional<std::string> text;
    switch (node.kind) {
      case ElementNode::Kind::Leaf: text = leaf(node); break;
      case ElementNode::Kind::Index: text = as_atom(place(node.at[0] - Affine{1, {}})); break;
      case ElementNode::Kind::Sum: text = sum(node); break;
      case ElementNode::Kind::Terms: text = as_atom(this->text(node.terms)); break;
      default: return std::nullopt;
    }
    inputs_.emplace(id, *text);
    return text;
  }

  std::string leaf(const ElementNode& node) {
    std::string tensor = as_atom(text_of_tensor(node.tensor));
    if (!node.at.empty()) tensors_[node.tensor] = tensor;
    for (std::size_t axis = 0; axis < node.at.size(); ++axis) tensor += (axis == 0 ? "[" : ", ") + place(node.at[axis]);
    return node.at.empty() ? tensor : tensor + ']';
  }

  std::string text_of_tensor(ValueId v) {
    if (fn_.op(v) == Op::Param) return fn_.params()[fn_.inst(v).payload].name;
    ValueNames names;
    for (std::size_t i = 0; i < fn_.params().size(); ++i) names[i] = fn_.params()[i].name;
    return emit::formula_without_names(extract(fn_, v, names).fn);
  }

  std::string sum(const ElementNode& node) {
    std::string ranges;
    const ElementNode* inner = &node;
    for (;;) {
      ranges += fmt::format("{} = 1:{}, ", name(inner->variable), elements_.extents()[inner->variable]);
      const bool is_nested = inner->terms.size() == 1 && inner->terms[0].zeros.empty() &&
                             elements_.node(inner->terms[0].value).kind == ElementNode::Kind::Sum;
      if (!is_nested) break;
      inner = &elements_.node(inner->terms[0].value);
    }
    const GuardedSum terms = inner->terms;
    return fmt::format("sum({}{})", ranges, text(terms));
  }

  ValueId build(NodeId id, Part& part) {
    if (const auto text = input_text(id)) return part.input(*text);
    const ElementNode node = elements_.node(id);
    if (node.kind == ElementNode::Kind::Number) return part.builder.constant(node.number);
    std::vector<ValueId> args;
    args.reserve(node.args.size());
    for (const NodeId arg : node.args) args.push_back(build(arg, part));
    return part.builder.emit(node.op, args, node.immediate);
  }

  const ir::Function& fn_;
  Elements elements_;
  std::set<std::string> taken_;
  std::map<IndexVariable, std::string> names_;
  std::map<NodeId, std::string> inputs_;
  std::map<ValueId, std::string> tensors_;  // those of which elements are taken
};

}  // namespace

std::vector<emit::KnownName> names_of_bindings(const ir::Function& fn) {
  constexpr std::size_t kMost = 32;           // of the names
  constexpr std::size_t kMostValues = 2'000;  // of the program
  ValueNames names;
  for (std::size_t i = 0; i < fn.params().size(); ++i) names[i] = fn.params()[i].name;
  std::vector<emit::KnownName> known;
  for (const auto& [value, name] : fn.bindings()) {
    const bool is_written = fn.bindings().size() <= kMost && fn.size() <= kMostValues;
    known.push_back({name, is_written ? emit::formula_without_names(extract(fn, value, names).fn) : ""});
  }
  return known;
}

std::string readable_formula(const ir::Function& fn, std::span<const emit::KnownName> known) {
  std::string plain = emit::formula(fn, known);
  if (fn.outputs().size() != 1) return plain;
  const ir::Shape& shape = fn.shape(fn.outputs()[0].value);
  if (shape.rank() == 0 || fn.op(fn.outputs()[0].value) == Op::Param) return plain;
  const auto length = [](const std::string& text) { return static_cast<double>(characters(text)); };
  const auto one_by_one = Writer(fn, known).write_elements();
  const auto by_elements = Writer(fn, known).write();
  const double as_long = shape.rank() > 2 ? kClearer : kMuchLonger;
  const bool is_readable = emit::is_in_words(fn) && !(by_elements && length(plain) > as_long * length(*by_elements));
  if (!is_readable && by_elements) plain = *by_elements;
  return one_by_one && length(*one_by_one) < length(plain) ? *one_by_one : plain;
}

}  // namespace adc::analysis
