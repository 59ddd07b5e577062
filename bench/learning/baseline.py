"""What scikit-learn's networks with their defaults predict for the tables of tables.json: `baseline.py FOLDER [--tune]`.

Numbers are standardised, missing ones the median; labels are one-hot, missing ones the most frequent: what its documentation advises.
For each table a JSON line: the accuracy, or the root mean square error, of the test rows, the median of five seeds; the same of a
network whose targets are standardised, too, which its defaults leave out; and of a constant: the most frequent class, the mean. With --tune the test rows are left out, and rows 1, 6, 11, … stand for them: for whoever
chooses settings.
"""
import json
import statistics
import sys
import warnings

import numpy
import pandas
from sklearn.compose import TransformedTargetRegressor, make_column_selector, make_column_transformer
from sklearn.exceptions import ConvergenceWarning
from sklearn.impute import SimpleImputer
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from fetch import fetch

warnings.simplefilter("ignore", ConvergenceWarning)
SEEDS = range(1, 6)


def score(task, predicted, truth):
    if task == "classes":
        return float(numpy.mean(predicted == truth))
    return float(numpy.sqrt(numpy.mean((predicted - truth) ** 2)))


def measure(table, path, tune):
    frame = pandas.read_csv(path)
    if tune:
        frame = frame[numpy.arange(len(frame)) % 5 != 0].reset_index(drop=True)
    is_test = numpy.arange(len(frame)) % 5 == 0
    x = frame.drop(columns=table["target"])
    t = frame[table["target"]].to_numpy()
    numbers = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    labels = make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore"))
    columns = make_column_transformer(
        (numbers, make_column_selector(dtype_include="number")), (labels, make_column_selector(dtype_exclude="number"))
    )
    is_classes = table["task"] == "classes"
    constant = pandas.Series(t[~is_test]).mode()[0] if is_classes else t[~is_test].mean()

    def median_of(network):
        scores = []
        for seed in SEEDS:
            model = make_pipeline(columns, network(seed))
            model.fit(x[~is_test], t[~is_test])
            scores.append(score(table["task"], model.predict(x[is_test]), t[is_test]))
        return statistics.median(scores)

    result = {"name": table["name"], "constant": score(table["task"], constant, t[is_test])}
    if is_classes:
        result["scikit_learn"] = median_of(lambda seed: MLPClassifier(random_state=seed))
    else:
        result["scikit_learn"] = median_of(lambda seed: MLPRegressor(random_state=seed))
        result["standardised_targets"] = median_of(
            lambda seed: TransformedTargetRegressor(MLPRegressor(random_state=seed), transformer=StandardScaler())
        )
    return result


if __name__ == "__main__":
    for table, path in fetch(sys.argv[1]):
        print(json.dumps(measure(table, path, "--tune" in sys.argv)), flush=True)
