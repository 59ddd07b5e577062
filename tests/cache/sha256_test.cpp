#include "cache/sha256.h"

#include <catch2/catch.hpp>

using adc::cache::hexadecimal;
using adc::cache::Sha256;
using adc::cache::sha256;

// The examples of FIPS 180-2, and the empty text.
TEST_CASE("SHA-256 is that of the standard") {
  CHECK(hexadecimal(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hexadecimal(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hexadecimal(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(hexadecimal(sha256(std::string(1'000'000, 'a'))) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("the digest does not depend on how bytes are added") {
  std::string text;
  for (int i = 0; i < 300; ++i) text += static_cast<char>(i * 37);
  for (std::size_t size = 0; size <= text.size(); ++size) {
    const std::string_view whole = std::string_view(text).substr(0, size);
    for (const std::size_t cut : {size / 3, size / 2, size}) {
      Sha256 hash;
      hash.add(whole.substr(0, cut));
      hash.add(whole.substr(cut));
      REQUIRE(hash.finish() == sha256(whole));
    }
  }
}
