"""See a gradient flow back"""

import tinygrad_edu as tg

x = tg.Tensor(0.5, name="x")
w = tg.Tensor(-1.0, requires_grad=True, name="w")
b = tg.Tensor(0.8, requires_grad=True, name="b")

y = tg.tanh(w * x + b)
loss = (y - 1) ** 2

tg.draw(loss)  # change a number above, and run it again
