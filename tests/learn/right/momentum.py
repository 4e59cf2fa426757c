# --- a dict of velocities, and lr inside
class Momentum:
    def __init__(self, parameters, lr, momentum=0.9):
        self.ps, self.lr, self.mu = list(parameters), lr, momentum
        self.v = {p: 0.0 for p in self.ps}

    def step(self):
        for p in self.ps:
            self.v[p] = self.mu * self.v[p] + self.lr * p.grad
            p.data = p.data - self.v[p]


# --- velocities that point downhill
class Momentum:
    def __init__(self, parameters, lr, momentum=0.9):
        self.parameters, self.lr, self.momentum = list(parameters), lr, momentum
        self.velocity = None

    def step(self):
        gradients = [p.grad for p in self.parameters]
        if self.velocity is None:
            self.velocity = [-g for g in gradients]
        else:
            pairs = zip(self.velocity, gradients)
            self.velocity = [self.momentum * v - g for v, g in pairs]
        for k in range(len(self.parameters)):
            self.parameters[k].data += self.lr * self.velocity[k]


# --- the package's own
import tinygrad_edu as tg


class Momentum:
    def __init__(self, parameters, lr, momentum=0.9):
        self.sgd = tg.optim.SGD(parameters, lr=lr, momentum=momentum)

    def step(self):
        self.sgd.step()


# --- the gradient is deleted after the step
class Momentum(Momentum):
    def __init__(self, parameters, lr, momentum=0.9):
        super().__init__(parameters, lr, momentum)
        self.velocities = [np.zeros(p.shape) for p in self.parameters]

    def step(self):
        for k, p in enumerate(self.parameters):
            self.velocities[k] = self.momentum * self.velocities[k] + p.grad
            p.data = p.data - self.lr * self.velocities[k]
            p.grad = None
