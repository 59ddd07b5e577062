// Formulas in LaTeX and MathML say what the IR says.
#include "emit/typeset.h"

#include <fmt/core.h>

#include <catch2/catch.hpp>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "ir/builder.h"
#include "parser/parse.h"
#include "passes/pipeline.h"
#include "tests/emit/formulas.h"
#include "tests/emit/latex_reader.h"
#include "tests/passes/tensor_cases.h"
#include "tests/support/exact_judge.h"
#include "tests/support/temporary_folder.h"

using namespace adc;
using namespace adc::tests;

namespace {

std::vector<std::string> inputs_of(const ir::Function& fn) {
  std::vector<std::string> names;
  for (const ir::Param& param : fn.params()) names.push_back(param.name);
  return names;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++n;
  return n;
}

/// As people read it.
Result<ir::Function> readable(const ir::Function& fn, Derive derive) {
  return passes::run(fn, {.derive = derive, .level = Level::Real, .wrt = {}, .legalise = false, .limits = {}});
}

bool are_equal(const Real& a, const Real& b) {
  if (a != a || b != b) return a != a && b != b;
  return a == b || abs(a - b) <= Real(1e-25) * abs(b);
}

bool has_word(const std::string& text, const std::string& word) {
  const auto is_letter = [&](std::size_t at) {
    return at < text.size() && (std::isalnum(static_cast<unsigned char>(text[at])) != 0 || text[at] == '_');
  };
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    if ((at == 0 || !is_letter(at - 1)) && !is_letter(at + word.size())) return true;
  }
  return false;
}

/// Whether the text, in adc's language, has the exact values of `fn`.
void check_values(const std::string& text, const ir::Function& fn, const std::vector<std::vector<double>>& points,
                  const std::string& written) {
  parser::ParseOptions options;
  for (const std::string& name : inputs_of(fn)) {
    if (has_word(text, name)) options.inputs.push_back(name);
  }
  const auto read = parser::parse(text, options);
  CAPTURE(text, written);
  if (!read) {
    CAPTURE(read.error().what());
    FAIL_CHECK("what was read is no program");
    return;
  }
  REQUIRE(read->fn.outputs().size() == fn.outputs().size());
  for (const std::vector<double>& point : points) {
    std::vector<double> own;  // of the inputs that the program has, in its order
    for (const ir::Param& param : read->fn.params()) {
      for (std::size_t i = 0; i < point.size(); ++i) {
        if (fn.params()[i].name == param.name) own.push_back(point[i]);
      }
    }
    const std::vector<Real> expected = exact_values(fn, point);
    const std::vector<Real> got = exact_values(read->fn, own);
    for (std::size_t o = 0; o < fn.outputs().size(); ++o) {
      const Real& value = got[index(read->fn.outputs()[o].value)];
      const Real& wanted = expected[index(fn.outputs()[o].value)];
      if (are_equal(value, wanted)) continue;
      CAPTURE(point, o, value.str(20), wanted.str(20));
      FAIL_CHECK("what was read has another value");
    }
  }
}

struct Case {
  ir::Function fn;
  std::vector<std::vector<double>> points;
  std::string text;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> kAll = [] {
    std::vector<Case> all;
    for (const Formula& formula : formulas()) {
      for (const Derive derive : {Derive::Value, Derive::Gradient, Derive::Hessian}) {
        constexpr std::size_t kMostInputs = 2;  // Hessians by many take seconds to simplify, and to compute exactly
        if (derive == Derive::Hessian && formula.fn.params().size() > kMostInputs) continue;
        Result<ir::Function> fn = readable(formula.fn, derive);
        auto points = formula.points;
        if (derive != Derive::Value) points.resize(1);
        if (fn) all.push_back({*std::move(fn), std::move(points), formula.text});
      }
    }
    return all;
  }();
  return kAll;
}

/// The documents as LaTeX; empty, aloud, where there is no Python.
std::vector<std::string> as_latex(const std::vector<std::string>& documents) {
  const std::string python = ADC_PYTHON;
  if (python.ends_with("NOTFOUND")) {
    std::cout << "SKIPPED: there is no Python (python3) to read MathML\n";
    return {};
  }
  const TemporaryFolder folder;
  const std::string path = folder.path().string();
  std::ofstream file(path + "/documents");
  for (const std::string& document : documents) file << document << "---\n";
  file.close();
  const std::string command =
      fmt::format("{0} {1}/tests/emit/mathml_as_latex.py {2}/documents > {2}/latex", python, ADC_SOURCE_DIR, path);
  REQUIRE(std::system(command.c_str()) == 0);
  std::ifstream in(path + "/latex");
  std::vector<std::string> texts(1);
  for (std::string line; std::getline(in, line);) {
    if (line == "---")
      texts.emplace_back();
    else
      texts.back() += line + '\n';
  }
  texts.pop_back();
  return texts;
}

