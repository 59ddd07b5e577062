#include "emit/formula_parts.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace adc::emit {
namespace {

using ir::Function;
using ir::index;
using ir::Op;
using ir::ValueId;

constexpr std::size_t kMostValues = 400;     // of a formula in which names are looked for
constexpr std::size_t kMostCandidates = 64;  // those with most operations, if there are more
constexpr std::size_t kMostNames = 3;
constexpr double kMostGrowth = 1.2;   // of a text in which a vector or a matrix is named
constexpr double kMostWritten = 600;  // characters
constexpr double kWhere = 7;          // " where "
constexpr double kClause = 4;         // "s = "
constexpr double kSeparator = 2;      // ", "

/// How much there is to read.
struct Size {
  double characters = 0;
  double operations = 0;
};
Size operator+(Size a, Size b) { return {a.characters + b.characters, a.operations + b.operations}; }

double characters(std::string_view text) {
  return static_cast<double>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

/// Letters that people choose, by what is named; then the first that is free.
std::string_view usual_letter(Op op) {
  switch (op) {
    case Op::Softmax: return "s";
    case Op::Sigmoid: return "p";
    case Op::Norm: return "r";
    default: return "t";
  }
}
constexpr auto kLetters = std::to_array<std::string_view>({"t", "u", "v", "w", "s", "p", "q", "r", "z", "y", "h", "k"});

class Namer {
 public:
  Namer(const Function& fn, const std::vector<std::optional<Written>>& texts, ValueId root,
        std::unordered_set<std::string> taken)
      : fn_(fn), texts_(texts), root_(root), taken_(std::move(taken)), names_(fn.size()), sizes_(fn.size()) {}

  std::vector<NamedPart> run() {
    Size now = size();
    if (now.characters > kMostWritten) return {};
    const std::vector<ValueId> candidates = repeated();
    std::vector<NamedPart> parts;
    while (parts.size() < kMostNames) {
      std::optional<ValueId> best;
      Size best_size = now;
      for (const ValueId v : candidates) {
        if (!names_[index(v)].empty()) continue;
        names_[index(v)] = "t";
        const Size named = size();
        names_[index(v)].clear();
        if (!is_worth(v, named, now) || !is_less(named, best_size)) continue;
        best = v;
        best_size = named;
      }
      if (!best) break;
      parts.push_back({*best, names_[index(*best)] = fresh_name(fn_.op(*best))});
      now = best_size;
    }
    std::ranges::sort(parts, {}, [](const NamedPart& part) { return index(part.value); });
    return parts;
  }

 private:
  [[nodiscard]] bool is_worth(ValueId v, Size named, Size now) const {
    if (named.characters < now.characters && named.operations <= now.operations) return true;
    return fn_.shape(v).rank() > 0 && named.operations < now.operations &&
           named.characters <= kMostGrowth * now.characters;
  }
  static bool is_less(Size a, Size b) {
    return a.operations != b.operations ? a.operations < b.operations : a.characters < b.characters;
  }

  /// What is written more than once and has operations, most first.
  std::vector<ValueId> repeated() {
    std::vector<double> times(fn_.size());
    std::vector<ValueId> found;
    times[index(root_)] = 1;
    for (std::size_t i = index(root_) + 1; i-- > 0;) {
      if (times[i] == 0 || !texts_[i]) continue;
      const ValueId id = ir::value_id(i);
      const bool is_part = sizes_[i].operations > 0 && fn_.op(id) != Op::Neg && fn_.type(id).dtype != ir::DType::Bool;
      if (is_part) found.push_back(id);
      for (const Piece& piece : texts_[i]->items) {
        if (piece.value) times[index(*piece.value)] += times[i];
      }
      if (const auto other = complement_of(id)) times[index(*other)] += times[i];
    }
    std::erase_if(found, [&](ValueId v) { return times[index(v)] < 2; });
    std::ranges::stable_sort(found, std::ranges::greater(), [&](ValueId v) { return sizes_[index(v)].operations; });
    if (found.size() > kMostCandidates) found.resize(kMostCandidates);
    return found;
  }

  /// σ(u), where `v` is σ(−u) and both are written. It stands before or behind `v`.
  [[nodiscard]] std::optional<ValueId> complement_of(ValueId v) const {
    if (fn_.op(v) != Op::Sigmoid) return std::nullopt;
    for (std::size_t i = 0; i < fn_.size(); ++i) {
      if (texts_[i] && is_complement(fn_, v, ir::value_id(i))) return ir::value_id(i);
    }
    return std::nullopt;
  }

  /// Of the whole, with what is named behind it.
  Size size() {
    Size whole;
    double clauses = 0;
    for (std::size_t i = 0; i <= index(root_); ++i) {
      if (!texts_[i]) continue;
      sizes_[i] = own_size(ir::value_id(i));
      if (names_[i].empty()) continue;
      whole = whole + sizes_[i] + Size{kClause + (clauses++ == 0 ? kWhere : kSeparator), 1};
    }
    return whole + sizes_[index(root_)];
  }

  [[nodiscard]] Size own_size(ValueId id) const {
    const Written& text = *texts_[index(id)];
    const Op op = fn_.op(id);
    Size size{0, op == Op::Param || op == Op::Const ? 0.0 : 1.0};
    for (const Piece& piece : text.items) {
      if (!piece.value) {
        size.characters += characters(piece.text);
        continue;
      }
      const ValueId v = *piece.value;
      if (!names_[index(v)].empty()) {
        size.characters += 1;
      } else if (complements_named(v)) {
        size = size + Size{piece.level > kSum ? 7.0 : 5.0, 1};
      } else {
        size = size + sizes_[index(v)];
        if (texts_[index(v)]->level < piece.level) size.characters += 2;
      }
    }
    return size;
  }

  [[nodiscard]] bool complements_named(ValueId v) const {
    if (fn_.op(v) != Op::Sigmoid) return false;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (!names_[i].empty() && is_complement(fn_, v, ir::value_id(i))) return true;
    }
    return false;
  }

  std::string fresh_name(Op op) {
    const auto take = [&](const std::string& name) { return taken_.insert(name).second; };
    if (std::string usual(usual_letter(op)); take(usual)) return usual;
    for (const std::string_view letter : kLetters) {
      if (std::string name(letter); take(name)) return name;
    }
    for (std::size_t n = 1;; ++n) {
      if (std::string name = "t" + std::to_string(n); take(name)) return name;
    }
  }

  const Function& fn_;
  const std::vector<std::optional<Written>>& texts_;
  ValueId root_;
  std::unordered_set<std::string> taken_;
  std::vector<std::string> names_;
  std::vector<Size> sizes_;
};

}  // namespace

bool is_complement(const Function& fn, ValueId v, ValueId of) {
  if (fn.op(v) != Op::Sigmoid || fn.op(of) != Op::Sigmoid) return false;
  const ValueId u = fn.operands(v)[0];
  const ValueId w = fn.operands(of)[0];
  return fn.op(u) == Op::Neg && fn.operands(u)[0] == w;
}

std::vector<NamedPart> parts_to_name(const Function& fn, const std::vector<std::optional<Written>>& texts, ValueId root,
                                     const std::unordered_set<std::string>& taken) {
  const auto values = std::ranges::count_if(texts, [](const auto& text) { return text.has_value(); });
  if (static_cast<std::size_t>(values) > kMostValues) return {};
  return Namer(fn, texts, root, taken).run();
}

}  // namespace adc::emit
