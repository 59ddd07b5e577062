// adc kernel: the kernel of notebooks, and how Jupyter finds it.
#include <fmt/core.h>

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "tools/command.h"
#include "tools/failure.h"
#include "tools/program.h"
#include "tools/report/output.h"
#include "tools/report/results.h"

namespace adc::tools {
namespace {

namespace fs = std::filesystem;

fs::path this_program() {
  std::error_code error;
  const fs::path path = fs::read_symlink("/proc/self/exe", error);
  if (error) throw failure("cannot-read", "cannot find where the program itself is");
  return path;
}

/// The program that speaks Jupyter's protocol: beside this one in a build, where programs for programs are else.
fs::path kernel_program() {
  const fs::path here = this_program().parent_path();
  for (const fs::path& path : {here / "adc-kernel", here / ".." / "libexec" / "adc" / "adc-kernel"}) {
    if (access(path.c_str(), X_OK) == 0) return fs::weakly_canonical(path);
  }
  throw failure("cannot-read", "this adc was built without its kernel for notebooks",
                {"it needs xeus: install `xeus-dev`, and build again"});
}

/// Where Jupyter looks for what the user has installed.
fs::path data_folder() {
  const auto variable = [](const char* name) {
    const char* const value = std::getenv(name);
    return fs::path(value == nullptr ? "" : value);
  };
  if (const fs::path folder = variable("JUPYTER_DATA_DIR"); folder.is_absolute()) return folder;
  if (const fs::path folder = variable("XDG_DATA_HOME"); folder.is_absolute()) return folder / "jupyter";
  if (const fs::path home = variable("HOME"); home.is_absolute()) return home / ".local" / "share" / "jupyter";
  throw failure("cannot-write", "there is no home to install to", {"name a folder: --prefix DIR"});
}

void install(const Words& words) {
  const std::string* const prefix = words.find("--prefix");
  const fs::path jupyter = prefix == nullptr ? data_folder() : fs::path(*prefix) / "share" / "jupyter";
  const fs::path folder = jupyter / "kernels" / "adc";
  (void)kernel_program();
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw failure("cannot-write", fmt::format("cannot make `{}`: {}", folder.string(), error.message()));
  const std::string specification = fmt::format(
      "{{\n  \"argv\": [{}, \"kernel\", \"{{connection_file}}\"],\n  \"display_name\": \"adc\",\n  \"language\": "
      "\"adc\",\n"
      "  \"interrupt_mode\": \"signal\"\n}}\n",
      json_string(this_program().string()));
  const std::string file = (folder / "kernel.json").string();
  write_file(file, specification);
  print_result(fmt::format("{}\n", file));
}

void run_kernel(const Words& words) {
  const std::vector<std::string>& rest = words.positional();
  if (rest.empty()) throw failure("missing-value", "`adc kernel` wants the file that Jupyter gives it, or `install`");
  if (rest.size() > 1) refuse_more({rest.begin() + 1, rest.end()});
  if (rest[0] == "install") return install(words);
  const std::string program = kernel_program().string();
  execl(program.c_str(), program.c_str(), rest[0].c_str(), static_cast<char*>(nullptr));
  throw failure("cannot-read", fmt::format("cannot run `{}`: {}", program, std::strerror(errno)));
}

}  // namespace

Command kernel_command() {
  return {.name = "kernel",
          .arguments = "install | CONNECTION_FILE [options]",
          .summary = "adc in Jupyter's notebooks: install tells Jupyter of it",
          .options = {{"--prefix", "", "DIR", "install for who has this prefix, such as /usr/local; else for the user"},
                      {"--help", "-h", "", "print this"}},
          .examples = {"adc kernel install", "adc kernel install --prefix /usr/local"},
          .run = &run_kernel};
}

}  // namespace adc::tools
