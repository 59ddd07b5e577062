// What ops.def names for functions of the host (ir/external.h), and native code calls: the function of this number.
#pragma once

extern "C" {
double adc_external1(int number, double x);
double adc_external2(int number, double x, double y);
double adc_external3(int number, double x, double y, double z);
}
