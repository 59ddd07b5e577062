// Keywords of Python as options.
#include <pybind11/stl.h>

#include <array>
#include <utility>

#include "core.h"

namespace adc::python {
namespace {

template <class Enum, std::size_t n>
Enum word(const std::array<std::pair<const char*, Enum>, n>& words, const std::string& given, const char* what) {
  std::string all;
  for (const auto& [name, value] : words) {
    if (given == name) return value;
    all += (all.empty() ? "" : ", ") + std::string(name);
  }
  refuse("bad-value", "`" + given + "` is no " + what + ": there are " + all);
}

Mode mode_of(const std::string& given) {
  static constexpr std::array<std::pair<const char*, Mode>, 4> kWords{
      {{"auto", Mode::Auto}, {"symbolic", Mode::Symbolic}, {"forward", Mode::Forward}, {"reverse", Mode::Reverse}}};
  return word(kWords, given, "mode");
}

Math math_of(const std::string& given) {
  static constexpr std::array<std::pair<const char*, Math>, 2> kWords{
      {{"accurate", Math::Accurate}, {"fast", Math::Fast}}};
  return word(kWords, given, "way of computing functions");
}

Syntax syntax_of(const std::string& given) {
  static constexpr std::array<std::pair<const char*, Syntax>, 3> kWords{
      {{"auto", Syntax::Auto}, {"adc", Syntax::Adc}, {"latex", Syntax::Latex}}};
  return word(kWords, given, "syntax");
}

/// "float32", numpy.float64, …: whatever NumPy takes for one of the two.
DType dtype_of(const py::handle& given) {
  const auto dtype = py::dtype::from_args(py::reinterpret_borrow<py::object>(given));
  if (dtype.is(py::dtype::of<double>())) return DType::F64;
  if (dtype.is(py::dtype::of<float>())) return DType::F32;
  refuse("bad-value", "numbers are of float64 or float32");
}

/// What both have; false for another keyword.
template <class Options>
bool set_common(Options& options, const std::string& key, const py::handle& value) {
  if (key == "dims") return options.dims = value.cast<std::map<std::string, std::int64_t>>(), true;
  if (key == "source_name") return options.source_name = value.cast<std::string>(), true;
  if (key == "syntax") return options.syntax = syntax_of(value.cast<std::string>()), true;
  if (key == "tier") return options.tier = tier_of(value.cast<std::string>()), true;
  if (key == "dtype") return options.dtype = dtype_of(value), true;
  if (key == "seconds") return options.limits.seconds = value.cast<double>(), true;
  if (key == "instructions") return options.limits.instructions = value.cast<std::size_t>(), true;
  if (key == "bytes") return options.limits.bytes = value.cast<std::size_t>(), true;
  return false;
}

bool set(CompileOptions& options, const std::string& key, const py::handle& value) {
  if (set_common(options, key, value)) return true;
  if (key == "name") return options.name = value.cast<std::string>(), true;
  if (key == "inputs") return options.inputs = value.cast<std::vector<std::string>>(), true;
  if (key == "wrt") return options.wrt = value.cast<std::vector<std::string>>(), true;
  if (key == "wrt_except") return options.wrt_except = value.cast<std::vector<std::string>>(), true;
  if (key == "allowed_inputs") return options.allowed_inputs = value.cast<std::vector<std::string>>(), true;
  if (key == "shapes") return options.shapes = value.cast<std::map<std::string, Extents>>(), true;
  if (key == "mode") return options.mode = mode_of(value.cast<std::string>()), true;
  if (key == "as_written") return options.level = value.cast<bool>() ? Level::Exact : Level::Stable, true;
  if (key == "vector_math") return options.vector_math = value.cast<bool>(), true;
  return false;
}

bool set(LossOptions& options, const std::string& key, const py::handle& value) {
  if (set_common(options, key, value)) return true;
  if (key == "batch") return options.batch = value.cast<std::int64_t>(), true;
  if (key == "any_number") return options.any_number = value.cast<bool>(), true;
  if (key == "shared") return options.shared = value.cast<std::vector<std::string>>(), true;
  if (key == "math") return options.math = math_of(value.cast<std::string>()), true;
  if (key == "threads") return options.threads = value.cast<int>(), true;
  return false;
}

template <class Options>
Options read(const py::dict& keywords) {
  Options options;
  for (const std::pair<py::handle, py::handle> item : keywords) {
    const auto name = item.first.cast<std::string>();
    const py::handle value = item.second;
    try {
      if (!set(options, name, value)) refuse("unknown-option", "there is no option `" + name + "`");
    } catch (const py::cast_error&) {
      refuse("bad-value", "the option `" + name + "` has no such value: " + py::repr(value).cast<std::string>());
    }
  }
  return options;
}

}  // namespace

Derive derive_of(const std::string& given) {
  static constexpr std::array<std::pair<const char*, Derive>, 6> kWords{{{"value", Derive::Value},
                                                                         {"gradient", Derive::Gradient},
                                                                         {"hessian", Derive::Hessian},
                                                                         {"jvp", Derive::Jvp},
                                                                         {"vjp", Derive::Vjp},
                                                                         {"hvp", Derive::Hvp}}};
  return word(kWords, given, "derivative");
}

Tier tier_of(const std::string& given) {
  static constexpr std::array<std::pair<const char*, Tier>, 3> kWords{
      {{"auto", Tier::Auto}, {"interpret", Tier::Interpret}, {"native", Tier::Native}}};
  return word(kWords, given, "tier");
}

CompileOptions compile_options(const py::dict& keywords) { return read<CompileOptions>(keywords); }
LossOptions loss_options(const py::dict& keywords) { return read<LossOptions>(keywords); }

py::tuple shape_tuple(std::span<const std::int64_t> extents) {
  py::tuple shape(extents.size());
  for (std::size_t i = 0; i < extents.size(); ++i) shape[i] = extents[i];
  return shape;
}

}  // namespace adc::python
