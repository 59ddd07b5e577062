// Special functions to any number of digits, for precise/scalar.h: by their series and asymptotic expansions, which are
// not those of ir/special/, with as many digits more as cancel.
#pragma once

#include <mpfr.h>

namespace adc::precise {

/// Each sets `y`, a number of `digits` digits, to the kth derivative of the function, by its last operand, at the same
/// points as the C function of ir/special/special.h, nan where that is nan by definition. With an operand of more than
/// some thousand beside another such one, nan where no expansion is at hand.
void besselj(mpfr_ptr y, unsigned digits, int k, mpfr_srcptr n, mpfr_srcptr x);
void bessely(mpfr_ptr y, unsigned digits, int k, mpfr_srcptr n, mpfr_srcptr x);
void besseli(mpfr_ptr y, unsigned digits, int k, mpfr_srcptr n, mpfr_srcptr x);
void besselk(mpfr_ptr y, unsigned digits, int k, mpfr_srcptr n, mpfr_srcptr x);
void gammainc(mpfr_ptr y, unsigned digits, int k, mpfr_srcptr a, mpfr_srcptr x);
void gammaincc(mpfr_ptr y, unsigned digits, mpfr_srcptr a, mpfr_srcptr x);
void betainc(mpfr_ptr y, unsigned digits, int k, mpfr_srcptr a, mpfr_srcptr b, mpfr_srcptr x);
void expint_ei(mpfr_ptr y, unsigned digits, mpfr_srcptr x);
void expint_e1(mpfr_ptr y, unsigned digits, mpfr_srcptr x);
void zeta(mpfr_ptr y, unsigned digits, int k, mpfr_srcptr x);
void airy_ai(mpfr_ptr y, unsigned digits, int k, mpfr_srcptr x);
void airy_bi(mpfr_ptr y, unsigned digits, int k, mpfr_srcptr x);

}  // namespace adc::precise
