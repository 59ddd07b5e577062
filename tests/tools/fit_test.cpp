// adc fit: what it prints, draws, writes and refuses.
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

const std::string kData = std::string(ADC_SOURCE) + "/examples/data/";
const std::string kDecay =
    "t,y,s,kind\n0,2.9,0.05,a\n1,2.1,0.05,a\n2,1.7,0.05,a\n3,1.25,0.04,b\n4,0.9,0.04,b\n5,0.78,0.03,b\n6,0.52,0.03,b\n"
    "7,0.45,0.03,b\n8,0.31,0.02,b\n9,0.24,0.02,b\n";

/// `adc fit WORDS…` of the table of a decay.
Finished fit(std::vector<std::string> words, const std::string& table = kDecay) {
  words.insert(words.begin(), {"fit", "--data", "-"});
  return run_adc(words, table);
}

json fit_json(std::vector<std::string> words, const std::string& table = kDecay) {
  words.emplace_back("--json");
  const Finished run = fit(std::move(words), table);
  INFO(run.err);
  return json::parse(run.out);
}

void check_refused(const Finished& run, int code, const std::string& message) {
  INFO(run.out << run.err);
  CHECK(run.code == code);
  CHECK(contains(run.err, message));
}

}  // namespace

TEST_CASE("a fit prints parameters with standard errors, correlations and how good it is") {
  const Finished run = fit({"a*exp(-b*t)", "--y", "y"});
  INFO(run.err);
  CHECK(run.code == 0);
  CHECK(run.err.empty());
  CHECK(contains(run.out, "parameter  value         standard error  95 % interval"));
  CHECK(contains(run.out, "a          2.866583173   0.03851         2.777772       2.955394   74.43  1.18e-12"));
  CHECK(contains(run.out, "b            0.619"));
  CHECK(contains(run.out, "rows            10, 8 degrees of freedom"));
  CHECK(contains(run.out, "AIC             -29.277749"));
  CHECK(contains(run.out, "end             converged: "));
}

TEST_CASE("the object that a fit prints has all of it") {
  const json fitted = fit_json({"a*exp(-b*t)", "--y", "y", "a=3", "b=0:1"});
  CHECK(fitted["schema"] == "adc.fit.1");
  CHECK(fitted["success"] == true);
  CHECK(fitted["reason"] == "converged");
  CHECK(fitted["names"] == json({"a", "b"}));
  CHECK(fitted["parameters"]["a"]["value"].get<double>() == Approx(2.8665831727592281).epsilon(1e-9));
  CHECK(fitted["parameters"]["b"]["standard_error"].get<double>() == Approx(0.0063090049949949727).epsilon(1e-8));
  CHECK(fitted["parameters"]["b"]["at_bound"] == false);
  CHECK(fitted["correlation"][0][1].get<double>() == Approx(0.61886337721731866).epsilon(1e-8));
  CHECK(fitted["rows"] == 10);
  CHECK(fitted["threshold"].is_null());
}

TEST_CASE("what is fitted, weights and deviations are columns or formulas of columns") {
  const json weights = fit_json({"a + b*t", "--y", "log(y)", "--weights", "1/s^2"});
  const json deviations = fit_json({"a + b*t", "--y", "log(y)", "--sigma", "s"});
  CHECK(weights["parameters"]["a"]["value"] == deviations["parameters"]["a"]["value"]);
  CHECK(weights["p_of_chi_squared"].is_null());
  CHECK(deviations["p_of_chi_squared"].get<double>() >= 0);
  const double scale = weights["residual_sd"].get<double>();
  CHECK(weights["parameters"]["b"]["standard_error"].get<double>() ==
        Approx(scale * deviations["parameters"]["b"]["standard_error"].get<double>()).epsilon(1e-10));
}

TEST_CASE("without --y it is the last column of numbers that is left, and a note says so") {
  const Finished run = fit({"a + b*t", "--weights", "1/s"});
  CHECK(run.code == 0);
  CHECK(contains(run.err, "fitted to `y`, the last column that is not used"));
}

