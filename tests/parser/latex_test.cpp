// Programs in LaTeX: what they say in adc's language, what is refused, and where.
#include "parser/latex/latex.h"

#include <fstream>

#include "diag/diagnostics.h"

#include "tests/parser/support.h"

namespace adc::parser {
namespace {

ParseOptions in_latex(std::vector<std::string> known = {}) {
  ParseOptions options{.syntax = Syntax::Latex};
  options.known = std::move(known);
  return options;
}

/// The program in adc's language.
std::string translated(std::string_view latex, const ParseOptions& options = in_latex()) {
  try {
    return latex::translate(latex, options).text();
  } catch (const diag::Failure& failure) {
    return "error: " + diag::render(failure.diagnostic(), "test", latex);
  }
}

struct Pair {
  std::string latex;
  std::string text;
};

void check(const std::vector<Pair>& pairs) {
  for (const auto& [latex, text] : pairs) {
    CAPTURE(latex);
    CHECK(translated(latex) == text);
  }
}

/// "slug: what the caret points at"
std::string failure(std::string_view latex, const ParseOptions& options = in_latex()) {
  const Result<Parsed> read = parse(latex, options);
  if (read) return "no error";
  const Diagnostic& error = read.error().diagnostic();
  return error.slug + ": " + std::string(latex.substr(error.span.begin, error.span.end - error.span.begin));
}

void check_failures(const std::vector<Pair>& pairs) {
  for (const auto& [latex, expected] : pairs) {
    CAPTURE(latex);
    CHECK(failure(latex) == expected);
  }
}

double value_at(const ir::Function& fn, double first) {
  std::vector<double> point;
  for (const ir::Param& param : fn.params())
    point.push_back(
        first + 0.05 * static_cast<double>(param.name.size() % 7 + static_cast<unsigned char>(param.name.back()) % 5));
  std::vector<double> out(fn.outputs().size());
  ir::interpret(fn, point, out);
  return out.front();
}

}  // namespace

TEST_CASE("the formulas of SymPy's tests are read as they are there") {
  std::ifstream file(ADC_SOURCE_DIR "/tests/corpora/latex_pairs.txt");
  std::size_t pairs = 0;
  std::string text;
  for (std::string latex; std::getline(file, latex);) {
    if (latex.starts_with('#')) continue;
    std::getline(file, text);
    ++pairs;
    CAPTURE(latex, text);
    const Parsed read = parsed(latex, in_latex());
    const Parsed expected = parsed(text);
    for (const double at : {0.3, 0.55})
      CHECK(value_at(read.fn, at) == Approx(value_at(expected.fn, at)).epsilon(1e-13));
  }
  CHECK(pairs == 49);
}

TEST_CASE("products without a sign, fractions and powers") {
  check({{"2x y", "2*x*y"},
         {"xy^2z", "x*y^2*z"},
         {"x^23", "x^2*3"},
         {"-xy", "-(x*y)"},
         {"a/bc", "a/(b*c)"},
         {"a \\div b c + d", "a/(b*c) + d"},
         {"a \\cdot b c", "a*(b*c)"},
         {"(x+1)(x-1)", "(x + 1)*(x - 1)"},
         {"\\frac12y", "((1)/(2))*y"},
         {"\\frac{a+b}{c} d", "((a + b)/(c))*d"},
         {"x^{\\frac{1}{2}}", "x^(((1)/(2)))"},
         {"x^\\frac12", "x^(((1)/(2)))"},
         {"{x^2}^3", "(x^2)^3"},
         {"\\left(\\frac{a}{b}\\right)^{2n}", "(((a)/(b)))^(2*n)"},
         {"\\sqrt x y", "sqrt(x)*y"},
         {"\\sqrt[3]{x}", "cbrt(x)"},
         {"\\sqrt[n+1]{x}", "(x)^(1/(n + 1))"},
         {"x^{2}!", "(x^2)!"},
         {"6.6 \\cdot 10^{-34} x", "6.6e-34*x"},
         {"a / 6 \\cdot 10^{2}", "a/6*10^2"},
         {"a \\bmod b", "a%b"},
         {"\\binom{n}{k}", "binomial(n, k)"}});
}

TEST_CASE("names of LaTeX are names") {
  check({{"x_{12} + y_{a,b} + z_{\\mathrm{max}}", "x_12 + y_a_b + z_max"},
         {"x^2_1 + x_1^2", "x_1^2 + x_1^2"},
         {"\\theta_{\\phi} \\gamma \\beta", "theta_phi*γ*β"},
         {"\\hat{y} - \\bar x \\tilde{z}_1", "y_hat - x_bar*z_tilde_1"},
         {"x' + y''_1 + z^{\\prime}", "x_prime + y_1_prime_prime + z_prime"},
         {"\\mathbf{w}^{\\top} \\mathbf{x}", "wᵀ*x"},
         {"\\mathcal{L} + \\text{loss} + \\mathrm{a\\_b}", "L + loss + a_b"},
         {"α + é", "α + é"},
         {"{g}_k + {x}_{1}^2", "g_k + x_1^2"},
         {"2 \\pi e + 2e^x + 2e - 3", "2*pi*e + 2*e^x + 2*e - 3"}});
  CHECK(translated("\\theta_1 + \\phi + y_2", in_latex({"θ_1", "phi", "y2"})) == "θ_1 + phi + y2");
  CHECK(translated("\\gamma", in_latex({"gamma"})) == "gamma");
}

TEST_CASE("functions take their arguments with and without brackets") {
  check({{"\\sin x", "sin(x)"},
         {"\\sin 2\\pi n x + 1", "sin(2*pi*n*x) + 1"},
         {"\\sin x \\cos y", "sin(x)*cos(y)"},
         {"\\sin\\cos x \\tan y", "sin(cos(x))*tan(y)"},
         {"\\sin(x) y", "sin(x)*y"},
         {"\\sin\\left(x\\right)^2", "sin(x)^2"},
         {"\\sin^2 x", "sin(x)^(2)"},
         {"\\sin^{-1} x + \\tanh^{-1}(x)", "asin(x) + atanh(x)"},
         {"\\sin -x", "sin(-x)"},
         {"\\sin x \\cdot \\cos y", "sin(x)*cos(y)"},
         {"\\tan\\frac{x}{2}", "tan(((x)/(2)))"},
         {"\\log_2 x + \\log_{10}(x) + \\log_b x", "log2(x) + log10(x) + log(x, b)"},
         {"\\exp\\left\\{-x\\right\\}", "exp(-x)"},
         {"\\max(a, b) - \\min\\{a, b\\}", "max(a, b) - min(a, b)"},
         {"\\operatorname{relu}(x) \\operatorname{erf} x", "relu(x)*erf(x)"},
         {"\\Gamma(x) + \\psi^{(2)}(x) + \\zeta(3) + \\sigma(x)", "gamma(x) + polygamma(2, x) + zeta(3) + sigmoid(x)"},
         {"\\Gamma(x) + \\Gamma", "Gamma(x) + Gamma"},
         {"\\operatorname{J}_{n}(x) + \\operatorname{W}_{-1}(x)", "besselj(n, x) + lambertw(x, -1)"},
         {"f(x) = x^2 \\\\ f(2) + f'(3)", "f(x) = x^2\nf(2) + f'(3)"},
         {"f(x)", "f(x)"},
         {"|x| + \\lvert y \\rvert + \\left| z \\right|", "abs(x) + abs(y) + abs(z)"},
         {"||x||y||", "abs(abs(x)*abs(y))"},
         {"|a| - b|c|", "abs(a) - b*abs(c)"},
         {"\\|x\\| + \\lVert y \\rVert_2", "norm(x) + norm(y)"},
         {"\\lfloor x \\rfloor \\lceil y \\rceil", "floor(x)*ceil(y)"}});
}

TEST_CASE("derivatives as they are printed") {
  check({{"\\frac{d}{dx} x^2 \\sin x + 1", "diff(x^2*sin(x), x) + 1"},
         {"\\frac{d}{dx}(x^2) + 1", "diff((x^2), x) + 1"},
         {"\\frac{\\mathrm{d}^2}{\\mathrm{d}x^2} x^4", "diff(x^4, x, 2)"},
         {"\\frac{\\partial^2}{\\partial x \\partial y} x y", "diff(diff(x*y, y), x)"},
         {"y = x^2 \\\\ \\frac{dy}{dx}", "y = x^2\ndiff(y, x)"},
         {"f(x, y) = x y \\\\ \\frac{\\partial f}{\\partial x}", "f(x, y) = x*y\ndiff(f(x, y), x)"},
         {"f(x) = x^3 \\\\ \\nabla f", "f(x) = x^3\ngrad(f(x))"},
         {"\\nabla_x (x^2 y)", "grad((x^2*y), x)"},
         {"\\frac{d}{d + x}", "((d)/(d + x))"}});
  CHECK(translated("\\frac{d}{dx}", in_latex({"d"})) == "((d)/(d*x))");
}

TEST_CASE("sums, matrices and choices") {
  check({{"\\sum_{i=1}^{3} x_i^2 y", "sum(i = 1:3, x[i]^2*y)"},
         {"\\sum\\limits_{i=1}^{3} i + 1", "sum(i = 1:3, i) + 1"},
         {"\\frac{1}{n} \\sum_{i=1}^{n} (x_i - \\mu)^2", "dim n\n((1)/(n))*sum(i = 1:n, (x[i] - mu)^2)"},
         {"\\sum_{i=1}^{n-1} (x_{i+1} - x_i)", "dim n\nsum(i = 1:n - 1, (x[i + 1] - x[i]))"},
         {"\\sum_{i=1}^{2} \\sum_{j=1}^{2} A_{ij} x_i x_j", "sum(i = 1:2, sum(j = 1:2, A[i, j]*x[i]*x[j]))"},
         {"x_1 + \\sum_{i=2}^{3} x_i", "x[1] + sum(i = 2:3, x[i])"},
         {"\\prod_{k=1}^{3} (x + k)", "prod(k = 1:3, (x + k))"},
         {"\\begin{bmatrix} 1 & 2 \\\\ 3 & 4 \\\\ \\end{bmatrix} x", "[1, 2; 3, 4]*x"},
         {"\\begin{pmatrix} a & b \\end{pmatrix}", "[a, b]ᵀ"},
         {"\\begin{bmatrix} a \\\\ b \\end{bmatrix}^T", "[a; b]ᵀ"},
         {"\\left[\\begin{array}{cc} a & b \\\\ c & d \\end{array}\\right]", "([a, b; c, d])"},
         {"[1, 2]", "[1, 2]"},
         {"u \\odot v^{\\circ 2}", "u.*v.^(2)"},
         {"\\begin{cases} x, & \\text{if } x \\ge 0, \\\\ -x & \\text{otherwise.} \\end{cases}",
          "piecewise(x >= 0: x, else: -x)"},
         {"\\begin{cases} x & x > 0 \\text{ and } y \\ne 1 \\\\ 0 & x \\le 0 \\end{cases}",
          "piecewise(x > 0 and y != 1: x, x <= 0: 0, else: nan)"},
         {"\\left\\{\\begin{array}{ll} x & x > 0 \\\\ 0 & \\text{otherwise} \\end{array}\\right.",
          "(piecewise(x > 0: x, else: 0))"}});
}

TEST_CASE("what stands around formulas") {
  check({{"$x^2$", "x^2"},
         {"$$x^2$$", "x^2"},
         {"\\[ x^2 \\]", "x^2"},
         {"\\(x\\)", "x"},
         {"x^2 % a comment \\sin", "x^2"},
         {"E = mc^2.", "E = m*c^2"},
         {"\\begin{aligned} y &= x^2 \\\\ &\\quad + 1 \\\\[2pt] z &:= y^2 \\end{aligned}", "y = x^2 + 1\nz = y^2"},
         {"\\begin{equation*} y = \\displaystyle \\dfrac{x}{2} \\label{e} \\end{equation*}", "y = ((x)/(2))"},
         {"t = x^2\n\nt + 1", "t = x^2\nt + 1"},
         {"f = x^2 \\\\ \\frac{\\partial f}{\\partial x} = 2x", "f = x^2\nf, 2*x"},
         {"x \\, \\! y \\quad z", "x*y*z"}});
}

TEST_CASE("what has no meaning, or two, is refused where it stands") {
  check_failures({{"\\sin x \\cdot y", "two-meanings: \\cdot"},
                  {"\\sin x / 2", "two-meanings: /"},
                  {"\\cos \\omega t e^{-t}", "two-meanings: e"},
                  {"\\sin{x} y", "two-meanings: y"},
                  {"\\sin x (y + 1)", "two-meanings: ("},
                  {"\\frac{d}{dx} (x^2) y", "two-meanings: \\frac{d}{dx} (x^2) "},
                  {"\\frac{d}{dx} x \\cdot y", "two-meanings: \\cdot"},
                  {"d/dx x^2", "two-meanings: d/dx"},
                  {"|x|y|z|", "absolute-value-bars: |"},
                  {"|x", "absolute-value-bars: |"},
                  {"x^{(2)}", "two-meanings: ^"},
                  {"x^T y", "two-meanings: ^T"},
                  {"(1+r)^T", "two-meanings: ^T"},
                  {"\\mathbf{x} + x", "two-meanings: x"},
                  {"\\ln^{-1} x", "inverse-notation: ^{-1}"},
                  {"\\int x dx", "unknown-latex: \\int"},
                  {"\\foo x", "unknown-latex: \\foo"},
                  {"\\overline{x}", "unknown-latex: \\overline"},
                  {"\\begin{vmatrix} a \\end{vmatrix}", "unknown-latex: \\begin{vmatrix}"},
                  {"\\sum_{k=0}^{\\infty} x", "unknown-latex: \\infty"},
                  {"\\sum_i x_i", "unknown-latex: \\sum"},
                  {"x^\\circ", "unknown-latex: \\circ"},
                  {"x \\text{ where } y", "unknown-latex: \\text{ where }"},
                  {"\\operatorname{snh}(x)", "unknown-function: \\operatorname{snh}"},
                  {"x_{i+1}", "bad-index: +"},
                  {"1{,}000", "bad-number: {,}"},
                  {"1.5e-3 x", "two-meanings: 1.5e-3"},
                  {"3 4", "missing-operator: 4"},
                  {"x^2^3", "missing-operand: ^"},
                  {"x +", "missing-operand: "},
                  {"\\frac{a}", "missing-operand: "},
                  {"\\frac{a}{}", "missing-operand: }"},
                  {"\\sin", "bare-function: \\sin"},
                  {"\\sin + 1", "bare-function: \\sin"},
                  {"(x + y]", "unopened-bracket: ]"},
                  {"x}", "unopened-bracket: }"},
                  {"\\left( x", "unclosed-bracket: \\left("},
                  {"\\frac{x", "unclosed-bracket: {"},
                  {"\\begin{cases} x & y", "unclosed-bracket: \\begin{cases}"},
                  {"\\begin{cases} x \\end{cases}", "incomplete-conditional: x"},
                  {"a = b = c", "lone-equals: ="},
                  {"a + b = c", "lone-equals: a + b"},
                  {"y = x \\\\ = 2", "lone-equals: ="},
                  {"\\frac{dy}{dx}", "bad-derivative: \\frac{dy}{dx}"},
                  {"\\frac{d^2}{dx} x", "bad-order: \\frac{d^2}{dx}"},
                  {"n!!", "factorial: !!"},
                  {"# x", "unexpected-character: #"},
                  {"", "empty-program: "}});
}

TEST_CASE("errors of the language stand in the LaTeX") {
  check_failures(
      {{"t = 1 \\\\ t = 2", "already-defined: t"},
       {"\\begin{bmatrix} 1 \\\\ 2 \\end{bmatrix} + \\begin{bmatrix} 1 \\\\ 2 \\\\ 3 \\end{bmatrix}",
        "shape-mismatch: \\begin{bmatrix} 1 \\\\ 2 \\end{bmatrix} + \\begin{bmatrix} 1 \\\\ 2 \\\\ 3 \\end{bmatrix}"}});
}

TEST_CASE("values and notes have their places in the LaTeX") {
  const std::string latex = "\\frac{x^2}{2} + \\sin 2x";
  const Parsed program = parsed(latex);
  REQUIRE(program.notes.size() == 1);
  CHECK(program.notes[0].slug == "read-as-latex");
  bool has_sine = false;
  for (std::size_t i = 0; i < program.fn.size(); ++i) {
    const ir::ValueId id = ir::value_id(i);
    if (program.fn.op(id) != ir::Op::Sin) continue;
    has_sine = true;
    const Span span = program.fn.span(id);
    CHECK(latex.substr(span.begin, span.end - span.begin) == "\\sin 2x");
  }
  CHECK(has_sine);
  CHECK(parsed(latex, in_latex()).notes.empty());
}

TEST_CASE("only what plainly is LaTeX is read as such unasked") {
  for (const char* text : {"\\frac{1}{2}", "x + \\alpha", "$x$", " $$xy$$ ", "\\[ x \\]", "x \\cdot y % z"}) {
    CAPTURE(text);
    CHECK(latex::is_latex(text));
  }
  for (const char* text : {"", "x", "x^{2} y_{1}", "x # \\frac{1}{2}", "x \\cdot y # z", "A\\b", "\\foo", "$", "$$",
                           "x $ y", "adc-ir \\sin", ":plot \\sin x", "?\\sin", "x = 1\n:load \\sum.csv", "x\\"}) {
    CAPTURE(text);
    CHECK_FALSE(latex::is_latex(text));
  }
  CHECK(parse("xy", in_latex()).value().fn.params().size() == 2);
  CHECK(parse("xy").value().fn.params().size() == 1);
  CHECK(parse("\\sin x", {.syntax = Syntax::Adc}).error().diagnostic().slug == "unexpected-character");
}

TEST_CASE("deep and long texts end in a program or a limit") {
  const auto repeated = [](std::string_view part, std::size_t n) {
    std::string text;
    for (std::size_t i = 0; i < n; ++i) text += part;
    return text;
  };
  constexpr std::size_t kDeep = 100'000;
  for (const char* part : {"{",
                           "(",
                           "\\frac{",
                           "x^{",
                           "\\sqrt{",
                           "\\sin ",
                           "\\sqrt[",
                           "|",
                           "\\left(",
                           "-",
                           "\\sum_{i=1}^{2} ",
                           "\\frac",
                           "\\begin{cases} ",
                           "\\begin{bmatrix} ",
                           "x_{",
                           "\\hat",
                           "\\frac{d}{dx} ",
                           "^",
                           "_",
                           "&",
                           "\\\\"}) {
    CAPTURE(part);
    const std::string text = repeated(part, kDeep);
    CHECK_FALSE(parse(text, in_latex()).ok());
    (void)parse(text + "x" + repeated("}", kDeep), in_latex());
  }
  CHECK(parse(repeated("x^2_1 + \\frac{y}{2} ", 20'000) + "+ 1", in_latex()).ok());
  CHECK(parse(repeated("(", 200) + "x" + repeated(")", 200), in_latex()).ok());
}

}  // namespace adc::parser
