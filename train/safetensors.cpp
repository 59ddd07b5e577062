#include "adc/train/safetensors.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>

#include "common/file.h"
#include "train/failure.h"

namespace adc::inline ADC_ABI::train {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLengthBytes = 8;
constexpr std::size_t kMaxHeader = 100'000'000;  ///< as the format says
constexpr std::string_view kMetadata = "__metadata__";

static_assert(std::endian::native == std::endian::little, "numbers stand in files as they stand in memory");

std::size_t bytes_per_number(DType dtype) { return dtype == DType::F64 ? sizeof(double) : sizeof(float); }

std::string_view name(DType dtype) { return dtype == DType::F64 ? "F64" : "F32"; }

template <typename Number>
void append(std::string& bytes, const std::vector<double>& values) {
  for (const double value : values) {
    const auto number = static_cast<Number>(value);
    bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
  }
}

template <typename Number>
std::vector<double> numbers(std::string_view bytes) {
  std::vector<double> values(bytes.size() / sizeof(Number));
  for (std::size_t i = 0; i < values.size(); ++i) {
    Number number;
    std::memcpy(&number, bytes.data() + i * sizeof number, sizeof number);
    values[i] = number;
  }
  return values;
}

/// Reads the bytes of a file.
class Reader {
 public:
  Reader(std::string_view bytes, std::string_view source_name) : bytes_(bytes), source_name_(source_name) {}

  Safetensors read() {
    const Json header = read_header();
    for (const auto& [name, entry] : header.items()) {
      if (name == kMetadata)
        read_metadata(entry);
      else
        read_tensor(name, entry);
    }
    check_coverage();
    Safetensors sorted{.tensors = {}, .metadata = std::move(file_.metadata)};
    for (const Place& place : places_) sorted.tensors.push_back(std::move(file_.tensors[place.index]));
    return sorted;
  }

 private:
  /// Where a tensor's numbers are, from the end of the header.
  struct Place {
    std::size_t begin;
    std::size_t end;
    std::size_t index;
  };

  [[noreturn]] void refuse(const std::string& why) const {
    throw failure("bad-safetensors", fmt::format("{} is no safetensors file that can be read: {}", source_name_, why));
  }

  Json read_header() {
    if (bytes_.size() < kLengthBytes) refuse("it ends within the length of its header");
    std::uint64_t length = 0;
    std::memcpy(&length, bytes_.data(), kLengthBytes);
    if (length > kMaxHeader) refuse(fmt::format("its header is said to have {} bytes", length));
    if (length > bytes_.size() - kLengthBytes) refuse("it ends within its header");
    const std::string_view text = bytes_.substr(kLengthBytes, length);
    bytes_.remove_prefix(kLengthBytes + length);
    Json header = Json::parse(text, nullptr, false);
    if (!header.is_object()) refuse("its header is no JSON object");
    return header;
  }

  void read_metadata(const Json& entry) {
    if (!entry.is_object()) refuse("its metadata are no object");
    for (const auto& [key, value] : entry.items()) {
      if (!value.is_string()) refuse(fmt::format("its metadata `{}` are no text", key));
      file_.metadata[key] = value.get<std::string>();
    }
  }

  void read_tensor(const std::string& name, const Json& entry) {
    NamedTensor tensor{.name = name, .shape = {}, .values = {}};
    tensor.dtype = dtype(name, member(name, entry, "dtype"));
    const std::size_t size = shape(tensor, member(name, entry, "shape"));
    const std::size_t width = bytes_per_number(tensor.dtype);
    const Json& offsets = member(name, entry, "data_offsets");
    if (!offsets.is_array() || offsets.size() != 2) refuse(fmt::format("`{}` has no two offsets", name));
    const std::size_t begin = whole(name, offsets[0]);
    const std::size_t end = whole(name, offsets[1]);
    if (begin > end || end > bytes_.size()) refuse(fmt::format("`{}` reaches beyond the end of the file", name));
    if (size > (end - begin) / width || size * width != end - begin) {
      refuse(fmt::format("the bytes of `{}` do not fit its shape", name));
    }
    const std::string_view data = bytes_.substr(begin, end - begin);
    tensor.values = tensor.dtype == DType::F64 ? numbers<double>(data) : numbers<float>(data);
    places_.push_back({begin, end, file_.tensors.size()});
    file_.tensors.push_back(std::move(tensor));
    used_ += end - begin;
    // Before more is read: tensors that share bytes could need any amount of memory.
    if (used_ > bytes_.size()) refuse("tensors overlap");
  }

