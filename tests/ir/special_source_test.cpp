#include "ir/special/source.h"

#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <vector>

#include "ir/op.h"

using adc::ir::is_special;
using adc::ir::special_source;

namespace {

/// Whether `source` compiles as a C99 file of its own, with all warnings.
bool compiles(const std::string& source, const std::string& name) {
  const std::string file = name + ".special_source_test.c";
  std::ofstream(file) << "#include <math.h>\n" << source;
  const std::string command = "cc -std=c99 -Wall -Wextra -Werror -pedantic -fsyntax-only " + file;
  const bool ok = std::system(command.c_str()) == 0;
  std::remove(file.c_str());
  return ok;
}

}  // namespace

TEST_CASE("the source of one function has what it needs and no more") {
  const std::string_view powi[] = {"adc_powi", "sin"};
  CHECK(special_source(powi).find("static double adc_powi(double x, int n)") != std::string::npos);
  CHECK(special_source(powi).find("adc_digamma") == std::string::npos);
  const std::string_view polygamma[] = {"adc_polygamma"};
  const std::string text = special_source(polygamma);
  for (const char* name :
       {"adc_digamma(double x)", "adc_bernoulli[20]", "adc_factorial[65]", "static double adc_hurwitz("}) {
    CHECK(text.find(name) != std::string::npos);
  }
  CHECK(text.find("adc_sech") == std::string::npos);
  CHECK(special_source({}).empty());
}

TEST_CASE("each special function's source compiles alone, without a warning") {
  const std::string unused = "int use(void);\nint use(void) { double (*volatile f)() = (double (*)())";
  for (const adc::ir::Op op : adc::ir::elementwise_ops()) {
    const std::string_view name = adc::ir::info(op).function;
    CHECK(is_special(name) == name.starts_with("adc_"));
    if (!is_special(name)) continue;
    CAPTURE(name);
    const std::string_view names[] = {name};
    CHECK(compiles(special_source(names) + unused + std::string(name) + "; return f != 0; }\n", std::string(name)));
  }
}