/// Names of more than one letter, and of functions, are elements alike in MathML; of the formula's inputs they are
/// names.
std::string with_names(std::string latex, const ir::Function& fn) {
  const auto replace = [&](const std::string& from, const std::string& to) {
    for (std::size_t at = latex.find(from); at != std::string::npos; at = latex.find(from, at + to.size()))
      latex.replace(at, from.size(), to);
  };
  for (const ir::Param& param : fn.params()) {
    const emit::Symbol symbol = emit::symbol_of(param.name);
    replace("NAME{" + symbol.head + "}", emit::latex_markup().identifier({symbol.head, "", 0}));
    const std::string index = emit::latex_markup().identifier({"x", symbol.index, 0}).substr(1);
    if (!symbol.index.empty()) replace("_{NAME{" + symbol.index + "}}", index);
  }
  replace("NAME{", "\\operatorname{");
  return latex;
}

}  // namespace

TEST_CASE("formulas, their gradients and Hessians in LaTeX are read back") {
  CHECK(cases().size() >= 3 * 200);
  for (const Case& c : cases()) {
    const std::string latex = emit::typeset(c.fn, c.text, emit::latex_markup());
    CHECK(latex == emit::typeset(c.fn, c.text, emit::latex_markup()));
    std::string read;
    try {
      read = read_latex(latex, inputs_of(c.fn));
    } catch (const std::exception& error) {
      CAPTURE(c.text, latex, error.what());
      FAIL_CHECK("the LaTeX cannot be read");
      continue;
    }
    check_values(read, c.fn, c.points, latex);
  }
}

TEST_CASE("formulas, their gradients and Hessians in MathML are read back") {
  std::vector<std::string> documents;
  for (const Case& c : cases()) documents.push_back(emit::typeset(c.fn, c.text, emit::mathml_markup()));
  const std::vector<std::string> texts = as_latex(documents);
  if (texts.empty()) return;
  REQUIRE(texts.size() == documents.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const Case& c = cases()[i];
    const std::string latex = with_names(texts[i], c.fn);
    CAPTURE(c.text, documents[i], latex);
    // What that is in numbers is seen above.
    try {
      const std::string read = read_latex(latex, inputs_of(c.fn));
      CHECK(read == read_latex(emit::typeset(c.fn, c.text, emit::latex_markup()), inputs_of(c.fn)));
    } catch (const std::exception& error) {
      CAPTURE(error.what());
      FAIL_CHECK("the MathML cannot be read");
    }
  }
}

TEST_CASE("formulas of tensors are well-formed in LaTeX and MathML") {
  std::vector<std::string> documents;
  for (const test::TensorCase& c : test::tensor_cases()) {
    for (const Derive derive : {Derive::Value, Derive::Gradient}) {
      const Result<ir::Function> fn = readable(test::tensors(c), derive);
      REQUIRE(fn.ok());
      documents.push_back(emit::typeset(*fn, c.name, emit::mathml_markup()));
      const std::string latex = emit::typeset(*fn, c.name, emit::latex_markup());
      CAPTURE(c.name, latex);
      CHECK(count(latex, "\\left") == count(latex, "\\right"));
      CHECK(count(latex, "{") == count(latex, "}"));
      CHECK(count(latex, "\\begin") == count(latex, "\\end"));
    }
  }
  const std::vector<std::string> read = as_latex(documents);
  CHECK((read.empty() || read.size() == documents.size()));
}

TEST_CASE("hostile names and texts end no comment and no formula") {
  const std::vector<std::string> hostile = {"-->", "--->", "\\end{aligned}", "%", "$",  "a\nb", "<mi>", "&", "}",
                                            "x_1", "x1",   "\xff",           "",  "θ₁′"};
  ir::Builder b("--><b>");
  for (const std::string& name : hostile) b.output(b.sin(b.param(name)), name);
  const ir::Function fn = b.finish();
  std::string description;
  for (const std::string& name : hostile) description += name + "\n";
  const std::string latex = emit::typeset(fn, description, emit::latex_markup());
  CHECK(count(latex.substr(latex.rfind("\n%")), "\\end{aligned}") == 1);
  CHECK(latex.find("x_{1}") != std::string::npos);
  CHECK(latex.find("\\mathit{x1}") != std::string::npos);
  CHECK(latex.find("\\theta_{1}'") != std::string::npos);
  CHECK(as_latex({emit::typeset(fn, description, emit::mathml_markup())}).size() <= 1);
}

TEST_CASE("names are set in their own letters, and no two alike") {
  const std::vector<std::string> names = {"é", "变量", "straße", "a_", "a", "_z", "f_z", "alpha", "α", "x__y", "x_y"};
  ir::Builder b("f");
  std::vector<ir::ValueId> all;
  for (const std::string& name : names) all.push_back(b.param(name));
  for (const ir::ValueId x : all) b.output(b.sin(x));
  const ir::Function fn = b.finish();
  for (const emit::Markup* markup : {&emit::latex_markup(), &emit::mathml_markup()}) {
    const std::string text = emit::typeset(fn, "", *markup);
    for (const char* letters : {"é", "变量", "straße"}) CHECK(text.find(letters) != std::string::npos);
  }
  const std::string latex = emit::typeset(fn, "", emit::latex_markup());
  for (const char* once : {"\\mathit{a\\_}", "\\mathit{\\_z}", "f_{z}", "\\text{α}", "\\mathit{x\\_\\_y}", "x_{y}"})
    CHECK(latex.find(once) != std::string::npos);
}
