"""Pictures, graphs and pages from Python."""

import os
import signal
import threading
import time
import xml.etree.ElementTree

import numpy as np
import pytest

import adc

LECTURE = "t = x²; u1 = sin(t); u2 = 3t; u = u1 + u2; J = cos(u)"


def texts(picture):
    """What stands in an SVG, which is well-formed."""
    root = xml.etree.ElementTree.fromstring(picture._repr_svg_())
    return [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]


def test_ranges_and_values():
    picture = adc.plot("a*sin(x)", x=(-5, 5), y=(-3, None), a=2)
    assert "a*sin(x)" in texts(picture)
    assert "−4" in texts(picture)
    assert picture.svg == picture._repr_svg_()
    assert "┤" in str(picture)
    assert adc.plot("x^2", x=(np.float64(-1), 1)).svg == adc.plot("x^2", x=(-1, 1)).svg
    assert "dot(v, [x, 1])" in texts(adc.plot("dot(v, [x, 1])", v=[1.0, 2.0]))


def test_names_of_ranges_are_no_constants():
    assert "e" in texts(adc.plot("sin(e)", e=(0, 3)))


def test_options():
    picture = adc.plot("exp(-t)", t=(0.1, 100), log=["t", "y"], units={"t": "s"}, title="decay", grad=True, size=(300, 200))
    found = texts(picture)
    assert "decay" in found
    assert "t (s, logarithmic)" in found
    assert "d/dt exp(-t)" in found
    assert 'viewBox="0 0 300 200"' in picture.svg
    assert "x^2 + y^2 = 1" in texts(adc.plot("x^2 + y^2 = 1"))
    assert "3" in texts(adc.plot("x^2 + y^2", levels=[3]))


def test_functions_are_drawn_by_their_text():
    f = adc.compile("sin(x)*x + 0")
    assert "sin(x)*x + 0" in texts(adc.plot(f))
    assert "dx" in str(adc.graph(f, 0.5))


def test_graphs():
    for picture in (adc.graph(LECTURE, x=0.5), adc.graph(LECTURE, {"x": 0.5}), adc.graph(LECTURE, 0.5)):
        assert "dJ/dx = −3.334" in texts(picture)
    assert "backward" in str(picture)
    assert "dot(u, v)" in str(adc.graph("dot(u, v)", u=[1, 2], v=np.ones(2)))


def test_pages(tmp_path):
    page = adc.explain_page(LECTURE, {"x": 0.5})
    assert page.html.startswith("<!DOCTYPE html>")
    assert str(page) == page.html
    page.save(str(tmp_path / "page.html"))
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == page.html
    picture = adc.plot("x")
    picture.save(str(tmp_path / "x.svg"))
    assert (tmp_path / "x.svg").read_text(encoding="utf-8") == picture.svg
    with pytest.raises(OSError):
        picture.save(str(tmp_path / "nowhere" / "x.svg"))


def test_errors():
    with pytest.raises(adc.ProgramError) as caught:
        adc.plot("sni(x)")
    assert caught.value.slug == "unknown-function"
    for call, slug in [
        (lambda: adc.plot("a*b*c"), "missing-input"),
        (lambda: adc.plot("x", x=(1, 0)), "bad-value"),
        (lambda: adc.plot("x", z=(0, 1)), "unknown-variable"),
        (lambda: adc.plot("x", z=2), "unknown-variable"),
        (lambda: adc.graph("x, 2x", 1.0), "several-outputs"),
        (lambda: adc.graph("x*z", x=1.0), "missing-input"),
        (lambda: adc.explain_page("x", [1.0, 2.0]), "bad-input"),
        (lambda: adc.plot("sin(100x*y)", seconds=1e-6), "too-long"),
    ]:
        with pytest.raises(adc.Error) as caught:
            call()
        assert caught.value.slug == slug
    with pytest.raises(TypeError):
        adc.plot(3)


def test_ctrl_c():
    threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    begin = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        adc.plot("A = zeros(300, 300); sum((A + x)*(A + 1))")
    assert time.monotonic() - begin < 5
