#include "cache/entry.h"

#include <catch2/catch.hpp>

using namespace adc;

namespace {

const cache::Digest kKey = cache::sha256("key");

jit::Object sample() {
  const kernel::MatrixProduct product{
      .batch = 1,
      .m = 2,
      .n = 3,
      .k = 4,
      .a = {.array = 0, .offset = 5, .batch_stride = 6, .row_stride = 7, .column_stride = 1},
      .b = {.array = 0, .offset = -1, .batch_stride = 0, .row_stride = 1, .column_stride = 8},
      .c = 0,
      .rows = kernel::MatrixProduct::Rows::K,
      .tile = 9};
  return {.bytes = std::string("\x7f"
                               "ELF\0and so on",
                               14),
          .kind = jit::EntryKind::Tile,
          .least_rows = 1,
          .most_rows = 64,
          .workspace_bytes = std::size_t{1} << 40U,
          .products = {product, product},
          .product_type = ir::DType::F32,
          .product_threads = 3};
}

}  // namespace

TEST_CASE("an entry is read as it was written") {
  const jit::Object written = sample();
  const std::optional<jit::Object> read = cache::decode(kKey, cache::encode(kKey, written));
  REQUIRE(read);
  CHECK(read->bytes == written.bytes);
  CHECK(read->kind == written.kind);
  CHECK(read->least_rows == written.least_rows);
  CHECK(read->most_rows == written.most_rows);
  CHECK(read->workspace_bytes == written.workspace_bytes);
  CHECK(read->products == written.products);
  CHECK(read->product_type == written.product_type);
  CHECK(read->product_threads == written.product_threads);
  CHECK(read->lacks_plans == written.lacks_plans);
}

TEST_CASE("what differs from an entry in a bit, or is longer or shorter, is none") {
  const std::string entry = cache::encode(kKey, sample());
  for (std::size_t size = 0; size < entry.size(); ++size) REQUIRE_FALSE(cache::decode(kKey, entry.substr(0, size)));
  CHECK_FALSE(cache::decode(kKey, entry + '\0'));
  CHECK_FALSE(cache::decode(kKey, entry + entry));
  for (std::size_t bit = 0; bit < 8 * entry.size(); ++bit) {
    std::string changed = entry;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    REQUIRE_FALSE(cache::decode(kKey, changed));
  }
}

TEST_CASE("the entry of another key is none") {
  CHECK_FALSE(cache::decode(cache::sha256("other"), cache::encode(kKey, sample())));
}

TEST_CASE("an entry that says what cannot be is none, also with the right digest") {
  const auto survives = [](const jit::Object& object) {
    return cache::decode(kKey, cache::encode(kKey, object)).has_value();
  };
  jit::Object object = sample();
  CHECK(survives(object));
  object.kind = static_cast<jit::EntryKind>(4);
  CHECK_FALSE(survives(object));
  object = sample();
  object.product_type = ir::DType::Bool;
  CHECK_FALSE(survives(object));
}
