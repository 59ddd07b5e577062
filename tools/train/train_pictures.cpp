#include "tools/train/train_pictures.h"

#include <algorithm>
#include <cmath>

#include "tools/failure.h"
#include "tools/report/output.h"

namespace adc::tools {
namespace {

/// The classes of examples: their own, or whether a number is at least ½.
std::vector<std::size_t> true_classes(const train::Dataset& data) {
  if (data.classes.empty()) return train::predicted_classes(data.t, 1);
  return {data.t.begin(), data.t.end()};
}

/// What the program predicts for points in the units of the data, [points, size of the prediction].
std::vector<double> predictions(const Training& t, std::span<const double> points) {
  train::Dataset data{.features = t.model.features,
                      .targets = t.model.targets,
                      .classes = t.model.classes,
                      .rows = points.size() / 2,
                      .x = {points.begin(), points.end()},
                      .t = {}};
  if (data.rows == 0) return {};
  if (t.model.weighted) data.weights.assign(data.rows, 1);
  t.parts.scaling.apply(data.x);
  std::vector<double> all = bound(t.loss, data).output(t.model.state.params, 1);
  if (!t.model.target_scaling.empty()) t.model.target_scaling.undo(all);
  return all;
}

}  // namespace

void draw_curve(const std::string& path, const train::State& state) {
  std::vector<train::Curve> curves{{"training", {}}, {"held out", {}}};
  for (const train::Epoch& epoch : state.history) {
    curves[0].values.push_back(epoch.loss);
    curves[1].values.push_back(epoch.heldout);
  }
  if (std::ranges::all_of(curves[1].values, [](double v) { return std::isnan(v); })) curves.pop_back();
  write_file(path, train::learning_curve(curves));
}

void refuse_picture(const Training& t) {
  const train::Dataset& all = t.parts.all;
  if (all.features.size() == 2 && all.targets.size() == 1 && t.loss.outputs().size() > 1) return;
  throw failure("bad-value", "`--picture` draws the decisions of a program of two features that predicts a class");
}

void draw_boundary(const std::string& path, const Training& t) {
  const train::Dataset& all = t.parts.all;
  const std::size_t width = t.loss.outputs()[1].size;
  train::Decision decision{
      .classify = [&](std::span<const double> at) { return train::predicted_classes(predictions(t, at), width); },
      .points = all.x,
      .classes = true_classes(all),
      .names = all.classes.empty() ? std::vector<std::string>{"0", "1"} : all.classes,
      .axes = {all.features[0], all.features[1]},
      .heldout = t.parts.heldout};
  if (width == decision.names.size()) decision.scores = [&](std::span<const double> at) { return predictions(t, at); };
  if (width == 1 && decision.names.size() == 2) {
    // The number is that of the second class.
    decision.scores = [&](std::span<const double> at) {
      std::vector<double> both;
      for (const double number : predictions(t, at)) both.insert(both.end(), {1 - number, number});
      return both;
    };
  }
  write_file(path, train::decision_boundary(decision, train::window_around(all.x)));
}

}  // namespace adc::tools
