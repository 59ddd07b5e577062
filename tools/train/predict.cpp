// adc predict: what a trained model says about rows of a table.
#include <fmt/core.h>

#include <algorithm>

#include "adc/train.hpp"
#include "tools/command.h"
#include "tools/failure.h"
#include "tools/program.h"
#include "tools/report/output.h"
#include "tools/report/results.h"
#include "tools/report/rows.h"
#include "tools/train/train_words.h"

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

/// Says how often the labels are those of the table, if it has them.
void compare(const train::Model& model, const Predictions& all, const CsvTable& table) {
  const CsvColumn* const target = all.labels.empty() ? nullptr : table.find(model.targets[0]);
  if (target == nullptr) return;
  std::size_t correct = 0;
  for (std::size_t r = 0; r < all.labels.size(); ++r) {
    const auto code = target->numbers[r];
    const std::string label = target->is_text() ? target->labels[static_cast<std::size_t>(code)] : to_text(code);
    correct += label == all.labels[r] ? 1 : 0;
  }
  print_message(
      fmt::format("adc: note: {} of {} have the label that is predicted", correct, counted(all.labels.size(), "row")));
}

void run_predict(const Words& words) {
  refuse_more(words.positional());
  for (const char* option : {"--model", "--data"}) {
    if (!words.has(option)) throw failure("missing-value", fmt::format("`{} FILE` is missing", option));
  }
  const train::Model model = train::load(*words.find("--model")).value();
  const CsvTable table = read_csv(*words.find("--data"), csv_options(words)).value();
  const std::vector<double> x = train::columns(table, model.features).value();
  const Predictions all = name_columns(model, train::predict(model, x).value(), table.rows());
  const std::string text = words.has("--json") ? as_json(all, table.rows()) : as_csv(all, table.rows());
  if (const std::string* path = words.find("--output"))
    write_file(*path, text);
  else
    print_result(text);
  compare(model, all, table);
}

}  // namespace

Command predict_command() {
  return {
      .name = "predict",
      .arguments = "--model FILE --data FILE [options]",
      .summary = "what a trained model says about the rows of a table",
      .options = {{"--model", "", "FILE", "a model that `adc train` saved"},
                  {"--data", "", "FILE", "a CSV file with the model's features as columns, in any order (`-`: stdin)"},
                  {"--header", "", "WHETHER", "the file's first line is a header: auto, yes or no"},
                  {"--drop-missing", "", "", "leave out the rows that lack a value"},
                  {"--output", "-o", "FILE", "write there"},
                  {"--json", "", "", "print one JSON object"},
                  {"--help", "-h", "", "print this"}},
      .examples = {"adc predict --model w.safetensors --data new.csv",
                   "adc predict --model w.safetensors --data digits.csv --json -o predictions.json"},
      .run = &run_predict};
}

}  // namespace adc::tools
