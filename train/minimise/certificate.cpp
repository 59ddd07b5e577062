#include "train/minimise/certificate.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "adc/train/random.hpp"
#include "train/minimise/eigen.h"

namespace adc::inline ADC_ABI::train {
namespace {

constexpr double kNearest = 64 * kEpsilon;  ///< first distance, of the point's scale
constexpr double kAccepted = 1e-5;          ///< at most so far away the value has to rise
constexpr double kFarthest = 1e4;           ///< as far as valleys are followed
constexpr double kFactor = 8;               ///< from one distance to the next
constexpr double kLost = 1e-200;            ///< smaller derivatives are about to underflow
constexpr double kJumpAt = 1e-9;            ///< so far away on both sides gradients differ at a kink
constexpr int kJiggles = 3;                 ///< points that tell what rounding does
constexpr double kBeyond = 6;               ///< so many times the largest change by rounding is no rounding

/// What the derivative says at a distance in a direction.
enum class Sign : std::uint8_t { Falls, Nothing, Rises, NotFinite, NoRoom };

struct Look {
  Sign sign = Sign::Nothing;
  double derivative = 0;  ///< outwards
  bool is_lower = false;  ///< the value is, beyond rounding
  Place place;
};

/// What one sense of a direction has.
struct Side {
  Sign sign = Sign::Nothing;  ///< that counts
  double distance = 0;        ///< where
  double derivative = 0;
};

class Surveyor {
 public:
  Surveyor(const Problem& problem, const Place& at, double scale, std::uint64_t seed)
      : problem_(problem), at_(at), random_(seed, 0x6d696e) {
    for (const double x : at.x) scales_.push_back(std::fmax(std::fabs(x), scale));
    height_ = height_around(problem, at);
  }

  [[nodiscard]] const Point& scales() const { return scales_; }
  [[nodiscard]] double height() const { return height_; }
  Random& random() { return random_; }

  /// The point `distance`, in units of the scales, along `d`.
  Look look(const Point& d, double distance) {
    Point step(d.size());
    for (std::size_t i = 0; i < d.size(); ++i) step[i] = d[i] * scales_[i];
    Look look{.place = {moved(problem_, at_.x, distance, step), 0, Point(d.size())}};
    Point out(d.size());
    for (std::size_t i = 0; i < d.size(); ++i) out[i] = look.place.x[i] - at_.x[i];
    const double length = norm(out);
    if (length == 0) return look.sign = Sign::NoRoom, look;
    for (double& x : out) x /= length;
    const std::optional<Place> there = evaluate(problem_, look.place.x);
    if (!there) return look.sign = Sign::NotFinite, look;
    look.place = *there;
    look.derivative = dot(out, there->gradient);
    double slope_noise = 0;
    double value_noise = 0;
    for (int k = 0; k < kJiggles; ++k) {
      const std::optional<Place> beside = evaluate(problem_, jiggled(there->x));
      if (!beside) continue;
      slope_noise = std::fmax(slope_noise, std::fabs(dot(out, beside->gradient) - look.derivative));
      value_noise = std::fmax(value_noise, std::fabs(beside->value - there->value));
    }
    const double noise = kBeyond * slope_noise + 1e-300;
    if (look.derivative > noise) look.sign = Sign::Rises;
    if (look.derivative < -noise) look.sign = Sign::Falls;
    const double drop = at_.value - there->value;
    // Falling from above what the point has: beyond a pole, a jump or a ridge, which tells nothing of the point.
    const bool is_above = -drop > kBeyond * value_noise + 1e-8 * std::fabs(at_.value) + 1e-12 * height_ + 1e-300;
    if (look.sign == Sign::Falls && is_above) look.sign = Sign::NotFinite;
    // Rounding that cancels may be larger than the value: what the derivatives did not foretell has to be much of what
    // the function varies by.
    const double foretold = -0.5 * length * (look.derivative + dot(out, at_.gradient));
    const bool is_supported = foretold > 0.1 * drop || drop > 1e-9 * (std::fabs(at_.value) + height_);
    look.is_lower = is_supported && drop > kBeyond * value_noise + 16 * kEpsilon * std::fabs(at_.value);
    return look;
  }

 private:
  /// `x`, each number moved by about its rounding, at the point's scale.
  Point jiggled(Point x) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double by = (random_.uniform() * 2 - 1) * 2 * kEpsilon * std::fmax(std::fabs(x[i]), scales_[i]);
      x[i] = clamped(x[i] + by, problem_.low[i], problem_.high[i]);
    }
    return x;
  }

  const Problem& problem_;
  const Place& at_;
  Point scales_;
  double height_ = 0;  ///< what the value varies by within a hundredth of the scales
  Random random_;
};

