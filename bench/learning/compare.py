"""What `adc train` makes of the tables of tables.json at its default settings: `compare.py ADC FOLDER [--tune]`.

A line for each table: the accuracy, or root mean square error, of the test rows, the median of five seeds, beside scikit-learn's (baseline.jsonl) and a constant's; at the
end how many are no worse by more than a point of accuracy, or 3 % of the error, and how many are below the constant. Of the options only those are given that say what a
table is: its target, whether that is a class, and that missing cells take the median. With --tune rows 1, 6, 11, … of those that are no test stand for it, and scikit-learn is
measured again.
"""
import csv
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile

from fetch import fetch

SEEDS = range(1, 6)


def without_test(path, folder):
    """The table without its test rows."""
    with open(path, newline="") as file:
        rows = list(csv.reader(file))
    shorter = pathlib.Path(folder) / path.name
    with open(shorter, "w", newline="") as file:
        csv.writer(file).writerows([rows[0]] + [row for i, row in enumerate(rows[1:]) if i % 5 != 0])
    return shorter


def has_gaps(path):
    with open(path, newline="") as file:
        return any("" in row for row in csv.reader(file))


def score(adc, table, path, seed):
    is_classes = table["task"] == "classes"
    words = [adc, "train", "--data", str(path), "--target", table["target"], "--test", "every:5", "--seed", str(seed), "--json"]
    words += ["--classes"] * is_classes + ["--missing", "median"] * has_gaps(path)
    run = subprocess.run(words, capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(run.stderr)
    end = json.loads(run.stdout.splitlines()[-1])
    return end["test"]["accuracy" if is_classes else "rmse"]


def main(adc, folder, tune):
    if tune:
        from baseline import measure

        baseline = lambda table, path: measure(table, path, True)
    else:
        kept = [json.loads(line) for line in (pathlib.Path(__file__).parent / "baseline.jsonl").read_text().splitlines()]
        by_name = {result["name"]: result for result in kept}
        baseline = lambda table, path: by_name[table["name"]]
    held = 0
    below = 0
    tables = fetch(folder)
    print(f"{'table':14} {'adc':>10} {'scikit-learn':>12} {'constant':>10}")
    for table, path in tables:
        peer = baseline(table, path)
        with tempfile.TemporaryDirectory() as shorter:
            data = without_test(path, shorter) if tune else path
            ours = statistics.median(score(adc, table, data, seed) for seed in SEEDS)
        if table["task"] == "classes":
            holds, is_below = ours >= peer["scikit_learn"] - 0.01, ours < peer["constant"]
        else:
            holds, is_below = ours <= 1.03 * peer["scikit_learn"], ours > peer["constant"]
        held += holds
        below += is_below
        mark = "" if holds else "  worse"
        scaled = f"  ({peer['standardised_targets']:.4g} with standardised targets)" if "standardised_targets" in peer else ""
        print(f"{table['name']:14} {ours:10.4g} {peer['scikit_learn']:12.4g} {peer['constant']:10.4g}{mark}{scaled}", flush=True)
    print(f"{held} of {len(tables)} no worse than scikit-learn, {below} below a constant")
    return 0 if len(tables) - held <= 3 and below == 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], "--tune" in sys.argv))
