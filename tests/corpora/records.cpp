#include "tests/corpora/records.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace adc::tests {
namespace {

using Json = nlohmann::json;

/// Takes a record from the stream of a line's tokens, so that floats keep their digits.
class RecordReader : public nlohmann::json_sax<Json> {
 public:
  explicit RecordReader(Record& record) : record_(record) {}

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t n) override { return number(std::to_string(n)); }
  bool number_unsigned(number_unsigned_t n) override { return number(std::to_string(n)); }
  bool number_float(number_float_t, const string_t& digits) override { return number(digits); }
  bool string(string_t& text) override {
    if (depth_ == 1 && key_ == "id") record_.id = text;
    if (depth_ == 1 && key_ == "formula") record_.formula = text;
    return depth_ == 1 || number(text);
  }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override {
    ++depth_;
    if (depth_ == 2) object_ = key_;
    return true;
  }
  bool key(string_t& name) override {
    key_ = name;
    return true;
  }
  bool end_object() override {
    --depth_;
    object_.clear();
    return true;
  }
  bool start_array(std::size_t) override {
    ++depth_;
    return true;
  }
  bool end_array() override {
    --depth_;
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& error) override {
    throw std::runtime_error(error.what());
  }

 private:
  bool number(const std::string& digits) {
    if (depth_ == 1 && key_ == "value") record_.value = digits;
    if (depth_ == 2 && object_ == "vars") record_.point.emplace_back(key_, std::strtod(digits.c_str(), nullptr));
    if (depth_ == 2 && object_ == "grad") record_.gradient.emplace_back(key_, digits);
    return true;
  }

  Record& record_;
  int depth_ = 0;
  std::string key_;
  std::string object_;
};

}  // namespace

std::vector<std::string> Record::names() const {
  std::vector<std::string> names;
  names.reserve(point.size());
  for (const auto& variable : point) names.push_back(variable.first);
  return names;
}

const std::string& Record::partial(const std::string& name) const {
  for (const auto& [variable, digits] : gradient) {
    if (variable == name) return digits;
  }
  throw std::runtime_error(id + " has no partial by " + name);
}

std::optional<std::string> corpora_folder() {
  if (const char* folder = std::getenv("ADC_CORPORA")) return folder;
  std::string beside = ADC_SOURCE_DIR "/../shared/corpora";
  if (std::filesystem::is_directory(beside)) return beside;
  return std::nullopt;
}

std::vector<Record> read_records(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::vector<Record> records;
  for (std::string line; std::getline(file, line);) {
    RecordReader reader(records.emplace_back());
    Json::sax_parse(line, &reader);
  }
  return records;
}

}  // namespace adc::tests
