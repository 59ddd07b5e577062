#include "tools/line_reader.h"

#include <dlfcn.h>
#include <langinfo.h>
#include <unistd.h>

#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string_view>

namespace adc::tools {
namespace {

constexpr int kHistoryLines = 1000;

volatile std::sig_atomic_t interrupted = 0;

/// While it lives, Ctrl-C interrupts reading instead of ending the process.
class InterruptsReading {
 public:
  InterruptsReading() {
    interrupted = 0;
    struct sigaction action{};
    action.sa_handler = [](int) { interrupted = 1; };
    sigaction(SIGINT, &action, &before_);
  }
  ~InterruptsReading() { sigaction(SIGINT, &before_, nullptr); }
  InterruptsReading(const InterruptsReading&) = delete;
  InterruptsReading& operator=(const InterruptsReading&) = delete;

 private:
  struct sigaction before_{};
};

/// Lets libedit read UTF-8, whatever the environment says: programs are UTF-8. False if the system knows no such
/// locale; libedit then fails on letters beyond ASCII.
bool use_utf8() {
  const auto is_utf8 = [] { return std::string_view(nl_langinfo(CODESET)) == "UTF-8"; };
  std::setlocale(LC_CTYPE, "");
  return is_utf8() || (std::setlocale(LC_CTYPE, "C.UTF-8") != nullptr && is_utf8());
}

/// Where the history is kept; empty if there is no home.
std::string history_file() {
  const char* const state = std::getenv("XDG_STATE_HOME");
  const char* const home = std::getenv("HOME");
  std::filesystem::path folder;
  if (state != nullptr && *state == '/')
    folder = state;
  else if (home != nullptr && *home == '/')
    folder = std::filesystem::path(home) / ".local" / "state";
  else
    return "";
  folder /= "adc";
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return "";
  return (folder / "history").string();
}

}  // namespace

/// libedit's readline interface.
struct LineReader::Editor {
  char* (*readline)(const char*) = nullptr;
  int (*add_history)(const char*) = nullptr;
  int (*read_history)(const char*) = nullptr;
  int (*write_history)(const char*) = nullptr;
  void (*stifle_history)(int) = nullptr;
  std::string file = history_file();

  /// Null if libedit is not installed.
  static std::unique_ptr<Editor> load() {
    void* const library = dlopen("libedit.so.2", RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) return nullptr;
    auto editor = std::make_unique<Editor>();
    const bool complete =
        find(library, "readline", editor->readline) && find(library, "add_history", editor->add_history) &&
        find(library, "read_history", editor->read_history) && find(library, "write_history", editor->write_history) &&
        find(library, "stifle_history", editor->stifle_history);
    return complete ? std::move(editor) : nullptr;
  }

  template <typename F>
  static bool find(void* library, const char* name, F& function) {
    function = reinterpret_cast<F>(dlsym(library, name));
    return function != nullptr;
  }
};

LineReader::LineReader() : is_terminal_(isatty(STDIN_FILENO) == 1) {
  if (!is_terminal_) return;
  if (use_utf8()) editor_ = Editor::load();
  if (!editor_) return;
  editor_->stifle_history(kHistoryLines);
  if (!editor_->file.empty()) editor_->read_history(editor_->file.c_str());
}

LineReader::~LineReader() {
  if (editor_ && !editor_->file.empty()) editor_->write_history(editor_->file.c_str());
}

LineReader::Got LineReader::read(const char* prompt, std::string& line) {
  const InterruptsReading guard;
  line.clear();
  if (editor_) {
    char* const text = editor_->readline(prompt);
    if (interrupted != 0) std::putchar('\n');
    if (text != nullptr) line = text;
    std::free(text);  // NOLINT: readline's contract
    if (interrupted != 0) return Got::Cancelled;
    if (text == nullptr) return Got::End;
    if (!line.empty()) editor_->add_history(line.c_str());
    return Got::Line;
  }
  if (is_terminal_) {
    std::fputs(prompt, stdout);
    std::fflush(stdout);
  }
  int c = 0;
  while ((c = std::getchar()) != EOF && c != '\n') line += static_cast<char>(c);
  if (interrupted != 0) {
    std::clearerr(stdin);
    std::putchar('\n');
    return Got::Cancelled;
  }
  return c == EOF && line.empty() ? Got::End : Got::Line;
}

}  // namespace adc::tools
