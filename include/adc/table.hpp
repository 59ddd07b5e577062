// Tables of numbers, read and written block by block: they may be longer than memory, and may come from a pipe.
//
//     adc::TableReader table = adc::TableReader::open("points.csv").value();
//     std::vector<double> x(4096);
//     std::vector<adc::OutputColumn> to(table.columns().size(), {nullptr});
//     to[0] = {x.data()};
//     while (const std::size_t rows = table.read(x.size(), to).value()) …
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adc/column.hpp"
#include "adc/csv.hpp"
#include "adc/export.hpp"
#include "adc/options.hpp"
#include "adc/result.hpp"

namespace adc::data {
class Input;
}

namespace adc::inline ADC_ABI {

/// How a table is written down.
enum class TableFormat : std::uint8_t {
  Auto,  ///< `Npy` where the file's name ends in .npy, else `Csv`
  Csv,   ///< text, as adc/csv.hpp describes it
  Npy,   ///< NumPy's format .npy (numpy.lib.format in NumPy's documentation)
  F64,   ///< little-endian doubles, row after row, and nothing else
  F32,   ///< floats likewise
};

/// How to read a table block by block.
struct TableReadOptions {
  TableFormat format = TableFormat::Auto;
  std::vector<std::string> columns;                      ///< their names, in place of those that the file has
  std::size_t width = 0;                                 ///< of `F64` and `F32` without `columns`: numbers in a row
  char separator = 0;                                    ///< of text, as in `CsvOptions`
  CsvOptions::Header header = CsvOptions::Header::Auto;  ///< of text
  CsvOptions::Missing missing = CsvOptions::Missing::Refuse;  ///< of text; in numbers nan is a number
  std::size_t max_row_bytes = std::size_t{64} << 20U;         ///< of text; not more than 2³⁰
  const std::atomic<bool>* stop = nullptr;                    ///< as `Limits::stop`: what waits for input ends, too
};

/// Reads a table from its begin to its end, in memory for a block of it and for a row. Move-only; by one thread at a
/// time.
///
/// Text is what `parse_csv` reads, but that only columns that are read must hold numbers; each row must have a value in
/// every column. Of .npy files an array of one axis is one column, of two axes [rows, columns], in C order or, of files
/// that are no pipe, in Fortran order; the fields of a structured array are columns; numbers are floats of 4 or 8
/// bytes, integers or booleans of either byte order, and other columns, such as of strings, are passed over.
class ADC_API TableReader {
 public:
  /// Opens the file at `path` ("-": stdin) and reads as much as says what the columns are. Errors: "cannot-read",
  /// "bad-npy", "ragged-row" (not as many names as columns), "repeated-column", "unclosed-quote", "source-too-large" (a
  /// row), "empty-table", "interrupted".
  [[nodiscard]] static Result<TableReader> open(const std::string& path, const TableReadOptions& options = {});
  /// The same of `bytes`, which must outlive the reader; `source_name` is what messages call them.
  [[nodiscard]] static Result<TableReader> from_bytes(std::string_view bytes,
                                                      const std::string& source_name = "<table>",
                                                      const TableReadOptions& options = {});
  TableReader(TableReader&& other) noexcept;
  TableReader& operator=(TableReader&& other) noexcept;
  ~TableReader();

  /// The columns' names, distinct: the header's, or the caller's, else c1, c2, … by place.
  [[nodiscard]] std::span<const std::string> columns() const;
  /// Whether the file or the caller names them.
  [[nodiscard]] bool is_named() const;

  /// The next rows, at most `rows` of them: the number in row r of column c goes to columns[c].data[r·stride]. There is
  /// one for each column of the table; those without data are passed over. Gives how many rows there were: 0 at the
  /// end. Fewer than asked for come at the end, before an error, where further rows would have to be waited for, or
  /// where that many bytes are not read at once.
  ///
  /// Errors: "ragged-row", "not-a-number", "missing-cell", "unclosed-quote", "source-too-large" (a row), all with
  /// `source_name`:line:column in the text; "bad-input": a column that is read holds labels or no numbers; "bad-npy";
  /// "empty-table": it ends without a row; "cannot-read", "interrupted"; "wrong-size": not as many columns. Rows before
  /// an error are given first.
  [[nodiscard]] Result<std::size_t> read(std::size_t rows, std::span<const OutputColumn> columns);

  /// Where a row of the last block stands: "line 12" of text, else "row 12".
  [[nodiscard]] std::string place(std::size_t row) const;
  /// The rows that were left out because they lack a value (`CsvOptions::Missing::DropRow`).
  [[nodiscard]] std::size_t dropped() const;
  /// How far it is: bytes that were read, and all that there are, where that is known.
  [[nodiscard]] std::uint64_t bytes_read() const;
  [[nodiscard]] std::optional<std::uint64_t> bytes() const;

 private:
  friend class TableWriter;
  struct State;
  explicit TableReader(std::unique_ptr<State> state);
  __attribute__((visibility("hidden"))) static Result<TableReader> open(data::Input input,
                                                                        const TableReadOptions& options);
  std::unique_ptr<State> state_;
};

/// How to write a table block by block.
struct TableWriteOptions {
  TableFormat format = TableFormat::Auto;
  DType dtype = DType::F64;                 ///< of .npy: the type of its numbers
  const TableReader* source = nullptr;      ///< what is read at the same time, whose file is not written to
  const std::atomic<bool>* stop = nullptr;  ///< as `Limits::stop`: what waits for who reads a pipe ends, too
};

/// Writes a table block by block. Text has a header with the columns' names and each number as short as it reads back.
/// An .npy file holds one array [rows, columns] of numbers, so that `numpy.load` gives a matrix, which maps into memory
/// as it is; its header is right after each block. Move-only; by one thread at a time.
class ADC_API TableWriter {
 public:
  /// Makes the file at `path`, or empties it ("-": stdout), and writes what stands before the rows. Errors:
  /// "cannot-write"; also if that is the file that `source` reads, or a pipe that an .npy file is to go to.
  [[nodiscard]] static Result<TableWriter> open(const std::string& path, const std::vector<std::string>& columns,
                                                const TableWriteOptions& options = {});
  TableWriter(TableWriter&& other) noexcept;
  TableWriter& operator=(TableWriter&& other) noexcept;
  ~TableWriter();

  /// Writes rows: a column each, in order. They are in the file when this returns. Errors: "cannot-write",
  /// "interrupted", "wrong-size" (not as many columns). After an error the file ends with a whole row, unless it is a
  /// pipe that nobody reads.
  [[nodiscard]] std::optional<Error> write(std::size_t rows, std::span<const InputColumn> columns);
  /// Closes the file. Error: "cannot-write".
  [[nodiscard]] std::optional<Error> finish();
  /// The rows that are in the file.
  [[nodiscard]] std::uint64_t rows() const;

 private:
  struct State;
  explicit TableWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace adc::inline ADC_ABI
