"""You multiplied the gradient by momentum, and kept all of the old velocity: nothing ever slows
down. Which of the two should fade?
"""


class Momentum(Momentum):
    def step(self):
        for p, v in zip(self.parameters, self.velocities, strict=True):
            v[...] = v + self.momentum * p.grad
            p.data -= self.lr * v
