#include "analysis/explain.h"

#include <catch2/catch.hpp>

#include "ir/op.h"

using adc::analysis::explain;

TEST_CASE("every function of the op table is explained, with its convention where it has no derivative") {
  for (const adc::ir::Op op : adc::ir::elementwise_ops()) {
    const adc::ir::OpInfo& info = adc::ir::info(op);
    const std::optional<std::string> text = explain(info.spelling);
    INFO(info.spelling);
    REQUIRE(text.has_value() == info.is(adc::ir::kFunction));
    if (!text) continue;
    CHECK(text->find(info.text) != std::string::npos);
    CHECK(text->find(info.kink) != std::string::npos);
    CHECK(text->starts_with(std::string(info.spelling) + "("));
  }
  CHECK(explain("polygamma").value().starts_with("polygamma(n, x)"));
  CHECK_FALSE(explain("").has_value());
}
