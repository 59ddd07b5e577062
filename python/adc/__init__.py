"""Formulas into exact derivatives in native code.

>>> import adc
>>> f = adc.compile("cos(sin(x²)+3x²)")
>>> f(0.5), f.grad(0.5)
(0.5424849757140324, -3.334146414144972)
"""

from adc._core import (Function, Loss, Page, Picture, Reply, Session, SparseDerivative, __version__, compile,
                       explain_page, graph, load, plot, read_latex)
from adc._errors import ComputationError, Error, InternalError, LimitError, ProgramError, UsageError
from adc._value import Value

__all__ = [
    "ComputationError",
    "Error",
    "Function",
    "InternalError",
    "LimitError",
    "Loss",
    "Page",
    "Picture",
    "ProgramError",
    "Reply",
    "Session",
    "SparseDerivative",
    "UsageError",
    "Value",
    "__version__",
    "compile",
    "explain_page",
    "graph",
    "load",
    "plot",
    "read_latex",
]
