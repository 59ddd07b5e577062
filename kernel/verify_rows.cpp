#include "kernel/verify_rows.h"

#include <fmt/core.h>

#include <optional>
#include <type_traits>
#include <vector>

namespace adc::kernel {
namespace {

/// Something moves with no loop over rows.
constexpr std::int64_t kStill = 0;

/// More elements than an array has.
constexpr std::int64_t kMany = ir::kMaxElements + 1;

/// Looks at what steps do to arrays, in their order.
class RowsVerifier {
 public:
  RowsVerifier(const Program& program, Faults& wrong)
      : program_(program), wrong_(wrong), known_(program.arrays.size()), given_(program.arrays.size(), 0) {
    for (ArrayId id = 0; id < known_.size(); ++id) {
      if (program.arrays[id].is_of_rows) known_[id].by_rows = program.elements(id) / *program.tile;
    }
  }

  void run() {
    for (std::size_t i = 0; i < program_.steps.size() && !wrong_.full(); ++i) {
      wrong_.where = fmt::format("step {}", i);
      region(loops_of(program_.steps[i]));
      if (const auto* const call = std::get_if<Call>(&program_.steps[i])) product(call->product);
    }
    for (ArrayId id = 0; id < program_.arrays.size(); ++id) {
      wrong_.where = fmt::format("a{}", id);
      if (program_.is_sum(id) && given_[id] != program_.elements(id)) {
        wrong_.add("each element of a sum is stored once");
      }
    }
    wrong_.where.clear();
  }

 private:
  void region(const Region& region) {
    for (const Node& node : region.nodes) {
      if (const std::optional<ArrayId> array = array_read(node)) read(*array, by_rows(region, *index_of(node)));
    }
    for (const Store& store : region.stores) {
      std::visit([&](const auto& to) { write(region, to); }, store);
    }
  }

  void product(const MatrixProduct& product) {
    using Rows = MatrixProduct::Rows;
    const auto each = [&](const MatrixProduct::Operand& x, std::int64_t of_m, std::int64_t of_k) {
      const std::int64_t stride = product.rows == Rows::Batch ? x.batch_stride : product.rows == Rows::M ? of_m : of_k;
      const std::int64_t extent = product.rows == Rows::Batch ? product.batch
                                  : product.rows == Rows::M   ? product.m
                                                              : product.k;
      read(x.array, product.rows == Rows::None ? kStill : stride * (extent / product.tile));
    };
    each(product.a, product.a.row_stride, product.a.column_stride);
    each(product.b, kStill, product.b.row_stride);
  }

  static std::int64_t by_rows(const Region& region, const Affine& index) {
    const std::size_t rows = region.loop_of_rows();
    return rows < region.loops.size() ? index.strides[rows] : kStill;
  }

  void read(ArrayId array, std::int64_t by_rows) {
    if (program_.is_sum(array)) wrong_.add("a sum is read");
    const Known& known = known_[array];
    if (!known.is_whole && known.by_rows && *known.by_rows != by_rows) {
      wrong_.add("what only loops over rows write is read otherwise");
    }
  }
  /// Of the loops that are not reduced; at most kMany.
  static std::int64_t turns_of(const Region& region) {
    std::int64_t turns = 1;
    for (std::size_t l = 0; l < region.kept(); ++l) {
      if (__builtin_mul_overflow(turns, region.loops[l].extent, &turns) || turns > kMany) return kMany;
    }
    return turns;
  }

  template <class To>
  void write(const Region& region, const To& to) {
    Known& known = known_[to.array];
    const std::int64_t stride = by_rows(region, to.index);
    const bool is_in_rows = region.loop_of_rows() < region.kept();
    const std::int64_t turns = turns_of(region);
    if (program_.is_sum(to.array)) {
      if (is_in_rows || !std::is_same_v<To, Set>) return wrong_.add("a sum is stored in turns of rows, or added to");
      given_[to.array] += turns;
    }
    if (stride == kStill) {
      known.is_whole = known.is_whole || (!is_in_rows && turns == program_.elements(to.array));
    } else {
      if (!known.is_whole && known.by_rows && *known.by_rows != stride) {
        wrong_.add("loops over rows write an array in two ways");
      }
      known.by_rows = stride;
    }
  }

  /// What is known of an array.
  struct Known {
    std::optional<std::int64_t> by_rows;  ///< how far it moves with rows where it is written
    bool is_whole = false;                ///< written in all its elements, whatever the number of rows
  };

  const Program& program_;
  Faults& wrong_;
  std::vector<Known> known_;
  std::vector<std::int64_t> given_;  // per sum: elements that stores give
};

}  // namespace

void verify_summed_rows(const Program& program, Faults& wrong) { RowsVerifier(program, wrong).run(); }

}  // namespace adc::kernel
