#include "ir/type.h"

namespace adc::ir {

const char* spelling(DType dtype) {
  switch (dtype) {
    case DType::F64: return "f64";
    case DType::F32: return "f32";
    case DType::I64: return "i64";
    case DType::Bool: return "bool";
  }
  return "?";
}

std::int64_t Shape::elements() const {
  std::int64_t product = 1;
  for (const std::int64_t dim : dims()) product *= dim;
  return product;
}

std::array<std::int64_t, Shape::kMaxRank> Shape::strides() const {
  std::array<std::int64_t, kMaxRank> strides{};
  std::int64_t stride = 1;
  for (std::size_t axis = rank_; axis-- > 0; stride *= dims_[axis]) strides[axis] = stride;
  return strides;
}

std::string to_string(const Type& type) {
  std::string text = spelling(type.dtype);
  if (type.shape.rank() == 0) return text;
  char separator = '[';
  for (const std::int64_t dim : type.shape.dims()) {
    text += separator + std::to_string(dim);
    separator = ',';
  }
  return text + ']';
}

}  // namespace adc::ir
