"""Calls at a point: numbers, names, shapes, derivatives."""

import pickle
import threading

import adc
import numpy as np
import pytest

FORMULA = "cos(sin(x²)+3x²)"
ROSENBROCK = "(1 - x)² + 100(y - x²)²"


def test_the_example_works_as_it_stands():
    f = adc.compile(FORMULA)
    assert f(0.5) == 0.5424849757140324
    assert f.grad(0.5) == -3.334146414144972
    assert f.value_and_grad(0.5) == (0.5424849757140324, -3.334146414144972)
    assert isinstance(f(0.5), float) and type(f(0.5)) is float


def test_inputs_come_in_order_or_by_name():
    f = adc.compile("x/y")
    assert f.inputs == ("x", "y")
    assert f(1, 4) == f(1.0, y=4) == f(y=4, x=1) == 0.25
    assert adc.compile("x₁ + 1")(**{"x_1": 1}) == 2


@pytest.mark.parametrize(
    ("call", "slug"),
    [
        (lambda f: f(1), "wrong-size"),
        (lambda f: f(1, 2, 3), "wrong-size"),
        (lambda f: f(x=1), "missing-input"),
        (lambda f: f(1, x=2), "repeated-input"),
        (lambda f: f(1, 2, z=3), "unused-input"),
        (lambda f: f([1, 2, 3]), "wrong-size"),
        (lambda f: f(np.zeros(3), np.zeros(4)), "wrong-size"),
        (lambda f: f.map(x=1, y=2), "wrong-size"),
        (lambda f: f.map("slope", x=np.zeros(3), y=2), "bad-value"),
        (lambda f: f.jvp(1, 2), "missing-input"),
        (lambda f: f.jvp(1, 2, [1, 2, 3]), "wrong-size"),
        (lambda f: f.derivative("z"), "unknown-variable"),
        (lambda f: f.emit("pascal"), "bad-value"),
    ],
)
def test_wrong_calls_are_errors(call, slug):
    with pytest.raises(adc.UsageError) as caught:
        call(adc.compile("x·y"))
    assert caught.value.slug == slug or slug == "wrong-size" and caught.value.slug == "missing-input"
    assert isinstance(caught.value, ValueError)


def test_numbers_that_are_none_are_python_errors():
    f = adc.compile("x²")
    with pytest.raises((TypeError, ValueError)):
        f("a")
    with pytest.raises((TypeError, ValueError)):
        f(None, None)
    for wrong in (1j, np.array([1j, 2]), np.array(["1", "2"]), np.array(["2026-01-01"], dtype="datetime64[D]")):
        with pytest.raises(TypeError):
            f(wrong)
    assert f(True) == 1 and f(np.float32(3)) == 9 and f(np.array([2, 3], dtype=object))[1] == 9
    with pytest.raises(OverflowError):
        f(10**400)


def test_a_program_without_inputs_is_called_without_any():
    f = adc.compile("2 + 3")
    assert f() == 5 and f.inputs == ()


def test_derivatives_have_the_shapes_of_variables():
    f = adc.compile("x²·y")
    np.testing.assert_array_equal(f.grad(3, 2), [12, 9])
    np.testing.assert_array_equal(f.hessian(3, 2), [[4, 6], [6, 0]])
    np.testing.assert_array_equal(f.hvp(3, 2, [1, 0]), [4, 6])
    np.testing.assert_array_equal(f.hvp([3, 2], [1, 0]), [4, 6])
    np.testing.assert_array_equal(f.hvp(3, y=2, tangent=[1, 0]), [4, 6])
    assert adc.compile("x³").hessian(2.0) == 12
    assert adc.compile("x²·y", wrt=["y"]).grad(3, 2) == 9

    two = adc.compile("x·y, x + 2y")
    assert two(3, 5) == (15, 13)
    np.testing.assert_array_equal(two.jacobian(3, 5), [[5, 3], [1, 2]])
    np.testing.assert_array_equal(two.grad(3, 5)[1], [1, 2])
    assert two.jvp(3, 5, [1, 10]) == ((15, 13), (35, 21))
    value, adjoint = two.vjp(3, 5, [1, 10])
    assert value == (15, 13)
    np.testing.assert_array_equal(adjoint, [15, 23])


