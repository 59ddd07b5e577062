// Where the program writes: results to stdout, everything else to stderr.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace adc::tools {

/// Whether nothing is printed, nor written to files by `write_file`: where another process does the same and prints it.
void set_silent(bool silent);
[[nodiscard]] bool is_silent();

/// Writes a result to stdout. Throws `Error` ("cannot-write") if that fails.
void print_result(std::string_view text);

/// Flushes stdout. Throws `Error` ("cannot-write") if anything could not be written.
void finish_results();

/// Whether colours may be written to an open file: to a terminal that knows them, unless NO_COLOR is set.
[[nodiscard]] bool has_colours(int file);

/// Writes a message to stderr, with a newline at its end. On a terminal "error:" and "note:" are coloured, unless the
/// environment has NO_COLOR.
void print_message(std::string_view text);

/// Writes a result to the file `path`. Throws `Error` ("cannot-write").
void write_file(const std::string& path, std::string_view text);

/// A file that results are written to piece by piece; "-" is stdout.
class ResultFile {
 public:
  /// Throws `Error` ("cannot-write"), as all of these.
  explicit ResultFile(std::string path);
  void write(std::string_view text);
  void finish();

 private:
  struct Close {
    void operator()(std::FILE* file) const;
  };
  std::string path_;
  std::unique_ptr<std::FILE, Close> file_;
};

/// Finds out early that nothing can be written to `path`: its folder is missing, or may not be written to. Throws
/// `Error` ("cannot-write").
void require_folder(const std::string& path);

/// `text` without the blanks and newlines around it.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// The parts of `text` between separators.
[[nodiscard]] std::vector<std::string> split(std::string_view text, char separator);

/// "1 number", "2 numbers"
[[nodiscard]] std::string counted(std::size_t n, const std::string& what);

}  // namespace adc::tools