  const Json& member(const std::string& name, const Json& entry, const char* key) const {
    if (!entry.is_object() || !entry.contains(key)) refuse(fmt::format("`{}` has no {}", name, key));
    return entry[key];
  }

  DType dtype(const std::string& name, const Json& text) const {
    for (const DType dtype : {DType::F64, DType::F32}) {
      if (text == train::name(dtype)) return dtype;
    }
    // Of other JSON, which may be nested as deeply as a file is long, nothing is shown.
    const std::string shown = text.is_string() ? text.dump(-1, ' ', true, Json::error_handler_t::replace) : "no text";
    refuse(fmt::format("`{}` is of type {}, and F64 and F32 can be read", name, shown));
  }

  /// Reads the shape; gives the number of elements.
  std::size_t shape(NamedTensor& tensor, const Json& extents) const {
    if (!extents.is_array()) refuse(fmt::format("`{}` has no shape", tensor.name));
    std::size_t size = 1;
    for (const Json& entry : extents) {
      const std::size_t extent = whole(tensor.name, entry);
      if (extent != 0 && size > bytes_.size() / extent)
        refuse(fmt::format("the shape of `{}` is too large", tensor.name));
      size *= extent;
      tensor.shape.push_back(static_cast<std::int64_t>(extent));
    }
    return size;
  }

  std::size_t whole(const std::string& name, const Json& number) const {
    if (!number.is_number_unsigned() || number.get<std::uint64_t>() > std::numeric_limits<std::int64_t>::max()) {
      refuse(fmt::format("`{}` has an extent or offset that is no whole number", name));
    }
    return number.get<std::size_t>();
  }

  void check_coverage() {
    std::ranges::sort(places_, {}, [](const Place& place) { return std::pair(place.begin, place.end); });
    std::size_t at = 0;
    for (const Place& place : places_) {
      if (place.begin != at) refuse(place.begin < at ? "tensors overlap" : "there are bytes between its tensors");
      at = place.end;
    }
    if (at != bytes_.size()) refuse("there are bytes behind its tensors");
  }

  std::string_view bytes_;
  std::string_view source_name_;
  Safetensors file_;
  std::vector<Place> places_;
  std::size_t used_ = 0;
};

}  // namespace

std::string to_safetensors(const Safetensors& file) {
  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  if (!file.metadata.empty()) header[std::string(kMetadata)] = file.metadata;
  std::size_t offset = 0;
  for (const NamedTensor& tensor : file.tensors) {
    const std::size_t end = offset + tensor.values.size() * bytes_per_number(tensor.dtype);
    header[tensor.name] = {{"dtype", name(tensor.dtype)}, {"shape", tensor.shape}, {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string text = header.dump(-1, ' ', false, Json::error_handler_t::replace);
  text.resize((text.size() + kLengthBytes - 1) / kLengthBytes * kLengthBytes, ' ');
  const std::uint64_t length = text.size();
  std::string bytes(reinterpret_cast<const char*>(&length), kLengthBytes);
  bytes.reserve(kLengthBytes + text.size() + offset);
  bytes += text;
  for (const NamedTensor& tensor : file.tensors) {
    if (tensor.dtype == DType::F64)
      append<double>(bytes, tensor.values);
    else
      append<float>(bytes, tensor.values);
  }
  return bytes;
}

Result<Safetensors> parse_safetensors(std::string_view bytes, std::string_view source_name) {
  return guarded([&] { return Reader(bytes, source_name).read(); });
}

Result<Safetensors> read_safetensors(const std::string& path) {
  return guarded([&] {
    const std::string bytes = common::read_file(path);
    return Reader(bytes, path).read();
  });
}

std::optional<Error> write_safetensors(const std::string& path, const Safetensors& file) {
  try {
    common::write_file(path, to_safetensors(file));
    return std::nullopt;
  } catch (const Error& error) {
    return error;
  }
}

}  // namespace adc::inline ADC_ABI::train
