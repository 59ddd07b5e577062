// a:b and a:step:b, as values that stand in brackets or give an index of a sum.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "parser/values/value.h"

namespace adc::parser {

struct RangeOperands {
  Operand first;
  std::optional<Operand> step;
  Operand last;
};

class Ranges {
 public:
  Value value(const RangeOperands& range) {
    ranges_.push_back(range);
    return {.kind = Value::Kind::Range, .payload = static_cast<std::uint32_t>(ranges_.size() - 1)};
  }
  [[nodiscard]] const RangeOperands& of(const Value& value) const { return ranges_[value.payload]; }

 private:
  std::vector<RangeOperands> ranges_;  // by the payload of their values
};

}  // namespace adc::parser
