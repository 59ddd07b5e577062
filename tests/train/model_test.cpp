// Models in files: the same bits, and training that goes on.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "adc/train/random.hpp"
#include "adc/train/safetensors.hpp"
#include "tests/train/data_files.h"

using namespace adc::train;

namespace {

std::string temporary(const std::string& name) {
  return (std::filesystem::temp_directory_path() / ("adc-" + std::to_string(getpid()) + "-" + name)).string();
}

/// Iris, a small network, and Adam.
struct Example {
  Dataset raw = adc::tests::example_data("iris");
  Scaling scaling = standardise(raw);
  ExampleLoss loss =
      ExampleLoss::compile(program(parse_network("layers: 4, 6 tanh, 3; loss: cross_entropy").value())).value();
  TrainOptions options{
      .optimiser = {.rule = Rule::Adam}, .batching = {.size = 32}, .schedule = {.rate = 0.01}, .epochs = 8};

  [[nodiscard]] Examples examples() const {
    Dataset scaled = raw;
    scaling.apply(scaled.x);
    return adc::tests::bound(loss, scaled);
  }

  [[nodiscard]] Model model() const {
    return {.program = program(parse_network("layers: 4, 6 tanh, 3; loss: cross_entropy").value()),
            .dims = {},
            .features = raw.features,
            .targets = raw.targets,
            .classes = raw.classes,
            .scaling = scaling,
            .state = start(options, initialise(loss.params(), Initialiser::GlorotUniform, 1)),
            .notes = {{"command", "--epochs=8\n"}, {"umlaut", "ä\"\\"}}};
  }
};

}  // namespace

TEST_CASE("a model comes back from its file to the bit") {
  const Example example;
  Model model = example.model();
  adc::train::train(example.examples().objective(), example.options, model.state,
                    {.after_step = [n = 0](const Progress&) mutable { return ++n < 17; }});
  const std::string path = temporary("model.safetensors");
  REQUIRE(!save(model, path));
  const Model back = load(path).value();
  std::filesystem::remove(path);
  CHECK(back.program == model.program);
  CHECK(back.features == model.features);
  CHECK(back.targets == model.targets);
  CHECK(back.classes == model.classes);
  CHECK(back.notes == model.notes);
  CHECK(back.scaling.offset == model.scaling.offset);
  CHECK(back.scaling.factor == model.scaling.factor);
  CHECK(back.state.params == model.state.params);
  CHECK(back.state.memory.averages == model.state.memory.averages);
  CHECK(back.state.memory.steps == 17);
  CHECK(back.state.next_batch == 2);
  CHECK(back.state.loss_sum == model.state.loss_sum);
  CHECK(back.state.history.size() == 3);
}

TEST_CASE("training that is saved at any step and goes on has the bits of training in one go") {
  Example example;
  example.options.early_stop = 8;
  const Objective objective = example.examples().objective();
  const auto heldout = [](std::span<const double> w) { return std::cos(100 * w[0]); };  // goes up and down
  Model whole = example.model();
  CHECK(adc::train::train(objective, example.options, whole.state, {.heldout = heldout}) == Ending::Epochs);
  CHECK(whole.state.best.epoch > 1);
  CHECK(whole.state.best.epoch < 8);
  const std::string path = temporary("resume.safetensors");
  for (const int stop_after : {1, 5, 7, 39}) {
    REQUIRE(!save(example.model(), path));
    Ending ending = Ending::Interrupted;
    while (ending == Ending::Interrupted) {
      Model part = load(path).value();
      int steps = 0;
      ending =
          adc::train::train(objective, example.options, part.state,
                            {.after_step = [&](const Progress&) { return ++steps < stop_after; }, .heldout = heldout});
      REQUIRE(!save(part, path));
    }
    const Model parts = load(path).value();
    CHECK(parts.state.params == whole.state.params);
    CHECK(parts.state.best.params == whole.state.best.params);
    CHECK(parts.state.best.epoch == whole.state.best.epoch);
    CHECK(parts.state.best.heldout == whole.state.best.heldout);
    CHECK(parts.state.best.is_taken);
    REQUIRE(parts.state.history.size() == whole.state.history.size());
    for (std::size_t i = 0; i < 8; ++i) CHECK(parts.state.history[i].loss == whole.state.history[i].loss);
  }
  std::filesystem::remove(path);
}