def test_tensors_go_in_and_come_out_as_arrays():
    f = adc.compile("param W: R[2,3], b: R[2]; data x: R[3]; W*x + b")
    w = np.arange(6.0).reshape(2, 3)
    b = np.array([1.0, -1.0])
    x = np.array([1.0, 2.0, 3.0])
    np.testing.assert_allclose(f(w, b, x), w @ x + b)
    np.testing.assert_allclose(f(np.asfortranarray(w), b, x[::1]), w @ x + b)
    by_w, by_b = f.grad(w, b, x)
    assert by_w.shape == (2, 2, 3) and by_b.shape == (2, 2)
    np.testing.assert_array_equal(by_b, np.eye(2))
    np.testing.assert_allclose(by_w[0, 0], x)
    assert f.jacobian(w, b, x).shape == (2, 8)

    norm = adc.compile("param x: R[3]; dot(x, x)")
    np.testing.assert_array_equal(norm.grad(x), 2 * x)
    np.testing.assert_array_equal(norm.hessian(x), 2 * np.eye(3))
    value, gradient = norm(x)
    assert value == 14
    np.testing.assert_array_equal(gradient, 2 * x)


def test_one_array_of_all_inputs_gives_a_value_that_knows_its_gradient():
    f = adc.compile(ROSENBROCK)
    y = f(np.array([0.0, 1.0]))
    assert isinstance(y, adc.Value) and isinstance(y, float)
    assert y == 101 and y[0] == 101 and len(y) == 2
    np.testing.assert_array_equal(y[1], [-2, 200])
    assert np.asarray(y).shape == () and np.isscalar(y)
    assert pickle.loads(pickle.dumps(y)).gradient[1] == 200
    np.testing.assert_array_equal(f.grad([0.0, 1.0]), [-2, 200])
    assert adc.compile("x·y", dtype="float32")([3, 5]).gradient.dtype == np.float32
    assert isinstance(adc.compile("x, y")([3, 5]), tuple)
    outer = adc.compile("param x: R[2]; x*xᵀ")
    assert outer(np.ones(2)).shape == (2, 2)
    assert adc.compile("param x: R[2]; 3x")(np.ones(2)).shape == (2,)


def test_series_as_text():
    assert adc.compile("exp(a·x)").series("x", order=2) == "1 + a·x + a²·x²/2 + O(x³)"
    f = adc.compile("abs(x)/(1 + x), 1/x")
    assert f.series(order=2) == "x - x² + O(x³)"
    assert f.series(order=2, side="below") == "-x + x² + O(x³)"
    assert f.series(at=2, order=1, output=1) == "1/2 - (x - 2)/4 + O((x - 2)²)"
    assert adc.compile("atan(x)").series(at="inf", order=1) == "π/2 - 1/x + O(1/x²)"
    with pytest.raises(adc.Error, match="essential"):
        adc.compile("exp(1/x)").series()
    with pytest.raises(adc.Error, match="side"):
        f.series(side="left")


def test_taylor_coefficients():
    np.testing.assert_array_equal(adc.compile("x³").taylor(4, 2.0), [8, 12, 6, 1, 0])
    f = adc.compile("x·y, x - y")
    np.testing.assert_array_equal(f.taylor(2, 1.0, y=2.0, along=[1, 1]), [[2, 3, 1], [-1, 0, 0]])
    with pytest.raises(adc.Error, match="direction"):
        f.taylor(2, 1.0, 2.0)
    with pytest.raises(adc.Error, match="rows"):
        adc.compile("sin(x)").taylor(2, np.ones(3))


def test_text_comes_out():
    f = adc.compile("x²")
    assert f.derivative("x") == "2x"
    assert f.derivative("x", "x") == "2"
    assert "double" in f.emit("c") and "double" in f.emit("c", derive="gradient")
    assert f.emit("obj").startswith(b"\x7fELF") and f.emit("shared:riscv64-linux-gnu").startswith(b"\x7fELF")
    assert f.emit("wasm").startswith(b"\0asm") and "double" in f.emit("header") and "Float64Array" in f.emit("loader")
    assert f.partial("x")(3.0) == 6
    assert repr(f) == "<adc.Function f('x',)>"


@pytest.mark.parametrize("tier", ["auto", "interpret", "native"])
@pytest.mark.parametrize("mode", ["auto", "symbolic", "forward", "reverse"])
def test_options_change_how_and_not_what(mode, tier):
    f = adc.compile(FORMULA, mode=mode, tier=tier, as_written=True, name="J")
    assert f.name == "J"
    assert f.grad(0.5) == pytest.approx(-3.334146414144972, rel=1e-14)
    if tier == "native":
        f.prepare("gradient")
        assert f.is_native("gradient")


def test_float32_is_computed_in_float32():
    f = adc.compile("x/3", dtype=np.float32)
    assert f.dtype == np.float32
    assert f(1.0) == np.float32(1) / np.float32(3)
    assert f(np.ones(3, np.float32)).dtype == np.float32


def test_pickling_compiles_again():
    f = pickle.loads(pickle.dumps(adc.compile("x²·y", wrt=["y"], mode="forward")))
    assert f(3, 2) == 18 and f.wrt == ("y",)
    third = pickle.loads(pickle.dumps(f.partial("x", "x", "y")))
    assert third(3, 2) == 2


