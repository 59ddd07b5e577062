#include "tools/train/validate.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>

#include "adc/text.hpp"
#include "tools/failure.h"
#include "tools/interrupt.h"
#include "tools/program.h"
#include "tools/report/output.h"
#include "tools/report/results.h"
#include "tools/train/scores.h"
#include "tools/train/train_words.h"

namespace adc::tools {
namespace {

constexpr std::size_t kFolds = 5;  ///< of a search, unless `--cross-validate` says otherwise

/// One combination of settings, and how it did.
struct Trial {
  train::Settings settings;
  Words words;
  train::Recipe recipe;
  std::vector<train::FoldResult> folds = {};

  [[nodiscard]] bool is_done() const { return std::ranges::all_of(folds, &train::FoldResult::is_done); }
  [[nodiscard]] bool is_sound() const {
    return std::ranges::none_of(folds, [](const train::FoldResult& fold) {
      return fold.ending == train::Ending::Diverged || fold.ending == train::Ending::LineSearch;
    });
  }
  [[nodiscard]] train::Spread of(const train::Criterion& criterion) const {
    std::vector<double> values;
    for (const train::FoldResult& fold : folds) values.push_back(criterion.value(fold));
    return train::spread(values);
  }
};

std::string shown(const train::Spread& spread) {
  return short_number(spread.mean) + " ± " + short_number(spread.deviation);
}

std::string named(const train::Settings& settings) {
  std::string text;
  for (const auto& [name, value] : settings) text += fmt::format("{}--{} '{}'", text.empty() ? "" : " ", name, value);
  return text;
}

/// What trials are judged by: what `--metric` names, else accuracy of classes, the error of numbers, or the loss.
const train::Criterion& criterion(const Words& words, const train::FoldResult& example) {
  std::vector<std::string> names;
  for (const train::Criterion& row : train::criteria()) names.emplace_back(row.name);
  const std::string* const word = words.find("--metric");
  const std::string name = word != nullptr ? *word : example.classes ? "accuracy" : example.numbers ? "rmse" : "loss";
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) refuse_choice("--metric", name, names);
  return train::criteria()[static_cast<std::size_t>(found - names.begin())];
}

/// The words with these settings in the place of theirs.
Words with(const Words& words, const std::vector<Option>& options, const train::Settings& settings) {
  std::vector<std::string> texts;
  for (const auto& [name, value] : settings) texts.push_back(fmt::format("--{}={}", name, value));
  texts.emplace_back("--");
  texts.insert(texts.end(), words.positional().begin(), words.positional().end());
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  std::vector<std::pair<std::string, std::string>> given;
  for (const auto& [name, value] : words.given()) given.emplace_back(name, value);
  return Words(views, options).after(given);
}

void refuse_others(const std::vector<train::Choice>& choices) {
  std::vector<std::string> names;
  for (const std::vector<Option>& options : {network_options(), method_options()}) {
    for (const Option& option : options) {
      if (!option.value.empty()) names.emplace_back(option.name.substr(2));
    }
  }
  for (const train::Choice& choice : choices) {
    if (std::ranges::find(names, choice.name) == names.end()) refuse_choice("--search", choice.name, names);
  }
}

std::vector<train::Settings> settings(const Words& words) {
  const std::string* const text = words.find("--search");
  if (text == nullptr) return {{}};
  const std::vector<train::Choice> choices = train::parse_choices(*text).value();
  refuse_others(choices);
  const std::size_t draws = whole_number(words, "--search-random", 0);
  return draws > 0 ? train::draw(choices, draws, whole_number(words, "--seed", 1)) : train::grid(choices).value();
}

/// Says of each trial, in their order, how it did, as soon as it and all before are done.
class Announcer {
 public:
  Announcer(const std::vector<Trial>& trials, bool json) : trials_(trials), json_(json), left_(trials.size()) {
    for (std::size_t i = 0; i < trials.size(); ++i) left_[i] = trials[i].folds.size();
  }

