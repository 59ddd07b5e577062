// Where the boxes and arrows of a layered drawing go: ranks from left to right (Sugiyama, Tagawa and Toda, "Methods for
// Visual Understanding of Hierarchical System Structures", 1981).
#pragma once

#include <cstddef>
#include <vector>

namespace adc::explaining {

struct Point {
  double x = 0;
  double y = 0;
};

struct Box {
  double width = 0;
  double height = 0;
  std::size_t rank = 0;
};

/// An arrow to a box of a greater rank, and the room that its label takes.
struct Arrow {
  std::size_t from = 0;
  std::size_t to = 0;
  double label_width = 0;
  double label_height = 0;
};

/// In pixels, the origin at the top left.
struct Arrangement {
  struct Route {
    std::vector<Point> points;  ///< from the right side of `from` to the left side of `to`
    Point label;                ///< its middle, on the route
  };
  std::vector<Point> boxes;   ///< their middles
  std::vector<Route> routes;  ///< one per arrow
  double width = 0;
  double height = 0;
};

/// Nothing overlaps: a label has a place of its own between the ranks, as a long arrow has in each rank that it passes.
/// The same for the same input. O(sweeps · (boxes + the ranks that arrows pass)).
[[nodiscard]] Arrangement lay_out(const std::vector<Box>& boxes, const std::vector<Arrow>& arrows);

}  // namespace adc::explaining
