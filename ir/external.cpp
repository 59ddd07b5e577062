#include "ir/external.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <limits>
#include <memory>
#include <mutex>
#include <stdexcept>

#include "ir/external_calls.h"

namespace adc::ir {

thread_local constinit std::size_t external_depth = 0;

namespace {

thread_local std::exception_ptr pending;

// Pieces of the table are made as they are needed and stay where they are, so that reading needs no lock.
constexpr std::size_t kPiece = 1024;
constexpr std::size_t kPieces = 4096;
using Piece = std::array<std::atomic<const External*>, kPiece>;

struct Table {
  std::array<std::atomic<Piece*>, kPieces> pieces{};
  std::mutex mutex;
  std::size_t size = 0;
  std::vector<std::int64_t> free;
};

Table& table() {
  static Table& instance = *new Table;  // outlives all that call
  return instance;
}

std::atomic<const External*>& entry(Table& all, std::size_t number) {
  return (*all.pieces[number / kPiece].load(std::memory_order_acquire))[number % kPiece];
}

double call(int number, const double* x) noexcept {
  const External* const external = find_external(number);
  ++external_depth;
  double value = std::numeric_limits<double>::quiet_NaN();
  try {
    if (external != nullptr) value = external->value(x);
  } catch (...) {
    if (!pending) pending = std::current_exception();
  }
  --external_depth;
  return value;
}

}  // namespace

std::int64_t enter_external(const External* external) {
  Table& all = table();
  const std::scoped_lock lock(all.mutex);
  std::int64_t number = 0;
  if (!all.free.empty()) {
    number = all.free.back();
    all.free.pop_back();
  } else {
    if (all.size == kPiece * kPieces) throw std::length_error("there are too many external functions");
    number = static_cast<std::int64_t>(all.size++);
    std::atomic<Piece*>& piece = all.pieces[static_cast<std::size_t>(number) / kPiece];
    if (piece.load(std::memory_order_relaxed) == nullptr) piece.store(new Piece{}, std::memory_order_release);
  }
  entry(all, static_cast<std::size_t>(number)).store(external, std::memory_order_release);
  return number;
}

void leave_external(std::int64_t number) {
  Table& all = table();
  const std::scoped_lock lock(all.mutex);
  entry(all, static_cast<std::size_t>(number)).store(nullptr, std::memory_order_release);
  all.free.push_back(number);
}

const External* find_external(std::int64_t number) {
  Table& all = table();
  const auto at = static_cast<std::size_t>(number);
  if (number < 0 || at >= kPiece * kPieces) return nullptr;
  if (all.pieces[at / kPiece].load(std::memory_order_acquire) == nullptr) return nullptr;
  return entry(all, at).load(std::memory_order_acquire);
}

bool has_externals(const Function& fn) {
  return std::ranges::any_of(fn.insts(), [](const Inst& inst) { return is_external(inst.op); });
}

ExternalCalls::ExternalCalls() : before_(std::exchange(pending, nullptr)) {}
ExternalCalls::~ExternalCalls() { pending = std::move(before_); }
std::exception_ptr ExternalCalls::take() { return std::exchange(pending, nullptr); }

}  // namespace adc::ir

double adc_external1(int number, double x) { return adc::ir::call(number, &x); }

double adc_external2(int number, double x, double y) {
  const std::array all{x, y};
  return adc::ir::call(number, all.data());
}

double adc_external3(int number, double x, double y, double z) {
  const std::array all{x, y, z};
  return adc::ir::call(number, all.data());
}
