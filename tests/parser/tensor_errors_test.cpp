// What is said about tensors that do not fit, and that no tensor of a user's text is too much.
#include <ctime>

#include "diag/render.h"
#include "tests/parser/tensor_support.h"
#include "tests/support/repeated.h"

namespace adc::parser {
namespace {

using tests::repeated;

TEST_CASE("shapes that clash label both operands") {
  const std::string_view text = "param W: R[10, 64], b: R[32]\nW + b";
  const Diagnostic clash = error(text);
  CHECK(clash.slug == "shape-mismatch");
  REQUIRE(clash.labels.size() == 2);
  CHECK(clash.labels[0].text == "this is `R[10, 64]`");
  CHECK(clash.labels[1].text == "this is `R[32]`");
  CHECK(text.substr(clash.labels[0].span.begin, 1) == "W");
  CHECK(text.substr(clash.labels[1].span.begin, 1) == "b");
  CHECK(diag::render(clash, "f.adc", text) ==
        "f.adc:2:1: error: these shapes do not go together element by element: `R[10, 64]` and `R[32]` "
        "[shape-mismatch]\n"
        "  W + b\n"
        "  ^~~~~\n"
        "  f.adc:2:1: this is `R[10, 64]`\n"
        "  W + b\n"
        "  ^\n"
        "  f.adc:2:5: this is `R[32]`\n"
        "  W + b\n"
        "      ^\n");
}

TEST_CASE("help names the transpose, the product or the function that was meant") {
  const auto help = [](std::string_view text) {
    std::string all;
    for (const std::string& line : error(text).help) all += line + "\n";
    return all;
  };
  CHECK(help("param x: R[3]; x + x'").find("ᵀ") != std::string::npos);
  CHECK(help("param x: R[3]; x*x").find("dot(…, …)") != std::string::npos);
  CHECK(help("param x: R[3]; x*x").find("… .* …") != std::string::npos);
  CHECK(help("param x: R[3]; x²").find("dot(…, …)") != std::string::npos);
  CHECK(help("param x: R[3]; x²").find(".^") != std::string::npos);
  CHECK(help("param x: R[3]; 1 + x/x").find("./") != std::string::npos);
  CHECK(help("param W: R[3, 2], x: R[3]; W*x").find("…ᵀ*…") != std::string::npos);
  CHECK(help("param A: R[3, 2]; A[1]").find("[…, :]") != std::string::npos);
  CHECK(help("[[1, 2], [3, 4]]").find("[1, 2; 3, 4]") != std::string::npos);
  CHECK(help("dim n; param x: R[n]; sum(x)").find("n=…") != std::string::npos);
  CHECK(help("x = [1]; sum(i = 1:n, x[i])").find("dim n") != std::string::npos);
}

TEST_CASE("an index out of range names the shape") {
  const std::string_view text = "param A: R[2, 3]\nA[2, 4]";
  const Diagnostic outside = error(text);
  CHECK(outside.message == "the index is 4, and the indices of `R[2, 3]` along axis 2 run from 1 to 3");
  REQUIRE(outside.labels.size() == 1);
  CHECK(text.substr(outside.labels[0].span.begin, 1) == "A");
  CHECK(error("param x: R[3]; sum(i = 1:3, x[i + 1])").message ==
        "the index reaches 4, and the indices of `R[3]` run from 1 to 3");
}

TEST_CASE("a function of the prelude blames the call") {
  CHECK(blamed("param z: R[3]; data t: R[2]; cross_entropy(softmax(z), t)") == "t");
  CHECK(error("param z: R[3]; data t: R[2]; cross_entropy(softmax(z), t)").message ==
        "`t` is declared as `R[3]`, and this is `R[2]`");
  CHECK(blamed("param z: R[3]; data t: R[2]; sum_of_squares(z, t)") == "sum_of_squares(z, t)");
}

TEST_CASE("shapes and sizes that are given must fit what is declared") {
  ParseOptions options;
  options.shapes["x"] = {2};
  CHECK(slug("param x: R[3]; sum(x)", options) == "shape-mismatch");
  CHECK(slug("param x; x", options) == "shape-mismatch");
  CHECK(slug("y + 1", options) == "unused-input");
  options.dims["n"] = 3;
  CHECK(slug("dim n; param x: R[n]; sum(x)", options) == "shape-mismatch");
  CHECK(slug("sum(x)", options) == "unused-input");
  options.dims["n"] = -1;
  CHECK(slug("n*sum(x)", options) == "bad-dimension");
}

TEST_CASE("a name that is given as an input and as a size is what the program declares it as") {
  ParseOptions options;
  options.inputs = {"n"};
  options.dims["n"] = 3;
  CHECK(inputs("dim n; sum(i = 1:n, i)", options).empty());
  CHECK(inputs("n + 1", options) == "n");
  CHECK(slug("x + 1", options) == "unused-input");
}

// "" if the text is accepted, else the slug; it must come soon.
std::string answer(std::string_view text, const ParseOptions& options = {}) {
  const std::clock_t begin = std::clock();
  const Result<Parsed> result = parse(text, options);
  const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  CHECK(seconds < 10.0);
  return result ? "" : result.error().diagnostic().slug;
}

TEST_CASE("large literals take linear time") {
#ifdef NDEBUG
  constexpr std::size_t kMany = 1'000'000;
#else
  constexpr std::size_t kMany = 100'000;
#endif
  CHECK(answer("[1" + repeated(", 2", kMany) + "]").empty());
  CHECK(answer("[x" + repeated("; x", kMany) + "]").empty());
  CHECK(answer("[1, 2" + repeated("; 3, 4", kMany) + "]").empty());
  CHECK(answer("x = [1, 2]; 0" + repeated(" + x[1]", kMany)).empty());
  CHECK(answer(repeated("sum(i = 1:2, ", kMany) + "1" + repeated(")", kMany)) == "nesting-too-deep");
  CHECK(answer("x" + repeated("ᵀ", kMany)).empty());
  CHECK(answer(repeated("‖", kMany)) == "nesting-too-deep");
  CHECK(answer("sum(" + repeated("i = 1:2, ", kMany) + "1)") == "tensor-too-large");
  CHECK(answer("x = [1]; x[" + repeated("1, ", kMany) + "1]") == "bad-index");
  CHECK(answer("x = [1]; x[" + repeated("end, ", 1000) + "1]") == "bad-index");
}

TEST_CASE("sums nest deeply, as long as no value depends on more indices than a tensor has axes") {
  std::string independent;
  std::string chain;
  std::string all = "0";
  for (int i = 0; i < 100; ++i) {
    const std::string name = "i" + std::to_string(i);
    independent += "sum(" + name + " = 1:2, " + name + " + ";
    chain += "sum(" + name + " = 1:2, ";
    all += " + " + name;
  }
  CHECK(tensor_values(independent + "0" + repeated(")", 100))[0] > 0);
  CHECK(answer(chain + all + repeated(")", 100)) == "tensor-too-large");
}

TEST_CASE("extents of zero are no special case") {
  CHECK(tensor_values("sum(zeros(0))") == Numbers{0});
  CHECK(tensor_values("prod(zeros(0))") == Numbers{1});
  CHECK(tensor_values("zeros(0, 3)*[1, 2, 3]").empty());
  CHECK(tensor_values("zeros(3, 0)*zeros(0)") == Numbers{0, 0, 0});
  CHECK(tensor_values("eye(0)").empty());
  CHECK(tensor_values("[zeros(0); 1]") == Numbers{1});
  CHECK(tensor_values("cumsum(zeros(0))").empty());
  CHECK(tensor_values("trace(zeros(0, 0))") == Numbers{0});
  CHECK(tensor_values("x = zeros(0); sum(i = 1:0, x[i])") == Numbers{0});
  CHECK(tensor_values("x = zeros(0); [i = 1:0, x[i]*i]").empty());
  CHECK(answer("argmax(zeros(0))") == "wrong-shape");
  CHECK(answer("x = zeros(0); x[1]") == "index-out-of-range");
}

TEST_CASE("extents, ranges and numbers beyond all bounds are refused") {
  CHECK(answer("zeros(10^18)") == "tensor-too-large");
  CHECK(answer("zeros(10^30)") == "bad-dimension");
  CHECK(answer("eye(10^9)") == "tensor-too-large");
  CHECK(answer("outer(range(10^9), range(10^9))") == "tensor-too-large");
  CHECK(answer("sum(i = 1:10^7, j = 1:10^8, i*j)") == "tensor-too-large");
  CHECK(answer("sum(i = 10^17:10^17, i)") == "tensor-too-large");
  CHECK(answer("x = [1, 2]; x[9223372036854775807]") == "index-out-of-range");
  CHECK(answer("x = [1, 2]; x[-9223372036854775807:9223372036854775807]") == "index-out-of-range");
  CHECK(answer("x = [1, 2]; sum(i = 1:2, x[9223372036854775807i])") == "index-out-of-range");
  CHECK(answer("x = [1, 2]; sum(i = 1:2, x[4611686018427387904i + 4611686018427387904i])") == "non-affine-index");
  CHECK(answer("param x: R[9223372036854775807 + 1]; sum(x)") == "bad-dimension");
  CHECK(answer("[1, 2; 3, 4]^9000000000000000000").empty());
  CHECK(answer("param A: R[2,2,2,2,2]; diff(A, A)") == "tensor-too-large");
}

}  // namespace
}  // namespace adc::parser
