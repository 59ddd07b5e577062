#include "passes/core/rewrite.h"

#include <algorithm>
#include <bit>
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

std::optional<Replacement> try_rewrite(const Rewrite& rewrite, const Site& site, const Form& form) {
  if (std::optional<Replacement> found = rewrite.apply(site, form)) return found;
  if (form.arity != 2 || !ir::info(form.op).is(ir::kCommutative)) return std::nullopt;
  return rewrite.apply(site, Form(form.op, std::array{form.x[1], form.x[0]}, form.immediates()));
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

// What is being rewritten, and what it is rewritten by.
class Rewriter {
 public:
  Rewriter(SharingBuilder& builder, std::span<const Rewrite> rewrites, std::vector<AppliedRewrite>* applied)
      : builder_(builder), rewriting_(builder, *this), applied_(applied) {
    for (const Rewrite& rewrite : rewrites) by_root_[static_cast<std::size_t>(rewrite.root)].push_back(&rewrite);
  }

  [[nodiscard]] bool knows(ir::Op op) const { return !by_root_[static_cast<std::size_t>(op)].empty(); }
  /// Where the text stands that is rewritten from now on.
  void set_span(Span span) { span_ = span; }

  ValueId make(Form form) {
    const std::size_t depth = open_.size();
    std::optional<Replacement> next;
    for (std::size_t i = 0; i < kMaxSteps && depth < kMaxDepth; ++i) {
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
    const std::optional<Replacement> next = depth < kMaxDepth ? open(form) : std::nullopt;
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
    if (!knows(form.op) || is_open(form)) return std::nullopt;
    open_.push_back(form);
    return step(form);
  }

  [[nodiscard]] bool is_open(const Form& form) const {
    return std::ranges::any_of(open_, [&](const Form& other) { return are_same(form, other); });
  }

  std::optional<Replacement> step(const Form& form) {
    for (const Rewrite* rewrite : by_root_[static_cast<std::size_t>(form.op)]) {
      const std::size_t place = applied_ != nullptr ? applied_->size() : 0;
      std::optional<Replacement> found = try_rewrite(*rewrite, Site{rewriting_}, form);
      if (applied_ != nullptr) {
        if (!found) applied_->resize(place);  // what was only tried
        const auto before = applied_->begin() + static_cast<std::ptrdiff_t>(place);
        if (found && rewrite->is_told) applied_->insert(before, {rewrite->equation, span_});
      }
      if (found) return found;
    }
    return std::nullopt;
  }

  SharingBuilder& builder_;
  RewritingBuilder rewriting_;
  std::array<std::vector<const Rewrite*>, ir::kOpCount> by_root_;
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

ir::Function rewrite_all(const ir::Function& fn, std::span<const Rewrite> rewrites,
                         std::vector<AppliedRewrite>* applied) {
  std::optional<Rewriter> rewriter;
  return rebuild(fn, kNoLimit, [&](SharingBuilder& b, ValueId id, std::span<const ValueId> operands) {
    if (!rewriter) rewriter.emplace(b, rewrites, applied);
    if (!rewriter->knows(fn.op(id))) return b.clone(fn, id, operands);
    rewriter->set_span(fn.span(id));
    return keep_shape(b, rewriter->make(Form(fn.op(id), operands, fn.immediates(id))), fn.shape(id));
  });
}

}  // namespace adc::passes
