// SVG: well-formed, the same each time, and what the scene says.
#include "tests/plot/pictures.h"
#include "tests/support/xml.h"

using namespace adc;
using namespace adc::plot;
using namespace adc::tests;

namespace {

void check_picture(const std::string& svg) {
  CHECK(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
  CHECK(is_well_formed(svg));
  CHECK(svg.find("nan") == std::string::npos);
  CHECK(svg.find("inf") == std::string::npos);
}

}  // namespace

TEST_CASE("pictures are well-formed, and the same each time") {
  for (const char* text : {"sin(x)/x", "tan(x)", "sqrt(x)", "x < 2 and y > x", "x^2 + y^2 = 1", "x^2*y, x = y",
                           "exp(x^2 + y^2)", "1/(x*y)", "|x| + |y|", "1e300x", "1e-300x", "x + 1e15"}) {
    CAPTURE(text);
    const std::string svg = to_svg(scene_of(text, {.title = "<&\"> x", .gradient = true}));
    check_picture(svg);
    CHECK(svg == to_svg(scene_of(text, {.title = "<&\"> x", .gradient = true})));
    CHECK(svg.find("&lt;&amp;&quot;&gt; x") != std::string::npos);
  }
  check_picture(to_svg({}));
  check_picture(to_svg({.x = {.low = 3, .high = 3}, .y = {.low = HUGE_VAL, .high = -1, .scale = Scale::Log}}));
}

TEST_CASE("ticks are round numbers, with as many decimals each") {
  const std::string svg = to_svg(scene_of("x^2", {.ranges = {{"x", {-1, 1}}}}));
  for (const char* tick : {">0.0<", ">0.2<", ">−0.5<", ">1.0<"}) CHECK(svg.find(tick) != std::string::npos);
  const std::string log = to_svg(scene_of("t", {.ranges = {{"t", {1e-7, 1e3}}}, .log = {"t"}, .units = {{"t", "s"}}}));
  for (const char* text : {">10⁻⁶<", ">0.01<", ">100<", ">t (s, logarithmic)<"})
    CHECK(log.find(text) != std::string::npos);
  CHECK(to_svg(scene_of("1e8x")).find(">2×10⁸<") != std::string::npos);
}

TEST_CASE("the legend shows what the picture shows") {
  const Scene scene{.curves = {{.name = "a", .points = {{0, 0}, {1, 1}}, .dash = Dash::Dashed}},
                    .markers = {{.name = "m", .points = {{0.5, 0.5}}, .shape = Shape::Triangle}}};
  const std::string svg = to_svg(scene);
  CHECK(count(svg, "stroke-dasharray=\"6 4\"") == 2);
  CHECK(count(svg, "<text") >= 2);
  CHECK(svg.find(">a<") != std::string::npos);
  CHECK(svg.find(">m<") != std::string::npos);
}

TEST_CASE("no two of a page's pictures share an id") {
  const std::string a = to_svg(scene_of("sqrt(x)"));
  const std::string b = to_svg(scene_of("sqrt(x - 1)"));
  const auto id = [](const std::string& svg) {
    const std::size_t at = svg.find("clipPath id=\"") + 13;
    return svg.substr(at, svg.find('"', at) - at);
  };
  CHECK(id(a) != id(b));
  CHECK(a.find("adc-plot") == std::string::npos);
}

TEST_CASE("a line that leaves the picture is cut, and does not bend") {
  const Scene scene{.curves = {{.points = {{-1e9, -1e9}, {1e9, 1e9}}}}};
  const std::string svg = to_svg(scene);
  CHECK(svg.find("1e+") == std::string::npos);
  CHECK(svg.find("100000") == std::string::npos);
}

TEST_CASE("many points along a path are marked as far as they can be told apart") {
  Scene scene{.x = {.high = 500}};
  scene.curves.push_back({.name = "path", .marked = true});
  for (int i = 0; i < 500; ++i) scene.curves[0].points.push_back({static_cast<double>(i), 0.5});
  CHECK(count(to_svg(scene), "<circle") < 80);
  CHECK(count(to_svg(scene), "<circle") > 40);
}

TEST_CASE("ticks of ends that agree in many digits are counted from a number between them") {
  const std::string svg = to_svg(scene_of("2x", {.ranges = {{"x", {1, 1 + 1e-10}}}, .units = {{"x", "m"}}}));
  for (const char* text : {">x − 1 (m)<", ">2×10⁻¹¹<", ">10⁻¹⁰<", ">2x − 2<"}) {
    CAPTURE(text);
    CHECK(svg.find(text) != std::string::npos);
  }
  const std::string below = to_svg(scene_of("x", {.ranges = {{"x", {-0.1 - 1e-13, -0.1}}}}));
  CHECK(below.find(">x + 0.1<") != std::string::npos);
  CHECK(below.find(">−10⁻¹³<") != std::string::npos);
  const std::string wide = to_svg(scene_of("x", {.ranges = {{"x", {-1e308, 1e308}}}}));
  for (const char* text : {">0<", ">5×10³⁰⁷<", ">−10³⁰⁸<"}) CHECK(wide.find(text) != std::string::npos);
}
