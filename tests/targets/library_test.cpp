// A shared library as C++, Python and Rust call it, without adc.
#include <fmt/core.h>

#include <sys/mount.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "emit/binary.h"
#include "kernel/lower.h"
#include "kernel/run.h"
#include "tests/support/temporary_folder.h"
#include "tests/targets/emitted.h"

using namespace adc;
using namespace adc::tests;

namespace {

/// `libf.so` and `f.h` in a folder, from a program of an array and two numbers, with special functions.
class Library {
 public:
  Library() {
    const ir::Function fn = program("param v: R[3], a: R, x: R; sum(i=1:3, v[i]*besselj(1, i*x)) + gamma(a)");
    const kernel::Program loops = kernel::lower(fn);
    const std::string description = "what is called";
    const emit::BinaryInterface as(fn, loops, description);
    REQUIRE(as.workspace_bytes() == 16 * sizeof(double));
    write("f.h", as.c_header());
    write("libf.so", emitted(fn, {.form = targets::Form::SharedLibrary}).bytes);
    expected_.resize(1);
    kernel::run(loops, std::vector<double>{0.5, -1.5, 2.25, 3.7, 0.9}, expected_);
  }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_.path() / name, std::ios::binary) << text;
  }
  /// What a command prints in the folder, with nothing in its environment but where programs are.
  [[nodiscard]] std::string run(const std::string& command) const {
    const std::string in_folder =
        fmt::format("cd {} && env -i PATH=\"$PATH\" HOME=\"$HOME\" LD_LIBRARY_PATH=. sh -c '{}' > log 2>&1",
                    folder_.path().string(), command);
    const bool is_done = std::system(in_folder.c_str()) == 0;
    std::ifstream file(folder_.path() / "log");
    const std::string said(std::istreambuf_iterator<char>(file), {});
    CAPTURE(command, said);
    CHECK(is_done);
    return said;
  }
  /// Whether a program printed the result with all its digits.
  [[nodiscard]] bool is_result(const std::string& text) const {
    return std::strtod(text.c_str(), nullptr) == expected_[0];
  }

 private:
  TemporaryFolder folder_;
  std::vector<double> expected_;
};

}  // namespace

TEST_CASE("a library exports its function alone, and needs the C library alone") {
  const Library library;
  CHECK_THAT(library.run("nm -D --defined-only libf.so"), Catch::Matches("[0-9a-f]+ T f\n", Catch::CaseSensitive::Yes));
  const std::string needed = library.run("objdump -p libf.so | grep NEEDED");
  CHECK_THAT(needed, Catch::Matches("( *NEEDED +lib[mc]\\.so\\.6\n)+"));
  CHECK_THAT(library.run("ldd libf.so"), !Catch::Contains("not found") && !Catch::Contains("adc"));
}

TEST_CASE("C++ calls a library by its header") {
  const Library library;
  library.write("main.cpp", R"(#include "f.h"
#include <cstdio>
int main() {
  const double v[] = {0.5, -1.5, 2.25}, a = 3.7, x = 0.9;
  double y = 0;
  double workspace[f_workspace_bytes / sizeof(double)];
  f(v, &a, &x, &y, workspace);
  std::printf("%.17g\n", y);
}
)");
  static_cast<void>(library.run("g++ -Wall -Wextra -Wpedantic -Werror main.cpp -L. -lf -o main"));
  CHECK(library.is_result(library.run("./main")));
}

TEST_CASE("Python calls a library by ctypes") {
  if (lacks("python3")) return;
  const Library library;
  library.write("main.py", R"(import ctypes
f = ctypes.CDLL("./libf.so").f
v, a, x, y = (ctypes.c_double * 3)(0.5, -1.5, 2.25), ctypes.c_double(3.7), ctypes.c_double(0.9), ctypes.c_double()
f(v, ctypes.byref(a), ctypes.byref(x), ctypes.byref(y), (ctypes.c_double * 16)())
print(repr(y.value))
)");
  CHECK(library.is_result(library.run("python3 main.py")));
}

TEST_CASE("Rust calls a library") {
  if (lacks("rustc")) return;
  const Library library;
  library.write("main.rs", R"(#[link(name = "f")]
extern "C" {
    fn f(v: *const f64, a: *const f64, x: *const f64, y: *mut f64, workspace: *mut f64);
}
fn main() {
    let v = [0.5, -1.5, 2.25];
    let mut y = 0.0;
    let mut workspace = [0.0; 16];
    unsafe { f(v.as_ptr(), &3.7, &0.9, &mut y, workspace.as_mut_ptr()) };
    println!("{}", y);
}
)");
  static_cast<void>(library.run("rustc --edition 2021 -L . main.rs -o main"));
  CHECK(library.is_result(library.run("./main")));
}

TEST_CASE("a disk that is full is an error, and no end of the process") {
  const TemporaryFolder folder;
  const std::string path = folder.path().string();
  if (::mount("adc", path.c_str(), "tmpfs", 0, "size=64k") != 0) {
    WARN("SKIPPED: a small disk cannot be mounted here");
    return;
  }
  const char* const before = std::getenv("TMPDIR");
  const std::string kept = before == nullptr ? "" : before;
  ::setenv("TMPDIR", path.c_str(), 1);
  const Emitted shared = emitted(program("x*sin(x)"), {.form = targets::Form::SharedLibrary});
  const Emitted module = emitted(program("x*sin(x)"), {.form = targets::Form::WebAssembly});
  if (before == nullptr)
    ::unsetenv("TMPDIR");
  else
    ::setenv("TMPDIR", kept.c_str(), 1);
  CHECK(::umount(path.c_str()) == 0);
  for (const Emitted& made : {shared, module}) {
    CHECK_FALSE(made.is_made);
    CHECK(made.refusal.message.find("there is no room for temporary files") == 0);
  }
}
