#include "data/npy.h"

#include <fmt/core.h>

#include "data/npy_header.h"

namespace adc::data {
namespace {

/// Where in a file in Fortran order, whose first index runs fastest, element `i` in row-major order stands.
std::size_t fortran_place(std::size_t i, const Extents& shape) {
  std::size_t place = 0;
  std::size_t stride = 1;
  for (const std::int64_t extent : shape) stride *= static_cast<std::size_t>(extent);
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    const auto extent = static_cast<std::size_t>(shape[axis]);
    stride /= extent;
    place += i % extent * stride;
    i /= extent;
  }
  return place;
}

std::vector<double> in_row_major_order(const std::vector<double>& numbers, const Extents& shape) {
  std::vector<double> ordered(numbers.size());
  for (std::size_t i = 0; i < numbers.size(); ++i) ordered[i] = numbers[fortran_place(i, shape)];
  return ordered;
}

}  // namespace

Array parse_npy(std::string_view bytes) {
  const auto [begin, length] = npy_prefix(bytes);
  if (bytes.size() - begin < length) bad_npy("the file ends within the header");
  const NpyHeader header = parse_npy_header(bytes.substr(begin, length));
  if (header.is_structured) bad_npy("the elements have several fields, which is a table and no array of numbers");
  const NpyField& field = header.fields[0];
  if (!field.is_number()) {
    bad_npy(fmt::format("the numbers are of type {}, which is not read; float64, float32, integers and booleans are",
                        field.type));
  }
  const std::string_view data = bytes.substr(begin + length);
  if (data.size() / field.width != header.elements || data.size() % field.width != 0) {
    bad_npy(fmt::format("the header says {} numbers, but {} bytes follow", header.elements, data.size()));
  }
  Array array{.shape = header.shape, .numbers = std::vector<double>(header.elements)};
  decode(field, data.data(), field.width, header.elements, array.numbers.data(), 1);
  if (header.is_fortran && array.shape.size() > 1) array.numbers = in_row_major_order(array.numbers, array.shape);
  return array;
}

}  // namespace adc::data
