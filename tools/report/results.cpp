#include "tools/report/results.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <unordered_set>

#include "adc/text.hpp"
#include "tools/failure.h"

namespace adc::tools {
namespace {

/// Longer tensors are shortened where people read them.
constexpr std::size_t kShownInFull = 1000;

/// {"name": member(0), …} for each name.
template <typename Member>
std::string json_object(const std::vector<std::string>& names, Member member) {
  std::string text = "{";
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += ", ";
    text += fmt::format("{}: {}", json_string(names[i]), member(i));
  }
  return text + "}";
}

/// The results of a section as nested objects by `names`.
std::string nested(std::span<const Array> results, std::span<const std::vector<std::string>> names) {
  if (names.empty()) return json_array(results[0]);
  const std::size_t size = results.size() / std::max<std::size_t>(names[0].size(), 1);
  return json_object(names[0],
                     [&](std::size_t i) { return nested(results.subspan(i * size, size), names.subspan(1)); });
}

/// A section; of a single output without the output's name.
std::string section_json(const Section& section, const std::vector<std::string>& outputs) {
  std::vector<std::vector<std::string>> names;
  if (section.by_output && outputs.size() != 1) names.push_back(outputs);
  names.insert(names.end(), section.names.begin(), section.names.end());
  return nested(section.results, names);
}

std::string notes_json(const std::vector<Diagnostic>& notes) {
  std::string text;
  for (const Diagnostic& note : notes) {
    text +=
        fmt::format("{}{}, \"message\": {}, \"begin\": {}, \"end\": {}, \"help\": [", text.empty() ? "" : ", ",
                    "{\"slug\": " + json_string(note.slug), json_string(note.message), note.span.begin, note.span.end);
    for (std::size_t i = 0; i < note.help.size(); ++i) text += (i == 0 ? "" : ", ") + json_string(note.help[i]);
    text += "]}";
  }
  return fmt::format("[{}]", text);
}

/// The sections that `derive` gives, without their numbers.
std::vector<Section> sections_of(Derive derive, const std::vector<std::string>& variables) {
  std::vector<Section> sections;
  for (const Part part : parts_of(derive)) {
    const std::vector names(static_cast<std::size_t>(info(part).variables), variables);
    sections.push_back({.key = info(part).name, .by_output = info(part).by_output, .names = names});
  }
  return sections;
}

std::size_t size_of(const Section& section, std::size_t outputs) {
  std::size_t size = section.by_output ? outputs : 1;
  for (const std::vector<std::string>& names : section.names) size *= names.size();
  return size;
}

}  // namespace

std::vector<std::string> number_names(const std::string& name, const Extents& shape) {
  std::vector<std::string> names;
  for (std::size_t at = 0; at < elements(shape); ++at) {
    std::string index;
    std::size_t rest = at;
    for (std::size_t axis = shape.size(); axis-- > 0;) {
      const auto extent = static_cast<std::size_t>(shape[axis]);
      index = std::to_string(rest % extent + 1) + (index.empty() ? "" : ",") + index;
      rest /= extent;
    }
    names.push_back(index.empty() ? name : fmt::format("{}[{}]", name, index));
  }
  return names;
}

std::vector<std::string> distinct(std::vector<std::string> names) {
  std::unordered_set<std::string> taken(names.begin(), names.end());
  std::unordered_map<std::string, std::size_t> used;
  for (std::string& name : names) {
    std::size_t& number = used[name];
    if (number++ == 0) continue;
    std::string numbered = name + '_' + std::to_string(number);
    while (!taken.insert(numbered).second) numbered = name + '_' + std::to_string(++number);
    name = std::move(numbered);
  }
  return names;
}

std::vector<std::string> output_names(const Function& function) {
  std::vector<std::string> names;
  for (const std::string& name : function.outputs()) {
    names.push_back(name.empty() ? "y" + std::to_string(names.size() + 1) : name);
  }
  return distinct(std::move(names));
}

