#include "plot/sampler.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "plot/projection.h"

namespace adc::inline ADC_ABI::plot {
namespace {

std::size_t size_of(const Extents& shape) {
  std::size_t size = 1;
  for (const std::int64_t extent : shape) size *= static_cast<std::size_t>(extent);
  return size;
}

/// Columns of some results of a program over rows; the others are not computed.
class Results {
 public:
  Results(const Function& function, Derive derive) : function_(function), derive_(derive) {
    for (const Extents& shape : function.result_shapes(derive)) sizes_.push_back(size_of(shape));
  }

  /// Asks for a result; gives where `of` finds it.
  std::size_t want(std::size_t result) {
    wanted_.push_back(result);
    return wanted_.size() - 1;
  }

  void compute(std::size_t rows, std::span<const InputColumn> inputs) {
    numbers_.resize(wanted_.size());
    std::vector<OutputColumn> columns(sizes_.size(), OutputColumn{nullptr, 1});
    for (std::size_t k = 0; k < wanted_.size(); ++k) {
      const std::size_t size = sizes_[wanted_[k]];
      numbers_[k].resize(rows * size);
      columns[wanted_[k]] = {numbers_[k].data(), static_cast<std::ptrdiff_t>(size)};
    }
    function_.map(derive_, rows, inputs, columns);
  }

  [[nodiscard]] double of(std::size_t place, std::size_t row, std::size_t index) const {
    return numbers_[place][row * sizes_[wanted_[place]] + index];
  }

