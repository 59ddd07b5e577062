// The parts of a page that explains a program.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adc/explain.hpp"

namespace adc::explaining {

/// What a page is of.
struct Subject {
  const Function& function;
  std::span<const double> x;
  const Graph& graph;  ///< in MathML
  const PageOptions& options;
};

/// The numbers of an input in `x`.
[[nodiscard]] std::span<const double> input_numbers(const Subject& subject, std::size_t input);

/// A program that computes all nodes of a graph and all local derivatives (of tensors all contributions), so that a
/// page can compute them anew.
struct Recomputation {
  Function function;
  std::vector<std::size_t> inputs;  ///< per input of `function`: which input of the program it is
  std::vector<std::size_t> nodes;   ///< whose values are its first outputs
  std::vector<std::size_t> edges;   ///< whose local derivatives, or contributions, are its other outputs
};

/// Whether a page has the numbers of all nodes and edges, and formulas: there are 1,000 nodes and 100,000 numbers at
/// most.
[[nodiscard]] bool is_small(const Graph& graph);

/// Nullopt where there are too many nodes, or where they cannot be written as a program.
[[nodiscard]] std::optional<Recomputation> recomputation(const Subject& subject);

/// The page's script block of data: JSON, which no text in it can end.
[[nodiscard]] std::string page_data(const Subject& subject, const std::optional<Recomputation>& recomputation);

/// The functions that the page calls, as JavaScript, and the object `adc` that holds them.
[[nodiscard]] std::string page_program(const Subject& subject, const std::optional<Recomputation>& recomputation);

/// A section of the page: what leads there, and its HTML.
struct Section {
  std::string id;
  std::string name;
  std::string html;
};

[[nodiscard]] Section formula_section(const Subject& subject);
[[nodiscard]] Section point_section(const Subject& subject);
[[nodiscard]] Section graph_section(const Subject& subject);
[[nodiscard]] Section steps_section(const Subject& subject);
[[nodiscard]] std::optional<Section> rules_section(const Subject& subject);
[[nodiscard]] std::optional<Section> plot_section(const Subject& subject);
[[nodiscard]] std::optional<Section> network_section(const Subject& subject);
[[nodiscard]] std::optional<Section> descent_section(const Subject& subject);
[[nodiscard]] std::optional<Section> modes_section(const Subject& subject);
[[nodiscard]] std::optional<Section> code_section(const Subject& subject);

/// The files of explain/page/, as the build has embedded them.
extern const std::string_view kPageHtml;
extern const std::string_view kPageStyle;
extern const std::string_view kPageScript;

}  // namespace adc::explaining