  /// From any thread.
  void fold_is_done(std::size_t trial) {
    const std::lock_guard lock(mutex_);
    --left_[trial];
    for (; next_ < trials_.size() && left_[next_] == 0; ++next_) announce(next_);
  }

 private:
  void announce(std::size_t i) const {
    const Trial& trial = trials_[i];
    if (!trial.is_done()) return;
    if (json_) return print_event(trial);
    if (trials_.size() == 1) return;
    print_message(fmt::format("{}/{}  {}  loss {}{}", i + 1, trials_.size(), named(trial.settings),
                              shown(trial.of(train::criteria()[0])), trial.is_sound() ? "" : "  diverged"));
  }

  static void print_event(const Trial& trial) {
    std::string event = R"({"schema": "adc.train.1", "event": "setting", "settings": {)";
    for (const auto& [name, value] : trial.settings) {
      event += fmt::format("{}{}: {}", event.ends_with('{') ? "" : ", ", json_string(name), json_string(value));
    }
    event +=
        fmt::format("}}, \"folds\": {}, \"diverged\": {}", trial.folds.size(), trial.is_sound() ? "false" : "true");
    for (const train::Criterion& row : train::criteria()) {
      const train::Spread spread = trial.of(row);
      if (std::isnan(spread.mean)) continue;
      event += fmt::format(", \"{}\": {{\"mean\": {}, \"deviation\": {}}}", row.name, json_number(spread.mean),
                           json_number(spread.deviation));
    }
    print_result(event + "}\n");
    finish_results();
  }

  const std::vector<Trial>& trials_;
  bool json_;
  std::vector<std::size_t> left_;  ///< folds of each trial
  std::size_t next_ = 0;
  std::mutex mutex_;
};

/// Trials that are done, the best first; equals by their loss.
std::vector<const Trial*> ranked(const std::vector<Trial>& trials, const train::Criterion& by) {
  std::vector<const Trial*> done;
  for (const Trial& trial : trials) {
    if (trial.is_done()) done.push_back(&trial);
  }
  const auto badness = [&](const Trial* trial) {
    const double value = trial->of(by).mean;
    const double loss = trial->of(train::criteria()[0]).mean;
    const bool fails = !trial->is_sound() || std::isnan(value) || std::isnan(loss);
    return std::tuple(fails, fails ? 0 : by.larger_is_better ? -value : value, fails ? 0 : loss);
  };
  std::ranges::stable_sort(done, {}, badness);
  return done;
}

/// The metrics of a table that have values, the one that counts first.
std::vector<const train::Criterion*> columns(const Trial& trial, const train::Criterion& by) {
  constexpr std::array<std::string_view, 6> kShown{"loss", "accuracy", "f1", "roc_auc", "rmse", "r2"};
  std::vector<const train::Criterion*> columns{&by};
  for (const train::Criterion& row : train::criteria()) {
    const bool is_shown = std::ranges::find(kShown, row.name) != kShown.end() && row.name != by.name;
    if (is_shown && !std::isnan(trial.of(row).mean)) columns.push_back(&row);
  }
  return columns;
}

/// A row per setting, the best first.
std::string trial_table(const std::vector<const Trial*>& trials, const train::Criterion& by) {
  const std::vector<const train::Criterion*> metrics = columns(*trials.front(), by);
  Rows rows{{}};
  for (const auto& [name, value] : trials.front()->settings) rows[0].push_back(name);
  for (const train::Criterion* metric : metrics) rows[0].emplace_back(metric->name);
  for (const Trial* trial : trials) {
    std::vector<std::string>& row = rows.emplace_back();
    for (const auto& [name, value] : trial->settings) row.push_back(value);
    for (const train::Criterion* metric : metrics) row.push_back(shown(trial->of(*metric)));
    if (!trial->is_sound()) row.emplace_back("diverged");
  }
  return align(rows);
}

/// A row per fold, and the mean and deviation.
std::string fold_table(const Trial& trial, const train::Criterion& by) {
  const std::vector<const train::Criterion*> metrics = columns(trial, by);
  Rows rows{{"fold"}};
  for (const train::Criterion* metric : metrics) rows[0].emplace_back(metric->name);
  for (std::size_t i = 0; i < trial.folds.size(); ++i) {
    std::vector<std::string>& row = rows.emplace_back();
    row.push_back(std::to_string(i + 1));
    for (const train::Criterion* metric : metrics) row.push_back(short_number(metric->value(trial.folds[i])));
  }
  std::vector<std::string>& last = rows.emplace_back();
  last.emplace_back("all");
  for (const train::Criterion* metric : metrics) last.push_back(shown(trial.of(*metric)));
  return align(rows);
}

std::vector<std::size_t> folds_of(const Words& words, const train::Dataset& data) {
  return train::folds(data, whole_number(words, "--cross-validate", kFolds), whole_number(words, "--seed", 1)).value();
}

void run(std::vector<Trial>& trials, const Words& words, const train::Dataset& data) {
  const std::vector<std::size_t> folds = folds_of(words, data);
  const std::size_t k = 1 + *std::ranges::max_element(folds);
  for (Trial& trial : trials) trial.folds.resize(k);
  Announcer announcer(trials, words.has("--json"));
  const InterruptGuard guard;
  train::in_parallel(trials.size() * k, whole_number(words, "--jobs", 0), [&](std::size_t i) {
    if (InterruptGuard::requested()) return;
    Trial& trial = trials[i / k];
    trial.folds[i % k] =
        train::train_without(trial.recipe, data, folds, i % k, [] { return !InterruptGuard::requested(); }).value();
    announcer.fold_is_done(i / k);
  });
}

/// Throws if not all trials are done.
void check_done(const std::vector<Trial>& trials, std::size_t done) {
  if (done == trials.size()) return;
  TimeLimit::check();
  throw failure("interrupted",
                fmt::format("the search was interrupted after {} of {}", done, counted(trials.size(), "setting")));
}

}  // namespace

