"""Functions over rows: arrays of NumPy in and out, in place."""

import threading
import time

import adc
import numpy as np
import pytest

X = np.linspace(0.1, 2.0, 1001)


def test_arrays_give_an_element_for_each():
    f = adc.compile("cos(sin(x²)+3x²)")
    np.testing.assert_allclose(f(X), np.cos(np.sin(X**2) + 3 * X**2), rtol=1e-12)
    np.testing.assert_array_equal(f(X), f.map(x=X))
    np.testing.assert_array_equal(f(X.reshape(7, 11, 13)), f(X).reshape(7, 11, 13))
    assert f(np.empty(0)).shape == (0,)


def test_inputs_may_be_named_like_words_of_map():
    f = adc.compile("out·threads + tangent")
    given = {"out": X, "threads": 2.0, "tangent": 1.0}
    np.testing.assert_array_equal(f.map("value", given), 2 * X + 1)
    np.testing.assert_array_equal(f.map(inputs=given, threads=2), 2 * X + 1)
    assert f.jvp(3.0, 2.0, 1.0, [1.0, 0.0, 0.0]) == (7.0, 2.0)
    assert f.jvp([1.0, 0.0, 0.0], out=3.0, threads=2.0, tangent=1.0) == (7.0, 2.0)
    with pytest.raises(adc.Error, match="given twice"):
        f.map("value", {"tangent": X}, tangent=X)


def test_words_of_map_that_mean_nothing_are_refused():
    f = adc.compile("x²")
    for threads in (0, -1):
        with pytest.raises(adc.Error, match="threads"):
            f.map(x=X, threads=threads)
    with pytest.raises(adc.Error, match="direction"):
        f.map("gradient", x=X, direction=[1.0])


def test_derivatives_of_rows_have_the_rows_in_front():
    f = adc.compile("x·sin(y)")
    np.testing.assert_allclose(f.grad(X, 0.5), np.stack([np.full_like(X, np.sin(0.5)), X * np.cos(0.5)], -1))
    value, grad, hessian = f.map("hessian", x=X, y=0.5)
    np.testing.assert_allclose(value, X * np.sin(0.5))
    assert grad.shape == (1001, 2) and hessian.shape == (1001, 2, 2)
    np.testing.assert_allclose(hessian[:, 1, 1], -X * np.sin(0.5))
    assert f.jacobian(X, 0.5).shape == (1001, 1, 2)
    assert adc.compile("x³").grad(X).shape == (1001,)
    y, tangent = f.map("jvp", x=X, y=0.5, direction=[1.0, 0.0])
    np.testing.assert_allclose(tangent, np.full_like(X, np.sin(0.5)))


def test_strides_of_all_kinds_are_read():
    f = adc.compile("2x + y")
    table = np.arange(24.0).reshape(12, 2)
    expected = 2 * table[:, 0] + table[:, 1]
    np.testing.assert_array_equal(f(table[:, 0], table[:, 1]), expected)
    np.testing.assert_array_equal(f(table), expected)
    np.testing.assert_array_equal(f(np.asfortranarray(table)), expected)
    np.testing.assert_array_equal(f(table[::-1, 0], table[::-1, 1]), expected[::-1])
    np.testing.assert_array_equal(f(table[::3]), expected[::3])
    np.testing.assert_array_equal(f(table.astype(np.int32)), expected)
    np.testing.assert_array_equal(f(table.astype(">f8")), expected)
    packed = np.zeros(12, dtype=[("flag", "i1"), ("x", "f8"), ("y", "f8")])
    packed["x"], packed["y"] = table.T
    np.testing.assert_array_equal(f(packed["x"], packed["y"]), expected)
    np.testing.assert_array_equal(f(np.broadcast_to(2.0, (12,)), table[:, 1]), 4 + table[:, 1])


def test_tensors_have_their_axes_behind_the_rows():
    f = adc.compile("param w: R[3]; data x: R[3]; dot(w, x)")
    w = np.array([1.0, 2.0, 3.0])
    x = np.arange(30.0).reshape(10, 3)
    np.testing.assert_allclose(f(w, x), x @ w)
    np.testing.assert_allclose(f(w, np.asfortranarray(x)), x @ w)
    np.testing.assert_allclose(f.grad(w, x), x)


def test_results_are_written_where_they_are_wanted():
    f = adc.compile("x²")
    out = np.empty_like(X)
    assert f.map(x=X, out=out) is out
    np.testing.assert_array_equal(out, f(X))
    grad = np.empty_like(X)
    value, derivative = f.map("gradient", x=X, out=(out, grad))
    assert value is out and derivative is grad
    for wrong in (np.empty(3), np.empty_like(X, dtype=np.float32), np.empty(2002)[::2], (out,), (out, grad, grad)):
        with pytest.raises(adc.UsageError):
            f.map("gradient", x=X, out=wrong)
    own = X.copy()
    with pytest.raises(adc.UsageError):
        f.map(x=own, out=own)
    with pytest.raises(adc.UsageError):
        f.map("gradient", x=X, out=(out, out))
    frozen = np.empty_like(X)
    frozen.flags.writeable = False
    with pytest.raises(adc.UsageError):
        f.map(x=X, out=frozen)


def test_bits_do_not_depend_on_threads():
    f = adc.compile("exp(sin(x))/x")
    x = np.linspace(0.1, 5, 100_003)
    np.testing.assert_array_equal(f.map(x=x), f.map(x=x, threads=2))


def test_float32_arrays_are_read_in_place():
    f = adc.compile("x/3", dtype="float32")
    x = np.linspace(0, 1, 100, dtype=np.float32)
    np.testing.assert_allclose(f(x), x / np.float32(3), rtol=1e-6)


def test_other_threads_go_on_meanwhile():
    f = adc.compile("besselj(3, x) + besselj(5, x)", tier="interpret")
    x = np.linspace(0.1, 30, 8_000)
    ticks = []
    done = threading.Event()

    def tick():
        while not done.is_set():
            ticks.append(time.perf_counter())
            time.sleep(0.001)

    thread = threading.Thread(target=tick)
    thread.start()
    begin = time.perf_counter()
    f.map(x=x)
    end = time.perf_counter()
    done.set()
    thread.join()
    within = [t for t in ticks if begin + 0.1 * (end - begin) < t < begin + 0.9 * (end - begin)]
    assert len(within) >= 2
