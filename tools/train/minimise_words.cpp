#include "tools/train/minimise_words.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>

#include "tools/failure.h"
#include "tools/interrupt.h"
#include "tools/report/output.h"
#include "tools/report/results.h"

namespace adc::tools {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Where `sign` stands in `text`, outside of brackets.
std::size_t find_outside(std::string_view text, std::string_view sign, std::size_t from = 0) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (std::string_view("([{").find(text[i]) != std::string_view::npos) ++depth;
    if (std::string_view(")]}").find(text[i]) != std::string_view::npos) --depth;
    if (depth == 0 && i >= from && text.substr(i).starts_with(sign)) return i;
  }
  return std::string_view::npos;
}

struct Bounds {
  double low = -kInfinity;
  double high = kInfinity;
};

double bound(std::string_view text, double none, const std::string& word) {
  if (trimmed(text).empty()) return none;
  const double value = evaluate_constant(std::string(trimmed(text)), word).value();
  if (std::isnan(value)) throw failure("bad-value", fmt::format("a bound of `{}` is no number", word));
  return value;
}

/// The bounds that `name=LOW:HIGH` gives; nullopt for other words.
std::optional<std::pair<std::string, Bounds>> read_bounds(const std::string& word) {
  const std::size_t equals = word.find('=');
  if (equals == std::string::npos) return std::nullopt;
  const std::string_view range = std::string_view(word).substr(equals + 1);
  const std::size_t colon = find_outside(range, ":");
  if (colon == std::string_view::npos) return std::nullopt;
  const Bounds bounds{bound(range.substr(0, colon), -kInfinity, word), bound(range.substr(colon + 1), kInfinity, word)};
  if (!(bounds.low <= bounds.high)) {
    throw failure("bad-value", fmt::format("`{}` has its lower bound above the upper one", word));
  }
  return std::pair(input_name(std::string(trimmed(word.substr(0, equals)))), bounds);
}

using NamedBounds = std::map<std::string, Bounds>;

/// Takes the words that are bounds out of `rest`, and reads `--bound`.
NamedBounds take_bounds(const Words& words, std::vector<std::string>& rest) {
  NamedBounds all;
  const auto add = [&](const std::pair<std::string, Bounds>& named) {
    if (!all.insert(named).second) throw failure("repeated-input", fmt::format("`{}` has bounds twice", named.first));
  };
  std::erase_if(rest, [&](const std::string& word) {
    const auto named = read_bounds(word);
    if (named) add(*named);
    return named.has_value();
  });
  for (const auto& [option, value] : words.given()) {
    if (option != "--bound") continue;
    const auto named = read_bounds(value);
    if (!named) throw failure("bad-value", fmt::format("`--bound` wants NAME=LOW:HIGH, not `{}`", value));
    add(*named);
  }
  return all;
}

double middle(const Bounds& bounds) {
  if (std::isfinite(bounds.low) && std::isfinite(bounds.high)) return bounds.low + (bounds.high - bounds.low) / 2;
  if (std::isfinite(bounds.low)) return bounds.low + 1;
  if (std::isfinite(bounds.high)) return bounds.high - 1;
  return 0;
}

std::size_t size(const Extents& shape) {
  std::size_t size = 1;
  for (const std::int64_t extent : shape) size *= static_cast<std::size_t>(extent);
  return size;
}

/// Starts for inputs that have bounds alone.
Know starts(const NamedBounds& bounds) {
  return [&bounds](const ProgramWords&, const CompileOptions&, Function& function) {
    Knowledge known;
    known.help.emplace_back("an input with bounds, such as x=0:1, starts in their middle");
    for (std::size_t i = 0; i < function.inputs().size(); ++i) {
      const auto found = bounds.find(function.inputs()[i]);
      if (found == bounds.end()) continue;
      const Extents& shape = function.input_shapes()[i];
      known.values[found->first] = {shape, std::vector<double>(size(shape), middle(found->second))};
    }
    return known;
  };
}

