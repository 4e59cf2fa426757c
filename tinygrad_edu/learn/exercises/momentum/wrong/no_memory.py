"""Each step follows the gradient of this moment alone. What of the steps before is kept?"""


class Momentum:
    def __init__(self, parameters, lr, momentum=0.9):
        self.parameters, self.lr, self.momentum = list(parameters), lr, momentum
        self.velocities = [np.zeros(p.shape) for p in self.parameters]

    def step(self):
        for p, v in zip(self.parameters, self.velocities, strict=True):
            v = self.momentum * v + p.grad
            p.data -= self.lr * v
