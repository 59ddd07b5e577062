// Functions in machine code.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "jit/jit.h"
#include "object/link.h"

namespace adc::object {

/// What code needs of libadc-jit where it has matrix products, or loops that threads share.
struct JitFunctions {
  decltype(&jit::adc_jit_plan) plan = nullptr;
  decltype(&jit::adc_jit_release_plan) release_plan = nullptr;
  decltype(&jit::adc_jit_product) product = nullptr;
  decltype(&jit::adc_jit_parallel) parallel = nullptr;
};

/// A function in machine code, freed with its owner. Movable; immutable once made.
class NativeCode {
 public:
  /// Loads it. `jit` is asked for the functions of libadc-jit if they are needed, and throws where there are none.
  /// Throws std::runtime_error: `Refused` for a file that cannot be loaded (object/link.h), `std::system_error` without
  /// memory.
  NativeCode(const jit::Object& object, const std::function<JitFunctions()>& jit);

  /// Of a function of scalars (`ir::Function::is_scalar`), else null.
  [[nodiscard]] jit::Entry entry() const { return as<jit::Entry>(jit::EntryKind::Scalars); }
  /// Of any other function.
  [[nodiscard]] jit::TensorEntry tensor_entry() const { return as<jit::TensorEntry>(jit::EntryKind::Tensors); }
  /// Of a function over rows; the others are null then.
  [[nodiscard]] jit::RowsEntry rows_entry() const { return as<jit::RowsEntry>(jit::EntryKind::Rows); }
  /// Of a function over rows that are summed; likewise.
  [[nodiscard]] jit::TileEntry tile_entry() const { return as<jit::TileEntry>(jit::EntryKind::Tile); }
  /// How many rows a call of `rows_entry` or `tile_entry` takes.
  [[nodiscard]] std::size_t least_rows() const { return least_rows_; }
  [[nodiscard]] std::size_t most_rows() const { return most_rows_; }
  /// What a call needs (jit/jit.h).
  [[nodiscard]] std::size_t workspace_bytes() const { return workspace_bytes_; }

 private:
  using Plan = std::unique_ptr<const jit::ProductPlan, decltype(&jit::adc_jit_release_plan)>;

  template <class Type>
  [[nodiscard]] Type as(jit::EntryKind kind) const {
    return kind == kind_ ? reinterpret_cast<Type>(const_cast<void*>(code_.entry)) : nullptr;
  }
  [[nodiscard]] const void* find(std::string_view symbol, const std::function<JitFunctions()>& jit) const;

  jit::EntryKind kind_;
  std::size_t least_rows_;
  std::size_t most_rows_;
  std::size_t workspace_bytes_;
  std::vector<Plan> plans_;
  LoadedCode code_;
};

}  // namespace adc::object
