"""The parameters move by the whole velocity. What does lr do in a step?"""


class Momentum(Momentum):
    def step(self):
        for p, v in zip(self.parameters, self.velocities, strict=True):
            v[...] = self.momentum * v + p.grad
            p.data -= v
