"""The step comes before the velocity is brought up to date: the first step does nothing, and each
other one is a step late.
"""


class Momentum(Momentum):
    def step(self):
        for p, v in zip(self.parameters, self.velocities, strict=True):
            p.data -= self.lr * v
            v[...] = self.momentum * v + p.grad
