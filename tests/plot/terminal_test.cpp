// Pictures of characters.
#include "tests/plot/pictures.h"

using namespace adc;
using namespace adc::plot;
using namespace adc::tests;

TEST_CASE("a parabola in Braille") {
  const std::string text = to_terminal(scene_of("x^2", {.ranges = {{"x", {-2, 2}}}}), {.columns = 40, .rows = 12});
  CHECK(text == R"(x²
 4┤⢆                                 ⡰
  │⠈⢢                               ⡔⠁
 3┤  ⠱⡀                           ⢀⠎
 2┤   ⠈⢆⡀                       ⢀⡰⠁
  │     ⠑⢄                     ⡠⠊
 1┤       ⠑⢄⡀               ⢀⡠⠊
  │         ⠈⠢⢄⡀         ⢀⡠⠖⠁
 0┤            ⠈⠉⠒⠤⠤⠤⠤⠤⠒⠉⠁
  └┬────────────────┬────────────────┬
  −2                0                2
                    x
)");
}

TEST_CASE("a picture fits its window, and has colours only where they are wanted") {
  for (const char* formula : {"sin(x), cos(x)", "tan(x)", "x^2 + y^2", "x^2 + y^2 = 1", "sqrt(x)"}) {
    for (const auto& [columns, rows] : {std::pair<std::size_t, std::size_t>(80, 24), {40, 12}, {30, 10}, {200, 60}}) {
      CAPTURE(formula, columns, rows);
      const std::string text = to_terminal(scene_of(formula), {.columns = columns, .rows = rows});
      CHECK(text.find('\033') == std::string::npos);
      CHECK(static_cast<std::size_t>(std::ranges::count(text, '\n')) <= rows);
      std::size_t width = 0;
      for (const char c : text) {
        if (c == '\n') {
          CHECK(width <= columns);
          width = 0;
        } else if ((static_cast<unsigned char>(c) & 0xc0U) != 0x80U) {
          ++width;
        }
      }
    }
  }
  const std::string coloured = to_terminal(scene_of("sin(x), cos(x)"), {.colour = true});
  CHECK(coloured.find("\033[38;5;25m") != std::string::npos);
  CHECK(coloured.find("\033[0m") != std::string::npos);
}

TEST_CASE("titles, ticks, legends and notes are there") {
  const std::string text = to_terminal(scene_of("tan(x)", {.units = {{"x", "rad"}}, .title = "a title"}));
  for (const char* part : {"a title", "x (rad)", "tan(x)", "┤", "┬", "poles at x = ", "╌╌ pole"}) {
    CAPTURE(part);
    CHECK(text.find(part) != std::string::npos);
  }
  CHECK(to_terminal(scene_of("x^2 + y^2")).find("contours") != std::string::npos);
}

TEST_CASE("what is far outside of the picture takes no time") {
  const std::string text = to_terminal(plot::plot(compile("exp(1/x)").value(), {.ranges = {{"x", {-1, 1}}}}).value());
  CHECK(std::count(text.begin(), text.end(), '\n') > 10);
}
