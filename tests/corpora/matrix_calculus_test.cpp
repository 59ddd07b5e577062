// Derivatives of tensors as matrix calculus writes them, and that what is written is read back to the same numbers.
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "adc/adc.hpp"

namespace {

std::string derivative(const std::string& program, const std::vector<std::string>& variables) {
  const adc::Function f = adc::compile(program).value();
  return f.mixed_derivative(variables, 0).value();
}

TEST_CASE("derivatives of tensors read as in matrix calculus") {
  CHECK(derivative("param A: R[3,3]; trace(A)", {"A"}) == "eye(3)");
  CHECK(derivative("param A: R[3,3]; data B: R[3,3]; trace(A*B)", {"A"}) == "Bᵀ");
  CHECK(derivative("param x: R[3]; data A: R[3,3]; x'*A*x", {"x"}) == "(Aᵀ + A)*x");
  CHECK(derivative("param x: R[3]; data A: R[3,3]; x'*A*x", {"x", "x"}) == "Aᵀ + A");
  CHECK(derivative("param x: R[3]; softmax(x)", {"x"}) == "diag(s) - s*sᵀ where s = softmax(x)");
  CHECK(derivative("param x: R[3]; logsumexp(x)", {"x", "x"}) == "diag(s) - s*sᵀ where s = softmax(x)");
  CHECK(derivative("param x: R[3]; x/norm(x)", {"x"}) == "eye(3)/‖x‖ - x*xᵀ/‖x‖³");
  CHECK(derivative("param x: R[4]; sum((x - mean(x)).^2)/4", {"x"}) == "(x - mean(x))/2");
  CHECK(derivative("param w: R[3]; data X: R[5,3]; data y: R[5]; p = sigmoid(X*w); -mean(y.*log(p) + (1-y).*log(1-p))",
                   {"w", "w"}) == "Xᵀ*diag(p .* (1 - p))*X/5 where p = sigmoid(X*w)");
  CHECK(derivative("param x: R[3]; data A: R[2,3]; logsumexp(A*x)", {"x", "x"}) ==
        "Aᵀ*(diag(s) - s*sᵀ)*A where s = softmax(A*x)");
  CHECK(derivative("param x: R[3]; 1/norm(x)", {"x", "x"}) == "3x*xᵀ/‖x‖⁵ - eye(3)/‖x‖³");
  CHECK(derivative("param x: R[3], y: R[3]; dot(x,y)/(norm(x)*norm(y))", {"x"}) == "(‖x‖²·y - dot(x, y)·x)/(‖x‖³·‖y‖)");
  CHECK(derivative("param x: R[4]; mean(x)^2", {"x"}) == "mean(x)/2·ones(4)");
  CHECK(derivative("param x: R[3]; log(sum(x.^2))", {"x"}) == "2x/‖x‖²");
  CHECK(derivative("param x: R[3]; sum(x.^3)", {"x", "x"}) == "6diag(x)");
  CHECK(derivative("param x: R[3]; data a: R[3]; sum(a.*x)*x", {"x"}) == "x*aᵀ + dot(a, x)·eye(3)");
  CHECK(derivative("param W: R[2,3]; data x: R[3]; sum(tanh(W*x))", {"W"}) == "sech(W*x).^2*xᵀ");
}

TEST_CASE("derivatives by matrices are those of the usual tables") {
  const std::string declared = "param X: R[3,3]; data A: R[3,3], a: R[3], b: R[3]; ";
  CHECK(derivative(declared + "aᵀ*X*b", {"X"}) == "a*bᵀ");
  CHECK(derivative(declared + "aᵀ*Xᵀ*b", {"X"}) == "b*aᵀ");
  CHECK(derivative(declared + "aᵀ*Xᵀ*X*b", {"X"}) == "X*a*bᵀ + X*b*aᵀ");
  CHECK(derivative(declared + "trace(Xᵀ*A*X)", {"X"}) == "(Aᵀ + A)*X");
  CHECK(derivative(declared + "trace(X*X*A)", {"X"}) == "Aᵀ*Xᵀ + Xᵀ*Aᵀ");
  const std::string line = "param x: R[3]; data A: R[2,3], b: R[2]; ";
  CHECK(derivative(line + "‖A*x - b‖²", {"x"}) == "2Aᵀ*(A*x - b)");
  CHECK(derivative(line + "‖A*x - b‖", {"x"}) == "Aᵀ*t/‖t‖ where t = A*x - b");
  CHECK(derivative("param x: R[3]; norm(x)^3", {"x"}) == "3‖x‖·x");
}

TEST_CASE("a few elements that differ are written one by one") {
  CHECK(derivative("param x: R[4]; x[1]*x[2] + x[3]^2", {"x"}) == "[x[2], x[1], 2x[3], 0]");
  CHECK(derivative("param x: R[4]; x[2]*x[3]", {"x", "x"}) == "[0, 0, 0, 0; 0, 0, 1, 0; 0, 1, 0, 0; 0, 0, 0, 0]");
  CHECK(derivative("param x: R[3]; prod(x)", {"x", "x"}) == "[0, x[3], x[2]; x[3], 0, x[1]; x[2], x[1], 0]");
}

TEST_CASE("tensors of three axes and more are written by their elements") {
  CHECK(derivative("param x: R[3]; sin(x)", {"x", "x"}) ==
        "[i = 1:3, j = 1:3, k = 1:3, if(i == j == k, -sin(x[i]), 0)]");
  CHECK(derivative("param A: R[2,3]; data B: R[3,2]; A*B", {"A"}) ==
        "[i = 1:2, j = 1:2, k = 1:2, l = 1:3, if(i == k, B[l, j], 0)]");
  CHECK(derivative("param A: R[2,3]; data x: R[3]; tanh(A*x)", {"A"}) ==
        "[i = 1:2, j = 1:2, k = 1:3, if(i == j, x[k]·sech²((A*x)[i]), 0)]");
  CHECK(derivative("param A: R[3,3]; A*A", {"A"}) ==
        "[i = 1:3, j = 1:3, k = 1:3, l = 1:3, if(i == k, A[l, j], 0) + if(j == l, A[i, k], 0)]");
  CHECK(derivative("param x: R[3]; x*x'", {"x"}) ==
        "[i = 1:3, j = 1:3, k = 1:3, if(i == k, x[j], 0) + if(j == k, x[i], 0)]");
  CHECK(derivative("param x: R[3]; diag(x)", {"x"}) == "[i = 1:3, j = 1:3, k = 1:3, if(i == j == k, 1, 0)]");
  CHECK(derivative("param A: R[2,3]; sum(A, dims=1)", {"A"}) == "[i = 1:3, j = 1:2, k = 1:3, if(i == k, 1, 0)]");
  CHECK(derivative("param W: R[2,3]; data x: R[3]; softmax(W*x)", {"W"}) ==
        "[i = 1:2, j = 1:2, k = 1:3, -s[i]·s[j]·x[k] + if(i == j, s[i]·x[k], 0)] where s = softmax(W*x)");
}

TEST_CASE("gathers, scatters and convolutions are written by indices") {
  CHECK(derivative("param x: R[3]; data k: R[2]; x[k]", {"x"}) == "[i = 1:2, j = 1:3, if(j == k[i], 1, 0)]");
  const std::string convolution = "; [i = 1:3, sum(j = 1:3, w[j]*x[i+j-1])]";
  CHECK(derivative("param w: R[3]; data x: R[5]" + convolution, {"w"}) == "[i = 1:3, j = 1:3, x[i + j - 1]]");
  CHECK(derivative("param x: R[5]; data w: R[3]" + convolution, {"x"}) ==
        "[i = 1:3, j = 1:5, sum(k = 1:3, if(j + 1 == i + k, w[k], 0))]");
}

TEST_CASE("a vector among zeros is on the diagonal only where diag puts it") {
  const std::string program =
      "param A: R[3,3]; data b: R[3]; g = grad(sum(tanh(reshape(A, 9)[1:3])), A); sum(g, dims=2) .* b";
  const adc::Function f = adc::compile(program).value();
  const adc::Function read =
      adc::compile("param A: R[3,3]; data b: R[3]\n" + f.emit(adc::Derive::Value, adc::Target::Formula).value())
          .value();
  std::vector<double> point(12, 0.25);
  std::vector<double> wanted(3);
  std::vector<double> found(3);
  f.values(point, wanted);
  read.values(point, found);
  CHECK(found == wanted);
}

/// Writes expressions of x, a: R[3], A, B: R[3, 3] and c: R.
class Writer {
 public:
  explicit Writer(std::uint32_t seed) : random_(seed) {}

