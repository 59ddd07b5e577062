// Contours and the areas between them, from a mesh of triangles.
#pragma once

#include <atomic>
#include <span>
#include <vector>

#include "plot/mesh.h"

namespace adc::inline ADC_ABI::plot {

/// Where a surface is at least a level: the border of this part, and of that the lines that are contours and not the
/// border of the picture, of the domain, or a jump.
struct Isolines {
  std::vector<std::vector<Point>> lines;  ///< with what is higher on their left; closed ones end where they begin
  std::vector<std::vector<Point>> rings;  ///< closed, of the part where the surface is at least the level
};

/// Those of each level. Points on contours are zeros of f − level along edges, found to 1e-12 of what it is at
/// their ends by regula falsi (the Illinois algorithm, Dowell and Jarratt 1971), all at once; where there is none, f
/// jumps. A level of −∞ gives the border of the domain.
[[nodiscard]] std::vector<Isolines> isolines(const Mesh& mesh, std::span<const double> levels, const Stop& stop);

}  // namespace adc::inline ADC_ABI::plot
