#include "session/files.h"

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "common/file.h"

namespace adc::session {
namespace {

std::string ending(const std::string& path) {
  std::string text = std::filesystem::path(path).extension().string();
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

/// A name of the language for one that a file has: what cannot stand in a name becomes `_`.
std::string name_for(const std::string& title) {
  if (const std::optional<std::string> name = canonical_name(title)) return *name;
  std::string name;
  for (const char c : title) {
    const auto byte = static_cast<unsigned char>(c);
    name += std::isalnum(byte) != 0 || byte >= 0x80U ? c : '_';
  }
  if (name.empty() || std::isdigit(static_cast<unsigned char>(name[0])) != 0) name = "c" + name;
  return canonical_name(name).value_or("column");
}

std::string shape_text(const Array& value) {
  std::string text = "R[";
  for (std::size_t i = 0; i < value.shape.size(); ++i) text += (i > 0 ? ", " : "") + std::to_string(value.shape[i]);
  return value.shape.empty() ? "R" : text + "]";
}

/// What was measured is no variable: no derivatives are taken for it, and nothing is fitted by it.
void set_data(Session& session, const std::string& name, Array value) {
  const Reply declared = session.submit("data " + name + ": " + shape_text(value));
  if (declared.error) throw Error(*declared.error);
  session.set(name, std::move(value));
}

Reply::Part load_table(Session& session, const std::string& path) {
  const CsvTable table = read_csv(path, {.stop = session.options().limits.stop}).value();
  Rows rows;
  for (const CsvColumn& column : table.columns) {
    const std::string name = name_for(column.name);
    Array value{{static_cast<std::int64_t>(column.numbers.size())}, column.numbers};
    rows.push_back(
        {name + ": " + shape_text(value), to_text(value, 6),
         column.is_text() ? "the places of " + std::to_string(column.labels.size()) + " labels, from 0" : ""});
    set_data(session, name, std::move(value));
  }
  return {.text = align(rows, "  ")};
}

Reply::Part load_array(Session& session, const std::string& path) {
  Array value = read_npy(path).value();
  const std::string name = name_for(std::filesystem::path(path).stem().string());
  Reply::Part part{.text = "  " + name + ": " + shape_text(value) + "\n"};
  set_data(session, name, std::move(value));
  return part;
}

/// "3:5: ", line and column of a byte of the text, in code points.
std::string place(std::string_view text, std::size_t at) {
  const std::string_view before = text.substr(0, at);
  const std::size_t line = before.rfind('\n') + 1;
  const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  return std::to_string(std::ranges::count(before, '\n') + 1) + ":" +
         std::to_string(std::ranges::count_if(before.substr(line), begins) + 1) + ": ";
}

Reply::Part load_text(Session& session, const std::string& path) {
  const Reply reply = session.submit(common::read_file(path));
  if (reply.error) {
    Diagnostic error = *reply.error;
    error.message = path + ":" + place(reply.source, error.span.begin) + error.message;
    error.span = {};
    error.labels.clear();
    throw Error(error);
  }
  return {.text = to_text(reply)};
}

}  // namespace

Reply::Part load_file(Session& session, const std::string& path) {
  const std::string kind = ending(path);
  if (kind == ".csv" || kind == ".tsv" || kind == ".txt") return load_table(session, path);
  if (kind == ".npy") return load_array(session, path);
  return load_text(session, path);
}

Reply::Part written(const std::string& path, std::string_view text) {
  common::write_file(path, text);
  return {.text = "  written to " + path + "\n"};
}

}  // namespace adc::session
