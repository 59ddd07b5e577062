#include "tests/emit/numpy_module.h"

#include <fmt/core.h>
#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <stdexcept>

#include "emit/numpy.h"
#include "tests/support/temporary_folder.h"

namespace adc::tests {
namespace {

std::string shape_text(const ir::Shape& shape) {
  std::string text;
  for (const std::int64_t extent : shape.dims()) text += (text.empty() ? "" : ", ") + std::to_string(extent);
  return "[" + text + "]";
}

void write_numbers(const std::string& path, const std::vector<double>& numbers) {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(numbers.data()),
             static_cast<std::streamsize>(numbers.size() * sizeof(double)));
}

std::vector<double> read_numbers(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<double> numbers;
  for (double x = 0; file.read(reinterpret_cast<char*>(&x), sizeof x);) numbers.push_back(x);
  return numbers;
}

}  // namespace

void NumpyModule::add(const ir::Function& fn, std::vector<double> inputs, std::size_t points,
                      const std::string& description) {
  calls_.push_back({fn, std::move(inputs), points, description});
  calls_.back().fn.set_name("f" + std::to_string(calls_.size() - 1));
}

std::optional<std::vector<std::vector<double>>> NumpyModule::run(const std::string& array_module) const {
  const TemporaryFolder folder;
  const std::string path = folder.path().string();
  std::vector<emit::NumpyProgram> programs;
  std::vector<double> inputs;
  std::string calls;
  for (const Call& call : calls_) {
    programs.push_back({call.fn, call.description});
    inputs.insert(inputs.end(), call.inputs.begin(), call.inputs.end());
    std::string shapes;
    for (std::size_t i = 0; i < call.fn.params().size(); ++i) {
      const std::string own = shape_text(call.fn.shape(ir::value_id(i)));
      shapes += (i == 0 ? "" : ", ") + (call.points == 1 ? own : fmt::format("[{}]", call.points));
    }
    calls += fmt::format("{}[\"{}\", [{}]]", calls.empty() ? "" : ",\n", call.fn.name(), shapes);
  }
  const std::string source = emit::numpy_source(programs);
  if (source != emit::numpy_source(programs)) throw std::runtime_error("the second text is another one");
  std::ofstream(path + "/emitted.py") << source;
  std::ofstream(path + "/calls.json") << "[" << calls << "]\n";
  write_numbers(path + "/inputs", inputs);
  const std::string command =
      fmt::format("{} {}/tests/emit/numpy_run.py {} {}", ADC_PYTHON, ADC_SOURCE_DIR, array_module, path);
  const int status = std::system(command.c_str());
  if (WIFEXITED(status) && WEXITSTATUS(status) == 77) {
    std::cout << "SKIPPED: there is no " << array_module << " for " << ADC_PYTHON << "\n";
    return std::nullopt;
  }
  if (status != 0) throw std::runtime_error("Python fails");
  const std::vector<double> numbers = read_numbers(path + "/results");
  std::vector<std::vector<double>> results;
  auto next = numbers.begin();
  for (const Call& call : calls_) {
    const auto count = static_cast<std::ptrdiff_t>(ir::flat_outputs(call.fn) * call.points);
    if (numbers.end() - next < count) throw std::runtime_error("results are missing");
    results.emplace_back(next, next + count);
    next += count;
  }
  if (next != numbers.end()) throw std::runtime_error("there are more results");
  return results;
}

}  // namespace adc::tests
