"""Sessions from Python."""

import os
import signal
import threading
import time

import numpy as np
import pytest

import adc


def test_values():
    session = adc.Session()
    session.submit("x = 0.5; f(t) = t²")
    assert session.submit("f(x)").values == {"value": 0.25, "d/dx": 1.0}
    assert session("x == 0.5").values["value"] == 1
    assert session("ans + 1").values["value"] == 2


def test_arrays():
    session = adc.Session()
    session["v"] = np.arange(3.0)
    session["A"] = np.arange(6.0).reshape(2, 3)
    reply = session.submit("sum((A*v).^2)")
    assert reply.values["value"] == 5**2 + 14**2
    np.testing.assert_array_equal(reply.values["d/dv"], 2 * session["A"].T @ (session["A"] @ session["v"]))
    assert session.keys() == ["v", "A"]
    with pytest.raises(KeyError):
        session["w"]
    with pytest.raises(adc.UsageError):
        session["2"] = 1.0


def test_errors_are_replies():
    reply = adc.Session().submit("1 +\nsni(2)")
    assert reply.error == "unknown-function"
    assert "did you mean `sin`?" in reply.messages
    assert reply.messages in str(reply)


def test_notebooks_typeset():
    session = adc.Session()
    assert r"\frac" in session.submit("x = 2; x^2")._repr_latex_()
    assert session.submit(":vars")._repr_latex_() is None
    assert "&lt;" in session.submit("x < ")._repr_html_()


def test_helpers():
    session = adc.Session()
    assert not session.is_complete("sin(")
    assert "sigmoid(" in session.complete("2 + sig")
    assert session.describe("sin")["derivatives"] == {"d/dx": "cos(x)"}
    assert session.describe("nosuchname") is None
    session.submit("a = 1")
    session.submit("a = 2")
    assert session.undo()
    assert session.save() == "a = 1\n"
    assert session.submit(":quit").ends


def test_ctrl_c():
    session = adc.Session()
    session.submit("A = zeros(3000, 3000); kept = 7")
    threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    begin = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        session.submit("sum((A + 3)*(A + 1)*(A + 2))")
    assert time.monotonic() - begin < 5
    assert session["kept"] == 7
