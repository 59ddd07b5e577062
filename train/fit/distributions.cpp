#include "train/fit/distributions.h"

#include <cmath>
#include <limits>

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace adc::inline ADC_ABI::train {

double student_quantile(double level, double nu) {
  const double tail = (1 - level) / 2;
  if (std::isinf(nu)) return boost::math::quantile(boost::math::complement(boost::math::normal(), tail));
  return boost::math::quantile(boost::math::complement(boost::math::students_t(nu), tail));
}

double student_tails(double t, double nu) {
  if (std::isnan(t)) return t;
  if (std::isinf(t)) return 0;
  if (std::isinf(nu)) return 2 * boost::math::cdf(boost::math::complement(boost::math::normal(), std::fabs(t)));
  return 2 * boost::math::cdf(boost::math::complement(boost::math::students_t(nu), std::fabs(t)));
}

double chi_squared_tail(double x, double nu) {
  if (std::isinf(x)) return 0;
  return boost::math::cdf(boost::math::complement(boost::math::chi_squared(nu), x));
}

}  // namespace adc::inline ADC_ABI::train
