#include "tests/languages/foreign.h"

#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "tests/support/temporary_folder.h"

namespace adc::tests {
namespace {

std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::size_t outputs_of(const kernel::Program& program) {
  std::size_t count = 0;
  for (const kernel::Array& array : program.arrays) {
    if (std::holds_alternative<kernel::Output>(array.place))
      count += static_cast<std::size_t>(array.type.shape.elements());
  }
  return count * rows_of(program);
}

}  // namespace

bool has_tool(const std::string& name) { return std::system(("command -v " + name + " > /dev/null").c_str()) == 0; }

std::vector<std::vector<double>> run_foreign(const Foreign& language, std::span<const kernel::Program> unnamed,
                                             std::span<const std::vector<double>> inputs) {
  std::vector<kernel::Program> programs(unnamed.begin(), unnamed.end());
  const std::string description = "what is compared";
  std::vector<emit::Source> sources;
  for (std::size_t i = 0; i < programs.size(); ++i) {
    programs[i].name = "program_" + std::to_string(i);
    sources.push_back({programs[i], description});
  }
  const TemporaryFolder folder;
  const std::filesystem::path& path = folder.path();
  std::ofstream(path / language.file) << language.write(sources);
  std::ofstream(path / language.driver_file) << language.driver(programs);
  std::ofstream in(path / "in", std::ios::binary);
  for (const std::vector<double>& x : inputs)
    in.write(reinterpret_cast<const char*>(x.data()), static_cast<std::streamsize>(x.size() * sizeof(double)));
  in.close();
  const std::string command = "cd " + path.string() + " && (" + language.command + ") > log 2>&1";
  if (std::system(command.c_str()) != 0)
    throw std::runtime_error(command + "\n" + contents(path / "log").substr(0, 20'000));
  const std::string bytes = contents(path / "out");
  std::vector<std::vector<double>> results;
  std::size_t at = 0;
  for (const kernel::Program& program : programs) {
    std::vector<double>& own = results.emplace_back(outputs_of(program));
    if (bytes.size() < at + own.size() * sizeof(double)) throw std::runtime_error("too few results");
    bytes.copy(reinterpret_cast<char*>(own.data()), own.size() * sizeof(double), at);
    at += own.size() * sizeof(double);
  }
  if (at != bytes.size()) throw std::runtime_error("too many results");
  return results;
}

}  // namespace adc::tests
