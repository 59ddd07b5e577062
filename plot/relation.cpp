#include "plot/relation.h"

#include <string>
#include <string_view>
#include <vector>

namespace adc::inline ADC_ABI::plot {
namespace {

/// A line of IR that computes a value: "  %8 = to_float %7".
struct Definition {
  std::size_t begin = 0;  ///< of its right side in the text
  std::string_view op;
  std::string_view operands;
};

std::string_view line_from(std::string_view text, std::size_t begin) {
  return text.substr(begin, text.find('\n', begin) - begin);
}

/// The definition of the value `name`, such as "%8".
std::optional<Definition> definition(std::string_view text, std::string_view name) {
  const std::string begin = "\n  " + std::string(name) + " = ";
  const std::size_t at = text.find(begin);
  if (at == std::string_view::npos) return std::nullopt;
  Definition found{.begin = at + begin.size()};
  const std::string_view line = line_from(text, found.begin);
  const std::size_t blank = line.find(' ');
  found.op = line.substr(0, blank);
  if (blank != std::string_view::npos) found.operands = line.substr(blank + 1);
  return found;
}

/// The condition that the only output of the IR is, and the conversion that makes a number of it.
struct Condition {
  Definition conversion;
  Definition condition;
};

std::optional<Condition> condition_in(std::string_view ir) {
  constexpr std::string_view kReturn = "\n  ret ";
  const std::size_t at = ir.find(kReturn);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view returned = line_from(ir, at + kReturn.size());
  const std::optional<Definition> conversion = definition(ir, returned.substr(0, returned.find(' ')));
  if (!conversion || conversion->op != "to_float") return std::nullopt;
  const std::optional<Definition> condition = definition(ir, conversion->operands);
  if (!condition) return std::nullopt;
  return Condition{*conversion, *condition};
}

std::optional<std::string> ir_of(const Function& function, std::size_t output) {
  const Result<Function> only = function.only(output);
  if (!only) return std::nullopt;
  Result<std::string> ir = only->ir();
  return ir ? std::optional(*std::move(ir)) : std::nullopt;
}

}  // namespace

std::optional<Relation> relation_of(const Function& function, std::size_t output) {
  const std::optional<std::string> ir = ir_of(function, output);
  if (!ir) return std::nullopt;
  const std::optional<Condition> found = condition_in(*ir);
  if (!found) return std::nullopt;
  const std::string_view op = found->condition.op;
  if (op != "eq" && op != "lt" && op != "le") return std::nullopt;
  const Relation::Kind kind = op == "eq"   ? Relation::Kind::Equal
                              : op == "lt" ? Relation::Kind::Less
                                           : Relation::Kind::LessOrEqual;
  const std::string operands(found->condition.operands);
  const std::size_t comma = operands.find(", ");
  if (comma == std::string::npos) return std::nullopt;
  const std::size_t begin = found->conversion.begin;
  const std::size_t size = line_from(*ir, begin).size();
  std::vector<Function> programs;
  for (const std::string& instead :
       {"sub " + operands, "copy " + operands.substr(0, comma), "copy " + operands.substr(comma + 2)}) {
    std::string text = *ir;
    Result<Function> compiled = compile(text.replace(begin, size, instead));
    if (!compiled) return std::nullopt;  // sides that are conditions themselves have no difference
    programs.push_back(*std::move(compiled));
  }
  return Relation{kind, programs[0], programs[1], programs[2]};
}

bool is_condition(const Function& function, std::size_t output) {
  const std::optional<std::string> ir = ir_of(function, output);
  return ir && condition_in(*ir).has_value();
}

}  // namespace adc::inline ADC_ABI::plot
