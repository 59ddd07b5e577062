// What every Fortran compiler takes: short lines, short names, one spelling of a name.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cctype>
#include <set>
#include <sstream>

#include "emit/fortran.h"
#include "ir/builder.h"
#include "kernel/lower.h"
#include "tests/support/op_functions.h"

using namespace adc;
using namespace adc::tests;

namespace {

std::string written(const ir::Function& fn, const std::string& description) {
  const kernel::Program program = kernel::lower(fn);
  const emit::Source source{program, description};
  return emit::fortran_source(std::span(&source, 1));
}

/// One program with a call of each op that has a function.
ir::Function calls() {
  ir::Builder b("calls");
  const ir::ValueId x = b.param("x");
  for (const ir::Op op : ir::elementwise_ops()) {
    if (!is_computed(op) || ir::info(op).function.empty()) continue;
    const std::vector<ir::ValueId> operands(static_cast<std::size_t>(ir::info(op).arity), x);
    b.output(b.emit(op, operands, immediates(op).front()));
  }
  return b.finish();
}

void check_limits(const std::string& text) {
  std::istringstream lines(text);
  std::size_t continued = 0;
  for (std::string line; std::getline(lines, line);) {
    CAPTURE(line);
    CHECK(line.size() <= 132);
    continued = line.ends_with('&') ? continued + 1 : 0;
    CHECK(continued < 256);
    if (line.find_first_not_of(' ') != line.find('!')) {
      for (std::size_t begin = 0, end = 0; begin < line.size(); begin = end + 1) {
        end = std::min(line.find_first_of(" ,()%=*+-/<>&:[]", begin), line.size());
        CHECK(end - begin <= 63);
      }
    }
  }
}

}  // namespace

TEST_CASE("lines and names of Fortran are as short as the standard asks, and the text is the same each time") {
  const std::string description = std::string(500, 'x') + "\n" + std::string(200, '/') + "\nθ" + std::string(300, ' ');
  check_limits(written(calls(), description));
  CHECK(written(calls(), description) == written(calls(), description));

  ir::Builder b(std::string(300, 'f'));
  std::vector<ir::ValueId> all;
  for (int i = 0; i < 400; ++i)
    all.push_back(b.param(std::string(static_cast<std::size_t>(40 + i % 90), i % 2 == 0 ? 'a' : 'A')));
  for (std::size_t i = 0; i < all.size(); ++i)
    b.output(b.mul(all[i], all[(i + 1) % all.size()]), i % 2 == 0 ? "Y" : "y");
  check_limits(written(b.finish(), description));
}

TEST_CASE("no two names of a subroutine in Fortran are the same in another case") {
  ir::Builder b("f");
  const ir::ValueId x = b.param("x");
  const ir::ValueId capital = b.param("X");
  b.output(b.mul(x, capital), "F");
  b.output(b.add(x, capital), "V0");
  b.output(b.sub(x, capital), "Sin");
  const std::string text = written(b.finish(), "");
  const std::size_t begin = text.find("pure subroutine f(") + 18;
  std::string names = text.substr(begin, text.find(')', begin) - begin);
  std::ranges::transform(names, names.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  std::istringstream stream(names);
  std::set<std::string> different;
  for (std::string name; std::getline(stream, name, ',');) different.insert(name.substr(name.find_first_not_of(' ')));
  CHECK(different.size() == 5);
  for (const char* const taken : {"f", "v0", "sin"}) CHECK(!different.contains(taken));
}
