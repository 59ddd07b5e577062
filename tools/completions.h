// Completion scripts for shells.
#pragma once

#include <string>

namespace adc::tools {

/// The script that completes commands, options and files in `shell`: bash, zsh or fish; written from the commands'
/// own tables of options. Throws a usage error ("bad-value") for another shell.
[[nodiscard]] std::string completions(const std::string& shell);

}  // namespace adc::tools
