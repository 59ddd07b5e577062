"""Docstrings say what happens, and stubs what there is."""

import ast
import doctest
import importlib
import inspect
import pathlib

import adc
import adc._errors
import adc._value
import pytest

CLASSES = (adc.Function, adc.Loss, adc.Value, adc.Error)


def documented():
    """Whatever is public and has an example."""
    found = {"adc": adc, "adc.compile": adc.compile}
    for cls in CLASSES:
        found[f"adc.{cls.__name__}"] = cls
        for name, member in vars(cls).items():
            if not name.startswith("_") and ">>>" in (member.__doc__ or ""):
                found[f"adc.{cls.__name__}.{name}"] = member
    return found


def check(name, text):
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    examples = doctest.DocTestParser().get_doctest(text, {}, name, None, None)
    assert examples.examples, f"{name} has no example"
    report = []
    runner.run(examples, out=report.append)
    assert runner.failures == 0, "".join(report)


@pytest.mark.parametrize("name", documented())
def test_examples_are_true(name):
    check(name, documented()[name].__doc__)


def test_the_examples_for_pytorch_are_true():
    pytest.importorskip("torch")
    check("adc.torch", importlib.import_module("adc.torch").__doc__)


def test_stubs_name_what_there_is():
    stub = ast.parse((pathlib.Path(adc.__file__).parent / "__init__.pyi").read_text())
    classes = {node.name: node for node in stub.body if isinstance(node, ast.ClassDef)}
    functions = {node.name for node in stub.body if isinstance(node, ast.FunctionDef)}
    assert set(adc.__all__) - {"__version__"} == set(classes) | functions
    for cls in (adc.Function, adc.Loss):
        declared = {node.name for node in classes[cls.__name__].body if isinstance(node, ast.FunctionDef)}
        there = {name for name in vars(cls) if not name.startswith("_")} | {"__call__"}
        assert declared - {"__init__"} == there
    assert inspect.getdoc(adc.compile).startswith("Compiles a program.")
    assert (pathlib.Path(adc.__file__).parent / "py.typed").exists()
