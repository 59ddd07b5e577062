#include "data/npy_header.h"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <limits>

#include "data/csv_cells.h"

namespace adc::data {
namespace {

constexpr std::string_view kReadTypes = "float64, float32, integers and booleans are";

std::string_view without_blanks_before(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(' '), text.size()));
}

/// What follows `'key':` in the dictionary.
std::string_view value_of(std::string_view dictionary, std::string_view key) {
  const std::string quoted = fmt::format("'{}'", key);
  for (std::size_t at = dictionary.find(quoted); at != std::string_view::npos; at = dictionary.find(quoted, at + 1)) {
    const std::string_view rest = without_blanks_before(dictionary.substr(at + quoted.size()));
    if (rest.starts_with(':')) return without_blanks_before(rest.substr(1));  // else it is the name of a field
  }
  bad_npy("the header has no " + std::string(key));
}

/// Reads punctuation and strings from the front of a text.
class Tokens {
 public:
  explicit Tokens(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool take(char c) {
    rest_ = without_blanks_before(rest_);
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char c) {
    if (!take(c)) bad_npy("the type of the elements is not one of numbers with a name each");
  }
  /// A string of Python, whose escapes are left as they are.
  std::string_view string() {
    rest_ = without_blanks_before(rest_);
    if (rest_.empty() || (rest_[0] != '\'' && rest_[0] != '"')) expect('\'');
    std::size_t end = 1;
    while (end < rest_.size() && rest_[end] != rest_[0]) end += rest_[end] == '\\' ? 2 : 1;
    if (end >= rest_.size()) bad_npy("the type of the elements does not end");
    const std::string_view text = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
    return text;
  }

 private:
  std::string_view rest_;
};

/// The bytes of an element of this kind whose type says `size`; 0 if there is none such.
std::size_t bytes_of(char kind, std::size_t size) {
  switch (kind) {
    case 'U': return 4 * size;
    case 'f':
    case 'i':
    case 'u':
    case 'b':
    case 'c':
    case 'S':
    case 'a':
    case 'V':
    case 'M':
    case 'm': return size;
    default: return 0;
  }
}

NpyField parse_type(std::string_view type) {
  constexpr std::size_t kMostBytes = std::size_t{1} << 30U;
  NpyField field{.type = std::string(type)};
  const bool has_order = !type.empty() && std::string_view("<>|=").find(type[0]) != std::string_view::npos;
  const std::string_view rest = type.substr(has_order ? 1 : 0);
  std::size_t size = 0;
  const char* const end = rest.data() + rest.size();
  const bool is_sized = rest.size() >= 2 && std::from_chars(rest.data() + 1, end, size).ec == std::errc{};
  field.is_swapped = has_order && type[0] == '>';
  field.kind = rest.empty() ? '?' : rest[0];
  if (field.kind == 'O') bad_npy("the elements are objects of Python, which are not read");
  field.width = is_sized && size < kMostBytes ? bytes_of(field.kind, size) : 0;
  if (field.width == 0 && !(is_sized && size == 0 && field.kind == 'V')) {
    bad_npy(fmt::format("the numbers are of type {}, which is not read; {}", type, kReadTypes));
  }
  return field;
}

/// [('x', '<f8'), ('', '|V4'), …]: what has no name only fills up.
void parse_fields(std::string_view list, NpyHeader& header) {
  header.is_structured = true;
  Tokens tokens(list);
  tokens.expect('[');
  for (bool more = true; more && !tokens.take(']');) {
    tokens.expect('(');
    const std::string_view name = tokens.string();
    tokens.expect(',');
    NpyField field = parse_type(tokens.string());
    tokens.expect(')');
    more = tokens.take(',');
    if (!more) tokens.expect(']');
    field.name = name;
    field.offset = header.element_bytes;
    header.element_bytes += field.width;
    if (!name.empty()) header.fields.push_back(std::move(field));
  }
}

void parse_shape(std::string_view tuple, NpyHeader& header) {
  if (!tuple.starts_with('(')) bad_npy("the header's shape is no tuple");
  tuple.remove_prefix(1);
  while (true) {
    tuple.remove_prefix(std::min(tuple.find_first_not_of(" ,"), tuple.size()));
    if (tuple.starts_with(')')) return;
    std::int64_t extent = 0;
    const auto [end, error] = std::from_chars(tuple.data(), tuple.data() + tuple.size(), extent);
    const bool fits = error == std::errc{} && extent >= 0 && header.shape.size() < 8 &&
                      !__builtin_mul_overflow(header.elements, static_cast<std::size_t>(extent), &header.elements);
    if (!fits) bad_npy("the header's shape has more than 8 extents, or one that is no size");
    header.shape.push_back(extent);
    tuple.remove_prefix(static_cast<std::size_t>(end - tuple.data()));
  }
}

template <class T, bool swapped>
void decode_as(const char* from, std::size_t step, std::size_t count, double* to, std::ptrdiff_t stride) {
  for (std::size_t i = 0; i < count; ++i, from += step, to += stride) {
    char bytes[sizeof(T)];
    std::memcpy(bytes, from, sizeof bytes);
    if constexpr (swapped) std::reverse(bytes, bytes + sizeof bytes);
    *to = static_cast<double>(std::bit_cast<T>(bytes));
  }
}

using Decoder = void (*)(const char*, std::size_t, std::size_t, double*, std::ptrdiff_t);

template <bool swapped>
Decoder decoder(const NpyField& field) {
  if (field.kind == 'f') return field.width == 8 ? &decode_as<double, swapped> : &decode_as<float, swapped>;
  const bool is_signed = field.kind == 'i';
  switch (field.width) {
    case 1: return is_signed ? &decode_as<std::int8_t, swapped> : &decode_as<std::uint8_t, swapped>;
    case 2: return is_signed ? &decode_as<std::int16_t, swapped> : &decode_as<std::uint16_t, swapped>;
    case 4: return is_signed ? &decode_as<std::int32_t, swapped> : &decode_as<std::uint32_t, swapped>;
    default: return is_signed ? &decode_as<std::int64_t, swapped> : &decode_as<std::uint64_t, swapped>;
  }
}

}  // namespace

