"""lr is in the velocity and in the step: the steps are lr times too short. Once is enough."""


class Momentum(Momentum):
    def step(self):
        for p, v in zip(self.parameters, self.velocities, strict=True):
            v[...] = self.momentum * v + self.lr * p.grad
            p.data -= self.lr * v
