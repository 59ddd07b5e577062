// The numbers of an evaluation, as people and as programs read them.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "adc/adc.hpp"

namespace adc::tools {

/// Results of one kind: the values, the gradients, …
struct Section {
  std::string key;                              ///< in JSON
  bool by_output = true;                        ///< the results of each output stand together, in the outputs' order
  std::vector<std::vector<std::string>> names;  ///< of the further dimensions, slowest first
  std::vector<std::string> labels;              ///< one per result, as people write it
  std::vector<Array> results;
};

/// What a program's outputs and derivatives are at a point.
struct Results {
  std::vector<std::string> outputs;  ///< a name each, never empty
  std::vector<Section> sections;     ///< the values first
  std::vector<Diagnostic> notes;     ///< where nans and infinities come from
};

/// The names, those that an earlier one equals numbered: x, x is x, x_2. O(n).
[[nodiscard]] std::vector<std::string> distinct(std::vector<std::string> names);

/// A name for each number of a tensor, in order: of a scalar "y" itself, else "y[1]", "y[1,2]". O(numbers).
[[nodiscard]] std::vector<std::string> number_names(const std::string& name, const Extents& shape);

/// The outputs' names, "y1" for one without, distinct. O(n).
[[nodiscard]] std::vector<std::string> output_names(const Function& function);

/// Evaluates `function`: its values and what else `derive` gives. `direction`: the tangents or seeds, if it takes any.
[[nodiscard]] Results evaluate(const Function& function, std::span<const double> point, Derive derive,
                               std::span<const double> direction = {});

/// Adds to `all` the sections of `more` that it has not got, and the notes.
void merge(Results& all, Results more);

/// A line per result: "value  1", "d/dx   2", "d²/dx²  3"; with several outputs "a  1", "da/dx  2"; tensors as "[1,
/// 2]", those of more than 1,000 numbers shortened. A single value stands alone, so that scripts can take it as it is.
[[nodiscard]] std::string as_text(const Results& results);

/// One object: {"schema": "adc.eval.1", "value": v, "grad": {"x": g}, "hessian": {"x": {"x": h}}}; with several outputs
/// each is an object by the output's name. Tensors are nested lists. Numbers read back as the same double and keep the
/// sign of zero; "nan", "inf" and "-inf" are strings. Notes, if there are any, are a list of objects: {"slug",
/// "message", "begin", "end", "help"}, the place in bytes of the program. `more`: further members, each with a comma
/// before it.
[[nodiscard]] std::string as_json(const Results& results, const std::string& more = "");

/// A number that reads back as the same double; "nan", "inf" and "-inf" in quotes.
[[nodiscard]] std::string json_number(double value);

/// A number, or nested lists of numbers.
[[nodiscard]] std::string json_array(const Array& array);

/// `text` as a JSON string, in quotes.
[[nodiscard]] std::string json_string(const std::string& text);

}  // namespace adc::tools
