// Replies as notebooks show them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "adc/session.hpp"

namespace adc::notebook {

/// A part of a reply by media types: text/plain always; text/latex for values and formulas; pictures and pages as the
/// part has them.
[[nodiscard]] nlohmann::json bundle(const Reply::Part& part);

/// The place of byte `at` in code points, which Jupyter counts, and back.
[[nodiscard]] int code_points(std::string_view text, std::size_t at);
[[nodiscard]] std::size_t byte_at(std::string_view text, int code_points);

}  // namespace adc::notebook
