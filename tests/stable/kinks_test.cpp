// What is smooth though its parts are not: derivatives at the kink of the parts and beside it, for spellings that are
// made of a root in a form, against 50 digits of the smooth form.
#include <catch2/catch.hpp>

#include <cmath>
#include <string>
#include <vector>

#include "ir/interpreter.h"
#include "passes/stable/stable.h"
#include "tests/stable/measure.h"
#include "tests/support/jets.h"
#include "tests/support/modes.h"

using namespace adc;
using namespace adc::test;

namespace {

// A root R in x and y, what its square is, and points where it is 0.
struct Root {
  const char* text;
  const char* square;
  std::vector<std::vector<double>> zeros;
};

const std::vector<std::vector<double>> kOnX{{0, 0.75}, {-0.0, -2}};
const std::vector<std::vector<double>> kAtOrigin{{0, 0}};
const std::vector<std::vector<double>> kEqual{{0.3, 0.3}, {-1.5, -1.5}, {0, 0}};

const std::vector<Root> kRoots{
    {"abs(x)", "x^2", kOnX},
    {"abs(-x)", "x^2", kOnX},
    {"(2*abs(x)/2)", "x^2", kOnX},
    {"abs(3*x)", "(9*x^2)", kOnX},
    {"sqrt(x^2)", "x^2", kOnX},
    {"sqrt(x*x)", "x^2", kOnX},
    {"((x^2)^0.5)", "x^2", kOnX},
    {"((x^2)^(1/2))", "x^2", kOnX},
    {"max(x, -x)", "x^2", kOnX},
    {"(-min(x, -x))", "x^2", kOnX},
    {"(x*sign(x))", "x^2", kOnX},
    {"hypot(x, 0)", "x^2", kOnX},
    {"abs(x - y)", "(x - y)^2", kEqual},
    {"abs(y - x)", "(x - y)^2", kEqual},
    {"max(x - y, y - x)", "(x - y)^2", kEqual},
    {"sqrt((x - y)^2)", "(x - y)^2", kEqual},
    {"sin(abs(x))", "sin(x)^2", kOnX},
    {"tanh(max(x, -x))", "tanh(x)^2", kOnX},
    {"erfinv(0.3*abs(x))", "erfinv(0.3*x)^2", kOnX},
    {"(y*abs(x))", "(y*x)^2", kOnX},
    {"(abs(x)/cosh(abs(x)))", "(x/cosh(x))^2", kOnX},
    {"hypot(x, y)", "(x^2 + y^2)", kAtOrigin},
    {"hypot(-y, abs(x))", "(x^2 + y^2)", kAtOrigin},
    {"sqrt(x^2 + y^2)", "(x^2 + y^2)", kAtOrigin},
    {"((x*x + y*y)^(1/2))", "(x^2 + y^2)", kAtOrigin},
    {"sqrt((2*x^2 + y^2)/3)", "((2*x^2 + y^2)/3)", kAtOrigin},
    {"sqrt(x^2 + y^2 + (x - y)^2)", "(x^2 + y^2 + (x - y)^2)", kAtOrigin},
    {"hypot(x, y, x - y)", "(x^2 + y^2 + (x - y)^2)", kAtOrigin},
    {"hypot(x, y, 2*x, y)", "(5*x^2 + 2*y^2)", kAtOrigin},
    {"hypot(hypot(x, y), x*y)", "(x^2 + y^2 + x^2*y^2)", kAtOrigin},
};

// Forms in a root R, and the same in its square Q.
struct Form {
  std::string in_root;
  std::string in_square;
};
const std::vector<Form> kForms{
    {"R*R", "Q"},
    {"R^2", "Q"},
    {"pow(R, 2)", "Q"},
    {"3*R*R", "3*Q"},
    {"R*x*R", "Q*x"},
    {"R/2*R", "Q/2"},
    {"(-R)^2", "Q"},
    {"R^4", "Q^2"},
    {"R^3*R", "Q^2"},
    {"exp(-R*R)", "exp(-Q)"},
    {"exp(-R^2/2)", "exp(-Q/2)"},
    {"sqrt(1 + R^2)", "sqrt(1 + Q)"},
    {"1/(1 + R*R)", "1/(1 + Q)"},
    {"log(1 + R^2)", "log(1 + Q)"},
    {"(R + y*R)*R", "(1 + y)*Q"},
    {"a = R; b = R; a*b", "Q"},
    {"d = R; 3d*d", "3*Q"},
    {"d = R; s = 2*d; s*d + d^2", "3*Q"},
    {"cos(R)^1*1", "1 - Q/2 + Q^2/24 - Q^3/720"},
    {"cosh(R)", "1 + Q/2 + Q^2/24 + Q^3/720"},
    {"sech(2*R)", "1 - 2*Q + 10/3*Q^2"},
};

// Forms whose divisors have the root, too: these have no value at the root's zeros, or a kink.
const std::vector<std::string> kRootsInDivisors{
    "(R/R)^2",
    "sqrt(2 - (R/R)^2)",
    "(R/(3*R))*R",
    "(R/R)*(2*R)",
    "(y*R/(R*(1 + R)))^2",
    "(R/(1 + R))*R",
    "(R/(2 + R))^2",
    "R/exp(R)*R",
    "(x/R)*R",
    "(x/R)*(y/R)",
    "R*R/(R*R)",
    "(1/R)^2",
    "R^3/R*R",
    "(R/(R + R*y*y))^2",
    "R*(R/(R^3))",
    "s = R/R; s*s*R*R",
    "a = R; b = a/(2*a); a*b",
    "(2*R/R)^3*R*R",
    "(R*R/R)^2",
    "cosh(R/(2*R))*R/R",
};

std::string with(std::string form, const std::string& name, const std::string& text) {
  for (std::size_t at = form.find(name); at != std::string::npos; at = form.find(name, at + text.size()))
    form.replace(at, name.size(), text);
  return form;
}

// So that each program has both inputs, in this order.
ir::Function program(const std::string& text) { return parsed("param x, y\n" + text + " + 0*x + 0*y"); }

void check_near(const std::vector<double>& is, const std::vector<tests::Bounded>& truth) {
  REQUIRE(is.size() == truth.size());
  for (std::size_t i = 0; i < is.size(); ++i) {
    const auto exact = static_cast<double>(truth[i].value);
    CAPTURE(i, is[i], exact);
    CHECK(std::fabs(is[i] - exact) <= 1e-12 * std::max(1.0, std::fabs(exact)));
  }
}

std::vector<double> hessian(const ir::Function& fn, Mode mode, const std::vector<double>& at) {
  return values(tests::derived(fn, Derive::Hessian, mode), at);
}

}  // namespace

