// Rewrites as data, and the loop that applies them.
#pragma once

#include <array>
#include <cstddef>
#include <limits>
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

/// An equation that may be differentiated as often as one likes.
inline constexpr int kAnyOrder = std::numeric_limits<int>::max();

/// One rewrite of instructions whose op is `root`. `apply` gives nullopt where it does not match; for a
/// commutative root it is tried with the operands in either order.
struct Rewrite {
  ir::Op root;
  std::string_view equation;
  std::optional<Replacement> (*apply)(const Site& site, const Form& form);
  bool is_told = false;  ///< whether those who ask what was applied are told
  /// It takes part where the function is to be differentiated from `least` to `most` times.
  int least = 0;
  int most = kAnyOrder;
};

/// Rewrites by the op at their root, in the order in which they are tried: made once for all functions.
class RewriteTable {
 public:
  explicit RewriteTable(std::span<const Rewrite> rewrites);

  [[nodiscard]] std::span<const Rewrite> of(ir::Op root) const {
    const auto i = static_cast<std::size_t>(root);
    return std::span(rewrites_).subspan(first_[i], first_[i + 1] - first_[i]);
  }

 private:
  std::vector<Rewrite> rewrites_;  // sorted by root
  std::array<std::size_t, ir::kOpCount + 1> first_{};
};

/// A rewrite that was applied: its equation, and where in the source text stands what it replaced (empty if unknown).
struct AppliedRewrite {
  std::string_view equation;
  Span span;
  friend bool operator==(const AppliedRewrite&, const AppliedRewrite&) = default;
};

/// How to rewrite a function.
struct Rewriting {
  int order = 0;                                   ///< how often it is to be differentiated
  std::size_t settled = 0;                         ///< so many instructions, the first, are as the rewrites leave them
  std::vector<AppliedRewrite>* applied = nullptr;  ///< where to note what was done of the rewrites that are told
};

struct Rewritten {
  ir::Function fn;
  bool is_settled;  ///< whether nothing is kept of a left-hand side, so that the rewrites would leave it as it is
};

/// `fn` with the rewrites applied, in the order of the table, to each instruction from the first to the last, and to
/// what they make, until none matches: a fixpoint, but for what a right-hand side keeps of its left one (and if
/// rewrites chase each other, after a few dozen steps). Keeps inputs, outputs, bindings; shares equal instructions.
/// O(n · rewrites per op).
[[nodiscard]] Rewritten rewrite_all(const ir::Function& fn, const RewriteTable& rewrites, const Rewriting& how = {});

/// What `rewrite_all` gives where `how.order` is as it is and where it is 0, in one go; nullopt where some rewrite
/// makes a difference between the two.
[[nodiscard]] std::optional<Rewritten> rewrite_all_alike(const ir::Function& fn, const RewriteTable& rewrites,
                                                         const Rewriting& how);

}  // namespace adc::passes
