// Networks as descriptions, and as programs.
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

#include "adc/train/examples.hpp"
#include "adc/train/initialise.hpp"
#include "adc/train/network.hpp"

using namespace adc::train;

TEST_CASE("a network's program reads as a lecture would write it") {
  const Network network = parse_network("layers: 64, 32 tanh, 10; loss: cross_entropy; l2: 0.001").value();
  CHECK(program(network) ==
        "# layers: 64, 32 tanh, 10 softmax; loss: cross_entropy; l2: 0.001\n"
        "param W1: R[32, 64], b1: R[32]\n"
        "param W2: R[10, 32], b2: R[10]\n"
        "data x: R[64], t: R[10]\n"
        "\n"
        "h1 = tanh(W1*x + b1)\n"
        "y = softmax(W2*h1 + b2)\n"
        "E = cross_entropy(y, t) + 0.001*(l2(W1) + l2(W2))\n"
        "E, y\n");
}

TEST_CASE("each loss has its output, each activation its function") {
  for (const std::string_view loss : loss_names()) {
    const Network network = parse_network("layers: 2, 3 elu, 2; loss: " + std::string(loss)).value();
    CHECK(network.loss == loss);
    CHECK(network.layers.back().activation == (loss == "binary_cross_entropy" ? "sigmoid"
                                               : wants_classes(loss)          ? "softmax"
                                                                              : "linear"));
  }
  for (const std::string_view activation : activation_names()) {
    const Network network = parse_network("layers: 2, 3, 1; activation: " + std::string(activation)).value();
    CHECK(network.layers[1].activation == activation);
    CHECK(network.layers[2].activation == "linear");
    const std::string call =
        activation == "linear" ? "h1 = W1*x + b1\n" : "h1 = " + std::string(activation) + "(W1*x + b1";
    CHECK(program(network).find(call) != std::string::npos);
  }
  CHECK(parse_network("layers: 2, 1 sigmoid; loss: quadratic")->layers.back().activation == "sigmoid");
}

TEST_CASE("a description is read back as the same network, whatever its order and lines") {
  for (const char* text : {"layers: 2, 1", "loss: kl_divergence\n layers: 4,5 relu , 6 tanh, 3\nl2: 1e-5\n",
                           "activation: softplus; l2: 0.5; layers: 7, 7, 7;"}) {
    const Network network = parse_network(text).value();
    const std::string line = describe(network);
    CHECK(describe(parse_network(line).value()) == line);
    CHECK(program(parse_network(line).value()) == program(network));
  }
}

TEST_CASE("what is no network is refused") {
  for (const char* text : {"",
                           "layers:",
                           "layers: 3",
                           "layers: 3, 0",
                           "layers: 3, -1",
                           "layers: 3 tanh, 2",
                           "layers: 3, 2 tahn",
                           "layers: 3,, 2",
                           "layers: 3, 2; loss: crossentropy",
                           "layers: 3, 2; depth: 4",
                           "layers 3, 2",
                           "layers: 3, 2; l2: -1",
                           "layers: 3, 2; l2: inf",
                           "layers: 3, 2; l2: x",
                           "layers: 99999999999999999999, 2",
                           "layers: 3, 2x",
                           "loss: quadratic",
                           "layers: 3, 2; activation: foo",
                           "layers: 3, 1; loss: cross_entropy",
                           "layers: 3, 1 softmax, 2"}) {
    CAPTURE(text);
    const auto network = parse_network(text);
    REQUIRE(!network);
    CHECK(network.error().diagnostic().slug == "bad-network");
  }
  CHECK(std::string(parse_network("layers: 3, 2 tahn").error().what()).find("did you mean `tanh`?") !=
        std::string::npos);
}

