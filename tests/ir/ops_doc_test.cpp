// docs/ops.md is the op table for people to read; this test writes it and sees that it is current.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "ir/op.h"

using namespace adc::ir;

namespace {

const std::string kPath = ADC_SOURCE_DIR "/docs/ops.md";

constexpr const char* kIntroduction = R"(# The ops of the IR

Made from `ir/ops.def`; do not edit. `ADC_BLESS=1 build/release/adc_test_ir "docs/ops.md is current"` writes it anew.

An op is written as in `%2 = add %0, %1`; one with an integer of its own as in `%1 = powi[3] %0`. The ops marked ƒ are
functions of the language too.

**Class** is how the op is differentiated: *smooth* ops have partials, *linear* ones a transpose, *composite* ones a rule that
is IR itself, *inert* ones the derivative 0; a *leaf* has no operands. **Cost** counts a derivative's work in units of
one addition. **By** is the C function that computes the op in double precision (`adc_…` stands in `ir/special/`, the
others in libm); without one, the op is an IEEE basic operation. The interpreter, native code and emitted C call the same
function, so they agree bit for bit.

A nan operand gives nan, but for `pow` and `powi` to the power 0, `pow` of 1, `hypot` with an infinity,
comparisons, and what `select` does not choose. Results are rounded to nearest; −0 is kept.

)";

std::string_view name(OpClass op_class) {
  switch (op_class) {
    case OpClass::Leaf: return "leaf";
    case OpClass::Smooth: return "smooth";
    case OpClass::Multilinear: return "multilinear";
    case OpClass::Linear: return "linear";
    case OpClass::Composite: return "composite";
    case OpClass::Inert: return "inert";
  }
  return "";
}

std::string code(std::string_view text) { return text.empty() ? "" : "`" + std::string(text) + "`"; }

/// `text` as a cell of a Markdown table.
std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string traits(const OpInfo& info) {
  std::string text;
  const auto add = [&](Trait trait, const char* word) {
    if (info.is(trait)) text += text.empty() ? word : std::string(", ") + word;
  };
  add(kCommutative, "commutative");
  add(kAnalytic, "analytic");
  add(kByLast, "derivable by the last operand alone");
  return text;
}

std::string table() {
  std::ostringstream out;
  out << "| op | operands | meaning | where it is not smooth | class | cost | traits | by "
         "|\n|---|---|---|---|---|---|---|---|\n";
  for (const Op op : all_ops()) {
    const OpInfo& row = info(op);
    out << "| " << code(row.spelling) << (row.is(kFunction) ? " ƒ" : "") << " | " << int{row.arity}
        << (row.immediate == Immediate::Exponent ? std::string(", an exponent")
            : row.immediate == Immediate::Order  ? ", an order"
            : row.immediate == Immediate::Slope  ? ", the order of a derivative"
            : row.immediate == Immediate::Lists  ? ", [" + std::string(row.lists) + "]"
                                                 : "")
        << " | " << cell(row.text) << " | " << cell(row.kink) << " | " << name(row.op_class) << " | " << int{row.cost}
        << " | " << traits(row) << " | " << code(row.function) << " |\n";
  }
  return out.str();
}

}  // namespace

TEST_CASE("docs/ops.md is current") {
  const std::string expected = kIntroduction + table();
  if (std::getenv("ADC_BLESS") != nullptr) std::ofstream(kPath) << expected;
  std::ostringstream committed;
  committed << std::ifstream(kPath).rdbuf();
  INFO("to write it anew: ADC_BLESS=1 build/release/adc_test_ir \"docs/ops.md is current\"");
  CHECK((committed.str() == expected));
}

TEST_CASE("every op has a name, a meaning and a cost that fit together") {
  for (const Op op : all_ops()) {
    const OpInfo& row = info(op);
    CAPTURE(row.spelling);
    CHECK(find_op(row.spelling) == op);
    CHECK_FALSE(row.text.empty());
    CHECK((row.arity == 0) == (row.op_class == OpClass::Leaf));
    if (is_elementwise(op)) CHECK((row.cost >= 20) == (!row.function.empty() && op != Op::Fma));
    if (row.is(kCommutative)) CHECK(row.arity == 2);
    if (row.immediate == Immediate::Exponent) CHECK(row.arity == 1);
    CHECK((row.list_count() > 0) == !is_elementwise(op));
  }
  CHECK_FALSE(find_op("sinn"));
}
