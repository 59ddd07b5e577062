// Trained models as functions.
#include <catch2/catch.hpp>
#include <cmath>

#include "adc/train/random.hpp"
#include "tests/train/data_files.h"

using namespace adc::train;

namespace {

/// A model with random parameters, of the data set and the program, in the units that `scaling` says.
Model model_of(const Dataset& data, const std::string& program, const Scaling& scaling,
               adc::DType dtype = adc::DType::F64) {
  Model model{.program = program,
              .dims = {},
              .dtype = dtype,
              .features = data.features,
              .targets = data.targets,
              .classes = data.classes,
              .scaling = scaling,
              .state = {},
              .notes = {}};
  const ExampleLoss loss = ExampleLoss::compile(program).value();
  Random random(5);
  for (std::size_t i = 0; i < loss.param_size(); ++i) model.state.params.push_back(random.normal());
  return model;
}

std::string network_of(const std::string& text) { return program(parse_network(text).value()); }

/// The largest difference between what the function and `predict` say of the data's rows.
double difference(const Model& model, const Dataset& data) {
  const adc::Function function = predictor(model).value();
  REQUIRE(function.input_size() == data.features.size());
  const std::vector<double> wanted = predict(model, data.x).value();
  std::vector<double> row(function.output_size());
  double most = 0;
  for (std::size_t r = 0; r < data.rows; ++r) {
    function.values(std::span(data.x).subspan(r * data.features.size(), data.features.size()), row);
    for (std::size_t i = 0; i < row.size(); ++i) most = std::fmax(most, std::abs(row[i] - wanted[r * row.size() + i]));
  }
  return most;
}

}  // namespace

TEST_CASE("with its parameters as inputs it predicts the same, and has derivatives for them") {
  const Dataset iris = adc::tests::example_data("iris");
  const Model model = model_of(iris, network_of("layers: 4, 6 tanh, 3; loss: cross_entropy"), standardise(iris));
  const OpenPredictor open = open_predictor(model).value();
  CHECK(open.function.wrt().size() == 5);  // W1, b1, W2, b2 and x
  std::vector<double> point;
  for (const std::string& input : open.function.inputs()) {
    const auto value = open.values.find(input);
    CHECK((value == open.values.end()) == (input == "x"));
    if (value == open.values.end())
      point.insert(point.end(), iris.x.begin(), iris.x.begin() + 4);
    else
      point.insert(point.end(), value->second.numbers.begin(), value->second.numbers.end());
  }
  std::vector<double> found(3);
  open.function.values(point, found);
  const std::vector<double> wanted = predict(model, std::span(iris.x).first(4)).value();
  for (std::size_t i = 0; i < 3; ++i) CHECK(std::abs(found[i] - wanted[i]) < 1e-14);
}

TEST_CASE("a model's function is what it predicts, in the units of the data") {
  const Dataset iris = adc::tests::example_data("iris");
  const std::string network = network_of("layers: 4, 6 tanh, 3; loss: cross_entropy");
  for (const Scaling& scaling : {standardise(iris), divide(4, 16), divide(4, 1)}) {
    const Model model = model_of(iris, network, scaling);
    CHECK(difference(model, iris) < 1e-14);
    const adc::Function function = predictor(model).value();
    CHECK(function.inputs()[0] == "x");
    CHECK(function.outputs()[0] == "y");
    CHECK(function.wrt().size() == 1);
  }
  const Model single = model_of(iris, network, standardise(iris), adc::DType::F32);
  CHECK(predictor(single)->dtype() == adc::DType::F32);
  CHECK(difference(single, iris) < 1e-5);
}

TEST_CASE("features that a program names are inputs of their own, and the target is none") {
  Dataset data{
      .features = {"a", "b", "c"}, .targets = {"t"}, .classes = {}, .rows = 2, .x = {1, 2, 3, -4, 5, 6}, .t = {0, 1}};
  const std::string text =
      "param w: R[2], k\n"
      "data b, x: R[2], t\n"
      "y = k*b^2 + dot(w, x)\n"
      "(y - t)^2, y\n";
  const Model model = model_of(data, text, {{1, 2, 3}, {10, 20, 30}});
  const adc::Function function = predictor(model).value();
  REQUIRE(std::vector<std::string>(function.inputs().begin(), function.inputs().end()) ==
          std::vector<std::string>{"b", "x"});
  const std::vector<double> wanted = predict(model, data.x).value();
  CHECK(function.value({{2.0, 1.0, 3.0}}) == Approx(wanted[0]).epsilon(1e-14));
  CHECK(function.value({{5.0, -4.0, 6.0}}) == Approx(wanted[1]).epsilon(1e-14));
  // The gradient is by what is given, through the change of units.
  std::vector<double> gradient(3);
  function.gradient({{5.0, -4.0, 6.0}}, gradient);
  const double k = model.state.params[2];
  CHECK(gradient[0] == Approx(2 * k * (5.0 - 2) / 400).epsilon(1e-14));
  CHECK(gradient[1] == Approx(model.state.params[0] / 10).epsilon(1e-14));
}

