// What derivatives of formulas that nobody on the project wrote cost, and what they are. The formulas are read where
// they lie and not copied: ../shared/corpora, or where ADC_CORPORA points.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "parser/parse.h"
#include "tests/passes/build.h"

using namespace adc;
using namespace adc::test;

namespace {

std::filesystem::path corpora() {
  if (const char* place = std::getenv("ADC_CORPORA")) return place;
  return std::filesystem::path(ADC_SOURCE_DIR) / "../shared/corpora";
}

struct Record {
  std::string id;
  ir::Function fn;
  std::vector<double> at;
  double value;
  std::vector<double> gradient;
};

Record read(const nlohmann::json& json) {
  parser::ParseOptions options;
  for (const auto& [name, value] : json.at("vars").items()) options.inputs.push_back(name);
  Record record{json.at("id"), parser::parse(json.at("formula").get<std::string>(), options).value().fn, {}, 0, {}};
  for (const ir::Param& param : record.fn.params()) {
    record.at.push_back(json.at("vars").at(param.name));
    record.gradient.push_back(json.at("grad").value(param.name, 0.0));
  }
  record.value = json.at("value");
  return record;
}

template <typename Check>
void for_each_record(Check check) {
  if (!std::filesystem::exists(corpora())) {
    std::cerr << "skipped: no corpora at " << corpora() << " (ADC_CORPORA says where they are)\n";
    return;
  }
  for (const char* name : {"feynman", "mathjs"}) {
    std::ifstream file(corpora() / (std::string(name) + ".jsonl"));
    std::size_t records = 0;
    for (std::string line; std::getline(file, line); ++records) check(read(nlohmann::json::parse(line)));
    CHECK(records > 0);
  }
}

std::uint64_t cost_of(const ir::Function& fn, Derive derive, Mode mode) {
  return passes::cost(passes::run(fn, {.derive = derive, .mode = mode, .wrt = {}, .limits = {}}).value());
}

}  // namespace

TEST_CASE("a value with its gradient costs at most five times the value and ten") {
  for_each_record([](const Record& record) {
    const std::uint64_t bound = 5 * cost_of(record.fn, Derive::Value, Mode::Auto) + 10;
    for (const Mode mode : {Mode::Auto, Mode::Reverse}) {
      CAPTURE(record.id, static_cast<int>(mode));
      CHECK(cost_of(record.fn, Derive::Gradient, mode) <= bound);
    }
  });
}

TEST_CASE("formulas of the corpora have their gradients in every mode") {
  for_each_record([](const Record& record) {
    for (const Mode mode : kModes) {
      CAPTURE(record.id, static_cast<int>(mode));
      const std::vector<double> y = derived(record.fn, Derive::Gradient, mode, record.at);
      double largest = std::abs(record.value);
      for (const double g : record.gradient) largest = std::max(largest, std::abs(g));
      CHECK(std::abs(y[0] - record.value) <= 1e-12 * largest);
      for (std::size_t i = 0; i < record.gradient.size(); ++i) {
        CHECK(std::abs(y[i + 1] - record.gradient[i]) <= 1e-11 * largest);
      }
    }
  });
}

TEST_CASE("a value has the same bits whether or not derivatives are computed beside it") {
  for_each_record([](const Record& record) {
    const double alone = derived(record.fn, Derive::Value, Mode::Auto, record.at)[0];
    for (const Mode mode : kModes) {
      CAPTURE(record.id, static_cast<int>(mode));
      CHECK(derived(record.fn, Derive::Gradient, mode, record.at)[0] == alone);
      CHECK(derived(record.fn, Derive::Hessian, mode, record.at)[0] == alone);
    }
  });
}
