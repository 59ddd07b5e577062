#!/usr/bin/env python3
"""Ten steps of each rule by PyTorch: what tests/train/rules_reference.h holds.

    python3 tests/train/rules_reference.py > tests/train/rules_reference.h

The function is sum(a w^2/2 + w^4/4 - b w); all numbers are f64.
"""

import torch

A = torch.tensor([1.0, 10.0, 0.1], dtype=torch.float64)
B = torch.tensor([0.5, -2.0, 3.0], dtype=torch.float64)
RULES = {
    "GradientDescent": lambda p: torch.optim.SGD(p, lr=0.05),
    "Momentum": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.8),
    "Nesterov": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.8, nesterov=True),
    "RmsProp": lambda p: torch.optim.RMSprop(p, lr=0.05, alpha=0.9, eps=1e-8),
    "Adam": lambda p: torch.optim.Adam(p, lr=0.05),
    "AdamW": lambda p: torch.optim.AdamW(p, lr=0.05, weight_decay=0.3),
}


def main():
    print("// Made by tests/train/rules_reference.py with PyTorch.\n#pragma once\n\n#include <array>\n")
    print('#include "adc/train/optimiser.hpp"\n\nnamespace adc::tests {\n')
    print("/// The point after each of ten steps of a rule from (1, -1, 2).")
    print("struct Reference {\n  train::Rule rule;\n  std::array<std::array<double, 3>, 10> points;\n};\n")
    print("inline constexpr auto kReferences = std::to_array<Reference>({")
    for name, rule in RULES.items():
        w = torch.tensor([1.0, -1.0, 2.0], dtype=torch.float64, requires_grad=True)
        optimizer = rule([w])
        points = []
        for _ in range(10):
            optimizer.zero_grad()
            (A * w**2 / 2 + w**4 / 4 - B * w).sum().backward()
            optimizer.step()
            points.append("{{" + ", ".join(map(repr, w.tolist())) + "}}")
        print(f"    {{train::Rule::{name},\n     {{{{{', '.join(points)}}}}}}},")
    print("});\n\n}  // namespace adc::tests")


main()
