// Blocks of C++, C and other text in documents: they compile, and say what is so.
#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <span>
#include <string>
#include <string_view>

#include "adc/adc.hpp"
#include "tests/documents/blocks.h"
#include "tests/documents/shown.h"

namespace adc::tests {
namespace {

/// What a block of C++ stands in: the one of `document` that begins so.
struct Context {
  std::string_view document;
  std::string_view begins;
  std::string_view before;
  std::string_view after;
};

constexpr Context kContexts[] = {
    {"docs/cookbook.md", "adc::Result<adc::Function> f",
     "void show(const char* text);\nvoid from_user(const std::string& text_from_a_user) {", "(void)value; }"},
    {"docs/cookbook.md", "const adc::Loss loss",
     "struct Batch { std::vector<double> x, t; };\ninline void train(const std::vector<Batch>& batches) {", "}"},
    {"docs/cpp.md", "auto f = adc::compile(text",
     "void show(const char* text);\nvoid from_user(const std::string& text) {", "}"},
    {"docs/cpp.md", "adc::Function f = adc::compile(\"k*x^n\")", "inline void compose() {", "(void)h; (void)s; }"},
    {"docs/cpp.md", "r.jacobian(x, y",
     "struct Matrix { double* data(); std::size_t rows(); std::size_t cols(); };\n"
     "struct GslMatrix { double* data; std::size_t tda; };\n"
     "inline void solve(const adc::Function& r, const adc::Function& f, std::span<const double> x, std::span<double> "
     "y,\n"
     "                  std::span<double> g, Matrix& J, GslMatrix* H, std::size_t n) {",
     "}"},
    {"docs/cpp.md", "double drag_at(", {}, {}},
    {"docs/sparse.md", "auto f = adc::compile", "inline void chain() {", "(void)places; }"},
    {"docs/fit.md", "const adc::Function model",
     "void show(double value, std::optional<double> error);\ninline void fit_decay() {", "}"},
    {"docs/sparse.md", "auto c = adc::compile", "inline void weighted_sum() {", "(void)weighted; }"},
    {"docs/minimise.md", "auto f = adc::compile",
     "void use(std::span<const double> x, double value);\ninline void valley() {", "}"},
    {"docs/distributed.md", "std::shared_ptr<adc::train::Communicator>",
     "inline void learn(adc::train::Examples& examples, const adc::train::TrainOptions& options, adc::train::Model& "
     "model,\n                  const adc::train::Observer& observer) {\n auto& state = model.state;\n "
     "std::optional<adc::Error> error;",
     "}"},
    {"docs/plots.md", "adc::Function f", "inline void draw() {", "(void)svg; }"},
};

const Context* context_of(const std::string& document, const Block& block) {
  for (const Context& context : kContexts) {
    if (context.document == document && block.text().starts_with(context.begins)) return &context;
  }
  return nullptr;
}

/// Statements of a block that declares functions first are a function's body from the first empty line on.
std::string as_declarations(const Block& block) {
  std::string text;
  bool body = false;
  for (const std::string& line : block.lines) {
    if (line.empty() && !body) {
      text += "inline void statements() {\n";
      body = true;
    }
    text += line + "\n";
  }
  return text + (body ? "(void)f; }\n" : "");
}

constexpr std::string_view kSanitize = ADC_SANITIZE;

std::string compiler_words() {
  return " -Wall -Wextra -Werror -Wno-missing-field-initializers " +
         (kSanitize.empty() ? "" : "-fsanitize=" + std::string(kSanitize) + " ") + "-I'" ADC_SOURCE_DIR "/include' ";
}

const Block& block_that_begins(const std::vector<Block>& blocks, const std::string& text) {
  for (const Block& block : blocks) {
    if (block.text().starts_with(text)) return block;
  }
  FAIL("no block begins with " << text);
  return blocks.front();
}

/// Blocks that no test runs, and why.
constexpr std::pair<std::string_view, std::string_view> kUntried[] = {
    {"docs/program.md", "adc COMMAND PROGRAM"},   // usage: tests/tools
    {"docs/architecture.md", "text ──parser"},    // a drawing
    {"docs/add_an_op.md", ""},                    // edits of adc's own sources, for an op that is not there
    {"README.md", "find_package(adc REQUIRED)"},  // tests/install
    {"docs/cpp.md", "find_package(adc 0.1"},      // tests/install
};

/// Blocks that are neither commands nor C++ and that the tests below try.
constexpr std::pair<std::string_view, std::string_view> kTriedHere[] = {
    {"README.md", "value  0.5424849757140324"},  // documents_test.cpp
    {"README.md", "t  = x²"},
    {"docs/cpp.md", "<formula>:1:5: error"},
    {"docs/program.md", "{\"id\": \"a\""},
    {"docs/program.md", "import { load }"},
    {"docs/training.md", "{\"schema\": \"adc.train.1\""},
    {"docs/fit.md", "{\"schema\": \"adc.fit.1\""},
};

bool is_listed(std::span<const std::pair<std::string_view, std::string_view>> list, const std::string& document,
               const Block& block) {
  return std::ranges::any_of(
      list, [&](const auto& row) { return row.first == document && block.text().starts_with(row.second); });
}

bool is_tried(const std::string& document, const Block& block) {
  switch (kind(block)) {
    case BlockKind::Commands:
    case BlockKind::Session:
    case BlockKind::Shell: return true;
    case BlockKind::Cpp: return document == "README.md" || context_of(document, block) != nullptr;
    case BlockKind::C: return document == "docs/c.md";
    case BlockKind::Language: return document == "docs/language.md";
    case BlockKind::Python: return document == "README.md" || document == "docs/python.md";
    case BlockKind::Other: return is_listed(kTriedHere, document, block);
  }
  return false;
}

}  // namespace

TEST_CASE("every block of every document is tried, or listed with the reason why not") {
  for (const std::string& document : documents()) {
    for (const Block& block : blocks_of(document)) {
      INFO(document << ":" << block.line << " [" << block.language << "]\n" << block.text());
      CHECK((is_tried(document, block) || is_listed(kUntried, document, block)));
    }
  }
}

TEST_CASE("blocks of C++ compile") {
  const Scratch scratch;
  std::ofstream source(scratch.path() / "snippets.cpp");
  for (const char* header : {"adc/adc.hpp", "adc/external.hpp", "adc/loss.hpp", "adc/plot.hpp", "adc/sparse.hpp",
                             "adc/train.hpp", "iostream", "span", "string", "vector"})
    source << "#include <" << header << ">\n";
  int snippets = 0;
  for (const std::string& document : documents()) {
    for (const Block& block : blocks_of(document)) {
      const Context* const context = kind(block) == BlockKind::Cpp ? context_of(document, block) : nullptr;
      if (context == nullptr) continue;
      const std::string text = context->before.empty() ? as_declarations(block) : block.text();
      source << "namespace snippet" << ++snippets << " {\n"
             << context->before << "\n#line " << block.line + 1 << " \"" << document << "\"\n"
             << text << context->after << "\n}\n";
    }
  }
  source.close();
  CHECK(snippets == static_cast<int>(std::size(kContexts)));
  const Ran compiled = scratch.run(ADC_CXX " -std=c++20 -fsyntax-only" + compiler_words() + "snippets.cpp");
  INFO(compiled.output);
  CHECK(compiled.code == 0);
}

TEST_CASE("the example in C compiles and runs, and so does the picture in C") {
  const Block demo = block_that_begins(blocks_of("docs/c.md"), "#include <adc.h>");
  for (const Block& block : blocks_of("docs/c.md")) {
    if (kind(block) != BlockKind::C) continue;
    const Scratch scratch;
    if (block.text() != demo.text()) {  // a part of a program
      std::ofstream(scratch.path() / "part.c") << "#include <adc/plot.h>\n#include <stdio.h>\nint main(void) {\n"
                                               << block.text() << "return 0;\n}\n";
      const Ran ran =
          scratch.run(ADC_CC " -std=c99" + compiler_words() +
                      "part.c -o part -L'" ADC_BUILD_DIR "' -ladc-plot -ladc -Wl,-rpath,'" ADC_BUILD_DIR "' && ./part");
      INFO(ran.output);
      CHECK(ran.code == 0);
      CHECK(ran.output.starts_with("<svg "));
      continue;
    }
    std::ofstream(scratch.path() / "demo.c") << block.text();
    const Ran ran = scratch.run(ADC_CC " -std=c99" + compiler_words() +
                                "demo.c -o demo -L'" ADC_BUILD_DIR "' -ladc -Wl,-rpath,'" ADC_BUILD_DIR "' && ./demo");
    INFO(ran.output);
    CHECK(ran.code == 0);
    CHECK(ran.output == "0.542485 -3.33415\n");
  }
}

TEST_CASE("a slip in a name is told as docs/cpp.md shows") {
  const Result<Function> f =
      compile("0.5*mas*speed^2", {.wrt_except = {"t"}, .allowed_inputs = {{"mass", "speed", "t"}}});
  REQUIRE_FALSE(f);
  CHECK(f.error().what() == block_that_begins(blocks_of("docs/cpp.md"), "<formula>").text());
}

TEST_CASE("the program of the README computes what its formula does") {
  const Block program = block_that_begins(blocks_of("README.md"), "t  = x²");
  const Function f = compile(program.text()).value();
  CHECK(f.value({{0.5}}) == compile("cos(sin(x²) + 3x²)")->value({{0.5}}));
}

TEST_CASE("the record of docs/program.md agrees") {
  const Scratch scratch;
  std::ofstream(scratch.path() / "records.jsonl") << block_that_begins(blocks_of("docs/program.md"), "{\"id\"").text();
  const Ran ran = scratch.run("adc check --corpus records.jsonl");
  INFO(ran.output);
  CHECK(ran.code == 0);
}

TEST_CASE("an event of training has the members that docs/training.md shows") {
  const std::string event = block_that_begins(blocks_of("docs/training.md"), "{\"schema\"").text();
  std::string pattern;
  for (std::size_t i = 0; i < event.size(); ++i) {
    const bool is_number = event.compare(i, 2, ": ") == 0 && event[i + 2] >= '0' && event[i + 2] <= '9';
    pattern += event[i];
    if (!is_number) continue;
    pattern += " …";
    i = event.find_first_of(",}", i) - 1;
  }
  const Scratch scratch;
  const Ran ran =
      scratch.run("adc train --data spirals --layers 2,2 --loss cross_entropy --test 0.2 --epochs 1 --json");
  INFO(ran.output << pattern);
  CHECK(is_shown(ran.output.substr(0, ran.output.find('\n') + 1), pattern));
}

TEST_CASE("the loader of WebAssembly is used as docs/program.md shows") {
  if (!has_program("node")) {
    WARN("skipped: no node");
    return;
  }
  const Scratch scratch;
  const Ran emitted =
      scratch.run("adc emit 'data x; param W: R[2]; E = x*dot(W, W)' --derive gradient --to wasm -o f.wasm");
  INFO(emitted.output);
  REQUIRE(emitted.code == 0);
  std::ofstream(scratch.path() / "main.mjs")
      << "const x = 2, W = [1, 3];\n"
      << block_that_begins(blocks_of("docs/program.md"), "import { load }").text() << "console.log(E, ...d_W);\n";
  const Ran ran = scratch.run("node main.mjs");
  CHECK(ran.output == "20 4 12\n");
}

TEST_CASE("a fit has the members that docs/fit.md shows") {
  const auto members = [](const std::string& object) {
    std::vector<std::string> names;
    for (std::size_t at = object.find("\": "); at != std::string::npos; at = object.find("\": ", at + 1))
      names.push_back(object.substr(object.rfind('"', at - 1) + 1, at - object.rfind('"', at - 1) - 1));
    return names;
  };
  const Scratch scratch;
  const Ran ran = scratch.run("printf 'x,y\\n1,2\\n2,4.1\\n3,5.9\\n' | adc fit 'a*x' --data - --y y --json");
  INFO(ran.output);
  CHECK(members(ran.output) == members(block_that_begins(blocks_of("docs/fit.md"), "{\"schema\"").text()));
}

}  // namespace adc::tests
