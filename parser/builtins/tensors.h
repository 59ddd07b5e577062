// What the language's operators and functions mean for tensors, inside sums and outside.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ir/builder.h"
#include "parser/builtins/builtins.h"
#include "parser/builtins/labelled.h"
#include "parser/lower/emitter.h"
#include "parser/lower/value.h"
#include "parser/tree/ast.h"

namespace adc::parser {

/// a:b or a:step:b.
struct RangeOperands {
  Operand first;
  std::optional<Operand> step;
  Operand last;
};

/// A number that is affine in the indices of sums. It counts in steps of each index: index = start + stride·counter.
struct Affine {
  struct Term {
    Slot slot = 0;
    std::int64_t factor = 0;
  };
  std::int64_t constant = 0;
  FewAxes<Term> terms = {};
};

/// Emits tensors. What stands in a sum is computed for all values of the sum's indices at once: each index that a value
/// depends on is one more axis in front, so that the number of instructions does not depend on how far a sum runs, and
/// nothing is unrolled. Throws `diag::Failure` with both shapes where they clash. Places that are not given are those
/// of the builder's current span.
class Tensors {
 public:
  Tensors(ir::Builder& builder, Emitter& emitter) : builder_(builder), emitter_(emitter) {}

  /// A value that is there already, whose axes are all its own.
  [[nodiscard]] static Value whole(ir::ValueId id) { return {.kind = Value::Kind::Tensor, .id = id}; }
  /// Whether it is a number that does not depend on an index.
  [[nodiscard]] bool is_plain(const Value& value) const {
    return value.kind == Value::Kind::Tensor && value.slots.empty() && builder_.function().shape(value.id).rank() == 0;
  }
  /// The shape without the axes of indices.
  [[nodiscard]] ir::Shape shape(const Value& value) const;
  [[nodiscard]] bool is_boolean(const Value& value) const;
  /// The value computed, as a number or tensor of numbers.
  Value number(const Value& value);
  Value computed(const Value& value);
  Value copy(const Value& value);
  [[nodiscard]] std::optional<std::int64_t> exact_integer(const Value& value) const;

  // Operators
  Value unary(Meaning meaning, const Operand& x);
  Value binary(Meaning meaning, const Operand& x, const Operand& y);
  Value compare(Meaning relation, const Operand& x, const Operand& y);
  Value logical(ir::Op op, const Operand& x, const Operand& y);
  Value negation(const Value& condition);
  Value select(const Operand& condition, const Operand& yes, const Operand& no);
  Value transpose(const Operand& x);
  /// An elementwise op of ir/ops.def.
  Value elementwise(ir::Op op, std::span<Operand> operands, std::int64_t immediate = 0);
  Value log(const Operand& x, const Operand& base);
  /// √(x² + y² + …) without overflow, smooth but where all are 0.
  Value hypot(std::span<const Operand> x);
  Value derivative(const Operand& y, const Operand& x, std::uint64_t order);
  /// The derivative of an elementwise function: element by element, `y` of the same element of `x` alone.
  Value elementwise_derivative(const Value& y, const Value& x, std::uint64_t order);

  // Functions
  Value reduce(Form form, const Operand& x, std::span<const std::int64_t> dims);
  Value norm(const Operand& x) { return reduce(Form::Norm, x, {}); }
  Value dot(const Operand& x, const Operand& y);
  Value outer(const Operand& x, const Operand& y);
  Value trace(const Operand& x);
  Value diagonal(const Operand& x);
  Value filled(std::int64_t element, const ir::Shape& shape);
  Value identity(std::int64_t n);
  Value one_hot(const Operand& k, std::int64_t n);
  Value reshape(const Operand& x, const ir::Shape& shape);
  Value range(const RangeOperands& range);
  /// [a, b; c, d]: the elements row by row.
  Value literal(std::span<const Operand> elements, std::span<const std::uint32_t> rows);

  // Indexing: `base[indices]`
  Value index(const Operand& base, std::span<const Operand> indices);
  Value range_value(const RangeOperands& range);
  [[nodiscard]] const RangeOperands& range_of(const Value& value) const { return ranges_[value.payload]; }
  /// `end` in index number `axis` of `base`.
  Value last(const Operand& base, std::uint32_t axis);

  // The indices of sums
  /// The index of a sum that runs over a range, as a value; it ends with `reduce_indices` or `collect_indices`.
  Value open_index(const RangeOperands& range);
  /// The reduction `form` over the innermost `count` indices, which end.
  Value reduce_indices(Form form, const Operand& body, std::uint32_t count);
  /// The tensor of the values of `body` for all values of the innermost `count` indices, which end.
  Value collect_indices(const Operand& body, std::uint32_t count);

  /// Fails unless the shape fits a tensor.
  static ir::Shape checked_shape(std::span<const std::int64_t> extents, Span span);

 private:
  struct IndexRange {
    std::int64_t start = 1;
    std::int64_t stride = 1;
    std::int64_t extent = 0;
    std::optional<Value> mask = {};  // where bounds depend on an index outside: whether the index is within them
    ir::ValueId counter = kNoValue;  // 0, 1, 2, …, once computed
  };
  // One index of x[…], counted from 0.
  struct Place {
    enum class Kind : std::uint8_t { Slice, Fixed, Affine, Gather };
    Kind kind = Kind::Slice;
    std::int64_t start = 0;
    std::int64_t count = 0;
    std::int64_t stride = 1;
    parser::Affine form = {};
    Value positions = {};
    bool inside = true;   // every position is within the extent
    bool sliced = false;  // an Affine one of one term, taken as a slice
  };
  // Where elements lie on an axis, counted from 0.
  struct Positions {
    std::optional<parser::Affine> form = {};
    bool inside = true;
    Value value = {};        // where there is no form
    AxisLabel own_axis = 0;  // of a vector of positions
  };