  std::string scalar(int depth) {
    if (depth == 0) return pick({"c", "2", "x[1]", "A[1, 2]"});
    switch (below(9)) {
      case 0: return "sum(" + vector(depth - 1) + ")";
      case 1: return "dot(" + vector(depth - 1) + ", " + vector(depth - 1) + ")";
      case 2: return "(" + scalar(depth - 1) + " + " + scalar(depth - 1) + ")";
      case 3: return "(" + scalar(depth - 1) + " * " + scalar(depth - 1) + ")";
      case 4: return "trace(" + matrix(depth - 1) + ")";
      case 5: return "sum(" + matrix(depth - 1) + ")";
      case 6: return "mean(" + vector(depth - 1) + ")";
      case 7: return "sin(" + scalar(depth - 1) + ")";
      default: return "logsumexp(" + vector(depth - 1) + ")";
    }
  }

  std::string vector(int depth) {
    if (depth == 0) return pick({"x", "a", "ones(3)"});
    switch (below(11)) {
      case 0: return "(" + vector(depth - 1) + " + " + vector(depth - 1) + ")";
      case 1: return "(" + vector(depth - 1) + " .* " + vector(depth - 1) + ")";
      case 2: return "(" + matrix(depth - 1) + "*" + vector(depth - 1) + ")";
      case 3: return "(" + scalar(depth - 1) + "*" + vector(depth - 1) + ")";
      case 4: return "tanh(" + vector(depth - 1) + ")";
      case 5: return "softmax(" + vector(depth - 1) + ")";
      case 6: return "sum(" + matrix(depth - 1) + ", dims=2)";
      case 7: return "((" + vector(depth - 1) + ").^2)";
      case 8: return "sigmoid(" + vector(depth - 1) + ")";
      case 9: return "(" + vector(depth - 1) + "/(2 + norm(" + vector(depth - 1) + ")))";
      default: return "(" + vector(depth - 1) + " - mean(" + vector(depth - 1) + "))";
    }
  }

