#include "data/npy.h"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>

#include "data/csv_cells.h"

namespace adc::data {
namespace {

[[noreturn]] void bad(std::string message) { fail("bad-npy", {}, std::move(message)); }

/// The header: a Python dictionary with the keys descr, fortran_order and shape.
struct Header {
  char kind = 'f';  ///< f, i, u or b
  std::size_t width = 8;
  bool big_endian = false;
  bool fortran = false;
  Extents shape;
  std::size_t elements = 1;
};

/// What follows `'key':` in the dictionary.
std::string_view value_of(std::string_view dictionary, std::string_view key) {
  const std::size_t at = dictionary.find(fmt::format("'{}'", key));
  const std::size_t colon = at == std::string_view::npos ? at : dictionary.find(':', at);
  if (colon == std::string_view::npos) bad("the header has no " + std::string(key));
  std::string_view rest = dictionary.substr(colon + 1);
  return rest.substr(std::min(rest.find_first_not_of(' '), rest.size()));
}

void read_type(std::string_view descr, Header& header) {
  const bool quoted = descr.size() >= 5 && descr[0] == '\'' && descr[4] == '\'';
  if (!quoted || std::string_view("<>|=").find(descr[1]) == std::string_view::npos) {
    bad("the numbers are of a type that is not read; float64, float32, integers and booleans are");
  }
  header.big_endian = descr[1] == '>';
  header.kind = descr[2];
  header.width = static_cast<std::size_t>(descr[3] - '0');
  const bool is_float = header.kind == 'f' && (header.width == 4 || header.width == 8);
  const bool is_integer =
      (header.kind == 'i' || header.kind == 'u') && std::has_single_bit(header.width) && header.width <= 8;
  if (!is_float && !is_integer && !(header.kind == 'b' && header.width == 1)) {
    bad(fmt::format("the numbers are of type {}, which is not read; float64, float32, integers and booleans are",
                    descr.substr(1, 3)));
  }
}

void read_shape(std::string_view tuple, Header& header) {
  if (!tuple.starts_with('(')) bad("the header's shape is no tuple");
  tuple.remove_prefix(1);
  while (true) {
    tuple.remove_prefix(std::min(tuple.find_first_not_of(" ,"), tuple.size()));
    if (tuple.starts_with(')')) return;
    std::int64_t extent = 0;
    const auto [end, error] = std::from_chars(tuple.data(), tuple.data() + tuple.size(), extent);
    const bool fits = error == std::errc{} && extent >= 0 && header.shape.size() < 8 &&
                      !__builtin_mul_overflow(header.elements, static_cast<std::size_t>(extent), &header.elements);
    if (!fits) bad("the header's shape has more than 8 extents, or one that is no size");
    header.shape.push_back(extent);
    tuple.remove_prefix(static_cast<std::size_t>(end - tuple.data()));
  }
}

Header read_header(std::string_view dictionary) {
  Header header;
  read_type(value_of(dictionary, "descr"), header);
  header.fortran = value_of(dictionary, "fortran_order").starts_with("True");
  read_shape(value_of(dictionary, "shape"), header);
  return header;
}

template <class T>
double as_double(std::uint64_t bits) {
  T number;
  std::memcpy(&number, &bits, sizeof number);  // the low bytes come first on the machines that adc is for
  return static_cast<double>(number);
}

double decode(const Header& header, const char* bytes) {
  char ordered[8] = {};
  std::copy_n(bytes, header.width, ordered);
  if (header.big_endian) std::reverse(ordered, ordered + header.width);
  std::uint64_t bits = 0;
  std::memcpy(&bits, ordered, sizeof bits);
  if (header.kind == 'f') return header.width == 8 ? as_double<double>(bits) : as_double<float>(bits);
  if (header.kind != 'i') return static_cast<double>(bits);
  switch (header.width) {
    case 1: return as_double<std::int8_t>(bits);
    case 2: return as_double<std::int16_t>(bits);
    case 4: return as_double<std::int32_t>(bits);
    default: return as_double<std::int64_t>(bits);
  }
}

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

}  // namespace

Array parse_npy(std::string_view bytes) {
  static_assert(std::endian::native == std::endian::little);
  if (bytes.size() < 10 || !bytes.starts_with("\x93NUMPY")) bad("this is no file of the format .npy");
  const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(bytes[i])); };
  const std::size_t version = byte(6);
  const std::size_t start = version == 1 ? 10 : 12;
  if (version < 1 || version > 3 || bytes.size() < start) bad("the version of the format is not 1, 2 or 3");
  std::size_t length = byte(8) | byte(9) << 8U;
  if (version > 1) length |= byte(10) << 16U | byte(11) << 24U;
  if (bytes.size() - start < length) bad("the file ends within the header");
  const Header header = read_header(bytes.substr(start, length));
  const std::string_view data = bytes.substr(start + length);
  if (data.size() / header.width != header.elements || data.size() % header.width != 0) {
    bad(fmt::format("the header says {} numbers, but {} bytes follow", header.elements, data.size()));
  }
  Array array{.shape = header.shape, .numbers = std::vector<double>(header.elements)};
  for (std::size_t i = 0; i < header.elements; ++i) {
    const std::size_t place = header.fortran ? fortran_place(i, header.shape) : i;
    array.numbers[i] = decode(header, data.data() + place * header.width);
  }
  return array;
}

}  // namespace adc::data
