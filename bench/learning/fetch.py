"""Writes the tables of tables.json as CSV files into a folder: `fetch.py FOLDER`.

Each comes from a package of Debian 12, which must be installed (`apt-get install python3-sklearn r-cran-mlbench …`): those of
scikit-learn from its files, those of R by Rscript. Numbers and labels stand as they stand there; a missing cell is empty. Nothing
of a table is kept in this repository.
"""
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).parent

R = """
args <- commandArgs(TRUE)
environment <- new.env()
data(list = args[2], package = args[1], envir = environment)
write.csv(as.data.frame(get(args[2], envir = environment)), args[3], row.names = FALSE, na = "")
"""


def from_sklearn(table, path):
    from sklearn import datasets

    raw = {"scaled": False} if table["name"] == "diabetes" else {}
    loaded = getattr(datasets, table["load"])(as_frame=True, **raw)
    frame = loaded.frame
    if table["task"] == "classes":
        frame["target"] = [str(loaded.target_names[c]) for c in loaded.target]
    frame.to_csv(path, index=False)


def from_r(table, path):
    subprocess.run(["Rscript", "-e", R, table["library"], table["object"], path], check=True, stdout=subprocess.DEVNULL)


def fetch(folder):
    """The tables of which there is a package, as (table, path)."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    there = []
    for table in json.loads((HERE / "tables.json").read_text())["tables"]:
        path = folder / (table["name"] + ".csv")
        try:
            if not path.exists():
                (from_sklearn if "load" in table else from_r)(table, path)
            there.append((table, path))
        except (ImportError, OSError, subprocess.CalledProcessError) as error:
            print(f"{table['name']} is left out: is {table['package']} installed? ({error})", file=sys.stderr)
    return there


if __name__ == "__main__":
    for table, path in fetch(sys.argv[1]):
        print(path)
