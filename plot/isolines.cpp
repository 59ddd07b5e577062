#include "plot/isolines.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "plot/failure.h"

namespace adc::inline ADC_ABI::plot {
namespace {

/// A place where a level crosses an edge, between a part `low` and a part `high` of the way; f − level is known there.
struct Crossing {
  VertexId from = 0;
  VertexId to = 0;
  double level = 0;
  double low = 0;
  double high = 1;
  double f_low = 0;  ///< f − level
  double f_high = 0;
  double scale = 1;    ///< of f − level at both ends
  double part = 0;     ///< where it is
  int side = 0;        ///< which end was kept last, and how often
  bool found = false;  ///< and no jump
};

Point between(const Point& a, const Point& b, double part) {
  return {a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part};
}

/// The next guess: where the straight line between the ends is zero; in later rounds the middle.
double guess(const Crossing& c, int round) {
  const double middle = c.low + (c.high - c.low) / 2;
  if (round >= 10 && round % 2 == 0) return middle;
  const double part = c.low - c.f_low * (c.high - c.low) / (c.f_high - c.f_low);
  return part > c.low && part < c.high ? part : middle;
}

void narrow(Crossing& c, double part, double f) {
  if ((f < 0) == (c.f_low < 0)) {
    c.low = part;
    c.f_low = f;
    if (c.side < 0) c.f_high /= 2;
    c.side = -1;
  } else {
    c.high = part;
    c.f_high = f;
    if (c.side > 0) c.f_low /= 2;
    c.side = 1;
  }
}

/// Finds all of them to rounding; those that are jumps, where f − level does not become small, stay not found.
void locate(std::vector<Crossing>& crossings, const Mesh& mesh, const Stop& stop) {
  constexpr int kRounds = 60;
  for (int round = 0; round < kRounds; ++round) {
    check_stop(stop);
    std::vector<std::size_t> open;
    std::vector<Point> points;
    for (std::size_t i = 0; i < crossings.size(); ++i) {
      Crossing& c = crossings[i];
      if (c.found || c.high - c.low < 1e-14) continue;
      c.part = guess(c, round);
      open.push_back(i);
      points.push_back(between(mesh.vertices()[c.from].at, mesh.vertices()[c.to].at, c.part));
    }
    if (open.empty()) return;
    std::vector<double> values(points.size());
    mesh.surface()(points, values, {});
    for (std::size_t k = 0; k < open.size(); ++k) {
      Crossing& c = crossings[open[k]];
      const double f = values[k] - c.level;
      c.found = std::abs(f) <= 1e-12 * c.scale;
      if (c.found) continue;
      narrow(c, c.part, f);
      if (c.high - c.low < 1e-14) c.found = std::abs(f) <= 1e-3 * c.scale;
    }
  }
}

/// A directed piece of a border, between nodes. Nodes below the number of vertices are vertices, the others crossings.
struct Piece {
  std::size_t from = 0;
  std::size_t to = 0;
  bool is_contour = false;
};

/// Pieces joined from node to node: closed paths, and such as begin where nothing leads to.
std::vector<std::vector<std::size_t>> chained(const std::vector<Piece>& pieces, std::size_t nodes) {
  // Lists of pieces by the node that they leave, in their order.
  constexpr auto kNone = static_cast<std::size_t>(-1);
  std::vector<std::size_t> first(nodes, kNone);
  std::vector<std::size_t> next(pieces.size(), kNone);
  std::vector<int> balance(nodes, 0);
  for (std::size_t i = pieces.size(); i-- > 0;) {
    next[i] = first[pieces[i].from];
    first[pieces[i].from] = i;
    ++balance[pieces[i].from];
    --balance[pieces[i].to];
  }
  std::vector<bool> used(pieces.size(), false);
  std::vector<std::vector<std::size_t>> paths;
  const auto follow = [&](std::size_t piece) {
    std::vector<std::size_t> path{pieces[piece].from};
    while (piece != kNone) {
      used[piece] = true;
      path.push_back(pieces[piece].to);
      if (path.back() == path.front()) break;
      std::size_t& leaving = first[path.back()];
      while (leaving != kNone && used[leaving]) leaving = next[leaving];
      piece = leaving;
    }
    paths.push_back(std::move(path));
  };
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (!used[i] && balance[pieces[i].from] > 0) follow(i);
  }
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (!used[i]) follow(i);
  }
  return paths;
}

/// What one level makes of a mesh.
class Level {
 public:
  Level(const Mesh& mesh, double level) : mesh_(mesh), level_(level) {
    for (const MeshTriangle& t : mesh.triangles()) {
      if (mesh.has_value(t)) add_triangle(t);
    }
  }

