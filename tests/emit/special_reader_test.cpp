#include "emit/special_tree.h"

#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "emit/javascript_special.h"
#include "ir/op.h"

using namespace adc;

TEST_CASE("all special functions are within the C that other languages are made from") {
  std::vector<std::string_view> names;
  for (const ir::Op op : ir::elementwise_ops()) {
    if (!ir::info(op).function.empty()) names.push_back(ir::info(op).function);
  }
  const std::string all = emit::javascript_functions(names);
  for (const std::string_view name : names) {
    CAPTURE(name);
    const std::string_view spelling = emit::javascript_name(name);
    CHECK((spelling.starts_with("Math.") || all.find("function " + std::string(spelling) + "(") != std::string::npos));
  }
}

TEST_CASE("C beyond what the special functions need is an error that says where") {
  const auto why = [](std::string_view source) -> std::string {
    try {
      static_cast<void>(emit::special::read(source));
    } catch (const std::invalid_argument& error) {
      return error.what();
    }
    return "read";
  };
  CHECK(why("double f(double x) { return x; }") == "read");
  CHECK(why("double f(double x) {\n  goto end;\n}") == "line 2: 'goto' is unknown before 'end'");
  CHECK(why("double f(double *x) { return *x; }") == "read");
  CHECK(why("double f(void) { return &1; }") == "line 1: expected a name before ')'");
  CHECK(why("char f(int x) { return x; }") == "line 1: expected a type before 'f'");
  CHECK(why("double f(double x) { return x.high; }") == "line 1: a field of what is no struct before ';'");
}
