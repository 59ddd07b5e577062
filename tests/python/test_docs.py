"""Docstrings say what happens, and stubs what there is."""

import ast
import doctest
import importlib
import inspect
import pathlib
import re
import sys

import adc
import adc._errors
import adc._value
import numpy
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


ROOT = pathlib.Path(__file__).resolve().parents[2]


def blocks(document):
    """The blocks of Python in a document."""
    return re.findall(r"^```python\n(.*?)^```", (ROOT / document).read_text(), re.MULTILINE | re.DOTALL)


def run_block(text, names):
    """Runs a block; what a comment behind an expression says begins with its value."""
    for line in ast.parse(text).body:
        source = ast.get_source_segment(text, line)
        rest = text.splitlines()[line.end_lineno - 1].encode()[line.end_col_offset :].decode()
        comment = rest.strip().removeprefix("# ")
        if not isinstance(line, ast.Expr):
            exec(source, names)
            continue
        value = eval(source, names)
        if re.match("[-'0-9]", comment):
            assert comment == repr(value)


def test_the_first_block_of_the_readme_and_of_the_guide_are_true():
    run_block(blocks("README.md")[0], {"adc": adc, "np": numpy})
    run_block(blocks("docs/python.md")[0], {})


def test_the_block_for_scipy_is_true():
    optimize = pytest.importorskip("scipy.optimize")
    x = numpy.linspace(100, 10000, 20)
    names = {"adc": adc, "scipy": sys.modules["scipy"], "x": x, "y": 240 * (1 - numpy.exp(-0.0005 * x))}
    run_block(blocks("docs/python.md")[1], names)
    assert optimize.minimize(names["rosenbrock"], [1.3, 0.7], jac=True).fun < 1e-8


def test_the_block_for_pytorch_is_true():
    torch = pytest.importorskip("torch")
    loss, mse = blocks("docs/python.md")[2].split("import adc.torch\n")
    arrays = {"w": numpy.array([1.0, 2.0]), "x": numpy.ones((4, 2)), "t": numpy.zeros(4)}
    names = {"adc": adc, **arrays}
    exec(loss, names)
    assert names["value"] == 4.5 and list(names["gradient"]) == [3.0, 3.0]
    tensors = {"w": torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)}
    tensors |= {name: torch.from_numpy(arrays[name]) for name in "xt"}
    exec("import adc.torch\n" + mse, {"adc": adc, **tensors})
    assert tensors["w"].grad.tolist() == [3.0, 3.0]


def test_the_sessions_of_the_guide_are_true():
    sessions = [block for block in blocks("docs/python.md") if ">>>" in block]
    assert len(sessions) == 2
    for session in sessions:
        runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
        report = []
        test = doctest.DocTestParser().get_doctest(session, {"adc": adc}, "docs/python.md", None, None)
        runner.run(test, out=report.append)
        assert runner.failures == 0, "".join(report)


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
