// How words become commands, options, programs and values; exit codes.
#include <sys/wait.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/tools/program.h"

using adc::tests::contains;
using adc::tests::Finished;
using adc::tests::listed_commands;
using adc::tests::listed_options;
using adc::tests::run_adc;
using adc::tests::TemporaryFile;

namespace {

/// A file of the sources.
std::string source_file(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(std::string(ADC_SOURCE) + "/" + path).rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("a word that starts with a minus sign is a formula unless it is an option") {
  CHECK(run_adc({"eval", "-x^2", "x=3"}).out == "-9\n");
  CHECK(run_adc({"eval", "--grad", "-x", "x=3"}).out == "value  -3\nd/dx   -1\n");
  CHECK(run_adc({"eval", "--", "--x", "x=3"}).out == "3\n");
  CHECK(run_adc({"eval", "-(x)", "x=3"}).out == "-3\n");
}

TEST_CASE("an unknown option is a usage error with a suggestion") {
  const Finished run = run_adc({"eval", "x", "x=1", "--gard"});
  CHECK(run.code == 2);
  CHECK(run.out.empty());
  CHECK(contains(run.err, "`--gard`"));
  CHECK(contains(run.err, "`--grad`"));
  CHECK(run_adc({"eval", "x", "x=1", "--Json=1"}).code == 2);
}

TEST_CASE("options that lack a value, or have one too many, are usage errors") {
  CHECK(run_adc({"eval", "x", "x=1", "--mode"}).code == 2);
  CHECK(run_adc({"eval", "x", "x=1", "--json=yes"}).code == 2);
  const Finished mode = run_adc({"eval", "x", "x=1", "--mode", "revers"});
  CHECK(mode.code == 2);
  CHECK(contains(mode.err, "did you mean `reverse`?"));
  CHECK(run_adc({"eval", "x", "x=1", "--max-instructions=many"}).code == 2);
  CHECK(run_adc({"eval", "x", "x=1", "--max-instructions=-1"}).code == 2);
}

TEST_CASE("names and values may have blanks around them, and stand once") {
  CHECK(run_adc({"eval", "x", "x = 3"}).out == "3\n");
  CHECK(run_adc({"eval", "x*y", "x=1", "y=2", "--wrt", "x, y", "--grad"}).out == "value  2\nd/dx   2\nd/dy   1\n");
  CHECK(contains(run_adc({"eval", "x*y", "x=1", "y=2", "--wrt=x,x", "--grad"}).err, "[repeated-input]"));
  CHECK(contains(run_adc({"eval", "x", "x="}).err, "nothing follows `x=`"));
  CHECK(contains(run_adc({"diff", "x*y", "x", "x"}).err, "[repeated-input]"));
  CHECK(contains(run_adc({"diff", "x*y", "x=3"}).err, "`adc eval PROGRAM name=value --grad`"));
  CHECK(contains(run_adc({"diff", "3"}).err, "no inputs"));
  CHECK(run_adc({"ir", "x^2", "--passes=reverse, cse"}).code == 0);
}

TEST_CASE("commands and programs that do not exist are usage errors") {
  const Finished command = run_adc({"evla", "x"});
  CHECK(command.code == 2);
  CHECK(contains(command.err, "`adc eval`"));
  CHECK(run_adc({"eval"}).code == 2);
  CHECK(run_adc({"diff"}).code == 2);
  CHECK(run_adc({"eval", "x", "+", "1"}).code == 2);
  CHECK(run_adc({"ir", "x", "y"}).code == 2);
  CHECK(run_adc({"eval", "x", "1x=3"}).code == 2);
  CHECK(run_adc({"eval", "x", "=3"}).code == 2);
  CHECK(run_adc({"eval", "x", "x y=3"}).code == 2);
}

TEST_CASE("exit codes tell what went wrong") {
  CHECK(run_adc({"eval", "2 + 2"}).code == 0);
  CHECK(run_adc({"eval", "0/0"}).code == 0);
  CHECK(run_adc({"eval", "-f", "/no/such/file"}).code == 1);
  CHECK(run_adc({"emit", "x", "-o", "/no/such/folder/f.c"}).code == 1);
  CHECK(run_adc({"eval", "2 +"}).code == 3);
  CHECK(run_adc({"eval", "sni(x)", "x=1"}).code == 3);
  CHECK(run_adc({"eval", "x*x*x*x*x", "x=1", "--max-instructions=3"}).code == 4);
  CHECK(run_adc({"eval", "((((x))))", "x=1", "--max-nesting=2"}).code == 4);
  CHECK(run_adc({"eval", "x + x", "x=1", "--max-source-bytes=2"}).code == 4);
}

TEST_CASE("a program's error shows its place") {
  const TemporaryFile file("demo.adc", "f(x) = 2 * sni(x)\n");
  const Finished run = run_adc({"eval", file.path(), "x=1"});
  CHECK(run.code == 3);
  CHECK(run.out.empty());
  CHECK(contains(run.err, "demo.adc:1:12: error: unknown function `sni` [unknown-function]"));
  CHECK(contains(run.err, "\n  help: did you mean `sin`?"));
}

TEST_CASE("hostile words do no harm") {
  CHECK(run_adc({"eval", std::string(100000, '(')}).code == 4);
  CHECK(run_adc({"eval", "\xff\xfe"}).code == 3);
  CHECK(run_adc({"eval", ""}).code == 3);
  CHECK(run_adc({"", "x"}).code == 2);
  CHECK(run_adc({"eval", "x", "\xff=3"}).code == 2);
  CHECK(run_adc({"eval", "x", "x=" + std::string(100000, '-') + "1"}).code == 4);
  CHECK(run_adc({"eval", "x\ny", "x=1"}).code == 3);
  CHECK(run_adc({"eval", "-"}, std::string("x\0y", 3)).code == 3);
  CHECK(run_adc({"eval", "."}).code == 3);
  CHECK(run_adc({"eval", "/"}).code == 1);
  CHECK(run_adc({"eval", "--max-source-bytes=1000", "/dev/zero"}).code == 4);
}

TEST_CASE("help names every command, option and example, and goes to stdout") {
  const Finished overview = run_adc({"--help"});
  CHECK(overview.code == 0);
  CHECK(overview.err.empty());
  for (const std::string& command : listed_commands()) {
    CHECK(contains(overview.out, "  " + command + " "));
    const Finished help = run_adc({command, "--help"});
    CHECK(help.code == 0);
    CHECK(help.err.empty());
    CHECK(contains(help.out, "usage: adc " + command));
    CHECK(contains(help.out, "examples:\n"));
    CHECK(contains(help.out, "--help"));
    CHECK(run_adc({"help", command}).out == help.out);
  }
  CHECK(run_adc({"--version"}).out == "adc 0.1.0\n");
}

TEST_CASE("a result that cannot be written is a failure") {
  const int status = std::system(ADC_PROGRAM " eval 1 > /dev/full 2> /dev/null");
  CHECK(WEXITSTATUS(status) == 1);
  const Finished file = run_adc({"emit", "x", "--to=c", "-o", "/nowhere/x.c"});
  CHECK(file.code == 1);
  CHECK(contains(file.err, "[cannot-write]"));
}

TEST_CASE("a program that cannot be read is a failure") {
  const Finished absent = run_adc({"eval", "./absent.adc"});
  CHECK(absent.code == 1);
  CHECK(contains(absent.err, "[cannot-read]"));
}

TEST_CASE("messages have no colour in a pipe") { CHECK(!contains(run_adc({"eval", "2 +"}).err, "\033")); }

TEST_CASE("the guide names every option of every command") {
  const std::string guide = source_file("docs/program.md");
  for (const std::string& command : listed_commands()) {
    CHECK(contains(guide, "adc " + command));
    for (const std::string& option : listed_options(command)) {
      CAPTURE(command, option);
      CHECK(contains(guide, option));
    }
  }
}

TEST_CASE("the fuzzer knows every command and option") {
  const std::string words = source_file("tests/fuzz/words.dict");
  for (const std::string& command : listed_commands()) {
    CAPTURE(command);
    CHECK(contains(words, "\n\"" + command + "\\x0a\"\n"));
    for (const std::string& option : listed_options(command)) {
      CAPTURE(option);
      CHECK((contains(words, "\n\"\\x0a" + option + "\"\n") || contains(words, "\n\"\\x0a" + option + "\\x0a\"\n")));
    }
  }
}
