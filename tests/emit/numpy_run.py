"""Calls functions of an emitted module: python3 numpy_run.py NUMPY|torch FOLDER.

FOLDER/calls.json lists calls, [name, [shape of each input, ...]]; FOLDER/inputs has their numbers, doubles one after the
other. Writes the numbers of all results, as doubles, to FOLDER/results. Exit status 77 where the module is missing.
"""

import importlib
import json
import os
import sys
import warnings

name, folder = sys.argv[1:]
try:
    import numpy

    xp = importlib.import_module(name)
except ImportError:
    sys.exit(77)
warnings.simplefilter("error", RuntimeWarning)  # what is emitted keeps them in

sys.path.insert(0, folder)
import emitted  # noqa: E402

inputs = numpy.fromfile(os.path.join(folder, "inputs"))
place = 0
with open(os.path.join(folder, "calls.json"), encoding="utf-8") as file:
    calls = json.load(file)
with open(os.path.join(folder, "results"), "wb") as file:
    for function, shapes in calls:
        arrays = []
        for shape in shapes:
            count = int(numpy.prod(shape, dtype=int))
            arrays.append(inputs[place : place + count].reshape(shape))
            place += count
        try:
            results = getattr(emitted, function)(*arrays, xp=xp)
        except Exception:
            print(f"in {function} of {shapes}:", file=sys.stderr)
            raise
        for result in results if isinstance(results, tuple) else (results,):
            assert result.dtype in (xp.float64, xp.float32), f"{function} gives {result.dtype}"
            numpy.asarray(result, dtype=numpy.float64).tofile(file)
