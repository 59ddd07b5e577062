// Weights in files: round trips, and files that lie.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>

#include "adc/train/random.hpp"
#include "adc/train/safetensors.hpp"
#include "tests/support/repeated.h"

using adc::DType;
using namespace adc::train;

namespace {

Safetensors example() {
  const double inf = std::numeric_limits<double>::infinity();
  return {.tensors = {{"W", {2, 3}, {1, -0.0, 1e-310, inf, 0.1, -1e300}},
                      {"schräg \"b\"", {2}, {0.5, -2}, DType::F32},
                      {"empty", {0, 4}, {}},
                      {"scalar", {}, {3}}},
          .metadata = {{"network", "layers: 3, 2"}, {"umlaut", "ä\n\"\\"}}};
}

std::string file(const std::string& header, const std::string& data = "") {
  const std::uint64_t length = header.size();
  std::string bytes(8, '\0');
  std::memcpy(bytes.data(), &length, 8);
  return bytes + header + data;
}

void check_refused(const std::string& bytes, const std::string& why) {
  CAPTURE(why);
  const auto parsed = parse_safetensors(bytes, "w.safetensors");
  REQUIRE(!parsed);
  CHECK(parsed.error().diagnostic().slug == "bad-safetensors");
  const std::string text = parsed.error().what();
  CHECK(text.find("w.safetensors") != std::string::npos);
  CHECK(text.find(why) != std::string::npos);
}

std::string entry(const std::string& name, const std::string& dtype, const std::string& shape,
                  const std::string& offsets) {
  return "\"" + name + "\": {\"dtype\": \"" + dtype + "\", \"shape\": " + shape + ", \"data_offsets\": " + offsets +
         "}";
}

}  // namespace

TEST_CASE("tensors and metadata come back to the bit") {
  const Safetensors before = example();
  const Safetensors after = parse_safetensors(to_safetensors(before)).value();
  CHECK(after.metadata == before.metadata);
  REQUIRE(after.tensors.size() == before.tensors.size());
  for (const NamedTensor& tensor : before.tensors) {
    const NamedTensor* found = after.find(tensor.name);
    REQUIRE(found != nullptr);
    CHECK(found->shape == tensor.shape);
    CHECK(found->dtype == tensor.dtype);
    REQUIRE(found->values.size() == tensor.values.size());
    CHECK((tensor.values.empty() ||
           std::memcmp(found->values.data(), tensor.values.data(), tensor.values.size() * sizeof(double)) == 0));
  }
  CHECK(after.find("absent") == nullptr);
}

TEST_CASE("the bytes are those of the format") {
  const std::string bytes = to_safetensors({.tensors = {{"a", {1}, {1.0}}}, .metadata = {}});
  const std::string header = R"({"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}})";
  CHECK(bytes.substr(8, header.size()) == header);
  CHECK(static_cast<unsigned char>(bytes[0]) == bytes.size() - 16);
  CHECK(bytes.substr(bytes.size() - 8) == std::string("\0\0\0\0\0\0\xf0\x3f", 8));
  CHECK((bytes.size() - 8) % 8 == 0);
}

TEST_CASE("files are read back, and replaced as a whole") {
  const std::string path =
      (std::filesystem::temp_directory_path() / ("adc-" + std::to_string(getpid()) + ".safetensors")).string();
  CHECK(!write_safetensors(path, example()));
  CHECK(!write_safetensors(path, {.tensors = {{"a", {1}, {1.0}}}, .metadata = {}}));
  CHECK(read_safetensors(path)->tensors.size() == 1);
  CHECK(!std::filesystem::exists(path + "." + std::to_string(getpid()) + ".tmp"));
  std::filesystem::remove(path);
  CHECK(read_safetensors(path).error().diagnostic().slug == "cannot-read");
  CHECK(write_safetensors("/nowhere/x", example())->diagnostic().slug == "cannot-write");
}