TEST_CASE("a model keeps the units of its targets, and which of them are logarithms") {
  Model model = Example().model();
  model.classes.clear();
  model.target_scaling = {{1.5}, {0.1}, {true}};
  model.scaling.logarithmic = {false, true, false, false};
  const std::string path = temporary("units.safetensors");
  REQUIRE(!save(model, path));
  const Model back = load(path).value();
  CHECK(back.target_scaling.offset == model.target_scaling.offset);
  CHECK(back.target_scaling.factor == model.target_scaling.factor);
  CHECK(back.target_scaling.logarithmic == model.target_scaling.logarithmic);
  CHECK(back.scaling.logarithmic == model.scaling.logarithmic);
  model.target_scaling.factor.push_back(1);
  REQUIRE(!save(model, path));
  CHECK(load(path).error().diagnostic().slug == "bad-safetensors");
  std::filesystem::remove(path);
}

TEST_CASE("a model keeps how columns become features, and reads other tables alike") {
  const adc::TypedTable table = adc::parse_typed_table(
                                    "d;p;k;n\n1.2.2020;1.234,5 €;a;5 %\n3.4.2021;;\"b \"\"x\"\"\";7 %\n"
                                    "3.4.2022;2,5 €;;8 %\n",
                                    "t.csv", {.missing = adc::TypedOptions::Missing::Keep})
                                    .value();
  const std::vector<std::size_t> rows{0, 1, 2};
  const Encoding encoding = fit_encoding(table, rows, {.imputation = Imputation::Indicator, .cyclic = {"d"}})->encoding;
  Model model = Example().model();
  model.encoding = encoding;
  model.weighted = true;
  model.features = encoding.features();
  REQUIRE(model.features.size() == 11);
  model.program = program(parse_network("layers: 11, 3; loss: cross_entropy").value());
  const ExampleLoss loss = ExampleLoss::compile(model.program).value();
  model.state = start({}, initialise(loss.params(), Initialiser::GlorotUniform, 1));
  model.scaling = divide(11, 2);
  const std::string path = temporary("columns.safetensors");
  REQUIRE(!save(model, path));
  const Model back = load(path).value();
  CHECK(back.features == model.features);
  CHECK(back.weighted);
  CHECK(encode(back.encoding, table)->x == encode(encoding, table)->x);
  for (std::size_t c = 0; c < 4; ++c) CHECK(back.encoding.columns[c].format == encoding.columns[c].format);
  // The same cells alone are read alike.
  const adc::TypedTable one =
      adc::parse_typed_table("d;p;k;n\n3.4.2021;1,234 €;a;1 %\n", "t.csv", reading(back.encoding, {})).value();
  CHECK(one.columns[1].numbers == std::vector<double>{1.234});
  CHECK(one.columns[3].numbers == std::vector<double>{0.01});
  const Safetensors good = read_safetensors(path).value();
  for (const char* bad :
       {"", "{", "[1]", "[{}]", R"([{"column": "x", "cells": {"kind": "number"}, "as": "one-hot"}])",
        R"([{"column": "x", "cells": {"kind": "text"}, "as": "one-hot", "levels": ["a"], "fill": 3}])",
        R"([{"column": "x", "cells": {"kind": "spam"}, "as": "number"}])",
        R"([{"column": "x", "cells": {"kind": "number"}, "as": "number"}])"}) {
    CAPTURE(bad);
    Safetensors file = good;
    file.metadata["columns"] = bad;
    REQUIRE(!write_safetensors(path, file));
    CHECK(load(path).error().diagnostic().slug == "bad-safetensors");
  }
  std::filesystem::remove(path);
}

