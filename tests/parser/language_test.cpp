// Runs every example of docs/language.md, so that the document cannot lie.
#include <fstream>
#include <sstream>

#include "parser/text/operators.h"
#include "passes/pipeline.h"
#include "tests/parser/examples.h"
#include "tests/parser/support.h"

namespace adc::parser {
namespace {

std::vector<double> evaluate(const tests::Example& example, const Parsed& program) {
  const Result<ir::Function> expanded = passes::run(program.fn, {});
  REQUIRE(expanded.ok());
  std::vector<double> inputs;
  for (const ir::Param& param : program.fn.params()) inputs.push_back(example.at.at(param.name));
  std::vector<double> outputs(ir::flat_outputs(*expanded));
  ir::interpret(*expanded, inputs, outputs);
  return outputs;
}

TEST_CASE("every example of docs/language.md gives what it says") {
  const std::vector<tests::Example> all = tests::examples();
  CHECK(all.size() > 60);
  for (const tests::Example& example : all) {
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
  const std::string text = tests::language_document();
  for (const OperatorInfo& row : all_operators()) {
    std::string spelling(row.spelling);
    if (spelling == "||") spelling = "\\|\\|";  // as a table in Markdown writes it
    CAPTURE(spelling);
    CHECK(text.find("`" + spelling + "`") != std::string::npos);
  }
}

}  // namespace
}  // namespace adc::parser
