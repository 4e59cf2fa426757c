"""The velocity is the sum of all gradients so far: nothing ever slows down. Where does momentum
come in?
"""


class Momentum(Momentum):
    def step(self):
        for p, v in zip(self.parameters, self.velocities, strict=True):
            v[...] = v + p.grad
            p.data -= self.lr * v