Point reversed(Point d) {
  for (double& x : d) x = -x;
  return d;
}

/// The Hessian's least curvature and directions that it gives, in units of the scales.
struct Curvature {
  std::optional<double> least;
  double most = 0;
  std::vector<Point> directions;
};

Curvature curvature(const Problem& problem, const Place& at, const Point& scales, Random& random) {
  Curvature result;
  if (!problem.product) return result;
  const std::size_t n = problem.size;
  std::vector<std::size_t> free;
  for (std::size_t i = 0; i < n; ++i) {
    if (!(is_held(problem, at, i) && at.gradient[i] != 0)) free.push_back(i);
  }
  if (free.empty()) return result;
  const auto add = [&](std::span<const double> vector) {
    Point d(n, 0.0);
    for (std::size_t k = 0; k < free.size(); ++k) d[free[k]] = vector[k] / scales[free[k]];
    const double length = norm(d);
    for (double& x : d) x /= length;
    if (length > 0) result.directions.push_back(std::move(d));
  };
  if (n <= kDense) {
    std::vector<double> whole(n * n);
    problem.hessian(at.x, whole);
    std::vector<double> part;
    for (const std::size_t i : free) {
      for (const std::size_t j : free) part.push_back(0.5 * (whole[i * n + j] + whole[j * n + i]));
    }
    if (!std::ranges::all_of(part, [](double x) { return std::isfinite(x); })) return result;
    const Eigen eigen = symmetric_eigen(std::move(part), free.size());
    result.least = eigen.values.front();
    result.most = std::fmax(std::fabs(eigen.values.front()), std::fabs(eigen.values.back()));
    const std::size_t wanted = free.size() <= 50 ? free.size() : 10;
    for (std::size_t k = 0; k < wanted; ++k) add(std::span(eigen.vectors).subspan(k * free.size(), free.size()));
    return result;
  }
  Point v(n);
  Point product(n);
  const auto apply = [&](std::span<const double> from, std::span<double> to) {
    std::ranges::fill(v, 0.0);
    for (std::size_t k = 0; k < free.size(); ++k) v[free[k]] = from[k];
    problem.product(at.x, v, product);
    for (std::size_t k = 0; k < free.size(); ++k) to[k] = product[free[k]];
  };
  Point start(free.size());
  for (double& x : start) x = random.normal();
  const LeastEigen least = least_eigen(apply, start, 60);
  if (!std::isfinite(least.value)) return result;
  result.least = least.value;
  apply(start, start);
  result.most = std::fmax(std::fabs(least.value), norm(start) / std::sqrt(static_cast<double>(free.size())));
  add(least.vector);
  return result;
}

/// The directions to look in, of length 1 in units of the scales, each for both senses.
std::vector<Point> directions(const Problem& problem, const Place& at, Surveyor& surveyor, Curvature& curvature) {
  std::vector<Point> all = std::move(curvature.directions);
  const std::size_t n = problem.size;
  for (std::size_t i = 0; n > 1 && n <= 50 && i < n; ++i) {
    all.emplace_back(n, 0.0);
    all.back()[i] = 1;
  }
  if (n == 1 && all.empty()) all.push_back({1});
  Point gradient = free_gradient(problem, at);
  for (std::size_t i = 0; i < n; ++i) gradient[i] /= surveyor.scales()[i];
  if (const double length = norm(gradient); n > 1 && length > 0 && std::isfinite(length)) {
    for (double& x : gradient) x /= length;
    all.push_back(std::move(gradient));
  }
  const std::size_t random = n == 1 ? 0 : std::clamp<std::size_t>(2 * n, 12, 40);
  for (std::size_t k = 0; k < random; ++k) {
    Point d(n);
    for (double& x : d) x = surveyor.random().normal();
    const double length = norm(d);
    for (double& x : d) x /= length;
    all.push_back(std::move(d));
  }
  return all;
}

