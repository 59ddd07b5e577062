#include "parser/values/literals.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "diag/diagnostics.h"
#include "parser/values/shapes.h"

namespace adc::parser {

using ir::Op;
using ir::Shape;
using ir::ValueId;

Value Literals::range(const RangeOperands& range) {
  for (const Operand* end : {&range.first, &range.last}) {
    if (end->value.kind == Value::Kind::Affine) {
      diag::fail("bad-range", end->span, "the bounds of a vector's range must be constant");
    }
  }
  const Value index = sums_.open(range);
  return sums_.collect({index, builder_.span()}, 1);
}

Value Literals::literal(std::span<const Operand> elements, std::span<const std::uint32_t> rows) {
  std::vector<Operand> parts;
  bool numbers = true;
  for (const Operand& element : elements) {
    const bool is_range = element.value.kind == Value::Kind::Range;
    parts.push_back({is_range ? range(ranges_.of(element.value)) : forms_.number(element.value), element.span});
    numbers = numbers && axes_.shape(parts.back().value).rank() == 0;
  }
  return numbers ? of_numbers(std::move(parts), rows) : of_blocks(std::move(parts), rows);
}

// Numbers: one row or one column makes a vector, more rows a matrix.
Value Literals::of_numbers(std::vector<Operand> numbers, std::span<const std::uint32_t> rows) {
  const auto unequal = std::ranges::find_if(rows, [&](std::uint32_t row) { return row != rows.front(); });
  if (unequal != rows.end()) {
    std::size_t at = 0;
    for (auto row = rows.begin(); row != unequal; ++row) at += *row;
    diag::fail("shape-mismatch", join(numbers[at].span, numbers[at + *unequal - 1].span),
               fmt::format("this row has {} element{}, and the first has {}", *unequal, *unequal == 1 ? "" : "s",
                           rows.front()),
               {}, {{join(numbers.front().span, numbers[rows.front() - 1].span), "the first row"}});
  }
  const auto count = static_cast<std::int64_t>(numbers.size());
  for (Operand& number : numbers) number.value = axes_.reshape(number.value, {1});
  const Value flat = joined(std::move(numbers), 0);
  if (rows.size() == 1 || rows.front() == 1) return flat;
  return axes_.reshape(flat, {static_cast<std::int64_t>(rows.size()), count / static_cast<std::int64_t>(rows.size())});
}

// --- blocks -------------------------------------------------------------------------------------------------------

// Blocks: those of a row stand side by side, vectors as columns; the rows stand one below the other.
Value Literals::of_blocks(std::vector<Operand> parts, std::span<const std::uint32_t> rows) {
  std::vector<Operand> stacked;
  std::size_t at = 0;
  for (const std::uint32_t row : rows) {
    std::vector<Operand> blocks(parts.begin() + static_cast<std::ptrdiff_t>(at),
                                parts.begin() + static_cast<std::ptrdiff_t>(at + row));
    const Span span = join(blocks.front().span, blocks.back().span);
    at += row;
    if (row == 1) {
      stacked.push_back(blocks.front());
      continue;
    }
    check_blocks(blocks, 0);
    for (Operand& block : blocks) block.value = as_matrix(block);
    stacked.push_back({joined(std::move(blocks), 1), span});
  }
  if (stacked.size() == 1) return stacked.front().value;
  const bool vectors = std::ranges::all_of(stacked, [&](const Operand& x) { return axes_.shape(x.value).rank() <= 1; });
  if (!vectors) check_blocks(stacked, 1);
  for (Operand& x : stacked) {
    if (!vectors) {
      x.value = as_matrix(x);
    } else if (axes_.shape(x.value).rank() == 0) {
      x.value = axes_.reshape(x.value, {1});
    }
  }
  return joined(std::move(stacked), 0);
}

Value Literals::as_matrix(const Operand& x) {
  const Shape shape = axes_.shape(x.value);
  if (shape.rank() == 2) return x.value;
  return axes_.reshape(x.value, {shape.rank() == 0 ? 1 : shape[0], 1});
}

// Whether all, as matrices, have the same extent along an axis.
void Literals::check_blocks(std::span<const Operand> blocks, std::size_t axis) const {
  const auto extent = [&](const Operand& x) {
    const Shape shape = axes_.shape(x.value);
    if (shape.rank() > 2) {
      diag::fail("wrong-shape", x.span, "blocks are matrices, vectors and numbers, and this is " + axes_.text(x));
    }
    return axis < shape.rank() ? shape[axis] : 1;
  };
  for (const Operand& block : blocks) {
    if (extent(block) == extent(blocks.front())) continue;
    axes_.fail_shapes(blocks.front(), block,
                      axis == 0 ? "blocks side by side have equally many rows"
                                : "blocks one below the other have equally many columns",
                      {"`[…; …]` puts one vector below the other, `[…, …]` makes them the columns of a matrix"});
  }
}

// --- one behind the other ------------------------------------------------------------------------------------------

// The operands, one behind the other, along an axis of their own. By halves, so that the elements are moved few times.
Value Literals::joined(std::vector<Operand> parts, std::size_t axis) {
  while (parts.size() > 1) {
    std::vector<Operand> halves;
    for (std::size_t i = 0; i + 1 < parts.size(); i += 2) {
      halves.push_back({beside(parts[i], parts[i + 1], axis), parts[i].span});
    }
    if (parts.size() % 2 == 1) halves.push_back(parts.back());
    parts = std::move(halves);
  }
  return parts.front().value;
}

Value Literals::beside(const Operand& x, const Operand& y, std::size_t axis) {
  const FewAxes<Slot> slots = axes_.unite(x.value.slots, y.value.slots);
  const ValueId a = axes_.spread(x.value, slots).id;
  const ValueId b = axes_.spread(y.value, slots).id;
  const std::array along{static_cast<std::int64_t>(slots.size() + axis)};
  return Value::tensor(emit_checked(builder_, Op::Concat, {a, b}, {along}), slots);
}

}  // namespace adc::parser
