// The computation graph of a program at a point, as data; and the tables of backpropagation, which are made of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "adc/array.hpp"
#include "adc/diagnostic.hpp"
#include "adc/export.hpp"
#include "adc/result.hpp"

namespace adc::inline ADC_ABI {

class Function;

/// How formulas are written beside their text.
enum class Notation : std::uint8_t {
  Text,    ///< not at all
  Latex,   ///< for math mode, with amsmath
  Mathml,  ///< the content of an element `math` of presentation markup
};

/// A formula, or a name.
struct GraphFormula {
  std::string text;    ///< in adc's own language, on one line; of derivatives "dJ/du"
  std::string markup;  ///< the same in the graph's notation; "" for `Notation::Text`
};

/// An input, a binding of the program, an operation or the result.
struct GraphNode {
  enum class Kind : std::uint8_t {
    Input,   ///< that derivatives are taken for
    Data,    ///< an input that none is taken for
    Step,    ///< computed on the way
    Result,  ///< the last node
  };
  Kind kind = Kind::Step;
  GraphFormula name;     ///< no other node's
  GraphFormula formula;  ///< of the names of other nodes; "" for an input
  Extents shape;         ///< none for a number
  std::vector<double> value;
  GraphFormula adjoint_name;         ///< "dJ/du"
  std::vector<double> adjoint;       ///< of `shape`; empty where the result does not depend on it, and for data
  std::size_t rank = 0;              ///< in which column it is drawn: behind all that it is computed from
  std::optional<std::size_t> layer;  ///< of `Graph::layers`
};

/// One node is computed from another.
struct GraphEdge {
  std::size_t from = 0;
  std::size_t to = 0;  ///< is computed from `from`
  /// Of numbers: "du1/dt", its formula "cos(t)", and its value at the point. Of tensors, whose Jacobians are never
  /// made,
  /// "" and nullopt, as where no derivative is taken.
  GraphFormula local_name;
  GraphFormula local;
  std::optional<double> local_value;
  /// What `to` adds to the adjoint of `from`, "dJ/du1·du1/dt", of tensors "dL/dz*xᵀ"; and in numbers, of the shape of
  /// `from`. Empty where nothing is passed back.
  GraphFormula product;
  std::vector<double> contribution;
  std::vector<double> sum;         ///< the adjoint of `from` with this and all that was added before
  bool is_one_of_several = false;  ///< `from` is used elsewhere, too
  /// A choice decides whether the result depends on `to`: where its adjoint is 0 nothing is passed back, whatever the
  /// local derivative is.
  bool is_conditional = false;
};

/// Nodes that are computed from the same weights, as people draw networks.
struct GraphLayer {
  std::string name;                  ///< "layer 1", "loss"
  std::vector<std::size_t> weights;  ///< inputs of kind `Input` that it is the first to use
  std::vector<std::size_t> steps;    ///< what it computes, in order: the last is what it hands on
};

struct Graph {
  std::vector<GraphNode> nodes;       ///< the inputs, then in the order of the forward pass; the last is the result
  std::vector<GraphEdge> edges;       ///< by `to`, then in the order of its formula
  std::vector<std::size_t> backward;  ///< the edges that pass something back, in the order of the backward pass
  std::vector<GraphLayer> layers;     ///< of networks: products of weights and what comes before; else none
  bool is_scalar = true;              ///< all nodes are numbers
  Notation notation = Notation::Text;
};

/// The graph of the one output of `function`: a node per input, per binding of the text and for the result; of a
/// program without bindings per operation, named v1, v2, … `x`: the values of the inputs, flat. An edge's contribution
/// is the adjoint of `to` times the local derivative, and an adjoint the sum of contributions, in this order of
/// additions: it is the gradient that reverse mode gives to within rounding.
///
/// Linear in the program and in the formulas of local derivatives. Thread-safe. Errors: "several-outputs";
/// "external-function"; "not-a-loss" where the output is a tensor; "wrong-size"; "trace-too-long" beyond 20,000
/// different operations; those of deriving.
[[nodiscard]] ADC_API Result<Graph> graph(const Function& function, std::span<const double> x,
                                          Notation notation = Notation::Text);

/// The forward and backward tables of backpropagation, in the graph's notation. Text is lines in columns. LaTeX is two
/// displays with captions, for a document with amsmath. HTML, for `Notation::Mathml`, is two elements `table` with
/// formulas in MathML; cells with numbers have all digits in `data-value`, or separated by blanks in
/// `data-values` (of up to 4,096 numbers).
/// O(graph).
[[nodiscard]] ADC_API std::string trace(const Graph& graph);

}  // namespace adc::inline ADC_ABI
