#include "data/row_writer.h"

#include <fmt/core.h>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "adc/result.hpp"
#include "data/csv_cells.h"
#include "diag/diagnostics.h"
#include "diag/number.h"

namespace adc::data {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 18U;  ///< bytes that are gathered
constexpr std::size_t kMostText = 26;                  ///< of a number, and of what separates it from the next
constexpr std::size_t kNpyHeader = 128;                ///< bytes, whatever the number of rows

std::string header_line(const std::vector<std::string>& columns) {
  std::string line;
  for (const std::string& column : columns) line += csv_cell(column) + ",";
  if (line.empty()) return "\n";
  line.back() = '\n';
  return line;
}

std::size_t bytes_of(DType dtype) { return dtype == DType::F64 ? sizeof(double) : sizeof(float); }

template <class T>
char* put(char* to, double x) {
  const auto number = static_cast<T>(x);
  std::memcpy(to, &number, sizeof number);
  return to + sizeof number;
}

}  // namespace

RowWriter::RowWriter(Output output, RowFormat format, const std::vector<std::string>& columns, DType dtype)
    : output_(std::move(output)),
      format_(format),
      dtype_(dtype),
      width_(columns.size()),
      buffer_(kChunk + width_ * kMostText + diag::kNumberRoom) {
  std::string begin;
  if (format == RowFormat::Csv) begin = header_line(columns);
  if (format == RowFormat::Npy) {
    if (!output_.can_seek()) {
      throw Error(
          diag::diagnose("cannot-write", {},
                         fmt::format("cannot write to {}: .npy says first how many rows there are, which takes a file",
                                     output_.name())));
    }
    begin = npy_header();
  }
  const Output::Written written = output_.write(begin);
  if (written.ended == Output::Ended::Failed) cannot_write(output_.name());
}

void RowWriter::write(std::size_t rows, std::span<const InputColumn> columns) {
  for (std::size_t row = 0; row < rows; ++row) {
    if (format_ == RowFormat::Csv)
      add_text(row, columns);
    else
      add_numbers(row, columns);
    ++pending_;
    if (size_ >= kChunk) flush();
  }
  flush();
}

void RowWriter::add_text(std::size_t row, std::span<const InputColumn> columns) {
  char* to = buffer_.data() + size_;
  for (const auto& [data, stride] : columns) {
    to = diag::write_number(to, data[static_cast<std::ptrdiff_t>(row) * stride]);
    *to++ = ',';
  }
  if (!columns.empty()) --to;
  *to++ = '\n';
  size_ = static_cast<std::size_t>(to - buffer_.data());
}

void RowWriter::add_numbers(std::size_t row, std::span<const InputColumn> columns) {
  char* to = buffer_.data() + size_;
  for (const auto& [data, stride] : columns) {
    const double x = data[static_cast<std::ptrdiff_t>(row) * stride];
    to = dtype_ == DType::F64 ? put<double>(to, x) : put<float>(to, x);
  }
  size_ = static_cast<std::size_t>(to - buffer_.data());
}

void RowWriter::flush() {
  if (size_ == 0) return;
  const Output::Written written = output_.write({buffer_.data(), size_});
  if (written.ended != Output::Ended::Whole) end_early(written);
  rows_ += pending_;
  size_ = 0;
  pending_ = 0;
  if (format_ == RowFormat::Npy) output_.write_at_begin(npy_header());
}

/// Leaves whole rows in the file.
void RowWriter::end_early(Output::Written written) {
  const int cause = errno;
  std::size_t whole = 0;
  std::size_t rows = 0;
  for (; whole < written.bytes; whole = row_end(whole)) ++rows;
  if (whole > written.bytes && written.ended == Output::Ended::Stopped) {
    const std::string_view rest(buffer_.data() + written.bytes, whole - written.bytes);
    written.bytes += output_.write_rest(rest).bytes;
  }
  if (whole > written.bytes) {
    --rows;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < rows; ++i) begin = row_end(begin);
    output_.take_back(written.bytes - begin);
  }
  rows_ += rows;
  size_ = 0;
  pending_ = 0;
  if (format_ == RowFormat::Npy) output_.write_at_begin(npy_header());
  if (written.ended == Output::Ended::Stopped) throw Error(diag::diagnose("interrupted", {}, "interrupted"));
  errno = cause;
  cannot_write(output_.name());
}

/// Where in the buffer the row ends that begins at `at`.
std::size_t RowWriter::row_end(std::size_t at) const {
  if (format_ != RowFormat::Csv) return at + width_ * bytes_of(dtype_);
  const auto* const end = static_cast<const char*>(std::memchr(buffer_.data() + at, '\n', size_ - at));
  return static_cast<std::size_t>(end - buffer_.data()) + 1;
}

/// Source: numpy.lib.format in NumPy's documentation.
std::string RowWriter::npy_header() const {
  const std::string dictionary =
      fmt::format("{{'descr': '<f{}', 'fortran_order': False, 'shape': ({}, {}), }}", bytes_of(dtype_), rows_, width_);
  std::string header("\x93NUMPY\x01\x00", 8);
  header += static_cast<char>(kNpyHeader - 10);
  header += '\0';
  header += dictionary;
  header.resize(kNpyHeader - 1, ' ');
  return header + "\n";
}

void RowWriter::finish() {
  flush();
  output_.close();
}

}  // namespace adc::data
