"""All parameters share one velocity, and so push each other. Each has its own."""


class Momentum:
    def __init__(self, parameters, lr, momentum=0.9):
        self.parameters, self.lr, self.momentum = list(parameters), lr, momentum
        self.velocity = 0

    def step(self):
        for p in self.parameters:
            self.velocity = self.momentum * self.velocity + p.grad
            p.data -= self.lr * self.velocity
