"""Play backpropagation step by step"""

import tinygrad_edu as tg

x = tg.Tensor(3.0, requires_grad=True, name="x")
y = x * x
z = y + x
L = y * z

tg.play(L)