/// The function of those inputs that derivatives are taken for, the others at their values; `point` keeps theirs.
Function of_variables(const Function& function, std::vector<double>& point) {
  std::map<std::string, Fixed> fixed;
  std::vector<double> left;
  std::size_t offset = 0;
  for (std::size_t i = 0; i < function.inputs().size(); ++i) {
    const std::string& name = function.inputs()[i];
    const Extents& shape = function.input_shapes()[i];
    const auto begin = point.begin() + static_cast<std::ptrdiff_t>(offset);
    const std::vector<double> numbers(begin, begin + static_cast<std::ptrdiff_t>(size(shape)));
    offset += numbers.size();
    if (std::ranges::find(function.wrt(), name) != function.wrt().end())
      left.insert(left.end(), numbers.begin(), numbers.end());
    else
      fixed.emplace(name, Array{shape, numbers});
  }
  point = std::move(left);
  return function.bind(fixed).value();
}

/// The parts of `text` between commas and the word `and`.
std::vector<std::string> conditions(const std::string& text) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (;;) {
    const std::size_t comma = find_outside(text, ",", begin);
    const std::size_t both = find_outside(text, " and ", begin);
    const std::size_t end = std::min(comma, both);
    parts.emplace_back(trimmed(std::string_view(text).substr(begin, end - begin)));
    if (end == std::string::npos) return parts;
    begin = end + (end == both ? std::string_view(" and ").size() : 1);
  }
}

enum class Relation : std::uint8_t { AtMost, AtLeast, Equal };
struct Sign {
  std::string_view text;
  Relation relation;
};
constexpr Sign kSigns[] = {{"<=", Relation::AtMost}, {"≤", Relation::AtMost}, {">=", Relation::AtLeast},
                           {"≥", Relation::AtLeast}, {"==", Relation::Equal}, {"<", Relation::AtMost},
                           {">", Relation::AtLeast}, {"=", Relation::Equal}};

/// A comparison in a text, outside of brackets.
struct Comparison {
  std::size_t at = std::string_view::npos;  ///< where its sign stands; npos: there is none
  Sign sign = kSigns[0];
  [[nodiscard]] bool is_there() const { return at != std::string_view::npos; }
};
Comparison first_comparison(std::string_view text) {
  Comparison first;
  for (const Sign& sign : kSigns) {
    const std::size_t at = find_outside(text, sign.text);
    if (at < first.at) first = {at, sign};
  }
  return first;
}

/// The word in backquotes of a message.
std::string quoted_word(const std::string& message) {
  const std::size_t begin = message.find('`');
  const std::size_t end = message.find('`', begin + 1);
  return end == std::string::npos ? "" : message.substr(begin + 1, end - begin - 1);
}

/// A function of what `text` uses of the inputs of `function`.
Result<Function> compiled(const std::string& text, const Function& function) {
  CompileOptions options{.source_name = "<constraint>"};
  options.allowed_inputs.emplace(function.inputs().begin(), function.inputs().end());
  for (std::size_t i = 0; i < function.inputs().size(); ++i) {
    if (!function.input_shapes()[i].empty()) options.shapes[function.inputs()[i]] = function.input_shapes()[i];
  }
  options.limits.stop = stop_flag();
  for (;;) {
    Result<Function> result = compile(text, options);
    if (result || result.error().diagnostic().slug != "unused-input") return result;
    // A tensor that it does not use.
    if (options.shapes.erase(quoted_word(result.error().diagnostic().message)) == 0) return result;
  }
}

