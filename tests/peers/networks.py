"""Compares losses and gradients of networks with PyTorch's: python3 networks.py PROGRAM.

PROGRAM prints them (networks.cpp). Exit status 77 where PyTorch is not installed.
"""
import json
import subprocess
import sys

try:
    import torch
    import torch.nn.functional as functional
except ImportError:
    print("SKIPPED: PyTorch is not installed (Debian's python3-torch)")
    sys.exit(77)

TOLERANCE = {"float64": 1e-10, "float32": 1e-4}  # relative to the largest number of a gradient

ACTIVATIONS = {
    "linear": lambda z: z,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "softplus": functional.softplus,
    "leaky_relu": lambda z: functional.leaky_relu(z, 0.01),
    "elu": functional.elu,
    "softmax": lambda z: functional.softmax(z, dim=1),
}

# Losses of the last layer's z, each with the activation that goes with it, summed over units and averaged over examples.
LOSSES = {
    "quadratic": lambda z, t: 0.5 * ((z - t) ** 2).sum(1).mean(),
    "sum_of_squares": lambda z, t: ((z - t) ** 2).sum(1).mean(),
    "binary_cross_entropy": lambda z, t: functional.binary_cross_entropy_with_logits(z, t, reduction="none").sum(1).mean(),
    "cross_entropy": functional.cross_entropy,
    "kl_divergence": lambda z, t: functional.kl_div(functional.log_softmax(z, dim=1), t, reduction="batchmean"),
}


def parse(network):
    parts = dict(part.split(": ") for part in network.split("; "))
    layers = [layer.split(" ") for layer in parts["layers"].split(", ")]
    units = [int(layer[0]) for layer in layers]
    return units, [layer[1] for layer in layers[1:]], parts["loss"], float(parts.get("l2", 0))


def expected(record, dtype):
    units, activations, loss, l2 = parse(record["network"])
    flat = torch.tensor(record["params"], dtype=dtype, requires_grad=True)
    x = torch.tensor(record["x"], dtype=dtype).reshape(record["batch"], units[0])
    t = torch.tensor(record["t"], dtype=dtype).reshape(record["batch"], units[-1])
    at, penalty = 0, 0
    for layer in range(1, len(units)):
        rows, columns = units[layer], units[layer - 1]
        weights = flat[at:at + rows * columns].reshape(rows, columns)
        bias = flat[at + rows * columns:at + rows * columns + rows]
        at += rows * columns + rows
        penalty = penalty + 0.5 * (weights ** 2).sum()
        x = x @ weights.T + bias
        if layer + 1 < len(units):
            x = ACTIVATIONS[activations[layer - 1]](x)
    value = LOSSES[loss](x, t) + l2 * penalty
    value.backward()
    return value.item(), flat.grad


def main():
    torch.set_num_threads(1)
    lines = subprocess.run([sys.argv[1]], check=True, capture_output=True, text=True).stdout.splitlines()
    worst = dict.fromkeys(TOLERANCE, 0.0)
    for line in lines:
        record = json.loads(line)
        dtype = record["dtype"]
        value, gradient = expected(record, getattr(torch, dtype))
        error = abs(value - record["value"]) / max(abs(value), 1e-3)
        difference = (torch.tensor(record["gradient"], dtype=gradient.dtype) - gradient).abs().max()
        error = max(error, float(difference / gradient.abs().max().clamp(min=1e-3)))
        worst[dtype] = max(worst[dtype], error)
        if not error <= TOLERANCE[dtype]:
            sys.exit(f"{record['network']} ({dtype}, batch {record['batch']}): relative error {error}")
    print(f"{len(lines)} networks agree with PyTorch {torch.__version__}; largest relative errors {worst}")
    assert len(lines) == 200


main()