TEST_CASE("the gradient of every activation and loss is that of finite differences") {
  for (const std::string_view loss_name : loss_names()) {
    for (const std::string_view activation : activation_names()) {
      if (activation == "softmax") continue;  // of a hidden layer; it is the output of two losses
      const std::string text =
          "layers: 3, 4, 2; l2: 0.1; activation: " + std::string(activation) + "; loss: " + std::string(loss_name);
      CAPTURE(text);
      const ExampleLoss loss = ExampleLoss::compile(program(parse_network(text).value())).value();
      const Examples examples = Examples::create(loss, {{0.5, -1, 2, 1.5, 0.25, -0.75}, {1, 0, 0.25, 0.75}}, 2).value();
      const Objective objective = examples.objective();
      std::vector<double> params = initialise(loss.params(), Initialiser::Normal, 3);
      std::vector<double> gradient(params.size());
      const std::vector<std::size_t> rows{0, 1};
      objective.gradient(params, rows, gradient);
      for (std::size_t i = 0; i < params.size(); ++i) {
        const double at = params[i];
        const double h = 1e-5;
        params[i] = at + h;
        const double above = examples.loss(params);
        params[i] = at - h;
        const double below = examples.loss(params);
        params[i] = at;
        CHECK(gradient[i] == Approx((above - below) / (2 * h)).epsilon(1e-6).margin(1e-8));
      }
    }
  }
}

TEST_CASE("losses of probabilities are finite for weights that saturate every unit") {
  for (const char* text : {"layers: 2, 3; loss: cross_entropy", "layers: 2, 3; loss: kl_divergence",
                           "layers: 2, 3; loss: binary_cross_entropy"}) {
    CAPTURE(text);
    const ExampleLoss loss = ExampleLoss::compile(program(parse_network(text).value())).value();
    const Examples examples = Examples::create(loss, {{1, 1}, {0, 0, 1}}, 1).value();
    std::vector<double> params{5000, 5000, 0, 0, -5000, -5000, 0, 0, 0};
    std::vector<double> gradient(params.size());
    const double value = examples.objective().gradient(params, {{0}}, gradient);
    // −log of a probability exp(−20000), and for a sigmoid of each unit that is wrong.
    CHECK(value == Approx(std::string(text).find("binary") == std::string::npos ? 20000 : 20000 + std::numbers::ln2));
    CHECK(gradient[0] == Approx(1));
    CHECK(gradient[4] == Approx(-1));
  }
}

TEST_CASE("a table tells the ends of a network and its loss") {
  const auto described = [](std::string_view text, const NetworkTask& task) {
    return describe(parse_network(text, task).value());
  };
  const NetworkTask classes{.features = 4, .targets = 1, .classes = 3};
  CHECK(described("hidden: 8, 5 elu", classes) == "layers: 4, 8 tanh, 5 elu, 3 softmax; loss: cross_entropy");
  CHECK(described("layers: 32", classes) == "layers: 4, 32 tanh, 3 softmax; loss: cross_entropy");
  CHECK(described("layers: 32, 16", classes) == "layers: 4, 32 tanh, 16 tanh, 3 softmax; loss: cross_entropy");
  CHECK(described("layers: 4, 7, 3", classes) == "layers: 4, 7 tanh, 3 softmax; loss: cross_entropy");
  CHECK(described("layers: 9; loss: quadratic; l2: 0.5", {.features = 2, .targets = 2}) ==
        "layers: 2, 9 tanh, 2 linear; loss: quadratic; l2: 0.5");
  CHECK(described("hidden: 9; loss: binary_cross_entropy", {.features = 2, .targets = 1, .classes = 2}) ==
        "layers: 2, 9 tanh, 1 sigmoid; loss: binary_cross_entropy");
  CHECK(described("", {.features = 5}) == "layers: 5, " + std::string(usual_hidden()) + ", 1 linear; loss: quadratic");
}

TEST_CASE("layers of which one end alone fits the table are refused") {
  const NetworkTask task{.features = 4, .targets = 1, .classes = 3};
  for (const auto& [text, why] :
       {std::pair("layers: 5, 8, 3", "the first of `layers` has 5 units, and the table wants 4"),
        {"layers: 4, 8, 2", "the last of `layers` has 2 units, and the table wants 3"},
        {"layers: 4; hidden: 3", "not both"}}) {
    const auto network = parse_network(text, task);
    REQUIRE(!network);
    CHECK(std::string(network.error().what()).find(why) != std::string::npos);
  }
  CHECK(!parse_network("hidden: 3"));
}
