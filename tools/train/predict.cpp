// adc predict: what a trained model says about rows of a table.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "adc/train.hpp"
#include "tools/command.h"
#include "tools/failure.h"
#include "tools/program.h"
#include "tools/report/output.h"
#include "tools/report/results.h"
#include "tools/train/data_words.h"
#include "tools/train/processes.h"
#include "tools/train/train_report.h"

namespace adc::tools {
namespace {

/// What is printed of a row: labels, then numbers.
struct Predictions {
  std::vector<std::string> columns;
  std::vector<std::string> labels;  ///< one per row, or none
  std::vector<double> numbers;      ///< [rows, columns of numbers]
  std::size_t width = 0;            ///< columns of numbers
};

Predictions name_columns(const train::Model& model, std::vector<double> numbers, std::size_t rows) {
  Predictions all{.columns = {}, .labels = {}, .numbers = std::move(numbers)};
  all.width = all.numbers.size() / rows;
  const bool is_binary = model.classes.size() == 2 && all.width == 1;
  if (is_binary || (!model.classes.empty() && model.classes.size() == all.width)) {
    all.columns.push_back(model.targets.at(0));
    for (const std::size_t c : train::predicted_classes(all.numbers, all.width)) all.labels.push_back(model.classes[c]);
    if (is_binary)
      all.columns.push_back(fmt::format("p({})", model.classes[1]));
    else
      for (const std::string& name : model.classes) all.columns.push_back(fmt::format("p({})", name));
    return all;
  }
  if (model.targets.size() == all.width) {
    all.columns = model.targets;
  } else {
    for (std::size_t i = 1; i <= all.width; ++i) all.columns.push_back("y" + std::to_string(i));
  }
  return all;
}

std::string as_csv(const Predictions& all, std::size_t rows) {
  std::string text;
  for (const std::string& name : all.columns) text += (text.empty() ? "" : ",") + csv_cell(name);
  for (std::size_t r = 0; r < rows; ++r) {
    text += "\n" + (all.labels.empty() ? "" : csv_cell(all.labels[r]) + ",");
    for (std::size_t i = 0; i < all.width; ++i) {
      text += (i > 0 ? "," : "") + to_text(all.numbers[r * all.width + i]);
    }
  }
  return text + "\n";
}

std::string as_json(const Predictions& all, std::size_t rows) {
  std::string columns;
  for (const std::string& name : all.columns) columns += (columns.empty() ? "" : ", ") + json_string(name);
  std::string text = R"({"schema": "adc.predict.1", "columns": [)" + columns + "], \"rows\": [";
  for (std::size_t r = 0; r < rows; ++r) {
    text += (r > 0 ? ",\n[" : "[") + (all.labels.empty() ? "" : json_string(all.labels[r]) + ", ");
    for (std::size_t i = 0; i < all.width; ++i) {
      text += (i > 0 ? ", " : "") + json_number(all.numbers[r * all.width + i]);
    }
    text += "]";
  }
  return text + "]}\n";
}

/// Whether two texts name one class: of numbers, whatever their digits.
bool is_same_label(const std::string& a, const std::string& b) {
  if (a == b) return true;
  const Result<double> x = evaluate_constant(a, "<label>");
  const Result<double> y = evaluate_constant(b, "<label>");
  return x && y && *x == *y;
}

/// Says how good the predictions are, if the table has the target: how often labels are right, or the error.
void compare(const Words& words, const train::Model& model, const Predictions& all, const TypedTable& table) {
  if (words.has("--json")) return;
  std::vector<const TypedColumn*> targets;
  for (const std::string& name : model.targets) targets.push_back(table.find(name));
  if (targets.empty() || std::ranges::find(targets, nullptr) != targets.end()) return;
  std::size_t known = 0;
  std::size_t correct = 0;
  std::vector<double> predicted;
  std::vector<double> truth;
  for (std::size_t r = 0; r < table.rows(); ++r) {
    if (std::ranges::any_of(targets, [&](const TypedColumn* one) { return std::isnan(one->numbers[r]); })) continue;
    ++known;
    if (!all.labels.empty()) {
      const double code = targets[0]->numbers[r];
      const std::string label =
          targets[0]->is_text() ? targets[0]->levels[static_cast<std::size_t>(code)] : to_text(code);
      correct += is_same_label(label, all.labels[r]) ? 1 : 0;
    } else if (all.width == targets.size()) {
      for (std::size_t c = 0; c < targets.size(); ++c) {
        if (targets[c]->is_text()) return;
        predicted.push_back(all.numbers[r * all.width + c]);
        truth.push_back(targets[c]->numbers[r]);
      }
    }
  }
  if (known > 0 && !all.labels.empty())
    print_message(fmt::format("adc: note: {} of {} have the label that is predicted", correct, counted(known, "row")));
  if (!truth.empty())
    print_message(fmt::format("adc: note: root mean square error {} in {} with a known target",
                              short_number(train::root_mean_square(predicted, truth)), counted(known, "row")));
}

/// A number that has no logarithm is named before it becomes a prediction of nothing.
void check_numbers(const train::Model& model, const TypedTable& table, const std::vector<double>& x) {
  const std::size_t width = model.features.size();
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!model.scaling.is_logarithmic(i % width) || x[i] > 0) continue;
    throw failure("bad-data", fmt::format("{}:{}: `{}` is {} here, which has no logarithm", table.source,
                                          table.lines[i / width], model.features[i % width], to_text(x[i])));
  }
}

