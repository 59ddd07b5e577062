#include "plot/projection.h"

#include <cmath>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "plot/extent.h"

namespace adc::inline ADC_ABI::plot {
namespace {

/// The part of a segment that is inside the box (Liang and Barsky 1984).
std::optional<std::array<Point, 2>> inside(const Point& from, const Point& to, const Box& box) {
  double begin = 0;
  double end = 1;
  const auto cut = [&](double delta, double room) {
    if (delta == 0) return room >= 0;
    const double at = room / delta;
    if (delta < 0) begin = std::max(begin, at);
    if (delta > 0) end = std::min(end, at);
    return begin <= end;
  };
  const double dx = to.x - from.x;
  const double dy = to.y - from.y;
  if (!std::isfinite(dx) || !std::isfinite(dy)) return std::nullopt;
  if (!(cut(-dx, from.x - box.left) && cut(dx, box.right() - from.x) && cut(-dy, from.y - box.top) &&
        cut(dy, box.bottom() - from.y))) {
    return std::nullopt;
  }
  // What is far away cancels here, and would leave the place far off.
  const auto at = [&](double part) {
    return Point{std::clamp(from.x + dx * part, box.left, box.right()),
                 std::clamp(from.y + dy * part, box.top, box.bottom())};
  };
  return std::array{begin == 0 ? from : at(begin), end == 1 ? to : at(end)};
}

double distance(const Point& p, const Point& a, const Point& b) {
  const double dx = b.x - a.x;
  const double dy = b.y - a.y;
  const double length = std::hypot(dx, dy);
  if (length == 0) return std::hypot(p.x - a.x, p.y - a.y);
  const double along = ((p.x - a.x) * dx + (p.y - a.y) * dy) / length;
  if (along < 0 || along > length) return std::min(std::hypot(p.x - a.x, p.y - a.y), std::hypot(p.x - b.x, p.y - b.y));
  return std::abs((p.x - a.x) * dy - (p.y - a.y) * dx) / length;
}

std::vector<Point> simplified(const std::vector<Point>& line, double tolerance) {
  if (line.size() < 3) return line;
  std::vector<bool> kept(line.size(), false);
  kept.front() = kept.back() = true;
  std::vector<std::pair<std::size_t, std::size_t>> open{{0, line.size() - 1}};
  while (!open.empty()) {
    const auto [begin, end] = open.back();
    open.pop_back();
    std::size_t farthest = begin;
    double most = tolerance;
    for (std::size_t i = begin + 1; i < end; ++i) {
      const double off = distance(line[i], line[begin], line[end]);
      if (off > most) most = off, farthest = i;
    }
    if (farthest == begin) continue;
    kept[farthest] = true;
    open.emplace_back(begin, farthest);
    open.emplace_back(farthest, end);
  }
  std::vector<Point> result;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (kept[i]) result.push_back(line[i]);
  }
  return result;
}

/// How much of the way from one end to the other a value lies, also where doubles do not hold the whole way.
double part_of(double from, double to, double value) { return (value / 2 - from / 2) / (to / 2 - from / 2); }

}  // namespace

Axis drawable(Axis axis) {
  if (axis.low > axis.high) std::swap(axis.low, axis.high);
  const bool is_log = axis.scale == Scale::Log;
  if (!std::isfinite(axis.low) || !std::isfinite(axis.high) || (is_log && !(axis.high > 0))) {
    axis.low = is_log ? 0.1 : -1;
    axis.high = is_log ? 10 : 1;
  }
  if (is_log && !(axis.low > 0)) axis.low = axis.high / 1e3;
  // Ends that are only some rounding apart show nothing.
  if (is_resolved(axis.low, axis.high, 4)) return axis;
  const double half = axis.low == 0 ? 1 : std::abs(axis.low) / 2;
  axis.low -= half;
  axis.high += half;
  return axis;
}

Projection::Projection(const Scene& scene, const Box& box) : x_(drawable(scene.x)), y_(drawable(scene.y)), box_(box) {
  if (!scene.equal_scales || x_.scale == Scale::Log || y_.scale == Scale::Log) return;
  // The longer side of the box gives way.
  const double x_half = x_.high / 2 - x_.low / 2;
  const double y_half = y_.high / 2 - y_.low / 2;
  box_.width = std::min(box.width, box.height * (x_half / y_half));
  box_.height = std::min(box.height, box.width * (y_half / x_half));
  box_.left += (box.width - box_.width) / 2;
}

std::vector<Point> Projection::operator()(std::span<const Point> line) const {
  std::vector<Point> points;
  points.reserve(line.size());
  for (const Point& p : line) points.push_back((*this)(p));
  return points;
}

double Projection::x(double value) const {
  const double low = straightened(x_.scale, x_.low);
  const double high = straightened(x_.scale, x_.high);
  return box_.left + part_of(low, high, straightened(x_.scale, value)) * box_.width;
}

double Projection::y(double value) const {
  const double low = straightened(y_.scale, y_.low);
  const double high = straightened(y_.scale, y_.high);
  return box_.top + part_of(high, low, straightened(y_.scale, value)) * box_.height;
}

std::vector<std::vector<Point>> visible_parts(std::span<const Point> line, const Box& box, double tolerance) {
  std::vector<std::vector<Point>> parts;
  std::vector<Point> part;
  const auto finish = [&] {
    if (part.size() > 1) parts.push_back(simplified(part, tolerance));
    part.clear();
  };
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    const Point& from = line[i];
    const Point& to = line[i + 1];
    const auto seen = is_finite(from) && is_finite(to) ? inside(from, to, box) : std::nullopt;
    if (!seen) {
      finish();
      continue;
    }
    if (part.empty() || part.back() != (*seen)[0]) {
      finish();
      part.push_back((*seen)[0]);
    }
    part.push_back((*seen)[1]);
  }
  finish();
  return parts;
}

}  // namespace adc::inline ADC_ABI::plot
