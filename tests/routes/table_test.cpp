// A row of a table has the value's bits, interpreted and native without vector math.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <iomanip>
#include <random>
#include <sstream>

#include "adc/adc.hpp"
#include "tests/routes/programs.h"
#include "tests/support/bits.h"
#include "tests/tools/program.h"

using namespace adc;
using namespace adc::tests;

namespace {

// Each program is a run of `adc`, so some stand for all.
constexpr std::size_t kEach = 25;

std::string table_of(const Function& function, const std::vector<std::vector<double>>& rows) {
  std::ostringstream table;
  table << std::setprecision(17);
  for (std::size_t i = 0; i < function.inputs().size(); ++i) table << (i == 0 ? "" : ",") << function.inputs()[i];
  for (const std::vector<double>& row : rows) {
    table << '\n';
    for (std::size_t i = 0; i < row.size(); ++i) table << (i == 0 ? "" : ",") << row[i];
  }
  table << '\n';
  return table.str();
}

void compare(const Program& program) {
  const Result<Function> function = compile(program.text, {.tier = Tier::Interpret});
  if (!function || function->only_defines() || function->output_size() != 1 || function->inputs().empty()) return;
  std::mt19937_64 random(program.text.size());
  std::uniform_real_distribution<double> coordinate(-3, 3);
  std::vector<std::vector<double>> rows(5, std::vector<double>(function->input_size()));
  for (std::vector<double>& row : rows) {
    for (double& x : row) x = coordinate(random);
  }
  for (const char* tier : {"interpret", "native"}) {
    for (const std::vector<std::string>& more : {std::vector<std::string>{}, {"--grad"}}) {
      std::vector<std::string> words{"eval", program.text, "--data", "-", "--tier", tier, "--vector", "off"};
      words.insert(words.end(), more.begin(), more.end());
      const Finished run = run_adc(words, table_of(*function, rows));
      if (run.code != 0) continue;  // such as a name that a table does not have
      std::size_t at = run.out.find('\n') + 1;
      for (const std::vector<double>& row : rows) {
        const double got = std::strtod(run.out.c_str() + at, nullptr);
        CAPTURE(program.label, program.text, tier, more, row, got);
        CHECK(same_bits(function->value(row), got));
        at = run.out.find('\n', at) + 1;
      }
    }
  }
}

}  // namespace

TEST_CASE("rows of tables have the value's bits") {
  std::size_t number = 0;
  const auto some = [&](const Program& program) {
    if (number++ % kEach == 0) compare(program);
  };
  for_each_formula(some);
  for_each_random_program(500, some);
}
