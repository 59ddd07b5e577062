#include "adc/train/examples.hpp"

#include <mutex>
#include <optional>

#include "train/failure.h"
#include "train/shared_table.h"

namespace adc::inline ADC_ABI::train {
namespace {

bool is_about_native_code(const Error& error) {
  const std::string& slug = error.diagnostic().slug;
  return slug == "native-unavailable" || slug == "native-failed";
}

/// With native code where there is any.
Loss compile(const std::string& program, LossOptions options) {
  const bool may_interpret = options.tier == Tier::Auto;
  if (may_interpret) options.tier = Tier::Native;
  Loss loss = Loss::compile(program, options).value();
  const std::optional<Error> error = may_interpret ? loss.prepare() : std::nullopt;
  if (!error) return loss;
  if (!is_about_native_code(*error)) throw Error(*error);
  options.tier = Tier::Interpret;
  return Loss::compile(program, options).value();
}

}  // namespace

struct ExampleLoss::State {
  State(std::string text, LossOptions how, Loss single)
      : program(std::move(text)), options(std::move(how)), signature(std::move(single)) {}

  std::string program;
  LossOptions options;
  Loss signature;
  std::map<std::size_t, Loss> by_batch = {};
  std::map<int, Loss> any_number = {};  ///< by threads
  std::mutex mutex = {};                ///< of the two
};

Result<ExampleLoss> ExampleLoss::compile(std::string program, const LossOptions& options) {
  return guarded([&] {
    LossOptions single = options;
    single.batch = 0;
    Loss signature = Loss::compile(program, single).value();
    return ExampleLoss(std::make_shared<State>(std::move(program), std::move(single), std::move(signature)));
  });
}

std::span<const Loss::Tensor> ExampleLoss::params() const { return state_->signature.params(); }
std::span<const Loss::Tensor> ExampleLoss::data() const { return state_->signature.data(); }
std::span<const Loss::Tensor> ExampleLoss::outputs() const { return state_->signature.outputs(); }
std::size_t ExampleLoss::param_size() const { return state_->signature.param_size(); }
const LossOptions& ExampleLoss::options() const { return state_->options; }

const Loss& ExampleLoss::of(std::size_t batch) const {
  const std::lock_guard lock(state_->mutex);
  const auto found = state_->by_batch.find(batch);
  if (found != state_->by_batch.end()) return found->second;
  LossOptions options = state_->options;
  options.batch = static_cast<std::int64_t>(batch);
  return state_->by_batch.emplace(batch, train::compile(state_->program, options)).first->second;
}

const Loss& ExampleLoss::any_number(int threads) const {
  const std::lock_guard lock(state_->mutex);
  const auto found = state_->any_number.find(threads);
  if (found != state_->any_number.end()) return found->second;
  LossOptions options = state_->options;
  options.any_number = true;
  options.threads = threads;
  return state_->any_number.emplace(threads, train::compile(state_->program, options)).first->second;
}

struct Examples::State {
  explicit State(Table whole) : table(std::move(whole)) {}
  SharedTable table;
};

Result<Examples> Examples::create(const ExampleLoss& loss, std::vector<std::vector<double>> data, std::size_t rows) {
  return create(loss, std::move(data), rows, {});
}

Result<Examples> Examples::create(const ExampleLoss& loss, std::vector<std::vector<double>> data, std::size_t rows,
                                  std::vector<DataMaker> makers) {
  return guarded([&] {
    bool fits = data.size() + makers.size() == loss.data().size() && rows > 0;
    for (std::size_t k = 0; fits && k < data.size(); ++k) fits = data[k].size() == rows * loss.data()[k].size;
    if (!fits) {
      throw failure("bad-data", "there must be examples, and for each of the program's data all their numbers");
    }
    return Examples(std::make_shared<State>(Table{loss, std::move(data), rows, std::move(makers)}));
  });
}

Result<Examples> Examples::with_program(const ExampleLoss& loss, std::vector<DataMaker> makers) const {
  Result<Examples> other = create(loss, {data().begin(), data().end()}, rows(), std::move(makers));
  if (other) other->share(state_->table.processes());
  return other;
}

const ExampleLoss& Examples::program() const { return state_->table.table().loss; }

std::span<const std::vector<double>> Examples::data() const { return state_->table.table().data; }

std::size_t Examples::rows() const { return state_->table.table().rows; }

void Examples::share(std::shared_ptr<Communicator> processes) { state_->table.share(std::move(processes)); }

std::size_t Examples::chunks(std::size_t examples) const { return state_->table.chunks(examples).count(); }

Objective Examples::objective() const {
  return {.params = state_->table.table().loss.param_size(),
          .examples = rows(),
          .gradient = [state = state_](std::span<const double> params, std::span<const std::size_t> batch,
                                       std::span<double> gradient) {
            return state->table.gradient(params, batch, gradient);
          }};
}

double Examples::loss(std::span<const double> params) const { return state_->table.loss(params); }

std::vector<double> Examples::output(std::span<const double> params, std::size_t index) const {
  return state_->table.output(params, index);
}

}  // namespace adc::inline ADC_ABI::train
