// Loops for vectors of any width.
#pragma once

// Loops over plain arrays that do not overlap become vector instructions: of the widest kind that the machine has, where
// g++ has it chosen when the library is loaded. The bits are the same for any width, as nothing is contracted. Sanitizers
// are not ready when that choice is made.
#if defined(__x86_64__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define ADC_EACH_WIDTH __attribute__((target_clones("arch=x86-64-v4", "avx2", "default")))
#else
#define ADC_EACH_WIDTH
#endif
