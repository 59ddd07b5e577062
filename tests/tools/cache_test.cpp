// adc cache, and the cache as the program uses it.
#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/tools/program.h"

using adc::tests::contains;
using adc::tests::Finished;
using adc::tests::run_adc;
using adc::tests::TemporaryFolder;
using nlohmann::json;

namespace {

/// The program with a cache of its own.
class Cached {
 public:
  [[nodiscard]] Finished run(const std::vector<std::string>& words, std::vector<std::string> environment = {}) const {
    environment.push_back("ADC_CACHE=" + path());
    return run_adc(words, "", environment);
  }
  [[nodiscard]] std::string path() const { return (parent_.path() / "adc").string(); }
  [[nodiscard]] json state() const { return json::parse(run({"cache", "stats", "--json"}).out); }

 private:
  TemporaryFolder parent_;
};

const std::vector<std::string> kNative = {"eval",  "sin(3x)*exp(-y*x^2)", "x=0.5", "y=0.3", "--grad", "--tier",
                                          "native"};

}  // namespace

TEST_CASE("the second process finds the code of the first") {
  const Cached cached;
  const Finished first = cached.run(kNative);
  CHECK(first.code == 0);
  CHECK(cached.state()["entries"] == 1);
  CHECK(cached.state()["used"] == true);

  // Where libadc-jit is missing nothing else can make native code.
  const TemporaryFolder alone;
  std::filesystem::copy_file(ADC_LIBRARY, alone.path() / ADC_LIBRARY_NAME);
  const std::vector<std::string> there = {"LD_LIBRARY_PATH=" + alone.path().string()};
  const Finished second = cached.run(kNative, there);
  CHECK(second.code == 0);
  CHECK(second.out == first.out);
  std::vector<std::string> other = kNative;
  other[1] = "sin(4x)*exp(-y*x^2)";
  CHECK(contains(cached.run(other, there).err, "[native-unavailable]"));
}

TEST_CASE("the cache is looked at, cleared, switched off and on") {
  const Cached cached;
  CHECK(contains(cached.run({"cache"}).out, "folder   " + cached.path() + "\nused     yes\nentries  0\n"));
  CHECK(cached.run(kNative).code == 0);
  CHECK(cached.state()["entries"] == 1);
  CHECK(cached.state()["bytes"] > 0);
  const Finished cleared = cached.run({"cache", "clear"});
  CHECK(cleared.code == 0);
  CHECK(contains(cleared.out, "entries  0"));
  CHECK(contains(cached.run({"cache", "off"}).out, "used     no: it is switched off"));
  CHECK(cached.run(kNative).code == 0);
  CHECK(cached.state()["entries"] == 0);
  CHECK(contains(cached.run({"cache", "on"}).out, "used     yes"));
  CHECK(cached.run(kNative).code == 0);
  CHECK(cached.state()["entries"] == 1);
}

TEST_CASE("the environment says where the cache is") {
  const TemporaryFolder home;
  const std::string path = home.path().string();
  const auto folder = [](const std::vector<std::string>& environment) {
    return json::parse(run_adc({"cache", "--json"}, "", environment).out)["folder"].get<std::string>();
  };
  CHECK(folder({"ADC_CACHE=", "XDG_CACHE_HOME=" + path}) == path + "/adc");
  CHECK(folder({"ADC_CACHE=", "XDG_CACHE_HOME=relative", "HOME=" + path}) == path + "/.cache/adc");
  CHECK(folder({"ADC_CACHE=" + path, "XDG_CACHE_HOME=/elsewhere"}) == path);
  CHECK(folder({"ADC_CACHE=off"}).empty());
  CHECK(folder({"ADC_CACHE=", "XDG_CACHE_HOME=", "HOME="}).empty());
  const auto stats = [](const std::string& variable) { return run_adc({"cache"}, "", {variable}).out; };
  CHECK(contains(stats("ADC_CACHE=off"), "used     no: ADC_CACHE is `off`"));
  CHECK(contains(stats("ADC_CACHE=relative"), "used     no: ADC_CACHE is neither `off` nor an absolute path"));
}

TEST_CASE("what the cache cannot do is an error") {
  const Finished unknown = run_adc({"cache", "frob"});
  CHECK(unknown.code == 2);
  CHECK(contains(unknown.err, "[unexpected-word]"));
  CHECK(contains(unknown.err, "`clear`"));
  CHECK(run_adc({"cache", "stats", "more"}).code == 2);
  for (const char* const word : {"clear", "off", "on"}) {
    const Finished none = run_adc({"cache", word}, "", {"ADC_CACHE=off"});
    CHECK(none.code == 1);
    CHECK(contains(none.err, "ADC_CACHE is `off` [cache-unavailable]"));
  }
}
