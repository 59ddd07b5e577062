// A mesh of triangles over a part of the plane, finer where contours want it.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "adc/plot.hpp"
#include "plot/graph_sampling.h"

namespace adc::inline ADC_ABI::plot {

using VertexId = std::uint32_t;

/// A corner of triangles, with the surface there.
struct Vertex {
  Point at;
  double value = 0;
  Point gradient;
  bool surprising = false;  ///< the value is not what its neighbours foretold
};

/// Corners counterclockwise; the first two are the ends of the edge at which it is halved next.
using MeshTriangle = std::array<VertexId, 3>;

/// The ends of an edge as one number, the same from both sides.
[[nodiscard]] inline std::uint64_t edge_key(VertexId a, VertexId b) {
  return a < b ? (std::uint64_t{a} << 32U) | b : (std::uint64_t{b} << 32U) | a;
}

/// Triangles without gaps or overlaps, which are refined by newest-vertex bisection (Mitchell 1991): a triangle is
/// halved together with its neighbour across the edge, so that no vertex lies on another's edge.
class Mesh {
 public:
  /// A grid of `columns` × `rows` squares, each of two triangles. `pixel`: the extent of one, which sizes are measured
  /// in. The surface is asked for many points at once. Throws what it throws.
  Mesh(Surface surface, const Extent& x, const Extent& y, const Point& pixel, std::size_t columns, std::size_t rows);

  /// Refines until the contours of `levels`, sorted, are smooth, and none is missed as far as values and gradients say:
  /// a triangle is halved where the cubic along an edge crosses a level that its ends do not, where a contour turns in
  /// it, where the surface jumps, and along the border of its domain. Throws "interrupted".
  void refine(std::span<const double> levels, const Stop& stop);

  [[nodiscard]] const std::vector<Vertex>& vertices() const { return vertices_; }
  [[nodiscard]] const std::vector<MeshTriangle>& triangles() const { return triangles_; }
  [[nodiscard]] const Surface& surface() const { return surface_; }
  [[nodiscard]] const Point& pixel() const { return pixel_; }
  [[nodiscard]] bool has_value(const MeshTriangle& triangle) const;
  /// The least and the greatest finite number at corners; {0, 0} if there is none.
  [[nodiscard]] Extent values() const;

 private:
  using Midpoints = std::unordered_map<std::uint64_t, VertexId>;
  [[nodiscard]] bool is_coarse(const MeshTriangle& triangle, std::span<const double> levels) const;
  [[nodiscard]] double length(VertexId a, VertexId b) const;
  void halve(const std::vector<bool>& marked);
  [[nodiscard]] Midpoints close(const std::vector<bool>& marked) const;
  void add_vertices(std::span<const Point> points);

  Surface surface_;
  Point pixel_;
  std::vector<Vertex> vertices_;
  std::vector<MeshTriangle> triangles_;
};

}  // namespace adc::inline ADC_ABI::plot
