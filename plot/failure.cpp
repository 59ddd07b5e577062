#include "plot/failure.h"

#include <fmt/core.h>

namespace adc::inline ADC_ABI::plot {

void check_stop(const Stop& stop) {
  if (stop.is_set()) throw failure("interrupted", "drawing was interrupted");
  if (stop.seconds_left() < 0)
    throw failure("too-long", fmt::format("drawing this takes longer than {:.6g} s", stop.seconds()));
}

}  // namespace adc::inline ADC_ABI::plot
