"""You multiplied the old velocity and the new gradient by momentum. Only what is old fades."""


class Momentum(Momentum):
    def step(self):
        for p, v in zip(self.parameters, self.velocities, strict=True):
            v[...] = self.momentum * (v + p.grad)
            p.data -= self.lr * v
