#include "tools/manual.h"

#include "adc/text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <string_view>

#include "tools/command.h"
#include "tools/failure.h"
#include "tools/manual_text.h"

namespace adc::tools {
namespace {

/// The length of the UTF-8 sequence that begins with `lead`, of text that is valid.
std::size_t sequence_length(unsigned char lead) { return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4; }

/// One character of `text`, beyond ASCII, as roff names it by its code point.
std::string named_character(std::string_view sequence) {
  constexpr std::uint32_t kLeadBits[] = {0x1f, 0x0f, 0x07};
  std::uint32_t point = static_cast<unsigned char>(sequence[0]) & kLeadBits[sequence.size() - 2];
  for (const char c : sequence.substr(1)) point = point << 6 | (static_cast<unsigned char>(c) & 0x3f);
  return fmt::format("\\[u{:04X}]", point);
}

/// `text` such that roff prints just that: signs that it would make typographic stay what a shell reads.
std::string plain(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    const std::size_t length =
        static_cast<unsigned char>(c) < 0x80 ? 1 : sequence_length(static_cast<unsigned char>(c));
    switch (c) {
      case '\\': result += "\\e"; break;
      case '-': result += "\\-"; break;
      case '\'': result += "\\(aq"; break;
      case '`': result += "\\(ga"; break;
      case '^': result += "\\(ha"; break;
      case '~': result += "\\(ti"; break;
      default: result += length == 1 ? std::string(1, c) : named_character(text.substr(i, length));
    }
    i += length;
  }
  return result;
}

std::string in_font(char font, std::string_view text) { return fmt::format("\\f{}{}\\fR", font, plain(text)); }

/// A line of roff that begins with what it should print, even if that is a dot.
std::string line(const std::string& text) { return (text.starts_with(".") ? "\\&" : "") + text + "\n"; }

/// Text that is filled: what stands in backquotes in bold, an empty line between paragraphs.
std::string prose(std::string_view text) {
  std::string result;
  for (bool bold = false; !text.empty(); bold = !bold) {
    const std::size_t end = std::min(text.find('`'), text.size());
    result += bold ? in_font('B', text.substr(0, end)) : plain(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  for (std::size_t at = 0; (at = result.find("\n\n", at)) != std::string::npos;) result.replace(at, 2, "\n.PP\n");
  return line(result);
}

std::string section(std::string_view name) { return fmt::format(".SH {}\n", name); }

std::string entry(const std::string& term, std::string_view text) { return ".TP\n" + line(term) + prose(text); }

std::string entries(std::span<const Entry> rows) {
  std::string text;
  for (const Entry& row : rows) text += entry(in_font('B', row.term), row.text);
  return text;
}

/// The arguments of a usage line: options in bold, and in italics what stands for something.
std::string usage(std::string_view arguments) {
  std::string result;
  const auto is_part = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-'; };
  for (std::size_t i = 0; i < arguments.size();) {
    std::size_t end = i;
    while (end < arguments.size() && is_part(arguments[end])) ++end;
    const std::string_view word = arguments.substr(i, end - i);
    if (word.empty()) {
      while (end < arguments.size() && !is_part(arguments[end])) ++end;
      result += plain(arguments.substr(i, end - i));
    } else {
      const bool stands_for_itself = word.starts_with("-") || (end < arguments.size() && arguments[end] == '|') ||
                                     (i > 0 && arguments[i - 1] == '|') || word == "install";
      result += in_font(stands_for_itself ? 'B' : 'I', word);
    }
    i = end;
  }
  return result;
}

std::string options(const Command& command) {
  std::string text = section("OPTIONS");
  for (const Option& option : command.options) {
    const std::string value = option.value.empty() ? "" : " " + in_font('I', option.value);
    std::string term = option.brief.empty() ? "" : in_font('B', option.brief) + value + ", ";
    term += in_font('B', option.name) + value;
    text += entry(term, option.help);
  }
  return text;
}

std::string examples(std::span<const std::string_view> lines) {
  std::string text = section("EXAMPLES") + ".nf\n";
  for (const std::string_view example : lines) text += line(plain(example));
  return text + ".fi\n";
}

std::string head(std::string_view page, std::string_view summary) {
  // Lines are ragged: what a shell reads has no blanks to stretch.
  return fmt::format(".TH {} 1 \"\" \"adc {}\" \"User Commands\"\n.ad l\n.nh\n{}{} \\- {}\n", page, version(),
                     section("NAME"), plain(page), plain(summary));
}

/// References to other pages, with commas between them.
std::string see_also(const std::vector<std::string>& pages) {
  std::string text = section("SEE ALSO");
  for (const std::string& page : pages) {
    text += fmt::format(".BR {} (1){}\n", plain(page), &page == &pages.back() ? "" : ",");
  }
  return text;
}

std::string page_of(std::string_view command) { return "adc-" + std::string(command); }

std::string command_page(const Command& command) {
  const ManualText& own = manual_text(command.name);
  std::string text = head(page_of(command.name), command.summary);
  text += section("SYNOPSIS") + fmt::format("\\fBadc {}\\fR {}\n", command.name, usage(command.arguments));
  text += section("DESCRIPTION") + prose(own.description);
  text += options(command) + examples(command.examples);
  text += section("EXIT STATUS") + entries(exit_codes());
  std::vector<std::string> pages{"adc"};
  for (std::string_view rest = own.related; !rest.empty();) {
    const std::string_view word = rest.substr(0, rest.find(' '));
    pages.push_back(page_of(word));
    rest.remove_prefix(std::min(word.size() + 1, rest.size()));
  }
  return text + see_also(pages);
}

std::string overview_page() {
  const std::vector<Command> commands = all_commands();
  std::string text = head("adc", "formulas into exact derivatives") + section("SYNOPSIS");
  for (const Command& command : commands)
    text += fmt::format("\\fBadc {}\\fR {}\n.br\n", command.name, usage(command.arguments));
  for (const Entry& option : general_options()) text += fmt::format("\\fBadc\\fR {}\n.br\n", usage(option.term));
  text += "\\fBadc\\fR\n";
  text += section("DESCRIPTION") + prose(manual_text("").description) + section("COMMANDS");
  std::vector<std::string> pages;
  pages.reserve(commands.size());
  for (const Command& command : commands) {
    pages.push_back(page_of(command.name));
    text += entry(in_font('B', command.name), command.summary);
  }
  text += section("OPTIONS");
  for (const Entry& option : general_options()) text += entry(usage(option.term), option.text);
  std::vector<std::string_view> shown;
  shown.reserve(commands.size());
  for (const Command& command : commands) shown.push_back(command.examples.front());
  text += examples(shown);
  text += section("EXIT STATUS") + entries(exit_codes());
  text += section("ENVIRONMENT") + entries(environment_variables());
  text += section("FILES") + entries(known_files());
  return text + see_also(pages);
}

}  // namespace

std::string manual(const std::string& command) {
  if (command.empty()) return overview_page();
  std::vector<std::string> names;
  for (const Command& known : all_commands()) {
    if (known.name == command) return command_page(known);
    names.emplace_back(known.name);
  }
  refuse_choice("--man", command, names);
}

}  // namespace adc::tools
