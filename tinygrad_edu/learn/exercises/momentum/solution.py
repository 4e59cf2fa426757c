import numpy as np


class Momentum:
    """Gradient descent with a velocity for each parameter."""

    def __init__(self, parameters, lr, momentum=0.9):
        self.parameters, self.lr, self.momentum = list(parameters), lr, momentum
        self.velocities = [np.zeros(p.shape) for p in self.parameters]

    def step(self):
        """Change each parameter once."""
        for p, v in zip(self.parameters, self.velocities, strict=True):
            v[...] = self.momentum * v + p.grad
            p.data -= self.lr * v
