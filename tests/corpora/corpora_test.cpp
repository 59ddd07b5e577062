#include <catch2/catch.hpp>
#include <cstdint>
#include <iostream>
#include <map>
#include <set>
#include <string>

#include "parser/parse.h"
#include "passes/pipeline.h"
#include "tests/corpora/records.h"
#include "tests/jit/native.h"
#include "tests/support/modes.h"
#include "tests/support/tolerance.h"

namespace adc::tests {
namespace {

/// Why a record is not held to the tolerance, or not accepted, by its id.
using Exceptions = std::map<std::string, std::string>;

struct Outcome {
  std::size_t records = 0;
  std::set<std::string> refused;
  std::set<std::string> wrong;
};

/// The values of the record's point in the order of the program's inputs.
std::vector<double> point_of(const Record& record, const ir::Function& fn) {
  std::vector<double> point;
  for (const ir::Param& param : fn.params()) {
    for (const auto& [name, value] : record.point) {
      if (name == param.name) point.push_back(value);
    }
  }
  return point;
}

/// What is wrong with value and gradient of `program` in one mode: a line each.
std::vector<std::string> faults(const Record& record, const ir::Function& program, const NamedMode& mode) {
  std::vector<std::string> faults;
  const ir::Function fn = derived(program, Derive::Gradient, mode.mode);
  const std::vector<double> point = point_of(record, fn);
  const std::vector<double> results = interpreted(fn, point);
  if (!same_bits(results, Native(fn)(point))) faults.emplace_back("interpreted and native bits differ");
  const auto check = [&](const std::string& what, const Verdict& verdict) {
    if (!verdict) faults.push_back(what + ": " + verdict.text);
  };
  // The condition of the value is that of the program as written, where nothing is folded yet.
  check("value", judge(results[0], record.value, program, point, 0));
  for (std::size_t i = 0; i < point.size(); ++i) {
    const std::string& name = fn.params()[i].name;
    check("d/d" + name, judge(results[1 + i], record.partial(name), fn, point, 1 + i));
  }
  for (std::string& fault : faults) fault = record.id + " " + std::string(mode.name) + " " + fault;
  return faults;
}

Result<parser::Parsed> parse(const Record& record) {
  parser::ParseOptions options;
  options.inputs = record.names();
  return parser::parse(record.formula, options);
}

/// All records of a file, in all modes; prints what is wrong. Nullopt, aloud, where the corpora are not there.
std::optional<Outcome> run(const std::string& file) {
  const auto folder = corpora_folder();
  if (!folder) {
    std::cout << "SKIPPED " << file << ": there is neither $ADC_CORPORA nor ../shared/corpora\n";
    return std::nullopt;
  }
  Outcome outcome;
  for (const Record& record : read_records(*folder + "/" + file)) {
    ++outcome.records;
    const auto parsed = parse(record);
    if (!parsed) {
      std::cout << record.id << " is refused: " << parsed.error().what() << "\n  " << record.formula << "\n";
      outcome.refused.insert(record.id);
      continue;
    }
    for (const NamedMode& mode : kModes) {
      for (const std::string& fault : faults(record, parsed->fn, mode)) {
        std::cout << fault << "\n  " << record.formula << "\n";
        outcome.wrong.insert(record.id);
      }
    }
  }
  return outcome;
}

std::set<std::string> ids(const Exceptions& exceptions) {
  std::set<std::string> ids;
  for (const auto& [id, reason] : exceptions) ids.insert(id);
  return ids;
}

TEST_CASE("the formulas of physics have their values and gradients") {
  const auto outcome = run("feynman.jsonl");
  if (!outcome) return;
  CHECK(outcome->records == 200);
  CHECK(outcome->refused.empty());
  CHECK(outcome->wrong.empty());
}

TEST_CASE("the formulas of a computer algebra's tests have their values and gradients") {
  const auto outcome = run("mathjs.jsonl");
  if (!outcome) return;
  CHECK(outcome->records == 64);
  CHECK(outcome->refused.empty());
  CHECK(outcome->wrong.empty());
}

TEST_CASE("the stress lists of other parsers are read as they mean it") {
  const Exceptions refused = {};
  const auto outcome = run("parsers.jsonl");
  if (!outcome) return;
  CHECK(outcome->records == 1800);
  CHECK(outcome->refused == ids(refused));
  CHECK(outcome->refused.size() <= 5);
  CHECK(outcome->wrong.empty());
}

TEST_CASE("delicate formulas have the digits that conditioning allows") {
  const Exceptions exceptions = {};
  const auto outcome = run("fpbench.jsonl");
  if (!outcome) return;
  CHECK(outcome->records == 95);
  CHECK(outcome->refused.empty());
  CHECK(outcome->wrong == ids(exceptions));
}

TEST_CASE("test functions of optimisation have their values and gradients") {
  const Exceptions exceptions = {};
  const auto outcome = run("optimisation.jsonl");
  if (!outcome) return;
  CHECK(outcome->records == 59);
  CHECK(outcome->refused.empty());
  CHECK(outcome->wrong == ids(exceptions));
}

/// The records whose value and gradient cost more than 5 × value + 10 by the cheapest mode; prints the largest ratio.
std::set<std::string> expensive(const std::string& file) {
  std::set<std::string> expensive;
  const auto folder = corpora_folder();
  if (!folder) return expensive;
  double largest = 0;
  for (const Record& record : read_records(*folder + "/" + file)) {
    const auto parsed = parse(record);
    if (!parsed) continue;
    const std::uint64_t value = passes::cost(derived(parsed->fn, Derive::Value, Mode::Auto));
    const std::uint64_t both = passes::cost(derived(parsed->fn, Derive::Gradient, Mode::Auto));
    largest = std::max(largest, static_cast<double>(both) / static_cast<double>(std::max<std::uint64_t>(value, 1)));
    if (both <= 5 * value + 10) continue;
    expensive.insert(record.id);
    std::cout << record.id << ": the value costs " << value << ", with the gradient " << both << "\n  "
              << record.formula << "\n";
  }
  std::cout << file << ": value and gradient cost at most " << largest << " times the value\n";
  return expensive;
}

TEST_CASE("value and gradient cost at most five times the value and ten") {
  for (const char* file : {"feynman.jsonl", "mathjs.jsonl", "parsers.jsonl", "fpbench.jsonl", "optimisation.jsonl"}) {
    CAPTURE(file);
    CHECK(expensive(file).empty());
  }
}

}  // namespace
}  // namespace adc::tests
