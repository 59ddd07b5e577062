// The bytes of an entry.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cache/sha256.h"
#include "jit/jit.h"

namespace adc::cache {

/// An object file and what comes with it, with a header (which format, which key, how long) and a digest of it all.
[[nodiscard]] std::string encode(const Digest& key, const jit::Object& object);

/// What `encode` was given; nullopt unless `bytes` are all of an entry for `key`, bit for bit. Any bytes are safe.
[[nodiscard]] std::optional<jit::Object> decode(const Digest& key, std::string_view bytes);

}  // namespace adc::cache
