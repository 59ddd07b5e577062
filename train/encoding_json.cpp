#include <nlohmann/json.hpp>

#include "train/encoding.h"

namespace adc::inline ADC_ABI::train {
namespace {

using Json = nlohmann::json;

NLOHMANN_JSON_SERIALIZE_ENUM(ColumnKind, {{ColumnKind::Number, "number"},
                                          {ColumnKind::OneHot, "one-hot"},
                                          {ColumnKind::Index, "index"},
                                          {ColumnKind::Cyclic, "cyclic"}})

constexpr const char* kKinds[] = {"number", "date", "time", "text"};
constexpr const char* kOrders[] = {"ymd", "dmy", "mdy"};

template <typename Enum, std::size_t n>
Enum place_in(const char* const (&names)[n], const std::string& name) {
  for (std::size_t i = 0; i < n; ++i) {
    if (name == names[i]) return static_cast<Enum>(i);
  }
  throw Json::other_error::create(501, "unknown name", nullptr);
}

Json as_json(const CellFormat& format) {
  Json json{{"kind", kKinds[static_cast<std::size_t>(format.kind)]}};
  if (format.decimal != '.') json["decimal"] = std::string(1, format.decimal);
  if (format.grouping != 0) json["grouping"] = std::string(1, format.grouping);
  if (format.percent) json["percent"] = true;
  if (!format.currency.empty()) json["currency"] = format.currency;
  if (format.kind == CellKind::Date) json["order"] = kOrders[static_cast<std::size_t>(format.order)];
  return json;
}

char character(const Json& json, const char* key, char fallback) {
  const auto text = json.value(key, std::string());
  return text.empty() ? fallback : text[0];
}

CellFormat format_of(const Json& json) {
  return {.kind = place_in<CellKind>(kKinds, json.at("kind").get<std::string>()),
          .decimal = character(json, "decimal", '.'),
          .grouping = character(json, "grouping", '\0'),
          .percent = json.value("percent", false),
          .currency = json.value("currency", std::string()),
          .order = place_in<DateOrder>(kOrders, json.value("order", std::string(kOrders[0])))};
}

Json as_json(const ColumnEncoding& column) {
  Json json{{"column", column.column}, {"cells", as_json(column.format)}, {"as", column.kind}};
  if (!column.levels.empty()) json["levels"] = column.levels;
  if (column.pooled) json["pooled"] = true;
  if (column.fill) json["fill"] = *column.fill;
  if (column.indicator) json["indicator"] = true;
  return json;
}

ColumnEncoding column_of(const Json& json) {
  ColumnEncoding column{.column = json.at("column").get<std::string>(),
                        .format = format_of(json.at("cells")),
                        .kind = json.at("as").get<ColumnKind>()};
  if (json.contains("levels")) json.at("levels").get_to(column.levels);
  column.pooled = json.value("pooled", false);
  if (json.contains("fill")) column.fill = json.at("fill").get<double>();
  column.indicator = json.value("indicator", false);
  return column;
}

/// Whether its parts go together.
bool is_sound(const ColumnEncoding& column) {
  const bool is_text = column.format.kind == CellKind::Text;
  const bool wants_text = column.kind == ColumnKind::OneHot || column.kind == ColumnKind::Index;
  const bool is_level = !column.fill || (*column.fill >= 0 && *column.fill < static_cast<double>(column.levels.size()));
  return is_text == wants_text && (!is_text || is_level);
}

}  // namespace

std::string to_json(const Encoding& encoding) {
  Json all = Json::array();
  for (const ColumnEncoding& column : encoding.columns) all.push_back(as_json(column));
  return all.dump();
}

std::optional<Encoding> encoding_of_json(const std::string& text) {
  try {
    Encoding encoding;
    for (const Json& one : Json::parse(text)) {
      encoding.columns.push_back(column_of(one));
      if (!is_sound(encoding.columns.back())) return std::nullopt;
    }
    return encoding;
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

}  // namespace adc::inline ADC_ABI::train