std::vector<Option> validation_options() {
  return {
      {"--cross-validate", "", "K", "train without each of K parts of the examples, and measure on it"},
      {"--search", "", "SETTINGS", "cross-validate each: 'rate=0.001,0.01; layers=4,8,3|4,16,3', and train the best"},
      {"--search-random", "", "N", "… N of them, drawn; a range LOW:HIGH is a choice, too"},
      {"--metric", "", "NAME", "what is best: accuracy (of classes), rmse (of numbers), loss, f1, roc_auc, r2, …"},
      {"--jobs", "", "N", "threads of cross-validation and search (all cores)"}};
}

bool validates(const Words& words) {
  if (words.has("--search-random") && !words.has("--search")) {
    throw failure("missing-value", "`--search-random` draws from what `--search` lists");
  }
  return words.has("--cross-validate") || words.has("--search");
}

std::optional<Words> validate(const Words& words, const std::vector<Option>& options, const train::Dataset& data,
                              const RecipeOf& recipe) {
  std::vector<Trial> trials;
  for (const train::Settings& chosen : settings(words)) {
    const Words trial = with(words, options, chosen);
    trials.push_back({chosen, trial, recipe(trial)});
  }
  run(trials, words, data);
  const auto done = static_cast<std::size_t>(std::ranges::count_if(trials, &Trial::is_done));
  if (done == 0) check_done(trials, 0);
  const auto first = std::ranges::find_if(trials, &Trial::is_done);
  const train::Criterion& by = criterion(words, first->folds.front());
  const std::vector<const Trial*> best_first = ranked(trials, by);
  const Trial& best = *best_first.front();
  const bool is_search = words.has("--search");
  if (!words.has("--json")) {
    print_result(is_search ? trial_table(best_first, by) : fold_table(best, by));
    if (is_search) print_result(fmt::format("\nbest: {}\n\n", named(best.settings)));
  }
  check_done(trials, done);
  if (!best.is_sound()) throw failure("diverged", "training diverged in every setting", {"smaller rates may help"});
  if (!is_search && !words.has("--save")) return std::nullopt;
  return best.words;
}

}  // namespace adc::tools
