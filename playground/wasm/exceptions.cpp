// C++ exceptions by WebAssembly's own: what a C++ library built for WASI lacks, as Debian's is.
//
// The compiler makes of `throw` a call of __cxa_throw, which throws the tag __cpp_exception with one pointer; in front
// of handlers it calls _Unwind_CallPersonality, which finds in the function's table the handler that takes what was
// thrown. The engine unwinds. Interfaces: the Itanium C++ ABI, "Exception Handling"; the tables are those of its LSDA,
// with call sites that are numbered; for what is special to WebAssembly, "WebAssembly Exception Handling Design" of
// LLVM's tool-conventions. One thread.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <typeinfo>

// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming): the names are the compiler's

namespace __cxxabiv1 {

/// The part of std::type_info that libc++abi has beside what the standard says: virtual functions in its order.
class __shim_type_info : public std::type_info {
 public:
  ~__shim_type_info() override;
  virtual void noop1() const;
  virtual void noop2() const;
  /// Whether handlers of this type take an object of the type `thrown`; moves `object` to where they find it.
  virtual bool can_catch(const __shim_type_info* thrown, void*& object) const = 0;
};

struct __cxa_exception;

}  // namespace __cxxabiv1

namespace {

using Type = __cxxabiv1::__shim_type_info;

/// In front of each object that is thrown.
struct alignas(std::max_align_t) Header {
  std::size_t references;  // of throws that are under way or caught, and of std::exception_ptr
  const Type* type;
  void* (*destroy)(void*);  // destructors return their argument here
};

/// One throw of an object: __cpp_exception has its address.
struct Throw {
  void* object;
  void* found;   // the object as the handler takes it
  int handlers;  // how many hold it; negative while it is thrown again from one
  Throw* outer;  // caught before this
};

Throw* caught = nullptr;
unsigned uncaught = 0;

Header& header(void* object) { return static_cast<Header*>(object)[-1]; }

void release(void* object) {
  Header& of = header(object);
  if (--of.references != 0) return;
  if (of.destroy != nullptr) of.destroy(object);
  std::free(&of);
}

[[noreturn]] void raise(void* object) {
  auto* const made = static_cast<Throw*>(std::malloc(sizeof(Throw)));
  if (made == nullptr) std::terminate();
  *made = {object, object, 0, nullptr};
  ++header(object).references;
  ++uncaught;
  __builtin_wasm_throw(0, made);
}

/// Reads a table of the LSDA.
struct Bytes {
  const std::uint8_t* at;

  std::uint8_t byte() { return *at++; }
  std::uint32_t unsigned_number() {
    std::uint32_t number = 0;
    for (unsigned shift = 0;; shift += 7) {
      const std::uint8_t next = byte();
      number |= static_cast<std::uint32_t>(next & 0x7fU) << shift;
      if ((next & 0x80U) == 0) return number;
    }
  }
  std::int32_t signed_number() {
    std::uint32_t number = 0;
    for (unsigned shift = 0;;) {
      const std::uint8_t next = byte();
      number |= static_cast<std::uint32_t>(next & 0x7fU) << shift;
      shift += 7;
      if ((next & 0x80U) != 0) continue;
      if ((next & 0x40U) != 0 && shift < 32) number |= ~0U << shift;
      return static_cast<std::int32_t>(number);
    }
  }
};

constexpr std::uint8_t kOmitted = 0xff;

/// The number of the handler of call site `site` that takes what was thrown, and 0 if none does.
std::uint32_t handler_for(Throw& thrown, const std::uint8_t* tables, std::uint32_t site) {
  Bytes in{tables};
  if (in.byte() != kOmitted) std::terminate();  // landing pads have no addresses here
  const std::uint8_t* types = nullptr;
  if (in.byte() != kOmitted) {
    const std::uint32_t distance = in.unsigned_number();
    types = in.at + distance;
  }
  in.byte();  // how call sites are encoded: as below
  const std::uint32_t size = in.unsigned_number();
  const std::uint8_t* const actions = in.at + size;
  std::uint32_t action = 0;
  for (std::uint32_t i = 0; i <= site; ++i) {
    if (in.at >= actions) std::terminate();
    in.unsigned_number();  // its landing pad, which the compiler knows
    action = in.unsigned_number();
  }
  if (action == 0) return 0;
  Bytes next{actions + action - 1};
  for (;;) {
    const std::int32_t number = next.signed_number();
    if (number > 0) {
      const Type* const type = reinterpret_cast<const Type* const*>(types)[-number];
      void* object = thrown.object;
      if (type == nullptr || type->can_catch(header(object).type, object)) {
        thrown.found = object;
        return static_cast<std::uint32_t>(number);
      }
    }
    const std::uint8_t* const here = next.at;
    const std::int32_t distance = next.signed_number();
    if (distance == 0) return 0;
    next.at = here + distance;
  }
}

}  // namespace

