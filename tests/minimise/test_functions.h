// Functions that methods of minimisation are tried with, from their usual starts.
#pragma once

#include <string>
#include <vector>

namespace adc::tests {

/// MGH: Moré, Garbow and Hillstrom, Testing Unconstrained Optimization Software, ACM TOMS 7 (1981), by number. The
/// others stand in Jamil and Yang, A Literature Survey of Benchmark Functions (2013).
struct TestFunction {
  const char* name;
  std::string program;
  std::vector<double> start;
  std::vector<double> minima;  ///< the values of known minima that a search from there may end at
};

/// `count` times `block`.
inline std::vector<double> repeated(const std::vector<double>& block, int count) {
  std::vector<double> all;
  for (int k = 0; k < count; ++k) all.insert(all.end(), block.begin(), block.end());
  return all;
}

inline std::vector<TestFunction> test_functions() {
  const std::string rosenbrock_pairs = "; sum(100(x[2:2:100] - x[1:2:99].^2).^2 + (1 - x[1:2:99]).^2)";
  const auto chained = [](int n) {
    const std::string last = std::to_string(n);
    const std::string before = std::to_string(n - 1);
    return "param x: R[" + last + "]; sum(100(x[2:" + last + "] - x[1:" + before + "].^2).^2 + (1 - x[1:" + before +
           "]).^2)";
  };
  return {
      {"Rosenbrock (MGH 1)", "100(y - x^2)^2 + (1 - x)^2", {1, -1.2}, {0}},
      {"Rosenbrock, chained, of 10", chained(10), repeated({-1.2, 1}, 5), {0, 3.98657911}},
      {"Rosenbrock, chained, of 100", chained(100), repeated({-1.2, 1}, 50), {0, 3.98662385}},
      {"Freudenstein and Roth (MGH 2)",
       "(-13 + x + ((5 - y)*y - 2)*y)^2 + (-29 + x + ((y + 1)*y - 14)*y)^2",
       {0.5, -2},
       {0, 48.98425367924}},
      {"Powell, badly scaled (MGH 3)", "(1e4*x*y - 1)^2 + (exp(-x) + exp(-y) - 1.0001)^2", {0, 1}, {0}},
      {"Brown, badly scaled (MGH 4)", "(x - 1e6)^2 + (y - 2e-6)^2 + (x*y - 2)^2", {1, 1}, {0}},
      {"Beale (MGH 5)", "(1.5 - x*(1 - y))^2 + (2.25 - x*(1 - y^2))^2 + (2.625 - x*(1 - y^3))^2", {1, 1}, {0}},
      {"Jennrich and Sampson (MGH 6)",
       "sum(i = 1:10, (2 + 2i - (exp(i*x) + exp(i*y)))^2)",
       {0.3, 0.4},
       {124.3621823556}},
      {"Helical valley (MGH 7)",
       "t = if(x > 0, atan(y/x)/(2pi), atan(y/x)/(2pi) + 0.5); 100((z - 10t)^2 + (sqrt(x^2 + y^2) - 1)^2) + z^2",
       {-1, 0, 0},
       {0}},
      {"Bard (MGH 8)",
       "v = [0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.10, 4.39];"
       "u = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]; w = [1, 2, 3, 4, 5, 6, 7, 8, 7, 6, 5, 4, 3, 2, 1];"
       "sum((v - (a + u./(b*(16 - u) + c*w))).^2)",
       {1, 1, 1},
       {8.214877306578e-3, 17.4286933}},
      {"Gauss (MGH 9)",
       "v = [0.0009, 0.0044, 0.0175, 0.0540, 0.1295, 0.2420, 0.3521, 0.3989, 0.3521, 0.2420, 0.1295, 0.0540, 0.0175, "
       "0.0044, 0.0009]; u = [3.5, 3, 2.5, 2, 1.5, 1, 0.5, 0, -0.5, -1, -1.5, -2, -2.5, -3, -3.5];"
       "sum((a*exp(-b*(u - c).^2/2) - v).^2)",
       {0.4, 1, 0},
       {1.127932769619e-8}},
      {"Box, three-dimensional (MGH 12)",
       "sum(i = 1:10, (exp(-i*x/10) - exp(-i*y/10) - z*(exp(-i/10) - exp(-i)))^2)",
       {0, 10, 20},
       {0}},
      {"Powell, singular (MGH 13)", "(a + 10b)^2 + 5(c - d)^2 + (b - 2c)^4 + 10(a - d)^4", {3, -1, 0, 1}, {0}},
      {"Wood (MGH 14)",
       "100(b - a^2)^2 + (1 - a)^2 + 90(d - c^2)^2 + (1 - c)^2 + 10.1((b - 1)^2 + (d - 1)^2) + 19.8(b - 1)*(d - 1)",
       {-1, -3, -1, -3},
       {0}},
      {"Kowalik and Osborne (MGH 15)",
       "v = [0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246];"
       "u = [4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625];"
       "sum((v - a*(u.^2 + u*b)./(u.^2 + u*c + d)).^2)",
       {0.25, 0.39, 0.415, 0.39},
       {3.075056038e-4}},
      {"Brown and Dennis (MGH 16)",
       "sum(i = 1:20, ((a + i/5*b - exp(i/5))^2 + (c + d*sin(i/5) - cos(i/5))^2)^2)",
       {25, 5, -5, -1},
       {85822.20162636}},
      {"Biggs EXP6 (MGH 18)",
       "sum(i = 1:13, (c*exp(-i/10*a) - d*exp(-i/10*b) + f*exp(-i/10*k) - (exp(-i/10) - 5exp(-i) + 3exp(-4i/10)))^2)",
       {1, 1, 1, 2, 1, 1},
       {0, 5.65565e-3, 0.30636677262479}},
      {"Watson of 6 (MGH 20)",
       "param x: R[6]; sum(i = 1:29, (sum(j = 2:6, (j - 1)*x[j]*(i/29)^(j - 2)) - (sum(j = 1:6, x[j]*(i/29)^(j - "
       "1)))^2 - 1)^2) + x[1]^2 + (x[2] - x[1]^2 - 1)^2",
       repeated({0}, 6),
       {2.287670053552e-3}},
      {"Trigonometric of 10 (MGH 26)",
       "param x: R[10]; sum(i = 1:10, (10 - sum(j = 1:10, cos(x[j])) + i*(1 - cos(x[i])) - sin(x[i]))^2)",
       repeated({0.1}, 10),
       {0, 2.795056e-5}},
      {"Broyden, tridiagonal, of 10 (MGH 30)",
       "param x: R[10]; y = (3 - 2x).*x + 1; (y[1] - 2x[2])^2 + (y[10] - x[9])^2 + sum((y[2:9] - x[1:8] - "
       "2x[3:10]).^2)",
       repeated({-1}, 10),
       {0}},
      {"Variably dimensioned, of 10 (MGH 25)",
       "param x: R[10]; s = sum(j = 1:10, j*(x[j] - 1)); sum((x - 1).^2) + s^2 + s^4",
       {0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0},
       {0}},
      {"Booth", "(x + 2y - 7)^2 + (2x + y - 5)^2", {0, 0}, {0}},
      {"Himmelblau", "(x^2 + y - 11)^2 + (x + y^2 - 7)^2", {0, 0}, {0}},
      {"Matyas", "0.26(x^2 + y^2) - 0.48x*y", {5, -7}, {0}},
      {"Three-hump camel", "2x^2 - 1.05x^4 + x^6/6 + x*y + y^2", {2, 2}, {0, 0.29863844}},
      {"Six-hump camel",
       "(4 - 2.1x^2 + x^4/3)*x^2 + x*y + (4y^2 - 4)*y^2",
       {1, 1},
       {-1.031628453489, -0.21546382, 2.10425031}},
      {"Goldstein and Price",
       "(1 + (x + y + 1)^2*(19 - 14x + 3x^2 - 14y + 6x*y + 3y^2))*(30 + (2x - 3y)^2*(18 - 32x + 12x^2 + 48y - 36x*y + "
       "27y^2))",
       {0.1, -0.9},
       {3, 30, 84, 840}},
      {"Ackley of 2",
       "-20exp(-0.2sqrt((x^2 + y^2)/2)) - exp((cos(2pi*x) + cos(2pi*y))/2) + e + 20",
       {0.3, -0.2},
       {0, 2.579927558}},
      {"Rastrigin of 2", "20 + x^2 - 10cos(2pi*x) + y^2 - 10cos(2pi*y)", {0.3, -0.2}, {0, 0.99495906, 1.98991811}},
      {"Griewank of 2", "(x^2 + y^2)/4000 - cos(x)*cos(y/sqrt(2)) + 1", {1, -1}, {0}},
      {"Styblinski and Tang of 3",
       "param x: R[3]; sum(x.^4 - 16x.^2 + 5x)/2",
       {-1, -1, -1},
       {-117.498497, -103.361768, -89.2250391}},
      {"Easom", "-cos(x)*cos(y)*exp(-((x - pi)^2 + (y - pi)^2))", {2.5, 3.5}, {-1}},
      {"McCormick", "sin(x + y) + (x - y)^2 - 1.5x + 2.5y + 1", {0, 0}, {-1.913222954982, 1.228370}},
      {"Rosenbrock, extended, of 100 (MGH 21)", "param x: R[100]" + rosenbrock_pairs, repeated({-1.2, 1}, 50), {0}},
  };
}

}  // namespace adc::tests