  [[nodiscard]] const ir::Function& fn() const { return builder_.function(); }
  ir::ValueId emit(ir::Op op, std::initializer_list<ir::ValueId> operands, std::initializer_list<ir::List> lists);
  static Value made(ir::ValueId id, const FewAxes<Slot>& slots) {
    return {.kind = Value::Kind::Tensor, .id = id, .slots = slots};
  }
  ir::ValueId integer(std::int64_t n) { return emitter_.constant(ir::Constant::rational(n)); }

  // Shapes
  FewAxes<Slot> align(std::span<Operand> operands);
  ir::ValueId spread(const Value& value, const FewAxes<Slot>& slots, const ir::Shape& own);
  [[nodiscard]] ir::Shape full_shape(const FewAxes<Slot>& slots, const ir::Shape& own) const;
  FewAxes<Slot> unite(const FewAxes<Slot>& a, const FewAxes<Slot>& b) const;
  [[noreturn]] void fail_shapes(const Operand& x, const Operand& y, const std::string& message,
                                std::vector<std::string> help = {}) const;
  [[noreturn]] void fail_undefined(const Operand& x, const Operand& y, const std::string& message,
                                   std::vector<std::string> help) const;
  [[nodiscard]] std::string text(const Operand& x) const;
  [[nodiscard]] Labelled labelled(const Value& value) const;
  Value arranged(const Labelled& value);
  static AxisLabel own(std::size_t axis) { return -1 - static_cast<AxisLabel>(axis); }

  // Products
  Value elementwise_binary(Meaning meaning, const Operand& x, const Operand& y);
  Value product(const Operand& x, const Operand& y);
  Value power(const Operand& x, const Operand& y);
  Value quotient(const Operand& x, const Operand& y);
  Value matrix_power(const Operand& x, std::int64_t n);
  Value contracted(const Value& x, std::initializer_list<AxisLabel> x_own, const Value& y,
                   std::initializer_list<AxisLabel> y_own, std::initializer_list<AxisLabel> result);
  Value without_row(const Value& x);
  Value with_own_shape(const Value& x, const ir::Shape& shape);
  Value as_vector(const Operand& x, std::string_view function);

  // Reductions
  std::vector<std::int64_t> axes_of(Form form, const Operand& x, std::span<const std::int64_t> dims) const;
  Value over_axes(Form form, const Value& x, std::span<const std::int64_t> axes);
  Value running_sum(const Value& x, std::size_t axis);

  // Literals
  Value beside(const Operand& x, const Operand& y, std::size_t axis);
  Value joined(std::vector<Operand> parts, std::size_t axis);
  Value of_numbers(std::vector<Operand> numbers, std::span<const std::uint32_t> rows);
  Value of_blocks(std::vector<Operand> parts, std::span<const std::uint32_t> rows);
  Value as_matrix(const Operand& x);
  void check_blocks(std::span<const Operand> blocks, std::size_t axis) const;

  // Indices
  std::optional<parser::Affine> affine(const Value& value) const;
  Value lazily(const parser::Affine& form);
  Value compute(const parser::Affine& form);
  std::optional<Value> affine_unary(Meaning meaning, const Value& x);
  std::optional<Value> affine_binary(Meaning meaning, const Value& x, const Value& y);
  [[nodiscard]] bool is_fixed(const Value& value) const;
  enum class Known : std::uint8_t { Periodic, NotAffine };
  std::optional<Known> known(Meaning meaning, const Operand& x, const Operand& y) const;
  void note_known(const Value& value, std::optional<Known> known);
  struct Bounds {
    Wide low = 0;
    Wide high = 0;
  };
  [[nodiscard]] Bounds bounds(const parser::Affine& form) const;
  [[nodiscard]] parser::Affine bound(const Operand& x, const char* what) const;
  Value spread_out(const Value& value, const FewAxes<Slot>& slots);
  Value reduce_indices_of(Form form, const Value& value, std::size_t ending);
  Value masked(const Value& body, const std::optional<Value>& mask, Form form);
  void close_indices(std::uint32_t count) { indices_.resize(indices_.size() - count); }

  // Places
  Place place(const Operand& base, const Operand& index, std::size_t axis);
  Place place_of_range(const Operand& base, const Operand& index, std::size_t axis);
  Value slices(const Value& base, std::span<const Place> places);
  Value gathers(const Operand& base, std::span<const Place> places);
  Labelled cut_out(const Labelled& base, std::span<const Place> places);
  Labelled gathered(const Labelled& x, AxisLabel axis, const Value& positions);
  Labelled gathered_jointly(Labelled x, std::vector<Place> places, std::vector<AxisLabel> axes);
  Positions joint_positions(std::span<const Place> places, std::span<const AxisLabel> axes,
                            std::span<const std::int64_t> extents);
  static bool uses(const Place& place, Slot slot);
  [[noreturn]] void fail_out_of_range(const Operand& base, const Operand& index, std::size_t axis, Wide at) const;

  ir::Builder& builder_;
  Emitter& emitter_;
  std::vector<IndexRange> indices_;  // by slot
  std::vector<parser::Affine> forms_;
  std::vector<RangeOperands> ranges_;
  std::unordered_map<std::uint32_t, Known> known_;  // numbers made of indices that are not affine, by value
};

/// A column's row, a row's column, a matrix's columns as rows.
[[nodiscard]] ir::Shape transpose_shape(const ir::Shape& shape);

/// "R", "R[3]", "R[10, 64]".
[[nodiscard]] std::string spelling(const ir::Shape& shape);

}  // namespace adc::parser
