// Pictures that a command line, or a line of a session, describes.
#pragma once

#include <vector>

#include "adc/plot.hpp"
#include "tools/plot_words.h"
#include "tools/words.h"

namespace adc::tools {

/// The options that `picture` and `terminal_options` understand, for commands to declare.
[[nodiscard]] std::vector<Option> picture_options();

/// The picture of a program whose remaining inputs are the axes: `given` has their ranges. Throws `Error`: usage, and
/// what `plot::plot` gives.
[[nodiscard]] plot::Scene picture(const Words& words, const Function& function, const PlotWords& given);

/// The size of the window that stdout is, or what `--size` says, and whether it shows colours: NO_COLOR and TERM=dumb
/// want none. 80 by 24 characters where stdout is a file or a pipe.
[[nodiscard]] plot::TerminalOptions terminal_options(const Words& words);

}  // namespace adc::tools