TEST_CASE("a model of scaled targets predicts in the units of the data, and so does its function") {
  Dataset data{
      .features = {"a", "b", "c"}, .targets = {"t", "u"}, .classes = {}, .rows = 2, .x = {1, 2, 3, 4, 5, 6}, .t = {}};
  Model model = model_of(
      data, network_of("layers: 3, 4 tanh, 2"),
      fit_scaling(data.x, std::vector<ColumnScale>{{ScaleRule::Log}, {ScaleRule::Standardise}, {ScaleRule::None}},
                  data.features)
          .value());
  const std::vector<double> scaled = predict(model, data.x).value();
  model.target_scaling = {{10, 2}, {3, 0.5}, {false, true}};
  const std::vector<double> wanted = predict(model, data.x).value();
  for (std::size_t r = 0; r < 2; ++r) {
    CHECK(wanted[2 * r] == Approx(10 + 3 * scaled[2 * r]).epsilon(1e-14));
    CHECK(wanted[2 * r + 1] == Approx(std::exp(2 + scaled[2 * r + 1] / 2)).epsilon(1e-14));
  }
  CHECK(difference(model, data) < 1e-12);
  const OpenPredictor open = open_predictor(model).value();
  CHECK(open.values.at("y_offset").numbers == std::vector<double>{10, 2});
  const std::string c = predictor(model, {.name = "house"})->emit(adc::Derive::Value, adc::Target::C).value();
  CHECK(c.find("void house(const double *restrict x, double *restrict y") != std::string::npos);
  model.target_scaling.offset.pop_back();
  CHECK_FALSE(predictor(model));
}

TEST_CASE("a model that predicts nothing has no function") {
  const Dataset data{.features = {"x"}, .targets = {"t"}, .classes = {}, .rows = 1, .x = {1}, .t = {0}};
  const auto none = predictor(model_of(data, "param w\ndata x, t\n(w*x - t)^2\n", divide(1, 1)));
  REQUIRE(!none);
  CHECK(none.error().diagnostic().slug == "bad-data");
}

TEST_CASE("a model whose numbers are not those of its program has no function, and options of texts do not count") {
  const Dataset iris = adc::tests::example_data("iris");
  const Model model = model_of(iris, network_of("layers: 4, 3; loss: cross_entropy"), standardise(iris));
  for (int which = 0; which < 3; ++which) {
    Model wrong = model;
    (which == 0 ? wrong.state.params : which == 1 ? wrong.scaling.offset : wrong.scaling.factor).pop_back();
    const auto none = predictor(wrong);
    REQUIRE(!none);
    CHECK(none.error().diagnostic().slug == "bad-data");
  }
  adc::CompileOptions options;
  options.allowed_inputs.emplace();
  options.context = {"y = 7"};
  CHECK(predictor(model, options)->input_size() == 4);
}

TEST_CASE("a model's code says what it predicts, and has the names of its classes") {
  const Dataset iris = adc::tests::example_data("iris");
  Model model = model_of(iris, network_of("layers: 4, 3; loss: cross_entropy"), standardise(iris));
  model.classes[1] = "a \"b\"\\?";
  const adc::Function function = predictor(model).value();
  const std::string c = function.emit(adc::Derive::Value, adc::Target::C, describe(model)).value();
  CHECK(c.find("features: `sepal_length`, `sepal_width`, `petal_length` and `petal_width`") != std::string::npos);
  CHECK(c.find("const char *const f_labels[3] = {\n    \"setosa\", \"a \\\"b\\\"\\\\\\?\", \"virginica\"};") !=
        std::string::npos);
  CHECK(c.find("static const double f_table") != std::string::npos);
  const std::string js = function.emit(adc::Derive::Value, adc::Target::Javascript, describe(model)).value();
  CHECK(js.find("export const f_labels = [\n    \"setosa\", \"a \\\"b\\\"\\\\?\", \"virginica\"];") !=
        std::string::npos);
}