TEST_CASE("forms that are smooth where their roots have kinks have their derivatives there, in every mode") {
  for (const Root& root : kRoots) {
    for (const Form& form : kForms) {
      const std::string text = with(form.in_root, "R", root.text);
      const std::string smooth = with(form.in_square, "Q", "(" + std::string(root.square) + ")");
      for (const auto& [mode, name] : tests::kModes) {
        for (const std::vector<double>& zero : root.zeros) {
          CAPTURE(text, smooth, name, zero);
          check_near(hessian(program(text), mode, zero), tests::exact_derivatives(program(smooth), zero));
        }
      }
    }
  }
}

TEST_CASE("and beside the kink, as written") {
  const std::vector<double> beside{0.4, -0.9};
  for (const Root& root : kRoots) {
    for (const Form& form : kForms) {
      const std::string text = with(form.in_root, "R", root.text);
      for (const auto& [mode, name] : tests::kModes) {
        CAPTURE(text, name);
        check_near(hessian(program(text), mode, beside), tests::exact_derivatives(program(text), beside));
      }
    }
  }
}

TEST_CASE("roots that a divisor has too cancel there") {
  const std::vector<double> beside{0.4, -0.9};
  for (const Root& root : kRoots) {
    for (const std::string& form : kRootsInDivisors) {
      const std::string text = with(form, "R", root.text);
      for (const auto& [mode, name] : tests::kModes) {
        CAPTURE(text, name);
        check_near(hessian(program(text), mode, beside), tests::exact_derivatives(program(text), beside));
      }
    }
  }
}

TEST_CASE("two spellings of one root are one") {
  for (const Root& r : kRoots) {
    for (const Root& s : kRoots) {
      if (std::string(r.square) != s.square) continue;
      const std::string text = "a = " + std::string(r.text) + "; b = " + s.text + "; a*b";
      const std::vector<double>& zero = r.zeros.front();
      CAPTURE(text);
      check_near(hessian(program(text), Mode::Reverse, zero), tests::exact_derivatives(program(r.square), zero));
    }
  }
}

