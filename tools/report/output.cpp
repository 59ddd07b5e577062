#include "tools/report/output.h"

#include <fmt/core.h>

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "common/file.h"
#include "tools/failure.h"

namespace adc::tools {
namespace {

Error cannot_write(const std::string& where) {
  return failure("cannot-write", fmt::format("cannot write to {}: {}", where, std::strerror(errno)));
}

bool silent = false;

/// `text` with the first `word` wrapped in an escape sequence.
std::string coloured(std::string text, std::string_view word, std::string_view colour) {
  const std::size_t at = text.find(word);
  if (at == std::string::npos || at > text.find('\n')) return text;
  text.insert(at + word.size(), "\033[0m");
  return text.insert(at, colour);
}

}  // namespace

bool has_colours(int file) {
  const char* const no_colour = std::getenv("NO_COLOR");
  const char* const kind = std::getenv("TERM");
  const bool is_dumb = kind != nullptr && std::string_view(kind) == "dumb";
  return isatty(file) == 1 && (no_colour == nullptr || *no_colour == '\0') && !is_dumb;
}

void set_silent(bool is_now) { silent = is_now; }
bool is_silent() { return silent; }

void print_result(std::string_view text) {
  if (silent) return;
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) throw cannot_write("stdout");
}

void finish_results() {
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) throw cannot_write("stdout");
}

void print_message(std::string_view text) {
  if (silent) return;
  std::string message(text);
  if (message.empty() || message.back() != '\n') message += '\n';
  if (has_colours(STDERR_FILENO)) {
    message = coloured(coloured(std::move(message), "error:", "\033[1;31m"), "note:", "\033[1;36m");
  }
  std::fflush(stdout);
  std::fwrite(message.data(), 1, message.size(), stderr);
}

void write_file(const std::string& path, std::string_view text) {
  if (!silent) common::write_file(path, text);
}

void ResultFile::Close::operator()(std::FILE* file) const {
  if (file != stdout) std::fclose(file);
}

ResultFile::ResultFile(std::string path)
    : path_(std::move(path)), file_(path_ == "-" ? stdout : std::fopen(path_.c_str(), "wb")) {
  if (file_ == nullptr) throw cannot_write(path_);
}

void ResultFile::write(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size()) throw cannot_write(path_);
}

void ResultFile::finish() {
  if (std::fflush(file_.get()) != 0 || std::ferror(file_.get()) != 0) throw cannot_write(path_);
}

void require_folder(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  if (access(path.c_str(), W_OK) != 0 && access(folder.c_str(), W_OK | X_OK) != 0) throw cannot_write(path);
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

std::string counted(std::size_t n, const std::string& what) {
  return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0;;) {
    const std::size_t end = text.find(separator, begin);
    parts.emplace_back(text.substr(begin, end - begin));
    if (end == std::string_view::npos) return parts;
    begin = end + 1;
  }
}

}  // namespace adc::tools
