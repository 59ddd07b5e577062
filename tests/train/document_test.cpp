// docs/training.md knows all that the tables of training have.
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>
#include <string>

#include "adc/train.hpp"

namespace {

const std::string& document() {
  static const std::string kText = [] {
    std::ostringstream text;
    text << std::ifstream(ADC_SOURCE_DIR "/docs/training.md").rdbuf();
    return text.str();
  }();
  return kText;
}

bool has(const std::string& part) { return document().find(part) != std::string::npos; }

std::string code(std::string_view name) { return "`" + std::string(name) + "`"; }

}  // namespace

TEST_CASE("docs/training.md has a row for every loss and every method") {
  for (const std::string_view loss : adc::train::loss_names()) {
    CAPTURE(loss);
    CHECK(has("\n| " + code(loss) + " | "));
  }
  for (const adc::train::Method& method : adc::train::methods()) {
    CAPTURE(method.name);
    CHECK(has("\n| " + code(method.name) + " | "));
  }
}

TEST_CASE("docs/training.md names every activation and every way to begin") {
  const std::size_t begin = document().find("\nActivations: ");
  REQUIRE(begin != std::string::npos);
  const std::string activations = document().substr(begin, document().find("\n\n", begin) - begin);
  for (const std::string_view activation : adc::train::activation_names()) {
    CAPTURE(activation);
    CHECK(activations.find(code(activation)) != std::string::npos);
  }
  for (const std::string_view way : adc::train::initialiser_names()) {
    CAPTURE(way);
    CHECK(has(code(way)));
  }
}