TEST_CASE("programs of several lines, parameters that are tensors, and several columns") {
  const Finished lines = fit({"u = exp(-b*t)\na*u", "--y", "y", "--json"});
  CHECK(json::parse(lines.out)["parameters"]["a"]["value"].get<double>() == Approx(2.8665831727592281).epsilon(1e-9));
  const json tensor = fit_json({"param w: R[3]; data t, s; w[1] + w[2]*t + w[3]*s", "--y", "y"});
  const json numbers = fit_json({"a + b*t + c*s", "--y", "y"});
  CHECK(tensor["names"] == json({"w[1]", "w[2]", "w[3]"}));
  CHECK(tensor["parameters"]["w[3]"]["value"].get<double>() ==
        Approx(numbers["parameters"]["c"]["value"].get<double>()).epsilon(1e-9));
}

TEST_CASE("names that constants have are parameters where they are given, and columns where the table has them") {
  const json fitted = fit_json({"e*exp(-b*pi)", "--y", "y", "e=1"}, "pi,y\n0,2\n1,1\n2,0.5\n3,0.24\n");
  CHECK(fitted["names"] == json({"e", "b"}));
  CHECK(fitted["parameters"]["e"]["value"].get<double>() == Approx(2).epsilon(0.01));
}

TEST_CASE("robust losses do without outliers") {
  const std::string table = "x,y\n0,1\n1,3\n2,5.1\n3,7\n4,8.9\n5,30\n6,13\n7,15.1\n";
  CHECK(std::fabs(fit_json({"a + b*x"}, table)["parameters"]["b"]["value"].get<double>() - 2) > 0.3);
  for (const char* loss : {"huber", "soft_l1:0.1", "cauchy", "tukey:1"}) {
    const json fitted = fit_json({"a + b*x", "--loss", loss}, table);
    INFO(loss);
    CHECK(fitted["success"] == true);
    CHECK(std::fabs(fitted["parameters"]["b"]["value"].get<double>() - 2) < 0.02);
    CHECK(fitted["threshold"].get<double>() > 0);
  }
}

TEST_CASE("what is no minimum has exit code 1, and its numbers are printed all the same") {
  const Finished sum = fit({"a + b + c*t", "--y", "y"});
  check_refused(sum, 1, "`a` and `b` cannot be told apart [no-minimum]");
  CHECK(contains(sum.out, "c          -0.27290"));
  const Finished away = fit({"a*(1 - exp(-b*x))", "--y", "y"}, "x,y\n0,0\n1,2\n2,2\n3,2\n4,2\n");
  check_refused(away, 1, "does not depend on `b`");
  const json steps = json::parse(fit({"a*exp(-b*t)", "--y", "y", "a=100", "b=3", "--steps", "1", "--json"}).out);
  CHECK(steps["success"] == false);
  CHECK(steps["reason"] == "the steps are used up");
  CHECK(steps["parameters"]["a"]["standard_error"].is_null());
}

TEST_CASE("a parameter at its bound says so") {
  const Finished run = fit({"a + b*t", "--y", "y", "b=0:1"});
  CHECK(run.code == 0);
  CHECK(contains(run.out, "at its bound"));
  CHECK(contains(run.out, "converged at a bound"));
}

TEST_CASE("a fit writes its rows, its pictures and its model") {
  const TemporaryFile rows("rows.csv", "");
  const TemporaryFile curve("curve.svg", "");
  const TemporaryFile residuals("residuals.svg", "");
  const TemporaryFile model("model.adc", "");
  const Finished run = fit({"a*exp(-b*t)", "--y", "y", "-o", rows.path(), "--plot", curve.path(), "--residuals",
                            residuals.path(), "--save", model.path()});
  INFO(run.err);
  REQUIRE(run.code == 0);
  CHECK(rows.content().starts_with(
      "t,y,predicted,residual,confidence_low,confidence_high,prediction_low,prediction_high\n0,2.9,2.866"));
  CHECK(contains(curve.content(), "95 % of measurements"));
  CHECK(contains(residuals.content(), "residual"));
  CHECK(contains(model.content(), "#   a = 2.8665"));
  const Finished value = run_adc({"eval", model.path(), "t=0"});
  CHECK(value.out.starts_with("2.8665"));
  const Finished several = fit({"a + b*t + c*s", "--y", "y", "--plot", curve.path()});
  CHECK(several.code == 0);
  CHECK(contains(curve.content(), "predicted"));
}

