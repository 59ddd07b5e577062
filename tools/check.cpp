// adc check: do all ways to a number agree?
#include <fmt/core.h>

#include <algorithm>

#include "tools/command.h"
#include "tools/corpus.h"
#include "tools/failure.h"
#include "tools/program.h"
#include "tools/report/check_report.h"
#include "tools/report/output.h"

namespace adc::tools {
namespace {

constexpr std::size_t kRandomPoints = 100;

/// The range of an input, or of all inputs where the name is empty.
struct NamedInterval {
  std::string name;
  Interval range;
};

double bound(const std::string& text, const std::string& word) {
  const Result<double> value = evaluate_constant(text, "--box");
  if (value) return *value;
  throw failure("bad-value", fmt::format("`--box` has no range `{}`", word),
                {"it takes ranges such as x=0:1,z=-pi:pi"});
}

/// "x=0:1" or "0:1"
NamedInterval named_interval(const std::string& word) {
  const std::size_t equals = word.find('=');
  const std::string name = equals == std::string::npos ? "" : input_name(word.substr(0, equals));
  const std::vector<std::string> bounds = split(equals == std::string::npos ? word : word.substr(equals + 1), ':');
  const NamedInterval named{name, {bound(bounds.front(), word), bound(bounds.back(), word)}};
  if (bounds.size() != 2 || !(named.range.low <= named.range.high)) {
    throw failure("bad-value", fmt::format("`--box` has no range `{}`", word),
                  {"it takes ranges such as x=0:1,z=-pi:pi"});
  }
  return named;
}

std::vector<NamedInterval> box(const Words& words) {
  std::vector<NamedInterval> box;
  if (const std::string* text = words.find("--box")) {
    for (const std::string& word : split(*text, ',')) box.push_back(named_interval(word));
  }
  return box;
}

/// What random points take for an input: its own range, its given value, or the range of all.
Interval range_of(const std::string& input, const std::vector<NamedInterval>& box, const std::vector<Binding>& given) {
  const auto named = [&](const std::string& name) { return std::ranges::find(box, name, &NamedInterval::name); };
  if (const auto own = named(input); own != box.end()) return own->range;
  const auto value = std::ranges::find(given, input, &Binding::name);
  if (value != given.end() && !value->value.numbers.empty()) {
    const auto [least, most] = std::ranges::minmax(value->value.numbers);
    return {least, most};
  }
  const auto all = named("");
  return all == box.end() ? Interval{} : all->range;
}

/// The point that the command line gives, if it gives all of it.
std::vector<std::vector<double>> given_point(const Function& function, const std::vector<Binding>& given) {
  std::vector<double> point;
  for (const std::string& input : function.inputs()) {
    const auto value = std::ranges::find(given, input, &Binding::name);
    if (value == given.end()) return {};
    point.insert(point.end(), value->value.numbers.begin(), value->value.numbers.end());
  }
  return {point};
}

CheckOptions check_options(const Words& words, const Function& function, const std::vector<Binding>& given) {
  CheckOptions options{.points = given_point(function, given), .hostile = words.has("--hostile")};
  const std::vector<NamedInterval> ranges = box(words);
  for (const NamedInterval& range : ranges) {
    if (!range.name.empty() && std::ranges::find(function.inputs(), range.name) == function.inputs().end()) {
      throw failure("unknown-variable", fmt::format("the program has no input `{}`", range.name));
    }
  }
  for (const std::string& input : function.inputs()) options.box.push_back(range_of(input, ranges, given));
  const bool is_random = options.points.empty() || !ranges.empty();
  options.random_points = whole_number(words, "--points", is_random ? kRandomPoints : 0);
  options.seed = whole_number(words, "--seed", options.seed);
  options.order = static_cast<int>(std::min<std::size_t>(whole_number(words, "--order", 1), 3));
  if (const std::string* epsilon = words.find("--epsilon")) {
    options.epsilon = evaluate_constant(*epsilon, "--epsilon").value();
    if (!(options.epsilon > 0)) throw failure("bad-value", "`--epsilon` wants a positive number");
  }
  return options;
}

void check_program(const Words& words) {
  const ProgramWords program = program_words(words);
  const std::vector<Binding> given = bindings(program.rest);
  const Function function = compile_program(program, compile_options(words, program, given));
  const CheckReport report = function.check(check_options(words, function, given)).value();
  for (const std::string& missing : {report.no_precision, report.no_native}) {
    if (!missing.empty()) print_message("adc: note: " + missing);
  }
  const std::vector<std::string> inputs(function.inputs().begin(), function.inputs().end());
  print_result(words.has("--json") ? as_json(report, inputs) : as_text(report, inputs));
  const std::size_t wrong = report.count(Verdict::Disagreement);
  if (wrong > 0) throw failure("disagreement", counted(wrong, "number") + " in disagreement");
}

void run_check(const Words& words) {
  if (const std::string* path = words.find("--corpus")) {
    refuse_more(words.positional());
    return check_corpus(*path, compile_options(words, {}), words.has("--json"));
  }
  check_program(words);
}

}  // namespace

Command check_command() {
  std::vector<Option> options{
      {"--box", "", "RANGES", "random points from x=0:1,z=-pi:pi, or from 0:1 for all inputs (-1:1)"},
      {"--points", "", "N", "how many random points (100 with --box or without values, else 0)"},
      {"--seed", "", "N", "of the random points (1)"},
      {"--hostile", "", "", "also points at kinks, ±0, subnormal, tiny and huge numbers"},
      {"--order", "", "N", "2: second derivatives too (1)"},
      {"--epsilon", "", "H", "step of the finite differences (6e-6 times the larger of 1 and |x|)"},
      {"--corpus", "", "FILE", "check the records {formula, vars, value, grad} of a file, one JSON object a line"},
      {"--json", "", "", "print one JSON object"},
      {"--tier", "", "TIER", "interpret: do not compare native code"},
      {"--as-written", "", "", "check what stands there: no rewrites for accuracy"}};
  for (const Option& option : program_options()) options.push_back(option);
  return {.name = "check",
          .arguments = "PROGRAM [name=value …] [options]",
          .summary = "do all modes, finite differences and high precision agree?",
          .options = std::move(options),
          .examples = {"adc check 'cos(sin(x²)+3x²)' x=0.5", "adc check 'log(1+exp(x))' --box x=-800:800 --points 1000",
                       "adc check 'abs(x)*max(x, y)' x=1 y=2 --hostile", "adc check 'x*log(z)' x=2 z=3 --order 2",
                       "adc check --corpus formulas.jsonl"},
          .run = &run_check};
}

}  // namespace adc::tools
