// The libraries that libadc loads: missing, or of another build.
#include <catch2/catch.hpp>
#include <filesystem>

#include "adc/version.h"
#include "tests/tools/program.h"

using adc::tests::contains;
using adc::tests::Finished;
using adc::tests::run_adc;
using adc::tests::TemporaryFolder;

namespace {

/// A folder with libadc, for the program to take it from.
class Folder {
 public:
  Folder() { put(ADC_LIBRARY, ADC_LIBRARY_NAME); }

  void put(const std::string& file, const std::string& name) const {
    std::filesystem::copy_file(file, folder_.path() / name);
  }
  [[nodiscard]] std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  [[nodiscard]] Finished run(const std::vector<std::string>& words) const {
    return run_adc(words, "", {"LD_LIBRARY_PATH=" + folder_.path().string(), "ADC_CACHE=off"});
  }

 private:
  TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("without libadc-check a check says what is missing and uses the rest") {
  const Folder alone;
  const Finished run = alone.run({"check", "exp(x)", "x=1"});
  CHECK(run.code == 0);
  CHECK(contains(run.err, "note: high precision is not available"));
  CHECK(contains(run.err, "libmpfr6"));
  CHECK(contains(run.err, "note: native code is not available"));
  CHECK(contains(run.out, "differences"));
  CHECK_FALSE(contains(run.out, "exact"));
  CHECK(contains(run.out, "2 agreement, no disagreement"));
  const Finished native = alone.run({"eval", "exp(x)", "x=1", "--tier=native"});
  CHECK(native.code == 1);
  CHECK(contains(native.err, "[native-unavailable]"));
}

TEST_CASE("a library of another build is an error that names both files and versions") {
  const Folder mixed;
  mixed.put(ADC_OTHER_BUILD, "libadc-jit.so");
  mixed.put(ADC_OTHER_BUILD, "libadc-check.so");
  const auto names_both = [&](const std::string& text, const std::string& other) {
    CHECK(contains(text, mixed.path(other) + " is of adc 9.8.7 (interface 0123456789ab.8), and "));
    CHECK(contains(text, mixed.path(ADC_LIBRARY_NAME) + " of adc " ADC_VERSION " (interface "));
  };
  const Finished native = mixed.run({"eval", "exp(x)", "x=1", "--tier=native"});
  CHECK(native.code == 1);
  CHECK(contains(native.err, "[native-unavailable]"));
  names_both(native.err, "libadc-jit.so");

  const Finished check = mixed.run({"check", "exp(x)", "x=1"});
  CHECK(check.code == 0);
  names_both(check.err, "libadc-check.so");
  names_both(check.err, "libadc-jit.so");

  const Finished interpreted = mixed.run({"eval", "exp(x)", "x=0"});
  CHECK(interpreted.out == "1\n");
}

TEST_CASE("without libadc-solve constraints say what is missing, and all else is there") {
  const Folder alone;
  alone.put(ADC_TRAIN, ADC_TRAIN_NAME);
  const std::vector<std::string> words{"minimise", "x^2", "x=3", "--subject-to", "x >= 1"};
  const Finished run = alone.run(words);
  CHECK(run.code == 1);
  CHECK(contains(run.err, "[no-solver]"));
  CHECK(contains(run.err, "coinor-libipopt1v5"));
  CHECK(alone.run({"minimise", "x^2", "x=3", "--method", "newton"}).code == 0);
  alone.put(ADC_OTHER_BUILD, "libadc-solve.so");
  const Finished other = alone.run(words);
  CHECK(other.code == 1);
  CHECK(contains(other.err, alone.path("libadc-solve.so") + " is of adc 9.8.7"));
  CHECK(contains(other.err, alone.path(ADC_TRAIN_NAME) + " of adc " ADC_VERSION " (interface "));
}

TEST_CASE("a library that does not say its build is an error") {
  const Folder mixed;
  mixed.put(ADC_LIBRARY, "libadc-jit.so");
  const Finished native = mixed.run({"eval", "exp(x)", "x=1", "--tier=native"});
  CHECK(native.code == 1);
  CHECK(contains(native.err, mixed.path("libadc-jit.so") + " does not say which adc it is of, and "));
}

TEST_CASE("a library that a link leads to finds the others beside itself") {
  const TemporaryFolder links;
  std::filesystem::create_symlink(ADC_LIBRARY, links.path() / ADC_LIBRARY_NAME);
  const std::vector<std::string> words{"eval", "exp(x)", "x=0", "--tier=native"};
  const Finished native = run_adc(words, "", {"LD_LIBRARY_PATH=" + links.path().string()});
  CHECK(native.err == "");
  CHECK(native.out == "1\n");
}
