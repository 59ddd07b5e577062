#include "tests/emit/latex_reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>
#include <stdexcept>
#include <utility>

#include "emit/markup.h"

namespace adc::tests {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// What adc calls functions.
const std::map<std::string, std::string, std::less<>> kFunctions{
    {"\\ln", "log"},      {"\\log_{2}", "log2"},  {"\\log_{10}", "log10"},
    {"\\arcsin", "asin"}, {"\\arccos", "acos"},   {"\\arctan", "atan"},
    {"arcsec", "asec"},   {"arccsc", "acsc"},     {"arccot", "acot"},
    {"arsinh", "asinh"},  {"arcosh", "acosh"},    {"artanh", "atanh"},
    {"arsech", "asech"},  {"arcsch", "acsch"},    {"arcoth", "acoth"},
    {"\\Gamma", "gamma"}, {"\\psi", "digamma"},   {"\\mathrm{B}", "beta"},
    {"\\zeta", "zeta"},   {"W_{0}", "lambertw"},  {"W_{-1}", "lambertw_lower"},
    {"Ei", "expint_ei"},  {"E_{1}", "expint_e1"}, {"Ai", "airy_ai"},
    {"Bi", "airy_bi"},    {"sgn", "sign"},        {"J", "besselj"},
    {"Y", "bessely"},     {"I", "besseli"},       {"K", "besselk"}};

constexpr std::string_view kWhere = "\\quad\\text{where}\\quad";

class Reader {
 public:
  Reader(std::string_view text, const std::vector<std::string>& inputs) : text_(text) {
    for (const std::string& input : inputs)
      names_.emplace_back(emit::latex_markup().identifier(emit::symbol_of(input)), input);
    for (int n = 1; n < 100; ++n) names_.emplace_back(fmt::format("t_{{{}}}", n), fmt::format("t{}", n));
    add_names_behind();
    std::ranges::stable_sort(names_, std::ranges::greater(), [](const auto& name) { return name.first.size(); });
  }

  std::string all() {
    std::string definitions;
    std::string outputs;
    const bool has_lines = accept("\\begin{aligned}");
    do {
      const std::string_view before = text_;
      const auto name = variable();
      const bool is_part = name && name->size() > 1 && (*name)[0] == 't' && is_digit((*name)[1]) && is("&=");
      if (!is_part) {
        text_ = before;
        skip_past(has_lines ? "&=" : " = ");
      } else {
        expect("&=");
      }
      std::string value = any();
      for (bool first = true; accept(first ? kWhere : ","); first = false) {
        const auto part = variable();
        if (!part) fail("a name");
        expect("=");
        value += fmt::format("{} {} = {}", first ? " where" : ",", *part, any());
      }
      if (is_part)
        definitions += fmt::format("{} = {}\n", *name, value);
      else
        outputs += (outputs.empty() ? "" : ", ") + value;
    } while (has_lines && accept("\\\\"));
    if (has_lines) expect("\\end{aligned}");
    skip_spaces();
    if (!text_.empty()) fail("the end");
    return definitions + outputs;
  }

 private:
  /// Letters that are defined behind the formula.
  void add_names_behind() {
    const std::size_t where = text_.find(kWhere);
    if (where == std::string_view::npos) return;
    const std::string behind = fmt::format(", {}", text_.substr(where + kWhere.size() + 1));
    for (char c = 'a'; c <= 'z'; ++c) {
      if (behind.find(fmt::format(", {} = ", c)) != std::string::npos)
        names_.emplace_back(std::string(1, c), std::string(1, c));
    }
  }

  // --- lexemes

  void skip_spaces() {
    while (!text_.empty() && (text_[0] == ' ' || text_[0] == '\n')) text_.remove_prefix(1);
  }
  bool is(std::string_view mark) {
    skip_spaces();
    return text_.starts_with(mark);
  }
  bool accept(std::string_view mark) {
    if (!is(mark)) return false;
    text_.remove_prefix(mark.size());
    return true;
  }
  void expect(std::string_view mark) {
    if (!accept(mark)) fail(mark);
  }
  void skip_past(std::string_view mark) {
    const std::size_t found = text_.find(mark);
    if (found == std::string_view::npos) fail(mark);
    text_.remove_prefix(found + mark.size());
  }
  [[noreturn]] void fail(std::string_view wanted) const {
    throw std::runtime_error(fmt::format("`{}` is wanted before `{}`", wanted, text_.substr(0, 40)));
  }

