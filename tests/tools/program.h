// Runs the adc program as a person does.
#pragma once

#include <string>
#include <vector>

#include "tests/support/temporary_folder.h"

namespace adc::tests {

struct Finished {
  int code = -1;  ///< exit code; 128 + n after signal n
  std::string out;
  std::string err;
};

/// Runs `adc WORDS…` with `input` as its stdin, a pipe. `environment`: "NAME=value" beside the present ones.
[[nodiscard]] Finished run_adc(const std::vector<std::string>& words, const std::string& input = "",
                               const std::vector<std::string>& environment = {});

/// Whether `part` stands in `text`.
inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// The commands that `adc --help` lists.
[[nodiscard]] std::vector<std::string> listed_commands();

/// The long options that `adc COMMAND --help` lists.
[[nodiscard]] std::vector<std::string> listed_options(const std::string& command);

/// A file of its own in a temporary folder; removed with the object.
class TemporaryFile {
 public:
  TemporaryFile(const std::string& name, const std::string& content);

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string content() const;

 private:
  TemporaryFolder folder_;
  std::string path_;
};

}  // namespace adc::tests
