"""What Python adds to adc: calls at a point in ns, and maps over 10⁶ rows as ratios to the library's own time.

usage: PYTHONPATH=build/release/python /usr/bin/python3 bench/python/calls.py build/release/libadc.so

The library's time is that of `adc_map` of the C API, called through ctypes on the same arrays, in turns with the
package's in one process; medians of pairs.
"""

import ctypes
import statistics
import sys
import timeit

import adc
import numpy as np

FORMULA = "cos(sin(x²)+3x²)"
ROWS = 1_000_000
TURNS = 31


class Column(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("stride", ctypes.c_ssize_t)]


class Library:
    """`adc_map` of the C API."""

    def __init__(self, path):
        self.library = ctypes.CDLL(path)
        self.function = ctypes.c_void_p()
        status = self.library.adc_compile(
            FORMULA.encode(), ctypes.c_size_t(-1), None, ctypes.byref(self.function), None
        )
        assert status == 0
        for derive in (0, 1):
            assert self.library.adc_prepare(self.function, derive, 2, None) == 0

    def map(self, derive, x, results):
        inputs = (Column * 1)(Column(x.ctypes.data, 1))
        outputs = (Column * len(results))(*[Column(one.ctypes.data, 1) for one in results])
        status = self.library.adc_map(
            self.function, derive, ctypes.c_size_t(len(x)), inputs, ctypes.c_size_t(1), outputs,
            ctypes.c_size_t(len(results)), 1, None,
        )  # fmt: skip
        assert status == 0


def ratio(ours, theirs):
    """The median of `ours` in units of `theirs`, run in turns."""
    ours(), theirs()
    pairs = [(timeit.timeit(ours, number=1), timeit.timeit(theirs, number=1)) for _ in range(TURNS)]
    return statistics.median(a / b for a, b in pairs), min(b for _, b in pairs)


def print_calls(f):
    for call in ("f(0.5)", "f.grad(0.5)", "f.value_and_grad(0.5)"):
        number = 100_000
        best = min(timeit.repeat(call, globals={"f": f}, number=number, repeat=9)) / number
        print(f"{call:24} {best * 1e9:6.0f} ns")


def print_maps(f, library):
    x = np.random.default_rng(1).uniform(0.1, 2, ROWS)
    y, dy = np.empty_like(x), np.empty_like(x)  # for both, as where an array lies has its own influence
    rows = [
        ("f.map(x=x, out=y)", lambda: f.map(x=x, out=y), lambda: library.map(0, x, [y])),
        ("f.map(x=x)", lambda: f.map(x=x), lambda: library.map(0, x, [np.empty_like(x)])),
        ("f.map(gradient, out)", lambda: f.map("gradient", x=x, out=(y, dy)), lambda: library.map(1, x, [y, dy])),
    ]
    for name, ours, theirs in rows:
        times, least = ratio(ours, theirs)
        print(f"{name:24} {times:6.3f} times the library's time, which is {least / ROWS * 1e9:.2f} ns a row")


if __name__ == "__main__":
    function = adc.compile(FORMULA)
    for kind in ("value", "gradient"):
        function.prepare(kind)
    print_calls(function)
    print_maps(function, Library(sys.argv[1]))
