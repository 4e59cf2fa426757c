"""The parameters move up the slope, and faster with each step. Which sign leads down?"""


class Momentum(Momentum):
    def step(self):
        for p, v in zip(self.parameters, self.velocities, strict=True):
            v[...] = self.momentum * v + p.grad
            p.data += self.lr * v
