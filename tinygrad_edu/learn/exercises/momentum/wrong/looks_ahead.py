"""You added the gradient once more to the faded velocity: that is Nesterov's momentum, which looks
a step ahead. Asked for is the velocity alone.
"""


class Momentum(Momentum):
    def step(self):
        for p, v in zip(self.parameters, self.velocities, strict=True):
            v[...] = self.momentum * v + p.grad
            p.data -= self.lr * (self.momentum * v + p.grad)
