// Training by several processes: the same bits, one voice, one end.
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "adc/train.hpp"
#include "tests/tools/program.h"

using adc::tests::contains;
using adc::tests::Finished;
using adc::tests::run_adc;
using adc::tests::TemporaryFile;
using adc::tests::TemporaryFolder;
using Words = std::vector<std::string>;

namespace {

const std::string kData = std::string(ADC_SOURCE) + "/examples/data/";

bool has_mpirun() {
  if (*ADC_MPIRUN != '\0') return true;
  WARN("skipped: there is no mpirun (Debian: openmpi-bin)");
  return false;
}

Words joined(Words first, const Words& more) {
  first.insert(first.end(), more.begin(), more.end());
  return first;
}

/// What starts so many processes, here, whoever runs this and however few cores there are.
Words mpirun(std::size_t processes, const Words& words) {
  return joined({ADC_MPIRUN, "--allow-run-as-root", "--oversubscribe", "--mca", "btl_vader_single_copy_mechanism",
                 "none", "-n", std::to_string(processes), ADC_BINARY},
                words);
}

/// `adc WORDS…`, alone or by so many processes.
Finished run(std::size_t processes, const Words& words) {
  return run_adc(processes == 0 ? joined({ADC_BINARY}, words) : mpirun(processes, words));
}

/// Steps of 700 and less examples: of 4, 4 and 1 chunks.
Words digits(const std::string& model, const Words& more = {}) {
  return joined(
      {"train", "--data", kData + "digits.csv", "--target", "label", "--layers", "64,32,10", "--loss", "cross_entropy",
       "--optimizer", "adam", "--test", "every:9", "--batch", "700", "--seed", "3", "--save", model},
      more);
}

std::size_t times(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE("the model is the same, to the byte, for any number of processes") {
  if (!has_mpirun()) return;
  const std::vector<Words> ways{{"--epochs", "4"},
                                {"--epochs", "3", "--dtype", "f32", "--threads", "2"},
                                {"--epochs", "2", "--optimizer", "lbfgs"}};
  for (const Words& way : ways) {
    INFO(way.back());
    const TemporaryFile alone("w.safetensors", "");
    const Finished one = run(0, digits(alone.path(), way));
    REQUIRE(one.code == 0);
    for (const std::size_t processes : {1U, 2U, 3U, 4U}) {
      CAPTURE(processes);
      const TemporaryFile model("w.safetensors", "");
      const Finished several = run(processes, digits(model.path(), way));
      INFO(several.err);
      REQUIRE(several.code == 0);
      CHECK(model.content() == alone.content());
      // One of them prints, and how many seconds it took is another matter.
      CHECK(times(several.out, "true \\ predicted") == 1);
      CHECK(several.out.substr(several.out.find("training ")) == one.out.substr(one.out.find("training ")));
      CHECK(times(several.err, "epoch 1/") == 1);
    }
  }
}

TEST_CASE("what fails in all processes is said once, and ends all") {
  if (!has_mpirun()) return;
  const Finished missing = run(3, {"train", "--data", "missing.csv", "--layers", "4,3"});
  CHECK(missing.code != 0);
  CHECK(times(missing.err, "[cannot-read]") == 1);
  const Finished options = run(2, {"train", "--data", kData + "iris.csv", "--layers", "4,3", "--optimizer", "none"});
  CHECK(options.code == 2);
  CHECK(times(options.err, "adc: error") == 1);
}

TEST_CASE("steps that are too small to be shared are noted") {
  if (!has_mpirun()) return;
  const TemporaryFile model("w.safetensors", "");
  const Finished small = run(2, {"train", "--data", kData + "iris.csv", "--layers", "4,3", "--epochs", "2"});
  CHECK(small.code == 0);
  CHECK(times(small.err, "note: a step of 32 examples is work for 1 process, and there are 2") == 1);
}

TEST_CASE("rows of a table have the same results, in their order, by any number of processes") {
  if (!has_mpirun()) return;
  const TemporaryFolder folder;
  const std::string table = (folder.path() / "rows.csv").string();
  {
    std::ofstream file(table);
    file << "x,y\n";
    for (int i = 0; i < 20001; ++i) file << 0.001 * i << ',' << 7 * i % 31 - 3 << '\n';
  }
  const Words words{"eval", "sin(x*y) + log(y), x^2", "--grad", "--data", table};
  const Finished alone = run(0, words);
  REQUIRE(alone.code == 0);
  for (const std::size_t processes : {1U, 2U, 3U}) {
    CAPTURE(processes);
    const Finished several = run(processes, words);
    CHECK(several.code == 0);
    CHECK(several.out == alone.out);
    CHECK(several.err == alone.err);  // how many rows have no finite results, and where the first is
  }
  const std::string file = (folder.path() / "out.npy").string();
  REQUIRE(run(2, joined(words, {"-o", file})).code == 0);
  REQUIRE(run(0, joined(words, {"-o", file + ".npy"})).code == 0);
  const auto content = [](const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
  };
  CHECK(content(file) == content(file + ".npy"));
  CHECK(run(2, {"eval", "x^2", "--data", "-"}).code == 2);
}

TEST_CASE("ADC_PROCESSES=off has each process work for itself") {
  if (!has_mpirun()) return;
  const Words words = mpirun(2, {"eval", "x^2", "--data", kData + "wine.csv", "x=3"});
  const Finished run = run_adc(words, "", {"ADC_PROCESSES=off"});
  CHECK(run.code == 0);
  CHECK(times(run.out, "\n9\n") >= 2);
}

TEST_CASE("a process that is killed ends the job, and training goes on from what was saved") {
  if (!has_mpirun()) return;
  const TemporaryFolder folder;
  const std::string model = (folder.path() / "w.safetensors").string();
  const Words words = mpirun(3, digits(model, {"--epochs", "100000", "--save-every", "1"}));
  const pid_t job = fork();
  REQUIRE(job >= 0);
  if (job == 0) {
    const std::string log = (folder.path() / "log").string();
    for (const int stream : {1, 2}) dup2(fileno(std::fopen(log.c_str(), "a")), stream);
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    execv(arguments[0], arguments.data());
    _exit(127);
  }
  const auto sleep = [] { std::this_thread::sleep_for(std::chrono::milliseconds(20)); };
  while (!std::filesystem::exists(model) && waitpid(job, nullptr, WNOHANG) == 0) sleep();
  REQUIRE(std::filesystem::exists(model));
  // Its children are the processes.
  std::vector<pid_t> processes;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    std::ifstream stat(entry.path() / "stat");
    std::string number;
    std::string name;
    std::string state;
    pid_t parent = 0;
    if (stat >> number >> name >> state >> parent && parent == job) processes.push_back(std::stoi(number));
  }
  REQUIRE(processes.size() == 3);
  kill(processes[1], SIGKILL);
  int status = 0;
  REQUIRE(waitpid(job, &status, 0) == job);
  CHECK((!WIFEXITED(status) || WEXITSTATUS(status) != 0));

  // What was saved is whole: three more epochs are those of training that was never interrupted.
  const std::size_t done = adc::train::load(model).value().state.history.size();
  REQUIRE(done > 0);
  const std::string epochs = std::to_string(done + 3);
  const Finished resumed = run(2, {"train", "--resume", model, "--epochs", epochs});
  INFO(resumed.err);
  REQUIRE(resumed.code == 0);
  const std::string whole = (folder.path() / "whole.safetensors").string();
  REQUIRE(run(0, digits(whole, {"--epochs", epochs})).code == 0);
  const adc::train::Model a = adc::train::load(model).value();
  const adc::train::Model b = adc::train::load(whole).value();
  CHECK(a.state.history.size() == done + 3);
  CHECK(a.state.params == b.state.params);
  CHECK(a.state.memory.averages == b.state.memory.averages);
}

TEST_CASE("several processes without libadc-mpi are an error that says so") {
  const TemporaryFolder folder;
  std::filesystem::copy_file(ADC_TRAIN, folder.path() / ADC_TRAIN_NAME);
  const Finished lacking = run_adc({ADC_BINARY, "train", "--data", "xor", "--layers", "2,2"}, "",
                                   {"LD_LIBRARY_PATH=" + folder.path().string(), "OMPI_COMM_WORLD_SIZE=2"});
  CHECK(lacking.code == 1);
  CHECK(contains(lacking.err, "2 processes need libadc-mpi"));
  CHECK(contains(lacking.err, "[no-processes]"));
}
