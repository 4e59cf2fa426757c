"""Explain a gradient in words"""

import tinygrad_edu as tg

W = tg.Tensor([[1.0, -2.0], [0.5, 1.0]], requires_grad=True, name="W")
x = tg.Tensor([0.5, 1.5], name="x")
loss = (tg.tanh(W @ x) ** 2).sum()

print(tg.explain(loss, of=W))
