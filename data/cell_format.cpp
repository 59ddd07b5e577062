#include "data/cell_format.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "data/csv_cells.h"

namespace adc::data {
namespace {

constexpr std::array<std::string_view, 6> kCurrencies{"$", "€", "£", "¥", "₹", "₽"};
/// Space, no-break space, narrow no-break space, thin space.
constexpr std::array<std::string_view, 4> kBlanks{" ", "\u00A0", "\u202F", "\u2009"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view without_blanks(std::string_view text) {
  for (const std::string_view blank : kBlanks) {
    while (text.starts_with(blank)) text.remove_prefix(blank.size());
    while (text.ends_with(blank)) text.remove_suffix(blank.size());
  }
  return text;
}

/// The parts of "-$1 234,5 %".
struct Parts {
  bool negative = false;
  Decoration around;
  std::string_view number;  ///< between, without its sign
};

Parts parts(std::string_view text) {
  Parts all;
  text = without_blanks(text);
  const auto take_sign = [&] {
    if (!text.starts_with('-') && !text.starts_with('+')) return;
    all.negative = text[0] == '-';
    text = without_blanks(text.substr(1));
  };
  const auto take_currency = [&](bool before) {
    for (const std::string_view sign : kCurrencies) {
      if (!all.around.currency.empty() || !(before ? text.starts_with(sign) : text.ends_with(sign))) continue;
      text = without_blanks(before ? text.substr(sign.size()) : text.substr(0, text.size() - sign.size()));
      all.around.currency = sign;
    }
  };
  take_sign();
  take_currency(true);
  if (!all.around.currency.empty() && !all.negative) take_sign();
  if (text.ends_with('%')) {
    all.around.percent = true;
    text = without_blanks(text.substr(0, text.size() - 1));
  }
  take_currency(false);
  all.number = text;
  return all;
}

/// The bytes of the grouping mark that `text` begins with; 0 if it begins with none.
std::size_t grouping_at(std::string_view text, char grouping) {
  if (grouping != ' ') return text.starts_with(grouping) ? 1 : 0;
  for (const std::string_view blank : kBlanks) {
    if (text.starts_with(blank)) return blank.size();
  }
  return 0;
}

/// The digits before the decimal mark, without what groups them, in `plain`, and what follows; nullopt if groups are
/// not of three digits each, but the first one, which does not begin with 0.
std::optional<std::string_view> whole_part(std::string_view text, char grouping, std::string& plain) {
  std::size_t group = 0;
  bool grouped = false;
  while (!text.empty()) {
    if (is_digit(text[0])) {
      ++group;
      plain += text[0];
      text.remove_prefix(1);
      continue;
    }
    const std::size_t mark = grouping == 0 ? 0 : grouping_at(text, grouping);
    if (mark == 0) break;
    if (grouped ? group != 3 : (group == 0 || group > 3 || plain[0] == '0')) return std::nullopt;
    grouped = true;
    group = 0;
    text.remove_prefix(mark);
  }
  if (grouped && group != 3) return std::nullopt;
  return text;
}

std::optional<double> plain_or_grouped(std::string_view text, const CellFormat& format) {
  if (text.empty() || text[0] == '-' || text[0] == '+') return std::nullopt;
  if (format.decimal == '.' && format.grouping == 0) return number(text);
  std::string plain;
  const std::optional<std::string_view> rest = whole_part(text, format.grouping, plain);
  if (!rest) return std::nullopt;
  std::string_view fraction = *rest;
  if (fraction.starts_with(format.decimal)) {
    plain += '.';
    fraction.remove_prefix(1);
    if (plain.size() == 1 && (fraction.empty() || !is_digit(fraction[0]))) return std::nullopt;
  }
  // Digits and an exponent, but no other mark.
  if (fraction.find_first_not_of("0123456789eE+-") != std::string_view::npos) return std::nullopt;
  plain += fraction;
  return number(plain);
}

std::optional<double> as_number(std::string_view text, const CellFormat& format) {
  const Parts cell = parts(text);
  if (cell.around != Decoration{format.percent, format.currency}) return std::nullopt;
  const std::optional<double> size = plain_or_grouped(cell.number, format);
  if (!size) return std::nullopt;
  const double x = format.percent ? *size / 100 : *size;
  return cell.negative ? -x : x;
}

/// Reads digits from the begin of `text`; -1 if there are less than `least` or more than `most`.
int take_digits(std::string_view& text, std::size_t least, std::size_t most) {
  std::size_t n = 0;
  while (n < text.size() && n <= most && is_digit(text[n])) ++n;
  if (n < least || n > most) return -1;
  int value = -1;
  std::from_chars(text.data(), text.data() + n, value);
  text.remove_prefix(n);
  return value;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

/// Days since 1970-01-01 in the Gregorian calendar (Howard Hinnant, "chrono-compatible low-level date algorithms").
double days_from_civil(int year, int month, int day) {
  const int y = month <= 2 ? year - 1 : year;
  const int era = (y >= 0 ? y : y - 399) / 400;
  const int of_era = y - era * 400;
  const int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return static_cast<double>(era) * 146097 + (of_era * 365 + of_era / 4 - of_era / 100 + of_year) - 719468;
}

bool is_day(int year, int month, int day) {
  if (month < 1 || month > 12 || day < 1) return false;
  constexpr std::array kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return day <= kDays[static_cast<std::size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
}

/// Hours of "12:30", "12:30:15", "12:30:15.25"; takes it from `text`.
std::optional<double> take_time(std::string_view& text) {
  const int hours = take_digits(text, 1, 2);
  if (hours < 0 || hours > 24 || !take(text, ':')) return std::nullopt;
  const int minutes = take_digits(text, 2, 2);
  if (minutes < 0 || minutes > 59) return std::nullopt;
  double seconds = 0;
  if (take(text, ':')) {
    const int whole = take_digits(text, 2, 2);
    if (whole < 0 || whole > 60) return std::nullopt;
    seconds = whole;
    if (text.starts_with('.') || text.starts_with(',')) {
      std::string fraction = "0.";
      for (text.remove_prefix(1); !text.empty() && is_digit(text[0]); text.remove_prefix(1)) fraction += text[0];
      seconds += number(fraction).value_or(0);
    }
  }
  const double all = hours + minutes / 60.0 + seconds / 3600;
  return all <= 24 ? std::optional(all) : std::nullopt;
}

/// A time zone, in hours east of Greenwich: "Z", "+01:00", "-0530"; nullopt of something else.
std::optional<double> take_zone(std::string_view& text) {
  if (text.empty() || take(text, 'Z')) return 0;
  const double sign = text.starts_with('-') ? -1 : 1;
  if (!take(text, '-') && !take(text, '+')) return std::nullopt;
  const int hours = take_digits(text, 2, 2);
  if (!text.empty()) take(text, ':');
  const int minutes = text.empty() ? 0 : take_digits(text, 2, 2);
  if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59) return std::nullopt;
  return sign * (hours + minutes / 60.0);
}

std::optional<double> as_date(std::string_view text, DateOrder order) {
  std::array<int, 3> numbers{-1, -1, 1};
  const bool year_first = order == DateOrder::YearMonthDay;
  numbers[0] = year_first ? take_digits(text, 4, 4) : take_digits(text, 1, 2);
  const char mark = text.empty() ? '\0' : text[0];
  const bool is_mark = mark == '-' || mark == '/' || (mark == '.' && order != DateOrder::MonthDayYear);
  if (numbers[0] < 0 || !is_mark) return std::nullopt;
  text.remove_prefix(1);
  numbers[1] = take_digits(text, year_first ? 2 : 1, 2);
  if (take(text, mark))
    numbers[2] = year_first ? take_digits(text, 1, 2) : take_digits(text, 4, 4);
  else if (!year_first || mark != '-')
    return std::nullopt;
  const int year = numbers[year_first ? 0 : 2];
  const int month = numbers[order == DateOrder::MonthDayYear ? 0 : 1];
  const int day = numbers[order == DateOrder::YearMonthDay ? 2 : order == DateOrder::DayMonthYear ? 0 : 1];
  if (year < 0 || !is_day(year, month, day)) return std::nullopt;
  const double days = days_from_civil(year, month, day);
  if (text.empty()) return days;
  if (!take(text, 'T') && !take(text, ' ')) return std::nullopt;
  const std::optional<double> hours = take_time(text);
  const std::optional<double> zone = hours ? take_zone(text) : std::nullopt;
  if (!zone || !text.empty()) return std::nullopt;
  return days + (*hours - *zone) / 24;
}

}  // namespace

Decoration decoration(std::string_view text) { return parts(text).around; }

std::optional<double> value(std::string_view text, const CellFormat& format) {
  switch (format.kind) {
    case CellKind::Number: return as_number(text, format);
    case CellKind::Date: return as_date(text, format.order);
    case CellKind::TimeOfDay: {
      const std::optional<double> hours = take_time(text);
      return text.empty() ? hours : std::nullopt;
    }
    case CellKind::Text: break;
  }
  return std::nullopt;
}

std::span<const CellFormat> cell_formats() {
  static const std::array<CellFormat, 11> kFormats{{{},
                                                    {.grouping = ','},
                                                    {.decimal = ','},
                                                    {.decimal = ',', .grouping = '.'},
                                                    {.grouping = ' '},
                                                    {.decimal = ',', .grouping = ' '},
                                                    {.grouping = '\''},
                                                    {.kind = CellKind::Date, .order = DateOrder::YearMonthDay},
                                                    {.kind = CellKind::Date, .order = DateOrder::DayMonthYear},
                                                    {.kind = CellKind::Date, .order = DateOrder::MonthDayYear},
                                                    {.kind = CellKind::TimeOfDay}}};
  return kFormats;
}

std::string shown(std::string_view text) {
  constexpr std::size_t kMost = 40;
  std::string all;
  std::size_t count = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool begins = (byte & 0xC0U) != 0x80U;
    if (begins && ++count > kMost) return all + "…";
    if (byte < 0x20 || byte == 0x7F)
      all += fmt::format("\\x{:02X}", byte);
    else
      all += c;
  }
  return all;
}

bool is_absent(std::string_view text, std::span<const std::string> more) {
  if (is_missing(text) || text == "-" || text == "--" || text == "." || text == "#N/A") return true;
  return std::ranges::find(more, text) != more.end();
}

bool is_value(std::string_view text) {
  const Decoration around = decoration(text);
  return std::ranges::any_of(cell_formats(), [&](CellFormat format) {
    format.percent = around.percent;
    format.currency = around.currency;
    return value(text, format).has_value();
  });
}

std::string in_words(const CellFormat& format) {
  std::string text;
  const auto add = [&](const std::string& more) { text += (text.empty() ? "" : ", ") + more; };
  switch (format.kind) {
    case CellKind::Text: return "text";
    case CellKind::TimeOfDay: return "times of the day, as hours";
    case CellKind::Date:
      return fmt::format("dates ({}), as days since 1970-01-01",
                         format.order == DateOrder::YearMonthDay   ? "year, month, day"
                         : format.order == DateOrder::DayMonthYear ? "day, month, year"
                                                                   : "month, day, year");
    case CellKind::Number: break;
  }
  if (format.decimal == ',') add("decimal commas");
  if (format.grouping == ' ')
    add("thousands with blanks");
  else if (format.grouping != 0)
    add(fmt::format("thousands with `{}`", format.grouping));
  if (format.percent) add("percent, as parts of 1");
  if (!format.currency.empty()) add(fmt::format("amounts of {}", format.currency));
  return text;
}

}  // namespace adc::data
