#include "tests/routes/written_programs.h"

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/golden/golden_file.h"
#include "tests/lectures/slides.h"
#include "tests/parser/examples.h"

namespace adc::tests {

void for_each_written_program(const std::function<void(const Program&)>& take) {
  for (const Example& example : examples()) take({"docs/language.md", example.program});
  for (const std::string& path : golden_paths(ADC_SOURCE_DIR "/tests/golden")) {
    const GoldenFile file = read_golden(path);
    take({file.name, file.program});
  }
  std::ifstream stored(ADC_SOURCE_DIR "/tests/stored/pytorch.jsonl");
  std::set<std::string> seen;
  for (std::string line; std::getline(stored, line);) {
    const std::string program = nlohmann::json::parse(line)["program"];
    if (seen.insert(program).second) take({"tests/stored/pytorch.jsonl", program});
  }
  for (const Slide& slide : slides()) take({slide.title, slide.program + "\nL"});
}

}  // namespace adc::tests
