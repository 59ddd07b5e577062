// Columns of tables as features.
#include "adc/train/encoding.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <numeric>

using namespace adc::train;
using adc::TypedOptions;
using adc::TypedTable;

namespace {

using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;

TypedTable table(std::string_view text) {
  return adc::parse_typed_table(text, "t.csv", {.missing = TypedOptions::Missing::Keep}).value();
}

FittedEncoding fitted(const TypedTable& table, const EncodingOptions& options = {}) {
  std::vector<std::size_t> rows(table.rows());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return fit_encoding(table, rows, options).value();
}

std::string refusal(const Encoding& encoding, std::string_view text) {
  const auto encoded = encode(encoding, table(text));
  REQUIRE(!encoded);
  CHECK(encoded.error().diagnostic().slug == "bad-data");
  return encoded.error().what();
}

constexpr std::string_view kColours = "size,colour,t\n1,red,0\n2,blue,1\n3,red,0\n4,green,1\n5,blue,0\n6,green,1\n";

}  // namespace

TEST_CASE("numbers stay, and text has a feature for each of its levels") {
  const FittedEncoding fit = fitted(table(kColours), {.excluded = {"t"}});
  CHECK(fit.encoding.features() == Texts{"size", "colour=blue", "colour=green", "colour=red"});
  CHECK(fit.notes == Texts{"`colour` is text: a feature for each of 3 levels"});
  CHECK(fit.encoding.column_of_features() == std::vector<std::size_t>{0, 1, 1, 1});
  const EncodedRows rows = encode(fit.encoding, table("colour,size\nred,7\nblue,8\n")).value();
  CHECK(rows.x == Numbers{7, 0, 0, 1, 8, 1, 0, 0});
  CHECK(rows.notes.empty());
}

TEST_CASE("rare levels share a feature, and a level that was not trained with is one of them, or none") {
  std::string text = "k,x\n";
  for (int i = 0; i < 100; ++i) text += (i < 60 ? "a" : i < 97 ? "b" : "c" + std::to_string(i)) + ",1\n";
  const Encoding pooled = fitted(table(text), {.excluded = {"x"}, .least_part = 0.02}).encoding;
  CHECK(pooled.features() == Texts{"k=a", "k=b", "k=other"});
  const EncodedRows rows = encode(pooled, table("k\nc98\nb\nzzz\n")).value();
  CHECK(rows.x == Numbers{0, 0, 1, 0, 1, 0, 0, 0, 1});
  CHECK(rows.notes == Texts{"`k` has in 2 rows a text that was not trained with, first `c98` in t.csv:2: it counts as "
                            "`other`"});
  const Encoding most = fitted(table(text), {.excluded = {"x"}, .most_levels = 1}).encoding;
  CHECK(most.features() == Texts{"k=a", "k=other"});
  const Encoding full = fitted(table(kColours), {.excluded = {"t", "size"}}).encoding;
  CHECK(encode(full, table("colour\npink\n"))->x == Numbers{0, 0, 0});
  // A level of that name has its own feature.
  const Encoding other =
      fitted(table("k,x\nother,1\nother,2\nother,3\nb,4\nc,5\n"), {.excluded = {"x"}, .least_part = 0.3}).encoding;
  CHECK(other.features() == Texts{"k=other", "k=(other)"});
}

TEST_CASE("what says nothing is left out, with a note") {
  std::string text = "name,same,x,none\n";
  for (int i = 0; i < 40; ++i) text += "n" + std::to_string(i) + ",a," + std::to_string(i) + ",\n";
  const FittedEncoding fit = fitted(table(text));
  CHECK(fit.encoding.features() == Texts{"x"});
  REQUIRE(fit.notes.size() == 3);
  CHECK(fit.notes[0].starts_with("`name` has 40 different texts in 40 rows, and is left out"));
  CHECK(fit.notes[1].starts_with("`same` has the same text in all rows"));
  CHECK(fit.notes[2].starts_with("`none` has no value in any row"));
  CHECK(fitted(table("x,y\n1,2\n1,3\n")).notes == Texts{"`x` is the same in all rows, and says nothing"});
  const TypedTable only = table("t\n1\n2\n");
  CHECK(fit_encoding(only, std::vector<std::size_t>{0, 1}, {.excluded = {"t"}}).error().diagnostic().slug ==
        "bad-data");
}

TEST_CASE("what stands for missing values comes from the rows that are fitted to") {
  const TypedTable t = table("x,k\n1,a\n2,b\n,b\n9,\n2,a\n100,a\n");
  const std::vector<std::size_t> rows{0, 1, 2, 3, 4};
  const auto x_of = [&](Imputation imputation) {
    const Encoding encoding = fit_encoding(t, rows, {.imputation = imputation})->encoding;
    return encode(encoding, table("x,k\n,b\n3,\n")).value().x;
  };
  CHECK(x_of(Imputation::Mean) == Numbers{3.5, 0, 1, 3, 1, 0});
  CHECK(x_of(Imputation::Median) == Numbers{2, 0, 1, 3, 1, 0});
  CHECK(x_of(Imputation::Mode) == Numbers{2, 0, 1, 3, 1, 0});
  CHECK(x_of(Imputation::Indicator) == Numbers{3.5, 1, 0, 1, 0, 3, 0, 0, 0, 1});
  const Encoding none = fit_encoding(t, rows)->encoding;
  CHECK(refusal(none, "x,k\n1,a\n,b\n").find("t.csv:3: the column `x` has no value here") != std::string::npos);
}

TEST_CASE("an index is the level's number from 1, and levels that it lacks are refused with their line") {
  const Encoding encoding = fitted(table(kColours), {.excluded = {"t"}, .indices = {"colour"}}).encoding;
  CHECK(encoding.features() == Texts{"size", "colour"});
  CHECK(encode(encoding, table("size,colour\n1,red\n2,blue\n"))->x == Numbers{1, 3, 2, 1});
  CHECK(refusal(encoding, "size,colour\n1,red\n2,pink\n").find("t.csv:3: `pink` in the column `colour`") !=
        std::string::npos);
}

TEST_CASE("dates and times come around again where that is asked for") {
  const Encoding encoding = fitted(table("d,h\n2025-01-01,06:00\n2025-07-02,12:00\n"), {.cyclic = {"d", "h"}}).encoding;
  CHECK(encoding.features() == Texts{"d", "d year sin", "d year cos", "d week sin", "d week cos", "h sin", "h cos"});
  const Numbers x = encode(encoding, table("d,h\n1970-01-08,18:00\n")).value().x;
  CHECK(x[0] == 7);
  CHECK(x[1] == Approx(std::sin(2 * std::numbers::pi * 7 / 365.2425)));
  CHECK(x[3] == Approx(0).margin(1e-12));
  CHECK(x[4] == Approx(1));
  CHECK(x[5] == Approx(-1));
  const TypedTable plain = table("x,t\n1,2\n");
  CHECK(fit_encoding(plain, std::vector<std::size_t>{0}, {.cyclic = {"x"}}).error().diagnostic().slug == "bad-data");
}

TEST_CASE("columns of another kind, and columns that are missing, are refused") {
  const Encoding encoding = fitted(table(kColours), {.excluded = {"t"}}).encoding;
  CHECK(refusal(encoding, "size,colour\nlarge,red\n").find("the column `size` of t.csv has text") != std::string::npos);
  CHECK(encode(encoding, table("size\n1\n")).error().diagnostic().slug == "missing-column");
}
