// Where each result of a derived function stands.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "adc/export.hpp"
#include "adc/options.hpp"

namespace adc::inline ADC_ABI {

/// What a result is, of an output y and variables x.
enum class Part : std::uint8_t {
  Value,     ///< y
  Gradient,  ///< ∂y/∂x
  Hessian,   ///< ∂²y/∂x∂x
  Jvp,       ///< Σ ∂y/∂x·tangent over all x
  Vjp,       ///< Σ seed·∂y/∂x over all y
  Hvp,       ///< Σ ∂²y/∂x∂x·tangent over all second x
};

/// The results of one part stand together: one per output (slowest), unless it sums over them, and per variable.
struct PartInfo {
  Part part;
  const char* name;  ///< in JSON and in options
  int order;         ///< how often y is differentiated
  bool by_output;    ///< one per output
  int variables;     ///< and for so many variables
};
[[nodiscard]] inline const PartInfo& info(Part part) {
  static constexpr std::array kParts{
      PartInfo{Part::Value, "value", 0, true, 0},     PartInfo{Part::Gradient, "grad", 1, true, 1},
      PartInfo{Part::Hessian, "hessian", 2, true, 2}, PartInfo{Part::Jvp, "jvp", 1, true, 0},
      PartInfo{Part::Vjp, "vjp", 1, false, 1},        PartInfo{Part::Hvp, "hvp", 2, true, 1},
  };
  return kParts[static_cast<std::size_t>(part)];
}

/// What `derive` gives, in order.
[[nodiscard]] inline std::span<const Part> parts_of(Derive derive) {
  static constexpr std::array kValues{Part::Value};
  static constexpr std::array kGradients{Part::Value, Part::Gradient};
  static constexpr std::array kHessians{Part::Value, Part::Gradient, Part::Hessian};
  static constexpr std::array kJvps{Part::Value, Part::Jvp};
  static constexpr std::array kVjps{Part::Value, Part::Vjp};
  static constexpr std::array kHvps{Part::Value, Part::Gradient, Part::Hvp};
  switch (derive) {
    case Derive::Value: return kValues;
    case Derive::Gradient: return kGradients;
    case Derive::Hessian: return kHessians;
    case Derive::Jvp: return kJvps;
    case Derive::Vjp: return kVjps;
    case Derive::Hvp: return kHvps;
  }
  return {};
}

/// How often `derive` differentiates.
[[nodiscard]] inline int order_of(Derive derive) { return info(parts_of(derive).back()).order; }

/// What a derived function takes after the program's inputs.
enum class Direction : std::uint8_t {
  None,
  Tangent,  ///< one per variable
  Seed,     ///< one per output
};
[[nodiscard]] inline Direction direction_of(Derive derive) {
  if (derive == Derive::Vjp) return Direction::Seed;
  return derive == Derive::Jvp || derive == Derive::Hvp ? Direction::Tangent : Direction::None;
}

/// What a result is of.
struct Place {
  Part part = Part::Value;
  std::optional<std::size_t> output;           ///< nullopt: of all
  std::array<std::size_t, 2> variables{0, 0};  ///< those that its part has
};

/// The order of the results of `derive`, of a program with so many outputs and variables. Whoever counts tensors gets
/// the order of tensors; whoever counts numbers, where those of a part begin. All is O(1).
class Layout {
 public:
  Layout(Derive derive, std::size_t outputs, std::size_t variables)
      : derive_(derive), outputs_(outputs), variables_(variables) {}

  /// The results in all.
  [[nodiscard]] std::size_t size() const {
    std::size_t size = 0;
    for (const Part part : parts_of(derive_)) size += size_of(part);
    return size;
  }
  /// Inputs after those of the program.
  [[nodiscard]] std::size_t directions() const {
    switch (direction_of(derive_)) {
      case Direction::None: return 0;
      case Direction::Tangent: return variables_;
      case Direction::Seed: return outputs_;
    }
    return 0;
  }
  /// The first result of a part, which `derive` must have.
  [[nodiscard]] std::size_t begin(Part wanted) const {
    std::size_t begin = 0;
    for (const Part part : parts_of(derive_)) {
      if (part == wanted) break;
      begin += size_of(part);
    }
    return begin;
  }
  /// ∂y/∂x of these indices, and ∂²y/∂x_a∂x_b.
  [[nodiscard]] std::size_t gradient(std::size_t output, std::size_t variable) const {
    return begin(Part::Gradient) + output * variables_ + variable;
  }
  [[nodiscard]] std::size_t hessian(std::size_t output, std::size_t a, std::size_t b) const {
    return begin(Part::Hessian) + (output * variables_ + a) * variables_ + b;
  }
  /// What result `k` is; `k` < `size()`.
  [[nodiscard]] Place place(std::size_t k) const {
    for (const Part part : parts_of(derive_)) {
      if (k >= size_of(part)) {
        k -= size_of(part);
        continue;
      }
      Place place{part, std::nullopt, {0, 0}};
      for (auto i = static_cast<std::size_t>(info(part).variables); i > 0; --i) {
        place.variables[i - 1] = k % variables_;
        k /= variables_;
      }
      if (info(part).by_output) place.output = k;
      return place;
    }
    return {};
  }

 private:
  [[nodiscard]] std::size_t size_of(Part part) const {
    std::size_t size = info(part).by_output ? outputs_ : 1;
    for (int i = 0; i < info(part).variables; ++i) size *= variables_;
    return size;
  }

  Derive derive_;
  std::size_t outputs_;
  std::size_t variables_;
};

}  // namespace adc::inline ADC_ABI
