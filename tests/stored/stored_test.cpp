// Values, gradients and Hessians of programs of tensors against numbers that PyTorch computed (pytorch.py made the
// file).
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "adc/adc.hpp"
#include "tests/support/function_sizes.h"

namespace {

using Numbers = std::vector<double>;

struct Stored {
  std::string program;
  Numbers inputs;
  double value;
  Numbers gradient;
  Numbers hessian;  // empty where there are many variables
};

std::vector<Stored> stored() {
  std::ifstream file(ADC_STORED_DIR "/pytorch.jsonl");
  REQUIRE(file);
  std::vector<Stored> all;
  for (std::string line; std::getline(file, line);) {
    const auto json = nlohmann::json::parse(line);
    all.push_back({json["program"], json["inputs"], json["value"], json["gradient"], json.value("hessian", Numbers{})});
  }
  return all;
}

// Relative to the largest: PyTorch rounds, too.
void check_close(const Numbers& found, const Numbers& expected) {
  constexpr double kTolerance = 1e-12;
  double largest = 1;
  for (const double number : expected) largest = std::max(largest, std::fabs(number));
  REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    CAPTURE(i, found[i], expected[i]);
    CHECK(std::fabs(found[i] - expected[i]) <= kTolerance * largest);
  }
}

void check(const Stored& s, adc::Mode mode, adc::Tier tier) {
  adc::CompileOptions options;
  options.mode = mode;
  options.tier = tier;
  const adc::Function f = adc::compile(s.program, options).value();
  Numbers gradient(f.wrt_size());
  CAPTURE(s.program, static_cast<int>(mode), static_cast<int>(tier));
  check_close({f.value_and_gradient(s.inputs, gradient)}, {s.value});
  check_close(gradient, s.gradient);
  if (s.hessian.empty()) return;
  Numbers hessian(f.wrt_size() * f.wrt_size());
  f.hessian(s.inputs, hessian);
  Numbers rows;  // from blocks of tensors to one matrix over all variables
  std::vector<std::size_t> sizes;
  for (const adc::Extents& extents : f.wrt_shapes()) sizes.push_back(adc::elements(extents));
  std::size_t row_block = 0;
  for (const std::size_t height : sizes) {
    for (std::size_t i = 0; i < height; ++i) {
      std::size_t block = row_block;
      for (const std::size_t width : sizes) {
        const auto row = hessian.begin() + static_cast<std::ptrdiff_t>(block + i * width);
        rows.insert(rows.end(), row, row + static_cast<std::ptrdiff_t>(width));
        block += height * width;
      }
    }
    row_block += height * f.wrt_size();
  }
  check_close(rows, s.hessian);
}

}  // namespace

TEST_CASE("derivatives of tensors are those that PyTorch computed, in every mode, interpreted and native") {
  const std::vector<Stored> all = stored();
  REQUIRE(all.size() > 100);
  for (const Stored& s : all) {
    for (const adc::Mode mode : {adc::Mode::Symbolic, adc::Mode::Forward, adc::Mode::Reverse})
      check(s, mode, adc::Tier::Interpret);
    check(s, adc::Mode::Auto, adc::Tier::Native);
  }
}
