// Pictures, graphs and pages in C.
#include <catch2/catch.hpp>
#include <cmath>
#include <string>

#include "adc/explain.h"
#include "adc/plot.h"

namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// A picture that goes with its scope.
struct Picture {
  explicit Picture(const char* text, const adc_plot_options* options = nullptr)
      : handle(adc_plot(text, ADC_ZERO_TERMINATED, options)) {}
  Picture(const Picture&) = delete;
  Picture& operator=(const Picture&) = delete;
  ~Picture() { adc_picture_free(handle); }
  adc_picture* handle;
};

struct Page {
  explicit Page(adc_page* page) : handle(page) {}
  Page(const Page&) = delete;
  Page& operator=(const Page&) = delete;
  ~Page() { adc_page_free(handle); }
  adc_page* handle;
};

constexpr const char* kLecture = "t = x²; u1 = sin(t); u2 = 3t; u = u1 + u2; J = cos(u)";

}  // namespace

TEST_CASE("C draws functions, as SVG and as characters") {
  const Picture plain("sin(x)/x");
  CHECK(adc_picture_status(plain.handle) == ADC_OK);
  CHECK(contains(adc_picture_svg(plain.handle), "<svg "));
  CHECK(contains(adc_picture_svg(plain.handle), ">sin(x)/x<"));
  CHECK(contains(adc_picture_text(plain.handle), "┤"));
  CHECK(std::string(adc_picture_slug(plain.handle)).empty());
  CHECK(std::string(adc_picture_messages(plain.handle)).empty());

  adc_plot_options* const options = adc_plot_options_new();
  adc_plot_options_set_range(options, "t", 0.1, 100);
  adc_plot_options_set_range(options, "y", -4, std::nan(""));
  adc_plot_options_set_value(options, "a", 2);
  adc_plot_options_set_log(options, "t");
  adc_plot_options_set_unit(options, "t", "s");
  adc_plot_options_set_title(options, "a title");
  adc_plot_options_set_derivatives(options, 1);
  adc_plot_options_set_size(options, 300, 200);
  adc_plot_options_set_characters(options, 40, 12);
  const Picture all("a*sin(t)", options);
  adc_plot_options_free(options);
  const std::string svg = adc_picture_svg(all.handle);
  for (const char* part :
       {"viewBox=\"0 0 300 200\"", ">a title<", ">t (s, logarithmic)<", ">a*sin(t)<", ">d/dt a*sin(t)<", ">−4<"}) {
    CAPTURE(part);
    CHECK(contains(svg, part));
  }
  CHECK(contains(adc_picture_svg(Picture("x^2 + y^2 = 1").handle), ">x^2 + y^2 = 1<"));
}

TEST_CASE("errors of pictures in C have a status, a slug and a text with a caret") {
  const Picture wrong("2 + sni(x)");
  CHECK(adc_picture_status(wrong.handle) == ADC_ERROR_PROGRAM);
  CHECK(std::string(adc_picture_slug(wrong.handle)) == "unknown-function");
  CHECK(contains(adc_picture_messages(wrong.handle), "\n      ^~~"));
  CHECK(std::string(adc_picture_svg(wrong.handle)).empty());
  CHECK(std::string(adc_picture_slug(Picture("a*b*c").handle)) == "missing-input");
  adc_plot_options* const options = adc_plot_options_new();
  adc_plot_options_set_range(options, "x", 1, 0);
  CHECK(std::string(adc_picture_slug(Picture("x", options).handle)) == "bad-value");
  adc_plot_options_set_range(options, "x", 0, 1);
  adc_plot_options_set_seconds(options, 1e-9);
  CHECK(adc_picture_status(Picture("x", options).handle) == ADC_ERROR_LIMIT);
  adc_plot_options_free(options);
}

TEST_CASE("C draws graphs and writes pages") {
  const double x = 0.5;
  const Page svg(adc_graph_svg(kLecture, ADC_ZERO_TERMINATED, &x, 1));
  CHECK(adc_page_status(svg.handle) == ADC_OK);
  CHECK(contains(adc_page_text(svg.handle), ">dJ/dx = −3.334<"));
  const Page dot(adc_graph_dot(kLecture, ADC_ZERO_TERMINATED, &x, 1));
  CHECK(contains(adc_page_text(dot.handle), "digraph \"J\" {"));
  const Page html(adc_explain(kLecture, ADC_ZERO_TERMINATED, &x, 1));
  CHECK(contains(adc_page_text(html.handle), "<!DOCTYPE html>"));
  CHECK(contains(adc_page_text(html.handle), "J explained"));
  const double w[] = {1, 2, 3, 4};
  const Page tensor(adc_graph_svg("param v: R[2]; data u: R[2]; dot(u, v)", ADC_ZERO_TERMINATED, w, 4));
  CHECK(adc_page_status(tensor.handle) == ADC_OK);
  const Page wrong(adc_explain("x*z", ADC_ZERO_TERMINATED, &x, 1));
  CHECK(adc_page_status(wrong.handle) == ADC_ERROR_USAGE);
  CHECK(std::string(adc_page_slug(wrong.handle)) == "wrong-size");
  CHECK(std::string(adc_page_text(wrong.handle)).empty());
}

TEST_CASE("null pointers are refused by pictures and pages in C") {
  CHECK(adc_plot(nullptr, 0, nullptr) == nullptr);
  CHECK(adc_picture_status(nullptr) == ADC_ERROR_LIMIT);
  CHECK(std::string(adc_picture_svg(nullptr)).empty());
  CHECK(std::string(adc_picture_text(nullptr)).empty());
  adc_picture_free(nullptr);
  adc_plot_options_free(nullptr);
  adc_plot_options_set_title(nullptr, "a");
  adc_plot_options* const options = adc_plot_options_new();
  adc_plot_options_set_title(options, nullptr);
  adc_plot_options_set_range(options, nullptr, 0, 1);
  adc_plot_options_set_size(options, -1, std::nan(""));
  CHECK(adc_picture_status(Picture("x", options).handle) == ADC_OK);
  adc_plot_options_free(options);
  CHECK(adc_explain(nullptr, 0, nullptr, 0) == nullptr);
  CHECK(std::string(adc_page_slug(Page(adc_graph_svg("x", 1, nullptr, 1)).handle)) == "missing-argument");
  CHECK(adc_page_status(nullptr) == ADC_ERROR_LIMIT);
  adc_page_free(nullptr);
}