TEST_CASE("columns without names are named, or numbered") {
  const std::string table = "0,1\n1,3\n2,5\n3,7.01\n";
  CHECK(fit_json({"a + b*c1"}, table)["parameters"]["b"]["value"].get<double>() == Approx(2).epsilon(0.01));
  CHECK(fit_json({"a + b*x", "--columns", "x,y"}, table)["success"] == true);
  check_refused(fit({"a + b*x", "--columns", "x"}, table), 2, "names 1 column, and the table has 2 columns");
}

TEST_CASE("columns that are missing, or hold no numbers, are named") {
  check_refused(fit({"a + b*t", "--y", "z"}), 2, "the table has no column `z` [missing-column]");
  check_refused(fit({"a + b*t", "--sigma", "1/z"}), 3, "[unknown-input]");
  check_refused(fit({"a + b*x", "--y", "y"}), 2, "the model uses no column of the data");
  check_refused(fit({"a + b*T", "--y", "y"}), 2, "`T` is a parameter; there is a column `t`");
  check_refused(fit({"a + b*kind", "--y", "y"}), 2, "the column `kind` holds labels");
  check_refused(fit({"a + b*t", "--y", "kind"}), 2, "the column `kind` holds labels");
  check_refused(fit({"a*y + b*t", "--y", "log(y)"}), 2, "the model uses `y`, which is what it is fitted to");
  check_refused(fit({"a*x + y"}, "x,y\n1,2\n"), 2, "no column of numbers is left");
  check_refused(run_adc({"fit", "a*x"}), 2, "`--data FILE` is missing");
  check_refused(fit({"a*x"}, "x,y\n1,2\n2\n"), 1, "[ragged-row]");
}

TEST_CASE("rows that cannot be fitted are named") {
  check_refused(fit({"a + b*log(t)", "--y", "y"}), 1, "is not finite in row 1 (t = 0)");
  check_refused(fit({"a*t + b"}, "t,y\n1,2\n2,inf\n3,4\n"), 2, "is inf in row 2");
  check_refused(fit({"a*t + b"}, "t,y\n1,2\n"), 2, "1 rows cannot determine 2 parameters");
}

TEST_CASE("words that make no sense are refused") {
  check_refused(fit({"a + b*t", "--loss", "hubber"}), 2, "did you mean `huber`?");
  check_refused(fit({"a + b*t", "--loss", "huber:-1"}), 2, "the threshold of a loss is a positive number");
  check_refused(fit({"a + b*t", "--loss", "squares:1"}), 2, "`squares` has no threshold");
  check_refused(fit({"a + b*t", "--level", "95"}), 2, "is not between 0 and 1");
  check_refused(fit({"a + b*t", "k=1"}), 2, "the program does not use `k`");
  check_refused(fit({"a + b*t", "t=1"}), 2, "which is a column of the data");
  check_refused(fit({"a + b*t", "a=0:1", "a=0:2"}), 2, "two ranges are given for `a`");
  check_refused(fit({"a + b*t", "a=5", "a=0:2"}), 2, "not between 0 and 2");
  check_refused(fit({"a + b*t", "--weights", "s", "--sigma", "s"}), 2, "one of them says what the other does");
  check_refused(fit({"a + b*t", "--plot", "/nowhere/p.svg"}), 1, "[cannot-write]");
  check_refused(fit({"a + (b*t", "--y", "y"}), 3, "[unclosed-bracket]");
}
