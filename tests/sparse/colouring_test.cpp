// Colourings by their definitions, over structured and random matrices.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "passes/sparse/colouring.h"
#include "tests/sparse/matrices.h"

namespace {

using namespace adc;
using tests::Matrix;

// Columns of one row have different colours.
bool is_column_colouring(const Sparsity& matrix, const passes::Colouring& colouring) {
  for (std::size_t r = 0; r < matrix.rows; ++r) {
    std::set<std::int32_t> met;
    for (const std::int32_t c : matrix.row(r)) {
      const std::int32_t colour = colouring.colour[static_cast<std::size_t>(c)];
      if (colour < 0 || colour >= colouring.colours || !met.insert(colour).second) return false;
    }
  }
  return true;
}

// Neighbours differ, and no path v–w–x–y has the colours a, b, a, b.
bool is_star_colouring(const Sparsity& graph, const passes::Colouring& colouring) {
  const auto colour = [&](std::int32_t v) { return colouring.colour[static_cast<std::size_t>(v)]; };
  for (std::int32_t w = 0; static_cast<std::size_t>(w) < graph.rows; ++w) {
    if (colour(w) < 0 || colour(w) >= colouring.colours) return false;
    for (const std::int32_t x : graph.row(static_cast<std::size_t>(w))) {
      if (x == w) continue;
      if (colour(w) == colour(x)) return false;
      const auto continues = [&](std::int32_t from, std::int32_t not_to, std::int32_t wanted) {
        return std::ranges::any_of(graph.row(static_cast<std::size_t>(from)),
                                   [&](std::int32_t to) { return to != from && to != not_to && colour(to) == wanted; });
      };
      if (continues(w, x, colour(x)) && continues(x, w, colour(w))) return false;
    }
  }
  return true;
}

}  // namespace

TEST_CASE("columns of one colour have no row in common") {
  for (const Matrix& matrix : tests::matrices(40)) {
    INFO(matrix.name);
    const passes::Colouring columns = passes::colour_columns(matrix.places);
    CHECK(is_column_colouring(matrix.places, columns));
    CHECK(columns.colours >= passes::fewest_colours(matrix.places));
    CHECK(passes::transposed(passes::transposed(matrix.places)) == matrix.places);
  }
}

TEST_CASE("star colourings have no path of four with two colours") {
  for (const Matrix& matrix : tests::matrices(40)) {
    INFO(matrix.name);
    CHECK(is_star_colouring(matrix.places, passes::star_colouring(matrix.places)));
  }
}

TEST_CASE("structured matrices need few colours") {
  CHECK(passes::star_colouring(tests::banded(1000, 1)).colours == 3);
  CHECK(passes::star_colouring(tests::banded(1000, 2)).colours == 5);
  CHECK(passes::star_colouring(tests::arrowhead(1000)).colours == 2);
  CHECK(passes::star_colouring(tests::blocks(100, 4)).colours == 4);
  CHECK(passes::star_colouring(tests::grid(30)).colours <= 6);
  CHECK(passes::colour_columns(tests::banded(1000, 1)).colours == 3);
  CHECK(passes::colour_columns(tests::grid(30)).colours <= 7);
  CHECK(passes::colour_columns(tests::arrowhead(50)).colours == 50);
}

TEST_CASE("rows that are far longer than others do not make colouring quadratic") {
  const passes::Colouring colouring = passes::star_colouring(tests::arrowhead(200'000));
  CHECK(colouring.colours == 2);
}
