#!/usr/bin/env python3
"""Computes pytorch.jsonl: values, gradients and Hessians of programs of tensors, by PyTorch's reverse mode in double precision.

    python3 pytorch.py > pytorch.jsonl          (Debian's python3-torch; the file beside this script came from version 1.13)

A line is {"program", "inputs": [numbers of all inputs, flat], "value", "gradient", "hessian"}: derivatives by the params, flat,
row-major, in the order of declaration. The two sides of a row are written by hand, apart from each other. Numbers are
multiples of 1/256, so that both read the same; Hessians stand where there are at most 24 variables."""
import json
import math
import random
import torch
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
softmax, log_softmax, lse = torch.softmax, torch.log_softmax, torch.logsumexp
I3 = torch.eye(3)


def conv(x, k):
    return torch.stack([sum(x[i + j] * k[j] for j in range(len(k))) for i in range(len(x) - len(k) + 1)])


def bce_of_sigmoid(x, t):  # F.binary_cross_entropy rounds its derivatives to 1e-12
    y, t = torch.sigmoid(x), torch.sigmoid(t)
    return -(t * torch.log(y) + (1 - t) * torch.log(1 - y)).sum()


def layer_norm(x):
    centred = x - x.mean()
    return centred / torch.sqrt((centred**2).mean() + 0.001)


def attention(q, k, v):
    return softmax(q @ k.T / math.sqrt(q.shape[1]), 1) @ v


