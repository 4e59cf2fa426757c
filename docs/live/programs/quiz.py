"""Make a quiz about your own formula"""

import tinygrad_edu as tg

x = tg.Tensor(2.0, requires_grad=True, name="x")
w = tg.Tensor(3.0, requires_grad=True, name="w")
loss = (x * w + x) ** 2

tg.quiz(loss)  # which gradients do you expect?