TEST_CASE("derivatives that a program asks for are of the smooth form") {
  for (const Root& root : kRoots) {
    for (const char* form : {"R^2", "exp(-R*R)", "cos(R)"}) {
      const std::string text = with(form, "R", root.text);
      CAPTURE(text);
      const std::vector<double> zero = root.zeros.front();
      const std::vector<double> all = hessian(program(text), Mode::Auto, zero);
      const auto asked = [&](const std::string& by) {
        return values(compiled(program("diff(" + text + ", " + by + ")"), Derive::Value, Level::Stable), zero)[0];
      };
      CHECK(asked("x, 2") == Approx(all[3]).margin(1e-12));
      CHECK(asked("y, 2") == Approx(all[6]).margin(1e-12));
    }
  }
}

TEST_CASE("norms cancel as hypot does") {
  const std::vector<std::string> norms{"norm(x)",           "sqrt(dot(x, x))",       "(dot(x, x)^0.5)",
                                       "sqrt(sum(x.^2))",   "norm(abs(x))",          "sqrt(2*mean(x.^2))",
                                       "hypot(x[1], x[2])", "sqrt(x[1]^2 + x[2]^2)", "norm(-x)"};
  for (const std::string& norm : norms) {
    for (const Form& form : kForms) {
      if (form.in_root.find_first_of("xy") != std::string::npos && form.in_root.find("exp") == std::string::npos)
        continue;
      const ir::Function fn = parsed("param x: R[2]\n" + with(form.in_root, "R", norm));
      const std::string smooth = with(form.in_square, "Q", "(x^2 + y^2)");
      const std::vector<tests::Bounded> truth = tests::exact_derivatives(program(smooth), std::vector<double>{0, 0});
      for (const auto& [mode, name] : tests::kModes) {
        CAPTURE(norm, form.in_root, name);
        std::vector<double> is(7);
        ir::interpret(tests::derived(fn, Derive::Hessian, mode), std::vector<double>{0, 0}, is);
        check_near(is, truth);
      }
    }
  }
}

TEST_CASE("a hypot is smooth where only what is nested in it is 0") {
  const std::vector<std::string> texts{"hypot(hypot(x, y), 3)", "hypot(3, hypot(x, y))", "sqrt(x^2 + y^2 + 9)",
                                       "hypot(hypot(hypot(x, y), x - y), 3)"};
  for (const std::string& text : texts) {
    for (const auto& [mode, name] : tests::kModes) {
      CAPTURE(text, name);
      const std::string square = text.find("x - y") == std::string::npos ? "x^2 + y^2" : "x^2 + y^2 + (x - y)^2";
      check_near(hessian(program(text), mode, {0, 0}),
                 tests::exact_derivatives(program("sqrt(" + square + " + 9)"), std::vector<double>{0, 0}));
    }
  }
  const ir::Function fn = parsed("param x: R[2], w\nhypot(norm(x), w)");
  for (const auto& [mode, name] : tests::kModes) {
    std::vector<double> is(1 + 3 + 9);
    ir::interpret(tests::derived(fn, Derive::Hessian, mode), std::vector<double>{0, 0, -4}, is);
    CAPTURE(name);
    CHECK(is == std::vector<double>{4, 0, 0, -1, 0.25, 0, 0, 0.25, 0, 0, 0, 0, 0});
  }
}

TEST_CASE("what has a kink keeps its derivative beside it, and its convention there") {
  const auto at = [](const std::string& text, double x) { return hessian(parsed(text), Mode::Reverse, {x}); };
  CHECK(at("x*abs(x)", -3) == std::vector<double>{-9, 6, -2});
  CHECK(at("x*abs(x)", 0) == std::vector<double>{0, 0, 0});
  CHECK(at("abs(x)^3", 0) == std::vector<double>{0, 0, 0});
  CHECK(at("abs(x)^2.5", 0) == std::vector<double>{0, 0, 0});
  CHECK(at("(x^2)^1.25", 0) == std::vector<double>{0, 0, 0});
  CHECK(at("abs(x)^1.5", 0)[1] == 0);
  CHECK(at("(x^2)^0.75", 0)[1] == 0);
  CHECK(std::isnan(at("abs(x)^0.5", 0)[1]));
  CHECK(std::isnan(at("sqrt(abs(x))", 0)[1]));
  CHECK(std::isnan(at("(x^2)^0.25", 0)[1]));
}

