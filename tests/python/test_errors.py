"""What is wrong is told as in a terminal."""

import pickle

import adc
import numpy as np
import pytest


def test_an_error_shows_its_place():
    with pytest.raises(adc.ProgramError) as caught:
        adc.compile("2 * sni(x)")
    error = caught.value
    assert str(error).splitlines()[:3] == [
        "<formula>:1:5: error: unknown function `sni` [unknown-function]",
        "  2 * sni(x)",
        "      ^~~",
    ]
    assert (error.slug, error.span) == ("unknown-function", (4, 7))
    assert error.help[0] == "did you mean `sin`?"
    assert isinstance(error, ValueError)
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.slug, again.span) == (str(error), error.slug, error.span)


def test_classes_of_errors_are_classes():
    with pytest.raises(adc.LimitError):
        adc.compile("sin(x) + cos(x) + tan(x)", instructions=2)
    with pytest.raises(adc.UsageError) as caught:
        adc.compile("x", tiers="native")
    assert caught.value.slug == "unknown-option"
    for options in ({"tier": "fast"}, {"mode": 3}, {"dims": 3}, {"dtype": "int32"}):
        with pytest.raises(adc.UsageError) as caught:
            adc.compile("x", **options)
        assert caught.value.slug == "bad-value"
    with pytest.raises(adc.UsageError) as caught:
        adc.compile("x", wrt=["y"])
    assert caught.value.slug == "unknown-variable"
    with pytest.raises(adc.Error):
        adc.Loss("param w: R[2]; w")
    with pytest.raises(TypeError):
        adc.compile()


def test_nothing_is_made_without_a_program():
    for make in (
        lambda: adc.Function.__new__(adc.Function),
        lambda: adc.Function(),
        lambda: adc.Loss.__new__(adc.Loss),
        lambda: adc.Loss(),
    ):
        with pytest.raises(TypeError):
            make()


def test_what_is_no_number_is_refused():
    f = adc.compile("x^2*y")
    for x in (None, [None, 1.0], np.array(["3"], dtype=object), "3"):
        with pytest.raises(TypeError):
            f(x, 2.0)
        with pytest.raises(TypeError):
            f.map(x=x, y=2.0)
    assert f(np.array([3, 2.5], dtype=object), 2.0).tolist() == [18.0, 12.5]