/// Adds a constraint for each comparison of `text`, which may be a chain: `0 <= x <= 1`.
void add_constraints(const std::string& text, const Function& function, std::vector<train::Constraint>& constraints) {
  std::string_view rest = text;
  Comparison comparison = first_comparison(rest);
  if (!comparison.is_there()) {
    throw failure("bad-value", fmt::format("`--subject-to` wants an equation or an inequality, not `{}`", text),
                  {"such as 'x^2 + y^2 <= 1' or 'x + y = 1'"});
  }
  while (comparison.is_there()) {
    const std::string left(trimmed(rest.substr(0, comparison.at)));
    rest.remove_prefix(comparison.at + comparison.sign.text.size());
    const Comparison next = first_comparison(rest);
    const std::string right(trimmed(rest.substr(0, next.at)));
    if (left.empty() || right.empty()) throw failure("bad-value", fmt::format("a side of `{}` is empty", text));
    const Result<Function> difference = compiled(fmt::format("({}) - ({})", left, right), function);
    if (!difference) {
      (void)compiled(left, function).value();  // what is wrong with a side is said of the side
      (void)compiled(right, function).value();
    }
    const Relation relation = comparison.sign.relation;
    constraints.push_back({.function = difference.value(),
                           .low = relation == Relation::AtMost ? -kInfinity : 0,
                           .high = relation == Relation::AtLeast ? kInfinity : 0,
                           .text = fmt::format("{} {} {}", left, comparison.sign.text, right)});
    comparison = next;
  }
}

train::MinimiseMethod method(const Words& words) {
  const std::string* const name = words.find("--method");
  if (name == nullptr) return train::MinimiseMethod::Lbfgs;
  std::vector<std::string> names;
  for (const train::MinimiseMethodName& method : train::minimise_methods()) {
    if (method.name == *name) return method.method;
    names.emplace_back(method.name);
  }
  refuse_choice("--method", *name, names);
}

}  // namespace

std::vector<Option> minimise_options() {
  static const std::string kMethods = [] {
    std::string text;
    for (const train::MinimiseMethodName& method : train::minimise_methods()) {
      text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", method.name, method.summary);
    }
    return text;
  }();
  return {{"--method", "", "METHOD", kMethods},
          {"--bound", "", "BOUNDS", "NAME=LOW:HIGH, as the word of that form; may be repeated"},
          {"--subject-to", "", "CONDITION",
           "such as 'x^2 + y^2 <= 1' or 'x + y = 1'; may be repeated, or have several, by commas"},
          {"--starts", "", "N", "searches from N points: the given one, and others within the bounds or around it (1)"},
          {"--steps", "", "N", "of a search at most (1000)"},
          {"--seed", "", "N", "of the other points (1)"}};
}

MinimiseProblem minimise_problem(const Words& words) {
  ProgramWords program = program_words(words);
  const NamedBounds bounds = take_bounds(words, program.rest);
  Evaluation start = evaluation(words, program, starts(bounds));
  if (start.function.wrt().size() != start.function.inputs().size()) {
    if (!words.has("--wrt")) throw failure("missing-value", "the program has `data`: `--data FILE` names their table");
    start.function = of_variables(start.function, start.point);
  }
  MinimiseProblem problem{.function = start.function, .start = std::move(start.point), .options = {}, .names = {}};
  const Function& function = problem.function;
  std::set<std::string> unused;
  for (const auto& [name, range] : bounds) unused.insert(name);
  for (std::size_t i = 0; i < function.inputs().size(); ++i) {
    const std::string& name = function.inputs()[i];
    for (std::string& number : number_names(name, function.input_shapes()[i]))
      problem.names.push_back(std::move(number));
    const auto found = bounds.find(name);
    const Bounds range = found == bounds.end() ? Bounds{} : found->second;
    problem.options.low.resize(problem.names.size(), range.low);
    problem.options.high.resize(problem.names.size(), range.high);
    unused.erase(name);
  }
  if (!unused.empty()) {
    throw failure("unused-input", fmt::format("`{}` has bounds, and is no variable of the program", *unused.begin()));
  }
  problem.options.method = method(words);
  problem.options.steps = whole_number(words, "--steps", problem.options.steps);
  problem.options.starts = std::max<std::size_t>(1, whole_number(words, "--starts", 1));
  problem.options.seed = whole_number(words, "--seed", 1);
  problem.options.stop = stop_flag();
  for (const auto& [option, value] : words.given()) {
    if (option != "--subject-to") continue;
    for (const std::string& condition : conditions(value)) {
      add_constraints(condition, function, problem.options.constraints);
    }
  }
  return problem;
}

}  // namespace adc::tools
