"""Random graphs: broadcasting, repeated operands, views, several dtypes."""

import numpy as np
from hypothesis import strategies as st

import tinygrad_edu as tg

SHAPES = [(), (3,), (2, 3), (2, 1), (1, 3), (4, 2, 3)]
OPS = {
    "add": lambda x, y: x + y,
    "multiply": lambda x, y: x * y,
    "subtract": lambda x, y: x - y,
    "divide": lambda x, y: x / (y * y + 1),
    "maximum": tg.maximum,
    "with itself": lambda x, y: x * x,
    "tanh": lambda x, y: tg.tanh(x),
    "a constant": lambda x, y: 0.5 - x * 2,
    "reshape": lambda x, y: x.reshape(-1),
    "view": lambda x, y: x[..., :1] if x.ndim else x,
    "reversed": lambda x, y: x.T,
    "picked": lambda x, y: x[[0, 0]] if x.ndim and len(x) > 1 else x,
    "matmul": lambda x, y: x @ x.T if x.ndim == 2 else x,
    "mean": lambda x, y: x.mean(axis=0) if x.ndim else x,
    "softmax": lambda x, y: tg.softmax(x) if x.ndim else x,
    "joined": lambda x, y: tg.concatenate([x, x, y]) if x.shape == y.shape and x.ndim else x,
    "narrow": lambda x, y: x.astype(np.float32),
}


def fit(x, y):
    """Whether two shapes broadcast."""
    try:
        np.broadcast_shapes(x.shape, y.shape)
    except ValueError:
        return False
    return True


@st.composite
def graphs(draw, most=12):
    """A function that makes the same graph again and again: (loss, leaves)."""
    shapes = draw(st.lists(st.sampled_from(SHAPES), min_size=1, max_size=3))
    dtypes = [draw(st.sampled_from([np.float64, np.float64, np.float32])) for _ in shapes]
    values = np.random.default_rng(draw(st.integers(0, 99)))
    arrays = [values.normal(size=s).astype(d) for s, d in zip(shapes, dtypes, strict=True)]
    pick = st.integers(0, 10**6)
    plan = draw(
        st.lists(st.tuples(st.sampled_from(list(OPS)), pick, pick), min_size=1, max_size=most)
    )

    def make():
        leaves = [tg.Tensor(array, requires_grad=True) for array in arrays]
        tensors = list(leaves)
        for name, i, j in plan:
            x, y = tensors[i % len(tensors)], tensors[j % len(tensors)]
            y = y if fit(x, y) else x
            z = OPS[name](x, y)
            tensors += [z] if z.size < 500 else []
        loss = tensors[-1].sum()
        for x in tensors[-4:-1]:
            loss = loss + x.mean()
        return loss, leaves

    return make
