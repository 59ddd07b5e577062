// Every mistake of use has its slug and exit code 2.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/tools/program.h"

using adc::tests::Finished;
using adc::tests::run_adc;

namespace {

struct Misuse {
  std::vector<std::string> words;
  std::string slug;
};

bool names(const std::string& text, const std::string& slug) {
  return text.find("[" + slug + "]") != std::string::npos;
}

}  // namespace

TEST_CASE("each mistake on the command line is named") {
  const std::vector<Misuse> misuses{
      {{"evla", "x"}, "unknown-command"},
      {{"eval", "x", "x=1", "--gard"}, "unknown-option"},
      {{"eval", "x", "x=1", "--json=yes"}, "unexpected-value"},
      {{"eval", "x", "x=1", "--mode"}, "missing-value"},
      {{"eval", "x", "x=1", "--mode", "sideways"}, "bad-value"},
      {{"eval", "x", "x=1", "--max-nesting=deep"}, "bad-value"},
      {{"eval"}, "missing-program"},
      {{"eval", "x", "y"}, "bad-input"},
      {{"eval", "x", "1x=3"}, "bad-name"},
      {{"eval", "x + y", "x=1"}, "missing-input"},
      {{"eval", "x", "x=1", "x=2"}, "repeated-input"},
      {{"emit", "x", "--to", "ir", "--blas"}, "bad-value"},
      {{"emit", "x", "--to", "asm", "--rows"}, "bad-value"},
      {{"emit", "x", "--rows", "--blas"}, "bad-value"},
      {{"emit", "x", "--to", "c", "--target", "x86_64-linux-gnu"}, "bad-value"},
      {{"emit", "x", "--to", "shared", "-o", "f.h"}, "bad-value"},
      {{"emit", "x", "--to", "wasm", "-o", "f.mjs"}, "bad-value"},
      {{"emit", "x", "--to", "asm", "--target", "vax"}, "unknown-machine"},
      {{"emit", "x", "--to", "asm", "--cpu", "cortex"}, "unknown-machine"},
      {{"ir", "x", "y"}, "unexpected-word"},
      {{"ir", "x", "--passes=nonsense"}, "unknown-pass"},
      {{"eval", "x", "x=1", "--grad", "--wrt=y"}, "unknown-variable"},
      {{"eval", "x", "x=1", "y=2"}, "unused-input"},
  };
  for (const Misuse& misuse : misuses) {
    const Finished run = run_adc(misuse.words);
    CAPTURE(misuse.words, run.err);
    CHECK(run.code == 2);
    CHECK(run.out.empty());
    CHECK(names(run.err, misuse.slug));
  }
}

TEST_CASE("what the REPL does not know has a slug too") {
  const Finished run = run_adc({"repl"}, ":nonsense\n?nonsense\n:forget nonsense\n");
  CAPTURE(run.out, run.err);
  CHECK(names(run.out + run.err, "unknown-command"));
  CHECK(names(run.out + run.err, "unknown-name"));
}
