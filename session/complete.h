// What may stand in a command that is being typed.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "adc/session.hpp"

namespace adc::session {

/// The commands whose names begin as the end of `before` from `begin` on, which begins with `:`.
[[nodiscard]] Completions complete_command(const Session& session, std::string_view before, std::size_t begin);

/// The words, commands or files that may stand where `before` ends, in the argument of `command`, which begins at
/// `begin`. Nullopt where a part of an expression stands there.
[[nodiscard]] std::optional<Completions> complete_argument(const Session& session, const Session::Command& command,
                                                           std::string_view before, std::size_t begin);

}  // namespace adc::session