  // --- expressions, loosest first

  std::string any() {
    std::string left = conjunction();
    while (accept("\\lor")) left = fmt::format("({} or {})", left, conjunction());
    return left;
  }
  std::string conjunction() {
    std::string left = negation();
    while (accept("\\land")) left = fmt::format("({} and {})", left, negation());
    return left;
  }
  std::string negation() { return accept("\\lnot") ? fmt::format("(not {})", negation()) : comparison(); }
  std::string comparison() {
    std::string left = sum();
    for (const auto& [sign, word] : std::initializer_list<std::pair<std::string_view, std::string_view>>{
             {"\\left", ""}, {"\\le", "<="}, {"\\ge", ">="}, {"\\ne", "!="}, {"<", "<"}, {">", ">"}, {"=", "=="}}) {
      if (word.empty() && is(sign)) break;
      if (accept(sign)) return fmt::format("({} {} {})", left, word, sum());
    }
    return left;
  }
  std::string sum() {
    std::string left = product();
    while (is("+") || is("-")) {
      const bool adds = accept("+");
      if (!adds) expect("-");
      left = fmt::format("({} {} {})", left, adds ? "+" : "-", product());
    }
    return left;
  }
  std::string product() {
    if (accept("-")) return fmt::format("(-{})", product());
    std::string left = joined();
    while (accept("\\cdot")) left = fmt::format("({}*{})", left, is("-") ? product() : joined());
    return left;
  }
  std::string joined() {
    skip_spaces();
    const bool is_number = !text_.empty() && is_digit(text_[0]);
    std::string left = power();
    if (!is_number) return left;
    skip_spaces();
    const bool ends = text_.empty() || is("+") || is("-") || is("\\cdot") || is("\\right") || is("}") || is("&") ||
                      is("\\\\") || is("\\end") || is(",") || is("<") || is(">") || is("=") || is("\\le ") ||
                      is("\\ge ") || is("\\ne ") || is("\\land") || is("\\lor") || is("\\quad");
    return ends ? left : fmt::format("({}*{})", left, power());
  }
  std::string power() {
    std::string base = atom();
    return is("^{") ? fmt::format("({}^{})", base, group('^')) : base;
  }
  /// "^{…}", "{…}"
  std::string group(char before = '{') {
    if (before != '{') expect(std::string(1, before));
    expect("{");
    std::string inner = any();
    expect("}");
    return inner;
  }

  std::optional<std::string> variable() {
    for (const auto& [spelling, name] : names_) {
      if (accept(spelling)) return name;
    }
    return std::nullopt;
  }

  std::string number() {
    std::size_t n = 0;
    while (n < text_.size() && (is_digit(text_[n]) || text_[n] == '.')) ++n;
    const std::string digits(text_.substr(0, n));
    text_.remove_prefix(n);
    return digits;
  }

  std::string atom() {
    skip_spaces();
    if (!text_.empty() && is_digit(text_[0])) return number();
    if (accept("\\frac")) {
      const std::string above = group();
      return fmt::format("({}/{})", above, group());
    }
    if (accept("\\binom")) {
      const std::string above = group();
      return fmt::format("binomial({}, {})", above, group());
    }
    if (accept("\\sqrt[3]")) return fmt::format("cbrt({})", group());
    if (accept("\\sqrt")) return fmt::format("sqrt({})", group());
    if (accept("\\left|")) return closed("abs({})", "\\right|");
    if (accept("\\left\\lfloor")) return closed("floor({})", "\\right\\rfloor");
    if (accept("\\left\\lceil")) return closed("ceil({})", "\\right\\rceil");
    if (accept("\\left[")) return closed("if({}, 1, 0)", "\\right]");
    if (accept("\\left(")) return closed("({})", "\\right)");
    if (accept("\\begin{cases}")) return cases();
    if (accept("\\infty")) return "inf";
    if (accept("\\mathrm{NaN}")) return "nan";
    const std::string_view before = text_;
    if (auto name = variable(); name && !is("\\left(") && !is("_{")) return *name;
    text_ = before;
    if (auto call = function()) return *call;
    text_ = before;
    if (accept("\\pi")) return "pi";
    if (accept("e")) return is("^{") ? fmt::format("exp({})", group('^')) : "e";
    fail("an operand");
  }

