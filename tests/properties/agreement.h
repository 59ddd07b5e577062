// A program of three inputs, its derivatives in all modes, levels and tiers, against high precision.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/properties/expression.h"
#include "tests/support/excuse.h"
#include "tests/support/random_bits.h"

namespace adc::tests {

using Place = std::array<double, 3>;

/// How the numbers that were looked at came out.
struct Tally {
  std::uint64_t right = 0;
  std::uint64_t no_number = 0;  ///< no value, or a derivative at a kink or a pole
  std::array<std::uint64_t, kExcuses> excused{};

  [[nodiscard]] std::string text() const;
};

/// What is wrong with a program at any of the points, and where: "" if nothing is.
struct Finding {
  std::string fault;
  Place point{};
};

/// Value, first and second derivatives, and the gradient of the language's own derivative by x, at each point: in the
/// three modes, interpreted and native, as written and at level stable; stable loses no number that the program as
/// written has.
[[nodiscard]] Finding disagreement(const RandomProgram& program, const std::vector<Place>& points, Tally& tally);

/// The simplest program found that is still wrong at the point.
[[nodiscard]] RandomProgram simplest(RandomProgram program, const Place& point);

/// A point of ordinary numbers, and one with kinks, edges and every magnitude.
[[nodiscard]] std::vector<Place> random_points(RandomBits& random);

[[nodiscard]] std::string text(const Place& point);

}  // namespace adc::tests
