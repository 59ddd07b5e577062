// Sparse derivatives against the dense ones of the same function, over formulas of the corpora and random programs.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "adc/adc.hpp"
#include "adc/sparse.hpp"
#include "tests/routes/programs.h"
#include "tests/support/random_bits.h"

namespace {

using namespace adc;
using Numbers = std::vector<double>;

constexpr std::size_t kPoints = 3;

Numbers point(std::size_t n, std::uint64_t seed) {
  tests::RandomBits random(seed);
  Numbers x(n);
  for (double& one : x) one = 0.25 + std::ldexp(static_cast<double>(random() >> 11), -53) * 1.5;
  return x;
}

// Why `values` at `places` are not the matrix `dense`, row-major; "" if they are. Numbers that are sums of larger ones
// may differ by the roundings of those.
std::string fault(const Sparsity& places, const Numbers& values, const Numbers& dense, bool is_lower = false) {
  double largest = 0;
  for (const double number : dense) largest = std::isfinite(number) ? std::max(largest, std::abs(number)) : largest;
  std::size_t next = 0;
  for (std::size_t r = 0; r < places.rows; ++r) {
    for (std::size_t c = 0; c < places.columns; ++c) {
      const double wanted = dense[r * places.columns + c];
      const std::string where = std::to_string(r) + ", " + std::to_string(c) + ": " + std::to_string(wanted);
      const bool has_place = std::ranges::binary_search(places.row(r), static_cast<std::int32_t>(c));
      if (is_lower && c > r) {
        if (has_place) return "above the diagonal at " + where;
        continue;
      }
      if (!has_place) {
        if (wanted != 0) return "no place at " + where;
        continue;
      }
      const double found = values[next++];
      const bool is_near = std::abs(found - wanted) <= 1e-11 * std::abs(wanted) + 1e-13 * largest;
      if (std::isfinite(wanted) && !is_near) return std::to_string(found) + " at " + where;
    }
  }
  return "";
}

std::string jacobian_fault(const Function& f, Mode mode, std::uint64_t seed) {
  const SparseDerivative sparse = sparse_jacobian(f, mode).value();
  if (sparse.places() != jacobian_pattern(f).value()) return "another pattern";
  for (std::size_t p = 0; p < kPoints; ++p) {
    const Numbers x = point(f.input_size(), seed + p);
    Numbers dense(f.output_size() * f.wrt_size());
    f.jacobian(x, dense, JacobianOrder::Matrix);
    Numbers y(f.output_size());
    Numbers wanted(f.output_size());
    Numbers values(sparse.places().size());
    sparse.evaluate(x, y, {}, values);
    f.values(x, wanted);
    if (std::string text = fault(sparse.places(), values, dense); !text.empty()) return text;
    for (std::size_t o = 0; o < y.size(); ++o) {
      if (y[o] != wanted[o] && !(std::isnan(y[o]) && std::isnan(wanted[o]))) return "another value";
    }
  }
  return "";
}

std::string hessian_fault(const Function& f, std::uint64_t seed) {
  for (const Triangle triangle : {Triangle::Both, Triangle::Lower}) {
    const SparseDerivative sparse = sparse_hessian(f, triangle).value();
    for (std::size_t p = 0; p < kPoints; ++p) {
      const Numbers x = point(f.input_size(), seed + p);
      Numbers dense(f.wrt_size() * f.wrt_size());
      f.hessian(x, {}, MatrixView::row_major(dense.data(), f.wrt_size(), f.wrt_size()));
      Numbers values(sparse.places().size());
      sparse.evaluate(x, values);
      if (std::string text = fault(sparse.places(), values, dense, triangle == Triangle::Lower); !text.empty())
        return text;
    }
  }
  return "";
}

void check_program(const tests::Program& program) {
  const Result<Function> f = compile(program.text, {.tier = Tier::Interpret});
  if (!f || f->wrt_size() == 0) return;
  INFO(program.label << "\n" << program.text);
  for (const Mode mode : {Mode::Forward, Mode::Reverse}) {
    const Function dense = compile(program.text, {.mode = mode, .tier = Tier::Interpret}).value();
    CHECK(jacobian_fault(dense, mode, 1) == "");
  }
  for (std::size_t o = 0; o < f->outputs().size(); ++o) {
    const Function one = f->outputs().size() == 1 ? *f : f->only(o).value();
    if (one.output_size() == 1 && one.wrt_size() > 0) CHECK(hessian_fault(one, 2) == "");
  }
}

}  // namespace

TEST_CASE("sparse derivatives of formulas are the dense ones") { tests::for_each_formula(check_program); }

TEST_CASE("sparse derivatives of random programs are the dense ones") {
  tests::for_each_random_program(150, check_program);
}

TEST_CASE("sparse derivatives of random programs of tensors are the dense ones") {
  tests::for_each_random_tensor_program(600, check_program);
}