void bad_npy(std::string message) { fail("bad-npy", {}, std::move(message)); }

bool NpyField::is_number() const {
  if (kind == 'f') return width == 4 || width == 8;
  if (kind == 'b') return width == 1;
  return (kind == 'i' || kind == 'u') && std::has_single_bit(width) && width <= 8;
}

NpyPrefix npy_prefix(std::string_view bytes) {
  if (bytes.size() < 10 || !bytes.starts_with("\x93NUMPY")) bad_npy("this is no file of the format .npy");
  const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(bytes[i])); };
  const std::size_t version = byte(6);
  const std::size_t begin = version == 1 ? 10 : 12;
  if (version < 1 || version > 3 || bytes.size() < begin) bad_npy("the version of the format is not 1, 2 or 3");
  std::size_t length = byte(8) | byte(9) << 8U;
  if (version > 1) length |= byte(10) << 16U | byte(11) << 24U;
  return {begin, length};
}

NpyHeader parse_npy_header(std::string_view dictionary) {
  NpyHeader header;
  const std::string_view type = value_of(dictionary, "descr");
  if (type.starts_with('[')) {
    parse_fields(type, header);
  } else {
    header.fields.push_back(parse_type(Tokens(type).string()));
    header.element_bytes = header.fields[0].width;
  }
  header.is_fortran = value_of(dictionary, "fortran_order").starts_with("True");
  parse_shape(value_of(dictionary, "shape"), header);
  std::size_t bytes = 0;
  if (__builtin_mul_overflow(header.elements, header.element_bytes, &bytes)) bad_npy("the header's shape is too large");
  return header;
}

void decode(const NpyField& field, const char* from, std::size_t step, std::size_t count, double* to,
            std::ptrdiff_t stride) {
  static_assert(std::endian::native == std::endian::little);
  (field.is_swapped ? decoder<true>(field) : decoder<false>(field))(from, step, count, to, stride);
}

}  // namespace adc::data
