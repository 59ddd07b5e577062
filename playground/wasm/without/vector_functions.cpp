// The C library's functions of vectors, where it has none.
#include "ir/vector_functions.h"

namespace adc::ir {

unsigned register_bits() { return 128; }
std::span<const VectorFunction> vector_functions(unsigned /*bits*/) { return {}; }
const VectorFunction* vector_function(Op /*op*/, bool /*is_float*/, unsigned /*bits*/) { return nullptr; }

}  // namespace adc::ir