  [[nodiscard]] std::vector<Crossing>& crossings() { return crossings_; }

  /// `border`: directed edges that belong to one triangle alone.
  [[nodiscard]] Isolines isolines(std::span<const std::array<VertexId, 2>> border) {
    const std::size_t vertices = mesh_.vertices().size();
    for (const auto& [a, b] : border) {
      const bool from = is_above(a);
      const bool to = is_above(b);
      if (from && to) pieces_.push_back({a, b});
      if (from && !to) pieces_.push_back({a, vertices + crossing(a, b)});
      if (!from && to) pieces_.push_back({vertices + crossing(a, b), b});
    }
    Isolines result;
    const std::size_t nodes = vertices + crossings_.size();
    for (const std::vector<std::size_t>& path : chained(pieces_, nodes)) result.rings.push_back(points_of(path));
    std::vector<Piece> contours;
    for (const Piece& piece : pieces_) {
      if (piece.is_contour && crossings_[piece.from - vertices].found && crossings_[piece.to - vertices].found)
        contours.push_back(piece);
    }
    for (const std::vector<std::size_t>& path : chained(contours, nodes)) result.lines.push_back(points_of(path));
    return result;
  }

 private:
  [[nodiscard]] bool is_above(VertexId v) const { return mesh_.vertices()[v].value >= level_; }

  std::size_t crossing(VertexId a, VertexId b) {
    const auto [found, is_new] = by_edge_.try_emplace(edge_key(a, b), crossings_.size());
    if (is_new) {
      const double f_low = mesh_.vertices()[a].value - level_;
      const double f_high = mesh_.vertices()[b].value - level_;
      crossings_.push_back({.from = a,
                            .to = b,
                            .level = level_,
                            .f_low = f_low,
                            .f_high = f_high,
                            .scale = std::max(std::abs(f_low), std::abs(f_high)),
                            .part = f_low == 0 ? 0.0 : 1.0,
                            .found = f_low == 0 || f_high == 0});
    }
    return found->second;
  }

  void add_triangle(const MeshTriangle& t) {
    const std::size_t vertices = mesh_.vertices().size();
    std::size_t enters = 0;
    std::size_t leaves = 0;
    bool crosses = false;
    for (int k = 0; k < 3; ++k) {
      const VertexId a = t[k];
      const VertexId b = t[(k + 1) % 3];
      if (is_above(a) == is_above(b)) continue;
      crosses = true;
      (is_above(b) ? enters : leaves) = vertices + crossing(a, b);
    }
    // Counterclockwise around what is above, from where it leaves the triangle's border to where it enters.
    if (crosses) pieces_.push_back({leaves, enters, true});
  }

  [[nodiscard]] std::vector<Point> points_of(const std::vector<std::size_t>& path) const {
    const std::size_t vertices = mesh_.vertices().size();
    std::vector<Point> points;
    for (const std::size_t node : path) {
      if (node < vertices) {
        points.push_back(mesh_.vertices()[node].at);
        continue;
      }
      const Crossing& c = crossings_[node - vertices];
      points.push_back(between(mesh_.vertices()[c.from].at, mesh_.vertices()[c.to].at, c.part));
    }
    return points;
  }

  const Mesh& mesh_;
  double level_;
  std::vector<Crossing> crossings_;
  std::vector<Piece> pieces_;
  std::unordered_map<std::uint64_t, std::size_t> by_edge_;
};

/// The edges of one triangle alone, with it on their left.
std::vector<std::array<VertexId, 2>> border_of(const Mesh& mesh) {
  std::unordered_map<std::uint64_t, int> uses;
  for (const MeshTriangle& t : mesh.triangles()) {
    if (!mesh.has_value(t)) continue;
    for (int k = 0; k < 3; ++k) ++uses[edge_key(t[k], t[(k + 1) % 3])];
  }
  std::vector<std::array<VertexId, 2>> border;
  for (const MeshTriangle& t : mesh.triangles()) {
    if (!mesh.has_value(t)) continue;
    for (int k = 0; k < 3; ++k) {
      if (uses[edge_key(t[k], t[(k + 1) % 3])] == 1) border.push_back({t[k], t[(k + 1) % 3]});
    }
  }
  return border;
}

}  // namespace

std::vector<Isolines> isolines(const Mesh& mesh, std::span<const double> levels, const Stop& stop) {
  const std::vector<std::array<VertexId, 2>> border = border_of(mesh);
  std::vector<Isolines> all;
  for (const double value : levels) {
    Level level(mesh, value);
    locate(level.crossings(), mesh, stop);
    all.push_back(level.isolines(border));
  }
  return all;
}

}  // namespace adc::inline ADC_ABI::plot
