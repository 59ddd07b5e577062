// Graphs, tables and pages of how a value comes about.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "adc/session.hpp"

namespace adc::session {

/// A command's argument and the file behind it, `cos(x) -o g.svg`; the file is empty if none stands there. `endings`:
/// what its name may end in.
struct ToFile {
  std::string_view text;
  std::string file;
};
[[nodiscard]] ToFile to_file(std::string_view argument, std::span<const std::string_view> endings);

/// `:trace`: the tables of backpropagation; pages of HTML for front ends that show them. Throws `Error`.
[[nodiscard]] Reply::Part trace_part(const Function& function, std::span<const double> point);

/// `:graph`: the computation graph, as a picture, or to the file. On a terminal without a file, the tables. Throws
/// `Error`, also where the limits end the drawing.
[[nodiscard]] Reply::Part graph_part(const Function& function, std::span<const double> point, const std::string& file,
                                     const Limits& limits);

/// `:explain`: a page to the file. Throws `Error`.
[[nodiscard]] Reply::Part explain_part(const Function& function, std::span<const double> point,
                                       std::string_view program, const std::string& file);

}  // namespace adc::session
