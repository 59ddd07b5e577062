// Constants: exact until the pass `legalise` rounds each once.
#pragma once

#include <bit>
#include <cstdint>

#include "ir/rational.h"

namespace adc::ir {

/// A constant of an `ir::Function`.
class Constant {
 public:
  enum class Kind : std::uint8_t {
    Rational,  ///< exact
    Pi,        ///< exact
    E,         ///< exact
    Float,     ///< a value of the function's float type, also nan and ±inf
    Bool,
  };

  static Constant rational(Rational value) { return {Kind::Rational, std::move(value), 0}; }
  static Constant pi() { return {Kind::Pi, {}, 0}; }
  static Constant e() { return {Kind::E, {}, 0}; }
  static Constant floating(double value) { return {Kind::Float, {}, std::bit_cast<std::uint64_t>(value)}; }
  static Constant boolean(bool value) { return {Kind::Bool, {}, value}; }

  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] bool is_exact() const { return kind_ == Kind::Rational || kind_ == Kind::Pi || kind_ == Kind::E; }
  [[nodiscard]] const Rational& as_rational() const { return rational_; }
  [[nodiscard]] double as_float() const { return std::bit_cast<double>(bits_); }
  [[nodiscard]] bool as_bool() const { return bits_ != 0; }
  /// The nearest double of a numeric constant.
  [[nodiscard]] double to_double() const;
  [[nodiscard]] float to_float() const;

  /// Equal kinds and equal *bits*: +0.0 and −0.0 differ, a nan equals itself.
  friend bool operator==(const Constant&, const Constant&) = default;
  [[nodiscard]] std::size_t hash() const;

 private:
  Constant(Kind kind, Rational value, std::uint64_t bits) : kind_(kind), rational_(std::move(value)), bits_(bits) {}
  Kind kind_;
  Rational rational_;
  std::uint64_t bits_;
};

}  // namespace adc::ir