def test_inputs_are_fixed_and_computed_by_other_functions():
    f = adc.compile("param W: R[2, 2], x: R[2], k; k*dot(x, W*x)")
    g = f.bind(W=np.array([[1, 2], [3, 4]]), k=2)
    assert g.inputs == ("x",) and g([1.0, 1.0]) == 20
    h = g.with_("x", adc.compile("[t, 2t]"))
    assert h(1.0) == 54 and h.grad(1.0) == 108
    assert pickle.loads(pickle.dumps(h))(1.0) == 54
    with pytest.raises(adc.UsageError) as wrong:
        f.bind(kk=3)
    assert wrong.value.slug == "unknown-variable" and wrong.value.help == ("did you mean `k`?",)
    with pytest.raises(adc.UsageError):
        f.bind(k="three")
    twin = adc.compile("x*y")
    assert twin.with_("x", adc.compile("y + 1"), share=True)(3.0) == 12
    with pytest.raises(adc.UsageError):
        twin.with_("x", adc.compile("y + 1"))


def test_the_set_of_inputs_is_closed():
    f = adc.compile("x²·t", allowed_inputs=["x", "t"], wrt_except=["t"])
    assert f.wrt == ("x",)
    with pytest.raises(adc.ProgramError) as wrong:
        adc.compile("x²·s", allowed_inputs=["x", "t"])
    assert wrong.value.slug == "unknown-input"


def test_functions_become_bytes_and_come_back():
    f = adc.compile("x²·y", wrt=["y"])
    g = adc.load(f.save())
    assert g.wrt == ("y",) and g(3, 2) == 18
    with pytest.raises(adc.ComputationError):
        adc.load(b"{}")


def test_functions_may_be_derived_from():
    class Named(adc.Function):
        pass

    assert issubclass(Named, adc.Function)
    assert adc.Function.__call__(adc.compile("2x"), 2.0) == 4


def test_threads_share_a_function():
    f = adc.compile(FORMULA)
    wrong = []

    def work():
        for _ in range(2000):
            if f(0.5) != 0.5424849757140324 or f.grad(0.5) != -3.334146414144972:
                wrong.append(1)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_sparse_jacobians_and_hessians_are_the_dense_ones():
    f = adc.compile("param x: R[6]; x[2:6] - x[1:5].^2")
    jacobian = f.sparse_jacobian()
    point = np.linspace(0.5, 1.5, 6)
    assert jacobian.shape == (5, 6) and len(jacobian) == 10 and jacobian.colours == 2
    dense = np.zeros(jacobian.shape)
    dense[jacobian.row, jacobian.indices] = jacobian(point)
    np.testing.assert_array_equal(dense, f.jacobian(point))
    assert f.sparse_jacobian("reverse").colours == 2
    g = adc.compile("param x: R[6]; sum((x[2:6] - x[1:5].^2).^2)")
    hessian = g.sparse_hessian("lower")
    lower = np.zeros((6, 6))
    lower[hessian.row, hessian.indices] = hessian(x=point)
    np.testing.assert_allclose(lower, np.tril(g.hessian(point)), rtol=1e-12)
    assert hessian.indptr[-1] == len(hessian.indices) == len(hessian)


def test_sparse_derivatives_are_matrices_of_scipy():
    pytest.importorskip("scipy.sparse")
    f = adc.compile("x², x·z, z³")
    np.testing.assert_array_equal(f.sparse_jacobian().matrix(3.0, 2.0).toarray(), f.jacobian(3.0, 2.0))


def test_what_sparse_derivatives_refuse():
    with pytest.raises(adc.UsageError):
        adc.compile("x, z").sparse_hessian()
    with pytest.raises(adc.UsageError):
        adc.compile("x").sparse_jacobian("sideways")
    with pytest.raises(adc.UsageError):
        adc.compile("x").sparse_jacobian()(np.ones(3))


def test_programs_are_read_from_latex():
    assert adc.compile(r"\frac{x^2}{2} + \sin 2x")(0.5) == 0.9664709848078965
    f = adc.compile("x^{2}y", syntax="latex")
    assert f.inputs == ("x", "y") and f(3, 2) == 18
    assert adc.read_latex(r"\sqrt[3]{x} \cos 2y") == "cbrt(x)*cos(2*y)"
    assert adc.read_latex(r"\theta_1", inputs=["θ_1"]) == "θ_1"
    with pytest.raises(adc.ProgramError, match="two-meanings") as caught:
        adc.read_latex(r"\sin x / 2")
    assert caught.value.slug == "two-meanings"
    with pytest.raises(adc.UsageError, match="bad-value"):
        adc.compile("x", syntax="tex")
