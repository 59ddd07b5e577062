// What a trained program tells of itself: rates, importance, parameters in the data's units, images.
#include <catch2/catch.hpp>
#include <cmath>

#include "adc/train/random.hpp"
#include "tests/train/data_files.h"

using namespace adc::train;

namespace {

/// 200 rows of a, b and c, with target 3a − b + 5: c says nothing.
Dataset plane() {
  Dataset data{.features = {"a", "b", "c"}, .targets = {"t"}, .classes = {}, .rows = 200, .x = {}, .t = {}};
  Random random(1);
  for (std::size_t row = 0; row < data.rows; ++row) {
    const double a = 10 + 2 * random.normal();
    const double b = -3 + 0.5 * random.normal();
    data.x.insert(data.x.end(), {a, b, 100 * random.normal()});
    data.t.push_back(3 * a - b + 5);
  }
  return data;
}

/// A model of that, trained to the minimum on standardised features.
Model trained(const Dataset& raw, const std::string& program) {
  Model model{.program = program,
              .dims = {},
              .features = raw.features,
              .targets = raw.targets,
              .classes = {},
              .scaling = standardise(raw),
              .state = {},
              .notes = {}};
  Dataset scaled = raw;
  model.scaling.apply(scaled.x);
  const ExampleLoss loss = ExampleLoss::compile(program).value();
  const TrainOptions how{.optimiser = {.rule = Rule::Lbfgs, .tolerance = 1e-10}};
  model.state = start(how, initialise(loss.params(), Initialiser::GlorotUniform, 1));
  train(adc::tests::bound(loss, scaled).objective(), how, model.state);
  return model;
}

}  // namespace

TEST_CASE("the rate that is advised makes the loss fall, and one a hundredfold smaller hardly does") {
  const Dataset raw = adc::tests::example_data("iris");
  Dataset data = raw;
  standardise(raw).apply(data.x);
  const ExampleLoss loss =
      ExampleLoss::compile(program(parse_network("layers: 4, 8, 3; loss: cross_entropy").value())).value();
  const Examples examples = adc::tests::bound(loss, data);
  const std::vector<double> params = initialise(loss.params(), Initialiser::GlorotUniform, 1);
  for (const Rule rule : {Rule::GradientDescent, Rule::Adam}) {
    TrainOptions how{.optimiser = {.rule = rule}, .batching = {.size = 32}, .epochs = 10};
    const RateSearch search = find_rate(examples.objective(), how, params);
    REQUIRE(search.rate);
    CHECK(search.steps.front().rate == 1e-6);
    CHECK(search.steps.size() > 20);
    CHECK(find_rate(examples.objective(), how, params).rate == search.rate);
    const auto loss_after = [&](double rate) {
      how.schedule.rate = rate;
      State state = start(how, params);
      train(examples.objective(), how, state);
      return examples.loss(state.params);
    };
    CHECK(loss_after(*search.rate) < 0.5 * loss_after(*search.rate / 100));
    CHECK(rate_curve(search).find("smoothed") != std::string::npos);
  }
  // ½w² at rate η: w ← (1 − η)w; a loss that does not change has no rate.
  const Objective flat{
      .params = 1, .examples = 1, .gradient = [](auto, auto, std::span<double> g) { return g[0] = 0, 1.0; }};
  CHECK_FALSE(find_rate(flat, {.optimiser = {.rule = Rule::Adam}}, {1}).rate);
}

TEST_CASE("a feature that says much is important, one that says nothing is not") {
  const Dataset raw = plane();
  const Model model = trained(raw, "param w: R[3], b: R\ndata x: R[3], t: R\ny = dot(w, x) + b\nE = (y - t)^2/2\nE, y");
  Dataset scaled = raw;
  model.scaling.apply(scaled.x);
  const ExampleLoss loss = ExampleLoss::compile(model.program).value();
  const std::vector<FeatureGroup> each = each_feature(scaled);
  const std::vector<Importance> all = permutation_importance(loss, model.state.params, scaled, each, 10, 1, 1).value();
  REQUIRE(all.size() == 3);
  // Permuting a changes the prediction by 3(a' − a): E = ½·9·2·Var a = 9·4, the error is √2·3·2.
  CHECK(all[0].loss.mean == Approx(36).epsilon(0.15));
  CHECK(all[0].metric.mean == Approx(std::sqrt(2.0) * 6).epsilon(0.1));
  CHECK(all[1].loss.mean == Approx(0.25).epsilon(0.2));
  CHECK(std::abs(all[2].loss.mean) < 1e-9);
  const std::vector<Importance> threaded =
      permutation_importance(loss, model.state.params, scaled, each, 10, 1, 4).value();
  for (std::size_t i = 0; i < 3; ++i) CHECK(threaded[i].loss.mean == all[i].loss.mean);
  const std::vector<FeatureGroup> both{{"a and c", {0, 2}}};
  CHECK(permutation_importance(loss, model.state.params, scaled, both, 3, 1).value()[0].name == "a and c");
}

TEST_CASE("parameters of an affine map of features are found in the units of the data") {
  const Dataset raw = plane();
  const Model line = trained(raw, "param w: R[3], b: R\ndata x: R[3], t: R\ny = dot(w, x) + b\nE = (y - t)^2/2\nE, y");
  const DataUnits units = in_data_units(line, raw.x).value().value();
  CHECK(units.weights == 0);
  CHECK(units.features == std::vector<std::size_t>{0, 1, 2});
  CHECK(units.params[0] == Approx(3).epsilon(1e-7));
  CHECK(units.params[1] == Approx(-1).epsilon(1e-7));
  CHECK(units.params[2] == Approx(0).margin(1e-7));
  CHECK(units.params[3] == Approx(5).epsilon(1e-6));
  // A network's first layer, too.
  const Model network = trained(raw, program(parse_network("layers: 3, 4, 1").value()));
  const DataUnits layer = in_data_units(network, raw.x).value().value();
  CHECK(layer.weights == 0);
  CHECK(layer.params[0] == Approx(network.state.params[0] / network.scaling.factor[0]));
  // What is not affine has no such parameters; what is not scaled has those that it has.
  const Model curved =
      trained(raw, "param w: R[3], b: R\ndata x: R[3], t: R\ny = dot(w, x.^2) + b\nE = (y - t)^2/2\nE, y");
  CHECK_FALSE(in_data_units(curved, raw.x).value());
  Model plain = curved;
  plain.scaling = divide(3, 1);
  CHECK(in_data_units(plain, raw.x).value()->params == plain.state.params);
  CHECK(in_data_units(plain, {}).error().diagnostic().slug == "bad-data");
}

TEST_CASE("weights are drawn as images, from black to white") {
  const std::string svg = weight_images(std::vector<double>{-2, 0, 1, 2, 0, 0, 0, 0}, 2, 2, 2);
  CHECK(svg.find("<path fill=\"#000000\" d=\"M1 1h1v1h-1z\"/>") != std::string::npos);
  CHECK(svg.find("<path fill=\"#ffffff\" d=\"M2 2h1v1h-1z\"/>") != std::string::npos);
  // Zeros are grey: one in the first image, all of the second, whose left edge is at 4.
  CHECK(svg.find("<path fill=\"#7f7f7f\" d=\"M2 1h1v1h-1zM4 1h1v1h-1zM5 1h1v1h-1zM4 2h1v1h-1zM5 2h1v1h-1z\"/>") !=
        std::string::npos);
  CHECK(svg.find("viewBox=\"0 0 7 4\"") != std::string::npos);
}
