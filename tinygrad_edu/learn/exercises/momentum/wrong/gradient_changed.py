"""The velocity is the array p.grad itself, so what changes the one changes the other. What makes a
second array?
"""


class Momentum:
    def __init__(self, parameters, lr, momentum=0.9):
        self.parameters, self.lr, self.momentum = list(parameters), lr, momentum
        self.velocities = None

    def step(self):
        if self.velocities is None:
            self.velocities = [p.grad for p in self.parameters]
        else:
            for p, v in zip(self.parameters, self.velocities, strict=True):
                v *= self.momentum
                v += p.grad
        for p, v in zip(self.parameters, self.velocities, strict=True):
            p.data -= self.lr * v
