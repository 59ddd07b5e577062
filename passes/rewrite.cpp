#include "passes/rewrite.h"

#include <bit>
#include <vector>

#include "passes/rebuild.h"

namespace adc::passes {

using ir::Constant;
using ir::ValueId;

namespace {

const Constant* constant_of(const Site& site, ValueId v, Constant::Kind kind) {
  if (!site.is(v, ir::Op::Const)) return nullptr;
  const Constant& constant = site.b.function().constant(v);
  return constant.kind() == kind ? &constant : nullptr;
}

using ByRoot = std::array<std::vector<const Rewrite*>, ir::kOpCount>;

std::optional<Replacement> try_rewrite(const Rewrite& rewrite, const Site& site, const Form& form) {
  if (std::optional<Replacement> found = rewrite.apply(site, form)) return found;
  if (form.arity != 2 || !ir::info(form.op).is(ir::kCommutative)) return std::nullopt;
  return rewrite.apply(site, Form(form.op, std::array{form.x[1], form.x[0]}, form.immediates()));
}

// Where to note what is done to one instruction, and where in the text that stands.
struct Record {
  std::vector<AppliedRewrite>* applied;
  Span span;
};

std::optional<Replacement> step(const ByRoot& rewrites, const Site& site, const Form& form, const Record& record) {
  for (const Rewrite* rewrite : rewrites[static_cast<std::size_t>(form.op)]) {
    if (std::optional<Replacement> found = try_rewrite(*rewrite, site, form)) {
      if (record.applied != nullptr) record.applied->push_back({rewrite->equation, record.span});
      return found;
    }
  }
  return std::nullopt;
}

ValueId make(const ByRoot& rewrites, SharingBuilder& b, Form form, const Record& record) {
  constexpr int kMaxSteps = 32;
  for (int i = 0; i < kMaxSteps; ++i) {
    const std::optional<Replacement> next = step(rewrites, Site{b}, form, record);
    if (!next) break;
    if (const auto* value = std::get_if<ValueId>(&*next)) return *value;
    form = std::get<Form>(*next);
  }
  return b.emit(form.op, std::span<const ValueId>(form.x.data(), form.arity), form.immediates());
}

// A rewrite of a tensor may have made a scalar that stands for each element.
ValueId keep_shape(SharingBuilder& b, ValueId value, const ir::Shape& shape) {
  const bool kept = b.function().shape(value).rank() == shape.rank();
  return kept ? value : b.broadcast(value, shape.dims(), {});
}

}  // namespace

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
  ByRoot by_root;
  for (const Rewrite& rewrite : rewrites) by_root[static_cast<std::size_t>(rewrite.root)].push_back(&rewrite);
  return rebuild(fn, kNoLimit, [&](SharingBuilder& b, ValueId id, std::span<const ValueId> operands) {
    const ir::Op op = fn.op(id);
    if (by_root[static_cast<std::size_t>(op)].empty()) return b.clone(fn, id, operands);
    const ValueId made = make(by_root, b, Form(op, operands, fn.immediates(id)), {applied, fn.span(id)});
    return keep_shape(b, made, fn.shape(id));
  });
}

}  // namespace adc::passes
