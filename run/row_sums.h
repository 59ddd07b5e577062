// Results of rows that are summed.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "adc/column.hpp"

namespace adc::run {

/// The results of stride 0, whose sum over all rows is wanted. Rows come in parts of a number that the function alone
/// fixes; of each part, numbers are added in eight lanes and then pairwise, and the sums of parts pairwise as well; in
/// double precision. So a sum's bits depend neither on threads nor on the code that computes rows.
template <class U>
class RowSums {
 public:
  /// For parts of at most `rows` rows. `sizes`: the numbers of a row in each of the results.
  RowSums(std::span<const std::size_t> sizes, std::span<const Column<U>> results, std::size_t rows);

  /// Has the summed ones of the next rows' results written to memory of this.
  void divert(std::vector<Column<U>>& results);
  /// Adds the results of so many rows, which have been written there.
  void add(std::size_t rows);
  /// Writes the sums to where they are wanted.
  void store() const;

 private:
  struct Summed {
    std::size_t result;
    std::size_t size;  ///< numbers of a row
    U* to;
    std::vector<U> rows;
    /// For each number of a row, sums of 2^k parts, where bit k of `parts_` is set.
    std::vector<std::vector<double>> levels;
  };

  std::vector<Summed> all_;
  std::size_t parts_ = 0;
};

extern template class RowSums<double>;
extern template class RowSums<float>;

}  // namespace adc::run
