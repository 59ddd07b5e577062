// A block of rows, while steps are computed for all of them, one after the other.
#pragma once

#include "tape/tape.h"

namespace adc::tape {

/// The C function that computes lanes of an op at once, by the index of the op; null where there is none.
using VectorTable = const void* const*;

template <class T>
struct Frame {
  const Step* steps;
  std::size_t step_count;
  T* const* at;        ///< where each register begins: a number per row, of constants one for each lane
  Register first_row;  ///< registers before it are constants
  std::size_t rows;    ///< at least as many as vectors have lanes
  VectorTable vectors;
};

/// Computes the steps. A width is for machines whose vectors have so many bits.
void run_128(const Frame<double>& frame);
void run_128(const Frame<float>& frame);
void run_256(const Frame<double>& frame);
void run_256(const Frame<float>& frame);
void run_512(const Frame<double>& frame);
void run_512(const Frame<float>& frame);

/// Computes one step by calling the C function of its op, row by row; of a sine with a cosine, `sincos`.
void run_each(const Step& step, const Frame<double>& frame);
void run_each(const Step& step, const Frame<float>& frame);

}  // namespace adc::tape
