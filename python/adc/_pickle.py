"""How pickling makes objects again: from the program's text."""

from adc import _core


def make(kind, source, argument):
    """`kind`: "compiled" or "loss", of a text and options; "partial", of a function and variables;
    "saved", of bytes."""
    if kind == "compiled":
        return _core.compile(source, **argument)
    if kind == "loss":
        return _core.Loss(source, **argument)
    if kind == "saved":
        return _core.load(source, argument)
    return source.partial(*argument)
