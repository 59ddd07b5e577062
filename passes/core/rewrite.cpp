#include "passes/core/rewrite.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <vector>

#include "passes/core/rebuild.h"

namespace adc::passes {

using ir::Constant;
using ir::ValueId;

namespace {

const Constant* constant_of(const Site& site, ValueId v, Constant::Kind kind) {
  if (!site.is(v, ir::Op::Const)) return nullptr;
  const Constant& constant = site.b.function().constant(v);
  return constant.kind() == kind ? &constant : nullptr;
}

// The form with its operands in the other order, if they commute and differ.
std::optional<Form> turned(const Form& form) {
  if (form.arity != 2 || form.x[0] == form.x[1] || !ir::info(form.op).is(ir::kCommutative)) return std::nullopt;
  return Form(form.op, std::array{form.x[1], form.x[0]}, form.immediates());
}

bool are_same(const Form& a, const Form& b) {
  const auto operands = [](const Form& form) { return std::span(form.x.data(), form.arity); };
  if (a.op != b.op || !std::ranges::equal(a.immediates(), b.immediates())) return false;
  if (std::ranges::equal(operands(a), operands(b))) return true;
  return a.arity == 2 && ir::info(a.op).is(ir::kCommutative) && a.x[0] == b.x[1] && a.x[1] == b.x[0];
}

// A rewrite of a tensor may have made a scalar that stands for each element.
ValueId keep_shape(SharingBuilder& b, ValueId value, const ir::Shape& shape) {
  const bool kept = b.function().shape(value).rank() == shape.rank();
  return kept ? value : b.broadcast(value, shape.dims(), {});
}

}  // namespace

RewriteTable::RewriteTable(std::span<const Rewrite> rewrites) : rewrites_(rewrites.begin(), rewrites.end()) {
  std::ranges::stable_sort(rewrites_, {}, &Rewrite::root);
  for (const Rewrite& rewrite : rewrites_) ++first_[static_cast<std::size_t>(rewrite.root) + 1];
  std::partial_sum(first_.begin(), first_.end(), first_.begin());
}

// What is being rewritten, and what it is rewritten by.
class Rewriter {
 public:
  Rewriter(SharingBuilder& builder, const RewriteTable& rewrites, const Rewriting& how, bool alike)
      : builder_(builder),
        rewriting_(builder, *this),
        rewrites_(rewrites),
        order_(how.order),
        alike_(alike),
        applied_(how.applied) {
    constexpr std::size_t kUsualDepth = 8;
    open_.reserve(kUsualDepth);
  }

  [[nodiscard]] bool knows(ir::Op op) const { return !differs_ && !rewrites_.of(op).empty(); }
  /// Whether some rewrite would have made a difference between orders that are to be alike; then all are left alone.
  [[nodiscard]] bool differs() const { return differs_; }
  /// Whether no form was made that a rewrite might match.
  [[nodiscard]] bool is_settled() const { return is_settled_; }
  /// Where the text stands that is rewritten from now on.
  void set_span(Span span) { span_ = span; }

  ValueId make(Form form) {
    const std::size_t depth = open_.size();
    std::optional<Replacement> next;
    for (std::size_t i = 0; knows(form.op); ++i) {
      if (i == kMaxSteps || !may_open(form, depth)) {
        is_settled_ = false;
        break;
      }
      next = open(form);
      if (!next || std::holds_alternative<ValueId>(*next)) break;
      form = std::get<Form>(*next);
      next.reset();
    }
    open_.resize(depth, form);
    if (next) return std::get<ValueId>(*next);
    return builder_.emit(form.op, std::span<const ValueId>(form.x.data(), form.arity), form.immediates());
  }

  std::optional<ValueId> rewritten(const Form& form) {
    const std::size_t depth = open_.size();
    const std::optional<Replacement> next = knows(form.op) && may_open(form, depth) ? open(form) : std::nullopt;
    std::optional<ValueId> value;
    if (next) value = std::holds_alternative<Form>(*next) ? make(std::get<Form>(*next)) : std::get<ValueId>(*next);
    open_.resize(depth, form);
    return value;
  }

 private:
  static constexpr std::size_t kMaxSteps = 32;  // of one form into others
  static constexpr std::size_t kMaxDepth = 64;  // forms that are being rewritten, one for the other

  // What stands for `form`, which is being rewritten from now on.
  std::optional<Replacement> open(const Form& form) {
    open_.push_back(form);
    return step(form);
  }

