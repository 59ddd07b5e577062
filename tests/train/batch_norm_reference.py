#!/usr/bin/env python3
"""A loss with batch normalisation and its gradient by PyTorch: what tests/train/batch_norm_reference.h holds.

    python3 tests/train/batch_norm_reference.py > tests/train/batch_norm_reference.h

The network is 2, 3 batch_norm tanh, 2 batch_norm softmax, with cross-entropy, for a batch of five examples.
"""

import torch

torch.set_default_dtype(torch.float64)


def numbers(name, values):
    print(f"inline const std::vector<double> {name}{{{', '.join(repr(v) for v in values)}}};")


def main():
    torch.manual_seed(1)
    x = torch.round(torch.randn(5, 2), decimals=2)
    classes = torch.tensor([0, 1, 1, 0, 1])
    layers = [torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3), torch.nn.Tanh(), torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2)]
    network = torch.nn.Sequential(*layers)
    with torch.no_grad():
        for p in network.parameters():
            p.copy_(torch.round(torch.randn(p.shape), decimals=2))
        # The shift is b; a bias before the mean is taken off again.
        layers[0].bias.zero_()
        layers[3].bias.zero_()
    loss = torch.nn.functional.cross_entropy(network(x), classes)
    loss.backward()
    # W, b, scale - 1, mean, variance of each layer, in the order of adc's program.
    params, gradient = [], []
    for linear, norm in ((layers[0], layers[1]), (layers[3], layers[4])):
        count = norm.num_features
        params += linear.weight.flatten().tolist() + norm.bias.tolist() + (norm.weight - 1).tolist() + [0.0] * 2 * count
        gradient += linear.weight.grad.flatten().tolist() + norm.bias.grad.tolist() + norm.weight.grad.tolist()
        gradient += [0.0] * 2 * count
    # With momentum 1 the running statistics are those of the batch.
    for norm in (layers[1], layers[4]):
        norm.momentum = 1.0
    network(x)
    network.eval()
    print("// Made by tests/train/batch_norm_reference.py with PyTorch.\n#pragma once\n\n#include <vector>\n")
    print("namespace adc::tests::batch_norm {\n")
    numbers("kX", x.flatten().tolist())
    numbers("kT", torch.nn.functional.one_hot(classes, 2).double().flatten().tolist())
    numbers("kParams", params)
    print(f"inline constexpr double kLoss = {loss.item()!r};")
    numbers("kGradient", gradient)
    numbers("kMean1", layers[1].running_mean.tolist())
    numbers("kVariance1", layers[1].running_var.tolist())
    print("/// By the running statistics.")
    numbers("kPredictions", torch.softmax(network(x), dim=1).flatten().tolist())
    print("\n}  // namespace adc::tests::batch_norm")


main()
