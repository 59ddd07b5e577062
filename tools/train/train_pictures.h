// Pictures of a training.
#pragma once

#include <string>

#include "tools/train/training.h"

namespace adc::tools {

/// The losses of the epochs.
void draw_curve(const std::string& path, const train::State& state);

/// Throws a usage error where `draw_boundary` could not draw: before the first epoch.
void refuse_picture(const Training& t);
/// Which class each point of the plane of two features is taken for.
void draw_boundary(const std::string& path, const Training& t);

}  // namespace adc::tools