 private:
  const Function& function_;
  Derive derive_;
  std::vector<std::size_t> sizes_;
  std::vector<std::size_t> wanted_;
  std::vector<std::vector<double>> numbers_;
};

/// Where the input stands among those that derivatives are taken for.
std::optional<std::size_t> variable(const Function& function, std::size_t input) {
  const auto found = std::ranges::find(function.wrt(), function.inputs()[input]);
  if (found == function.wrt().end()) return std::nullopt;
  return static_cast<std::size_t>(found - function.wrt().begin());
}

bool has_gradient(const Function& function, std::initializer_list<std::size_t> inputs) {
  const bool all = std::ranges::all_of(inputs, [&](std::size_t i) { return variable(function, i).has_value(); });
  return all && !function.prepare(Derive::Gradient).has_value();
}

/// A step for centred differences at x.
double step_at(double x) { return 6e-6 * std::max(std::abs(x), 1e-3); }

}  // namespace

std::vector<Element> elements(const Function& function) {
  std::vector<Element> all;
  for (std::size_t output = 0; output < function.outputs().size(); ++output) {
    for (std::size_t i = 0; i < size_of(function.output_shapes()[output]); ++i) all.push_back({output, i});
  }
  return all;
}

Graph graph_of(const Function& function, Element element) {
  if (has_gradient(function, {0})) {
    return [function, element](std::span<const double> x, std::span<double> y, std::span<double> slopes) {
      Results results(function, Derive::Gradient);
      const Layout layout(Derive::Gradient, function.outputs().size(), function.wrt().size());
      const std::size_t value = results.want(element.output);
      const std::size_t slope = results.want(layout.gradient(element.output, *variable(function, 0)));
      const InputColumn column{x.data()};
      results.compute(x.size(), {&column, 1});
      for (std::size_t i = 0; i < x.size(); ++i) {
        y[i] = results.of(value, i, element.index);
        slopes[i] = results.of(slope, i, element.index);
      }
    };
  }
  return [function, element](std::span<const double> x, std::span<double> y, std::span<double> slopes) {
    std::vector<double> places;
    for (const double at : x) places.insert(places.end(), {at, at - step_at(at), at + step_at(at)});
    Results results(function, Derive::Value);
    const std::size_t value = results.want(element.output);
    const InputColumn column{places.data()};
    results.compute(places.size(), {&column, 1});
    for (std::size_t i = 0; i < x.size(); ++i) {
      y[i] = results.of(value, 3 * i, element.index);
      slopes[i] = (results.of(value, 3 * i + 2, element.index) - results.of(value, 3 * i + 1, element.index)) /
                  (places[3 * i + 2] - places[3 * i + 1]);
    }
  };
}

Surface surface_of(const Function& function, Element element, std::size_t x_input, std::size_t y_input) {
  const bool derives = has_gradient(function, {x_input, y_input});
  const auto columns = [x_input](std::span<const Point> points) {
    std::vector<InputColumn> inputs(2);
    inputs[x_input] = {&points.data()->x, 2};
    inputs[1 - x_input] = {&points.data()->y, 2};
    return inputs;
  };
  static_assert(sizeof(Point) == 2 * sizeof(double));
  const auto values = [=](std::span<const Point> points, std::span<double> y) {
    Results results(function, Derive::Value);
    const std::size_t value = results.want(element.output);
    results.compute(points.size(), columns(points));
    for (std::size_t i = 0; i < points.size(); ++i) y[i] = results.of(value, i, element.index);
  };
  const auto both = [=](std::span<const Point> points, std::span<double> y, std::span<Point> gradients) {
    Results results(function, Derive::Gradient);
    const Layout layout(Derive::Gradient, function.outputs().size(), function.wrt().size());
    const std::size_t value = results.want(element.output);
    const std::size_t by_x = results.want(layout.gradient(element.output, *variable(function, x_input)));
    const std::size_t by_y = results.want(layout.gradient(element.output, *variable(function, y_input)));
    results.compute(points.size(), columns(points));
    for (std::size_t i = 0; i < points.size(); ++i) {
      y[i] = results.of(value, i, element.index);
      gradients[i] = {results.of(by_x, i, element.index), results.of(by_y, i, element.index)};
    }
  };
  return [=](std::span<const Point> points, std::span<double> y, std::span<Point> gradients) {
    if (points.empty()) return;
    if (gradients.empty()) return values(points, y);
    if (derives) return both(points, y, gradients);
    std::vector<Point> places;
    for (const Point& p : points) {
      const double dx = step_at(p.x);
      const double dy = step_at(p.y);
      places.insert(places.end(), {p, {p.x - dx, p.y}, {p.x + dx, p.y}, {p.x, p.y - dy}, {p.x, p.y + dy}});
    }
    std::vector<double> numbers(places.size());
    values(places, numbers);
    for (std::size_t i = 0; i < points.size(); ++i) {
      const double* const f = &numbers[5 * i];
      y[i] = f[0];
      gradients[i] = {(f[2] - f[1]) / (2 * step_at(points[i].x)), (f[4] - f[3]) / (2 * step_at(points[i].y))};
    }
  };
}

Graph straightened_graph(Graph graph, Scale x_scale, Scale y_scale) {
  if (x_scale == Scale::Linear && y_scale == Scale::Linear) return graph;
  return [graph = std::move(graph), x_scale, y_scale](std::span<const double> u, std::span<double> v,
                                                      std::span<double> slopes) {
    std::vector<double> x(u.size());
    std::ranges::transform(u, x.begin(), [&](double at) { return unstraightened(x_scale, at); });
    graph(x, v, slopes);
    for (std::size_t i = 0; i < u.size(); ++i) {
      if (x_scale == Scale::Log) slopes[i] *= x[i] * std::numbers::ln10;  // dy/du = dy/dx·dx/du
      if (y_scale == Scale::Log) slopes[i] /= v[i] * std::numbers::ln10;
      v[i] = straightened(y_scale, v[i]);
    }
  };
}

Surface straightened_surface(Surface surface, Scale x_scale, Scale y_scale) {
  if (x_scale == Scale::Linear && y_scale == Scale::Linear) return surface;
  return [surface = std::move(surface), x_scale, y_scale](std::span<const Point> u, std::span<double> values,
                                                          std::span<Point> gradients) {
    std::vector<Point> points;
    points.reserve(u.size());
    for (const Point& p : u) points.push_back({unstraightened(x_scale, p.x), unstraightened(y_scale, p.y)});
    surface(points, values, gradients);
    for (std::size_t i = 0; i < gradients.size(); ++i) {
      if (x_scale == Scale::Log) gradients[i].x *= points[i].x * std::numbers::ln10;
      if (y_scale == Scale::Log) gradients[i].y *= points[i].y * std::numbers::ln10;
    }
  };
}

}  // namespace adc::inline ADC_ABI::plot