TEST_CASE("an infinity behind the kink of a length or an angle is no derivative") {
  for (const char* text :
       {"1/atan2(x, y)", "sqrt(atan2(x, y))", "log(atan2(x, y))", "1/hypot(x, y)", "cbrt(hypot(x, y))"}) {
    for (const auto& [mode, name] : tests::kModes) {
      const std::vector<double> at_origin = hessian(parsed(text), mode, {0, 0});
      CAPTURE(text, name, at_origin);
      CHECK(std::all_of(at_origin.begin() + 1, at_origin.end(), [](double d) { return std::isnan(d); }));
    }
  }
  for (const auto& [mode, name] : tests::kModes) {
    CHECK(hessian(parsed("atan2(x, y)"), mode, {0, 0}) == std::vector<double>(7, 0));
  }
}

TEST_CASE("the rules of kinks keep the bits of values made of |u|") {
  const std::vector<std::string> texts{"abs(x)*abs(x)",   "abs(x)*y*abs(x)",     "abs(x)*sin(abs(x))",
                                       "cos(abs(x - y))", "max(x, -x)/x*abs(x)", "abs(x)^6",
                                       "x*sign(x)",       "hypot(abs(x), -y)"};
  for (const std::string& text : texts) {
    const ir::Function before = compiled(program(text), Derive::Value, Level::Exact);
    const ir::Function after = compiled(program(text), Derive::Value, Level::Stable);
    for (const double x : {0.0, -0.7, 1e-200, -3e200, 5e-324, 1.25}) {
      for (const double y : {0.0, 2.5, -1e-310}) {
        CAPTURE(text, x, y);
        const double was = values(before, {x, y})[0];
        const double is = values(after, {x, y})[0];
        CHECK((was == is || (std::isnan(was) && std::isnan(is))));
      }
    }
  }
}

TEST_CASE("each rule of kinks is applied by a spelling that people write") {
  const std::vector<std::string> texts{"max(x, -x)",
                                       "min(x, -x)",
                                       "x*sign(x)",
                                       "abs(x^2)",
                                       "abs(-x)",
                                       "abs(2*x)",
                                       "hypot(abs(x), y)",
                                       "hypot(x, 0)",
                                       "norm(abs([x, y]))",
                                       "abs(x)*abs(x)",
                                       "abs(x)^2",
                                       "pow(abs(x), 2)",
                                       "sinh(abs(x))/abs(x)",
                                       "dot(abs([x, y]), abs([x, y]))",
                                       "cos(abs(x))",
                                       "cosh(abs(x))",
                                       "sec(abs(x))",
                                       "sech(abs(x))",
                                       "expnsq(abs(x))",
                                       "sin(abs(x))/abs(x)",
                                       "cos(hypot(x, y))",
                                       "cosh(hypot(x, y))",
                                       "sec(hypot(x, y))",
                                       "sech(hypot(x, y))",
                                       "expnsq(hypot(x, y))",
                                       "sinc(hypot(x, y))",
                                       "sqrt(x^4)",
                                       "(x^2)^0.75",
                                       "(x^2 + y^2)^0.5",
                                       "(x^2 + y^2)^1.25",
                                       "hypot(hypot(x, y), 2)",
                                       "hypot(norm([x, y]), 2)",
                                       "if(x > y, 1, if(x > y, 2, x))"};
  std::vector<passes::AppliedRewrite> applied;
  for (const std::string& text : texts) (void)passes::stable(parsed(text), {.applied = &applied});
  for (const passes::StableRule& rule : passes::kink_rules()) {
    CAPTURE(rule.equation);
    CHECK(std::ranges::any_of(applied, [&](const auto& r) { return r.equation == rule.equation; }));
  }
}

TEST_CASE("the rules of kinks leave nothing to do") {
  for (const Root& root : kRoots) {
    for (const Form& form : kForms) {
      const ir::Function once = passes::cancel_kinks(program(with(form.in_root, "R", root.text)));
      const ir::Function twice = passes::cancel_kinks(once);
      const std::vector<double> at{0.4, -0.9};
      CAPTURE(root.text, form.in_root);
      CHECK(values(passes::cancel_kinks(twice), at) == values(once, at));
    }
  }
}
