"""Losses of adc as functions that PyTorch differentiates.

>>> import adc.torch, torch
>>> mse = adc.torch.loss("param w: R[2]; data x: R[2], t; (dot(w, x) - t)²/2")
>>> w = torch.tensor([1.0, 0.0], requires_grad=True)
>>> value = mse(w, x=torch.tensor([[1.0, 2.0], [3.0, 4.0]]), t=torch.tensor([0.0, 1.0]))
>>> value.backward()
>>> w.grad
tensor([3.5000, 5.0000])
"""

import numpy as np
import torch

from adc import _core


class _Apply(torch.autograd.Function):
    """The loss of one flat tensor of parameters; its data are constants."""

    @staticmethod
    def forward(ctx, compiled, params, *data):
        arrays = [_array(one, compiled.dtype) for one in data]
        value, gradient = compiled.value_and_grad(_array(params, compiled.dtype), *arrays)
        ctx.save_for_backward(torch.from_numpy(gradient).to(params))
        return params.new_tensor(value)

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, seed):
        (gradient,) = ctx.saved_tensors
        return (None, seed * gradient, *[None] * (len(ctx.needs_input_grad) - 2))


def _array(tensor, dtype):
    """The numbers of a tensor, in place where they are of this type and in memory."""
    if isinstance(tensor, torch.Tensor):
        tensor = tensor.detach().cpu().numpy()
    return np.ascontiguousarray(tensor, dtype)


def loss(program, **options):
    """A function `(params, *data, **data) -> tensor` that PyTorch differentiates by the parameters.

    `params`: one flat tensor, or a tensor for each `param`, in a list or by name. Data are tensors or arrays, in order or
    by name. The options are those of `adc.Loss`; without `batch` and `any_number` there may be any number of
    examples, where the program has data. Numbers are float32 unless `dtype` says otherwise. Only first derivatives, by the parameters alone;
    tensors on other devices are copied.
    """
    options.setdefault("dtype", "float32")
    if "batch" not in options:
        options.setdefault("any_number", True)
    compiled = _core.Loss(program, **options)
    names = list(compiled.data)

    def call(params, *data, **by_name):
        given = dict(zip(names, data))
        unknown = [name for name in by_name if name not in names or name in given]
        if unknown or len(data) > len(names):
            raise TypeError(f"the data of this loss are {', '.join(names)}, each once")
        given.update(by_name)
        missing = [name for name in names if name not in given]
        if missing:
            raise TypeError(f"there are no data {', '.join(missing)}")
        return _Apply.apply(compiled, _flat(params, compiled), *[given[name] for name in names])

    call.compiled = compiled
    return call


def _flat(params, compiled):
    """One tensor of all parameters, through which PyTorch differentiates."""
    if isinstance(params, torch.Tensor):
        return params
    if isinstance(params, dict):
        params = [params[name] for name in compiled.params]
    return torch.cat([one.reshape(-1) for one in params])
