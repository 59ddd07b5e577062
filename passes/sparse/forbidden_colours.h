// What greedy colouring keeps of the vertex at hand.
#pragma once

#include <cstdint>
#include <vector>

namespace adc::passes {

inline constexpr std::int32_t kNoColour = -1;

/// The colours that the vertex at hand may not have. Marks name the vertex, so that nothing is cleared.
class ForbiddenColours {
 public:
  explicit ForbiddenColours(std::size_t vertices) : by_(vertices + 1, kNoColour) {}
  void add(std::int32_t colour, std::int32_t vertex) {
    if (colour != kNoColour) by_[static_cast<std::size_t>(colour)] = vertex;
  }
  [[nodiscard]] bool has(std::int32_t colour, std::int32_t vertex) const {
    return by_[static_cast<std::size_t>(colour)] == vertex;
  }
  [[nodiscard]] std::int32_t first_free(std::int32_t vertex) const {
    std::int32_t colour = 0;
    while (has(colour, vertex)) ++colour;
    return colour;
  }

 private:
  std::vector<std::int32_t> by_;
};

}  // namespace adc::passes
