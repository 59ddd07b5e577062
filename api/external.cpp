#include "adc/external.hpp"

#include <array>
#include <atomic>
#include <cstring>
#include <utility>

#include "adc/adc.hpp"
#include "api/externals.h"
#include "diag/diagnostics.h"
#include "ir/external.h"

namespace adc::inline ADC_ABI {
namespace {

constexpr std::size_t kMost = External::kMostArguments;
static_assert(kMost == ir::kMostExternalArguments);

[[noreturn]] void refuse(diag::Slug slug, std::string message) {
  throw Error(diag::diagnose(slug, {}, std::move(message)));
}

/// An entry of the process's table.
class Entered {
 public:
  explicit Entered(ir::External external) : external_(std::move(external)), number_(ir::enter_external(&external_)) {}
  Entered(const Entered&) = delete;
  Entered& operator=(const Entered&) = delete;
  ~Entered() { ir::leave_external(number_); }

  [[nodiscard]] std::int64_t number() const { return number_; }
  [[nodiscard]] const ir::External& external() const { return external_; }

 private:
  ir::External external_;
  std::int64_t number_;
};

using Point = std::array<double, kMost>;

/// The gradient at the point of a thread's last call, of whichever function that was: the partial derivatives at a
/// point are mostly wanted one after the other.
struct LastGradient {
  std::uint64_t of = 0;
  Point x{};
  Point gradient{};
};

class Gradients {
 public:
  Gradients(std::size_t arguments, External::Gradient gradient)
      : arguments_(arguments), gradient_(std::move(gradient)) {}

  [[nodiscard]] double partial(std::size_t k, const double* x) const {
    static thread_local LastGradient last;
    const std::size_t bytes = arguments_ * sizeof(double);
    if (last.of == serial_ && std::memcmp(last.x.data(), x, bytes) == 0) return last.gradient[k];
    LastGradient next{.of = serial_};
    std::memcpy(next.x.data(), x, bytes);
    gradient_({x, arguments_}, {next.gradient.data(), arguments_});  // which may ask for gradients itself
    last = next;
    return last.gradient[k];
  }

 private:
  static std::uint64_t next_serial() {
    static std::atomic<std::uint64_t> count{0};
    return ++count;
  }

  std::size_t arguments_;
  External::Gradient gradient_;
  std::uint64_t serial_ = next_serial();
};

}  // namespace

struct __attribute__((visibility("hidden"))) External::State {
  Value value;
  std::vector<std::shared_ptr<const State>> partials;
  Entered entered;

  State(std::string name, std::size_t arguments, Value function, std::vector<std::shared_ptr<const State>> by = {})
      : value(std::move(function)), partials(std::move(by)), entered(described(std::move(name), arguments)) {}

  [[nodiscard]] const ir::External& external() const { return entered.external(); }

 private:
  [[nodiscard]] ir::External described(std::string name, std::size_t arguments) const {
    ir::External external{.name = std::move(name),
                          .arity = arguments,
                          .value = [this, arguments](const double* x) { return value({x, arguments}); },
                          .partials = {}};
    for (const auto& partial : partials) external.partials.push_back(partial->entered.number());
    return external;
  }
};

External::External(std::string name, std::size_t arguments, Value value) {
  const std::optional<std::string> canonical = canonical_name(name);
  if (!canonical) refuse("bad-name", diag::quote(name) + " is no name");
  if (arguments < 1 || arguments > kMost) refuse("bad-value", "a function of the host has one to three arguments");
  if (!value) refuse("bad-value", diag::quote(name) + " has nothing that computes it");
  state_ = std::make_shared<const State>(*canonical, arguments, std::move(value));
}

const std::string& External::name() const { return state_->external().name; }
std::size_t External::arguments() const { return state_->external().arity; }

External External::with_gradient(Gradient gradient) const {
  if (!gradient) refuse("bad-value", diag::quote(name()) + " has nothing that computes its gradient");
  const auto gradients = std::make_shared<const Gradients>(arguments(), std::move(gradient));
  std::vector<External> partials;
  for (std::size_t k = 0; k < arguments(); ++k) {
    partials.emplace_back(name() + "_" + std::to_string(k + 1), arguments(),
                          [gradients, k](std::span<const double> x) { return gradients->partial(k, x.data()); });
  }
  return with_partials(std::move(partials));
}

External External::with_jvp(Jvp jvp) const {
  if (!jvp) refuse("bad-value", diag::quote(name()) + " has nothing that computes its product");
  const auto product = std::make_shared<const Jvp>(std::move(jvp));
  std::vector<External> partials;
  for (std::size_t k = 0; k < arguments(); ++k) {
    partials.emplace_back(name() + "_" + std::to_string(k + 1), arguments(), [product, k](std::span<const double> x) {
      Point tangent{};
      tangent[k] = 1;
      return (*product)(x, {tangent.data(), x.size()});
    });
  }
  return with_partials(std::move(partials));
}

External External::with_partials(std::vector<External> partials) const {
  if (partials.size() != arguments())
    refuse("bad-value", diag::quote(name()) + " has a partial derivative for each of its arguments");
  std::vector<std::shared_ptr<const State>> states;
  for (const External& partial : partials) {
    if (partial.arguments() != arguments())
      refuse("bad-value", "the partial derivatives of " + diag::quote(name()) + " have its arguments");
    states.push_back(partial.state_);
  }
  return External(std::make_shared<const State>(name(), arguments(), state_->value, std::move(states)));
}

std::optional<Error> refuse_externals(const run::Compiled& program, const std::string& what) {
  if (program.externals.empty()) return std::nullopt;
  return program.rendered(
      Error(diag::diagnose("external-function", {}, "the program calls functions of its host: " + what)));
}

std::int64_t ExternalAccess::number(const External& external) { return external.state_->entered.number(); }
std::shared_ptr<const void> ExternalAccess::owner(const External& external) { return external.state_; }

}  // namespace adc::inline ADC_ABI
