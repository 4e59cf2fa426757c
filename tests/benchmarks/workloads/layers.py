"""One layer alone, forward and backward."""

import numpy as np
from harness import prepared, summary, take_turns

TITLE = "Single layers"
NOTE = (
    "One layer on float32 numbers, forward and backward, with the gradients of its input and its "
    "parameters."
)
UNIT = "µs"
CASES = [  # the layer, its sizes, and the shape of its input
    ("Linear", (784, 16), (784,)),
    ("Linear", (784, 16), (32, 784)),
    ("Linear", (128, 128), (32, 4, 128)),
    ("LayerNorm", (128,), (32, 128)),
    ("LayerNorm", (128,), (32, 64, 128)),
    ("RMSNorm", (128,), (32, 64, 128)),
    ("BatchNorm1d", (512,), (128, 512)),
    ("BatchNorm2d", (16,), (64, 16, 28, 28)),
    ("matmul", (128, 128), (32, 4, 128)),
    ("cumprod", (), (10_000,)),
]


def task(kind, sizes, shape):
    """The layer, its parameters if they are drawn, an input, and weights of its outputs."""
    rng = np.random.default_rng(0)

    def drawn(*size):
        return rng.uniform(-0.1, 0.1, size).astype(np.float32)

    start = {"Linear": [sizes[::-1], sizes[1:]], "matmul": [sizes]}.get(kind, [])
    x = 1 + drawn(*shape) / 100 if kind == "cumprod" else drawn(*shape)
    out = (*shape[:-1], sizes[1]) if kind in ("Linear", "matmul") else shape
    return kind, sizes, [drawn(*size) for size in start], x, drawn(*out)


def measure(effort):
    """By the layer and the shape of its input."""
    cases, missing = {}, {}
    for kind, sizes, shape in CASES:
        steps, missing = prepared("layer", *task(kind, sizes, shape))
        name = f"{kind}({', '.join(map(str, sizes))})" if sizes else kind
        cases[f"{name} of {' × '.join(map(str, shape))}"] = summary(take_turns(steps, effort))
    return cases, missing
