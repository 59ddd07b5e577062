// adc fit: the parameters of a formula for which it is nearest to a table's data.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "adc/plot.hpp"
#include "adc/train/fit.hpp"
#include "tools/command.h"
#include "tools/failure.h"
#include "tools/interrupt.h"
#include "tools/program.h"
#include "tools/report/output.h"
#include "tools/report/rows.h"
#include "tools/train/fit_report.h"
#include "tools/train/processes.h"

namespace adc::tools {
namespace {

using train::FitLoss;

/// The table of `--data`, its columns named as the language spells names, where they are names.
CsvTable read_data(const Words& words) {
  if (!words.has("--data")) throw failure("missing-value", "`--data FILE` is missing: the table to fit");
  CsvTable table = read_csv(*words.find("--data"), csv_options(words)).value();
  if (table.dropped > 0)
    print_message(fmt::format("adc: note: {} without a value left out", counted(table.dropped, "row")));
  if (const std::string* const names = words.find("--columns")) {
    const std::vector<std::string> given = split(*names, ',');
    if (given.size() != table.columns.size())
      throw failure("bad-value", fmt::format("`--columns` names {}, and the table has {}",
                                             counted(given.size(), "column"), counted(table.columns.size(), "column")));
    for (std::size_t c = 0; c < given.size(); ++c) table.columns[c].name = std::string(trimmed(given[c]));
  }
  for (CsvColumn& column : table.columns) column.name = canonical_name(column.name).value_or(column.name);
  return table;
}

std::vector<std::string> names_of(const CsvTable& table) {
  std::vector<std::string> names;
  for (const CsvColumn& column : table.columns) names.push_back(column.name);
  return names;
}

const CsvColumn& numbers_of(const CsvTable& table, const std::string& name) {
  const CsvColumn& column = *table.find(name);
  if (!column.is_text()) return column;
  throw failure("bad-data", fmt::format("the column `{}` holds labels, and fits are of numbers", name),
                {fmt::format("the first of them is `{}`, in line {}",
                             column.labels.at(static_cast<std::size_t>(column.numbers.at(0))), table.lines.at(0))});
}

/// What an option names: a column, or a formula of columns, such as 1/s^2; one number per row. `used`: the columns.
std::vector<double> row_numbers(const Words& words, std::string_view option, const CsvTable& table,
                                std::set<std::string>& used) {
  const std::string& text = *words.find(option);
  const std::string name = canonical_name(text).value_or(text);
  if (table.find(name) != nullptr) {
    used.insert(name);
    return numbers_of(table, name).numbers;
  }
  if (canonical_name(text)) {
    std::vector<std::string> help;
    for (const std::string& near : nearest_names(name, names_of(table)))
      help.push_back(fmt::format("did you mean `{}`?", near));
    help.push_back("its columns are " + list(names_of(table)));
    throw failure("missing-column", fmt::format("the table has no column `{}`", text), std::move(help));
  }
  const Function function =
      compile(text,
              {.source_name = std::string(option), .allowed_inputs = names_of(table), .limits = {.stop = stop_flag()}})
          .value();
  if (function.outputs().size() != 1 || !function.output_shapes()[0].empty())
    throw failure("several-outputs", fmt::format("`{}` wants one number for each row", option));
  std::vector<InputColumn> inputs;
  for (const std::string& input : function.inputs()) {
    inputs.push_back({numbers_of(table, input).numbers.data()});
    used.insert(input);
  }
  std::vector<double> numbers(table.rows());
  const OutputColumn result{numbers.data()};
  function.map(Derive::Value, table.rows(), inputs, {&result, 1});
  return numbers;
}

/// The words behind PROGRAM: starts `a=1` and ranges `a=0:10`; of one parameter both may be given.
struct Parameters {
  std::vector<Binding> starts;
  std::map<std::string, train::FitBounds> bounds;
};

Parameters parameters(const std::vector<std::string>& words) {
  Parameters all;
  std::vector<std::string> starts;
  for (const std::string& word : words) {
    const std::optional<plot::NamedRange> range = plot::read_range(word).value();
    if (!range) {
      starts.push_back(word);
      continue;
    }
    train::FitBounds bounds;
    bounds.low = range->range.low.value_or(bounds.low);
    bounds.high = range->range.high.value_or(bounds.high);
    if (!all.bounds.emplace(range->name, bounds).second)
      throw failure("repeated-input", fmt::format("two ranges are given for `{}`", range->name));
  }
  all.starts = bindings(starts);
  return all;
}

struct Loss {
  FitLoss loss = FitLoss::Squares;
  std::optional<double> threshold;
};

Loss loss(const Words& words) {
  const std::string* const word = words.find("--loss");
  if (word == nullptr) return {};
  const std::size_t colon = word->find(':');
  Loss loss{.loss = chosen<FitLoss>("--loss", word->substr(0, colon),
                                    {{"squares", FitLoss::Squares},
                                     {"huber", FitLoss::Huber},
                                     {"soft_l1", FitLoss::SoftL1},
                                     {"cauchy", FitLoss::Cauchy},
                                     {"tukey", FitLoss::Tukey}})};
  if (colon == std::string::npos) return loss;
  if (loss.loss == FitLoss::Squares) throw failure("bad-value", "`squares` has no threshold");
  loss.threshold = evaluate_constant(word->substr(colon + 1), "--loss").value();
  return loss;
}

/// The model, with derivatives by its parameters alone.
Function compile_model(const Words& words, const ProgramWords& program, const Parameters& given,
                       const CsvTable& table) {
  if (program.model)
    throw failure("bad-value", fmt::format("{} is a trained model, and fits are of formulas", program.source_name));
  CompileOptions options = compile_options(words, program, given.starts);
  for (const auto& [name, bounds] : given.bounds) options.inputs.push_back(name);
  for (const std::string& name : names_of(table)) {
    if (canonical_name(name)) options.columns.push_back(name);
  }
  Function function = compile_program(program, options);
  for (const std::string& name : function.wrt()) {
    if (table.find(name) != nullptr) options.wrt_except.push_back(name);
  }
  return options.wrt_except.empty() || options.wrt_except.size() == function.wrt().size()
             ? function
             : compile(program.text, options).value();
}

/// Names of parameters that may have been meant as columns.
void note_near_columns(const Function& function, const CsvTable& table) {
  const auto lower = [](std::string name) {
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return name;
  };
  constexpr std::size_t kLong = 4;
  for (const std::string& input : function.inputs()) {
    if (table.find(input) != nullptr) continue;
    for (const std::string& name : names_of(table)) {
      const bool is_near =
          lower(name) == lower(input) || (input.size() >= kLong && nearest_names(input, {name}).size() == 1);
      if (!is_near || function.input_index(name)) continue;
      print_message(fmt::format("adc: note: `{}` is fitted, and the column `{}` is not used", input, name));
    }
  }
}

/// The column to fit: that of `--y`, or else the last one that nothing else uses.
std::string default_y(const Function& function, const CsvTable& table, const std::set<std::string>& used) {
  for (auto column = table.columns.rbegin(); column != table.columns.rend(); ++column) {
    if (!function.input_index(column->name) && !used.contains(column->name) && !column->is_text()) return column->name;
  }
  throw failure("missing-column", "no column of numbers is left to fit the model to: it uses them all",
                {"`--y NAME` names the one, and the model must not use it"});
}

/// Reads the words, and fits.
Fitted fit(const Words& words, const ProgramWords& program) {
  const Parameters given = parameters(program.rest);
  CsvTable read = read_data(words);
  Function model = compile_model(words, program, given, read);
  Fitted fitted{.table = std::move(read), .function = std::move(model)};
  const CsvTable& table = fitted.table;
  const Function& function = fitted.function;
  note_near_columns(function, table);
  std::set<std::string> used;
  std::vector<double> weights;
  std::vector<double> sigma;
  if (words.has("--weights")) weights = row_numbers(words, "--weights", table, used);
  if (words.has("--sigma")) sigma = row_numbers(words, "--sigma", table, used);
  if (words.has("--y")) {
    std::set<std::string> measured;
    fitted.y_name = *words.find("--y");
    fitted.y = row_numbers(words, "--y", table, measured);
    for (const std::string& name : measured) {
      if (!function.input_index(name)) continue;
      throw failure("bad-data", fmt::format("the model uses `{}`, which is what it is fitted to", name));
    }
  } else {
    fitted.y_name = default_y(function, table, used);
    fitted.y = table.find(fitted.y_name)->numbers;
    print_message(fmt::format("adc: note: fitted to `{}`, the last column that is not used", fitted.y_name));
  }
  for (const std::string& input : function.inputs()) {
    if (table.find(input) != nullptr) fitted.columns.push_back({input, numbers_of(table, input).numbers});
  }
  std::vector<train::FitColumn> columns = fitted.columns;
  for (const CsvColumn& column : table.columns) columns.push_back({column.name, column.numbers});
  train::FitOptions options{
      .bounds = given.bounds,
      .loss = loss(words).loss,
      .threshold = loss(words).threshold,
      .steps = whole_number(words, "--steps", 2000),
      .starts = whole_number(words, "--starts", 32),
      .threads = static_cast<int>(std::clamp<std::size_t>(whole_number(words, "--threads", 1), 1, 1024)),
      .stop = stop_flag()};
  if (const std::string* const level = words.find("--level"))
    options.level = evaluate_constant(*level, "--level").value();
  for (const Binding& start : given.starts) options.start[start.name] = start.value.numbers;
  fitted.level = options.level;
  fitted.fit =
      train::fit(function, {.columns = columns, .y = fitted.y, .weights = weights, .sigma = sigma}, options).value();
  for (const double s : sigma) weights.push_back(1 / (s * s));
  fitted.weights = std::move(weights);
  return fitted;
}

/// Throws the error of a fit that is none.
void refuse_unless_fitted(const train::Fit& fit) {
  if (fit.succeeded()) return;
  std::vector<std::string> help;
  std::string message(train::text(fit.end));
  if (fit.end == train::FitEnd::Undetermined) {
    if (!fit.no_influence.empty()) {
      message += fmt::format(": what the model gives does not depend on {}", list(fit.no_influence));
      help.emplace_back("other starts may help, or a model without it");
    } else {
      message += fmt::format(": {} cannot be told apart", list(fit.undetermined));
      help.emplace_back("other values of them fit as well: a number in place of one of them tells the others");
    }
  } else if (fit.end != train::FitEnd::Interrupted) {
    help.emplace_back(
        "other starts (`name=value`) or ranges (`name=low:high`) may help; `--steps N` allows more steps");
  }
  throw failure("no-minimum", message, std::move(help));
}

void run_fit(const Words& words) {
  for (const char* option : {"--output", "--plot", "--residuals", "--save"}) {
    if (const std::string* const path = words.find(option)) require_folder(*path);
  }
  const ProgramWords program = program_words(words);
  const Fitted fitted = fit(words, program);
  TimeLimit::check();
  print_result(words.has("--json") ? as_json(fitted) : as_text(fitted));
  if (const std::string* const path = words.find("--output")) write_file(*path, as_csv(fitted));
  if (const std::string* const path = words.find("--residuals")) write_file(*path, residuals_picture(fitted));
  if (const std::string* const path = words.find("--plot")) write_file(*path, picture(fitted));
  refuse_unless_fitted(fitted.fit);
  if (const std::string* const path = words.find("--save")) write_file(*path, as_program(fitted, program.text));
}

}  // namespace

Command fit_command() {
  std::vector<Option> options{
      {"--data", "", "FILE", "a CSV file (`-`: stdin)"},
      {"--y", "", "COLUMN", "what to fit: a column or a formula of columns (the last column that is not used)"},
      {"--weights", "", "COLUMN", "of squares: a column or a formula of columns"},
      {"--sigma", "", "COLUMN", "known standard deviations: a column or a formula of columns"},
      {"--loss", "", "LOSS", "squares (default), huber, soft_l1, cauchy or tukey; huber:1.5 gives the threshold"},
      {"--level", "", "P", "of intervals and bands (0.95)"},
      {"--output", "-o", "FILE", "write what is predicted, residuals and bands there, as CSV"},
      {"--plot", "", "FILE", "draw data, model and bands (SVG)"},
      {"--residuals", "", "FILE", "draw the residuals (SVG)"},
      {"--save", "", "FILE", "write the model with its fitted numbers there, as a program (.adc)"},
      {"--json", "", "", "print one JSON object"},
      {"--columns", "", "NAMES", "names of the table's columns, such as x,y"},
      {"--header", "", "WHETHER", "the file's first line is a header: auto, yes or no"},
      {"--drop-missing", "", "", "leave out the rows that lack a value"},
      {"--starts", "", "N", "starts at most, where parameters are given none (32)"},
      {"--steps", "", "N", "steps at most from each start (2000)"},
      {"--threads", "", "N", "threads that share the rows (1)"}};
  for (const Option& option : compute_options()) options.push_back(option);
  for (const Option& option : program_options()) options.push_back(option);
  return {.name = "fit",
          .arguments = "PROGRAM --data FILE [name=value …] [name=low:high …] [options]",
          .summary = "the parameters for which a formula is nearest to data",
          .options = std::move(options),
          .examples = {"adc fit 'a*exp(-b*x)' --data decay.csv --y y",
                       "adc fit 'a*exp(-b*x) + c' --data decay.csv a=3 b=0.1 c=0:1",
                       "adc fit 'a + b*petal_length' --data iris.csv --y petal_width --plot line.svg",
                       "adc fit 'a + b*x' --data points.csv --sigma s --json",
                       "adc fit 'a + b*x' --data points.csv --loss tukey --residuals residuals.svg"},
          .run = [](const Words& words) { run_together([&] { run_fit(words); }); }};
}

}  // namespace adc::tools
