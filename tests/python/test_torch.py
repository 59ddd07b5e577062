"""Losses that PyTorch differentiates."""

import adc
import numpy as np
import pytest

torch = pytest.importorskip("torch")
from adc.torch import loss  # noqa: E402

PROGRAM = "param W: R[2,3], b: R[2]; data x: R[3], t: R[2]; ½‖tanh(W*x + b) - t‖²"


def tensors(dtype):
    generator = torch.Generator().manual_seed(3)
    return [torch.randn(shape, generator=generator, dtype=dtype) for shape in ((2, 3), (2,), (9, 3), (9, 2))]


@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float64, 1e-12), (torch.float32, 1e-5)])
def test_gradients_are_those_of_pytorch(dtype, tolerance):
    w, b, x, t = tensors(dtype)
    function = loss(PROGRAM, dtype=str(dtype).removeprefix("torch."))
    w.requires_grad_(), b.requires_grad_()
    own = 3 * (0.5 * ((torch.tanh(x @ w.T + b) - t) ** 2).sum(-1)).mean()
    expected = torch.autograd.grad(own, (w, b))
    for params in ([w, b], {"b": b, "W": w}):
        value = 3 * function(params, x=x, t=t)
        got = torch.autograd.grad(value, (w, b))
        assert value.item() == pytest.approx(own.item(), rel=tolerance)
        for one, other in zip(got, expected):
            torch.testing.assert_close(one, other, rtol=100 * tolerance, atol=tolerance)
    with torch.no_grad():
        assert function([w, b], x, t).item() == pytest.approx(own.item() / 3, rel=tolerance)


def test_a_flat_tensor_is_trained_by_an_optimiser_of_pytorch():
    function = loss("param w: R[2], c; data x: R[2], t; (dot(w, x) + c - t)²")
    x = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    flat = torch.zeros(3, requires_grad=True)
    optimiser = torch.optim.SGD([flat], lr=0.3)
    for _ in range(500):
        optimiser.zero_grad()
        function(flat, x, np.array([1.0, 3.0, 4.0, 6.0])).backward()
        optimiser.step()
    np.testing.assert_allclose(flat.detach().numpy(), [3, 2, 1], rtol=1e-3)


def test_wrong_data_are_errors():
    function = loss(PROGRAM)
    flat = torch.zeros(8)
    for call in (
        lambda: function(flat, torch.zeros(9, 3)),
        lambda: function(flat, torch.zeros(9, 3), torch.zeros(9, 2), torch.zeros(9, 2)),
        lambda: function(flat, torch.zeros(9, 3), torch.zeros(9, 2), x=torch.zeros(9, 3)),
    ):
        with pytest.raises(TypeError):
            call()
    with pytest.raises(adc.UsageError):
        function(flat, torch.zeros(9, 3), torch.zeros(8, 2))
