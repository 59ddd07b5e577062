#include <unistd.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <optional>
#include <string>

#include "ir/function.h"
#include "ir/interpreter.h"
#include "ir/verifier.h"
#include "kernel/run.h"
#include "kernel/text.h"
#include "passes/pipeline.h"
#include "tests/golden/commands.h"
#include "tests/golden/golden_file.h"
#include "tests/jit/native.h"

namespace adc::tests {
namespace {

double number(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0') throw std::runtime_error("`" + text + "` is no number");
  return value;
}

/// The one of `outputs` that `name` means: "d.x" of a function derived from f is `f.d.x`; f's value is `f`.
std::optional<std::size_t> find_output(const std::string& function, const std::vector<std::string>& outputs,
                                       const std::string& name) {
  const std::string base = function.substr(0, function.find('.'));
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (name == outputs[i] || name == base + "." + outputs[i]) return i;
  }
  if (name == base) return 0;
  return std::nullopt;
}

/// |a − b| in units of the last place of `b`.
double distance_in_ulps(double a, double b) {
  if (same_bits(a, b)) return 0;
  if (!std::isfinite(a) || !std::isfinite(b)) return std::numeric_limits<double>::infinity();
  const double size = std::abs(b);
  return std::abs(a - b) / (std::nextafter(size, std::numeric_limits<double>::infinity()) - size);
}

std::vector<double> arguments(const Evaluation& evaluation) {
  std::vector<double> inputs;
  inputs.reserve(evaluation.arguments.size());
  for (const std::string& argument : evaluation.arguments) inputs.push_back(number(argument));
  return inputs;
}

/// What is wrong with a result; empty if nothing is.
std::string fault(double result, const Evaluation& evaluation) {
  const double distance = distance_in_ulps(result, number(evaluation.expected));
  if (distance <= evaluation.ulps) return "";
  char text[80];
  std::snprintf(text, sizeof text, "is %.17g, %g ulp away", result, distance);
  return text;
}

/// What is wrong with one EVAL line; empty if nothing is. `native` is null for functions of tensors, whose native sums
/// are taken in another order; the numbers of tensors stand flat, and a name means the first of its output's.
std::string fault(const ir::Function& fn, const Native* native, const Evaluation& evaluation) {
  std::vector<std::string> names;
  for (const ir::Output& output : fn.outputs()) names.push_back(output.name);
  const auto output = find_output(fn.name(), names, evaluation.name);
  if (!output) return "there is no output of that name";
  const std::vector<double> inputs = arguments(evaluation);
  if (inputs.size() != ir::flat_inputs(fn)) return "the program has " + std::to_string(ir::flat_inputs(fn)) + " inputs";
  std::vector<double> results(ir::flat_outputs(fn));
  ir::interpret(fn, inputs, results);
  if (native != nullptr && !same_bits(results, (*native)(inputs))) return "interpreted and native bits differ";
  std::size_t first = 0;
  for (std::size_t i = 0; i < *output; ++i) {
    first += static_cast<std::size_t>(fn.shape(fn.outputs()[i].value).elements());
  }
  return fault(results[first], evaluation);
}

/// The same of a program of the kernel form.
std::string fault(const kernel::Program& program, const Evaluation& evaluation) {
  std::vector<std::string> names;
  std::vector<std::size_t> begin{0};
  std::size_t elements = 0;
  for (const kernel::Array& array : program.arrays) {
    const auto size = static_cast<std::size_t>(array.type.shape.elements());
    if (std::holds_alternative<kernel::Input>(array.place)) elements += size;
    const auto* const output = std::get_if<kernel::Output>(&array.place);
    if (output == nullptr) continue;
    names.push_back(output->name);
    begin.push_back(begin.back() + size);
  }
  const auto output = find_output(program.name, names, evaluation.name);
  if (!output) return "there is no output of that name";
  const std::vector<double> inputs = arguments(evaluation);
  if (inputs.size() != elements) return "the program has " + std::to_string(elements) + " inputs";
  std::vector<double> results(begin.back());
  kernel::run(program, inputs, results);
  return fault(results[begin[*output]], evaluation);
}

/// All wrong EVAL lines of a file, a line each.
std::string faults(const GoldenFile& file, const Answer& answer) {
  if (file.evaluations.empty()) return "";
  if (!answer.fn && !answer.loops) return "EVAL lines want a program, and the answer is none\n";
  std::optional<ir::Function> fn;
  std::optional<Native> native;
  if (answer.fn) fn = passes::apply(*answer.fn, {"legalise"}).value();
  if (fn && fn->is_scalar()) native.emplace(*fn);
  std::string text;
  for (const Evaluation& evaluation : file.evaluations) {
    const std::string what =
        fn ? fault(*fn, native ? &*native : nullptr, evaluation) : fault(*answer.loops, evaluation);
    if (!what.empty()) text += "EVAL " + evaluation.text + ": " + what + "\n";
  }
  return text;
}

std::string with_newline(std::string text) {
  if (!text.empty() && text.back() != '\n') text += '\n';
  return text;
}

bool blessing() { return std::getenv("ADC_BLESS") != nullptr; }

void check(const std::string& path) {
  const GoldenFile file = read_golden(path);
  const Answer result = answer(file);
  const std::string actual = with_newline(result.text);
  INFO(file.path << ": " << file.why);
  CHECK(result.failed == file.must_fail());
  if (result.fn) CHECK(ir::verify(*result.fn).empty());
  if (result.loops) CHECK(kernel::print(*result.loops) == actual);
  const std::string wrong_numbers = faults(file, result);
  CHECK(wrong_numbers == "");
  if (actual == file.expected) return;
  if (blessing() && wrong_numbers.empty() && result.failed == file.must_fail()) {
    std::ofstream(path) << blessed(file, actual);
    WARN("blessed " << path);
    return;
  }
  INFO("if the new text is right, accept it with: ADC_BLESS=1 ./build/release/adc_test_golden");
  CHECK(actual == file.expected);
}

TEST_CASE("golden files give their text and their numbers") {
  for (const std::string& path : golden_paths(ADC_SOURCE_DIR "/tests/golden")) {
    DYNAMIC_SECTION(path) { check(path); }
  }
}

TEST_CASE("a golden file is read and written back") {
  const std::string path = std::filesystem::temp_directory_path() / ("adc_golden_" + std::to_string(getpid()) + ".adc");
  const std::string text =
      "# RUN: adc ir %s --passes=a,b\n# WHY: because\nf(x) = x\n#= one\n#=\n# EVAL: f(0.5) == 2 within 3 ulp\n"
      "# EVAL: f.d.x(nan) is nan\n";
  std::ofstream(path) << text;
  const GoldenFile file = read_golden(path);
  std::filesystem::remove(path);
  CHECK(file.command == std::vector<std::string>{"ir", "%s", "--passes=a,b"});
  CHECK(file.expected == "one\n\n");
  REQUIRE(file.evaluations.size() == 2);
  CHECK(file.evaluations[0].arguments == std::vector<std::string>{"0.5"});
  CHECK(file.evaluations[0].ulps == 3);
  CHECK(file.evaluations[1].name == "f.d.x");
  CHECK(file.evaluations[1].expected == "nan");
  CHECK(blessed(file, "one\n\n") == text);
  CHECK(blessed(file, "other\n").find("#= other\n# EVAL: f(0.5)") != std::string::npos);
}

}  // namespace
}  // namespace adc::tests
