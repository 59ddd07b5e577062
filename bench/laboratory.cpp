// What is done with the results of benchmarks: compared with those that were kept, kept, or written for people.
//
//     bench_laboratory compare BASELINE   which rows of the run on stdin are worse than those of BASELINE; exit status
//     1
//                                         if there are any
//     bench_laboratory keep BASELINE      makes the rows of the run those of BASELINE; what did not run stays
//     bench_laboratory write DOCUMENT     writes the rows and charts between the marks of DOCUMENT
//
// A run is a JSON object a line, one for each benchmark (bench/harness.h).
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "bench/chart.h"

namespace {

using nlohmann::json;

struct Row {
  std::string bench;
  json result;

  [[nodiscard]] std::string key() const {
    return bench + ": " + result.at("name").get<std::string>() + " of " + result.at("of").get<std::string>() + " to " +
           result.at("to").get<std::string>();
  }
  [[nodiscard]] double ratio() const { return result.at("ratio").get<double>(); }
  [[nodiscard]] double spread() const { return result.at("spread").get<double>(); }
};

[[noreturn]] void give_up(const std::string& message) {
  fmt::print(stderr, "bench: {}\n", message);
  std::exit(2);
}

std::vector<Row> read_run() {
  std::vector<Row> rows;
  std::string line;
  while (std::getline(std::cin, line)) {
    const json run = json::parse(line, nullptr, false);
    if (run.is_discarded()) continue;  // a remark of a benchmark
    for (const json& result : run.at("results")) rows.push_back({run.at("bench").get<std::string>(), result});
  }
  return rows;
}

json read_baseline(const std::string& path) {
  std::ifstream file(path);
  return file ? json::parse(file) : json::object();
}

/// A row is worse if its ratio is, by more than both spreads and what machines differ in anyhow.
int compare(const std::string& path) {
  constexpr double kAnyhow = 0.03;
  const json baseline = read_baseline(path);
  int worse = 0;
  int compared = 0;
  for (const Row& row : read_run()) {
    const auto before = baseline.find(row.key());
    if (before == baseline.end()) {
      fmt::print("new    {}: {:.3g}\n", row.key(), row.ratio());
      continue;
    }
    ++compared;
    const double was = before->at("ratio").get<double>();
    const double allowed = kAnyhow + row.spread() + before->at("spread").get<double>();
    const double change = row.ratio() / was - 1;
    if (std::abs(change) <= allowed) continue;
    fmt::print("{} {}: {:.3g} → {:.3g} ({:+.0f} %, spread {:.0f} %)\n", change > 0 ? "WORSE " : "better", row.key(),
               was, row.ratio(), 100 * change, 100 * allowed);
    if (change > 0) ++worse;
  }
  fmt::print("{} rows compared, {} worse\n", compared, worse);
  return worse == 0 ? 0 : 1;
}

void keep(const std::string& path) {
  json baseline = read_baseline(path);
  for (const Row& row : read_run()) baseline[row.key()] = {{"ratio", row.ratio()}, {"spread", row.spread()}};
  std::ofstream(path) << baseline.dump(1) << '\n';
}

std::string human(const json& result, const char* which) {
  const std::string seconds = std::string(which) + "_seconds";
  if (!result.contains(seconds)) return fmt::format("{:g}", result.at(std::string(which) + "_count").get<double>());
  const double value = result.at(seconds).get<double>();
  for (const auto& [unit, name] : {std::pair{1.0, "s"}, {1e-3, "ms"}, {1e-6, "µs"}}) {
    if (value >= unit) return fmt::format("{:.3g} {}", value / unit, name);
  }
  return fmt::format("{:.3g} ns", value * 1e9);
}

std::string table(const std::vector<Row>& rows) {
  std::string text = "| row | measures | against | ratio | times |\n|---|---|---|---|---|\n";
  for (const Row& row : rows) {
    const json& r = row.result;
    text += fmt::format("| {} | {} | {} | {:.3g} ± {:.0f} % | {} to {} |\n", r.at("name").get<std::string>(),
                        r.at("of").get<std::string>(), r.at("to").get<std::string>(), row.ratio(), 100 * row.spread(),
                        human(r, "of"), human(r, "to"));
  }
  return text;
}

/// A heading, a chart and a table for each benchmark, in the order of the run. Charts lie in a folder beside the
/// document.
std::string for_people(const std::vector<Row>& rows, const std::filesystem::path& charts) {
  std::string text;
  std::filesystem::create_directories(charts);
  for (auto first = rows.begin(); first != rows.end();) {
    const auto last = std::find_if(first, rows.end(), [&](const Row& row) { return row.bench != first->bench; });
    std::vector<adc::bench::Bar> bars;
    for (auto row = first; row != last; ++row) {
      const auto part = [&](const char* name) { return row->result.at(name).get<std::string>(); };
      bars.push_back({part("name") + ": " + part("of") + " / " + part("to"), row->ratio(), row->spread()});
    }
    const std::string name = first->bench + ".svg";
    std::ofstream(charts / name) << adc::bench::chart("bench " + first->bench, bars);
    text += fmt::format("### {}\n\n![ratios of {}]({}/{})\n\n{}\n", first->bench, first->bench,
                        charts.filename().string(), name, table({first, last}));
    first = last;
  }
  return text;
}

void write(const std::string& path) {
  constexpr std::string_view kBegin = "<!-- measured: begin -->\n";
  constexpr std::string_view kEnd = "<!-- measured: end -->";
  std::ifstream file(path);
  const std::string before{std::istreambuf_iterator<char>(file), {}};
  const std::size_t begin = before.find(kBegin);
  const std::size_t end = before.find(kEnd);
  if (begin == std::string::npos || end == std::string::npos) give_up(path + " has no marks for what was measured");
  const std::vector<Row> rows = read_run();
  const std::filesystem::path charts = std::filesystem::path(path).parent_path() / "benchmarks";
  std::ofstream(path) << before.substr(0, begin + kBegin.size()) << '\n'
                      << for_people(rows, charts) << before.substr(end);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view task = argc == 3 ? argv[1] : "";
  if (task == "compare") return compare(argv[2]);
  if (task == "keep")
    keep(argv[2]);
  else if (task == "write")
    write(argv[2]);
  else
    give_up("usage: bench_laboratory compare|keep BASELINE, or write DOCUMENT");
  return 0;
}
