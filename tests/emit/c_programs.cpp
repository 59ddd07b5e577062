#include "tests/emit/c_programs.h"

#include <limits>

namespace adc::tests {
namespace {

/// A function of pointers in an array, to be called whatever the number of arrays.
std::string caller(const kernel::Program& program) {
  std::size_t count = program.workspace_bytes > 0 ? 1 : 0;
  for (const kernel::Array& array : program.arrays) {
    if (!std::holds_alternative<kernel::Workspace>(array.place)) ++count;
  }
  std::string arguments;
  for (std::size_t i = 0; i < count; ++i) arguments += (i == 0 ? "p[" : ", p[") + std::to_string(i) + "]";
  const std::string head = "\nvoid call_" + program.name + "(void *const *p)";
  return head + ";" + head + " { " + (count == 0 ? "(void)p; " : "") + program.name + "(" + arguments + "); }\n";
}

template <class Place>
std::size_t elements_in(const kernel::Program& program) {
  std::int64_t count = 0;
  for (const kernel::Array& array : program.arrays) {
    if (std::holds_alternative<Place>(array.place)) count += array.type.shape.elements();
  }
  return static_cast<std::size_t>(count);
}

}  // namespace

std::size_t flat_inputs(const kernel::Program& program) { return elements_in<kernel::Input>(program); }
std::size_t flat_outputs(const kernel::Program& program) { return elements_in<kernel::Output>(program); }

std::vector<kernel::Program> CPrograms::named(std::vector<kernel::Program> programs) {
  for (std::size_t i = 0; i < programs.size(); ++i) programs[i].name = "f" + std::to_string(i);
  return programs;
}

std::string CPrograms::source(const std::vector<kernel::Program>& programs, emit::CProducts products) {
  std::vector<emit::CProgram> all;
  all.reserve(programs.size());
  for (const kernel::Program& program : programs) all.push_back({program, program.name});
  std::string text = emit::c_source(all, products);
  for (const kernel::Program& program : programs) text += caller(program);
  return text;
}

std::vector<double> CPrograms::run(std::size_t number, const std::vector<double>& inputs) const {
  return programs_[number].float_type == ir::DType::F32 ? run_in<float>(number, inputs)
                                                        : run_in<double>(number, inputs);
}

template <class T>
std::vector<double> CPrograms::run_in(std::size_t number, const std::vector<double>& inputs) const {
  const kernel::Program& program = programs_[number];
  std::vector<std::vector<T>> arrays;
  auto next = inputs.begin();
  for (const kernel::Array& array : program.arrays) {
    if (std::holds_alternative<kernel::Workspace>(array.place)) continue;
    const auto size = array.type.shape.elements();
    std::vector<T>& own = arrays.emplace_back(size, std::numeric_limits<T>::quiet_NaN());
    if (!std::holds_alternative<kernel::Input>(array.place)) continue;
    for (T& x : own) x = static_cast<T>(*next++);
  }
  arrays.emplace_back(program.workspace_bytes / sizeof(T), std::numeric_limits<T>::quiet_NaN());
  std::vector<void*> pointers;
  pointers.reserve(arrays.size());
  for (std::vector<T>& array : arrays) pointers.push_back(array.data());
  library_.function<void(void* const*)>("call_" + program.name)(pointers.data());
  std::vector<double> outputs;
  std::size_t i = 0;
  for (const kernel::Array& array : program.arrays) {
    if (std::holds_alternative<kernel::Workspace>(array.place)) continue;
    if (std::holds_alternative<kernel::Output>(array.place)) {
      outputs.insert(outputs.end(), arrays[i].begin(), arrays[i].end());
    }
    ++i;
  }
  return outputs;
}

}  // namespace adc::tests
