// Colours beside ColPack's, where it is installed.
#include <ColPack/ColPackHeaders.h>

#include <catch2/catch.hpp>
#include <memory>
#include <vector>

#include "passes/sparse/colouring.h"
#include "tests/sparse/matrices.h"

namespace {

using namespace adc;

// As ADOL-C gives patterns: per row how many places there are, and then these.
class Rows {
 public:
  explicit Rows(const Sparsity& matrix) : numbers_(matrix.rows) {
    for (std::size_t r = 0; r < matrix.rows; ++r) {
      numbers_[r].push_back(static_cast<unsigned>(matrix.row(r).size()));
      for (const std::int32_t c : matrix.row(r)) numbers_[r].push_back(static_cast<unsigned>(c));
      pointers_.push_back(numbers_[r].data());
    }
  }
  [[nodiscard]] unsigned** data() { return pointers_.data(); }

 private:
  std::vector<std::vector<unsigned>> numbers_;
  std::vector<unsigned*> pointers_;
};

int star_colours(const Sparsity& matrix, const char* order) {
  Rows rows(matrix);
  ColPack::GraphColoringInterface graph(SRC_MEM_ADOLC, rows.data(), static_cast<int>(matrix.rows));
  graph.Coloring(order, "STAR");
  if (graph.CheckStarColoring() != 0) std::puts("BAD");
  return graph.GetVertexColorCount();
}

int column_colours(const Sparsity& matrix, const char* order) {
  Rows rows(matrix);
  ColPack::BipartiteGraphPartialColoringInterface graph(SRC_MEM_ADOLC, rows.data(), static_cast<int>(matrix.rows),
                                                        static_cast<int>(matrix.columns));
  graph.PartialDistanceTwoColoring(order, "COLUMN_PARTIAL_DISTANCE_TWO");
  return graph.GetRightVertexColorCount();
}

std::vector<tests::Matrix> larger() {
  std::vector<tests::Matrix> all = tests::matrices(40);
  all.push_back({"a large band", tests::banded(2000, 3)});
  all.push_back({"a large grid", tests::grid(50)});
  for (unsigned seed = 1; seed <= 10; ++seed)
    all.push_back({"a large random one", tests::random_symmetric(1000, static_cast<int>(2 + seed), seed)});
  return all;
}

}  // namespace

TEST_CASE("star colourings have at most one colour more than ColPack's greedy one") {
  for (const tests::Matrix& matrix : larger()) {
    if (matrix.places.size() == 0) continue;  // ColPack takes none
    INFO(matrix.name);
    const int own = passes::star_colouring(matrix.places).colours;
    for (const char* order : {"NATURAL", "LARGEST_FIRST", "SMALLEST_LAST"})
      CHECK(own <= star_colours(matrix.places, order) + 1);
  }
}

TEST_CASE("colourings of columns have at most one colour more than ColPack's greedy one") {
  for (const tests::Matrix& matrix : larger()) {
    if (matrix.places.size() == 0) continue;
    INFO(matrix.name);
    const int own = passes::colour_columns(matrix.places).colours;
    for (const char* order : {"NATURAL", "LARGEST_FIRST"}) CHECK(own <= column_colours(matrix.places, order) + 1);
  }
}