Results evaluate(const Function& function, std::span<const double> point, Derive derive,
                 std::span<const double> direction) {
  // before there is memory for what may be too much
  if (std::optional<Error> error = function.prepare(derive)) throw *std::move(error);
  Results results{.outputs = output_names(function)};
  results.sections = sections_of(derive, {function.wrt().begin(), function.wrt().end()});
  const std::vector<std::string> labels = function.result_names(derive);
  const std::vector<Extents> shapes = function.result_shapes(derive);
  std::size_t total = 0;
  for (const Extents& shape : shapes) total += elements(shape);
  std::vector<double> all(total);
  std::vector<double> inputs(point.begin(), point.end());
  inputs.insert(inputs.end(), direction.begin(), direction.end());
  function.evaluate(derive, inputs, all);
  std::size_t at = 0;
  auto from = all.begin();
  for (Section& section : results.sections) {
    for (const std::size_t end = at + size_of(section, results.outputs.size()); at < end; ++at) {
      const auto to = from + static_cast<std::ptrdiff_t>(elements(shapes[at]));
      section.labels.push_back(labels[at]);
      section.results.push_back({shapes[at], {from, to}});
      from = to;
    }
  }
  for (NotFinite& one : function.why_not_finite(derive, inputs, all)) results.notes.push_back(std::move(one.note));
  for (Diagnostic& note : function.why_by_convention(derive, inputs, all)) results.notes.push_back(std::move(note));
  return results;
}

void merge(Results& all, Results more) {
  for (Section& section : more.sections) {
    if (std::ranges::find(all.sections, section.key, &Section::key) == all.sections.end()) {
      all.sections.push_back(std::move(section));
    }
  }
  for (Diagnostic& note : more.notes) {
    if (std::ranges::find(all.notes, note.message, &Diagnostic::message) == all.notes.end()) {
      all.notes.push_back(std::move(note));
    }
  }
}

std::string as_text(const Results& results) {
  Rows rows;
  const auto add = [&](const Section& section, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      rows.push_back({section.labels[i], to_text(section.results[i], kShownInFull)});
    }
  };
  for (std::size_t o = 0; o < results.outputs.size(); ++o) {
    for (const Section& section : results.sections) {
      const std::size_t size = section.results.size() / results.outputs.size();
      if (section.by_output) add(section, o * size, (o + 1) * size);
    }
  }
  for (const Section& section : results.sections) {
    if (!section.by_output) add(section, 0, section.results.size());
  }
  const bool alone = rows.size() == 1 && results.outputs.size() == 1;
  return alone ? rows[0][1] + "\n" : align(rows);
}

std::string as_json(const Results& results, const std::string& more) {
  std::string text = R"({"schema": "adc.eval.1")";
  for (const Section& section : results.sections) {
    text += fmt::format(", {}: {}", json_string(section.key), section_json(section, results.outputs));
  }
  if (!results.notes.empty()) text += ", \"notes\": " + notes_json(results.notes);
  return fmt::format("{}{}}}\n", text, more);
}

std::string json_array(const Array& array) {
  constexpr std::size_t kMostEmptyLists = 1'000'000;
  std::vector<std::string> parts;
  parts.reserve(array.numbers.size());
  for (const double number : array.numbers) parts.push_back(json_number(number));
  for (std::size_t axis = array.shape.size(); axis-- > 0;) {  // the innermost first
    const auto extent = static_cast<std::size_t>(array.shape[axis]);
    std::size_t lists = 1;
    for (std::size_t k = 0; k < axis; ++k) lists *= static_cast<std::size_t>(array.shape[k]);
    if (lists > std::max(array.numbers.size(), kMostEmptyLists)) {
      throw failure("tensor-too-large", "a tensor without numbers has too many lists to write");
    }
    std::vector<std::string> outer;
    for (std::size_t i = 0; i < lists; ++i) {
      std::string list = "[";
      for (std::size_t k = 0; k < extent; ++k) list += (k > 0 ? ", " : "") + parts[i * extent + k];
      outer.push_back(list + "]");
    }
    parts = std::move(outer);
  }
  return parts[0];
}

std::string json_number(double value) {
  const std::string text = to_text(value);
  if (!std::isfinite(value)) return fmt::format("\"{}\"", text);
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

std::string json_string(const std::string& text) {
  constexpr const char* kHex = "0123456789abcdef";
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (c == '\n') {
      quoted += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      quoted += std::string("\\u00") + kHex[(c >> 4) & 15] + kHex[c & 15];
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

}  // namespace adc::tools
