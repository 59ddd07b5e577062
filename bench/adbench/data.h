// The problems of ADBench with data made from a fixed seed, and their programs in the language.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace adc::bench {

using Numbers = std::vector<double>;

/// A mixture of Gaussians: `components` of dimension `dimension`, that many `points`.
struct Mixture {
  std::size_t dimension;
  std::size_t components;
  std::size_t points;
  Numbers parameters;  ///< alphas [K], means [K, D], icf [K, D(D + 1)/2]
  Numbers x;           ///< [points, D]

  /// Every number is normally distributed; parameters less widely.
  static Mixture make(std::size_t dimension, std::size_t components, std::size_t points);
  /// The objective: param alphas, means, icf; data x, scale, m (of the Wishart prior).
  [[nodiscard]] std::string program() const;
};

/// Cameras that see points.
struct Bundle {
  static constexpr std::size_t kCamera = 11;
  Numbers cameras;                ///< [·, 11]
  Numbers points;                 ///< [·, 3]
  Numbers weights;                ///< [observations]
  Numbers features;               ///< [observations, 2]
  std::vector<int> observations;  ///< [observations, 2]: a camera and a point

  static Bundle make(std::size_t cameras, std::size_t points, std::size_t observations);
  /// The three errors of an observation, by its camera, point, weight (params), and feature (data).
  static std::string program();
};

/// A sequence that an LSTM predicts.
struct Lstm {
  std::size_t layers;
  std::size_t width;
  std::size_t length;
  Numbers parameters;  ///< [layers, 2, 4, width] and [3, width]
  Numbers state;       ///< [2·layers, width]
  Numbers sequence;    ///< [length, width]

  static Lstm make(std::size_t layers, std::size_t width, std::size_t length);
  /// The loss, a step after the other: param weights [2·layers, 4·width], extra [3, width]; data state, sequence.
  [[nodiscard]] std::string program() const;
};

}  // namespace adc::bench