  std::string matrix(int depth) {
    if (depth == 0) return pick({"A", "B", "eye(3)"});
    switch (below(8)) {
      case 0: return "(" + matrix(depth - 1) + " + " + matrix(depth - 1) + ")";
      case 1: return "(" + matrix(depth - 1) + "*" + matrix(depth - 1) + ")";
      case 2: return "(" + matrix(depth - 1) + ")'";
      case 3: return "diag(" + vector(depth - 1) + ")";
      case 4: return "(" + vector(depth - 1) + "*" + vector(depth - 1) + "')";
      case 5: return "(" + matrix(depth - 1) + " .* " + matrix(depth - 1) + ")";
      case 6: return "(" + scalar(depth - 1) + "*" + matrix(depth - 1) + ")";
      default: return "tanh(" + matrix(depth - 1) + ")";
    }
  }

  std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(random_() % n); }

 private:
  std::string pick(std::initializer_list<const char*> words) {
    return *(words.begin() + static_cast<std::ptrdiff_t>(below(static_cast<std::uint32_t>(words.size()))));
  }

  std::mt19937 random_;
};

const std::string kDeclared = "param x: R[3]; data a: R[3]; param A: R[3, 3]; data B: R[3, 3]; param c: R\n";

/// The numbers of each input, by its name.
std::vector<double> numbers(const std::string& name, std::size_t count) {
  std::vector<double> all(count);
  for (std::size_t i = 0; i < count; ++i)
    all[i] = std::sin(static_cast<double>(name[0]) + 1.7 * static_cast<double>(i));
  return all;
}

