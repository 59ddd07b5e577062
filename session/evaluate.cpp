#include "session/evaluate.h"

#include <algorithm>

#include "common/typeset.h"
#include "session/words.h"

namespace adc::session {
namespace {

/// Derivatives of more numbers are not shown beside a tensor: who wants them asks for its Jacobian.
constexpr std::size_t kShownDerivatives = 12;
/// Variables of more numbers have no derivative shown by a number.
constexpr std::size_t kShownGradient = 10'000;

std::string label_of(const Function& function, const std::string& label, const std::string& name) {
  if (name.empty() || function.outputs().size() != 1) return label;
  if (label == "value") return name;
  const std::size_t slash = label.find('/');
  return slash == std::string::npos || label[0] != 'd' ? label : label.substr(0, slash) + name + label.substr(slash);
}

bool is_scalar(const Function& function) { return function.output_size() == function.outputs().size(); }

bool shows_derivatives(const Function& function) {
  if (function.wrt().empty()) return false;
  return function.output_size() * function.wrt_size() <= (is_scalar(function) ? kShownGradient : kShownDerivatives);
}

/// The value and the derivatives as formulas.
Reply::Part formulas(const Function& function, const std::string& name) {
  Reply::Part part;
  const std::size_t outputs = function.outputs().size();
  part.formulas.push_back({outputs > 1    ? "values"
                           : name.empty() ? "value"
                                          : name,
                           function.emit(Derive::Value, Target::Formula).value(),
                           common::typeset(function, Target::Latex)});
  for (std::size_t o = 0; o < outputs; ++o) {
    const std::string output = outputs == 1                    ? name
                               : function.outputs()[o].empty() ? "y" + std::to_string(o + 1)
                                                               : function.outputs()[o];
    for (const std::string& variable : function.wrt()) {
      Result<std::string> derivative = function.derivative(variable, o);
      if (!derivative) continue;  // of tensors, where nothing can be written
      std::string latex = common::typeset(*derivative, Target::Latex);
      part.formulas.push_back(
          {derivative_symbol(output, std::vector{variable}), *std::move(derivative), std::move(latex)});
    }
  }
  return part;
}

}  // namespace

std::vector<double> point_of(const Function& function, const Definitions& definitions,
                             std::vector<std::string>& missing) {
  std::vector<double> point;
  for (std::size_t i = 0; i < function.inputs().size(); ++i) {
    const std::string& input = function.inputs()[i];
    const Array* const value = definitions.value(input);
    // A parameter of a function may be something else than the name is to the session.
    if (value != nullptr && value->shape == function.input_shapes()[i]) {
      point.insert(point.end(), value->numbers.begin(), value->numbers.end());
    } else {
      missing.push_back(input);
    }
  }
  return point;
}

Array value_of(Answer answer) {
  if (!answer.value) throw Error(answer.notes.back());
  return *std::move(answer.value);
}

/// Bindings whose value follows from functions alone are inputs to the parser, with that value: here they are no
/// variables.
Function without_defaults(const Function& function, const Definitions& definitions) {
  std::map<std::string, Fixed> fixed;
  for (std::size_t i = 0; i < function.inputs().size(); ++i) {
    const bool has_value = definitions.value(function.inputs()[i]) != nullptr;
    if (function.defaults()[i] && !has_value) fixed.emplace(function.inputs()[i], Fixed(*function.defaults()[i]));
  }
  return fixed.empty() ? function : function.bind(fixed).value();
}

Answer answer(const Function& given, const Definitions& definitions, Show show, const std::string& name) {
  const Function function = without_defaults(given, definitions);
  Answer answer;
  std::vector<std::string> missing;
  const std::vector<double> point = point_of(function, definitions, missing);
  if (!missing.empty()) {
    answer.part = formulas(function, name);
    answer.notes.push_back(no_value(missing));
    return answer;
  }
  const bool wants = show == Show::Derivatives;
  const bool shows = wants && shows_derivatives(function);
  const Derive derive = shows ? Derive::Gradient : Derive::Value;
  if (std::optional<Error> error = function.prepare(derive)) throw *std::move(error);
  const std::vector<std::string> labels = function.result_names(derive);
  const std::vector<Extents> shapes = function.result_shapes(derive);
  std::size_t size = 0;
  for (const Extents& shape : shapes) size += elements(shape);
  std::vector<double> all(size);
  function.evaluate(derive, point, all);
  auto from = all.begin();
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const auto to = from + static_cast<std::ptrdiff_t>(elements(shapes[i]));
    answer.part.values.push_back({label_of(function, labels[i], name), {shapes[i], {from, to}}});
    from = to;
  }
  for (NotFinite& one : function.why_not_finite(derive, point, all)) answer.notes.push_back(std::move(one.note));
  for (Diagnostic& note : function.why_by_convention(derive, point, all)) answer.notes.push_back(std::move(note));
  if (wants && !shows && !function.wrt().empty() && is_scalar(function)) {
    answer.notes.push_back(diagnose("many-derivatives",
                                    "its derivatives are " + std::to_string(function.output_size()) + " times " +
                                        std::to_string(function.wrt_size()) + " numbers, and not shown",
                                    {"`jacobian(…, " + function.wrt()[0] + ")` gives them"}));
  }
  if (function.outputs().size() == 1) answer.value = answer.part.values[0].value;
  return answer;
}

}  // namespace adc::session
