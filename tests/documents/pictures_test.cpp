// The pictures in docs/pictures/ are what adc draws.
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/documents/committed.h"

namespace adc::tests {
namespace {

struct Picture {
  const char* name;
  const char* command;  ///< without `-o`
};

constexpr const char* kNetwork =
    "printf 'param W: R[2,2], b: R[2], v: R[2], c\\ndata x: R[2], t\\nz = W*x + b\\nh = σ(z)\\na = vᵀ*h + c\\n"
    "y = σ(a)\\nJ = ½(y - t)²\\n' >network.adc; "
    "adc graph network.adc 'W=[1,-1; -1,1]' 'b=[0,0.5]' 'v=[1,-1]' c=0.1 'x=[1,0]' t=1 --layout adc";

constexpr Picture kPictures[] = {
    {"graph.svg", "adc graph 't = x²; u1 = sin(t); u2 = 3t; u = u1 + u2; J = cos(u)' x=0.5 --layout adc"},
    {"network.svg", kNetwork},
    {"descent.svg", "adc plot '(1-x)^2 + 100(y-x^2)^2' x=-2:2 y=-1:3 --descent x=-1,y=1"},
};

}  // namespace

TEST_CASE("pictures of documents are current") {
  for (const Picture& picture : kPictures) {
    CAPTURE(picture.name);
    const Scratch scratch;
    const Ran ran = scratch.run(picture.command + (" -o " + std::string(picture.name)));
    CAPTURE(ran.output);
    CHECK(ran.code == 0);
    std::ostringstream drawn;
    drawn << std::ifstream(scratch.path() / picture.name).rdbuf();
    CHECK_FALSE(drawn.str().empty());
    CHECK(drawn.str().size() < 40'000);
    check_committed("docs/pictures/" + std::string(picture.name), drawn.str());
  }
}

}  // namespace adc::tests
