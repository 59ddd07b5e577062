#include "ir/special/source.h"

#include <algorithm>
#include <ranges>
#include <set>
#include <vector>

namespace adc::ir {

// The texts of the C sources, in an order in which each needs only earlier ones; made by CMake.
extern const std::string_view kSpecialTexts[];
extern const std::size_t kSpecialTextCount;

namespace {

constexpr std::size_t kNone = std::string_view::npos;

/// What a source writes between two lines "// [name]".
struct Section {
  std::string_view name;
  std::string_view body;
};

void add_sections(std::string_view text, std::vector<Section>& sections) {
  constexpr std::string_view kMark = "\n// [";
  for (std::size_t mark = text.find(kMark); mark != kNone;) {
    const std::size_t name = mark + kMark.size();
    const std::size_t name_end = text.find("]\n", name);
    const std::size_t body = name_end + 2;
    mark = text.find(kMark, body);
    sections.push_back({text.substr(name, name_end - name), text.substr(body, mark == kNone ? mark : mark + 1 - body)});
  }
}

std::vector<Section> all_sections() {
  std::vector<Section> sections;
  for (const std::string_view text : std::span(kSpecialTexts, kSpecialTextCount)) add_sections(text, sections);
  return sections;
}

const std::vector<Section>& sections() {
  static const std::vector<Section> kSections = all_sections();
  return kSections;
}

/// Adds the names "adc_…" that stand in `body`.
void add_mentions(std::string_view body, std::set<std::string_view>& names) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789_";
  for (std::size_t begin = body.find("adc_"); begin != kNone;) {
    const std::size_t end = body.find_first_not_of(kLetters, begin);
    names.insert(body.substr(begin, end - begin));
    begin = body.find("adc_", end);
  }
}

/// The section with internal linkage.
std::string with_static(std::string_view body) {
  constexpr std::string_view kTypes[] = {"double ", "void ", "adc_pair ", "adc_scaled ", "adc_bessel_middle "};
  std::string text(body);
  for (const std::string_view type : kTypes) {
    const std::string definition = std::string(type) + "adc_";
    const std::size_t at = body.starts_with(definition) ? 0 : body.find("\n" + definition);
    if (at != kNone) return text.insert(at == 0 ? 0 : at + 1, "static ");
  }
  return text;
}

}  // namespace

std::vector<SpecialSection> special_sections(std::span<const std::string_view> names) {
  std::set<std::string_view> wanted(names.begin(), names.end());
  std::vector<const Section*> chosen;
  // A section needs only earlier ones.
  for (const Section& section : sections() | std::views::reverse) {
    if (!wanted.contains(section.name)) continue;
    add_mentions(section.body, wanted);
    chosen.push_back(&section);
  }
  std::vector<SpecialSection> all;
  for (const Section* const section : chosen | std::views::reverse) {
    // Sections of one name follow each other.
    if (all.empty() || all.back().name != section->name) all.push_back({section->name, ""});
    all.back().text += with_static(section->body);
  }
  return all;
}

std::string special_source(std::span<const std::string_view> names) {
  std::string text;
  for (const SpecialSection& section : special_sections(names)) text += section.text;
  return text;
}

bool is_special(std::string_view name) {
  return std::ranges::any_of(sections(), [&](const Section& section) {
    return section.name == name && section.body.find(std::string(name) + "(") != kNone;
  });
}

}  // namespace adc::ir