/// Along ridges, where gradients jump across: what is left of the axes and the gradient without the jumps' directions.
void add_tangents(const Problem& problem, const Place& at, const Point& scales, std::vector<Point>& all) {
  const std::size_t n = problem.size;
  if (n < 2 || n > 50) return;
  std::vector<Point> jumps;  // orthonormal, in units of the scales
  const auto without_jumps = [&](Point v) {
    for (int twice = 0; twice < 2; ++twice) {
      for (const Point& jump : jumps) {
        const double part = dot(jump, v);
        for (std::size_t i = 0; i < n; ++i) v[i] -= part * jump[i];
      }
    }
    return v;
  };
  for (std::size_t i = 0; i < n; ++i) {
    Point step(n, 0.0);
    step[i] = scales[i];
    const std::optional<Place> there = evaluate(problem, moved(problem, at.x, kJumpAt, step));
    const std::optional<Place> back = evaluate(problem, moved(problem, at.x, -kJumpAt, step));
    if (!there || !back) continue;
    Point jump(n);
    for (std::size_t k = 0; k < n; ++k) jump[k] = (there->gradient[k] - back->gradient[k]) * scales[k];
    const double whole = norm(jump);
    jump = without_jumps(std::move(jump));
    const double length = norm(jump);
    Point slope = at.gradient;
    for (std::size_t k = 0; k < n; ++k) slope[k] *= scales[k];
    if (!(length > 1e-3 * norm(slope)) || !(length > 1e-6 * whole)) continue;
    for (double& x : jump) x /= length;
    jumps.push_back(std::move(jump));
  }
  if (jumps.empty()) return;
  std::vector<Point> wanted(n + 1, Point(n, 0.0));
  for (std::size_t i = 0; i < n; ++i) wanted[i][i] = 1;
  for (std::size_t i = 0; i < n; ++i) wanted[n][i] = at.gradient[i] * scales[i];
  for (Point& v : wanted) {
    const double before = norm(v);
    v = without_jumps(std::move(v));
    const double length = norm(v);
    if (!(length > 1e-8 * before)) continue;
    for (double& x : v) x /= length;
    all.push_back(std::move(v));
  }
}

class Judge {
 public:
  Judge(const Problem& problem, const Place& at, double scale, std::uint64_t seed)
      : problem_(problem), at_(at), surveyor_(problem, at, scale, seed) {}

  Certificate judge() {
    Curvature bent = curvature(problem_, at_, surveyor_.scales(), surveyor_.random());
    result_.gradient_norm = largest(free_gradient(problem_, at_));
    result_.curvature = bent.least;
    for (std::size_t i = 0; i < problem_.size; ++i) {
      const bool is_there = at_.x[i] <= problem_.low[i] || at_.x[i] >= problem_.high[i];
      result_.is_at_bound = result_.is_at_bound || is_there;
    }
    std::vector<Point> all = directions(problem_, at_, surveyor_, bent);
    add_tangents(problem_, at_, surveyor_.scales(), all);
    for (const Point& d : all) {
      if (!look_along(d)) return result_;
    }
    conclude(bent);
    return result_;
  }

 private:
  /// Looks in both senses; false: the finding is clear.
  bool look_along(const Point& d) {
    const Point back = reversed(d);
    const Side there = side(d);
    if (is_decided_) return false;
    const Side other = side(back);
    if (is_decided_) return false;
    const auto is = [&](Sign a, Sign b) {
      return (there.sign == a && other.sign == b) || (there.sign == b && other.sign == a);
    };
    if (there.sign == Sign::NotFinite || other.sign == Sign::NotFinite) {
      has_edge_ = true;
    } else if (is(Sign::Nothing, Sign::Nothing) || is(Sign::Nothing, Sign::NoRoom)) {
      result_.is_isolated = false;
    } else if (is(Sign::Nothing, Sign::Rises)) {
      // On one side nothing changes: the rim of a plateau, or a slope that is lost to underflow.
      result_.is_isolated = false;
      const bool is_open = there.sign == Sign::Nothing;
      if (!is_rim(is_open ? back : d, is_open ? other : there)) has_lost_slope_ = true;
    } else {
      has_rise_ = true;
      look_for_kink(d, back, there, other);
    }
    return true;
  }

  /// Goes outwards along `d` until the derivative is clear. Decides where the value is lower.
  Side side(const Point& d) {
    std::optional<Look> fall;
    bool is_first = true;
    for (double distance = kNearest; distance <= kFarthest; distance *= kFactor) {
      if (distance > kAccepted && fall) break;
      Look look = surveyor_.look(d, distance);
      if (look.sign == Sign::NoRoom) return {Sign::NoRoom, distance, 0};
      if (look.sign == Sign::NotFinite) {
        if (is_first) return {Sign::NotFinite, distance, 0};
        break;
      }
      is_first = false;
      if (look.is_lower) return go_on_from(std::move(look), d, distance), Side{};
      if (look.sign == Sign::Rises) {
        if (fall) approach(d, distance / kFactor, distance);
        return {Sign::Rises, distance, look.derivative};
      }
      if (look.sign == Sign::Falls && !fall) fall = std::move(look);
    }
    if (fall) {
      follow(d, std::move(*fall));
      return {};
    }
    return {Sign::Nothing, 0, 0};
  }

  void decide(Finding finding) {
    result_.finding = finding;
    is_decided_ = true;
  }

