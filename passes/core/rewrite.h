// Rewrites as data, and the loop that applies them.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "passes/core/sharing_builder.h"

namespace adc::passes {

/// An instruction that is about to be made.
struct Form {
  ir::Op op;
  std::array<ir::ValueId, 3> x{};
  std::size_t arity = 0;
  std::int64_t immediate = 0;  ///< of ops that have one integer
  ir::List lists;  ///< the immediates of ops that have lists, flat; they belong to the function that is read

  Form(ir::Op root, std::initializer_list<ir::ValueId> operands, std::int64_t n = 0)
      : Form(root, std::span(operands.begin(), operands.size()), {}) {
    immediate = n;
  }
  Form(ir::Op root, std::span<const ir::ValueId> operands, ir::List all) : op(root) {
    for (const ir::ValueId operand : operands) x[arity++] = operand;
    if (has_lists())
      lists = all;
    else if (!all.empty())
      immediate = all.front();
  }

  [[nodiscard]] ir::List immediates() const {
    const bool has_one = ir::info(op).immediate != ir::Immediate::None && !has_lists();
    return has_one ? ir::List(&immediate, 1) : lists;
  }
  [[nodiscard]] bool has_lists() const { return ir::info(op).immediate == ir::Immediate::Lists; }
  [[nodiscard]] ir::List list(std::size_t i) const { return ir::unpack(immediates(), i); }
};

class Rewriter;

/// Makes the right-hand sides of rewrites. What is made is rewritten at once, so that operands are always as simple as
/// the rewrites have them; but a form that is being rewritten is made as it is, so that a right-hand side may keep the
/// left one beside another.
class RewritingBuilder : public ir::OpMethods<RewritingBuilder> {
 public:
  RewritingBuilder(SharingBuilder& builder, Rewriter& rewriter) : builder_(&builder), rewriter_(&rewriter) {}

  [[nodiscard]] const ir::Function& function() const { return builder_->function(); }
  /// What makes instructions in the end; for those who look through its values.
  [[nodiscard]] SharingBuilder& base() const { return *builder_; }

  ir::ValueId constant(const ir::Constant& constant) { return builder_->constant(constant); }
  ir::ValueId rational(const ir::Rational& value) { return builder_->rational(value); }
  ir::ValueId integer(std::int64_t value) { return builder_->integer(value); }
  ir::ValueId floating(double value) { return builder_->floating(value); }

  ir::ValueId emit(ir::Op op, std::span<const ir::ValueId> operands, ir::List immediates = {});
  ir::ValueId emit(ir::Op op, std::initializer_list<ir::ValueId> operands,
                   std::initializer_list<std::int64_t> immediates = {}) {
    return emit(op, std::span(operands.begin(), operands.size()), ir::List(immediates.begin(), immediates.size()));
  }

  /// What the rewrites make of `form`; nullopt, and nothing made, where none of them matches. What they keep of `form`
  /// is made as it is.
  std::optional<ir::ValueId> rewritten(const Form& form);

 private:
  SharingBuilder* builder_;
  Rewriter* rewriter_;
};

/// Reads the values of a builder; what the left-hand sides of rewrites are written in.
struct Site {
  RewritingBuilder& b;

  [[nodiscard]] bool is(ir::ValueId v, ir::Op op) const { return b.function().op(v) == op; }
  [[nodiscard]] ir::ValueId arg(ir::ValueId v, std::size_t k = 0) const { return b.function().operands(v)[k]; }
  /// Whether `v` is the rational constant c.
  [[nodiscard]] bool is_rational(ir::ValueId v, std::int64_t c) const;
  /// The rational that `v` is, or null.
  [[nodiscard]] const ir::Rational* rational(ir::ValueId v) const;
  /// Whether `v` is a rounded constant with the bits of c.
  [[nodiscard]] bool is_float(ir::ValueId v, double c) const;
  /// The rounded constant that `v` is.
  [[nodiscard]] std::optional<double> floating(ir::ValueId v) const;
  [[nodiscard]] std::optional<bool> boolean(ir::ValueId v) const;
};

/// What stands for a form: a value, or a form that is rewritten further.
using Replacement = std::variant<ir::ValueId, Form>;

/// One rewrite of instructions whose op is `root`. `apply` gives nullopt where it does not match; for a
/// commutative root it is tried with the operands in either order.
struct Rewrite {
  ir::Op root;
  std::string_view equation;
  std::optional<Replacement> (*apply)(const Site& site, const Form& form);
  bool is_told = false;  ///< whether those who ask what was applied are told
};

/// A rewrite that was applied: its equation, and where in the source text stands what it replaced (empty if unknown).
struct AppliedRewrite {
  std::string_view equation;
  Span span;
  friend bool operator==(const AppliedRewrite&, const AppliedRewrite&) = default;
};

/// `fn` with the rewrites applied, in the order of `rewrites`, to each instruction from the first to the last, and to
/// what they make, until none matches: a fixpoint, but for what a right-hand side keeps of its left one (and if
/// rewrites chase each other, after a few dozen steps). Keeps inputs, outputs, bindings; shares equal instructions.
/// Appends to `applied`, where that is given, what was done of the rewrites that are told, in that order. O(n ·
/// rewrites per op).
[[nodiscard]] ir::Function rewrite_all(const ir::Function& fn, std::span<const Rewrite> rewrites,
                                       std::vector<AppliedRewrite>* applied = nullptr);

}  // namespace adc::passes
