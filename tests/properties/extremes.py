#!/usr/bin/env python3
"""Writes extremes.txt: value, first and second derivatives of each function of the op table at points of every
magnitude, from symbolic derivatives (SymPy) evaluated with 1200 digits (mpmath). Run it where the table gains a function.

    python3 tests/properties/extremes.py > tests/properties/extremes.txt
"""
import mpmath
import sympy as sp
from mpmath import mp, mpf

mp.dps = 1200
x, y = sp.symbols("x y", real=True)
log, exp, sqrt, atan, pi = sp.log, sp.exp, sp.sqrt, sp.atan, sp.pi

TINY = [5e-324, 1e-310, 3e-308, 1e-300, 1e-160, 1e-20, 1e-9]
HUGE = [1e5, 1e9, 1e16, 1e22, 1e100, 1e160, 1e300, 1.7e308]
ORDINARY = [0.1, 0.75, 1.5, 3.25, 11.0]


def both(values):
    return values + [-v for v in values]


REAL = both(TINY + ORDINARY + HUGE)
POSITIVE = TINY + ORDINARY + HUGE
NEAR_ONE = [1 - 2.0**-53, 1 - 1e-12, 1 - 1e-5]
ABOVE_ONE = [1 + 2.0**-52, 1 + 1e-12, 1 + 1e-5, 1.5, 11.0] + HUGE
INSIDE = both(TINY + [0.1, 0.75] + NEAR_ONE)
MODERATE = both(TINY + ORDINARY + [19.5, 40.0, 300.0, 700.0])
ANGLES = both(TINY + ORDINARY + [1.5707963267948966, 3.141592653589793, 1e5, 1e22])

UNARY = {
    "sqrt": (sqrt(x), POSITIVE),
    "cbrt": (sp.cbrt(x), POSITIVE),
    "exp": (exp(x), MODERATE),
    "exp2": (2**x, MODERATE),
    "expm1": (exp(x) - 1, MODERATE),
    "expnsq": (exp(-x**2), both(TINY + ORDINARY + [20.0, 26.0])),
    "log": (log(x), POSITIVE + NEAR_ONE),
    "log2": (log(x) / log(2), POSITIVE + NEAR_ONE),
    "log10": (log(x) / log(10), POSITIVE + NEAR_ONE),
    "log1p": (log(1 + x), POSITIVE + [-v for v in TINY + [0.75] + NEAR_ONE]),
    "sigmoid": (1 / (1 + exp(-x)), MODERATE),
    "softplus": (log(1 + exp(x)), MODERATE),
    "sin": (sp.sin(x), ANGLES),
    "cos": (sp.cos(x), ANGLES),
    "tan": (sp.sin(x) / sp.cos(x), ANGLES),
    "sec": (1 / sp.cos(x), ANGLES),
    "csc": (1 / sp.sin(x), ANGLES),
    "cot": (sp.cos(x) / sp.sin(x), ANGLES),
    "asin": (sp.asin(x), INSIDE),
    "acos": (sp.acos(x), INSIDE),
    "atan": (atan(x), REAL),
    "asec": (sp.acos(1 / x), both(ABOVE_ONE)),
    "acsc": (sp.asin(1 / x), both(ABOVE_ONE)),
    "acot": (atan(1 / x), REAL),
    "sinh": (sp.sinh(x), MODERATE),
    "cosh": (sp.cosh(x), MODERATE),
    "tanh": (sp.tanh(x), MODERATE),
    "sech": (1 / sp.cosh(x), MODERATE),
    "csch": (1 / sp.sinh(x), MODERATE),
    "coth": (sp.cosh(x) / sp.sinh(x), MODERATE),
    "asinh": (sp.asinh(x), REAL),
    "acosh": (sp.acosh(x), ABOVE_ONE),
    "atanh": (sp.atanh(x), INSIDE),
    "asech": (sp.acosh(1 / x), TINY + [0.1, 0.75] + NEAR_ONE),
    "acsch": (sp.asinh(1 / x), REAL),
    "acoth": (log((x + 1) / (x - 1)) / 2, both(ABOVE_ONE)),
    "erf": (sp.erf(x), both(TINY + ORDINARY + [26.0])),
    "erfc": (sp.erfc(x), both(TINY + ORDINARY + [26.0])),
    "gamma": (sp.gamma(x), TINY + ORDINARY + [40.5, 170.5]),
    "lgamma": (sp.loggamma(x), TINY + ORDINARY + [1 + 1e-10, 2 - 1e-10] + HUGE[:5]),
    "digamma": (sp.digamma(x), TINY + ORDINARY + HUGE[:5]),
}

PAIRS = [(a, b) for a in [1e-300, 1e-160, 1e-9, 0.75, 3.25, 1e9, 1e160, 1e300] for b in [1e-300, 1e-9, 1.5, 1e9, 1e160, 1e300]]
SIGNED = PAIRS + [(-a, b) for a, b in PAIRS] + [(a, -b) for a, b in PAIRS[::3]]
SUMS = [(a, b) for a in [-700.0, -40.0, -1e-9, 0.75, 40.0, 1e5] for b in [-701.5, -1.5, 1e-9, 3.25, 45.0, 1e5]]
POWERS = [(a, b) for a in [1e-300, 1e-9, 0.75, 1.5, 1e9, 1e300] for b in [-2.5, -1e-9, 1e-9, 0.5, 1.5, 1.0, 2.0, 3.0]]

BINARY = {
    "div": (x / y, SIGNED),
    "hypot": (sqrt(x**2 + y**2), SIGNED),
    "atan2": (None, SIGNED),  # by its partials, as SymPy's is piecewise
    "pow": (x**y, POWERS),
    "xlogy": (x * log(y), PAIRS),
    "logaddexp": (log(exp(x) + exp(y)), SUMS),
}

r2 = x**2 + y**2  # atan2(x, y) is the angle of the point (y, x): the first operand is the ordinate
ATAN2 = [sp.atan2(x, y), y / r2, -x / r2, sp.diff(y / r2, x), sp.diff(y / r2, y), sp.diff(-x / r2, x), sp.diff(-x / r2, y)]


def digits(value):
    value = mpf(mpmath.re(value))
    return mpmath.nstr(value, 22, min_fixed=0, max_fixed=0) if value else "0"


def lines(name, variables, expressions, points):
    functions = [sp.lambdify(variables, e, "mpmath") for e in expressions]
    for point in points:
        arguments = [mpf(v) for v in point]
        numbers = [digits(f(*arguments)) for f in functions]
        print(name, *(repr(v) for v in point), ";", *numbers)


print("# Written by extremes.py: op, operands ; value, first derivatives, second derivatives (row by row).")
for name, (f, points) in UNARY.items():
    lines(name, [x], [f, sp.diff(f, x), sp.diff(f, x, 2)], [(p,) for p in points])
for name, (f, points) in BINARY.items():
    exact = ATAN2 if f is None else [f] + [sp.diff(f, v) for v in (x, y)] + [sp.diff(f, v, w) for v in (x, y) for w in (x, y)]
    lines(name, [x, y], exact, points)
