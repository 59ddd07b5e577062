// Runs every example of docs/language.md, so that the document cannot lie.
#include <fstream>
#include <sstream>

#include "parser/text/operators.h"
#include "passes/pipeline.h"
#include "tests/parser/support.h"

namespace adc::parser {
namespace {

struct Example {
  std::string program;
  Values at;
  std::string result;  // numbers with commas between, or a slug
};

std::string trimmed(std::string text) {
  text.erase(0, text.find_first_not_of(' '));
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

// "x = 2, y = 3" as values.
Values read_values(const std::string& text) {
  Values at;
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) {
    const std::size_t equals = part.find('=');
    if (equals != std::string::npos) at[trimmed(part.substr(0, equals))] = std::stod(part.substr(equals + 1));
  }
  return at;
}

std::string document() {
  std::ostringstream text;
  text << std::ifstream(std::string(ADC_SOURCE_DIR) + "/docs/language.md").rdbuf();
  return text.str();
}

// Lines up to one that has an arrow in its comment are one example.
std::vector<Example> examples() {
  std::istringstream file(document());
  std::vector<Example> found;
  bool inside = false;
  std::string program;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("```")) {
      inside = line == "```adc";
      program.clear();
      continue;
    }
    if (!inside) continue;
    program += line + "\n";
    const std::string arrow = "→";
    const std::size_t at = line.rfind(arrow);
    if (at == std::string::npos) continue;
    const std::size_t comment = line.rfind('#');
    found.push_back(
        {program, read_values(line.substr(comment + 1, at - comment - 1)), trimmed(line.substr(at + arrow.size()))});
    program.clear();
  }
  return found;
}

std::vector<double> evaluate(const Example& example, const Parsed& program) {
  const Result<ir::Function> expanded = passes::run(program.fn, {});
  REQUIRE(expanded.ok());
  std::vector<double> inputs;
  for (const ir::Param& param : program.fn.params()) inputs.push_back(example.at.at(param.name));
  std::vector<double> outputs(ir::flat_outputs(*expanded));
  ir::interpret(*expanded, inputs, outputs);
  return outputs;
}

TEST_CASE("every example of docs/language.md gives what it says") {
  const std::vector<Example> all = examples();
  CHECK(all.size() > 60);
  for (const Example& example : all) {
    CAPTURE(example.program);
    ParseOptions options;
    for (const auto& [name, value] : example.at) options.inputs.push_back(name);
    const Result<Parsed> program = parse(example.program, options);
    if (!program) {
      CHECK(program.error().diagnostic().slug == example.result);
      continue;
    }
    std::vector<double> wanted;
    std::istringstream parts(example.result);
    for (std::string part; std::getline(parts, part, ',');) wanted.push_back(std::stod(part));
    const std::vector<double> outputs = evaluate(example, *program);
    REQUIRE(outputs.size() == wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) CHECK(outputs[i] == Approx(wanted[i]).epsilon(1e-14));
  }
}

TEST_CASE("docs/language.md lists every operator") {
  const std::string text = document();
  for (const OperatorInfo& row : all_operators()) {
    std::string spelling(row.spelling);
    if (spelling == "||") spelling = "\\|\\|";  // as a table in Markdown writes it
    CAPTURE(spelling);
    CHECK(text.find("`" + spelling + "`") != std::string::npos);
  }
}

}  // namespace
}  // namespace adc::parser
