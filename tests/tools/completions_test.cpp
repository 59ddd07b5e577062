// adc --completions: scripts that shells run.
#include <array>
#include <catch2/catch.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "tests/tools/program.h"

using adc::tests::Finished;
using adc::tests::run_adc;

namespace {

/// What bash proposes for the last of `words`, with a blank after each.
std::string proposed(const std::string& words) {
  const std::string command = "bash -c 'source <(" ADC_PROGRAM " --completions bash); COMP_WORDS=(" + words +
                              "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _adc; printf \"%s \" \"${COMPREPLY[@]}\"'";
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(command.c_str(), "r"), &pclose);
  std::string text;
  std::array<char, 256> buffer{};
  while (std::fgets(buffer.data(), buffer.size(), pipe.get()) != nullptr) text += buffer.data();
  return text;
}

}  // namespace

TEST_CASE("bash completes commands and their options") {
  CHECK(proposed("adc ev") == "eval ");
  CHECK(proposed("adc eval x --gra") == "--grad ");
  CHECK(proposed("adc diff x --js") == "--json ");
  CHECK(proposed("adc diff x --gra") == " ");
  CHECK(proposed("adc eval x --mode --gra") == " ");
  CHECK(proposed("adc --completions z") == "zsh ");
}

TEST_CASE("each shell's script has every option of eval") {
  for (const std::string shell : {"bash", "zsh", "fish"}) {
    const Finished run = run_adc({"--completions", shell});
    CAPTURE(shell);
    CHECK(run.code == 0);
    for (const char* option : {"grad", "hessian", "data", "mode", "max-instructions"}) {
      CHECK(run.out.find((shell == "fish" ? "-l " : "--") + std::string(option)) != std::string::npos);
    }
  }
}

TEST_CASE("another shell is a usage error") {
  const Finished run = run_adc({"--completions", "csh"});
  CHECK(run.code == 2);
  CHECK(run.err.find("[bad-value]") != std::string::npos);
}
