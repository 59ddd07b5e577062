#include "tools/train/find_rate.h"

#include <fmt/core.h>

#include <algorithm>

#include "adc/text.hpp"
#include "tools/failure.h"
#include "tools/interrupt.h"
#include "tools/program.h"
#include "tools/report/output.h"
#include "tools/report/results.h"
#include "tools/train/scores.h"

namespace adc::tools {
namespace {

constexpr std::size_t kLines = 20;

std::string rate_table(const train::RateSearch& search) {
  Rows rows{{"rate", "loss", "smoothed"}};
  const std::size_t every = std::max<std::size_t>(1, search.steps.size() / kLines);
  for (std::size_t i = 0; i < search.steps.size(); i += every) {
    const train::RateStep& step = search.steps[i];
    rows.push_back({short_number(step.rate), short_number(step.loss), short_number(step.smooth)});
  }
  return align(rows);
}

std::string rate_json(const train::RateSearch& search) {
  std::string steps;
  for (const train::RateStep& step : search.steps) {
    steps += fmt::format("{}[{}, {}, {}]", steps.empty() ? "" : ", ", json_number(step.rate), json_number(step.loss),
                         json_number(step.smooth));
  }
  return fmt::format(
      "{{\"schema\": \"adc.train.1\", \"event\": \"rate\", \"rate\": {}, \"columns\": "
      "[\"rate\", \"loss\", \"smoothed\"], \"steps\": [{}]}}\n",
      search.rate ? json_number(*search.rate) : "null", steps);
}

}  // namespace

void find_rate(const Words& words, const train::Objective& objective, const train::TrainOptions& options,
               const std::vector<double>& params) {
  if (options.optimiser.rule == train::Rule::Lbfgs) {
    throw failure("bad-value", "lbfgs takes no rate: its line search finds how long a step is");
  }
  const InterruptGuard guard;
  const train::RateSearch search =
      train::find_rate(objective, options, params, {}, [] { return !InterruptGuard::requested(); });
  print_result(words.has("--json") ? rate_json(search) : rate_table(search));
  if (const std::string* path = words.find("--plot")) write_file(*path, train::rate_curve(search));
  TimeLimit::check();
  if (!search.rate)
    throw failure("diverged", "the loss falls at none of the rates", {"`--show-program` prints what is trained"});
  if (!words.has("--json"))
    print_result(fmt::format("\nthe loss falls most at --rate {}\n", short_number(*search.rate)));
}

}  // namespace adc::tools
