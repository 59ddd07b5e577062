#include "plot/mesh.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "plot/failure.h"

namespace adc::inline ADC_ABI::plot {
namespace {

constexpr double kRough = 7;            ///< pixels that an edge with a contour may be long
constexpr double kFine = 0.9;           ///< … where the contour turns
constexpr double kFinest = 0.4;         ///< … where the surface jumps or ends
constexpr double kThinnest = 0.05;      ///< … where one may be missed, as at the tip of a narrow valley
constexpr double kTurn = 0.97;          ///< the cosine of how much it may turn in a triangle
constexpr std::size_t kMost = 600'000;  ///< triangles
constexpr int kRounds = 28;

/// Whether one of the levels is in [low, high).
bool has_level(std::span<const double> levels, double low, double high) {
  const auto first = std::ranges::lower_bound(levels, low);
  return first != levels.end() && *first < high;
}

/// The range of the cubic on [0, 1] with these ends and slopes.
Extent cubic_range(double f0, double f1, double s0, double s1) {
  Extent range{std::min(f0, f1), std::max(f0, f1)};
  // f' = s0 + 2bt + 3at², where f = f0 + s0·t + b·t² + a·t³
  const double a = 2 * (f0 - f1) + s0 + s1;
  const double b = 3 * (f1 - f0) - 2 * s0 - s1;
  const auto add = [&](double t) {
    if (!(t > 0 && t < 1)) return;
    const double f = f0 + t * (s0 + t * (b + t * a));
    range = {std::min(range.low, f), std::max(range.high, f)};
  };
  const double root = b * b - 3 * a * s0;
  if (root < 0) return range;
  // The quotient that does not cancel gives one zero of f', their product the other (Press et al.).
  const double q = -(b + std::copysign(std::sqrt(root), b));
  if (a != 0) add(q / (3 * a));
  if (q != 0) add(s0 / q);
  return range;
}

double along(const Vertex& at, const Vertex& from, const Vertex& to) {
  return at.gradient.x * (to.at.x - from.at.x) + at.gradient.y * (to.at.y - from.at.y);
}

bool is_known(const Vertex& v) { return std::isfinite(v.gradient.x) && std::isfinite(v.gradient.y); }

}  // namespace

Mesh::Mesh(Surface surface, const Extent& x, const Extent& y, const Point& pixel, std::size_t columns, std::size_t rows)
    : surface_(std::move(surface)), pixel_(pixel) {
  std::vector<Point> corners;
  for (std::size_t j = 0; j <= rows; ++j) {
    for (std::size_t i = 0; i <= columns; ++i) {
      corners.push_back({x.low + x.size() * static_cast<double>(i) / static_cast<double>(columns),
                         y.low + y.size() * static_cast<double>(j) / static_cast<double>(rows)});
    }
  }
  add_vertices(corners);
  const auto at = [&](std::size_t i, std::size_t j) { return static_cast<VertexId>(j * (columns + 1) + i); };
  for (std::size_t j = 0; j < rows; ++j) {
    for (std::size_t i = 0; i < columns; ++i) {
      triangles_.push_back({at(i + 1, j + 1), at(i, j), at(i + 1, j)});
      triangles_.push_back({at(i, j), at(i + 1, j + 1), at(i, j + 1)});
    }
  }
}

void Mesh::add_vertices(std::span<const Point> points) {
  std::vector<double> values(points.size());
  std::vector<Point> gradients(points.size());
  surface_(points, values, gradients);
  for (std::size_t i = 0; i < points.size(); ++i) vertices_.push_back({points[i], values[i], gradients[i]});
}

double Mesh::length(VertexId a, VertexId b) const {
  return std::hypot((vertices_[a].at.x - vertices_[b].at.x) / pixel_.x,
                    (vertices_[a].at.y - vertices_[b].at.y) / pixel_.y);
}

bool Mesh::has_value(const MeshTriangle& t) const {
  return std::isfinite(vertices_[t[0]].value) && std::isfinite(vertices_[t[1]].value) &&
         std::isfinite(vertices_[t[2]].value);
}

Extent Mesh::values() const {
  Extent range{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  for (const Vertex& v : vertices_) {
    if (std::isfinite(v.value)) range = {std::min(range.low, v.value), std::max(range.high, v.value)};
  }
  return range.low <= range.high ? range : Extent{0, 0};
}

bool Mesh::is_coarse(const MeshTriangle& t, std::span<const double> levels) const {
  const std::array corners{&vertices_[t[0]], &vertices_[t[1]], &vertices_[t[2]]};
  const double longest = length(t[0], t[1]);
  if (longest <= kThinnest) return false;
  if (!has_value(t)) {
    if (longest <= kFinest) return false;
    return std::ranges::any_of(corners, [](const Vertex* v) { return std::isfinite(v->value); });
  }
  const auto [low, high] = std::minmax({corners[0]->value, corners[1]->value, corners[2]->value});
  const bool crosses = has_level(levels, std::nextafter(low, high), std::nextafter(high, HUGE_VAL));
  if (crosses && longest > kRough) return true;
  const bool is_fine = longest <= kFinest;
  if (!std::ranges::all_of(corners, [](const Vertex* v) { return is_known(*v); })) return crosses && !is_fine;
  double centre = (corners[0]->value + corners[1]->value + corners[2]->value) / 3;
  for (int k = 0; k < 3; ++k) {
    const Vertex& a = *corners[k];
    const Vertex& b = *corners[(k + 1) % 3];
    const Vertex& c = *corners[(k + 2) % 3];
    const double s0 = along(a, a, b);
    const double s1 = along(b, a, b);
    const Extent edge = cubic_range(a.value, b.value, s0, s1);
    if (has_level(levels, edge.low, std::min(a.value, b.value)) ||
        has_level(levels, std::nextafter(std::max(a.value, b.value), HUGE_VAL), edge.high)) {
      return true;
    }
    // A step that the slopes at its ends know nothing of.
    const double step = b.value - a.value;
    if (crosses && !is_fine &&
        std::abs(step - (s0 + s1) / 2) > 0.5 * std::max({std::abs(step), std::abs(s0), std::abs(s1)}))
      return true;
    // Of a quadratic, this sum is the value at the centre.
    centre += (along(a, a, b) + along(a, a, c)) / 18;
  }
  if (has_level(levels, centre, low) || has_level(levels, std::nextafter(high, HUGE_VAL), centre)) return true;
  const bool surprises = std::ranges::any_of(corners, [](const Vertex* v) { return v->surprising; });
  if (surprises && longest > 4) return true;
  if (!crosses || longest <= kFine) return false;
  for (int k = 0; k < 3; ++k) {
    const Point& g = corners[k]->gradient;
    const Point& h = corners[(k + 1) % 3]->gradient;
    const Point u{g.x * pixel_.x, g.y * pixel_.y};
    const Point v{h.x * pixel_.x, h.y * pixel_.y};
    if (!(u.x * v.x + u.y * v.y >= kTurn * std::hypot(u.x, u.y) * std::hypot(v.x, v.y))) return true;
  }
  return false;
}

Mesh::Midpoints Mesh::close(const std::vector<bool>& marked) const {
  Midpoints midpoints;
  for (std::size_t i = 0; i < triangles_.size(); ++i) {
    if (marked[i]) midpoints.emplace(edge_key(triangles_[i][0], triangles_[i][1]), 0);
  }
  // A triangle of which any edge is halved is halved at its own edge first.
  for (bool changed = true; changed;) {
    changed = false;
    for (const MeshTriangle& t : triangles_) {
      const bool touched = midpoints.contains(edge_key(t[1], t[2])) || midpoints.contains(edge_key(t[2], t[0]));
      if (touched) changed = midpoints.emplace(edge_key(t[0], t[1]), 0).second || changed;
    }
  }
  return midpoints;
}

void Mesh::halve(const std::vector<bool>& marked) {
  Midpoints midpoints = close(marked);
  std::vector<Point> points;
  std::vector<std::pair<double, double>> foretold;  // values, and by how much they may be off
  // In the order of triangles, so that the mesh is the same each time.
  for (const MeshTriangle& t : triangles_) {
    const auto found = midpoints.find(edge_key(t[0], t[1]));
    if (found == midpoints.end() || found->second != 0) continue;
    const Vertex& a = vertices_[t[0]];
    const Vertex& b = vertices_[t[1]];
    found->second = static_cast<VertexId>(vertices_.size() + points.size());
    points.push_back({(a.at.x + b.at.x) / 2, (a.at.y + b.at.y) / 2});
    const double s0 = along(a, a, b);
    const double s1 = along(b, a, b);
    foretold.emplace_back((a.value + b.value) / 2 + (s0 - s1) / 8,
                          0.1 * (std::abs(b.value - a.value) + std::abs(s0) + std::abs(s1)));
  }
  const std::size_t first = vertices_.size();
  add_vertices(points);
  for (std::size_t i = 0; i < points.size(); ++i) {
    Vertex& v = vertices_[first + i];
    v.surprising = std::abs(v.value - foretold[i].first) > foretold[i].second;
  }
  std::vector<MeshTriangle> open = std::move(triangles_);
  std::vector<MeshTriangle> done;
  std::ranges::reverse(open);
  while (!open.empty()) {
    const MeshTriangle t = open.back();
    open.pop_back();
    const auto found = midpoints.find(edge_key(t[0], t[1]));
    if (found == midpoints.end()) {
      done.push_back(t);
      continue;
    }
    open.push_back({t[1], t[2], found->second});
    open.push_back({t[2], t[0], found->second});
  }
  triangles_ = std::move(done);
}

void Mesh::refine(std::span<const double> levels, const Stop& stop) {
  for (int round = 0; round < kRounds; ++round) {
    check_stop(stop);
    std::vector<bool> marked(triangles_.size());
    bool any = false;
    for (std::size_t i = 0; i < triangles_.size(); ++i) {
      if (i % 8192 == 0) check_stop(stop);
      // Twice everywhere, to see where the surface surprises.
      marked[i] = round < 2 || is_coarse(triangles_[i], levels);
      any = any || marked[i];
    }
    if (!any || triangles_.size() > kMost) return;
    halve(marked);
  }
}

}  // namespace adc::inline ADC_ABI::plot