extern "C" {

/// Between compiled code and the search for handlers.
struct {
  std::uint32_t site;
  const std::uint8_t* tables;
  std::uint32_t handler;
} __wasm_lpad_context;

int _Unwind_CallPersonality(void* thrown) {
  __wasm_lpad_context.handler =
      __wasm_lpad_context.tables == nullptr
          ? 0
          : handler_for(*static_cast<Throw*>(thrown), __wasm_lpad_context.tables, __wasm_lpad_context.site);
  return 0;
}

void* __cxa_allocate_exception(std::size_t size) noexcept {
  auto* const made = static_cast<Header*>(std::calloc(1, sizeof(Header) + size));
  if (made == nullptr) std::terminate();
  return made + 1;
}

void __cxa_free_exception(void* object) noexcept { std::free(&header(object)); }

__cxxabiv1::__cxa_exception* __cxa_init_primary_exception(void* object, std::type_info* type,
                                                          void* (*destroy)(void*)) noexcept {
  header(object) = {0, static_cast<const Type*>(type), destroy};
  return nullptr;  // nobody looks at it
}

[[noreturn]] void __cxa_throw(void* object, std::type_info* type, void* (*destroy)(void*)) {
  __cxa_init_primary_exception(object, type, destroy);
  raise(object);
}

void* __cxa_get_exception_ptr(void* thrown) noexcept { return static_cast<Throw*>(thrown)->found; }

void* __cxa_begin_catch(void* thrown) noexcept {
  auto* const now = static_cast<Throw*>(thrown);
  now->handlers = (now->handlers < 0 ? -now->handlers : now->handlers) + 1;
  if (now != caught) {
    now->outer = caught;
    caught = now;
  }
  --uncaught;
  return now->found;
}

void __cxa_end_catch() {
  Throw* const now = caught;
  if (now == nullptr) return;
  const bool is_thrown_again = now->handlers < 0;
  now->handlers += is_thrown_again ? 1 : -1;
  if (now->handlers != 0) return;
  caught = now->outer;
  if (is_thrown_again) return;
  void* const object = now->object;
  std::free(now);
  release(object);
}

[[noreturn]] void __cxa_rethrow() {
  Throw* const now = caught;
  if (now == nullptr) std::terminate();
  now->handlers = -now->handlers;
  ++uncaught;
  __builtin_wasm_throw(0, now);
}

std::type_info* __cxa_current_exception_type() {
  return caught == nullptr ? nullptr : const_cast<Type*>(header(caught->object).type);
}

void __cxa_increment_exception_refcount(void* object) noexcept {
  if (object != nullptr) ++header(object).references;
}

void __cxa_decrement_exception_refcount(void* object) noexcept {
  if (object != nullptr) release(object);
}

void* __cxa_current_primary_exception() noexcept {
  if (caught == nullptr) return nullptr;
  ++header(caught->object).references;
  return caught->object;
}

void __cxa_rethrow_primary_exception(void* object) {
  if (object != nullptr) raise(object);
}

bool __cxa_uncaught_exception() noexcept { return uncaught != 0; }
unsigned __cxa_uncaught_exceptions() noexcept { return uncaught; }

}  // extern "C"

// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)
