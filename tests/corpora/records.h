// The records of the corpora (../shared/corpora/README.md).
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace adc::tests {

/// A formula, a point, and what is exactly true there. Numbers of the reference stay digits, as a double is too short.
struct Record {
  std::string id;
  std::string formula;
  std::vector<std::pair<std::string, double>> point;
  std::string value;
  std::vector<std::pair<std::string, std::string>> gradient;

  [[nodiscard]] std::vector<std::string> names() const;
  /// The digits of ∂/∂name.
  [[nodiscard]] const std::string& partial(const std::string& name) const;
};

/// The folder of the corpora: $ADC_CORPORA, else ../shared/corpora beside the repository, if it is there.
[[nodiscard]] std::optional<std::string> corpora_folder();

/// The records of a file with one JSON object a line. Throws std::runtime_error where the file is not that.
[[nodiscard]] std::vector<Record> read_records(const std::string& path);

}  // namespace adc::tests
