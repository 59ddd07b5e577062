#include "analysis/op_limits.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "analysis/table.h"

namespace adc::analysis {
namespace {

using ir::Op;

bool positive(double x, double) { return x > 0; }
bool not_negative(double x, double) { return x >= 0; }
bool nonzero(double x, double) { return x != 0; }
bool second_positive(double, double y) { return y > 0; }
bool second_nonzero(double, double y) { return y != 0; }
bool above_minus_one(double x, double) { return x > -1; }
bool from_one(double x, double) { return x >= 1; }
bool above_one(double x, double) { return x > 1; }
bool in_unit(double x, double) { return std::fabs(x) <= 1; }
bool inside_unit(double x, double) { return std::fabs(x) < 1; }
bool out_of_unit(double x, double) { return std::fabs(x) >= 1; }
bool outside_unit(double x, double) { return std::fabs(x) > 1; }
bool to_one(double x, double) { return 0 < x && x <= 1; }
bool below_one(double x, double) { return 0 < x && x < 1; }
bool to_two(double x, double) { return 0 < x && x < 2; }
bool both_positive(double x, double y) { return x > 0 && y > 0; }
bool sum_positive(double x, double y) { return x > 0 && x + y > 0; }
bool moderate_order(double n, double x) { return std::fabs(n) <= 1e6 && x > 0; }
bool moderate_shapes(double a, double b) { return 0 < a && a <= 1e9 && 0 < b && b <= 1e9; }
bool from_far_left(double x, double) { return x >= -1e10; }
bool in_triangle(double x, double y) { return x > -1 && y > -1 && x - y > -1; }
constexpr double kBranchPoint = -0.36787944117144233;  // of lambertw, −1/e
bool from_branch_point(double x, double) { return x >= kBranchPoint; }
bool above_branch_point(double x, double) { return x > kBranchPoint; }
bool lower_branch(double x, double) { return kBranchPoint <= x && x < 0; }
bool inside_lower_branch(double x, double) { return kBranchPoint < x && x < 0; }

constexpr OpLimit kLimits[] = {
    {Op::Neg, "-{x}", ""},
    {Op::Add, "{x} + {y}", ""},
    {Op::Sub, "{x} - {y}", ""},
    {Op::Mul, "{x}·{y}", ""},
    {Op::Div, "{x}/{y}", "{y} != 0", second_nonzero},
    {Op::Fma, "{x}·{y} + {z}", ""},
    {Op::Powi, "{x}^{n}", "{x} != 0", nonzero},
    {Op::Pow, "{x}^{y}", "{x} > 0", positive},
    {Op::Sqrt, "", "{x} >= 0", not_negative, "{x} > 0", positive},
    {Op::Cbrt, "", "", nullptr, "{x} != 0", nonzero},
    {Op::Log, "", "{x} > 0", positive},
    {Op::Log2, "", "{x} > 0", positive},
    {Op::Log10, "", "{x} > 0", positive},
    {Op::Log1p, "", "{x} > -1", above_minus_one},
    {Op::Xlogy, "", "{y} > 0", second_positive},
    {Op::Csc, "", "{x} != 0", nonzero},
    {Op::Cot, "", "{x} != 0", nonzero},
    {Op::Asin, "", "abs({x}) <= 1", in_unit, "abs({x}) < 1", inside_unit},
    {Op::Acos, "", "abs({x}) <= 1", in_unit, "abs({x}) < 1", inside_unit},
    {Op::Asec, "", "abs({x}) >= 1", out_of_unit, "abs({x}) > 1", outside_unit},
    {Op::Acsc, "", "abs({x}) >= 1", out_of_unit, "abs({x}) > 1", outside_unit},
    {Op::Csch, "", "{x} != 0", nonzero},
    {Op::Coth, "", "{x} != 0", nonzero},
    {Op::Acosh, "", "{x} >= 1", from_one, "{x} > 1", above_one},
    {Op::Atanh, "", "abs({x}) < 1", inside_unit},
    {Op::Asech, "", "0 < {x} <= 1", to_one, "0 < {x} < 1", below_one},
    {Op::Acsch, "", "{x} != 0", nonzero},
    {Op::Acoth, "", "abs({x}) > 1", outside_unit},
    {Op::Gamma, "", "{x} > 0", positive},
    {Op::Lgamma, "", "{x} > 0", positive},
    {Op::Digamma, "", "{x} > 0", positive},
    {Op::Polygamma, "", "{x} > 0", positive},
    {Op::PolygammaDifference, "", "{x} > 0 and {x} + {y} > 0", sum_positive},
    {Op::Erfinv, "", "abs({x}) < 1", inside_unit},
    {Op::Erfcinv, "", "0 < {x} < 2", to_two},
    {Op::Beta, "", "{x} > 0 and {y} > 0", both_positive},
    {Op::Lbeta, "", "{x} > 0 and {y} > 0", both_positive},
    {Op::Binomial, "", "{x} > -1 and -1 < {y} < {x} + 1", in_triangle},
    {Op::Lchoose, "", "{x} > -1 and -1 < {y} < {x} + 1", in_triangle},
    {Op::Lambertw, "", "{x} >= -1/e", from_branch_point, "{x} > -1/e", above_branch_point},
    {Op::Lambertw1p, "", "{x} >= -1/e", from_branch_point, "{x} > -1/e", above_branch_point},
    {Op::LambertwLower, "", "-1/e <= {x} < 0", lower_branch, "-1/e < {x} < 0", inside_lower_branch},
    {Op::LambertwLower1p, "", "-1/e <= {x} < 0", lower_branch, "-1/e < {x} < 0", inside_lower_branch},
    {Op::Besselj, "", "{y} > 0 and abs({x}) <= 1e6", moderate_order},
    {Op::Bessely, "", "{y} > 0 and abs({x}) <= 1e6", moderate_order},
    {Op::Besseli, "", "{y} > 0 and abs({x}) <= 1e6", moderate_order},
    {Op::Besselk, "", "{y} > 0 and abs({x}) <= 1e6", moderate_order},
    {Op::Gammainc, "", "{x} > 0 and {y} > 0", both_positive},
    {Op::Gammaincc, "", "{x} > 0 and {y} > 0", both_positive},
    {Op::Betainc, "", "0 < {x} <= 1e9 and 0 < {y} <= 1e9", moderate_shapes},
    {Op::ExpintEi, "", "{x} != 0", nonzero},
    {Op::ExpintE1, "", "{x} > 0", positive},
    {Op::Zeta, "", "{x} > 1", above_one},
    {Op::AiryAi, "", "{x} >= -1e10", from_far_left},
    {Op::AiryBi, "", "{x} >= -1e10", from_far_left},
    {Op::Mod, "", "{y} != 0", second_nonzero},
};

/// How a computation without a wording of its own is written.
std::string call_pattern(const ir::OpInfo& op, std::int64_t n) {
  if (op.arity == 1 && op.immediate == ir::Immediate::None) return std::string(op.spelling) + " of {x}";
  std::string text = std::string(op.spelling) + "(";
  const bool is_slope = op.immediate == ir::Immediate::Slope;
  if (op.immediate != ir::Immediate::None && !is_slope) text += "{n}, ";
  constexpr const char* kOperands[] = {"{x}", "{y}", "{z}"};
  for (std::size_t i = 0; i < op.arity; ++i) text += (i == 0 ? "" : ", ") + std::string(kOperands[i]);
  if (is_slope && n != 0) text += ", {n}";
  return text + ")";
}

struct Replacement {
  std::string_view sign;
  std::string_view word;
};

/// What the operands of `op` are called.
std::vector<std::string> roles(ir::Op op) {
  switch (op) {
    case Op::Div:
    case Op::Mod: return {"the dividend", "the divisor"};
    case Op::Powi:
    case Op::Pow: return {"the base", "the exponent"};
    default: break;
  }
  if (ir::info(op).arity == 1) return {"the argument"};
  return {"the first argument", "the second argument", "the third argument"};
}

}  // namespace

std::string domain_in_words(ir::Op op, std::string_view pattern) {
  constexpr Replacement kSigns[] = {{"abs(", "|"}, {")", "|"}, {"!=", "≠"}, {">=", "≥"}, {"<=", "≤"}};
  std::string text = fill(pattern, roles(op));
  for (const auto& [sign, word] : kSigns) {
    for (std::size_t at = text.find(sign); at != std::string::npos; at = text.find(sign))
      text.replace(at, sign.size(), word);
  }
  return text;
}

bool is_never_zero(ir::Op op) {
  switch (op) {
    case Op::Exp:
    case Op::Exp2:
    case Op::Expnsq:
    case Op::Sigmoid:
    case Op::Softplus:
    case Op::Sech:
    case Op::Erfc:
    case Op::Erfcx:
    case Op::ErfcHazard:
    case Op::NormalCdf:
    case Op::Beta:
    case Op::Gamma: return true;
    default: return false;
  }
}

bool makes_zero_by_rounding(ir::Op op) { return op == Op::Mul || op == Op::Div || op == Op::Powi; }

bool is_zero_with(ir::Op op, std::size_t k) {
  switch (op) {
    case Op::Div: return k == 0;
    case Op::Mul:
    case Op::Neg:
    case Op::Copy:
    case Op::Abs:
    case Op::Sqrt:
    case Op::Powi: return true;
    default: return false;
  }
}

const OpLimit* op_limit(ir::Op op) {
  const auto* const found = std::ranges::find(kLimits, op, &OpLimit::op);
  return found == std::end(kLimits) ? nullptr : found;
}

std::string fill(std::string_view pattern, std::span<const std::string> operands, std::int64_t immediate) {
  std::string text;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '{') {
      text += pattern[i];
      continue;
    }
    const char letter = pattern[i + 1];
    text += letter == 'n' ? std::to_string(immediate) : operands[static_cast<std::size_t>(letter - 'x')];
    i += 2;
  }
  return text;
}

std::string call_text(ir::Op op, std::span<const std::string> operands, std::int64_t immediate) {
  const OpLimit* const row = op_limit(op);
  const bool has_wording = row != nullptr && !row->wording.empty();
  return fill(has_wording ? std::string(row->wording) : call_pattern(ir::info(op), immediate), operands, immediate);
}

std::string describe(ir::Op op, std::span<const double> operands, std::int64_t immediate) {
  const OpLimit* const row = op_limit(op);
  const bool has_wording = row != nullptr && !row->wording.empty();
  const bool is_power = has_wording && row->wording.find('^') != std::string_view::npos;
  std::vector<std::string> numbers;
  for (const double operand : operands) {
    std::string number = to_text(operand);
    const bool ambiguous = is_power || (has_wording && !numbers.empty());
    if (ambiguous && number.front() == '-') number = fmt::format("({})", number);
    numbers.push_back(std::move(number));
  }
  return call_text(op, numbers, immediate);
}

}  // namespace adc::analysis
