#!/usr/bin/env python3
"""Writes nist_strd.jsonl: the 27 nonlinear regressions of NIST's Statistical Reference Datasets, one a line.

    nist_strd.py FOLDER > nist_strd.jsonl

FOLDER has NIST's files NAME.dat, works of the US government in the public domain
(https://www.itl.nist.gov/div898/strd/nls/nls_main.shtml); Debian's source package ceres-solver has them in data/nist.
Numbers stay the digits that NIST prints. Its copy of Roszman1.dat has a misprint in the certified b1, 1.20196866396E-0:
NIST prints 2.0196866396E-01, at which the sum of squares is the certified one.
"""
import json
import pathlib
import re
import sys

GAUSS = "b1*exp(-b2*x) + b3*exp(-(x-b4)^2/b5^2) + b6*exp(-(x-b7)^2/b8^2)"
LANCZOS = "b1*exp(-b2*x) + b3*exp(-b4*x) + b5*exp(-b6*x)"
CHWIRUT = "exp(-b1*x)/(b2+b3*x)"
CUBIC = "(b1+b2*x+b3*x^2+b4*x^3)/(1+b5*x+b6*x^2+b7*x^3)"
FORMULAS = {
    "Misra1a": "b1*(1-exp(-b2*x))",
    "Chwirut2": CHWIRUT,
    "Chwirut1": CHWIRUT,
    "Lanczos3": LANCZOS,
    "Gauss1": GAUSS,
    "Gauss2": GAUSS,
    "DanWood": "b1*x^b2",
    "Misra1b": "b1*(1-(1+b2*x/2)^(-2))",
    "Kirby2": "(b1+b2*x+b3*x^2)/(1+b4*x+b5*x^2)",
    "Hahn1": CUBIC,
    "Nelson": "b1 - b2*x1*exp(-b3*x2)",
    "MGH17": "b1 + b2*exp(-x*b4) + b3*exp(-x*b5)",
    "Lanczos1": LANCZOS,
    "Lanczos2": LANCZOS,
    "Gauss3": GAUSS,
    "Misra1c": "b1*(1-(1+2*b2*x)^(-0.5))",
    "Misra1d": "b1*b2*x*(1+b2*x)^(-1)",
    "Roszman1": "b1 - b2*x - atan(b3/(x-b4))/pi",
    "ENSO": "b1 + b2*cos(2*pi*x/12) + b3*sin(2*pi*x/12) + b5*cos(2*pi*x/b4) + b6*sin(2*pi*x/b4)"
            " + b8*cos(2*pi*x/b7) + b9*sin(2*pi*x/b7)",
    "MGH09": "b1*(x^2+x*b2)/(x^2+x*b3+b4)",
    "Thurber": CUBIC,
    "BoxBOD": "b1*(1-exp(-b2*x))",
    "Rat42": "b1/(1+exp(b2-b3*x))",
    "MGH10": "b1*exp(b2/(x+b3))",
    "Eckerle4": "b1/b2*exp(-0.5*((x-b3)/b2)^2)",
    "Rat43": "b1/(1+exp(b2-b3*x))^(1/b4)",
    "Bennett5": "b1*(b2+x)^(-1/b3)",
}
MISPRINTS = {"1.20196866396E-0": "2.0196866396E-01"}


def after(label, text):
    return re.search(label + r":\s+(\S+)", text).group(1)


def record(folder, name):
    text = (folder / f"{name}.dat").read_text()
    rows = re.findall(r"^\s*(b\d)\s*=\s*(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s*$", text, re.M)
    head, table = re.split(r"^Data:\s+y.*$", text, maxsplit=1, flags=re.M)[-2:]
    columns = re.search(r"^Data:\s+(y\s+x.*)$", text, re.M).group(1).split()
    data = [[float(cell) for cell in line.split()] for line in table.splitlines() if line.split()]
    assert len(data) == int(after("Number of Observations", head)), name
    return {
        "id": f"nist/{name}",
        "formula": FORMULAS[name],
        "response": "log(y)" if name == "Nelson" else "y",
        "predictors": columns[1:],
        "params": [row[0] for row in rows],
        "start1": {row[0]: float(row[1]) for row in rows},
        "start2": {row[0]: float(row[2]) for row in rows},
        "certified": {row[0]: MISPRINTS.get(row[3], row[3]) for row in rows},
        "certified_sd": {row[0]: row[4] for row in rows},
        "certified_rss": after("Residual Sum of Squares", head),
        "certified_residual_sd": after("Residual Standard Deviation", head),
        "n": len(data),
        "data": data,
    }


folder = pathlib.Path(sys.argv[1])
for name in FORMULAS:
    print(json.dumps(record(folder, name)))
