// docs/reference/errors.md is diag/slugs.def for people to read, each row with a command that provokes it.
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "diag/slug.h"
#include "tests/documents/committed.h"
#include "tests/documents/shown_errors.h"
#include "tests/parser/provocations.h"

namespace adc::tests {
namespace {

/// A word that the shell hands on as `text`; "" if the line would not be one line.
std::string quoted(std::string_view text) {
  if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\xff'; })) return "";
  if (text.find('\'') == std::string_view::npos) return "'" + std::string(text) + "'";
  return text.find_first_of("\"$`\\!") == std::string_view::npos ? "\"" + std::string(text) + "\"" : "";
}

/// The command that shows the slug; "" if a library's user alone meets it.
std::string command(std::string_view slug) {
  for (const ShownError& shown : kShownErrors) {
    if (shown.slug == slug) return std::string(shown.line);
  }
  for (const Provocation& provocation : kProvocations) {
    if (provocation.slug != slug) continue;
    if (slug == "invalid-utf8") return "printf 'x + \\377' | adc eval -";
    if (const std::string word = quoted(provocation.text); !word.empty()) return "adc eval " + word;
  }
  return "";
}

struct Chapter {
  std::string_view title;
  std::string_view folders;  ///< whose slugs stand in it, with blanks around them
};

constexpr Chapter kChapters[] = {
    {"In a program's text", " parser "},
    {"Words, options and files of a command line", " tools explain "},
    {"Inputs, values and derivatives", " api analysis passes "},
    {"In a session", " session "},
    {"Tables and training", " data train "},
    {"Text of the IR and of loops", " ir kernel "},
};

std::string entry(const diag::SlugInfo& row) {
  const bool is_note = row.text.starts_with("note: ");
  std::string text =
      "### " + std::string(row.slug) + "\n\n" +
      (is_note ? "Note: " + std::string(row.text.substr(6))
               : "Exit code " + std::to_string(static_cast<int>(row.error_class)) + ": " + std::string(row.text)) +
      ".\n\n";
  const std::string line = command(row.slug);
  if (line.empty()) return text;
  const std::string output = run(line).output;
  CAPTURE(line, output);
  CHECK(output.find("[" + std::string(row.slug) + "]") != std::string::npos);
  return text + "```\n$ " + line + "\n" + output + (output.ends_with('\n') ? "" : "\n") + "```\n\n";
}

std::string page(const std::string& document) {
  std::string text = made_from("Errors and notes", document, "`diag/slugs.def` and what `adc` prints");
  text +=
      "Each message ends with a name in brackets that stays the same whatever the words before it are: programs tell "
      "errors by it\n"
      "(`Diagnostic::slug`). A note tells something and ends nothing, whatever its class. What has no command below is "
      "met by\n"
      "programs that call the library.\n\n";
  std::size_t rows = 0;
  for (const Chapter& chapter : kChapters) {
    text += "## " + std::string(chapter.title) + "\n\n";
    for (const diag::SlugInfo& row : diag::kSlugs) {
      if (chapter.folders.find(" " + std::string(row.folder) + " ") == std::string_view::npos) continue;
      ++rows;
      text += entry(row);
    }
  }
  CHECK(rows == diag::kSlugs.size());
  text.pop_back();
  return text;
}

}  // namespace

TEST_CASE("docs/reference/errors.md is current") {
  const std::string document = "docs/reference/errors.md";
  check_committed(document, page(document));
}

TEST_CASE("a line that shows an error belongs to a slug") {
  for (const ShownError& shown : kShownErrors) {
    CAPTURE(shown.slug);
    CHECK(std::ranges::find(diag::kSlugs, shown.slug, &diag::SlugInfo::slug) != diag::kSlugs.end());
  }
}

}  // namespace adc::tests
