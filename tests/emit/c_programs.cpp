#include "tests/emit/c_programs.h"

#include <cmath>
#include <limits>
#include <stdexcept>

namespace adc::tests {
namespace {

/// Over rows, a function of them, and of pointers and strides in arrays.
std::string rows_caller(const kernel::Program& program) {
  std::string arguments = "rows";
  std::size_t count = 0;
  for (const kernel::Array& array : program.arrays) {
    if (!array.is_given()) continue;
    const std::string number = std::to_string(count++);
    arguments += ", p[" + number + "], s[" + number + "]";
  }
  if (program.workspace_bytes > 0) arguments += ", p[" + std::to_string(count) + "]";
  const std::string head = "\nvoid call_" + program.name + "(size_t rows, void *const *p, const ptrdiff_t *s)";
  return head + ";" + head + " { (void)p; (void)s; " + program.name + "(" + arguments + "); }\n";
}

/// A function of pointers in an array, to be called whatever the number of arrays.
std::string caller(const kernel::Program& program) {
  std::size_t count = program.workspace_bytes > 0 ? 1 : 0;
  for (const kernel::Array& array : program.arrays) {
    if (array.is_given()) ++count;
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
  std::vector<emit::Source> all;
  all.reserve(programs.size());
  for (const kernel::Program& program : programs) all.push_back({program, program.name});
  std::string text = emit::c_source(all, products);
  for (const kernel::Program& program : programs) text += program.tile ? rows_caller(program) : caller(program);
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
    if (!array.is_given()) continue;
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
    if (!array.is_given()) continue;
    if (std::holds_alternative<kernel::Output>(array.place)) {
      outputs.insert(outputs.end(), arrays[i].begin(), arrays[i].end());
    }
    ++i;
  }
  return outputs;
}

std::vector<double> CPrograms::run_rows(std::size_t number, std::size_t rows, const std::vector<double>& inputs,
                                        std::size_t gap) const {
  return programs_[number].float_type == ir::DType::F32 ? run_rows_in<float>(number, rows, inputs, gap)
                                                        : run_rows_in<double>(number, rows, inputs, gap);
}

template <class T>
std::vector<double> CPrograms::run_rows_in(std::size_t number, std::size_t rows, const std::vector<double>& inputs,
                                           std::size_t gap) const {
  const kernel::Program& program = programs_[number];
  std::vector<std::vector<T>> arrays;
  std::vector<std::ptrdiff_t> strides;
  auto next = inputs.begin();
  for (const kernel::Array& array : program.arrays) {
    if (!array.is_given()) continue;
    const auto size = static_cast<std::size_t>(array.type.shape.elements());
    std::vector<T>& own = arrays.emplace_back(rows * (size + gap), std::numeric_limits<T>::quiet_NaN());
    strides.push_back(static_cast<std::ptrdiff_t>(size + gap));
    for (std::size_t row = 0; row < rows && std::holds_alternative<kernel::Input>(array.place); ++row) {
      for (std::size_t i = 0; i < size; ++i) own[row * (size + gap) + i] = static_cast<T>(*next++);
    }
  }
  arrays.emplace_back(program.workspace_bytes / sizeof(T), std::numeric_limits<T>::quiet_NaN());
  std::vector<void*> pointers;
  pointers.reserve(arrays.size());
  for (std::vector<T>& array : arrays) pointers.push_back(array.data());
  using Call = void(std::size_t, void* const*, const std::ptrdiff_t*);
  library_.function<Call>("call_" + program.name)(rows, pointers.data(), strides.data());
  std::vector<double> outputs;
  std::size_t i = 0;
  for (const kernel::Array& array : program.arrays) {
    if (!array.is_given()) continue;
    const auto size = static_cast<std::size_t>(array.type.shape.elements());
    for (std::size_t row = 0; row < rows && std::holds_alternative<kernel::Output>(array.place); ++row) {
      const auto from = arrays[i].begin() + static_cast<std::ptrdiff_t>(row * (size + gap));
      outputs.insert(outputs.end(), from, from + static_cast<std::ptrdiff_t>(size));
      for (std::size_t beyond = size; beyond < size + gap; ++beyond) {
        if (!std::isnan(from[static_cast<std::ptrdiff_t>(beyond)])) throw std::logic_error("written between rows");
      }
    }
    ++i;
  }
  return outputs;
}

}  // namespace adc::tests
