// Pictures in C. Nothing is thrown across it.
#include "adc/plot.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "adc/plot.hpp"

struct adc_plot_options {
  adc::plot::PlotOptions picture;
  adc::plot::SvgOptions svg;
  adc::plot::TerminalOptions text;
  std::map<std::string, adc::Fixed> values;
};

struct adc_picture {
  std::string svg;
  std::string text;
  std::optional<adc::Error> error;
};

namespace {

/// The name as inputs are spelt.
std::string spelt(const char* name) { return adc::canonical_name(name).value_or(name); }

/// Changes the options, if there are some; where memory lacks they stay as they are.
template <typename Change>
void change(adc_plot_options* options, bool is_given, Change change) noexcept {
  if (options == nullptr || !is_given) return;
  try {
    change(*options);
  } catch (...) {
    return;
  }
}

void draw(adc_picture& made, std::string_view text, const adc_plot_options& options) {
  namespace plot = adc::plot;
  adc::CompileOptions compiling;
  compiling.limits.seconds = options.picture.seconds;
  std::vector<std::string> ranged;
  for (const auto& [name, range] : options.picture.ranges) ranged.push_back(name);
  adc::Function function = plot::compile_picture(text, compiling, ranged).value();
  if (!options.values.empty()) function = function.bind(options.values).value();
  plot::PlotOptions picture = options.picture;
  picture.program = text;
  const plot::Scene scene = plot::plot(function, picture).value();
  made.svg = plot::to_svg(scene, options.svg);
  made.text = plot::to_terminal(scene, options.text);
}

}  // namespace

adc_plot_options* adc_plot_options_new(void) { return new (std::nothrow) adc_plot_options; }

void adc_plot_options_free(adc_plot_options* options) { delete options; }

void adc_plot_options_set_range(adc_plot_options* options, const char* name, double low, double high) {
  change(options, name != nullptr, [&](adc_plot_options& o) {
    const auto end = [](double at) { return std::isnan(at) ? std::nullopt : std::optional(at); };
    o.picture.ranges[spelt(name)] = {end(low), end(high)};
  });
}

void adc_plot_options_set_value(adc_plot_options* options, const char* name, double value) {
  change(options, name != nullptr, [&](adc_plot_options& o) { o.values.insert_or_assign(spelt(name), value); });
}

void adc_plot_options_set_log(adc_plot_options* options, const char* name) {
  change(options, name != nullptr, [&](adc_plot_options& o) { o.picture.log.push_back(spelt(name)); });
}

void adc_plot_options_set_unit(adc_plot_options* options, const char* name, const char* unit) {
  change(options, name != nullptr && unit != nullptr,
         [&](adc_plot_options& o) { o.picture.units[spelt(name)] = unit; });
}

void adc_plot_options_set_title(adc_plot_options* options, const char* title) {
  change(options, title != nullptr, [&](adc_plot_options& o) { o.picture.title = title; });
}

void adc_plot_options_set_derivatives(adc_plot_options* options, int order) {
  change(options, true, [&](adc_plot_options& o) {
    o.picture.derivatives = std::clamp(order, 0, 8);
    o.picture.gradient = order > 0;
  });
}

void adc_plot_options_set_size(adc_plot_options* options, double width, double height) {
  constexpr double kLeast = 100;
  constexpr double kMost = 10'000;
  change(options, !std::isnan(width) && !std::isnan(height),
         [&](adc_plot_options& o) { o.svg = {std::clamp(width, kLeast, kMost), std::clamp(height, kLeast, kMost)}; });
}

void adc_plot_options_set_characters(adc_plot_options* options, size_t columns, size_t rows) {
  change(options, true, [&](adc_plot_options& o) {
    o.text.columns = std::clamp<size_t>(columns, 30, 1000);
    o.text.rows = std::clamp<size_t>(rows, 10, 1000);
  });
}

void adc_plot_options_set_seconds(adc_plot_options* options, double seconds) {
  change(options, true, [&](adc_plot_options& o) { o.picture.seconds = seconds; });
}

adc_picture* adc_plot(const char* text, size_t length, const adc_plot_options* options) {
  if (text == nullptr) return nullptr;
  try {
    auto made = std::make_unique<adc_picture>();
    try {
      const std::string_view program =
          length == ADC_ZERO_TERMINATED ? std::string_view(text) : std::string_view(text, length);
      draw(*made, program, options == nullptr ? adc_plot_options{} : *options);
    } catch (const adc::Error& error) {
      made->error = error;
    }
    return made.release();
  } catch (...) {
    return nullptr;
  }
}

adc_status adc_picture_status(const adc_picture* picture) {
  if (picture == nullptr) return ADC_ERROR_LIMIT;
  return picture->error ? static_cast<adc_status>(picture->error->diagnostic().error_class) : ADC_OK;
}

const char* adc_picture_slug(const adc_picture* picture) {
  return picture == nullptr || !picture->error ? "" : picture->error->diagnostic().slug.c_str();
}

const char* adc_picture_messages(const adc_picture* picture) {
  return picture == nullptr || !picture->error ? "" : picture->error->what();
}

const char* adc_picture_svg(const adc_picture* picture) { return picture == nullptr ? "" : picture->svg.c_str(); }

const char* adc_picture_text(const adc_picture* picture) { return picture == nullptr ? "" : picture->text.c_str(); }

void adc_picture_free(adc_picture* picture) { delete picture; }