TEST_CASE("what is no file is written to and not replaced, and a link stays one") {
  namespace fs = std::filesystem;
  const fs::path folder = fs::temp_directory_path() / ("adc-" + std::to_string(getpid()));
  fs::create_directory(folder);
  const std::string link = folder / "link";
  fs::create_symlink("/dev/full", link);
  CHECK(write_safetensors(link, example())->diagnostic().slug == "cannot-write");
  CHECK(fs::is_character_file(link));
  fs::remove(link);
  CHECK(!write_safetensors(folder / "file", example()));
  fs::create_symlink(folder / "file", link);
  CHECK(!write_safetensors(link, {.tensors = {{"a", {1}, {1.0}}}, .metadata = {}}));
  CHECK(fs::is_symlink(link));
  CHECK(read_safetensors(folder / "file")->tensors.size() == 1);
  fs::remove_all(folder);
}

TEST_CASE("a header that is nested as deeply as it is long is refused") {
  const std::string deep = adc::tests::repeated("[", 300'000) + adc::tests::repeated("]", 300'000);
  for (const char* member : {"dtype", "shape", "data_offsets"}) {
    std::string header = R"({"w":{"dtype":"F64","shape":[],"data_offsets":[0,8]}})";
    header.insert(header.find(':', header.find(member)) + 1, deep + ",\"unused\":");
    const std::uint64_t length = header.size();
    const std::string bytes = std::string(reinterpret_cast<const char*>(&length), 8) + header + std::string(8, '\0');
    CHECK(parse_safetensors(bytes).error().diagnostic().slug == "bad-safetensors");
  }
}

TEST_CASE("a file that is cut off anywhere is refused") {
  const std::string bytes = to_safetensors(example());
  for (std::size_t size = 0; size < bytes.size(); ++size) REQUIRE(!parse_safetensors(bytes.substr(0, size)));
}

TEST_CASE("headers that are not what the format says are refused") {
  check_refused("", "length of its header");
  check_refused(std::string(8, '\xff'), "bytes");
  check_refused(file("[]"), "no JSON object");
  check_refused(file("{"), "no JSON object");
  check_refused(file(std::string(100000, '[')), "no JSON object");
  check_refused(file("{\"a\": 1}"), "no dtype");
  check_refused(file("{\"a\": {\"dtype\": \"F64\"}}"), "no shape");
  check_refused(file("{" + entry("a", "I8", "[1]", "[0, 1]") + "}", "x"), "\"I8\"");
  check_refused(file("{" + entry("a", "F64", "[-1]", "[0, 8]") + "}", "12345678"), "no whole number");
  check_refused(file("{" + entry("a", "F64", "[1.0]", "[0, 8]") + "}", "12345678"), "no whole number");
  check_refused(file("{" + entry("a", "F64", "1", "[0, 8]") + "}", "12345678"), "no shape");
  check_refused(file("{" + entry("a", "F64", "[1]", "[0]") + "}", "12345678"), "two offsets");
  check_refused(file("{\"__metadata__\": {\"k\": 1}}"), "no text");
  check_refused(file("{\"__metadata__\": []}"), "no object");
}

TEST_CASE("tensors that do not fit the bytes are refused") {
  const std::string eight = "12345678";
  check_refused(file("{" + entry("a", "F64", "[1]", "[0, 16]") + "}", eight), "beyond the end");
  check_refused(file("{" + entry("a", "F64", "[1]", "[8, 0]") + "}", eight), "beyond the end");
  check_refused(file("{" + entry("a", "F64", "[2]", "[0, 8]") + "}", eight + eight), "do not fit");
  check_refused(file("{" + entry("a", "F64", "[4294967296, 4294967296]", "[0, 8]") + "}", eight), "too large");
  check_refused(file("{" + entry("a", "F64", "[1]", "[0, 8]") + "}", eight + "9"), "behind its tensors");
  check_refused(file("{" + entry("a", "F64", "[1]", "[8, 16]") + "}", eight + eight), "between its tensors");
  const std::string same = entry("a", "F64", "[1]", "[0, 8]") + ", " + entry("b", "F64", "[1]", "[0, 8]");
  check_refused(file("{" + same + "}", eight), "overlap");
  check_refused(file("{" + same + "}", eight + eight), "overlap");
}

TEST_CASE("random damage is refused or read, and never does harm") {
  Random random(1);
  const std::string bytes = to_safetensors(example());
  int refused = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string damaged = bytes;
    for (std::size_t n = 1 + random.below(3); n > 0; --n)
      damaged[random.below(damaged.size())] = static_cast<char>(random.bits());
    refused += parse_safetensors(damaged) ? 0 : 1;
  }
  CHECK(refused > 1000);
}
