#include "tests/accuracy/ranges.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <numbers>
#include <string_view>

namespace adc::tests {
namespace {

using ir::Op;

constexpr double kMax = std::numeric_limits<double>::max();
constexpr double kPi = std::numbers::pi;

const Range kReal{{-kMax, kMax}, {-10, 10}, {1, -1}};
const Range kPositive{{0, kMax}, {0, 10}, {1}};
const Range kAngle{{-kMax, kMax}, {-10, 10}, {kPi / 2, kPi, -kPi, 1.5 * kPi, 2 * kPi, 100 * kPi, -1e5 * kPi}};
const Range kUnit{{-1, 1}, {-1, 1}, {1, -1, 0.5}};
const Range kOutside{{-kMax, kMax}, {-10, 10}, {1, -1}};
const Range kGrows{{-750, 750}, {-20, 20}, {709.78, -709.78, 745, -745}};
const Range kDecays{{-800, 800}, {-20, 20}, {708.4, 745, -745, 0.35}};
const Range kSigmoid{{-kMax, kMax}, {-40, 40}, {36.7, -36.7, 708.4, -708.4, -745}};
const Range kHalfAxis{{0, kMax}, {0, 20}, {1, 2, 1.4616321449683623}};
const Range kPoles{{-kMax, kMax}, {-40, 20}, {-1, -2, -3, -10, -0.5, -1.5, -2.5, -20.5, 1, 2, 1.4616321449683623}};

constexpr double kBranchPoint = -0.36787944117144233;  // of lambertw
const Range kAboveBranchPoint{{kBranchPoint, kMax}, {-0.35, 10}, {kBranchPoint, -0.25}};
const Range kBelowZero{{kBranchPoint, -4.9406564584124654e-324}, {-0.36, -0.01}, {kBranchPoint, -0.25}};
const Range kOrder{{-2000, 2000}, {-12, 12}, {0, 1, 2, -1, -3, 0.5, 1.5, -0.5, -2.5, 10, 30, 60, -60, 1000}};
const Range kBesselArgument{{0, kMax}, {0, 60}, {1, 2.4048255576957728, 0.8935769662791675, 40, 6, 100}};
const Range kShape{{0, 1e7}, {0, 40}, {0.01, 1, 2, 16, 0.5, 1000, 2e6}};
const Range kBetaShape{{1e-9, 1e7}, {0, 40}, {0.5, 1, 2, 1000, 1e6}};

struct Row {
  Op op;
  std::vector<Range> operands;
  Tie tie = Tie::None;
};

/// The ops whose operands are not any real numbers with cancellation between them.
const std::vector<Row>& rows() {
  static const std::vector<Row> kRows = {
      {Op::Powi, {{{-kMax, kMax}, {-3, 3}, {1, -1}}}},
      {Op::Pow, {kPositive, kReal}, Tie::FinitePower},
      {Op::Sqrt, {kPositive}},
      {Op::Exp, {kGrows}},
      {Op::Exp2, {{{-1080, 1030}, {-20, 20}, {1023.99, -1022, -1074}}}},
      {Op::Expm1, {kGrows}},
      {Op::Expnsq, {{{-28, 28}, {-7, 7}, {26.6, 27.2, -26.6}}}},
      {Op::Log, {kPositive}},
      {Op::Log2, {kPositive}},
      {Op::Log10, {kPositive}},
      {Op::Log1p, {{{-1, kMax}, {-1, 10}, {-1, 1}}}},
      {Op::Xlogy, {kReal, kPositive}},
      {Op::Logaddexp, {{{-kMax, kMax}, {-40, 40}, {1, -1}}, {{-kMax, kMax}, {-40, 40}, {1, -1}}}, Tie::SumOfExpsOne},
      {Op::Sigmoid, {kSigmoid}},
      {Op::Softplus, {kSigmoid}},
      {Op::Sin, {kAngle}},
      {Op::Cos, {kAngle}},
      {Op::Tan, {kAngle}},
      {Op::Sec, {kAngle}},
      {Op::Csc, {kAngle}},
      {Op::Cot, {kAngle}},
      {Op::Asin, {kUnit}},
      {Op::Acos, {kUnit}},
      {Op::Asec, {kOutside}},
      {Op::Acsc, {kOutside}},
      {Op::Sinh, {kGrows}},
      {Op::Cosh, {kGrows}},
      {Op::Tanh, {{{-kMax, kMax}, {-25, 25}, {19.06, 22, 372.5, -372.5}}}},
      {Op::Sech, {kDecays}},
      {Op::Csch, {kDecays}},
      {Op::Coth, {{{-kMax, kMax}, {-25, 25}, {0.35, 19.06, 372.5, -372.5}}}},
      {Op::Acosh, {{{1, kMax}, {1, 10}, {1, 2}}}},
      {Op::Atanh, {kUnit}},
      {Op::Asech, {{{0, 1}, {0, 1}, {1, 0.5}}}},
      {Op::Acoth, {kOutside}},
      {Op::Erf, {{{-kMax, kMax}, {-6, 6}, {0.84375, 26.5, -26.5}}}},
      {Op::Erfc, {{{-28, 28}, {-6, 27}, {0.84375, 26.5, 27.2}}}},
      {Op::Gamma, {{{-185, 171.7}, {-40, 40}, {-1, -2, -3, -10, -170, 1, 2, 171.62}}}},
      {Op::Lgamma, {kPoles}},
      {Op::Digamma, {kPoles}},
      {Op::Polygamma, {kPoles}},
      {Op::PolygammaDifference, {kPositive, kPositive}},
      {Op::Erfcx, {{{-26.5, kMax}, {-6, 30}, {1, 10, -26}}}},
      {Op::NormalCdf, {{{-38.5, kMax}, {-10, 10}, {1, -37.5}}}},
      {Op::Erfinv, {kUnit}},
      {Op::Erfcinv, {{{0, 2}, {0, 2}, {1, 2, 0.5, 1.5}}}},
      {Op::Beta, {kPositive, kPositive}},
      {Op::Lbeta, {kPositive, kPositive}},
      {Op::Binomial, {kPositive, kPositive}, Tie::Below},
      {Op::Lchoose, {kPositive, kPositive}, Tie::Below},
      {Op::Sinc, {kAngle}},
      {Op::SincDerivative, {kAngle}},
      {Op::Lambertw, {kAboveBranchPoint}},
      {Op::Lambertw1p, {kAboveBranchPoint}},
      {Op::LambertwLower, {kBelowZero}},
      {Op::LambertwLower1p, {kBelowZero}},
      {Op::Besselj, {kOrder, kBesselArgument}, Tie::Near},
      {Op::Bessely, {kOrder, kBesselArgument}, Tie::Near},
      {Op::Besseli, {kOrder, kBesselArgument}, Tie::Near},
      {Op::Besselk, {kOrder, kBesselArgument}, Tie::Near},
      {Op::Gammainc, {kShape, kPositive}, Tie::Near},
      {Op::Gammaincc, {kShape, kPositive}, Tie::Near},
      {Op::Betainc, {kBetaShape, kBetaShape, {{0, 1}, {0, 1}, {1, 0.5}}}, Tie::Near},
      {Op::ExpintEi, {{{-800, 709.7}, {-5, 60}, {0.37250741078136663, 50, -1.5, 709.6}}}},
      {Op::ExpintE1, {{{0, 800}, {0, 10}, {1.5, 701.8, 738}}}},
      {Op::Zeta, {{{1, 1100}, {1, 40}, {1, 2, 1023}}}},
      {Op::AiryAi, {{{-1e10, 110}, {-15, 15}, {-2.338107410459767, -4.4, -11.936015563236262, -15.4, 5, 103.8, 1}}}},
      {Op::AiryBi, {{{-1e10, 110}, {-15, 15}, {-1.173713222709128, -4.4, -8.4919488465093, -15.4, 12, 103.8, 1}}}},
  };
  return kRows;
}

constexpr double kTiny = std::numeric_limits<double>::min();
constexpr Bound kSpecial{10, 0x1p-52};
constexpr Bound kOscillating{1, 0x1p-52};

struct Stated {
  Op op;
  std::vector<Bound> bounds;
};

/// The bounds of ops whose value is not within 1 ulp or whose partials are not within 2.
const std::vector<Stated>& stated() {
  static const std::vector<Stated> kStated = {
      {Op::Powi, {{9}, {14}}},  // a chain of multiplications, each of which rounds (passes/lower/legalise.h)
      {Op::Pow, {{1}, {2.5}, {2}}},
      {Op::Cbrt, {{1}, {4}}},
      {Op::Expnsq, {{2}, {3}}},
      {Op::Log10, {{2}, {2}}},  // glibc's
      {Op::Xlogy, {{2}, {2}, {2}}},
      {Op::Logaddexp, {{2, 0x1p-53}, {3}, {3}}},
      {Op::Sigmoid, {{2}, {4}}},
      {Op::Softplus, {{2}, {2}}},
      {Op::Sec, {{2}, {3}}},
      {Op::Csc, {{2}, {4}}},
      {Op::Cot, {{2}, {4}}},
      {Op::Asec, {{2}, {4}}},
      {Op::Acsc, {{2}, {4}}},
      {Op::Acot, {{2}, {2}}},
      {Op::Atan, {{1}, {2}}},
      {Op::Atan2, {{1}, {3, kTiny}, {3, kTiny}}},
      {Op::Sinh, {{2}, {2}}},  // glibc's, and so the next ones
      {Op::Cosh, {{2}, {2}}},
      {Op::Tanh, {{2}, {5}}},
      {Op::Sech, {{2}, {4}}},
      {Op::Csch, {{2}, {4}}},
      {Op::Coth, {{2}, {5}}},
      {Op::Asinh, {{2}, {2}}},
      {Op::Acosh, {{2}, {3}}},
      {Op::Atanh, {{2}, {2}}},
      {Op::Asech, {{2}, {3}}},
      {Op::Acsch, {{2}, {2.5}}},
      {Op::Acoth, {{2}, {2.5}}},
      {Op::Erfc, {{4}, {2}}},
      {Op::Gamma, {{10}, kSpecial}},
      {Op::Lgamma, {kSpecial, kSpecial}},
      {Op::Digamma, {kSpecial, {10}}},
      {Op::Polygamma, {kSpecial, kSpecial}},
      {Op::PolygammaDifference, {{10}, {10}, {32}}},  // n times the rounding of x + y
      {Op::Erfcx, {{6}, {10}}},
      {Op::IerfcRatio, {{10}, {10, 0x1p-49}}},
      {Op::ErfcHazard, {{6}, {10}}},
      {Op::LogErfc, {{5}, {6}}},
      {Op::NormalCdf, {{2}, {6}}},
      {Op::LogNormalCdf, {{3}, {10}}},
      {Op::Erfinv, {{4}, {10}}},
      {Op::Erfcinv, {{4}, {10}}},
      {Op::Beta, {{4}, {10, kTiny}, {10, kTiny}}},
      {Op::Lbeta, {{2, 0x1p-52}, {10}, {10}}},
      {Op::Binomial, {{2}, {10}, kSpecial}},
      {Op::Lchoose, {{2, 0x1p-52}, {10}, kSpecial}},
      {Op::Sinc, {{2}, kSpecial}},
      {Op::SincDerivative, {kSpecial, kSpecial}},
      {Op::Lambertw, {{3}, {10}}},
      {Op::Lambertw1p, {{4}, {10}}},
      {Op::LambertwLower, {{3}, {10}}},
      {Op::LambertwLower1p, {{5}, {10}}},
      {Op::Besselj, {kOscillating, {1}, kOscillating}},
      {Op::Bessely, {kOscillating, {1}, kOscillating}},
      {Op::Besseli, {{1}, {1}, {1}}},
      {Op::Besselk, {{1}, {1}, {1}}},
      {Op::Gammainc, {{1}, {1}, {1}}},
      {Op::Gammaincc, {{1}, {1}, {1}}},
      {Op::Betainc, {{1}, {1}, {1}, {1}}},
      {Op::ExpintEi, {{1}, {3}}},
      {Op::ExpintE1, {{1}, {3}}},
      {Op::Zeta, {{1}, {1}}},
      {Op::AiryAi, {kOscillating, {2, 0x1p-51}}},
      {Op::AiryBi, {kOscillating, {2, 0x1p-51}}},
  };
  return kStated;
}

std::vector<Bound> bounds_of(Op op) {
  const auto found = std::ranges::find(stated(), op, &Stated::op);
  if (found != stated().end()) return found->bounds;
  std::vector<Bound> bounds(1U + ir::info(op).arity, {2});
  bounds[0] = {ir::info(op).function.empty() || op == Op::Fma ? 0.5 : 1};
  return bounds;
}

double unit(std::mt19937_64& random) { return static_cast<double>(random() >> 11) * 0x1p-53; }
double between(double low, double high, std::mt19937_64& random) { return low + (high - low) * unit(random); }
double sign(std::mt19937_64& random) { return random() % 2 == 0 ? 1 : -1; }

/// A magnitude between 2^low and 2^high, log-uniform.
double magnitude(double low, double high, std::mt19937_64& random) { return std::exp2(between(low, high, random)); }

double draw_freely(const Range& range, std::mt19937_64& random) {
  const auto stratum = random() % 4;
  if (stratum == 0) {
    const double largest = std::max(std::fabs(range.all.low), std::fabs(range.all.high));
    const double smallest = range.all.low > 0 ? std::log2(range.all.low) : -1074;
    return sign(random) * magnitude(smallest, std::log2(largest), random);
  }
  if (stratum == 1 && !range.near.empty()) {
    const double centre = range.near[random() % range.near.size()];
    return centre + sign(random) * centre * magnitude(-54, -1, random);
  }
  return between(range.ordinary.low, range.ordinary.high, random);
}

double draw(const Range& range, std::mt19937_64& random) {
  while (true) {
    const double x = draw_freely(range, random);
    if (x >= range.all.low && x <= range.all.high) return x;
  }
}

double draw_tied(Tie tie, double x, std::mt19937_64& random) {
  switch (tie) {
    case Tie::None: break;
    case Tie::Close: return sign(random) * (x + x * sign(random) * magnitude(-54, -1, random));
    case Tie::Near: return std::fabs(x) * (1 + sign(random) * magnitude(-12, -1, random));
    case Tie::FinitePower: return sign(random) * magnitude(-60, std::log2(1000 / std::fabs(std::log(x))), random);
    case Tie::Below: return x * unit(random);
    case Tie::SumOfExpsOne: return x < 0 ? std::log(-std::expm1(x)) : x - magnitude(-54, 6, random);
  }
  return x;
}

Subject subject_of(Op op) {
  const auto row = std::ranges::find(rows(), op, &Row::op);
  if (row != rows().end()) return {op, row->operands, row->tie, bounds_of(op)};
  const std::size_t arity = ir::info(op).arity;
  return {op, std::vector<Range>(arity, kReal), arity == 2 ? Tie::Close : Tie::None, bounds_of(op)};
}

bool is_measured(Op op) {
  const ir::OpInfo& info = ir::info(op);
  const bool comparison = op == Op::Lt || op == Op::Le || op == Op::Eq || op == Op::Ne;
  return info.arity > 0 && op != Op::Diff && op != Op::Select && !comparison && info.domain != ir::Domain::Boolean;
}

std::string number(double x) {
  if (std::fabs(x) == kMax) return x < 0 ? "−max" : "max";
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.4g", std::fabs(x));
  return (x < 0 ? "−" : "") + std::string(text.data());
}

std::string describe(const Range& range) {
  const auto interval = [](const Range::Interval& i) { return "[" + number(i.low) + ", " + number(i.high) + "]"; };
  std::string text = interval(range.all) + ", denser in " + interval(range.ordinary);
  for (const double& x : range.near) text += (&x == range.near.data() ? " and near " : ", ") + number(x);
  return text;
}

std::string_view describe(Tie tie) {
  switch (tie) {
    case Tie::None: break;
    case Tie::Close: return "half of the points near y = ±x";
    case Tie::Near: return "half of the points near y = |x|";
    case Tie::FinitePower: return "half of the points with x^y within the range";
    case Tie::Below: return "y below x";
    case Tie::SumOfExpsOne: return "half of the points near eˣ + eʸ = 1 or y = x";
  }
  return "";
}

}  // namespace

std::vector<Subject> subjects() {
  std::vector<Subject> all;
  for (const Op op : ir::elementwise_ops()) {
    if (is_measured(op)) all.push_back(subject_of(op));
  }
  return all;
}

std::string describe(const Subject& subject) {
  std::string text = "x in " + describe(subject.operands[0]);
  if (subject.operands.size() > 1) text += "; y in " + describe(subject.operands[1]);
  if (subject.operands.size() > 2) text += "; z in " + describe(subject.operands[2]);
  if (subject.tie != Tie::None) text += "; " + std::string(describe(subject.tie));
  return text;
}

Point draw(const Subject& subject, std::mt19937_64& random) {
  while (true) {
    Point point;
    for (const Range& range : subject.operands) point.push_back(draw(range, random));
    if (subject.tie == Tie::Below || (subject.tie != Tie::None && random() % 2 == 0))
      point[1] = draw_tied(subject.tie, point[0], random);
    const bool inside = std::ranges::all_of(point, [&](const double& x) {
      const Range& range = subject.operands[static_cast<std::size_t>(&x - point.data())];
      return x >= range.all.low && x <= range.all.high;
    });
    if (inside) return point;
  }
}

}  // namespace adc::tests
