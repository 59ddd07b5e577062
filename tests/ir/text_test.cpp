#include "ir/text.h"

#include <catch2/catch.hpp>
#include <limits>

#include "ir/builder.h"
#include "ir/verifier.h"
#include "tests/support/random_function.h"

using namespace adc::ir;
using adc::tests::random_function;

namespace {

const std::string kExample =
    "adc-ir 1\n"
    "fn J(%0: f64 param \"x\") -> f64 {\n"
    "  %1 = mul %0, %0\n"
    "  %2 = const 1/3\n"
    "  %3 = polygamma[1] %1\n"
    "  %4 = powi[-3] %2\n"
    "  %5 = add %3, %4\n"
    "  ret %5 \"J\"\n"
    "}\n";

/// The slug of reading `text`, and that its span lies inside.
std::string slug_of(std::string_view text) {
  const adc::Result<Function> fn = read(text);
  if (fn) return "";
  const adc::Diagnostic& diagnostic = fn.error().diagnostic();
  CHECK(diagnostic.span.begin <= diagnostic.span.end);
  CHECK(diagnostic.span.end <= text.size());
  return diagnostic.slug;
}

/// kExample with one part replaced.
std::string with(std::string_view part, std::string_view replacement) {
  std::string text = kExample;
  const std::size_t at = text.find(part);
  REQUIRE(at != std::string::npos);
  return text.replace(at, part.size(), replacement);
}

Function constant_function(const Constant& constant, DType float_type = DType::F64) {
  Builder b("c", float_type);
  b.output(b.constant(constant));
  return b.finish();
}

}  // namespace

TEST_CASE("the text form is the one that the documentation shows") {
  Builder b("J");
  const ValueId x = b.param("x");
  const ValueId square = b.mul(x, x);
  const ValueId third = b.ratio(1, 3);
  const ValueId trigamma = b.polygamma(square, 1);
  b.output(b.add(trigamma, b.powi(third, -3)), "J");
  CHECK(print(b.finish()) == kExample);
  CHECK(print(read(kExample).value()) == kExample);
}

TEST_CASE("every random function is read back as it was printed") {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    const DType float_type = seed % 3 == 0 ? DType::F32 : DType::F64;
    const Function fn = random_function(seed, 10 + seed, seed % 5 + 1, float_type);
    CHECK(verify(fn).empty());
    const std::string text = print(fn);
    const adc::Result<Function> again = read(text);
    REQUIRE(again);
    CHECK(print(*again) == text);
    CHECK(verify(*again).empty());
    CHECK(again->float_type() == fn.float_type());
    REQUIRE(again->size() == fn.size());
    for (std::size_t i = 0; i < fn.size(); ++i) {
      const ValueId id = value_id(i);
      CHECK(again->op(id) == fn.op(id));
      CHECK(again->type(id) == fn.type(id));
      if (fn.is_const(id)) CHECK(again->constant(id) == fn.constant(id));
    }
  }
}

TEST_CASE("constants keep their kind and their bits") {
  using Limits = std::numeric_limits<double>;
  for (const double x : {0.0, -0.0, 1.5, -0.1, Limits::infinity(), -Limits::infinity(), Limits::quiet_NaN(),
                         -Limits::quiet_NaN(), std::bit_cast<double>(0x7ff8000000000123), Limits::denorm_min(),
                         -Limits::min(), Limits::max(), Limits::lowest(), 0x1.23456789abcdep-1030}) {
    const std::string text = print(constant_function(Constant::floating(x)));
    CAPTURE(text);
    CHECK(read(text)->constant(value_id(0)) == Constant::floating(x));
  }
  for (const Constant& constant :
       {Constant::pi(), Constant::e(), Constant::boolean(true), Constant::boolean(false),
        Constant::rational(Rational(-7)), Constant::rational(*pow(Rational::ratio(-7, 3), 200))}) {
    CHECK(read(print(constant_function(constant)))->constant(value_id(0)) == constant);
  }
  CHECK(print(constant_function(Constant::floating(-0.0))).find("const -0x0p+0\n") != std::string::npos);
  CHECK(print(constant_function(Constant::floating(3))).find("const 0x1.8p+1\n") != std::string::npos);
}

TEST_CASE("the float type survives where no value shows it") {
  CHECK(read(print(constant_function(Constant::boolean(true), DType::F32)))->float_type() == DType::F32);
}

TEST_CASE("names may be any bytes") {
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  for (const std::string& name :
       {std::string("f.d.x"), std::string("αβ ₁"), std::string("a\"b\\c\n"), all, std::string("2x")}) {
    Builder b(name);
    const ValueId x = b.param(name);
    b.output(x, name);
    const Function fn = read(print(b.finish())).value();
    CHECK(fn.name() == name);
    CHECK(fn.params()[0].name == name);
    CHECK(fn.outputs()[0].name == name);
  }
  Builder b("");
  b.output(b.param("x"));
  CHECK(read(print(b.finish()))->name().empty());
}

TEST_CASE("comments and white space are free") {
  CHECK(print(read("# a bug\nadc-ir 1 # version\nfn J(\n%0:f64 param\"x\")->f64{ret\t%0\"J\"}#").value()) ==
        "adc-ir 1\nfn J(%0: f64 param \"x\") -> f64 {\n  ret %0 \"J\"\n}\n");
}

TEST_CASE("tensor types are read") {
  const std::string text = "adc-ir 1\nfn f(%0: f64[3,4] param \"x\") -> f64[3,4] {\n  %1 = sin %0\n  ret %1\n}\n";
  CHECK(print(read(text).value()) == text);
}

