#include "tools/corpus.h"

#include <fmt/core.h>

#include <unistd.h>

#include <cstdio>
#include <fstream>

#include "adc/text.hpp"
#include "tools/failure.h"
#include "tools/report/check_report.h"
#include "tools/report/output.h"
#include "tools/report/results.h"

namespace adc::tools {
namespace {

/// What became of the records.
struct Tally {
  std::size_t records = 0;
  std::size_t skipped = 0;
  std::size_t ill_conditioned = 0;
  std::size_t kinks = 0;
  std::size_t out_of_range = 0;
  std::vector<std::string> disagree;
  std::vector<std::string> refused;
};

/// A line that is written over again, on a terminal.
class Progress {
 public:
  void show(std::size_t records) const {
    if (shown_ && records % 10 == 0) std::fprintf(stderr, "\r%zu records", records);
  }
  void hide() const {
    if (shown_) std::fputs("\r\033[K", stderr);
  }

 private:
  bool shown_ = isatty(STDERR_FILENO) == 1;
};

std::string short_number(double x) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1e", x);
  return text;
}

/// What is wrong with a number of a record: what is given and what is exact, a line per method, and the cause.
std::string faults(const CheckedQuantity& quantity) {
  std::string given;
  std::string methods;
  for (const CheckedNumber& number : quantity.numbers) {
    if (number.method == Method::Reference) {
      given = fmt::format(": given {}{}", to_text(number.number), number.within ? "" : ", which is wrong");
      continue;
    }
    const bool is_estimate = number.method == Method::Differences || number.method == Method::ComplexStep;
    if (number.within || is_estimate) continue;
    methods += fmt::format("    {} {}: error {}, allowed {}\n", to_string(number.method), to_text(number.number),
                           short_number(number.error), short_number(number.allowed));
  }
  return fmt::format("  {}{}{}\n{}{}", quantity.name, given,
                     quantity.exact.empty() ? "" : ", exactly " + shortened(quantity.exact), methods,
                     quantity.cause.empty() ? "" : "    " + quantity.cause + "\n");
}

/// What is wrong with a record.
std::string faults(const Record& record, const CheckReport& report) {
  std::string text = fmt::format("{}\n  {}\n", record.id, record.formula);
  for (const CheckedQuantity& quantity : report.points.front().quantities) {
    if (quantity.verdict == Verdict::Disagreement) text += faults(quantity);
  }
  return text;
}

/// Counts a record that was checked; says what disagrees.
std::string tally_record(const Record& record, const CheckReport& report, Tally& tally) {
  if (report.count(Verdict::Disagreement) > 0) {
    tally.disagree.push_back(record.id);
    return faults(record, report);
  }
  if (report.count(Verdict::OutOfRange) > 0)
    ++tally.out_of_range;
  else if (report.count(Verdict::Kink) > 0)
    ++tally.kinks;
  else if (report.count(Verdict::IllConditioned) > 0)
    ++tally.ill_conditioned;
  return "";
}

/// Checks a line; says what is wrong with it.
std::string check_line(const std::string& line, const CompileOptions& options, Tally& tally, std::string& note) {
  Result<std::optional<Record>> record = read_record(line);
  const std::string place = "line " + std::to_string(tally.records + tally.skipped + 1);
  if (!record) {
    ++tally.records;
    tally.refused.push_back(place);
    return fmt::format("{}: {}\n", place, record.error().diagnostic().message);
  }
  if (!record->has_value()) return ++tally.skipped, "";
  Record& read = **record;
  if (read.id.empty()) read.id = place;
  ++tally.records;
  const Result<CheckReport> report = check(read, options);
  if (!report) {
    tally.refused.push_back(read.id);
    return fmt::format("{}\n  {}\n  {}\n", read.id, read.formula, report.error().what());
  }
  note = report->no_precision;
  return tally_record(read, *report, tally);
}

std::string as_text(const std::string& path, const Tally& tally) {
  const std::size_t wrong = tally.disagree.size() + tally.refused.size();
  std::string text = fmt::format("{}: {}, {} agree", path, counted(tally.records, "record"), tally.records - wrong);
  const auto add = [&](std::size_t n, const char* what) {
    if (n > 0) text += fmt::format(", {} {}", n, what);
  };
  add(tally.ill_conditioned, "of them ill-conditioned");
  add(tally.kinks, "of them at a kink");
  add(tally.out_of_range, "of them out of range");
  add(tally.refused.size(), "refused");
  add(tally.skipped, "without numbers to compare with");
  return fmt::format("{}, {} disagreement\n", text,
                     tally.disagree.empty() ? "no" : std::to_string(tally.disagree.size()));
}

std::string as_json(const Tally& tally) {
  const auto list = [](const std::vector<std::string>& ids) {
    std::string text = "[";
    for (const std::string& id : ids) text += (text.size() > 1 ? ", " : "") + json_string(id);
    return text + "]";
  };
  return fmt::format(
      "{{\"schema\": \"adc.corpus.1\", \"records\": {}, \"skipped\": {}, \"ill_conditioned\": {}, \"kinks\": {}, "
      "\"out_of_range\": {}, \"disagree\": {}, \"refused\": {}}}\n",
      tally.records, tally.skipped, tally.ill_conditioned, tally.kinks, tally.out_of_range, list(tally.disagree),
      list(tally.refused));
}

}  // namespace

void check_corpus(const std::string& path, const CompileOptions& options, bool json) {
  std::ifstream file(path);
  if (!file) throw failure("cannot-read", "cannot open " + path);
  Tally tally;
  Progress progress;
  std::string note;
  for (std::string line; std::getline(file, line);) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    const std::string wrong = check_line(line, options, tally, note);
    if (!wrong.empty()) {
      progress.hide();
      if (json)
        print_message(wrong);
      else
        print_result(wrong);
    }
    progress.show(tally.records);
  }
  progress.hide();
  if (!note.empty()) print_message("adc: note: " + note);
  print_result(json ? as_json(tally) : as_text(path, tally));
  const std::size_t wrong = tally.disagree.size() + tally.refused.size();
  if (wrong > 0) {
    throw failure("disagreement", counted(wrong, "record") + " in disagreement or refused");
  }
}

}  // namespace adc::tools
