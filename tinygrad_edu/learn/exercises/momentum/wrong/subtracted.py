"""The old velocity counts against the gradient: the steps get shorter where the slope stays the
same. Should it push, or brake?
"""


class Momentum(Momentum):
    def step(self):
        for p, v in zip(self.parameters, self.velocities, strict=True):
            v[...] = p.grad - self.momentum * v
            p.data -= self.lr * v
