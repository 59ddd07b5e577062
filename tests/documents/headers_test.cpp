// The examples in the comments of public headers compile.
#include <catch2/catch.hpp>
#include <fstream>
#include <string>
#include <vector>

#include "tests/documents/blocks.h"

namespace adc::tests {
namespace {

/// Lines of a comment that are indented further than its text, where they follow each other.
struct Example {
  std::string text;
  std::size_t line = 0;  ///< of the header, where it begins; from 1
};

std::vector<Example> examples_of(const std::filesystem::path& header) {
  std::vector<Example> examples;
  std::size_t number = 0;
  std::size_t last = 0;
  for (const std::string& line : lines_of(header)) {
    ++number;
    const std::size_t comment = line.find_first_not_of(' ');
    if (comment == std::string::npos || line.compare(comment, 2, "//") != 0) continue;
    const std::size_t begin = line.find_first_not_of('/', comment);
    const std::size_t text = line.find_first_not_of(' ', comment == begin ? 0 : begin);
    if (begin == std::string::npos || text == std::string::npos || text < begin + 5) continue;
    if (examples.empty() || number != last + 1) examples.push_back({"", number});
    examples.back().text += line.substr(begin + 5) + "\n";
    last = number;
  }
  return examples;
}

void replace_all(std::string& text, const std::string& part, const std::string& by) {
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += by.size())
    text.replace(at, part.size(), by);
}

/// The example as statements: what `…` leaves out is nothing, and a lone expression is a statement.
std::string statements(std::string text) {
  replace_all(text, "(…)", "({})");
  replace_all(text, "…", "{}");
  const std::size_t end = text.find_last_not_of("\n ");
  if (text.find("//") == std::string::npos && text[end] != ';' && text[end] != '}') text.insert(end + 1, ";");
  return text;
}

std::vector<std::filesystem::path> headers(const std::string& extension) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kRoot / "include"))
    if (entry.path().extension() == extension) paths.push_back(entry.path());
  return paths;
}

/// Compiles all examples of the headers, each in a function (in C one that gives a number); how many there are.
int compile_examples(const std::string& extension, const std::string& compiler, const std::string& names,
                     const std::string& parameters) {
  const Scratch scratch;
  const bool is_c = extension == ".h";
  const std::string file = is_c ? "examples.c" : "examples.cpp";
  std::ofstream source(scratch.path() / file);
  for (const std::filesystem::path& header : headers(extension))
    source << "#include <" << std::filesystem::relative(header, kRoot / "include").string() << ">\n";
  source << names;
  int count = 0;
  for (const std::filesystem::path& header : headers(extension)) {
    for (const Example& example : examples_of(header)) {
      const std::string function =
          std::string(is_c ? "int" : "void") + " example" + std::to_string(++count) + "(" + parameters + ")";
      source << function << ";\n"
             << function << " {\n{\n#line " << example.line << " \""
             << std::filesystem::relative(header, kRoot).string() << "\"\n"
             << statements(example.text) << (is_c ? "}\nreturn 0;\n}\n" : "}\n}\n");
    }
  }
  source.close();
  const Ran compiled = scratch.run(
      compiler + " -fsyntax-only -Wall -Wno-unused -Wno-unused-result -I'" ADC_SOURCE_DIR "/include' " + file);
  INFO(compiled.output);
  CHECK(compiled.code == 0);
  return count;
}

}  // namespace

TEST_CASE("examples in headers for C++ compile") {
  const int count =
      compile_examples(".hpp", ADC_CXX " -std=c++20", "#include <iostream>\ndouble table(double, double);\n",
                       "const adc::Function& f, const std::vector<double>& w, const std::vector<double>& x, const "
                       "std::vector<double>& t, "
                       "std::vector<double>& gradient");
  CHECK(count >= 15);
}

TEST_CASE("examples in headers for C compile") {
  CHECK(compile_examples(".h", ADC_CC " -std=c99", "#include <stdio.h>\n", "void") >= 2);
}

}  // namespace adc::tests
