"""Losses over batches."""

import pickle

import adc
import numpy as np
import pytest

PROGRAM = "param W: R[2,3], b: R[2]; data x: R[3], t: R[2]; y = W*x + b; ½‖y - t‖², y"
RANDOM = np.random.default_rng(1)
X = RANDOM.normal(size=(7, 3))
T = RANDOM.normal(size=(7, 2))


def reference(w, b):
    rest = X @ w.T + b - T
    return 0.5 * (rest**2).sum(-1).mean(), rest.T @ X / 7, rest.mean(0)


@pytest.mark.parametrize("options", [{"batch": 7}, {"any_number": True}, {"batch": 7, "tier": "interpret"}])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_value_gradient_and_outputs(options, dtype):
    loss = adc.Loss(PROGRAM, dtype=dtype, **options)
    assert loss.params == {"W": (2, 3), "b": (2,)} and loss.param_size == 8
    flat = loss.pack({"W": RANDOM.normal(size=(2, 3)), "b": [0.5, -0.5]})
    assert flat.dtype == loss.dtype == dtype
    parts = loss.unpack(flat)
    value, by_w, by_b = reference(parts["W"], parts["b"])
    tolerance = 1e-12 if dtype == "float64" else 1e-5
    assert loss(flat, X, T) == pytest.approx(value, rel=tolerance)
    got, gradient = loss.value_and_grad(flat, x=X, t=T)
    assert got == pytest.approx(value, rel=tolerance)
    assert gradient.dtype == dtype
    np.testing.assert_allclose(loss.unpack(gradient)["W"], by_w, rtol=100 * tolerance, atol=tolerance)
    np.testing.assert_allclose(loss.unpack(gradient)["b"], by_b, rtol=100 * tolerance, atol=tolerance)
    first, y = loss.evaluate(flat, X, T)
    assert first == pytest.approx(value, rel=tolerance)
    np.testing.assert_allclose(y, X @ parts["W"].T + parts["b"], rtol=100 * tolerance, atol=tolerance)
    parts["b"][0] = 3
    assert flat[6] == 3


def test_wrong_arrays_are_errors():
    loss = adc.Loss(PROGRAM, batch=7)
    flat = np.zeros(8)
    for call in (
        lambda: loss(flat, X),
        lambda: loss(flat, X, T, T),
        lambda: loss(flat, X, z=T),
        lambda: loss(flat[:7], X, T),
        lambda: loss(flat, X[:6], T),
        lambda: loss.unpack(flat[:7]),
        lambda: loss.pack({"W": np.zeros((2, 3))}),
        lambda: loss.pack({"W": np.zeros((3, 2)), "b": np.zeros(2)}),
    ):
        with pytest.raises(adc.UsageError):
            call()


def test_pickling_compiles_again():
    loss = pickle.loads(pickle.dumps(adc.Loss(PROGRAM, any_number=True)))
    assert loss(np.zeros(8), X, T) == pytest.approx(0.5 * (T**2).sum(-1).mean())
