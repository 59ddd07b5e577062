#!/usr/bin/env python3
"""Metrics by scikit-learn: what tests/train/metrics_reference.h holds.

    python3 tests/train/metrics_reference.py > tests/train/metrics_reference.h

Scores have few digits, so that there are ties.
"""

import numpy as np
from sklearn import metrics


def numbers(values):
    return "{" + ", ".join(repr(float(v)) for v in np.ravel(values)) + "}"


def case(truth, scores):
    """The metrics of probabilities [rows, classes], or [rows] of the second of two classes."""
    binary = scores.ndim == 1
    predicted = (scores >= 0.5).astype(int) if binary else scores.argmax(axis=1)
    classes = 2 if binary else scores.shape[1]
    kinds = metrics.precision_recall_fscore_support(truth, predicted, labels=range(classes), zero_division=0)
    macro = metrics.precision_recall_fscore_support(truth, predicted, average="macro", zero_division=0)
    if binary:
        auc = metrics.roc_auc_score(truth, scores)
        brier = metrics.brier_score_loss(truth, scores)
    else:
        present = [c for c in range(classes) if 0 < (truth == c).sum() < len(truth)]
        auc = np.mean([metrics.roc_auc_score(truth == c, scores[:, c]) for c in present])
        brier = np.mean(((scores - np.eye(classes)[truth]) ** 2).sum(axis=1))
    # Calibration by hand, with numpy's histogram.
    confidence = np.where(predicted == 1, scores, 1 - scores) if binary else scores.max(axis=1)
    bins = np.minimum(9, (confidence * 10).astype(int))
    ece = sum(
        abs(confidence[bins == b].mean() - (predicted == truth)[bins == b].mean()) * (bins == b).mean()
        for b in set(bins)
    )
    print("    {" + str(classes) + ", {" + ", ".join(map(str, truth)) + "},")
    print("     " + numbers(scores) + ",")
    print("     " + numbers(kinds[0]) + ", " + numbers(kinds[1]) + ", " + numbers(kinds[2]) + ",")
    values = [
        metrics.accuracy_score(truth, predicted),
        metrics.balanced_accuracy_score(truth, predicted),
        *macro[:3],
        auc,
        metrics.log_loss(truth, scores, labels=range(classes), eps=2.0**-52),
        brier,
        ece,
    ]
    print("     " + ", ".join(repr(float(v)) for v in values) + "},")


def main():
    random = np.random.default_rng(1)
    print("// Made by tests/train/metrics_reference.py with scikit-learn.\n#pragma once\n\n#include <vector>\n")
    print("namespace adc::tests {\n\n/// Examples with classes, and their metrics.\nstruct ClassReference {")
    print("  std::size_t classes;\n  std::vector<std::size_t> truth;\n  std::vector<double> predictions;")
    print("  std::vector<double> precisions;\n  std::vector<double> recalls;\n  std::vector<double> f1s;")
    for name in "accuracy balanced_accuracy precision recall f1 roc_auc log_loss brier calibration_error".split():
        print(f"  double {name};")
    print("};\n\ninline const std::vector<ClassReference> kClassReferences{")
    case(np.array([0, 0, 1, 1, 1, 0, 1, 0]), np.array([0.1, 0.4, 0.4, 0.8, 0.5, 0.5, 0.9, 0.0]))
    case(random.integers(0, 2, 40), np.round(random.uniform(size=40), 1))
    for classes, rows in ((3, 30), (5, 60)):
        scores = np.round(random.dirichlet(np.ones(classes), rows), 2)
        scores[:, 0] = np.round(1 - scores[:, 1:].sum(axis=1), 2).clip(0)
        scores /= scores.sum(axis=1, keepdims=True)
        # No example is of the last of five classes.
        case(random.integers(0, min(classes, 4), rows), scores)
    print("};\n\n/// Numbers, one a row, and their metrics.\nstruct NumberReference {")
    print("  std::vector<double> targets;\n  std::vector<double> predictions;")
    print("  double rmse;\n  double mae;\n  double median;\n  double r2;\n};\n")
    print("inline const std::vector<NumberReference> kNumberReferences{")
    for rows in (7, 20):
        targets = np.round(random.normal(3, 2, rows), 3)
        predictions = np.round(targets + random.normal(0, 1, rows), 3)
        values = [
            metrics.mean_squared_error(targets, predictions, squared=False),
            metrics.mean_absolute_error(targets, predictions),
            metrics.median_absolute_error(targets, predictions),
            metrics.r2_score(targets, predictions),
        ]
        print("    {" + numbers(targets) + ",\n     " + numbers(predictions) + ",")
        print("     " + ", ".join(repr(float(v)) for v in values) + "},")
    print("};\n\n}  // namespace adc::tests")


main()
