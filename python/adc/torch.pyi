from collections.abc import Callable
from typing import Any

import torch

def loss(program: str, **options: Any) -> Callable[..., torch.Tensor]: ...
