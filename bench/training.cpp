// Epochs of training by two threads, and by two processes, against one: as `adc train` trains, with Adam.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "adc/train.hpp"
#include "bench/harness.h"

namespace {

using namespace adc;

struct Case {
  const char* layers;
  std::size_t rows;
  std::size_t batch;
  DType dtype;
};
constexpr Case kCases[] = {
    {"784, 512, 512, 10", 8192, 4096, DType::F64}, {"784, 512, 512, 10", 8192, 4096, DType::F32},
    {"784, 512, 512, 10", 4096, 1024, DType::F64}, {"784, 512, 512, 10", 4096, 1024, DType::F32},
    {"784, 256, 128, 10", 4096, 1024, DType::F64}, {"784, 256, 128, 10", 4096, 1024, DType::F32},
    {"784, 256, 128, 10", 4096, 256, DType::F64},  {"784, 256, 128, 10", 4096, 32, DType::F64},
    {"64, 32, 10", 1536, 1536, DType::F64},        {"64, 32, 10", 1536, 256, DType::F64},
    {"64, 32, 10", 1536, 32, DType::F64},          {"20, 100, 1", 100000, 100000, DType::F64},
    {"20, 100, 1", 10000, 32, DType::F64},
};
constexpr const char* kWorker = "--worker";
constexpr int kRounds = 5;  ///< of one process and then two

std::vector<double> numbers(std::size_t count, double frequency) {
  std::vector<double> all(count);
  for (std::size_t i = 0; i < count; ++i) all[i] = std::sin(frequency * static_cast<double>(i + 1));
  return all;
}

/// Training that goes on for as many epochs as are asked for.
class Training {
 public:
  Training(const Case& how, int threads, const std::shared_ptr<train::Communicator>& processes = nullptr)
      : loss_(bench::must(
            train::ExampleLoss::compile(program(how), {.dtype = how.dtype, .math = Math::Fast, .threads = threads}))),
        examples_(examples(loss_, how.rows)),
        processes_(processes) {
    examples_.share(processes);
    options_.batching.size = how.batch;
    options_.schedule.rate = 1e-4;
    state_ = train::start(options_, train::initialise(loss_.params(), train::Initialiser::GlorotUniform, 1, 1));
    (*this)(1);
  }
  void operator()(std::size_t epochs) {
    options_.epochs = state_.history.size() + epochs;
    train::train(examples_.objective(), options_, state_, train::together({}, processes_));
    bench::keep(state_.params.data());
  }

 private:
  static std::string program(const Case& how) {
    return train::program(bench::must(train::parse_network(std::string("layers: ") + how.layers)));
  }
  static train::Examples examples(const train::ExampleLoss& loss, std::size_t rows) {
    return bench::must(train::Examples::create(
        loss, {numbers(rows * loss.data()[0].size, 0.7), numbers(rows * loss.data()[1].size, 1.3)}, rows));
  }

  train::ExampleLoss loss_;
  train::Examples examples_;
  std::shared_ptr<train::Communicator> processes_;
  train::TrainOptions options_;
  train::State state_;
};

std::string name(const Case& how) {
  return fmt::format("{}, {} of {} examples a step, {}", how.layers, how.batch, how.rows,
                     how.dtype == DType::F64 ? "f64" : "f32");
}

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

/// Another communicator, and the seconds that it takes, waiting for other processes included.
class Timed final : public train::Communicator {
 public:
  explicit Timed(std::shared_ptr<train::Communicator> timed) : timed_(std::move(timed)) {}
  [[nodiscard]] std::size_t rank() const override { return timed_->rank(); }
  [[nodiscard]] std::size_t size() const override { return timed_->size(); }
  void exchange(std::span<const std::span<const std::byte>> to, std::span<const std::span<std::byte>> from) override {
    const double begin = now();
    timed_->exchange(to, from);
    seconds += now() - begin;
  }
  [[noreturn]] void end_all(int code) override {
    timed_->end_all(code);
    std::_Exit(code);
  }

  double seconds = 0;

 private:
  std::shared_ptr<train::Communicator> timed_;
};

/// What each process of a job does; the first one prints the seconds of its fastest epoch, and those of its exchanges.
int work(const Case& how) {
  auto started = bench::must(train::processes());
  const auto processes = started ? std::make_shared<Timed>(started) : nullptr;
  Training training(how, 1, processes);
  double fastest = 1e300;
  double exchanging = 0;
  for (int i = 0; i < 8; ++i) {
    const double before = processes ? processes->seconds : 0;
    const double begin = now();
    training(1);
    const double seconds = now() - begin;
    if (seconds >= fastest) continue;
    fastest = seconds;
    exchanging = processes ? processes->seconds - before : 0;
  }
  if (!processes || processes->rank() == 0) fmt::print("{:.9f} {:.9f}\n", fastest, exchanging);
  return 0;
}

struct Seconds {
  double epoch = -1;
  double exchanging = 0;
};

/// Those of so many processes of this program; negative where they cannot be started.
Seconds seconds_of(const char* program, std::size_t which, int processes) {
  const std::string command = fmt::format("mpirun --allow-run-as-root --oversubscribe -n {} '{}' {} {} 2>/dev/null",
                                          processes, program, kWorker, which);
  std::FILE* const output = popen(command.c_str(), "r");
  Seconds seconds;
  const bool is_there = output != nullptr && std::fscanf(output, "%lf %lf", &seconds.epoch, &seconds.exchanging) == 2;
  return output != nullptr && pclose(output) == 0 && is_there ? seconds : Seconds{};
}

void race_processes(bench::Report& report, const char* program, std::size_t which) {
  std::vector<double> one;
  std::vector<double> two;
  std::vector<double> exchanging;
  for (int round = 0; round < (bench::is_quick() ? 1 : kRounds); ++round) {
    one.push_back(seconds_of(program, which, 1).epoch);
    const Seconds both = seconds_of(program, which, 2);
    two.push_back(both.epoch);
    if (one.back() < 0 || two.back() < 0) return report.note("skipped: mpirun cannot start this program");
    exchanging.push_back(both.exchanging / both.epoch);
  }
  report.ratio(name(kCases[which]) + ", processes", "one process", bench::Timing(one), "two", bench::Timing(two));
  report.note(fmt::format("  exchanges, with waiting: {:.0f} % of the time of two, at least",
                          100 * *std::ranges::min_element(exchanging)));
}

void race_threads(bench::Report& report, const Case& how) {
  Training one(how, 1);
  Training two(how, 2);
  const std::vector<bench::Timing> seconds =
      bench::race({{"one thread", std::ref(one)}, {"two threads", std::ref(two)}}, 3.0);
  report.ratio(name(how) + ", threads", "one thread", seconds[0], "two", seconds[1]);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3 && std::string(argv[1]) == kWorker) return work(kCases[std::strtoul(argv[2], nullptr, 10)]);
  bench::Report report("training", argc, argv);
  for (const Case& how : kCases) race_threads(report, how);
  for (const std::size_t which : {0U, 1U, 2U, 3U}) race_processes(report, argv[0], which);
}
