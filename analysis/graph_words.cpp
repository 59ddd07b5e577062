#include "analysis/graph_words.h"

#include <fmt/core.h>

#include "emit/formula.h"
#include "emit/typeset.h"

namespace adc::analysis {
namespace {

/// A formula of several lines as one.
std::string on_one_line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos;) text.replace(at, 1, "; ");
  return text;
}

}  // namespace

const emit::Markup* markup_of(Notation notation) {
  switch (notation) {
    case Notation::Latex: return &emit::latex_markup();
    case Notation::Mathml: return &emit::mathml_markup();
    case Notation::Text: break;
  }
  return nullptr;
}

GraphWords::GraphWords(Notation notation) : notation_(notation), markup_(markup_of(notation)) {}

GraphFormula GraphWords::name(const std::string& name) const {
  return {name, markup_ == nullptr ? "" : emit::typeset_name(name, *markup_)};
}

GraphFormula GraphWords::quotient(const std::string& of, const std::string& by) const {
  return {fmt::format("d{}/d{}", of, by), markup_ == nullptr ? "" : emit::typeset_quotient(of, by, *markup_)};
}

GraphFormula GraphWords::product(const GraphFormula& a, const GraphFormula& b) const {
  return {fmt::format("{}·{}", a.text, b.text), markup_ == nullptr ? "" : a.markup + markup_->sign("·") + b.markup};
}

GraphFormula GraphWords::formula(const ir::Function& fn) const {
  return {on_one_line(emit::formula(fn)), markup_ == nullptr ? "" : emit::typeset_expression(fn, *markup_)};
}

}  // namespace adc::analysis
