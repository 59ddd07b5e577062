// What derivatives of formulas that nobody on the project wrote cost, and what they are. The formulas are read where
// they lie and not copied: ../shared/corpora, or where ADC_CORPORA points.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "parser/parse.h"
#include "passes/tensors/batch.h"
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

namespace {

// The rows of a matrix one after the other, or the numbers of a vector.
void append(const nlohmann::json& tensor, std::vector<double>& to) {
  for (const nlohmann::json& part : tensor) {
    if (part.is_array()) {
      append(part, to);
    } else {
      to.push_back(part);
    }
  }
}

// The loss of one example by the weights, as a lecture writes it.
ir::Function network(const nlohmann::json& json) {
  const auto size = [&](std::size_t layer) { return std::to_string(json.at("sizes").at(layer).get<int>()); };
  const std::string text = "param W1: R[" + size(1) + ", " + size(0) + "], b1: R[" + size(1) + "]\n" + "param W2: R[" +
                           size(2) + ", " + size(1) + "], b2: R[" + size(2) + "]\n" + "data x: R[" + size(0) +
                           "], k\n" + "h = " + json.at("activation").get<std::string>() + "(W1*x + b1)\n" +
                           "cross_entropy_of_class(softmax(W2*h + b2), k)";
  INFO(text);
  const auto parsed = parser::parse(text, {});
  REQUIRE(parsed);
  return parsed->fn;
}

void check_numbers(const std::vector<double>& found, std::vector<double> wanted, std::size_t from, double tolerance) {
  REQUIRE(from + wanted.size() == found.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    CAPTURE(i);
    CHECK(std::abs(found[from + i] - wanted[i]) <= tolerance * std::max(1.0, std::abs(wanted[i])));
  }
}

}  // namespace

TEST_CASE("losses of networks over data sets have the gradients that were computed elsewhere") {
  if (!std::filesystem::exists(corpora())) return;
  std::ifstream file(corpora() / "mlp.jsonl");
  std::size_t records = 0;
  for (std::string line; std::getline(file, line); ++records) {
    const nlohmann::json json = nlohmann::json::parse(line);
    CAPTURE(json.at("id").get<std::string>());
    const ir::Function one = network(json);
    const std::vector<bool> batched{false, false, false, false, true, true};
    const auto n = json.at("rows").get<std::int64_t>();
    const ir::Function loss = passes::mean_over_batch(one, batched, n, Limits{}.instructions);
    std::vector<double> at;
    std::vector<double> gradient;
    for (std::size_t layer = 0; layer < 2; ++layer) {
      append(json.at("W").at(layer), at);
      append(json.at("b").at(layer), at);
      append(json.at("grad_W").at(layer), gradient);
      append(json.at("grad_b").at(layer), gradient);
    }
    append(json.at("X"), at);
    for (const int label : json.at("y")) at.push_back(label + 1);
    for (const Mode mode : {Mode::Auto, Mode::Reverse}) {
      const ir::Function fn =
          passes::run(loss, {.derive = Derive::Gradient, .mode = mode, .wrt = {}, .limits = {}}).value();
      std::vector<double> found(ir::flat_outputs(fn));
      ir::interpret(fn, at, found);
      CHECK(std::abs(found[0] - json.at("value").get<double>()) <= 1e-13);
      check_numbers(found, gradient, 1, 1e-12);
    }
    // The gradient of each example, and then their mean.
    const ir::Function each = passes::run(one, {.derive = Derive::Gradient, .wrt = {}, .limits = {}}).value();
    const ir::Function many = passes::batch(each, batched, n, Limits{}.instructions);
    std::vector<double> all(ir::flat_outputs(many));
    ir::interpret(many, at, all);
    std::vector<double> mean;
    std::size_t from = 0;
    for (const ir::Output& output : each.outputs()) {
      const auto size = static_cast<std::size_t>(each.shape(output.value).elements());
      for (std::size_t i = 0; i < size; ++i) {
        double sum = 0;
        for (std::int64_t e = 0; e < n; ++e) sum += all[from + static_cast<std::size_t>(e) * size + i];
        mean.push_back(sum / static_cast<double>(n));
      }
      from += size * static_cast<std::size_t>(n);
    }
    check_numbers(mean, gradient, 1, 1e-12);
  }
  CHECK(records == 2);
}
