#include "tests/emit/formulas.h"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <set>

#include "parser/parse.h"
#include "tests/corpora/records.h"

namespace adc::tests {
namespace {

void add_textbook(std::vector<Formula>& all) {
  std::ifstream file(ADC_SOURCE_DIR "/tests/corpora/textbook.txt");
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    const std::string text = line.substr(0, line.find(" ; "));
    const std::string points = line.substr(line.rfind(" ; ") + 3);
    Formula formula{text, parser::parse("f(x) = " + text).value().fn, {}};
    for (const char* next = points.c_str(); *next != '\0'; next += *next == ',' ? 1 : 0) {
      char* end = nullptr;
      formula.points.push_back({std::strtod(next, &end)});
      if (end == next) break;
      next = end;
    }
    all.push_back(std::move(formula));
  }
}

void add_corpus(const std::string& path, std::vector<Formula>& all) {
  std::set<std::string> texts;
  for (const Record& record : read_records(path)) {
    parser::ParseOptions options;
    options.inputs = record.names();
    const auto parsed = parser::parse(record.formula, options);
    if (!parsed || !parsed->fn.is_scalar() || !texts.insert(record.formula).second) continue;
    std::vector<double> point;
    for (const ir::Param& param : parsed->fn.params()) {
      for (const auto& [name, value] : record.point) {
        if (name == param.name) point.push_back(value);
      }
    }
    if (point.size() == parsed->fn.params().size()) all.push_back({record.formula, parsed->fn, {point}});
  }
}

}  // namespace

std::vector<Formula> formulas() {
  std::vector<Formula> all;
  add_textbook(all);
  const auto folder = corpora_folder();
  if (!folder) std::cout << "without the corpora: there is neither $ADC_CORPORA nor ../shared/corpora\n";
  for (const char* name : {"feynman", "fpbench", "optimisation"}) {
    if (folder) add_corpus(*folder + "/" + name + ".jsonl", all);
  }
  return all;
}

}  // namespace adc::tests
