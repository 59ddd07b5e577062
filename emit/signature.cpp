#include "emit/signature.h"

#include <fmt/core.h>

#include <algorithm>
#include <stdexcept>

#include "emit/c_names.h"

namespace adc::emit {
namespace {

using kernel::ArrayId;
using kernel::Match;

constexpr std::size_t kColumns = 110;

/// Of a program over rows, what follows an array's name in that of its stride.
const std::string kStride = "_stride";

/// What follows a function's name in those of its steps and its tables.
constexpr std::string_view kStep = "_step";
constexpr std::string_view kTable = "_table";
constexpr std::string_view kLabels = "_labels";
constexpr std::string_view kRowBegin = "_row_begin";
constexpr std::string_view kColumn = "_column";

}  // namespace

std::string wrapped(std::string before, const std::vector<std::string>& words, std::string_view after,
                    std::string_view separator) {
  const std::string indent(before.size() + 1, ' ');
  std::string text = std::move(before) + "(";
  std::size_t begin = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string word = words[i] + (i + 1 < words.size() ? std::string(separator) : "");
    if (i > 0 && text.size() - begin + 1 + word.size() > kColumns) {
      text += '\n';
      begin = text.size();
      text += indent;
    } else if (i > 0) {
      text += ' ';
    }
    text += word;
  }
  return fmt::format("{}){}", text, after);
}

std::set<ArrayId> arrays_of(const kernel::Program& program, const kernel::Step& step) {
  std::set<ArrayId> arrays;
  kernel::for_each_array(step, [&](ArrayId id) {
    if (!program.is_table(id)) arrays.insert(id);
  });
  return arrays;
}

std::set<ArrayId> written_by(const kernel::Step& step) {
  std::set<ArrayId> arrays;
  for (const kernel::Store& store : kernel::loops_of(step).stores)
    std::visit([&](const auto& to) { arrays.insert(to.array); }, store);
  return arrays;
}

std::string open_comment(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "/* " : line.empty() ? "" : "   ") + line + "\n";
  return text;
}

Signature::Signature(const Source& source, const Naming& naming)
    : program_(source.program),
      description_(source.description),
      labels_(source.labels),
      places_(source.places),
      name_(naming.function(source.program.name)) {
  if (program_.sums_rows)
    throw std::invalid_argument("a program that sums rows cannot be written in a language of loops");
  for (const kernel::Step& step : program_.steps) kernel::for_each_array(step, [&](ArrayId id) { used_.insert(id); });
  name_arrays(naming);
}

void Signature::name_arrays(const Naming& naming) {
  const auto key = [&](const std::string& name) { return naming.ignores_case ? lower_case(name) : name; };
  std::unordered_set<std::string> taken{key(name_), "workspace"};
  if (is_over_rows()) taken.insert({std::string(kRows), "first", "left", "count"});
  const auto is_free = [&](const std::string& name) {
    return !taken.contains(key(name)) && !(is_over_rows() && taken.contains(key(name + kStride)));
  };
  const auto unique = [&](const std::string& name) {
    std::string result = naming.local(name);
    for (const std::string_view of_file : {kStep, kTable, kLabels, kRowBegin, kColumn}) {
      if (key(result).starts_with(key(name_ + std::string(of_file)))) result += '_';
    }
    for (int n = 2; !is_free(result); ++n) result = naming.local(fmt::format("{}_{}", name, n));
    taken.insert(key(result));
    if (is_over_rows()) taken.insert(key(result + kStride));
    return result;
  };
  for (ArrayId id = 0; id < program_.arrays.size(); ++id) {
    ArrayName& array = arrays_.emplace_back();
    array.name = std::visit(Match{[&](const kernel::Input& x) { return unique(x.name); },
                                  [&](const kernel::Output& x) { return unique(x.name.empty() ? "result" : x.name); },
                                  [&](const kernel::Table&) { return fmt::format("{}{}{}", name_, kTable, id); },
                                  [&](const kernel::Workspace&) { return "work" + std::to_string(id); }},
                            program_.arrays[id].place);
    if (!is_given(id)) continue;
    if (is_over_rows()) array.stride = array.name + kStride;
    array.is_scalar = naming.has_scalars && !is_over_rows() && program_.arrays[id].type.shape.dims().empty();
  }
}

std::vector<std::string> Signature::places_names() const {
  if (places_ == nullptr) return {};
  return {name_ + std::string(kRowBegin), name_ + std::string(kColumn)};
}

std::string Signature::labels_name() const { return labels_.empty() ? "" : name_ + std::string(kLabels); }

void Signature::define_constants(const FloatType& type, Unit& unit) const {
  for (ArrayId id = 0; id < program_.arrays.size(); ++id) {
    if (const auto* const table = std::get_if<kernel::Table>(&program_.arrays[id].place))
      unit.define_table(arrays_[id].name, table->numbers, type);
  }
  if (!labels_.empty()) unit.define_labels(labels_name(), labels_);
  if (places_ == nullptr) return;
  unit.define_integers(name_ + std::string(kRowBegin), places_->row_begin);
  unit.define_integers(name_ + std::string(kColumn), places_->column);
}

std::vector<ArrayId> Signature::given() const {
  std::vector<ArrayId> all;
  for (ArrayId id = 0; id < program_.arrays.size(); ++id) {
    if (is_given(id)) all.push_back(id);
  }
  return all;
}

bool Signature::calls_functions() const {
  const auto is_call = [](const kernel::Node& node) {
    const auto* const apply = std::get_if<kernel::Apply>(&node);
    return apply != nullptr && calls_function(apply->op);
  };
  return std::ranges::any_of(program_.steps, [&](const kernel::Step& step) {
    return std::ranges::any_of(kernel::loops_of(step).nodes, is_call);
  });
}

std::string Signature::about(ArrayId id) const {
  const kernel::Array& array = program_.arrays[id];
  std::string text =
      std::visit(Match{[](const kernel::Input& x) { return "input " + c_line(x.name); },
                       [](const kernel::Output& x) { return "output" + (x.name.empty() ? "" : " " + c_line(x.name)); },
                       [](const auto&) { return std::string(); }},
                 array.place);
  for (const std::int64_t extent : array.type.shape.dims()) {
    text += (text.find(':') == std::string::npos ? ": " : " x ") + std::to_string(extent);
  }
  return array.type.dtype == ir::DType::Bool ? text + ", booleans" : text;
}

std::vector<std::string> Signature::about() const {
  std::vector<std::string> lines{
      fmt::format("{}{} computes", name_, name_ == program_.name ? "" : fmt::format(" ({})", c_line(program_.name))),
      ""};
  const std::string text = c_comment(description_) + "\n";
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    lines.push_back(end == begin ? "" : "  " + text.substr(begin, end - begin));
    begin = end + 1;
  }
  if (!lines.back().empty()) lines.emplace_back();
  std::size_t width = 0;
  for (const ArrayId id : given()) width = std::max(width, arrays_[id].name.size());
  for (const ArrayId id : given())
    lines.push_back(
        fmt::format("{}{}{}", arrays_[id].name, std::string(width - arrays_[id].name.size() + 2, ' '), about(id)));
  if (places_ != nullptr) {
    const std::vector<std::string> names = places_names();
    lines.emplace_back();
    lines.push_back(
        fmt::format("A sparse matrix of {} rows and {} columns: number k of the last output stands in row r where",
                    places_->rows, places_->columns));
    lines.push_back(fmt::format("{0}[r] <= k < {0}[r + 1], in column {1}[k], both from 0.", names[0], names[1]));
  }
  return lines;
}

}  // namespace adc::emit