# shapes of the params, then of the data; the program after its declarations; the same in PyTorch
ROWS = [
    ("x:3", "", "dot(x, x)", lambda x: x @ x),
    ("x:4", "", "sum(x.^3) - prod(x)", lambda x: (x**3).sum() - x.prod()),
    ("x:4", "", "norm(x)", lambda x: x.norm()),
    ("x:4", "", "norm(x)^3", lambda x: x.norm() ** 3),
    ("x:4", "", "u = x ./ norm(x); sum(exp(u))", lambda x: torch.exp(x / x.norm()).sum()),
    ("x:5", "", "logsumexp(x)", lambda x: lse(x, 0)),
    ("x:5", "", "log(sum(exp(x)))^2", lambda x: lse(x, 0) ** 2),
    ("x:5", "", "dot(softmax(x), x)", lambda x: softmax(x, 0) @ x),
    ("x:5", "", "-sum(softmax(x) .* log_softmax(x))", lambda x: -(softmax(x, 0) * log_softmax(x, 0)).sum()),
    ("x:5", "", "softmax(20x)[2] + max(x)*min(x)", lambda x: softmax(20 * x, 0)[1] + x.max() * x.min()),
    ("x:6", "", "mean((x - mean(x)).^2)", lambda x: ((x - x.mean()) ** 2).mean()),
    ("x:6", "", "sqrt(sum((x - mean(x)).^2)/5)", lambda x: x.std()),
    ("x:6", "", "u = x - mean(x); mean(u.^4)/mean(u.^2)^2", lambda x: ((x - x.mean()) ** 4).mean() / ((x - x.mean()) ** 2).mean() ** 2),
    ("x:6", "", "sum(cumsum(x).^2)", lambda x: (torch.cumsum(x, 0) ** 2).sum()),
    ("x:6", "", "sum(i = 1:5, 100(x[i+1] - x[i]²)² + (1 - x[i])²)", lambda x: (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum()),
    ("x:6", "", "sum(i = 1:6, j = 1:i, x[i]*x[j]^2)", lambda x: torch.tril(torch.outer(x, x**2)).sum()),
    ("x:6", "", "sum(x[6:-1:1] .* [1:6] .* x)", lambda x: (x.flip(0) * torch.arange(1, 7) * x).sum()),
    ("x:6", "", "sum(sin(x[[6, 1, 1, 3]]).*x[1:4])", lambda x: (torch.sin(x[[5, 0, 0, 2]]) * x[:4]).sum()),
    ("x:7 k:3", "", "y = [i = 1:5, sum(j = 1:3, x[i + j - 1]*k[j])]; sum(tanh(y))", lambda x, k: torch.tanh(conv(x, k)).sum()),
    ("x:8 k:3", "", "y = [i = 1:6, sum(j = 1:3, x[i + j - 1]*k[j])]; sum(i = 1:3, max(y[2i - 1], y[2i])²)", lambda x, k: (conv(x, k).reshape(3, 2).max(1).values ** 2).sum()),
    ("x:4", "t:4", "sum(binary_cross_entropy(sigmoid(x), sigmoid(t)))", bce_of_sigmoid),
    ("x:4", "t:4", "sum(binary_cross_entropy_with_logits(5x, sigmoid(t)))", lambda x, t: F.binary_cross_entropy_with_logits(5 * x, torch.sigmoid(t), reduction="sum")),
    ("x:4", "t:4", "cross_entropy(softmax(x), softmax(t))", lambda x, t: -(softmax(t, 0) * log_softmax(x, 0)).sum()),
    ("x:4", "t:4", "cross_entropy_with_logits(9x, softmax(t))", lambda x, t: -(softmax(t, 0) * log_softmax(9 * x, 0)).sum()),
    ("x:4", "", "cross_entropy_of_class(softmax(9x), 2)", lambda x: F.cross_entropy(9 * x[None], torch.tensor([1]))),
    ("x:4", "", "cross_entropy_of_class_with_logits(30x, 3)", lambda x: F.cross_entropy(30 * x[None], torch.tensor([2]))),
    ("x:4", "t:4", "kl_divergence(softmax(t), softmax(x))", lambda x, t: F.kl_div(log_softmax(x, 0), softmax(t, 0), reduction="sum")),
    ("x:4 t:4", "", "kl_divergence(softmax(t), softmax(3x))", lambda x, t: F.kl_div(log_softmax(3 * x, 0), softmax(t, 0), reduction="sum")),
    ("x:4", "t:4", "sum(huber(3x, t, 1))", lambda x, t: F.huber_loss(3 * x, t, reduction="sum")),
    ("x:4", "t:4", "mean_squared_error(x, t) + sum(absolute_error(x, t))", lambda x, t: F.mse_loss(x, t) + (x - t).abs().sum()),
    ("x:5", "", "sum(relu(x) + elu(x, 2) + selu(x))", lambda x: (F.relu(x) + F.elu(x, 2.0) + F.selu(x)).sum()),
    ("x:5", "", "sum(gelu(x) + silu(x).*mish(x))", lambda x: (F.gelu(x) + F.silu(x) * F.mish(x)).sum()),
    ("x:5", "", "sum(softplus(3x) + softsign(x) + log_sigmoid(x) + leaky_relu(x))", lambda x: (F.softplus(3 * x) + F.softsign(x) + F.logsigmoid(x) + F.leaky_relu(x)).sum()),
    ("x:5", "", "sum(erf(x) .* erfc(2x) + expm1(x).*log1p(x.^2) - asinh(x).*atan(x))", lambda x: (torch.erf(x) * torch.erfc(2 * x) + torch.expm1(x) * torch.log1p(x**2) - torch.asinh(x) * torch.atan(x)).sum()),
    ("x:5", "", "sum(atan2(x, x.^2 + 1) + hypot(x, 2))", lambda x: (torch.atan2(x, x**2 + 1) + torch.hypot(x, torch.tensor(2.0))).sum()),
    ("x:5 y:5", "", "sum(xlogy(x, 2 + y) + logaddexp(x, y) + clamp(x, -0.5, 0.5).*y)", lambda x, y: (torch.xlogy(x, 2 + y) + torch.logaddexp(x, y) + x.clamp(-0.5, 0.5) * y).sum()),
    ("x:5 y:5", "", "sum(max(x, y).^2 + min(x, 2y) + abs(x - y) .* x)", lambda x, y: (torch.maximum(x, y) ** 2 + torch.minimum(x, 2 * y) + (x - y).abs() * x).sum()),
    ("x:5 y:5", "", "dot(x, y)/(norm(x)*norm(y))", lambda x, y: F.cosine_similarity(x, y, 0, 0.0)),
    ("x:4 y:4", "", "norm(x - y) + norm(outer(x, y))", lambda x, y: (x - y).norm() + torch.outer(x, y).norm()),
    ("A:3,3", "", "trace(A*A*A')", lambda A: torch.trace(A @ A @ A.T)),
    ("A:3,3", "", "sum(A^3)", lambda A: torch.matrix_power(A, 3).sum()),
    ("A:2,3 B:3,4", "", "sum((A*B).^2)", lambda A, B: ((A @ B) ** 2).sum()),
    ("A:2,3 B:4,3", "", "sum(sin(A*B'))", lambda A, B: torch.sin(A @ B.T).sum()),
    ("A:3,2 x:3 y:2", "", "x'*A*y + norm(A'*x)", lambda A, x, y: x @ A @ y + (A.T @ x).norm()),
    ("A:3,4", "", "sum(max(A, dims=2) .* sum(A, dims=2))", lambda A: (A.max(1).values * A.sum(1)).sum()),
    ("A:3,4", "", "sum(prod(A, dims=1).*mean(A, dims=1))", lambda A: (A.prod(0) * A.mean(0)).sum()),
    ("A:3,4", "", "sum(norm(A, dims=1)) + sum(logsumexp(A, dims=2))", lambda A: A.norm(dim=0).sum() + lse(A, 1).sum()),
    ("A:3,4", "", "sum(softmax(A, dims=1) .* log_softmax(3A, dims=2))", lambda A: (softmax(A, 0) * log_softmax(3 * A, 1)).sum()),
    ("A:3,4", "", "sum(A[2:3, :] .* A[1:2, [4, 3, 2, 1]])", lambda A: (A[1:] * A[:2].flip(1)).sum()),
    ("A:4,4", "", "sum(diag(A).^2) + sum(i = 1:3, A[i, i + 1]*A[i + 1, i])", lambda A: (A.diag() ** 2).sum() + (A.diag(1) * A.diag(-1)).sum()),
    ("A:3,4", "", "sum(reshape(A, 2, 6)*[1:6]) + sum(tanh(reshape(A, 4, 3)))", lambda A: (A.reshape(2, 6) @ torch.arange(1.0, 7)).sum() + torch.tanh(A.reshape(4, 3)).sum()),
    ("A:3,4 b:3", "", "sum(if(A > 0, sqrt(abs(A)), A.^2)) + sum(relu(A*[1, 2, 3, 4] + b))", lambda A, b: torch.where(A > 0, torch.sqrt(A.abs()), A**2).sum() + F.relu(A @ torch.arange(1.0, 5) + b).sum()),
    ("A:3,4", "", "sum(i = 1:3, j = 1:4, k = 1:4, A[i, j]*A[i, k]*exp(A[i, j]))", lambda A: (A * A.exp()).sum(1) @ A.sum(1)),
    ("A:3,3 x:3", "", "dot(x, (A*A' + 5eye(3))*x)/dot(x, x)", lambda A, x: x @ (A @ A.T + 5 * I3) @ x / (x @ x)),
    ("x:6", "", "sum(([i = 1:6, (x[i] - mean(x))/sqrt(mean((x - mean(x)).^2) + 0.001)]).*[1:6])", lambda x: (layer_norm(x) * torch.arange(1, 7)).sum()),
    ("Q:3,2 K:3,2 V:3,2", "", "sum((softmax(Q*K'/sqrt(2), dims=2)*V).^2)", lambda Q, K, V: (attention(Q, K, V) ** 2).sum()),
    ("W:3,4 b:3", "x:4 t:3", "½‖tanh(W*x + b) - t‖²", lambda W, b, x, t: ((torch.tanh(W @ x + b) - t) ** 2).sum() / 2),
    ("W:3,4 b:3", "x:4 t:3", "cross_entropy(softmax(W*x + b), softmax(9t))", lambda W, b, x, t: -(softmax(9 * t, 0) * log_softmax(W @ x + b, 0)).sum()),
    ("U:4,3 W:2,4 b:4", "x:3", "h = sigmoid(U*x + b); -log(softmax(W*h)[2])", lambda U, W, b, x: -log_softmax(W @ torch.sigmoid(U @ x + b), 0)[1]),
    ("W:2,2 h:2", "X:4,2", "s1 = tanh(W*h + X[1, :]); s2 = tanh(W*s1 + X[2, :]); s3 = tanh(W*s2 + X[3, :]); sum(tanh(W*s3 + X[4, :]))",
     lambda W, h, X: torch.tanh(W @ torch.tanh(W @ torch.tanh(W @ torch.tanh(W @ h + X[0]) + X[1]) + X[2]) + X[3]).sum()),
    ("x:4", "", "sum(i = 1:4, j = 1:4, if(i ≠ j, log((x[i] - x[j])^2 + 1), 0))", lambda x: torch.log((x[:, None] - x[None]) ** 2 + 1).sum()),
    ("P:4,2", "", "sum(i = 1:3, ‖P[i + 1, :] - P[i, :]‖)", lambda P: (P[1:] - P[:-1]).norm(dim=1).sum()),
    ("T:2,3,2", "", "sum(i = 1:2, sum(j = 1:3, sum(k = 1:2, T[i, j, k]^2*T[3 - i, j, k])))", lambda T: (T**2 * T.flip(0)).sum()),
    ("T:2,3,2 v:2", "", "sum(i = 1:2, j = 1:3, exp(sum(k = 1:2, T[i, j, k]*v[k])))", lambda T, v: torch.exp(T @ v).sum()),
]

LARGEST_HESSIAN = 24


def tensors(spec, rng):
    made = []
    for item in spec.split():
        name, extents = item.split(":")
        shape = [int(n) for n in extents.split(",")]
        numbers = [rng.randrange(-383, 384) / 256 for _ in range(math.prod(shape))]
        made.append((name, shape, torch.tensor(numbers).reshape(shape)))
    return made


def declared(kind, made):
    return f"{kind} " + ", ".join(f"{name}: R[{', '.join(map(str, shape))}]" for name, shape, _ in made) + "; " if made else ""


def flat(values):
    return [float(v) for t in values for v in t.detach().reshape(-1)]


def line(row, seed):
    params_of, data_of, program, f = row
    rng = random.Random(seed)
    params, data = tensors(params_of, rng), tensors(data_of, rng)
    fixed = [t for _, _, t in data]
    sizes = [t.numel() for _, _, t in params]
    shapes = [shape for _, shape, _ in params]

    def of_flat(x):
        return f(*[part.reshape(shape) for part, shape in zip(x.split(sizes), shapes)], *fixed)

    x = torch.cat([t.reshape(-1) for _, _, t in params]).requires_grad_()
    value = of_flat(x)
    (gradient,) = torch.autograd.grad(value, x)
    result = {
        "program": declared("param", params) + declared("data", data) + program,
        "inputs": flat([x] + fixed),
        "value": float(value),
        "gradient": flat([gradient]),
    }
    if x.numel() <= LARGEST_HESSIAN:
        result["hessian"] = flat([torch.autograd.functional.hessian(of_flat, x.detach())])
    return result


for number, row in enumerate(ROWS):
    for seed in (2 * number, 2 * number + 1):
        print(json.dumps(line(row, seed), ensure_ascii=False))
