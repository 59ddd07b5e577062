// adc minimise: what it prints and refuses; what is certain of minima is tested in tests/minimise.
#include <catch2/catch.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "tests/tools/program.h"

using adc::tests::contains;
using adc::tests::Finished;
using adc::tests::run_adc;
using adc::tests::TemporaryFile;
using nlohmann::json;

namespace {

json found(std::vector<std::string> words, int code = 0) {
  words.emplace_back("--json");
  const Finished run = run_adc(words);
  INFO(run.err);
  CHECK(run.code == code);
  json result = json::parse(run.out);
  CHECK(result["schema"] == "adc.minimise.1");
  CHECK(result["success"] == (code == 0));
  return result;
}

void refused(const std::vector<std::string>& words, const std::string& slug) {
  const Finished run = run_adc(words);
  CAPTURE(words, run.err);
  CHECK(run.code >= 2);
  CHECK(contains(run.err, "[" + slug + "]"));
}

}  // namespace

TEST_CASE("a minimum is printed with what is certain of it") {
  const Finished run = run_adc({"minimise", "(1 - x)^2 + 100(y - x^2)^2", "x=-1.2", "y=1"});
  CHECK(run.code == 0);
  CHECK(run.out == "value  0\nx      1\ny      1\n");
  CHECK(contains(run.err, "note: a minimum: gradient 0, smallest curvature 0.3994"));
  const json same = found({"minimize", "(1 - x)^2 + 100(y - x^2)^2", "x=-1.2", "y=1", "--method", "newton"});
  CHECK(same["at"]["x"].get<double>() == Approx(1));
  CHECK(same["reason"] == "minimum");
  CHECK(same["curvature"].get<double>() == Approx(0.3993607));
  CHECK(same["gradient_norm"].get<double>() < 1e-8);
  CHECK(same["steps"].get<int>() > 5);
}

TEST_CASE("what is no minimum ends with exit code 1, as JSON, too, and in training without data") {
  for (const char* command : {"minimise", "train"}) {
    for (const std::vector<std::string>& program :
         {std::vector<std::string>{"-x^2", "x=1"}, {"x", "x=1"}, {"log(x)", "x=1"}, {"x^2 - y^2", "x=1", "y=1"}}) {
      std::vector<std::string> words{command};
      words.insert(words.end(), program.begin(), program.end());
      const Finished run = run_adc(words);
      CAPTURE(program[0], run.err);
      CHECK(run.code == 1);
      CHECK(contains(run.err, "[no-minimum]"));
      CHECK(run.out.starts_with("value  -"));
    }
  }
  CHECK(found({"minimise", "-x^2", "x=1"}, 1)["reason"] == "unbounded");
  CHECK(found({"minimise", "log(x)", "x=-1"}, 1)["reason"] == "not-finite");
  CHECK(found({"minimise", "(1 - x)^2 + 100(y - x^2)^2", "x=-1.2", "y=1", "--steps", "2"}, 1)["reason"] ==
        "steps-used-up");
  const Finished outside = run_adc({"minimise", "log(x)", "x=-1"});
  CHECK(contains(outside.err, "log of -1 is nan"));
}

TEST_CASE("words give bounds, and where a search begins") {
  CHECK(found({"minimise", "(x - 2)^2", "x=0:1"})["at"]["x"] == 1.0);
  CHECK(found({"minimise", "(x - 2)^2", "x=0:1"})["reason"] == "minimum-at-bound");
  CHECK(found({"minimise", "(x - 2)^2", "x=3:"})["at"]["x"] == 3.0);
  CHECK(found({"minimise", "(x - 2)^2", "x=:-pi/2"})["at"]["x"].get<double>() == Approx(-std::acos(0.0)));
  CHECK(found({"minimise", "x^2 - 2x", "x=0.25", "--bound", "x=0:0.5"})["at"]["x"] == 0.5);
  CHECK(found({"minimise", "sum((x - 2).^2)", "x=[0, 0.5]", "--bound", "x=0:1"})["at"]["x[2]"] == 1.0);
  CHECK(found({"minimise", "(x - a)^2", "a=3", "x=1", "--wrt", "x"})["at"] == json({{"x", 3.0}}));
  const json several = found({"minimise", "x^4 - 3x^2 + x", "x=-3:3", "--starts", "20"});
  CHECK(several["at"]["x"].get<double>() == Approx(-1.3008396));
  REQUIRE(several["others"].size() == 1);
  CHECK(several["others"][0]["at"]["x"].get<double>() == Approx(1.1309011));
}

TEST_CASE("conditions are held, and their multipliers printed") {
  const Finished run = run_adc({"minimise", "x + y", "x=1", "y=1", "--subject-to", "x^2 + y^2 <= 1"});
  CHECK(run.code == 0);
  CHECK(contains(run.out, "x^2 + y^2 <= 1"));
  CHECK(contains(run.out, "multiplier 0.7071"));
  CHECK(contains(run.err, "a minimum under the constraints"));
  const json both = found({"minimise", "x^2 + y^2", "x=1", "y=2", "--subject-to", "x + y = 1, x ≥ 0.7"});
  CHECK(both["at"]["x"].get<double>() == Approx(0.7));
  CHECK(both["constraints"][1]["active"] == true);
  CHECK(both["constraints"][0]["multiplier"].get<double>() == Approx(-0.6));
  const json chain = found({"minimise", "sum(v.^2)", "v=[1, 2, 3]", "--subject-to", "sum(v) = 1 and 0.5 <= v[1] <= 1"});
  CHECK(chain["at"]["v[1]"].get<double>() == Approx(0.5));
  CHECK(found({"minimise", "x^2", "x=1", "--subject-to", "x^2 < -1"}, 1)["reason"] == "infeasible");
  CHECK(found({"minimise", "x", "x=1", "--subject-to", "x <= 1"}, 1)["success"] == false);
}

TEST_CASE("pictures show the search") {
  const TemporaryFile picture("path.svg", "");
  const TemporaryFile plot("value.svg", "");
  CHECK(run_adc({"minimise", "(x - 2)^2 + y^4", "x=-1", "y=2", "--picture", picture.path(), "--plot", plot.path()})
            .code == 0);
  CHECK(contains(picture.content(), "<svg"));
  CHECK(contains(plot.content(), "<svg"));
  refused({"minimise", "x^2 + y^2 + z^2", "x=1", "y=1", "z=1", "--picture", picture.path()}, "bad-value");
}

TEST_CASE("words of a minimisation that cannot be meant are refused") {
  refused({"minimise", "x^2"}, "missing-input");
  refused({"minimise", "x^2", "x=2:1"}, "bad-value");
  refused({"minimise", "x^2", "x=0:1", "x=0:2"}, "repeated-input");
  refused({"minimise", "x^2", "x=1", "y=0:1"}, "unused-input");
  refused({"minimise", "x, 2x", "x=1"}, "several-outputs");
  refused({"minimise", "x^2", "x=1", "--method", "newtn"}, "bad-value");
  refused({"minimise", "x^2", "x=1", "--subject-to", "x + 1"}, "bad-value");
  refused({"minimise", "x^2", "x=1", "--subject-to", "<= 1"}, "bad-value");
  refused({"minimise", "x^2", "x=1", "--subject-to", "z > 1"}, "unknown-input");
  refused({"minimise", "x^2", "x=1", "--method", "direct"}, "bad-value");
}
