"""You remember the last gradient only. The velocity should remember all of them, older ones less
and less.
"""


class Momentum(Momentum):
    def step(self):
        for p, last in zip(self.parameters, self.velocities, strict=True):
            p.data -= self.lr * (self.momentum * last + p.grad)
            last[...] = p.grad