TEST_CASE("predictions are those of the program for features in the units of the data") {
  const Example example;
  Model model = example.model();
  const Examples examples = example.examples();
  adc::train::train(examples.objective(), example.options, model.state);
  const std::vector<double> predictions = predict(model, example.raw.x).value();
  CHECK(predictions == examples.output(model.state.params, 1));
  REQUIRE(predictions.size() == 450U);
  for (std::size_t r = 0; r < 150; ++r) {
    CHECK(predictions[3 * r] + predictions[3 * r + 1] + predictions[3 * r + 2] == Approx(1));
  }
  CHECK(predict(model, std::vector<double>{1, 2, 3}).error().diagnostic().slug == "bad-data");
  CHECK(predict(model, {}).value().empty());
}

TEST_CASE("files that hold no model, or a damaged one, are refused") {
  const std::string path = temporary("bad.safetensors");
  const auto check_refused = [&](const Safetensors& file, const std::string& why) {
    CAPTURE(why);
    REQUIRE(!write_safetensors(path, file));
    const auto model = load(path);
    REQUIRE(!model);
    CHECK(model.error().diagnostic().slug == "bad-safetensors");
    CHECK(std::string(model.error().what()).find(why) != std::string::npos);
  };
  check_refused({.tensors = {{"W", {1}, {1}}}, .metadata = {}}, "no model of adc");
  REQUIRE(!save(Example().model(), path));
  const Safetensors good = read_safetensors(path).value();
  for (const auto& [key, why] :
       {std::pair("program", "no metadata `program`"), {"features", "no metadata `features`"}}) {
    Safetensors file = good;
    file.metadata.erase(key);
    check_refused(file, why);
  }
  for (const char* key : {"features", "steps", "dims"}) {
    Safetensors file = good;
    file.metadata[key] = "[1, {";
    check_refused(file, "damaged");
  }
  for (const char* name : {"W1", "b2", "train/history", "scaling/offset"}) {
    Safetensors file = good;
    std::erase_if(file.tensors, [&](const NamedTensor& tensor) { return tensor.name == name; });
    check_refused(file, name);
  }
  Safetensors narrow = good;
  for (NamedTensor& tensor : narrow.tensors) {
    if (tensor.name == "scaling/factor") tensor = {"scaling/factor", {1}, {1}};
  }
  check_refused(narrow, "scaling does not fit its columns");
  Safetensors memory = good;
  for (NamedTensor& tensor : memory.tensors) {
    if (tensor.name == "train/average1") tensor = {"train/average1", {1}, {1}};
  }
  check_refused(memory, "memory does not fit");
  Safetensors untargeted = good;
  untargeted.metadata["targets"] = "[]";
  check_refused(untargeted, "classes without one target");
  Safetensors large = good;  // tensors of the right names, of a program that says a petabyte
  large.metadata["program"] = "param W1: R[100000000000000]\ndata x: R[4], t: R[3]\ndot(x, x) + W1[1] + sum(t)";
  check_refused(large, "W1");
  Model broken = Example().model();
  broken.state.params.pop_back();
  CHECK(save(broken, path)->diagnostic().slug == "bad-data");
  std::filesystem::remove(path);
}

TEST_CASE("a model file with random damage is refused, or predicts something, and never does harm") {
  const Example example;
  const std::string path = temporary("damaged.safetensors");
  REQUIRE(!save(example.model(), path));
  const std::string bytes = to_safetensors(read_safetensors(path).value());
  Random random(1);
  int refused = 0;
  for (int i = 0; i < 150; ++i) {
    std::string damaged = bytes;
    for (std::size_t n = 1 + random.below(4); n > 0; --n) {
      damaged[random.below(damaged.size())] = static_cast<char>(random.bits());
    }
    std::ofstream(path, std::ios::binary) << damaged;
    const auto model = load(path);
    refused += model ? 0 : 1;
    if (model) CHECK((!predict(*model, std::vector<double>(4)) || model->features.size() == 4));
  }
  CHECK(refused > 30);
  std::filesystem::remove(path);
}
