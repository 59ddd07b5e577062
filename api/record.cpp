// Lines of a corpus.
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "adc/adc.hpp"
#include "diag/diagnostics.h"

namespace adc::inline ADC_ABI {
namespace {

using Json = nlohmann::json;

/// Whether `digits` are a decimal number, or one of those that JSON has as strings alone.
bool is_number(const std::string& digits) {
  if (digits == "nan" || digits == "inf" || digits == "-inf") return true;
  char* end = nullptr;
  std::strtod(digits.c_str(), &end);
  return !digits.empty() && end == digits.c_str() + digits.size() &&
         digits.find_first_not_of("+-.0123456789eE") == std::string::npos;
}

/// Takes a record from the stream of a line's tokens, so that numbers keep their digits.
class Reader : public nlohmann::json_sax<Json> {
 public:
  explicit Reader(Record& record) : record_(record) {}

  bool null() override { return skip(); }
  bool boolean(bool) override { return skip(); }
  bool number_integer(number_integer_t n) override { return number(std::to_string(n)); }
  bool number_unsigned(number_unsigned_t n) override { return number(std::to_string(n)); }
  bool number_float(number_float_t, const string_t& digits) override { return number(digits); }
  /// JSON has no nan and inf: numbers may be strings.
  bool string(string_t& text) override {
    if (depth_ != 1) return number(text);
    if (key_ == "formula") record_.formula = text;
    if (key_ == "id") record_.id = text;
    return key_ != "value" || number(text);
  }
  bool binary(binary_t&) override { return skip(); }
  bool start_object(std::size_t) override { return enter(); }
  bool end_object() override { return leave(); }
  bool start_array(std::size_t) override { return enter(); }
  bool end_array() override { return leave(); }
  bool key(string_t& name) override {
    if (depth_ == 1) key_ = name;
    member_ = name;
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const Json::exception&) override { return false; }

 private:
  static bool skip() { return true; }
  bool enter() { return ++depth_, true; }
  bool leave() { return --depth_, true; }

  bool number(const std::string& digits) {
    const bool counts = (depth_ == 1 && key_ == "value") || (depth_ == 2 && (key_ == "grad" || key_ == "vars"));
    if (counts && !is_number(digits)) return false;
    if (depth_ == 1 && key_ == "value") record_.value = digits;
    if (depth_ == 2 && key_ == "grad") record_.grad.emplace_back(member_, digits);
    if (depth_ == 2 && key_ == "vars") record_.vars.emplace_back(member_, std::strtod(digits.c_str(), nullptr));
    return true;
  }

  Record& record_;
  std::size_t depth_ = 0;
  std::string key_;     ///< of the outermost object
  std::string member_;  ///< of the object that is being read
};

}  // namespace

Result<std::optional<Record>> read_record(std::string_view line) {
  Record record;
  Reader reader(record);
  if (!Json::sax_parse(line.begin(), line.end(), &reader)) {
    return diag::diagnose("bad-record", {}, "the line is not a JSON object, or has another text for a number");
  }
  if (record.formula.empty() || record.value.empty()) return std::optional<Record>();
  return std::optional(std::move(record));
}

}  // namespace adc::inline ADC_ABI