  /// Follows falling values for as long as they fall by more each time.
  void go_on_from(Look lower, const Point& d, double distance) {
    for (int k = 0; k < 60; ++k) {
      distance *= 2;
      Look next = surveyor_.look(d, distance);
      if (next.sign == Sign::NotFinite || next.sign == Sign::NoRoom || !(next.place.value < lower.place.value)) break;
      lower = std::move(next);
    }
    result_.lower = std::move(lower.place);
    decide(Finding::Lower);
  }

  /// Follows falling derivatives, where values are lost to rounding.
  void follow(const Point& d, Look fall) {
    double distance = kAccepted;
    for (int k = 0; k < 60; ++k, distance *= 2) {
      Look next = surveyor_.look(d, distance);
      if (next.sign == Sign::Falls || next.is_lower) {
        fall = std::move(next);
        continue;
      }
      const bool is_lost = distance > 10 || std::fabs(fall.derivative) < kLost;
      if (next.sign == Sign::Nothing && is_lost) return decide(Finding::Endless);
      break;
    }
    result_.lower = std::move(fall.place);
    decide(distance > 1e12 ? Finding::Endless : Finding::Lower);
  }

  /// Finds where the derivative along `d` becomes positive, between two distances.
  void approach(const Point& d, double falls, double rises) {
    Look nearest = surveyor_.look(d, falls);
    if (nearest.sign != Sign::Falls) return;
    for (int k = 0; k < 50 && rises - falls > 1e-3 * kNearest; ++k) {
      const double middle = falls + (rises - falls) / 2;
      Look look = surveyor_.look(d, middle);
      if (look.sign == Sign::Falls) {
        falls = middle;
        nearest = std::move(look);
      } else {
        rises = middle;
        if (look.sign == Sign::Nothing) {
          nearest = std::move(look);
          break;
        }
      }
    }
    const double moved = falls;
    if (moved <= farthest_ || nearest.place.value > at_.value + 1e-12 * (std::fabs(at_.value) + surveyor_.height()))
      return;
    farthest_ = moved;
    result_.nearer = std::move(nearest.place);
  }

  /// Whether the derivative, inwards from a side where it rises, is of ordinary size until it is 0.
  bool is_rim(const Point& d, const Side& rising) {
    double zero = 0;
    double rises = rising.distance;
    double derivative = rising.derivative;
    for (int k = 0; k < 100 && rises - zero > 1e-14 * rises; ++k) {
      const double middle = zero + (rises - zero) / 2;
      const Look look = surveyor_.look(d, middle);
      if (look.sign == Sign::Rises) {
        rises = middle;
        derivative = look.derivative;
      } else {
        zero = middle;
      }
    }
    return derivative > kLost;
  }

  /// A derivative that jumps is as large near by as further away.
  void look_for_kink(const Point& d, const Point& back, const Side& there, const Side& other) {
    if (result_.is_at_kink || there.sign != Sign::Rises || other.sign != Sign::Rises) return;
    for (std::size_t i = 0; i < d.size(); ++i) {
      // What a bound cuts off is no jump.
      if (d[i] != 0 && (at_.x[i] <= problem_.low[i] || at_.x[i] >= problem_.high[i])) return;
    }
    const double near = std::fmax(there.distance, other.distance);
    struct Pair {
      double jump;  ///< of the derivative
      double rise;  ///< of the value
    };
    const auto pair = [&](double distance) {
      const Look a = surveyor_.look(d, distance);
      const Look b = surveyor_.look(back, distance);
      return Pair{a.derivative + b.derivative, 0.5 * (a.place.value + b.place.value) - at_.value};
    };
    const Pair close = pair(2 * near);
    const Pair far = pair(2 * kFactor * kFactor * near);
    result_.is_at_kink = close.jump > 0 && far.jump < 4 * close.jump;
    // What stays as high however near one comes has a pole there, or a value of its own.
    if (result_.is_at_kink && far.rise < 1.5 * close.rise) has_edge_ = true;
  }

  void conclude(const Curvature& bent) {
    const double rounding = 1e-12 * static_cast<double>(problem_.size) * bent.most;
    if (has_edge_)
      result_.finding = Finding::Edge;
    else if (bent.least && *bent.least < -rounding && !result_.is_at_kink)
      result_.finding = Finding::Saddle;
    else if (!has_rise_ || has_lost_slope_)
      result_.finding = Finding::Flat;
    else
      result_.finding = Finding::Minimum;
  }

  const Problem& problem_;
  const Place& at_;
  Surveyor surveyor_;
  Certificate result_;
  bool is_decided_ = false;
  bool has_rise_ = false;
  bool has_edge_ = false;
  bool has_lost_slope_ = false;
  double farthest_ = 0;  ///< that a nearer point is away
};

}  // namespace

Certificate certify(const Problem& problem, const Place& at, double scale, std::uint64_t seed) {
  return Judge(problem, at, scale, seed).judge();
}

}  // namespace adc::inline ADC_ABI::train
