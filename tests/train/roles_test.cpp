// What a program's data take from a table, and what a table tells of a program.
#include "adc/train/roles.hpp"

#include <catch2/catch.hpp>

using namespace adc::train;
using Tensor = adc::Loss::Tensor;

namespace {

Dataset table(std::vector<std::string> targets, std::vector<std::string> classes = {}) {
  return {
      .features = {"a", "b", "c", "d"}, .targets = std::move(targets), .classes = std::move(classes), .x = {}, .t = {}};
}

std::string refusal(const std::vector<Tensor>& data, const Dataset& examples) {
  const auto found = roles(data, examples);
  REQUIRE(!found);
  CHECK(found.error().diagnostic().slug == "bad-data");
  return found.error().what();
}

}  // namespace

TEST_CASE("several tensors share the features that no scalar names, as declared") {
  const auto found =
      roles(std::vector<Tensor>{{"u", {2}, 0, 2}, {"c", {}, 2, 1}, {"v", {1}, 3, 1}, {"t", {}, 4, 1}}, table({"t"}))
          .value();
  CHECK(found[0].features == std::vector<std::size_t>{0, 1});
  CHECK(found[1].of == Role::Of::Column);
  CHECK(found[1].features == std::vector<std::size_t>{2});
  CHECK(found[2].features == std::vector<std::size_t>{3});
  CHECK(found[3].of == Role::Of::Target);
  CHECK(found[3].features.empty());
}

TEST_CASE("without a target all tensors are features") {
  const auto found = roles(std::vector<Tensor>{{"u", {3}, 0, 3}, {"v", {1}, 3, 1}}, table({})).value();
  CHECK(found[0].features == std::vector<std::size_t>{0, 1, 2});
  CHECK(found[1].of == Role::Of::Features);
  CHECK(found[1].features == std::vector<std::size_t>{3});
}

TEST_CASE("a single tensor is no target, and a scalar of no column's name is not guessed at") {
  CHECK(refusal({{"x", {4}, 0, 4}}, table({"t"})).find("no tensor for the target `t`") != std::string::npos);
  CHECK(refusal({{"w", {}, 0, 1}, {"x", {3}, 1, 3}, {"t", {}, 4, 1}}, table({"t"}))
            .find("named like the program's `w`") != std::string::npos);
  const auto declared = [](const char* text) { return declared_data(text).value(); };
  CHECK(declared("param w: R[3]; data x: R[3]; sum((x - w).^2)").size() == 1);
  const auto open = declared("dim n; param w: R[n]; data x: R[n, 2], t: R; (dot(w, x[:, 1]) - t)^2");
  REQUIRE(open.size() == 2);
  CHECK(open[0].shape == std::vector<std::int64_t>{-1, 2});
  CHECK(open[1].name == "t");
}

TEST_CASE("weights of examples go to the scalar of that name") {
  Dataset weighted = table({"t"});
  weighted.weights = {1};
  const auto found =
      roles(std::vector<Tensor>{{"x", {4}, 0, 4}, {"t", {}, 4, 1}, {"weight", {}, 5, 1}}, weighted).value();
  CHECK(found[1].of == Role::Of::Target);
  CHECK(found[2].of == Role::Of::Weight);
  CHECK(refusal({{"x", {4}, 0, 4}, {"t", {}, 4, 1}}, weighted).find("no use for them") != std::string::npos);
}

TEST_CASE("a table tells the sizes that data have") {
  const std::string program =
      "dim n, k\nparam W: R[k, n], b: R[k]\ndata x: R[n], t: R[k]\ny = softmax(W*x + b)\ncross_entropy(y, t), y";
  const auto dims = dims_of(program, table({"t"}, {"red", "green", "blue"})).value();
  CHECK(dims == std::map<std::string, std::int64_t>{{"k", 3}, {"n", 4}});
  CHECK(dims_of(program, table({"t"}, {"red", "green"}), {.dims = {{"n", 2}}}).value().at("n") == 2);
  // Of several tensors the one that is open takes what is left; a matrix, as many rows as fit.
  CHECK(dims_of("dim n\nparam w: R[n]\ndata x: R[n], z: R[1], t: R\n(dot(w, x) + z[1] - t)^2", table({"t"}))
            .value()
            .at("n") == 3);
  CHECK(dims_of("dim n\nparam w: R[n]\ndata A: R[n, 2], t: R[2]\nsum((A'*w - t).^2)", table({"t1", "t2"}))
            .value()
            .at("n") == 2);
}

TEST_CASE("sizes that no data tell stay unknown, and other errors are those of the program") {
  CHECK(dims_of("dim h\nparam W: R[h, 4], v: R[h]\ndata x: R[4], t: R\n(dot(v, tanh(W*x)) - t)^2", table({"t"}))
            .value()
            .empty());
  const auto wrong = dims_of("param w: R\ndata x: R[4], t: R\nw*sni(t)", table({"t"}));
  REQUIRE(!wrong);
  CHECK(wrong.error().diagnostic().slug == "unknown-function");
}
