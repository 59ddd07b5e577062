// A golden file: why it exists, a program, the text that must come out, and numbers that must be true of it.
//
//     # RUN: adc ir %s --passes=symbolic,simplify,cse
//     # WHY: 1 − tanh² is 0 from x = 20 on; the rule must keep its digits.
//     f(x) = tanh(x)
//     #= fn f(%0: f64 param "x") -> f64 {
//     #=   …
//     # EVAL: f.d.x(0.5) == 0.7864477329659274 within 2 ulp
//     # EVAL: f.d.x(nan) is nan
//
// The whole file is the program's text: all lines but the program's own are comments to the parser.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace adc::tests {

/// `name(arguments) == expected within ulps ulp`, or `… is nan`.
struct Evaluation {
  std::string text;
  std::string name;
  std::vector<std::string> arguments;
  std::string expected;
  double ulps = 0;
};

struct GoldenFile {
  std::string path;
  std::string name;  ///< of the file, without folders
  std::string text;
  std::string program;               ///< the text without the lines that are not the program's
  std::vector<std::string> command;  ///< words of RUN after "adc"; "%s" stands for the program
  std::string why;
  std::string expected;  ///< the lines after "#=", each with its newline
  std::vector<Evaluation> evaluations;

  /// True if the file's name says that the program is wrong.
  [[nodiscard]] bool must_fail() const { return name.starts_with("fail_"); }
};

/// Reads a golden file. Throws std::runtime_error where it has no RUN, no WHY, or an EVAL that cannot be read.
[[nodiscard]] GoldenFile read_golden(const std::string& path);

/// The text of `file` with `actual` in place of the expected text.
[[nodiscard]] std::string blessed(const GoldenFile& file, std::string_view actual);

/// All golden files under a folder, sorted.
[[nodiscard]] std::vector<std::string> golden_paths(const std::string& folder);

}  // namespace adc::tests
