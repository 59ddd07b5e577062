"""Functions go where SciPy takes one."""

import adc
import numpy as np
import pytest

optimize = pytest.importorskip("scipy.optimize")

N = 10
ROSENBROCK = " + ".join(f"100(x{i + 1} - x{i}²)² + (1 - x{i})²" for i in range(1, N))
START = np.array([1.3, 0.7, 0.8, 1.9, 1.2] * (N // 5))  # that of SciPy's tutorial; others lead to a local minimum


@pytest.mark.parametrize("text", [ROSENBROCK, f"param x: R[{N}]; sum(i = 1:{N - 1}, 100(x[i+1] - x[i]²)² + (1 - x[i])²)"])
def test_minimize_solves_rosenbrock_in_ten_variables(text):
    f = adc.compile(text)
    result = optimize.minimize(f, START, jac=True)
    assert result.success
    np.testing.assert_allclose(result.x, np.ones(N), rtol=1e-6)
    for options in (
        {"jac": f.grad},
        {"jac": f.grad, "hess": f.hessian, "method": "Newton-CG"},
        {"jac": f.grad, "hessp": f.hvp, "method": "trust-ncg"},
    ):
        assert optimize.minimize(f, START, **options).fun < 1e-8
    assert optimize.check_grad(f, f.grad, START) < 1e-3


# NIST's Statistical Reference Datasets, Misra1a: y = b1(1 - exp(-b2 x)), https://www.itl.nist.gov/div898/strd/
MISRA1A_Y = [10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40, 75.47, 81.78]
MISRA1A_X = [77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0]
CERTIFIED = [2.3894212918e02, 5.5015643181e-04]
DEVIATIONS = [2.7070075241e00, 7.2668688436e-06]


@pytest.mark.parametrize("start", [[500, 0.0001], [250, 0.0005]])
def test_curve_fit_finds_the_certified_digits_of_misra1a(start):
    f = adc.compile("data x; param b1, b2; b1(1 - exp(-b2·x))")
    assert f.inputs == ("x", "b1", "b2") and f.wrt == ("b1", "b2")
    fitted, covariance = optimize.curve_fit(
        f, MISRA1A_X, MISRA1A_Y, start, jac=f.grad, ftol=1e-15, xtol=1e-15, gtol=1e-15
    )
    np.testing.assert_allclose(fitted, CERTIFIED, rtol=1e-10)
    np.testing.assert_allclose(np.sqrt(np.diag(covariance)), DEVIATIONS, rtol=1e-9)
    plain, _ = optimize.curve_fit(f, MISRA1A_X, MISRA1A_Y, start)
    np.testing.assert_allclose(plain, CERTIFIED, rtol=1e-5)


def test_roots_and_least_squares_take_the_jacobian():
    f = adc.compile("x² + y² - 4, x - y")
    result = optimize.root(lambda x: f(*x), [1.0, 0.5], jac=f.jacobian)
    np.testing.assert_allclose(result.x, np.sqrt([2, 2]))
    g = adc.compile("x³ - 2")
    assert optimize.newton(g, 1.0, fprime=g.grad, fprime2=g.hessian) == pytest.approx(2 ** (1 / 3))