std::vector<double> point(const adc::Function& f) {
  std::vector<double> all;
  for (std::size_t i = 0; i < f.inputs().size(); ++i) {
    const std::vector<double> own = numbers(f.inputs()[i], adc::elements(f.input_shapes()[i]));
    all.insert(all.end(), own.begin(), own.end());
  }
  return all;
}

std::vector<double> evaluated(const adc::Function& f, adc::Derive derive) {
  std::size_t size = 0;
  for (const adc::Extents& shape : f.result_shapes(derive)) size += adc::elements(shape);
  std::vector<double> all(size);
  f.evaluate(derive, point(f), all);
  return all;
}

enum class Read { Same, Other, Unreadable };

/// What the derivative of `body` by `variable` gives when its text is read back.
Read read_back(const std::string& body, const std::string& variable, std::string& text) {
  adc::CompileOptions options;
  options.wrt = {variable};
  const adc::Function f = adc::compile(kDeclared + body, options).value();
  const adc::Result<std::string> printed = f.derivative(variable);
  if (!printed) return Read::Unreadable;
  text = *printed;
  const auto read = adc::compile(kDeclared + text);
  if (!read) return Read::Unreadable;
  const std::vector<double> all = evaluated(f, adc::Derive::Gradient);
  const std::size_t first = f.output_size();
  const std::vector<double> back = evaluated(*read, adc::Derive::Value);
  if (back.size() + first != all.size()) return Read::Other;
  for (std::size_t i = 0; i < back.size(); ++i) {
    const double wanted = all[first + i];
    if (!(std::fabs(back[i] - wanted) <= 1e-9 * std::max(1.0, std::fabs(wanted)))) return Read::Other;
  }
  return Read::Same;
}

/// How many of the derivatives of random programs are read back to the same numbers, and what cannot be read.
struct Count {
  int same = 0;
  int asked = 0;
  std::string unreadable = {};
};

void count(const std::string& body, const std::string& variable, Count& all) {
  if (body.find(variable) == std::string::npos) return;
  ++all.asked;
  std::string text;
  CAPTURE(body, variable);
  const Read read = read_back(body, variable, text);
  CAPTURE(text);
  CHECK(read != Read::Other);
  all.same += read == Read::Same ? 1 : 0;
  if (read == Read::Unreadable) all.unreadable += body + " by " + variable + "\n  " + text + "\n";
}

TEST_CASE("printed derivatives of random programs of tensors are read back to the same numbers") {
  constexpr int kPrograms = 1'800;
  Writer writer(5);
  Count all;
  for (int i = 0; i < kPrograms; ++i) {
    const int depth = 1 + static_cast<int>(writer.below(3));
    const std::uint32_t kind = writer.below(3);
    const std::string body = kind == 0 ? writer.vector(depth) : writer.scalar(depth);
    count(body, kind == 2 && body.find('A') != std::string::npos ? "A" : "x", all);
  }
  INFO(all.unreadable.substr(0, 4'000));
  CAPTURE(all.same, all.asked);
  CHECK(all.asked >= 1'000);
  CHECK(all.same == all.asked);
}

TEST_CASE("printed derivatives of vectors and matrices by matrices are read back to the same numbers") {
  constexpr int kPrograms = 1'500;
  Writer writer(6);
  Count all;
  for (int i = 0; i < kPrograms; ++i) {
    const int depth = 1 + static_cast<int>(writer.below(3));
    switch (writer.below(3)) {
      case 0: count(writer.vector(depth), "A", all); break;
      case 1: count(writer.matrix(depth), "x", all); break;
      default: count(writer.matrix(depth), "A", all);
    }
  }
  INFO(all.unreadable.substr(0, 4'000));
  CAPTURE(all.same, all.asked);
  CHECK(all.asked >= 400);
  CHECK(all.same == all.asked);
}

}  // namespace