  std::string closed(std::string_view pattern, std::string_view end) {
    const std::string inner = any();
    expect(end);
    return fmt::format(fmt::runtime(pattern), inner);
  }

  std::string cases() {
    std::string rows;
    while (true) {
      const std::string value = any();
      expect("& \\text{");
      if (accept("otherwise}")) {
        expect("\\end{cases}");
        return fmt::format("piecewise({}else: {})", rows, value);
      }
      expect("if }");
      rows += fmt::format("{}: {}, ", any(), value);
      expect("\\\\");
    }
  }

  /// A name with what stands at it, and arguments in brackets; nullopt where there are none.
  std::optional<std::string> function() {
    std::string word;
    if (accept("\\operatorname{") || accept("\\mathrm{B}")) {
      const bool is_beta = !text_.starts_with('}') && text_.starts_with("\\left(");
      const std::size_t end = is_beta ? 0 : text_.find('}');
      word = is_beta ? "\\mathrm{B}" : std::string(text_.substr(0, end));
      text_.remove_prefix(is_beta ? 0 : end + 1);
      for (std::size_t at = word.find("\\_"); at != std::string::npos; at = word.find("\\_")) word.erase(at, 1);
    } else {
      std::size_t n = text_.starts_with('\\') ? 1 : 0;
      const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
      while (n < text_.size() && is_letter(text_[n])) ++n;
      word = text_.substr(0, n);
      text_.remove_prefix(n);
    }
    std::string index;
    std::string exponent;
    bool is_order = false;
    if (text_.starts_with("_{")) {
      const std::size_t end = text_.find('}');
      const std::string whole = word + std::string(text_.substr(0, end + 1));
      if (kFunctions.contains(whole)) {
        word = whole;
        text_.remove_prefix(end + 1);
      } else {
        expect("_");
        index = group();
      }
    }
    if (text_.starts_with("^{")) {
      is_order = text_.starts_with("^{\\left(");
      exponent = group('^');
    }
    if (word.empty() || !accept("\\left(")) return std::nullopt;
    std::string arguments = any();
    while (accept(",")) arguments += ", " + any();
    expect("\\right)");
    return named(word, index, is_order, exponent, arguments);
  }

  static std::string named(const std::string& word, const std::string& index, bool is_order,
                           const std::string& exponent, const std::string& arguments) {
    const auto known = kFunctions.find(word);
    std::string name = known != kFunctions.end() ? known->second : word.starts_with('\\') ? word.substr(1) : word;
    std::string all = index.empty() ? arguments : fmt::format("{}, {}", index, arguments);
    if (is_order && name == "digamma") return fmt::format("polygamma({}, {})", exponent, arguments);
    if (is_order && name == "zeta") return fmt::format("zeta_derivative({}, {})", exponent, arguments);
    if (is_order && name == "sinc_derivative") return fmt::format("sinc_derivative({}, {})", exponent, arguments);
    if (is_order) return fmt::format("{}({}, {})", name, all, exponent);
    const std::string call = fmt::format("{}({})", name, all);
    return exponent.empty() ? call : fmt::format("({}^{})", call, exponent);
  }

  std::string_view text_;
  std::vector<std::pair<std::string, std::string>> names_;  // how inputs and parts are written, longest first
};

}  // namespace

std::string read_latex(std::string_view latex, const std::vector<std::string>& inputs) {
  while (latex.starts_with('%')) latex.remove_prefix(std::min(latex.find('\n') + 1, latex.size()));
  return Reader(latex, inputs).all();
}

}  // namespace adc::tests
