// Which build of adc this library is of.
#pragma once

namespace adc::ir {

/// "0.1.0 (interface 3f2a91c07d44.208)": the version of adc, a hash of the headers that say how objects look which go
/// from one of adc's libraries to another, and the size of a function. Libraries may give each other objects only where
/// all of it is the same. Lives for ever.
[[nodiscard]] const char* build();

}  // namespace adc::ir
