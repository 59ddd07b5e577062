// Networks as descriptions, and as programs.
#include <catch2/catch.hpp>

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
        "E = -sum(t .* log(y)) + 0.001/2*(sum(W1.^2) + sum(W2.^2))\n"
        "E, y\n");
}

TEST_CASE("each loss has its output, each activation its function") {
  for (const std::string_view loss : loss_names()) {
    const Network network = parse_network("layers: 2, 3 elu, 1; loss: " + std::string(loss)).value();
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
  for (const char* text :
       {"", "layers:", "layers: 3", "layers: 3, 0", "layers: 3, -1", "layers: 3 tanh, 2", "layers: 3, 2 tahn",
        "layers: 3,, 2", "layers: 3, 2; loss: crossentropy", "layers: 3, 2; depth: 4", "layers 3, 2",
        "layers: 3, 2; l2: -1", "layers: 3, 2; l2: inf", "layers: 3, 2; l2: x", "layers: 99999999999999999999, 2",
        "layers: 3, 2x", "loss: quadratic", "layers: 3, 2; activation: foo"}) {
    CAPTURE(text);
    const auto network = parse_network(text);
    REQUIRE(!network);
    CHECK(network.error().diagnostic().slug == "bad-network");
  }
  CHECK(std::string(parse_network("layers: 3, 2 tahn").error().what()).find("did you mean `tanh`?") !=
        std::string::npos);
}
