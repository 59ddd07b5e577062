#include "parser/values/indices.h"

#include <array>

#include "parser/values/shapes.h"

namespace adc::parser {

Slot Indices::open(std::int64_t extent) {
  ranges_.push_back({.extent = extent});
  return count() - 1;
}

Value Indices::counter(Slot slot) {
  IndexRange& index = ranges_[slot];
  if (index.counter == kNoValue) {
    index.counter =
        emit_checked(builder_, ir::Op::Iota, {}, {std::array{index.extent}, std::array<std::int64_t, 1>{0}});
  }
  return Value::tensor(index.counter, FewAxes<Slot>{slot});
}

}  // namespace adc::parser