TEST_CASE("an unknown version is refused") {
  CHECK(slug_of(with("adc-ir 1", "adc-ir 2")) == "ir-version");
  CHECK(slug_of(with("adc-ir 1", "adc-ir 1.1")) == "ir-version");
  CHECK(slug_of("fn f() -> f64 {}") == "ir-version");
  CHECK(slug_of("") == "ir-version");
}

TEST_CASE("wrong text is refused with a reason and a place") {
  CHECK(slug_of(kExample).empty());
  CHECK(slug_of(with("mul %0, %0", "mul %0")) == "ir-syntax");
  CHECK(slug_of(with("mul %0, %0", "mul %0, %0, %0")) == "ir-syntax");
  CHECK(slug_of(with("mul", "mull")) == "ir-syntax");
  CHECK(slug_of(with("mul %0, %0", "param %0")) == "ir-syntax");
  CHECK(slug_of(with("mul %0, %0", "mul %0, %1")) == "ir-invalid");
  CHECK(slug_of(with("mul %0, %0", "mul %0, %-1")) == "ir-invalid");
  CHECK(slug_of(with("mul %0, %0", "mul %0, %99999999999999999999")) == "ir-syntax");
  CHECK(slug_of(with("%2 =", "%7 =")) == "ir-syntax");
  CHECK(slug_of(with("polygamma[1]", "polygamma")) == "ir-syntax");
  CHECK(slug_of(with("polygamma[1]", "polygamma[65]")) == "ir-invalid");
  CHECK(slug_of(with("polygamma[1]", "polygamma[-1]")) == "ir-invalid");
  CHECK(slug_of(with("powi[-3]", "powi[3000000000]")) == "ir-invalid");
  CHECK(slug_of(with("powi[-3]", "logical_not")) == "ir-invalid");
  CHECK(slug_of(with("powi[-3] %2", "const 1/3")) == "ir-invalid");
  CHECK(slug_of(with("1/3", "1/0")) == "ir-syntax");
  CHECK(slug_of(with("1/3", "0x")) == "ir-syntax");
  CHECK(slug_of(with("1/3", "0x1p+5000")) == "ir-syntax");
  CHECK(slug_of(with("1/3", "nan(0x3ff0000000000000)")) == "ir-syntax");
  CHECK(slug_of(with("1/3", std::string(100000, '7'))) == "ir-syntax");
  CHECK(slug_of(with("f64 param", "f65 param")) == "ir-syntax");
  CHECK(slug_of(with("f64 param", "f32 param")) == "ir-invalid");
  CHECK(slug_of(with("f64 param", "f64[-1] param")) == "ir-invalid");
  CHECK(slug_of(with("f64 param", "f64[1,1,1,1,1,1,1,1,1] param")) == "ir-invalid");
  CHECK(slug_of(with("f64 param", "f64[4294967296,4294967296] param")) == "ir-invalid");
  CHECK(slug_of(with("f64 param", "f64[2] param")) == "ir-invalid");
  CHECK(slug_of(with("\"x\"", "\"x")) == "ir-syntax");
  CHECK(slug_of(with("\"x\"", "\"\\q\"")) == "ir-syntax");
  CHECK(slug_of(with("\"x\"", "\"\"")) == "ir-invalid");
  CHECK(slug_of(with("\"x\"", "\"x\", %1: f64 data \"x\"")) == "ir-invalid");
  CHECK(slug_of(with("-> f64", "-> bool")) == "ir-invalid");
  CHECK(slug_of(with("-> f64", "-> (f64, f64)")) == "ir-invalid");
  CHECK(slug_of(with("ret %5 \"J\"", "ret")) == "ir-syntax");
  CHECK(slug_of(with("ret %5 \"J\"", "ret %6")) == "ir-invalid");
  CHECK(slug_of(kExample + "x") == "ir-syntax");
  CHECK(slug_of("adc-ir 1\nfn f() -> f32 in f32 { %0 = const 0x1.0000000000001p+0 ret %0 }") == "ir-invalid");
  CHECK(slug_of("adc-ir 1\nfn f() -> f16 in f16 { %0 = const 1 ret %0 }") == "ir-syntax");

  const std::string text = with("mul %0, %0", "mul %0, %1");
  const adc::Span span = read(text).error().diagnostic().span;
  CHECK(text.substr(span.begin, span.end - span.begin) == "%1");
}

TEST_CASE("the limit of instructions holds while reading") {
  CHECK(read(kExample, 6));
  CHECK(read(kExample, 5).error().diagnostic().slug == "too-many-instructions");
}

TEST_CASE("any mutation of a text is read or refused, and what is read is valid") {
  std::mt19937_64 random(7);
  constexpr std::string_view kBytes = "%0129,=[]{}()\"\\-> \n#abcdefx\xce\xb1/.+";
  std::size_t accepted = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string text = round % 4 == 0 ? print(random_function(random() % 50, 12)) : kExample;
    for (int edit = 0; edit <= round % 3; ++edit) {
      const std::size_t at = random() % text.size();
      const char byte = kBytes[random() % kBytes.size()];
      switch (random() % 4) {
        case 0: text[at] = byte; break;
        case 1: text.insert(at, 1, byte); break;
        case 2: text.erase(at, 1 + random() % 9); break;
        default: text.insert(at, text.substr(random() % text.size(), random() % 20)); break;
      }
    }
    const adc::Result<Function> fn = read(text);
    if (!fn) continue;
    ++accepted;
    CHECK(verify(*fn).empty());
    CHECK(print(read(print(*fn)).value()) == print(*fn));
  }
  CHECK(accepted > 100);
}