/// The table, as the model's columns are read.
TypedTable read_rows(const Words& words, const train::Model& model, const train::Encoding& encoding) {
  TypedOptions options = typed_options(words);
  if (!model.classes.empty()) options.formats[model.targets[0]] = {.kind = CellKind::Text};
  TypedTable table =
      read_typed_table(*words.find("--data"), train::reading(encoding, std::move(options), model.targets)).value();
  std::vector<std::string> notes = table.notes;
  if (table.dropped > 0) notes.push_back(fmt::format("{} without a value left out", counted(table.dropped, "row")));
  print_notes(words, notes);
  return table;
}

void run_predict(const Words& words) {
  refuse_more(words.positional());
  for (const char* option : {"--model", "--data"}) {
    if (!words.has(option)) throw failure("missing-value", fmt::format("`{} FILE` is missing", option));
  }
  const train::Model model = train::load(*words.find("--model")).value();
  const train::Encoding encoding = train::encoding_of(model);
  const TypedTable table = read_rows(words, model, encoding);
  const train::EncodedRows rows = train::encode(encoding, table).value();
  print_notes(words, rows.notes);
  check_numbers(model, table, rows.x);
  const Predictions all = name_columns(model, train::predict(model, rows.x).value(), table.rows());
  const std::string text = words.has("--json") ? as_json(all, table.rows()) : as_csv(all, table.rows());
  if (const std::string* path = words.find("--output"))
    write_file(*path, text);
  else
    print_result(text);
  compare(words, model, all, table);
}

}  // namespace

Command predict_command() {
  std::vector<Option> options{
      {"--model", "", "FILE", "a model that `adc train` saved"},
      {"--data", "", "FILE", "a CSV file with the model's features as columns, in any order (`-`: stdin)"},
      {"--output", "-o", "FILE", "write there"},
      {"--json", "", "", "print one JSON object"},
      {"--help", "-h", "", "print this"}};
  for (const Option& option : cell_options()) options.insert(options.end() - 3, option);
  return {.name = "predict",
          .arguments = "--model FILE --data FILE [options]",
          .summary = "what a trained model says about the rows of a table",
          .options = std::move(options),
          .examples = {"adc predict --model w.safetensors --data new.csv",
                       "adc predict --model w.safetensors --data digits.csv --json -o predictions.json"},
          .run = [](const Words& words) { run_together([&] { run_predict(words); }); }};
}

}  // namespace adc::tools
