"""No parameter moves. Does the gradient come into the velocity, and does p.data change?"""


class Momentum(Momentum):
    def step(self):
        for p, v in zip(self.parameters, self.velocities, strict=True):
            v[...] = self.momentum * v + p.grad
            p = p - self.lr * v
