// Text to a native gradient whose code is in the cache on disk, against compiling it and against the interpreter,
// inside one process.
#include <array>
#include <string>

#include "adc/adc.hpp"
#include "bench/harness.h"

namespace {

constexpr const char* kText = "sin(3x)*exp(-y*x^2)+3/(1+x^2)";

adc::bench::Contender first_gradient(const std::string& what, adc::Tier tier, const adc::CacheOptions& cache) {
  return {what, [tier, cache](std::size_t n) {
            adc::set_cache(cache);
            const std::array<double, 2> x{0.5, 0.3};
            std::array<double, 2> gradient{};
            while (n-- > 0) {
              adc::bench::must(adc::compile(kText, {.tier = tier})).gradient(x, gradient);
              adc::bench::keep(gradient.data());
            }
          }};
}

}  // namespace

int main(int argc, char** argv) {
  adc::bench::Report report("kept", argc, argv);
  const adc::CacheOptions folder{.folder = adc::bench::scratch_folder() + "/cache"};
  const adc::CacheOptions none{.enabled = false};
  const std::vector<adc::bench::Contender> contenders = {
      first_gradient("text to first gradient, native, kept on disk", adc::Tier::Native, folder),
      first_gradient("compiled", adc::Tier::Native, none), first_gradient("interpreted", adc::Tier::Interpret, none)};
  const std::vector<adc::bench::Timing> seconds = adc::bench::race(contenders);
  report.ratio("kept to compiled", contenders[0].what, seconds[0], contenders[1].what, seconds[1]);
  report.ratio("kept to interpreted", contenders[0].what, seconds[0], contenders[2].what, seconds[2]);
  return 0;
}
