// What playground/wasm/exceptions.cpp does, called by exceptions_test.mjs: the number of checks that fail.
#include <cstddef>
#include <cstdio>
#include <exception>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

int failures = 0;

void check(bool holds, const char* what) {
  if (holds) return;
  ++failures;
  std::fprintf(stderr, "failed: %s\n", what);
}

int alive = 0;  // objects that count themselves

struct Counted {
  Counted() { ++alive; }
  Counted(const Counted& /*other*/) { ++alive; }
  ~Counted() { --alive; }
};

struct Left {
  virtual ~Left() = default;
  int left = 1;
};
struct Right {
  virtual ~Right() = default;
  int right = 2;
};
struct Both : Left, Right {
  Counted counted;
};

enum class What { Nothing, Runtime, Class, Text, Number };

int thrower(What what) {
  const Counted local;
  switch (what) {
    case What::Nothing: return 0;
    case What::Runtime: throw std::runtime_error("runtime");
    case What::Class: throw Both();
    case What::Text: throw "text";
    case What::Number: throw 5;
  }
  return 1;
}

/// Which handler takes it; what is between passes it on.
std::string handler(What what) {
  try {
    try {
      thrower(what);
      return "none";
    } catch (const std::logic_error&) {
      return "logic_error";
    }
  } catch (const std::exception& error) {
    return error.what();
  } catch (const Right& right) {
    return "right " + std::to_string(right.right);
  } catch (const char* text) {
    return text;
  } catch (int number) {
    return std::to_string(number);
  }
}

void handlers() {
  check(handler(What::Nothing) == "none", "nothing is thrown");
  check(handler(What::Runtime) == "runtime", "a base class takes it");
  check(handler(What::Class) == "right 2", "a second base class finds its part");
  check(handler(What::Text) == "text", "a pointer");
  check(handler(What::Number) == "5", "a number");
  check(alive == 0, "locals and what was thrown are destroyed");
}

void thrown_again() {
  int seen = 0;
  try {
    try {
      thrower(What::Class);
    } catch (...) {
      ++seen;
      check(alive == 1, "it lives while it is handled");
      throw;
    }
  } catch (const Left& left) {
    seen += left.left;
  }
  check(seen == 2 && alive == 0, "thrown again, and destroyed once");
}

void kept() {
  std::exception_ptr kept;
  try {
    thrower(What::Class);
  } catch (...) {
    kept = std::current_exception();
  }
  check(alive == 1, "an exception_ptr keeps it");
  for (int i = 0; i < 2; ++i) {
    try {
      std::rethrow_exception(kept);
    } catch (const Right& right) {
      check(right.right == 2, "thrown from an exception_ptr");
    }
  }
  kept = nullptr;
  check(alive == 0, "the last exception_ptr lets it go");
  kept = std::make_exception_ptr(std::out_of_range("made"));
  try {
    std::rethrow_exception(kept);
  } catch (const std::logic_error& error) {
    check(std::string(error.what()) == "made", "made without a throw");
  }
}

struct ThrowsInside {
  ~ThrowsInside() {
    check(std::uncaught_exceptions() == 1, "one is under way");
    try {
      thrower(What::Runtime);
    } catch (const std::runtime_error&) {
      check(std::uncaught_exceptions() == 1, "the inner one is caught");
    }
  }
};

void nested() {
  try {
    const ThrowsInside guard;
    thrower(What::Number);
  } catch (int number) {
    check(number == 5 && std::uncaught_exceptions() == 0, "the outer one goes on");
  }
  try {
    try {
      thrower(What::Runtime);
    } catch (const std::exception&) {
      thrower(What::Text);  // another one takes its place
    }
  } catch (const char*) {
    check(std::current_exception() != nullptr, "the second is the one");
  }
  check(std::current_exception() == nullptr && alive == 0, "none is left");
}

void of_the_library() {
  const std::vector<int> none;
  std::string thrown;
  try {
    (void)none.at(3);
  } catch (const std::out_of_range&) {
    thrown += "at ";
  }
  try {
    const std::string large(std::size_t{3} << 30U, 'x');
    check(large.size() > 1, "there was memory");
  } catch (const std::exception&) {
    thrown += "large ";
  }
  try {
    void* const more = ::operator new(std::size_t{0xfff00000});
    ::operator delete(more);
  } catch (const std::bad_alloc&) {
    thrown += "bad_alloc";
  }
  check(thrown == "at large bad_alloc", thrown.c_str());
}

}  // namespace

extern "C" __attribute__((export_name("failures"))) int count_failures() {
  handlers();
  thrown_again();
  kept();
  nested();
  of_the_library();
  return failures;
}
