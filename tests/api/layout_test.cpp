// The order of results is one, for whoever makes them and whoever reads them.
#include "adc/layout.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "adc/adc.hpp"

namespace {

using adc::Derive;
using adc::Part;

constexpr std::array kAll{Derive::Value, Derive::Gradient, Derive::Hessian, Derive::Jvp, Derive::Vjp, Derive::Hvp};

// What passes name a result of y1, y2 by x1, x2, x3.
std::string name_of(const adc::Place& place) {
  const auto by = [&](std::size_t i) { return ".x" + std::to_string(place.variables[i] + 1); };
  const std::string of = place.output ? "y" + std::to_string(*place.output + 1) : "";
  switch (place.part) {
    case Part::Value: return of;
    case Part::Gradient: return of + ".d" + by(0);
    case Part::Hessian: return of + ".d" + by(0) + by(1);
    case Part::Jvp: return of + ".dot";
    case Part::Vjp: return "d" + by(0);
    case Part::Hvp: return of + ".d" + by(0) + ".dot";
  }
  return "";
}

}  // namespace

TEST_CASE("what passes make stands where the layout says") {
  const adc::Function f = adc::compile("y1 = x1*x2 + sin(x3)\ny2 = x1^2*x3 - x2^3\ny1, y2").value();
  for (const Derive derive : kAll) {
    const adc::Layout layout(derive, 2, 3);
    const std::string ir = f.emit(derive, adc::Target::Ir).value();
    const std::string returned = ir.substr(ir.rfind("\n  ret "));
    std::vector<std::string> names;
    for (std::size_t at = returned.find('"'); at != std::string::npos; at = returned.find('"', at + 1)) {
      const std::size_t end = returned.find('"', at + 1);
      names.push_back(returned.substr(at + 1, end - at - 1));
      at = end;
    }
    REQUIRE(names.size() == layout.size());
    for (std::size_t k = 0; k < layout.size(); ++k) CHECK(name_of(layout.place(k)) == names[k]);
    CHECK(f.result_names(derive).size() == layout.size());
  }
}

TEST_CASE("a place is found again by its index") {
  for (const std::size_t outputs : {1, 2, 5}) {
    for (const std::size_t variables : {1, 3, 4}) {
      const adc::Layout layout(Derive::Hessian, outputs, variables);
      CHECK(layout.size() == outputs * (1 + variables + variables * variables));
      for (std::size_t k = 0; k < layout.size(); ++k) {
        const adc::Place place = layout.place(k);
        const auto [a, b] = place.variables;
        if (place.part == Part::Value) CHECK(*place.output == k);
        if (place.part == Part::Gradient) CHECK(layout.gradient(*place.output, a) == k);
        if (place.part == Part::Hessian) CHECK(layout.hessian(*place.output, a, b) == k);
      }
    }
  }
}

TEST_CASE("a Jacobian of tensors is blocks, or one matrix") {
  const adc::Function f = adc::compile("param A: R[2, 2], b: R[2], c: R\ny = A*b*c\nz = sum(b)*c\ny, z").value();
  const std::vector<double> x{1, 2, 3, 4, 5, 6, 0.5};
  constexpr std::size_t kRows = 3;
  constexpr std::size_t kColumns = 7;
  std::vector<double> blocks(kRows * kColumns);
  std::vector<double> matrix(kRows * kColumns);
  f.jacobian(x, blocks);
  f.jacobian(x, matrix, adc::JacobianOrder::Matrix);
  CHECK(matrix == std::vector<double>{2.5, 3, 0,   0, 0.5, 1,   17,       // y₁ by A, b, c
                                      0,   0, 2.5, 3, 1.5, 2,   39,       // y₂
                                      0,   0, 0,   0, 0.5, 0.5, 11});     // z
  CHECK(blocks == std::vector<double>{2.5, 3,  0,   0, 0,   0,   2.5, 3,  // y by A
                                      0.5, 1,  1.5, 2,                    // y by b
                                      17,  39,                            // y by c
                                      0,   0,  0,   0, 0.5, 0.5, 11});    // z
  // The matrix times a tangent is the tangent of the outputs.
  const std::vector<double> tangent{1, -2, 3, 0.25, 5, 7, -1};
  std::vector<double> y(kRows);
  std::vector<double> product(kRows);
  f.jvp(x, tangent, y, product);
  for (std::size_t i = 0; i < kRows; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < kColumns; ++j) sum += matrix[i * kColumns + j] * tangent[j];
    CHECK(product[i] == Approx(sum));
  }
}
