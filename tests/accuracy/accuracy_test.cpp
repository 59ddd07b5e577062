// The bounds that docs/accuracy.md states, at fewer points than it measures, and the oracle that both rest on.
#include <catch2/catch.hpp>
#include <fstream>
#include <random>
#include <sstream>
#include <string>

#include "precise/sweep.h"
#include "tests/accuracy/measure.h"
#include "tests/support/one_op.h"

namespace adc::tests {
namespace {

using precise::Real;

constexpr std::size_t kPoints = 2000;

void check(const std::vector<Errors>& all) {
  for (const Errors& errors : all) {
    CAPTURE(errors.output, errors.worst, errors.max_ulps, errors.bound.ulps);
    CHECK(errors.points > 0);
    CHECK(errors.kept());
  }
}

TEST_CASE("each op and its partials are as accurate as stated, at every magnitude") {
  for (const Subject& subject : subjects()) {
    for (const std::int64_t immediate : immediates(subject.op)) {
      CAPTURE(ir::info(subject.op).spelling, immediate);
      check(measure(subject, immediate, kPoints));
    }
  }
}

TEST_CASE("each op and its partials are as accurate as stated at special values") {
  for (const Subject& subject : subjects()) {
    for (const std::int64_t immediate : immediates(subject.op)) {
      CAPTURE(ir::info(subject.op).spelling, immediate);
      for (const Errors& errors : measure_special(subject, immediate)) {
        CAPTURE(errors.output, errors.worst, errors.max_ulps, errors.bound.ulps);
        CHECK(errors.kept());
      }
    }
  }
}

TEST_CASE("the derivatives of the oracle are what difference quotients of 500 digits give") {
  std::mt19937_64 random(20260104);
  for (const Subject& subject : subjects()) {
    if (ir::info(subject.op).op_class != ir::OpClass::Smooth) continue;
    for (const std::int64_t immediate : immediates(subject.op)) {
      if (immediate > 8) continue;
      const ir::Function program = one_op(subject.op, immediate);
      std::vector<Point> all = points(subject.op);
      for (std::size_t i = 0; i < all.size(); i += 1 + all.size() / 8) {
        CAPTURE(ir::info(subject.op).spelling, immediate, all[i]);
        const std::vector<Reference> partials = exact_partials(subject.op, immediate, all[i]);
        if (partials.empty()) continue;
        const std::vector<Real> quotients =
            precise::exact_gradient(program, std::vector<Real>(all[i].begin(), all[i].end()));
        for (std::size_t k = 0; k < partials.size(); ++k) {
          CAPTURE(k);
          if (!isfinite(quotients[k])) continue;
          const Real difference = abs(quotients[k] - partials[k].high - partials[k].low);
          CHECK(difference <= abs(quotients[k]) * Real("1e-28") + Real("1e-320"));
        }
      }
    }
  }
}

TEST_CASE("docs/accuracy.md has a row for every output that is measured") {
  std::ostringstream text;
  text << std::ifstream(ADC_SOURCE_DIR "/docs/accuracy.md").rdbuf();
  INFO("to write it anew: ./dev bench accuracy > docs/accuracy.md");
  for (const Subject& subject : subjects()) {
    const ir::OpInfo& info = ir::info(subject.op);
    const std::string name = "`" + std::string(info.spelling) + (info.immediate == ir::Immediate::None ? "`" : "[");
    CAPTURE(info.spelling);
    CHECK(text.str().find("\n| " + name) != std::string::npos);
  }
}

}  // namespace
}  // namespace adc::tests