  // `depth`: how many forms were open before the one that `form` is to stand for.
  [[nodiscard]] bool may_open(const Form& form, std::size_t depth) const {
    return depth < kMaxDepth && std::ranges::none_of(open_, [&](const Form& other) { return are_same(form, other); });
  }

  std::optional<Replacement> step(const Form& form) {
    const Site site{rewriting_};
    const std::optional<Form> other = turned(form);
    for (const Rewrite& rewrite : rewrites_.of(form.op)) {
      if (!takes_part(rewrite, order_) && !(alike_ && takes_part(rewrite, 0))) continue;
      const std::size_t place = applied_ != nullptr ? applied_->size() : 0;
      std::optional<Replacement> found = rewrite.apply(site, form);
      if (!found && other) found = rewrite.apply(site, *other);
      if (applied_ != nullptr) {
        if (!found) applied_->resize(place);  // what was only tried
        const auto before = applied_->begin() + static_cast<std::ptrdiff_t>(place);
        if (found && rewrite.is_told) applied_->insert(before, {rewrite.equation, span_});
      }
      if (found && alike_ && takes_part(rewrite, order_) != takes_part(rewrite, 0)) differs_ = true;
      if (found) return differs_ ? std::nullopt : found;
    }
    return std::nullopt;
  }

  static bool takes_part(const Rewrite& rewrite, int order) { return rewrite.least <= order && order <= rewrite.most; }

  SharingBuilder& builder_;
  RewritingBuilder rewriting_;
  const RewriteTable& rewrites_;
  int order_;
  bool alike_;  // to order 0
  bool differs_ = false;
  bool is_settled_ = true;
  std::vector<Form> open_;
  std::vector<AppliedRewrite>* applied_;
  Span span_;
};

ValueId RewritingBuilder::emit(ir::Op op, std::span<const ValueId> operands, ir::List immediates) {
  return rewriter_->make(Form(op, operands, immediates));
}

std::optional<ValueId> RewritingBuilder::rewritten(const Form& form) { return rewriter_->rewritten(form); }

const ir::Rational* Site::rational(ValueId v) const {
  const Constant* constant = constant_of(*this, v, Constant::Kind::Rational);
  return constant == nullptr ? nullptr : &constant->as_rational();
}

bool Site::is_rational(ValueId v, std::int64_t c) const {
  const ir::Rational* value = rational(v);
  return value != nullptr && *value == ir::Rational(c);
}

std::optional<double> Site::floating(ValueId v) const {
  const Constant* constant = constant_of(*this, v, Constant::Kind::Float);
  return constant == nullptr ? std::nullopt : std::optional(constant->as_float());
}

bool Site::is_float(ValueId v, double c) const {
  const std::optional<double> value = floating(v);
  return value && std::bit_cast<std::uint64_t>(*value) == std::bit_cast<std::uint64_t>(c);
}

std::optional<bool> Site::boolean(ValueId v) const {
  const Constant* constant = constant_of(*this, v, Constant::Kind::Bool);
  return constant == nullptr ? std::nullopt : std::optional(constant->as_bool());
}

namespace {

std::optional<Rewritten> rewrite(const ir::Function& fn, const RewriteTable& rewrites, const Rewriting& how,
                                 bool alike) {
  std::optional<Rewriter> rewriter;
  ir::Function rewritten = rebuild(
      fn, kNoLimit,
      [&](SharingBuilder& b, ValueId id, std::span<const ValueId> operands) {
        if (!rewriter) rewriter.emplace(b, rewrites, how, alike);
        if (ir::index(id) < how.settled || !rewriter->knows(fn.op(id))) return b.clone(fn, id, operands);
        rewriter->set_span(fn.span(id));
        return keep_shape(b, rewriter->make(Form(fn.op(id), operands, fn.immediates(id))), fn.shape(id));
      },
      std::nullopt, how.settled);
  if (rewriter && rewriter->differs()) return std::nullopt;
  return Rewritten{std::move(rewritten), !rewriter || rewriter->is_settled()};
}

}  // namespace

Rewritten rewrite_all(const ir::Function& fn, const RewriteTable& rewrites, const Rewriting& how) {
  return *rewrite(fn, rewrites, how, false);
}

std::optional<Rewritten> rewrite_all_alike(const ir::Function& fn, const RewriteTable& rewrites, const Rewriting& how) {
  return rewrite(fn, rewrites, how, true);
}

}  // namespace adc::passes
