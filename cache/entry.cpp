#include "cache/entry.h"

#include <cstdint>
#include <cstring>

namespace adc::cache {
namespace {

// magic, format, bytes of the body | key | body | digest of all before
constexpr std::string_view kMagic =
    "\x7f"
    "adcobj\n";
constexpr std::uint64_t kFormat = 1;
constexpr std::size_t kNumber = sizeof(std::uint64_t);
constexpr std::size_t kHeader = kMagic.size() + 2 * kNumber + sizeof(Digest);

std::string_view bytes_of(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

class Writer {
 public:
  void number(std::int64_t value) {
    for (std::size_t i = 0; i < kNumber; ++i) bytes += static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i));
  }
  void size(std::size_t value) { number(static_cast<std::int64_t>(value)); }

  std::string bytes;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  std::int64_t number() {
    std::uint64_t value = 0;
    const std::string_view digits = take(kNumber);
    for (std::size_t i = 0; i < digits.size(); ++i) {
      value |= std::uint64_t{static_cast<unsigned char>(digits[i])} << (8 * i);
    }
    return static_cast<std::int64_t>(value);
  }
  std::size_t size() { return static_cast<std::size_t>(number()); }
  /// One up to `last`; `is_bad` for others.
  template <class Enum>
  Enum enumerator(Enum last) {
    const std::int64_t value = number();
    is_bad = is_bad || value < 0 || value > static_cast<std::int64_t>(last);
    return static_cast<Enum>(value);
  }
  /// Empty, and `is_bad`, where there are not so many.
  std::string_view take(std::size_t count) {
    is_bad = is_bad || count > bytes_.size();
    if (is_bad) return {};
    const std::string_view taken = bytes_.substr(0, count);
    bytes_.remove_prefix(count);
    return taken;
  }
  [[nodiscard]] std::size_t left() const { return bytes_.size(); }

  bool is_bad = false;

 private:
  std::string_view bytes_;
};

// What a plan is made of. Which arrays these are, code knows: here they are 0.
template <class Visit>
void visit_numbers(kernel::MatrixProduct& product, const Visit& visit) {
  auto& [batch, m, n, k, a, b, c, rows, tile] = product;
  for (std::int64_t* number : {&batch, &m, &n, &k, &tile}) visit(*number);
  for (kernel::MatrixProduct::Operand* operand : {&a, &b}) {
    auto& [array, offset, batch_stride, row_stride, column_stride] = *operand;
    array = {};
    for (std::int64_t* number : {&offset, &batch_stride, &row_stride, &column_stride}) visit(*number);
  }
  c = {};
  auto which = static_cast<std::int64_t>(rows);
  visit(which);
  rows = static_cast<kernel::MatrixProduct::Rows>(which & 3);  // it has four values
}
constexpr std::size_t kProductNumbers = 14;

std::string encode_body(const jit::Object& object) {
  const auto& [bytes, kind, least_rows, most_rows, workspace_bytes, products, product_type, product_threads,
               lacks_plans] = object;
  Writer writer;
  writer.number(static_cast<std::int64_t>(kind));
  writer.number(least_rows);
  writer.number(most_rows);
  writer.size(workspace_bytes);
  writer.number(static_cast<std::int64_t>(product_type));
  writer.number(product_threads);
  writer.number(lacks_plans ? 1 : 0);
  writer.size(products.size());
  for (kernel::MatrixProduct product : products) {
    visit_numbers(product, [&](std::int64_t number) { writer.number(number); });
  }
  writer.size(bytes.size());
  return writer.bytes + bytes;
}

std::optional<jit::Object> decode_body(std::string_view body) {
  Reader reader(body);
  jit::Object object;
  object.kind = reader.enumerator(jit::EntryKind::Tile);
  object.least_rows = reader.number();
  object.most_rows = reader.number();
  object.workspace_bytes = reader.size();
  object.product_type = reader.enumerator(ir::DType::F32);
  object.product_threads = static_cast<int>(reader.number());
  object.lacks_plans = reader.number() != 0;
  const std::size_t products = reader.size();
  if (products > reader.left() / (kProductNumbers * kNumber)) return std::nullopt;
  object.products.resize(products);
  for (kernel::MatrixProduct& product : object.products) {
    visit_numbers(product, [&](std::int64_t& number) { number = reader.number(); });
  }
  const std::size_t size = reader.size();
  object.bytes = reader.take(size);
  if (reader.is_bad || reader.left() != 0) return std::nullopt;
  return object;
}

}  // namespace

std::string encode(const Digest& key, const jit::Object& object) {
  const std::string body = encode_body(object);
  Writer writer;
  writer.bytes = kMagic;
  writer.number(kFormat);
  writer.size(body.size());
  writer.bytes += bytes_of(key);
  writer.bytes += body;
  const Digest digest = sha256(writer.bytes);
  return writer.bytes.append(bytes_of(digest));
}

std::optional<jit::Object> decode(const Digest& key, std::string_view bytes) {
  Reader reader(bytes);
  const bool is_ours = reader.take(kMagic.size()) == kMagic && reader.number() == kFormat;
  const std::size_t size = reader.size();
  const bool is_for_key = reader.take(sizeof(Digest)) == bytes_of(key);
  if (!is_ours || !is_for_key || reader.left() < sizeof(Digest) || size != reader.left() - sizeof(Digest)) {
    return std::nullopt;
  }
  const Digest digest = sha256(bytes.substr(0, bytes.size() - sizeof(Digest)));
  if (bytes.substr(bytes.size() - sizeof(Digest)) != bytes_of(digest)) return std::nullopt;
  return decode_body(bytes.substr(kHeader, size));
}

}  // namespace adc::cache
